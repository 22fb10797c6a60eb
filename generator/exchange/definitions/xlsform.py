"""XLSForm, which KoboToolbox, ODK, SurveyCTO and others read: a workbook of three sheets.

pyxform, the converter that these tools run, takes each form without a warning (tests). No
KoboToolbox or ODK server was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.definitions.spreadsheet import TEXT, WRAPPED, Column, Row, Sheet
from generator.definitions.words import base, names_of
from generator.exchange.definitions.survey import (
    CODE_PATTERN,
    COHORT,
    RESPONDENT,
    Asked,
    Condition,
    Export,
    Survey,
    Words,
    free_name,
)
from generator.exchange.definitions.telling import told_of_all
from generator.files.workbook_writer import workbook_bytes

_TYPES = {
    **dict.fromkeys(("short", "long", "code"), "text"),
    "number": "integer",
    "date": "date",
    "note": "note",
}
_COMPARED = {"is": "=", "is_not": "!=", "at_least": ">=", "at_most": "<="}
_FIXED = (
    *("type", "name", "required", "relevant", "constraint"),
    *("appearance", "calculation"),
)

Cells = Mapping[str, str]


def language_name(tag: str) -> str:
    """Return what stands behind ``label::``.

    >>> language_name("cy"), language_name("xx")
    ('Cymraeg (cy)', 'xx (xx)')
    """
    return f"{names_of(base(tag))[0]} ({tag})"


def xlsform(survey: Survey) -> Export:
    """Return the workbook of one form, and what the tools cannot hold or have to be told."""
    rows = list(_rows(survey))
    used = [name for name in _FIXED if any(row.get(name) for row in rows)]
    words = [
        f"{sort}::{language_name(tag)}"
        for sort in ("label", "hint")
        for tag in survey.languages
        if any(row.get(f"{sort}::{language_name(tag)}") for row in rows)
    ]
    labels = [f"label::{language_name(tag)}" for tag in survey.languages]
    sheets = [
        _sheet("survey", [*used[:2], *words, *used[2:]], rows),
        _sheet("choices", ["list_name", "name", *labels], list(_choices(survey))),
        _sheet("settings", list(_settings(survey)), [_settings(survey)]),
    ]
    content = workbook_bytes(sheets, survey.said(survey.title))
    return Export(f"{survey.name}-xlsform.xlsx", content, tuple(_notes(survey)))


def _sheet(title: str, columns: list[str], rows: list[Cells]) -> Sheet:
    """Return a sheet whose cells are all texts: no code becomes a number, no text a formula."""
    lines = [Row(columns, {"bold": True})]
    lines += [Row([row.get(name, "") for name in columns]) for row in rows]
    widths = [
        max(12, min(60, max(len(row.get(name, "")) for row in [*rows, {name: name}])))
        for name in columns
    ]
    return Sheet(title, [Column(width, {**TEXT, **WRAPPED}) for width in widths], lines)


def _settings(survey: Survey) -> Cells:
    return {
        "form_title": _plain(survey.said(survey.title)),
        "form_id": survey.name,
        "version": survey.version,
        "default_language": language_name(survey.first),
    }


# The sheet of questions


def _rows(survey: Survey) -> Iterator[Cells]:
    columns = {name for one in survey.asked for name in (one.name, *one.columns)}
    taken = {RESPONDENT, COHORT, *columns}
    yield from _own_rows(survey)
    for part in survey.parts:
        group = free_name(f"section_{part.name}", taken)
        yield {"type": "begin group", "name": group, **_words("label", part.title)}
        for one in part.asked:
            yield from _grid(one, taken) if one.kind == "grid" else (_question(one),)
        yield {"type": "end group"}


def _own_rows(survey: Survey) -> Iterator[Cells]:
    """Yield what a response file has besides answers; no day, as one can point to a person."""
    for name, value in (("instrument", survey.name), ("version", survey.version)):
        yield {"type": "calculate", "name": name, "calculation": f"'{value}'"}
    yield from map(_question, survey.own)


def _question(one: Asked) -> Cells:
    row = {"type": _type(one), "name": one.name, **_words("label", one.with_unit)}
    row |= _words("hint", one.hint)
    row["relevant"] = relevant(one.condition)
    row["required"] = "yes" if one.required else ""
    if one.kind == "code":
        row["constraint"] = f"regex(., '^{CODE_PATTERN}$')"
    if one.kind == "number":
        row["constraint"] = f". >= {one.minimum} and . <= {one.maximum}"
    if one.kind == "long":
        row["appearance"] = "multiline"
    return row


def _type(one: Asked) -> str:
    if one.answers:
        return f"select_{'multiple' if one.kind == 'several' else 'one'} {one.answers_id}"
    return _TYPES[one.kind]


def _grid(one: Asked, taken: set[str]) -> Iterator[Cells]:
    yield {
        "type": "begin group",
        "name": free_name(f"grid_{one.name}", taken),
        "appearance": "table-list",
        "relevant": relevant(one.condition),
        **_words("label", one.text),
        **_words("hint", one.hint),
    }
    for line in one.lines:
        kind = f"select_one {one.answers_id}"
        yield {"type": kind, "name": line.name, **_words("label", line.phrase)}
    yield {"type": "end group"}


def _words(sort: str, words: Words) -> dict[str, str]:
    return {f"{sort}::{language_name(tag)}": _plain(text) for tag, text in words.items()}


def _plain(text: str) -> str:
    """Return words without the sign that puts another answer in.

    >>> _plain("costs ${a}")
    'costs $ {a}'
    """
    return text.replace("${", "$ {")


def relevant(condition: Condition | None) -> str:
    """Return when a question is asked, as an expression; nothing where it always is."""
    if condition is None:
        return ""
    name, value = f"${{{condition.item}}}", condition.value
    if condition.operator == "answered":
        parts = condition.parts if condition.kind == "grid" else (condition.item,)
        return " or ".join(f"${{{part}}} != ''" for part in parts)
    if condition.kind == "one":
        return " or ".join(f"{name} = '{code}'" for code in condition.codes)
    if condition.kind == "several":
        ticked = f"selected({name}, '{value}')"
        return ticked if condition.operator == "is" else f"not({ticked})"
    return f"{name} != '' and {name} {_COMPARED[condition.operator]} {value}"


# The sheet of answers


def _choices(survey: Survey) -> Iterator[Cells]:
    every = (*survey.own, *survey.asked)
    lists = {one.answers_id: one.answers for one in every if one.answers}
    for name, answers in lists.items():
        for answer in answers:
            yield {"list_name": name, "name": answer.code, **_words("label", answer.label)}


def _notes(survey: Survey) -> Iterator[str]:
    yield "Switch off what records the device, the place, the user's name and times."
    yield ("The gaps -97, -98 and -99 cannot be answered: what somebody leaves out is empty.")
    yield "Bring answers back with XML values and headings, not with labels."
    if survey.holding("${"):
        yield "“${” got a blank in texts, as the tools would put an answer in its place."
    yield from told_of_all(survey)
