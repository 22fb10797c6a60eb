"""Rules on ids: what may be one, that each stands once, that what is named exists and is used.

An id becomes a column, a file name and an address, and other programs hold it:

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
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from generator.definitions.codebook import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from generator.definitions.instrument import (
    ChoiceItem,
    Instrument,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    id_key,
    item_id,
)
from generator.definitions.load import Broken, Definitions, Where
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import TOTAL, Model, Programme, Scale, ScalePoint
from generator.definitions.suggest import suggestion

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
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def is_device(name: str) -> bool:
    """Tell whether Windows keeps a name for a device, so that no file of that name can be made.

    It does so in any case, and whatever follows after a full stop.

    >>> is_device("aux"), is_device("CON.md"), is_device("Com1 .tar.gz"), is_device("console")
    (True, True, True, False)
    """
    return _DEVICE.match(name.strip()) is not None


def answer_lists(
    definitions: Definitions,
) -> Iterator[tuple[Scale | ChoiceItem | SeveralItem, tuple[ScalePoint, ...]]]:
    """Yield everything that has a list of answers, with them: scales, then questions."""
    yield from ((scale, scale.points) for scale in definitions.programme.scales)
    for form in definitions.instruments:
        for item in form.items:
            if isinstance(item, ChoiceItem | SeveralItem):
                yield item, item.options


# What is named exists


def _named(definitions: Definitions) -> Iterator[tuple[str, Where, str]]:
    """Yield whatever names a scale, measure, role or wave: which of these, where, the name."""
    programme = definitions.programme
    for measure in programme.measures:
        yield "scale", (measure, "scale"), measure.scale
        yield from (("role", (measure, "stems", role), role) for role in measure.stems)
    for domain in programme.domains:
        yield from (("role", (domain, "phrases", role), role) for role in domain.phrases)
    for one in programme.comparisons:
        yield "measure", (one, "measure"), one.measure
        yield "role", (one, "role"), one.role
        yield "wave", (one, "from"), one.from_
        yield "wave", (one, "to"), one.to
    for form in definitions.instruments:
        yield "role", (form, "role"), form.role
        if form.wave:
            yield "wave", (form, "wave"), form.wave
        for item in form.items:
            if isinstance(item, ScaleItem):
                yield "scale", (item, "scale"), item.scale
            elif isinstance(item, MeasureBlock | MeasureItem):
                yield "measure", (item, "measure"), item.measure


def unknown_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that what a form or the programme names stands there: ``unknown-scale`` and so on."""
    known = _known(definitions.programme)
    for kind, where, name in _named(definitions):
        if name not in known[kind] and name not in definitions.broken:
            fault, remedy = f"There is no {kind} '{name}'.", suggestion(name, known[kind])
            yield Problem(definitions.at(*where), f"unknown-{kind}", fault, remedy)


def unused(definitions: Definitions) -> Iterator[Broken]:
    """Warn of a scale, measure, role or wave that nothing uses: a leftover, or a typing error."""
    used: dict[str, set[str]] = {}
    for kind, _, name in _named(definitions):
        used.setdefault(kind, set()).add(name)
    for kind, known in _known(definitions.programme).items():
        if not definitions.complete or used.get(kind, set()).difference(known):
            continue  # an unknown name is reported, and probably means one of these
        for name, model in known.items():
            if name not in used.get(kind, ()):
                yield (
                    (model, "id"),
                    f"The {kind} '{name}' is used by nothing.",
                    "Use it, or delete it.",
                )


def _known(programme: Programme) -> dict[str, dict[str, Model]]:
    return {
        "scale": {one.id: one for one in programme.scales},
        "measure": {one.id: one for one in programme.measures},
        "role": {one.id: one for one in programme.roles},
        "wave": {one.id: one for one in programme.waves},
    }


def measure_items(
    definitions: Definitions,
) -> Iterator[tuple[Instrument, MeasureBlock | MeasureItem]]:
    """Yield each item that asks for a measure, with its form."""
    for form in definitions.instruments:
        for item in form.items:
            if isinstance(item, MeasureBlock | MeasureItem):
                yield form, item


def measure_type(definitions: Definitions) -> Iterator[Broken]:
    """Check that a measure asked by domain is a ``measure`` item, else a ``single`` item."""
    wanted = {
        one.id: ("single", "once") if one.items == "single" else ("measure", "for each domain")
        for one in definitions.programme.measures
    }
    for _, item in measure_items(definitions):
        kind, asked = wanted.get(item.measure, (item.type, ""))
        if item.type != kind:
            fault = f"The measure '{item.measure}' is asked {asked}."
            yield (item, "type"), fault, f"Write 'type: {kind}'."


# What is named is named once


def duplicate_id(definitions: Definitions) -> Iterator[Problem]:
    """Check that an id, of whatever kind, is there once among its own kind."""
    for among, named in _together(definitions):
        first: dict[str, SourceLine] = {}
        for where, name in named:
            place = definitions.at(*where)
            other = first.setdefault(name, place)
            if other is not place:
                at = f"line {other.line}" if other.path == place.path else str(other)
                fault = f"'{name}' is here twice among the {among}; the first is in {at}."
                remedy = "Rename or delete one of them."
                yield Problem(place, "duplicate-id", fault, remedy)


