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
from collections.abc import Iterable, Iterator, Sequence
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
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import TOTAL, Model, Programme, Scale, ScalePoint
from generator.definitions.suggest import suggestion
from generator.definitions.yaml_source import Step

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

Named = tuple[SourceLine, str]


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


def unknown_scale(definitions: Definitions) -> Iterator[Problem]:
    """Check that a scale that an item or a measure uses stands in programme.yml."""
    programme, at = definitions.programme, definitions.at
    used = [(at(one, "scale"), one.scale) for one in programme.measures]
    used += [(at(item, "scale"), item.scale) for _, item in definitions.items(ScaleItem)]
    yield from _unknown(definitions, "scale", used, programme.scales)


def unknown_measure(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure that a form or a comparison uses stands in programme.yml."""
    programme, at = definitions.programme, definitions.at
    used = [(at(one, "measure"), one.measure) for one in programme.comparisons]
    used += [(at(item, "measure"), item.measure) for _, item in measure_items(definitions)]
    yield from _unknown(definitions, "measure", used, programme.measures)


def unknown_role(definitions: Definitions) -> Iterator[Problem]:
    """Check that every role that a form, stem, phrase or comparison names is in programme.yml."""
    programme, at = definitions.programme, definitions.at
    used = [(at(form, "role"), form.role) for form in definitions.instruments]
    used += [(at(one, "role"), one.role) for one in programme.comparisons]
    used += [(at(one, "stems", role), role) for one in programme.measures for role in one.stems]
    used += [(at(one, "phrases", role), role) for one in programme.domains for role in one.phrases]
    yield from _unknown(definitions, "role", used, programme.roles)


def unknown_wave(definitions: Definitions) -> Iterator[Problem]:
    """Check that a wave that a form or a comparison names stands in programme.yml."""
    programme, at = definitions.programme, definitions.at
    used = [(at(form, "wave"), form.wave) for form in definitions.instruments if form.wave]
    used += [(at(one, "from"), one.from_) for one in programme.comparisons]
    used += [(at(one, "to"), one.to) for one in programme.comparisons]
    yield from _unknown(definitions, "wave", used, programme.waves)


def _unknown(
    definitions: Definitions, kind: str, used: Iterable[Named], known: Sequence[Model]
) -> Iterator[Problem]:
    names = _ids(known)
    for place, name in used:
        if name not in names and name not in definitions.broken:
            fault = f"There is no {kind} '{name}'."
            yield Problem(place, f"unknown-{kind}", fault, suggestion(name, names))


def _ids(models: Sequence[Model]) -> list[str]:
    return [str(model.id) for model in models]  # type: ignore[attr-defined]


def measure_items(
    definitions: Definitions,
) -> Iterator[tuple[Instrument, MeasureBlock | MeasureItem]]:
    """Yield each item that asks for a measure, with its form."""
    for form in definitions.instruments:
        for item in form.items:
            if isinstance(item, MeasureBlock | MeasureItem):
                yield form, item


def measure_type(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure asked by domain is a ``measure`` item, else a ``single`` item."""
    wanted = {
        one.id: ("single", "once") if one.items == "single" else ("measure", "for each domain")
        for one in definitions.programme.measures
    }
    for _, item in measure_items(definitions):
        kind, asked = wanted.get(item.measure, (item.type, ""))
        if item.type != kind:
            fault = f"The measure '{item.measure}' is asked {asked}."
            place = definitions.at(item, "type")
            yield Problem(place, "measure-type", fault, f"Write 'type: {kind}'.")


def unused(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a scale, measure, role or wave that nothing uses: a leftover, or a typing error."""
    programme, forms = definitions.programme, definitions.instruments
    scales = {item.scale for _, item in definitions.items(ScaleItem)}
    lists: tuple[tuple[str, Sequence[Model], set[str]], ...] = (
        ("scale", programme.scales, scales | {one.scale for one in programme.measures}),
        ("measure", programme.measures, {item.measure for _, item in measure_items(definitions)}),
        ("role", programme.roles, {form.role for form in forms}),
        ("wave", programme.waves, {form.wave for form in forms if form.wave}),
    )
    for kind, models, used in lists:
        names = _ids(models)
        if not definitions.complete or used.difference(names):
            continue  # an unknown name is reported, and probably means one of these
        for name, model in zip(names, models, strict=True):
            if name not in used:
                fault = f"The {kind} '{name}' is used by nothing."
                place = definitions.at(model, "id")
                yield Problem(place, "unused", fault, "Use it, or delete it.", "warning")


# What is named is named once


def duplicate_id(definitions: Definitions) -> Iterator[Problem]:
    """Check that an id, of whatever kind, is there once among its own kind."""
    at, programme = definitions.at, definitions.programme
    for key in ("domains", "roles", "waves", "scales", "measures", "contacts", "retention"):
        yield from _repeated_ids(definitions, getattr(programme, key), key)
    yield from _repeated_ids(definitions, definitions.instruments, "forms")
    for form in definitions.instruments:
        yield from _repeated_ids(definitions, form.sections, "sections")
        named = [(at(item, id_key(item)), name) for item in form.items if (name := item_id(item))]
        yield from _repeats(named, "items")
    for one, points in answer_lists(definitions):
        codes = [(at(point, "code"), str(point.code)) for point in points]
        sort = "codes" if isinstance(one, Scale) else "options"
        yield from _repeats(codes, f"{sort} of '{one.id}'")
    for scale in programme.scales:
        yield from _repeated_ids(definitions, scale.bands, f"bands of '{scale.id}'")
    for _, item in definitions.items(Question):
        if isinstance(item, ChoiceItem | NumberItem):
            yield from _repeated_ids(definitions, item.bands, f"bands of '{item.id}'")


def _repeated_ids(
    definitions: Definitions, models: Sequence[Model], among: str
) -> Iterator[Problem]:
    places = (definitions.at(model, "id") for model in models)
    yield from _repeats(zip(places, _ids(models), strict=True), among)


def _repeats(named: Iterable[Named], among: str) -> Iterator[Problem]:
    first: dict[str, SourceLine] = {}
    for place, name in named:
        other = first.setdefault(name, place)
        if other is not place:
            at = f"line {other.line}" if other.path == place.path else str(other)
            fault = f"'{name}' is here twice among the {among}; the first is in {at}."
            yield Problem(place, "duplicate-id", fault, "Rename or delete one of them.")


# What may be a name


def file_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that a form's file is called as the form is."""
    places = [(form, definitions.at(form, "id")) for form in definitions.instruments]
    files = [(form.id, PurePosixPath(place.path).stem, place) for form, place in places]
    named = {name for name, stem, _ in files if name == stem}
    for name, stem, place in files:
        if name not in named:  # else it is a copy, which is told
            fault = f"The form '{name}' is in a file named '{stem}'."
            remedy = f"Name the file {name}.yml, or change the id."
            yield Problem(place, "file-name", fault, remedy)


def reserved_id(definitions: Definitions) -> Iterator[Problem]:
    """Check that an id is none of the names that files, columns, pages or SPSS keep."""
    at = definitions.at
    named = [
        (at(one, "id"), "domain", "'total' is the name of the sum over the domains.")
        for one in definitions.programme.domains
        if one.id == TOTAL
    ]
    for form in definitions.instruments:
        named.append((at(form, "id"), "form", _kept_for_files(form.id)))
        named += ((at(i, id_key(i)), "item", _kept_for_columns(item_id(i))) for i in form.items)
    for place, kind, fault in named:
        if fault:
            yield Problem(place, "reserved-id", fault, f"Give the {kind} another id.")


def _kept_for_files(name: str) -> str:
    if name in RESERVED_FORMS:
        return f"'{name}' is the name of another file or page."
    return f"Windows keeps the name '{name}' for a device." if is_device(name) else ""


def _kept_for_columns(name: str) -> str:
    if name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS):
        return f"'{name}' is a column of every response file."
    if name in SPSS_RESERVED:
        return f"'{name}' is a reserved word of SPSS."
    reserved = REDCAP_RESERVED.fullmatch(name)
    return f"'{name}' is a field that REDCap keeps for itself." if reserved else ""


def column_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that REDCap and SPSS can hold a column's name; see the top of this file."""
    for form in definitions.instruments:
        for name, model, key in _columns(form, definitions.programme):
            place = definitions.at(model, key)
            base = name.split("___")[0] if key == "code" else name
            if "__" in base or name.endswith("_") or base.endswith("_"):
                fault = f"The column '{name}' has 2 underscores together or 1 at its end."
                remedy = "Use single underscores between words; 3 are kept for item___code."
                yield Problem(place, "column-name", fault, remedy)
            elif (size := len(name.encode())) > SPSS_BYTES:
                fault = f"The column '{name}' has {size} bytes; SPSS holds {SPSS_BYTES}."
                yield Problem(place, "column-name", fault, "Shorten the id or the code.")
            elif len(base) > REDCAP_ADVISED:
                fault = f"The column '{base}' has {len(base)} characters; REDCap advises up to 26."
                yield Problem(place, "column-name", fault, "Shorten the id.", "warning")


def _columns(form: Instrument, programme: Programme) -> Iterator[tuple[str, Model, Step]]:
    """Yield each column that a form adds to a response file, with what names it."""
    for item in form.items:
        if isinstance(item, MeasureBlock):
            domains = programme.domains
            yield from ((f"{item.measure}_{domain.id}", item, "measure") for domain in domains)
        elif isinstance(item, SeveralItem):
            yield from ((f"{item.id}___{one.code}", one, "code") for one in item.options)
        elif name := item_id(item):
            yield name, item, id_key(item)


def column_clash(definitions: Definitions) -> Iterator[Problem]:
    """Check that no item's id is also the column of a measure or of a several-choice question."""
    programme = definitions.programme
    owners = {one.id: one.id for one in programme.measures}
    for one in programme.measures:
        if one.items == "domains":
            owners |= {f"{one.id}_{domain.id}": one.id for domain in programme.domains}
    for _, item in definitions.items(Question):
        if owner := owners.get(item.id):
            fault = f"The item '{item.id}' has the same name as a column of the measure '{owner}'."
            place = definitions.at(item, "id")
            yield Problem(place, "column-clash", fault, "Give the item another id.")


def code_shape(definitions: Definitions) -> Iterator[Problem]:
    """Check that a code is a whole number from 0, or a word of a-z, 0-9 and underscores."""
    for _, points in answer_lists(definitions):
        for point in points:
            code, remedy = point.code, "Use a number from 0, or a word such as in_person."
            fault = _number_fault(code) if isinstance(code, int) else _word_fault(code)
            if isinstance(code, str) and code.lstrip("-").isdigit():
                fault, remedy = f"The code '{code}' is a number in quotes.", "Leave out the quotes."
            if fault:
                yield Problem(definitions.at(point, "code"), "code-shape", fault, remedy)


def _number_fault(code: int) -> str:
    if code in (-97, -98, -99):
        return f"{code} means a missing answer (so do -97, -98 and -99)."
    return "" if 0 <= code <= 9999 else f"The code {code} is not 0 to 9999."


def _word_fault(code: str) -> str:
    if _CODE.fullmatch(code) and "__" not in code and not code.endswith("_"):
        return ""
    return f"The code '{code}' has other than lower-case letters, digits and single '_'."
