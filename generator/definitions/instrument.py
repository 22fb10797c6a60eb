"""One form: its sections and its items.

A form is one YAML file, ``instruments/<form id>.yml``. Items that ask for a
measure refer to it; their words and answers stand in ``programme.yml``.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated, Literal

from pydantic import Field

from generator.definitions.programme import (
    Band,
    Id,
    Model,
    Programme,
    ScalePoint,
    Status,
    Text,
    Version,
    Waiver,
)

#: A code is kept in one byte beside the gaps, and nobody reads a longer list on paper.
MOST_OPTIONS = 100
#: Tables for small groups have up to so many categories.
MOST_BANDS = 3

Kind = Literal["linked", "unlinked", "named", "sheet"]
Operator = Literal["is", "is_not", "at_least", "at_most", "answered"]


class ShowIf(Model):
    """When an item is asked: an earlier item, an operator and a value."""

    item: Id = Field(description="An earlier item of the same form.")
    operator: Operator = Field(default="is", description="How its answer is compared.")
    value: int | str = Field(default="", description="The code or number that it is compared with.")

    def opened_by(self, code: str, apart: Container[str] = ()) -> bool:
        """Say whether an answer's code meets the condition; one apart is not more, and not less.

        >>> rule = ShowIf(item="worry", operator="at_least", value=2)
        >>> [code for code in ("1", "2", "9") if rule.opened_by(code, apart={"9"})]
        ['2']
        """
        if self.operator == "answered":
            return True
        if self.operator in ("is", "is_not"):
            return (code == str(self.value)) is (self.operator == "is")
        try:
            answer, limit = int(code), int(self.value)
        except ValueError:
            return False
        met = answer >= limit if self.operator == "at_least" else answer <= limit
        return met and code not in apart


class AnyItem(Model):
    """What every item has."""

    show_if: ShowIf | None = Field(default=None, description="When it is asked, if not always.")
    hint: Text = Field(default="", description="A short help under the question.")


class MeasureBlock(AnyItem):
    """A row for each domain: a measure of ``programme.yml`` as a grid."""

    type: Literal["measure"] = Field(description="A grid: 1 row for each domain.")
    measure: Id = Field(description="A measure with 'items: domains'.")


class MeasureItem(AnyItem):
    """A measure of ``programme.yml`` that is asked once; the item's id is the measure's."""

    type: Literal["single"] = Field(description="A measure that is asked once.")
    measure: Id = Field(description="A measure with 'items: single'.")


class Question(AnyItem):
    """An item with words of its own."""

    id: Id = Field(description="The column of its answers.")
    text: Text = Field(description="The question.")


class ScaleItem(Question):
    """One question answered on a scale of ``programme.yml`` (yes_no is one too)."""

    type: Literal["scale"] = Field(description="One answer on a scale of programme.yml.")
    scale: Id = Field(description="The scale's id.")


class ChoiceItem(Question):
    """One answer out of a list of the form's own."""

    type: Literal["choice"] = Field(description="One answer out of a list of its own.")
    options: tuple[ScalePoint, ...] = Field(
        min_length=2, max_length=MOST_OPTIONS, description="The answers."
    )
    bands: tuple[Band, ...] = Field(
        default=(),
        max_length=MOST_BANDS,
        description="2 or 3 groups that hold every option once; not printed.",
    )


class SeveralItem(Question):
    """Any number of answers out of a list; each is a column ``item___code`` of 0 and 1."""

    type: Literal["several"] = Field(description="Any number of answers out of a list of its own.")
    options: tuple[ScalePoint, ...] = Field(
        min_length=2, max_length=MOST_OPTIONS, description="The answers; each is a column."
    )


class NumberBand(Model):
    """A run of numbers that tables for small groups show as one category."""

    id: Id = Field(description="Its name in tables, such as long.")
    label: Text = Field(description="What people read, such as Over 45 minutes.")
    from_: int = Field(alias="from", description="The least number in it.")
    to: int = Field(description="The greatest number in it.")


class NumberItem(Question):
    """A whole number between 2 limits, with its unit."""

    type: Literal["number"] = Field(description="A whole number.")
    minimum: int = Field(ge=0, description="The least answer, 0 or more.")
    maximum: int = Field(description="The greatest answer.")
    unit: Text = Field(default="", description="What is counted, such as minutes.")
    bands: tuple[NumberBand, ...] = Field(
        default=(),
        max_length=MOST_BANDS,
        description="2 or 3 runs, from low to high, that hold every number; not printed.",
    )


class DateItem(Question):
    """A date."""

    type: Literal["date"] = Field(description="A date.")


class ShortTextItem(Question):
    """A few words on one line."""

    type: Literal["short_text"] = Field(description="A few words on one line.")
    height: int = Field(default=0, ge=0, le=60, description="Room above the line in mm.")


class LongTextItem(Question):
    """Free text on writing lines."""

    type: Literal["long_text"] = Field(description="Free text on writing lines.")
    lines: int = Field(default=3, ge=1, le=30, description="How many lines are printed.")


