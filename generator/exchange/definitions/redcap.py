"""REDCap's data dictionary: a CSV of 18 columns, a row a field; one project for one form.

Written to REDCap's documentation; no REDCap was at hand to upload it to. Two forms of one
person share column names, which one project cannot hold twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.definitions.codebook import GAPS
from generator.definitions.csv_text import csv_bytes
from generator.definitions.rules_ids import REDCAP_ADVISED
from generator.exchange.definitions.survey import Answer, Asked, Condition, Export, Survey
from generator.exchange.definitions.telling import short, told_of_all

HEADINGS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
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


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the dictionary, in the order of HEADINGS."""

    name: str
    form: str
    header: str
    kind: str
    label: str
    choices: str = ""
    note: str = ""
    validation: str = ""
    minimum: str = ""
    maximum: str = ""
    identifier: str = ""
    branching: str = ""
    required: str = ""
    alignment: str = ""
    number: str = ""
    matrix: str = ""
    ranking: str = ""
    annotation: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row."""
        return tuple(str(getattr(self, name)) for name in self.__dataclass_fields__)


def redcap(survey: Survey) -> Export:
    """Return the dictionary of one form, and what REDCap cannot hold or has to be told."""
    fields = (*_own_fields(survey), *_asked_fields(survey))
    content = csv_bytes([HEADINGS, *(field.cells for field in fields)])
    return Export(f"{survey.name}-redcap.csv", content, tuple(_notes(survey, fields)))


def _own_fields(survey: Survey) -> Iterator[Field]:
    """Yield the record's number and what a response file has besides answers."""
    yield Field("record_id", survey.name, "", "text", "Record ID")
    for one in survey.own:
        yield from _fields(survey, one, "")
    kept = {
        "instrument": survey.name,
        "version": survey.version,
        "mode": "screen",
        "language": survey.first,
    }
    for name, value in kept.items():
        plain = Field(name, survey.name, "", "text", name)
        yield replace(plain, annotation=f"@DEFAULT='{value}' @HIDDEN @READONLY")


def _asked_fields(survey: Survey) -> Iterator[Field]:
    for part in survey.parts:
        heading, after_grid = _label(survey.said(part.title)), False
        for place, one in enumerate(part.asked):
            shown = heading if place == 0 or after_grid else ""
            yield from _fields(survey, one, shown)
            after_grid = one.kind == "grid"


def _fields(survey: Survey, one: Asked, header: str) -> Iterator[Field]:
    plain = Field(
        name=one.name,
        form=survey.name,
        header=header,
        kind=_KINDS[one.kind],
        label=_label(survey.said(one.text)),
        choices=_choices_of(survey, one.answers),
        note=_label(" ".join(filter(None, (survey.said(one.unit), survey.said(one.hint))))),
        branching=branching(one.condition),
        required="y" * one.required,
    )
    if one.kind == "number":
        limits = {"minimum": str(one.minimum), "maximum": str(one.maximum)}
        plain = replace(plain, validation="integer", **limits)
    elif one.kind == "date":
        plain = replace(plain, validation="date_dmy")
    elif one.kind == "note":
        plain = replace(plain, label=plain.label.replace("\n", "<br>"))
    yield from _matrix(survey, one, plain, header) if one.kind == "grid" else (plain,)


def _matrix(survey: Survey, one: Asked, plain: Field, header: str) -> Iterator[Field]:
    """Yield a grid's lines; its stem is a heading, the only place for it."""
    above = " – ".join(filter(None, (header, plain.label, plain.note)))
    for place, line in enumerate(one.lines):
        yield replace(
            plain,
            name=line.name,
            header="" if place else above,
            label=_label(survey.said(line.phrase)),
            note="",
            matrix=one.name,
        )


def _choices_of(survey: Survey, answers: Iterable[Answer]) -> str:
    return _choices([(answer.code, survey.said(answer.label)) for answer in answers])


def _choices(answers: Sequence[tuple[str, str]]) -> str:
    return " | ".join(f"{code}, {_label(label).replace('|', '/')}" for code, label in answers)


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


def _notes(survey: Survey, fields: Sequence[Field]) -> Iterator[str]:
    gaps = " | ".join(f"{code}, {label.capitalize()}" for code, label in GAPS.items() if code)
    yield f"Set by hand, under Project Setup, Additional customizations, Missing Data Codes: {gaps}"
    yield "Bring answers back from the raw export (CSV, raw data), not from the labels."
    yield "An answer whose question is hidden later may stay in the record."
    yield from told_of_all(survey, several_languages=False)
    long = [f.name for f in fields if len(f.name) > REDCAP_ADVISED]
    if long:
        yield f"Longer than the {REDCAP_ADVISED} characters that REDCap advises: {', '.join(long)}."
    if changed := survey.holding("[", "]", "<", "|"):
        names = ", ".join(changed)
        yield (
            "Square brackets became round ones, “<” before a letter got a blank and “|” in an "
            f"answer became “/”, as REDCap would read them: {names}."
        )
    grids = [survey.said(one.text) for one in survey.asked if one.kind == "grid"]
    if grids:
        told = ", ".join(f"“{short(words)}”" for words in grids)
        yield f"The beginning of each grid's questions stands in a heading above it: {told}."
