"""REDCap's data dictionary: a CSV of 18 columns, a row a field; one project for one form.

Written to REDCap's documentation; no REDCap was at hand to upload it to. Two forms of one
person share column names, which one project cannot hold twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.definitions.codebook import GAPS
from generator.definitions.csv_text import csv_bytes
from generator.exchange.definitions.survey import Answer, Asked, Condition, Export, Survey
from generator.exchange.definitions.telling import short, told_of_all

#: The dictionary's columns, by what they are called here; a row leaves out what is empty.
HEADINGS = {
    "name": "Variable / Field Name",
    "form": "Form Name",
    "header": "Section Header",
    "type": "Field Type",
    "label": "Field Label",
    "choices": "Choices, Calculations, OR Slider Labels",
    "note": "Field Note",
    "validation": "Text Validation Type OR Show Slider Number",
    "min": "Text Validation Min",
    "max": "Text Validation Max",
    "identifier": "Identifier?",
    "branching": "Branching Logic (Show field only if...)",
    "required": "Required Field?",
    "alignment": "Custom Alignment",
    "number": "Question Number (surveys only)",
    "matrix": "Matrix Group Name",
    "ranking": "Matrix Ranking?",
    "annotation": "Field Annotation",
}
#: A tag begins where a letter follows; square brackets put in another field's answer.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_KINDS = {
    "note": "descriptive",
    "grid": "radio",
    "one": "radio",
    "several": "checkbox",
    "number": "text",
    "date": "text",
    "short": "text",
    "long": "notes",
    "code": "text",
    "menu": "dropdown",
}
_COMPARED = {"is": "=", "is_not": "<>", "at_least": ">=", "at_most": "<="}
Row = Mapping[str, str]


def redcap(survey: Survey) -> Export:
    """Return the dictionary of one form, and what REDCap cannot hold or has to be told."""
    rows = [*_own_rows(survey), *_asked_rows(survey)]
    cells = [[{"form": survey.name, **row}.get(name, "") for name in HEADINGS] for row in rows]
    content = csv_bytes([[*HEADINGS.values()], *cells])
    return Export(f"{survey.name}-redcap.csv", content, tuple(_notes(survey)))


def _own_rows(survey: Survey) -> Iterator[Row]:
    """Yield the record's number and what a response file has besides answers."""
    yield {"name": "record_id", "type": "text", "label": "Record ID"}
    for one in survey.own:
        yield from _rows(survey, one, "")
    kept = {
        "instrument": survey.name,
        "version": survey.version,
        "mode": "screen",
        "language": survey.first,
    }
    for name, value in kept.items():
        hidden = f"@DEFAULT='{value}' @HIDDEN @READONLY"
        yield {"name": name, "type": "text", "label": name, "annotation": hidden}


def _asked_rows(survey: Survey) -> Iterator[Row]:
    for part in survey.parts:
        heading, after_grid = _label(survey.said(part.title)), False
        for place, one in enumerate(part.asked):
            shown = heading if place == 0 or after_grid else ""
            yield from _rows(survey, one, shown)
            after_grid = one.kind == "grid"


def _rows(survey: Survey, one: Asked, header: str) -> Iterator[Row]:
    row = {
        "name": one.name,
        "header": header,
        "type": _KINDS[one.kind],
        "label": _label(survey.said(one.text)),
        "choices": _choices(survey, one.answers),
        "note": _label(" ".join(filter(None, (survey.said(one.unit), survey.said(one.hint))))),
        "branching": branching(one.condition),
        "required": "y" if one.required else "",
    }
    if one.kind == "number":
        limits = {"min": str(one.minimum), "max": str(one.maximum)}
        row |= {"validation": "integer", **limits}
    elif one.kind == "date":
        row["validation"] = "date_dmy"
    elif one.kind == "note":
        row["label"] = row["label"].replace("\n", "<br>")
    yield from _matrix(survey, one, row) if one.kind == "grid" else (row,)


def _matrix(survey: Survey, one: Asked, row: Row) -> Iterator[Row]:
    """Yield a grid's lines; its stem is a heading, the only place for it."""
    above = " – ".join(filter(None, (row["header"], row["label"], row["note"])))
    for place, line in enumerate(one.lines):
        yield {
            **row,
            "name": line.name,
            "header": "" if place else above,
            "label": _label(survey.said(line.phrase)),
            "note": "",
            "matrix": one.name,
        }


def _choices(survey: Survey, answers: Iterable[Answer]) -> str:
    labels = {one.code: _label(survey.said(one.label)).replace("|", "/") for one in answers}
    return " | ".join(f"{code}, {label}" for code, label in labels.items())


def _label(text: str) -> str:
    """Return words that REDCap shows as they are: no tag, no other field's answer in them.

    >>> _label("a <b> [x] 1 < 2")
    'a < b> (x) 1 < 2'
    """
    return _TAG.sub("< ", text).replace("[", "(").replace("]", ")")


def branching(condition: Condition | None) -> str:
    """Return when a field is shown, in REDCap's words; nothing where it always is."""
    if condition is None:
        return ""
    name, value = condition.item, condition.value
    if condition.operator == "answered":
        return " or ".join(_answered(condition))
    if condition.kind == "one":
        return " or ".join(f"[{name}] = '{code}'" for code in condition.codes)
    if condition.kind == "several":
        return f"[{name}({value})] = '{int(condition.operator == 'is')}'"
    return f"[{name}] <> '' and [{name}] {_COMPARED[condition.operator]} {value}"


def _answered(condition: Condition) -> Iterator[str]:
    if condition.kind == "several":
        yield from (f"[{condition.item}({code})] = '1'" for code in condition.parts)
    else:
        yield from (f"[{name}] <> ''" for name in condition.parts or (condition.item,))


# What is lost, and what is left to do


def _notes(survey: Survey) -> Iterator[str]:
    gaps = " | ".join(f"{code}, {label.capitalize()}" for code, label in GAPS.items() if code)
    yield f"Set by hand, under Project Setup, Additional customizations, Missing Data Codes: {gaps}"
    yield "Bring answers back from the raw export (CSV, raw data), not from the labels."
    yield "An answer whose question is hidden later may stay in the record."
    yield from told_of_all(survey, several_languages=False)
    if changed := survey.holding("[", "]", "<", "|"):
        yield (
            "Square brackets became round ones, “<” before a letter got a blank and “|” in an "
            f"answer became “/”, as REDCap would read them: {', '.join(changed)}."
        )
    grids = [survey.said(one.text) for one in survey.asked if one.kind == "grid"]
    if grids:
        told = ", ".join(f"“{short(words)}”" for words in grids)
        yield f"The beginning of each grid's questions stands in a heading above it: {told}."
