"""Rules on ids: each becomes a column, a file name and an address, and other programs hold it.

What the other programs can hold:

- REDCap field names have lower-case letters, digits and underscores, begin with
  a letter, and stay within 26 characters as its makers advise (longer ones are
  held, with a caution). Two or more underscores together are kept for the
  columns of a several-choice question, ``item___code``.
- SPSS names have at most 64 bytes, do not end in an underscore (its own
  procedures make such names) and are none of its reserved words (IBM SPSS
  Statistics, Command Syntax Reference, "Variable names").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.definitions.instrument import (
    ChoiceItem,
    Instrument,
    Item,
    MeasureBlock,
    SeveralItem,
    item_id,
)
from generator.definitions.load import Definitions, items_with_steps
from generator.definitions.model_faults import Step
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import TOTAL, Programme

#: Columns that every response file has of its own.
RESPONSE_COLUMNS = (
    "respondent",
    "cohort",
    "instrument",
    "version",
    "mode",
    "language",
    "completed_on",
)
#: Files and pages that have a meaning of their own, so that no form may be called so.
RESERVED_FORMS = ("cohorts", "themes", "return_log", "preferences", "programme", "index")
SPSS_RESERVED = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)
#: Fields that REDCap keeps for itself.
REDCAP_RESERVED = re.compile(r"record_id|redcap_\w*")
SPSS_BYTES = 64
REDCAP_ADVISED = 26
_CODE = re.compile(r"[a-z0-9][a-z0-9_]*")


def is_device(name: str) -> bool:
    """Tell whether Windows keeps a name for a device, so that no file of that name can be made.

    It does so in any case, and whatever follows after a full stop.

    >>> is_device("aux"), is_device("CON.md"), is_device("Com1 .tar.gz"), is_device("console")
    (True, True, True, False)
    """
    return _DEVICE.match(name.strip()) is not None


Column = tuple[str, tuple[Step, ...]]  # a column's name and the steps to its item's name


def columns_with_steps(form: Instrument, programme: Programme) -> Iterator[Column]:
    """Yield each column that a form adds to a response file, with the steps to what names it."""
    for steps, item in items_with_steps(form):
        yield from ((name, steps + where) for name, where in _columns(item, programme))


def _columns(item: Item, programme: Programme) -> Iterator[Column]:
    if isinstance(item, MeasureBlock):
        yield from ((f"{item.measure}_{d.id}", ("measure",)) for d in programme.domains)
    elif isinstance(item, SeveralItem):
        for n, option in enumerate(item.options):
            yield f"{item.id}___{option.code}", ("options", n, "code")
    elif name := item_id(item):
        yield name, ("id",) if hasattr(item, "id") else ("measure",)


def file_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that a form's file is called as the form is.

    Good: ``id: consent`` in ``consent.yml``. Bad: ``id: consent`` in ``consent_form.yml``.
    """
    named = [form.id for path, form in definitions.forms if PurePosixPath(path).stem == form.id]
    for path, form in definitions.forms:
        stem = PurePosixPath(path).stem
        if stem != form.id and form.id not in named:  # else it is a copy, which is told
            fault = f"The form '{form.id}' is in a file named '{stem}'."
            remedy = f"Name the file {form.id}.yml, or change the id."
            yield Problem(definitions.marks.at(path, "id"), "file-name", fault, remedy)


def reserved_id(definitions: Definitions) -> Iterator[Problem]:
    """Check that an id is none of the names that files, columns, pages or SPSS keep for themselves.

    Good: ``id: meeting_language``. Bad: ``id: language`` (a column of every response
    file), ``id: with`` (a word of SPSS), a form ``cohorts`` or a domain ``total``.
    """
    at = definitions.marks.at
    for n, domain in enumerate(definitions.programme.domains):
        if domain.id == TOTAL:
            place = at(definitions.programme_path, "domains", n, "id")
            fault = "'total' is the name of the sum over the domains."
            yield Problem(place, "reserved-id", fault, "Give the domain another id.")
    for path, form in definitions.forms:
        if form.id in RESERVED_FORMS:
            fault = f"'{form.id}' is the name of another file or page."
            yield Problem(at(path, "id"), "reserved-id", fault, "Give the form another id.")
        elif is_device(form.id):
            fault = f"Windows keeps the name '{form.id}' for a device."
            yield Problem(at(path, "id"), "reserved-id", fault, "Give the form another id.")
        for steps, item in items_with_steps(form):
            name = item_id(item)
            place = at(path, *steps, "id" if hasattr(item, "id") else "measure")
            if name in RESPONSE_COLUMNS:
                fault = f"'{name}' is a column of every response file."
                yield Problem(place, "reserved-id", fault, "Give the item another id.")
            elif name in SPSS_RESERVED:
                fault = f"'{name}' is a reserved word of SPSS."
                yield Problem(place, "reserved-id", fault, "Give the item another id.")
            elif REDCAP_RESERVED.fullmatch(name):
                fault = f"'{name}' is a field that REDCap keeps for itself."
                yield Problem(place, "reserved-id", fault, "Give the item another id.")