def _together(definitions: Definitions) -> Iterator[tuple[str, list[tuple[Where, str]]]]:
    """Yield what must have ids of its own: what it is called together, each id and where."""
    programme = definitions.programme
    for key in ("domains", "roles", "waves", "scales", "measures", "contacts", "retention"):
        yield key, _ids(getattr(programme, key))
    yield "forms", _ids(definitions.instruments)
    for form in definitions.instruments:
        yield "sections", _ids(form.sections)
        yield "items", [((one, id_key(one)), name) for one in form.items if (name := item_id(one))]
    for one, points in answer_lists(definitions):
        sort = "codes" if isinstance(one, Scale) else "options"
        yield f"{sort} of '{one.id}'", [((point, "code"), str(point.code)) for point in points]
    for scale in programme.scales:
        yield f"bands of '{scale.id}'", _ids(scale.bands)
    for _, item in definitions.items(Question):
        if isinstance(item, ChoiceItem | NumberItem):
            yield f"bands of '{item.id}'", _ids(item.bands)


def _ids(models: Sequence[Model]) -> list[tuple[Where, str]]:
    return [((model, "id"), str(model.id)) for model in models]  # type: ignore[attr-defined]


# What may be a name


def file_name(definitions: Definitions) -> Iterator[Broken]:
    """Check that a form's file is called as the form is."""
    files = [
        (form, PurePosixPath(definitions.at(form).path).stem) for form in definitions.instruments
    ]
    named = {form.id for form, stem in files if form.id == stem}
    for form, stem in files:
        if form.id not in named:  # else it is a copy, which is told
            fault = f"The form '{form.id}' is in a file named '{stem}'."
            yield (form, "id"), fault, f"Name the file {form.id}.yml, or change the id."


def reserved_id(definitions: Definitions) -> Iterator[Broken]:
    """Check that an id is none of the names that files, columns, pages or SPSS keep."""
    for domain in definitions.programme.domains:
        if domain.id == TOTAL:
            fault = "'total' is the name of the sum over the domains."
            yield (domain, "id"), fault, "Give the domain another id."
    for form in definitions.instruments:
        if form.id in RESERVED_FORMS or is_device(form.id):
            whose = "Windows" if is_device(form.id) else "another file or page"
            fault = f"'{form.id}' is a name that {whose} keeps for itself."
            yield (form, "id"), fault, "Give the form another id."
        for item in form.items:
            if keeper := _keeper(item_id(item)):
                fault = f"'{item_id(item)}' is a name that {keeper} keeps for itself."
                yield (item, id_key(item)), fault, "Give the item another id."


def _keeper(name: str) -> str:
    """Return who keeps a column's name; nothing of a name that is free."""
    if name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS):
        return "every response file"
    reserved = REDCAP_RESERVED.fullmatch(name)
    return "SPSS" if name in SPSS_RESERVED else "REDCap" if reserved else ""


def column_name(definitions: Definitions) -> Iterator[Broken | Problem]:
    """Check that REDCap and SPSS can hold a column's name; see the top of this file."""
    for form in definitions.instruments:
        for name, where in _columns(form, definitions.programme):
            base = name.split("___")[0] if where[-1] == "code" else name
            if "__" in base or name.endswith("_") or base.endswith("_"):
                fault = f"The column '{name}' has 2 underscores together or 1 at its end."
                yield (
                    where,
                    fault,
                    "Use single underscores between words; 3 are kept for item___code.",
                )
            elif (size := len(name.encode())) > SPSS_BYTES:
                fault = f"The column '{name}' has {size} bytes; SPSS holds {SPSS_BYTES}."
                yield where, fault, "Shorten the id or the code."
            elif len(base) > REDCAP_ADVISED:
                fault = f"The column '{base}' has {len(base)} characters; REDCap advises up to 26."
                place = definitions.at(*where)
                yield Problem(place, "column-name", fault, "Shorten the id.", "warning")


def _columns(form: Instrument, programme: Programme) -> Iterator[tuple[str, Where]]:
    """Yield each column that a form adds to a response file, with what names it."""
    for item in form.items:
        if isinstance(item, MeasureBlock):
            domains = programme.domains
            yield from ((f"{item.measure}_{one.id}", (item, "measure")) for one in domains)
        elif isinstance(item, SeveralItem):
            yield from ((f"{item.id}___{one.code}", (one, "code")) for one in item.options)
        elif name := item_id(item):
            yield name, (item, id_key(item))


def column_clash(definitions: Definitions) -> Iterator[Broken]:
    """Check that no item's id is also the column of a measure or of a several-choice question."""
    programme = definitions.programme
    owners = {one.id: one.id for one in programme.measures}
    for one in programme.measures:
        if one.items == "domains":
            owners |= {f"{one.id}_{domain.id}": one.id for domain in programme.domains}
    for _, item in definitions.items(Question):
        if owner := owners.get(item.id):
            fault = f"The item '{item.id}' has the same name as a column of the measure '{owner}'."
            yield (item, "id"), fault, "Give the item another id."


def code_shape(definitions: Definitions) -> Iterator[Broken]:
    """Check that a code is a whole number from 0, or a word of a-z, 0-9 and underscores."""
    for _, points in answer_lists(definitions):
        for point in points:
            code = point.code
            if isinstance(code, str) and code.lstrip("-").isdigit():
                fault = f"The code '{code}' is a number in quotes."
                yield (point, "code"), fault, "Leave out the quotes."
            elif not (_CODE.fullmatch(code) if isinstance(code, str) else 0 <= code <= 9999):
                remedy = (
                    "Use a number from 0 to 9999, or a word such as in_person. -97 to -99 are gaps."
                )
                yield (point, "code"), f"{code!r} cannot be a code.", remedy