class NoteItem(AnyItem):
    """Words to read, nothing to answer."""

    type: Literal["note"] = Field(description="Words to read, with nothing to answer.")
    text: Text = Field(description="The words.")


Item = Annotated[
    MeasureBlock
    | MeasureItem
    | ScaleItem
    | ChoiceItem
    | SeveralItem
    | NumberItem
    | DateItem
    | ShortTextItem
    | LongTextItem
    | NoteItem,
    Field(discriminator="type"),
]


class TableColumn(Model):
    """One column of a table that is filled in by hand."""

    title: Text = Field(description="Its heading.")
    cell: Literal["write", "tick", "words"] = Field(
        default="write", description="write: an empty field; tick: a box; words: printed words."
    )
    share: int = Field(default=1, ge=1, le=12, description="Its part of the width.")
    each_mentee: bool = Field(default=False, description="Printed once for each mentee.")


class PrintedRow(Model):
    """A row of a table that has words in it."""

    label: Text = Field(description="Its first column.")
    words: tuple[Text, ...] = Field(
        default=(), description="What stands in the columns with 'cell: words', in their order."
    )


class RowsTable(Model):
    """A form's table: to fill in by hand, to read, or both."""

    columns: tuple[TableColumn, ...] = Field(min_length=1, description="From left to right.")
    rows: int = Field(default=8, ge=1, le=40, description="How many rows are printed.")
    row_labels: tuple[Text, ...] = Field(default=(), description="Instead of numbered empty rows.")
    printed: tuple[PrintedRow, ...] = Field(
        default=(), description="Rows with words in them, instead of rows and row_labels."
    )
    source: Literal["own", "domains", "timeline"] = Field(
        default="own",
        description="domains: 1 row a domain; timeline: the programme's; own: as written here.",
    )
    times: int = Field(default=1, ge=1, le=40, description="How often the rows are printed.")
    label_title: Text = Field(default="", description="The heading of the first column.")
    label_share: int = Field(
        default=0,
        ge=0,
        le=12,
        description="The first column's part of the width; 0 fits its words.",
    )
    height: int = Field(
        default=11, ge=9, le=120, description="Least height of a row in mm; large print adds to it."
    )


class Section(Model):
    """A heading with its items."""

    id: Id = Field(description="Its name on the form's page; each section has its own.")
    title: Text = Field(description="The heading.")
    intro: Text = Field(default="", description="Words under the heading.")
    items: tuple[Item, ...] = Field(default=(), description="The questions, in their order.")
    table: RowsTable | None = Field(
        default=None, description="Only in named forms and sheets: nothing in it is read back."
    )
    new_page: bool = Field(default=False, description="Begins a new page.")
    each_mentee: bool = Field(default=False, description="Printed once for each mentee.")


class Instrument(Model):
    """One questionnaire or sheet."""

    id: Id = Field(description="The form's name, and its file's.")
    version: Version = Field(description='3 numbers in quotes, such as "1.0.0".')
    title: Text = Field(description="The form's name on paper and pages.")
    status: Status = Field(default="draft", description="draft, ready or retired.")
    accepts: tuple[Version, ...] = Field(
        default=(), description="Versions whose answers are read; always with this version."
    )
    kind: Kind = Field(
        description=(
            "linked: joined over waves by survey code; unlinked: not joined; "
            "named: kept apart from all answers; sheet: nothing is read back."
        )
    )
    role: Id = Field(description="Who fills it in.")
    wave: Id | None = Field(default=None, description="When it is answered; linked forms need one.")
    minutes: int = Field(ge=1, le=120, description="How long it takes.")
    purpose: Text = Field(description="What it is for, in a sentence.")
    when: Text = Field(description="When it is handed out, for its page on the site.")
    privacy: Text = Field(default="", description="Instead of the programme's privacy sentence.")
    return_to: Text = Field(default="", description="Instead of the programme's return sentence.")
    sections: tuple[Section, ...] = Field(min_length=1, description="The form itself.")
    waivers: tuple[Waiver, ...] = Field(
        default=(), description="Wording warnings of this form that are kept, with reasons."
    )

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in reading order."""
        return tuple(item for section in self.sections for item in section.items)


def item_id(item: Item) -> str:
    """Return an item's id; a measure's items carry the measure's, a note has none.

    >>> item_id(MeasureItem(type="single", measure="understanding"))
    'understanding'
    """
    if isinstance(item, MeasureBlock | MeasureItem):
        return item.measure
    return "" if isinstance(item, NoteItem) else item.id


def points_of(item: AnyItem, programme: Programme) -> tuple[ScalePoint, ...]:
    """Return the answers that an item offers; an item without boxes offers none.

    Raises KeyError where its scale or measure is not in the programme.
    """
    if isinstance(item, ChoiceItem | SeveralItem):
        return item.options
    if isinstance(item, MeasureBlock | MeasureItem):
        return programme.scale(programme.measure(item.measure).scale).points
    return programme.scale(item.scale).points if isinstance(item, ScaleItem) else ()


def id_key(item: Item) -> str:
    """Return the key under which an item's file holds what ``item_id`` returns."""
    return "id" if isinstance(item, Question) else "measure"