def column_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that REDCap and SPSS can hold a column's name; see the top of this file.

    Good: ``id: worries_text``. Bad: ``id: worries__text``, ``id: worries_``. A name of
    more than 26 characters is a warning.
    """
    for path, form in definitions.forms:
        for name, steps in columns_with_steps(form, definitions.programme):
            place = definitions.marks.at(path, *steps)
            base = name.split("___")[0] if steps[-1] == "code" else name
            if "__" in base or name.endswith("_") or base.endswith("_"):
                fault = f"The column '{name}' has 2 underscores together or 1 at its end."
                remedy = "Use single underscores between words; 3 are kept for item___code."
                yield Problem(place, "column-name", fault, remedy)
            elif len(name.encode()) > SPSS_BYTES:
                fault = (
                    f"The column '{name}' has {len(name.encode())} bytes; SPSS holds {SPSS_BYTES}."
                )
                yield Problem(place, "column-name", fault, "Shorten the id or the code.")
            elif len(base) > REDCAP_ADVISED:
                fault = f"The column '{base}' has {len(base)} characters; REDCap advises up to 26."
                yield Problem(place, "column-name", fault, "Shorten the id.", "warning")


def column_clash(definitions: Definitions) -> Iterator[Problem]:
    """Check that no item's id is also the column of a measure or of a several-choice question.

    Good: an item ``importance_reason`` beside the measure ``importance``. Bad: an item
    ``importance_time``, which is the column of that measure's domain ``time``.
    """
    programme = definitions.programme
    blocks = {
        f"{m.id}_{d.id}": m.id
        for m in programme.measures
        if m.items == "domains"
        for d in programme.domains
    }
    singles = {m.id for m in programme.measures}
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            name = item_id(item)
            if not hasattr(item, "id"):
                continue
            owner = blocks.get(name) or (name if name in singles else None)
            if owner is not None:
                fault = f"The item '{name}' has the same name as a column of the measure '{owner}'."
                place = definitions.marks.at(path, *steps, "id")
                yield Problem(place, "column-clash", fault, "Give the item another id.")


def code_shape(definitions: Definitions) -> Iterator[Problem]:
    """Check that a code is a whole number from 0, or a word of a-z, 0-9 and underscores.

    Good: ``code: 1``, ``code: in_person``. Bad: ``code: -97`` (kept for "not applicable",
    as -98 and -99 are for other gaps), ``code: "In person"``, ``code: "1"`` (a number in quotes).
    """
    for place, code in _codes(definitions):
        remedy = "Use a number from 0, or a word such as in_person."
        if isinstance(code, int):
            if code in (-97, -98, -99):
                fault = f"{code} means a missing answer (so do -97, -98 and -99)."
                yield Problem(place, "code-shape", fault, remedy)
            elif not 0 <= code <= 9999:
                yield Problem(place, "code-shape", f"The code {code} is not 0 to 9999.", remedy)
        elif code.lstrip("-").isdigit():
            fault = f"The code '{code}' is a number in quotes."
            yield Problem(place, "code-shape", fault, "Leave out the quotes.")
        elif not _CODE.fullmatch(code) or "__" in code or code.endswith("_"):
            fault = f"The code '{code}' has other than lower-case letters, digits and single '_'."
            yield Problem(place, "code-shape", fault, remedy)


def _codes(definitions: Definitions) -> Iterator[tuple[SourceLine, int | str]]:
    at = definitions.marks.at
    for s, scale in enumerate(definitions.programme.scales):
        for n, point in enumerate(scale.points):
            yield at(definitions.programme_path, "scales", s, "points", n, "code"), point.code
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            if isinstance(item, ChoiceItem | SeveralItem):
                for n, option in enumerate(item.options):
                    yield at(path, *steps, "options", n, "code"), option.code
