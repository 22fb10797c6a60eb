"""One form: its sections and its items.

A form is one YAML file, ``instruments/<form id>.yml``. Items that ask for a
measure refer to it; their words and answers stand in ``programme.yml``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.survey.programme import Id, Model, ScalePoint, Text, Waiver

Kind = Literal["linked", "unlinked", "named", "sheet"]
Operator = Literal["is", "is_not", "at_least", "at_most", "answered"]


class ShowIf(Model):
    """When an item is asked: an earlier item, an operator and a value."""

    item: Id
    operator: Operator = "is"
    value: int | str = ""


class AnyItem(Model):
    """What every item has."""

    show_if: ShowIf | None = None
    hint: Text = ""


class MeasureBlock(AnyItem):
    """Seven rows, one a domain: a measure of ``programme.yml`` as a grid."""

    type: Literal["measure"]
    measure: Id


class MeasureItem(AnyItem):
    """A measure of ``programme.yml`` that is asked once; the item's id is the measure's."""

    type: Literal["single"]
    measure: Id


class Question(AnyItem):
    """An item with words of its own."""

    id: Id
    text: Text


class ScaleItem(Question):
    """One question answered on a scale of ``programme.yml`` (yes_no is one too)."""

    type: Literal["scale"]
    scale: Id


class ChoiceItem(Question):
    """One answer out of a list of the form's own."""

    type: Literal["choice"]
    options: tuple[ScalePoint, ...] = Field(min_length=2)


class SeveralItem(Question):
    """Any number of answers out of a list; each is a column ``item___code`` of 0 and 1."""

    type: Literal["several"]
    options: tuple[ScalePoint, ...] = Field(min_length=2)


class NumberItem(Question):
    """A whole number between two limits, with its unit."""

    type: Literal["number"]
    minimum: int
    maximum: int
    unit: Text = ""


class DateItem(Question):
    """A date."""

    type: Literal["date"]


class ShortTextItem(Question):
    """A few words on one line."""

    type: Literal["short_text"]


class LongTextItem(Question):
    """Free text on writing lines."""

    type: Literal["long_text"]
    lines: int = Field(default=3, ge=1, le=30)


class NoteItem(AnyItem):
    """Words to read, nothing to answer."""

    type: Literal["note"]
    text: Text


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

    title: Text
    cell: Literal["write", "tick"] = "write"
    share: int = Field(default=1, ge=1, le=12, description="Its part of the width.")


class RowsTable(Model):
    """A form's table with one row for each of a number of people or points, to fill in by hand."""

    columns: tuple[TableColumn, ...] = Field(min_length=1)
    rows: int = Field(default=8, ge=1, le=40)
    row_labels: tuple[Text, ...] = Field(default=(), description="Instead of numbered empty rows.")


class Section(Model):
    """A heading with its items."""

    id: Id
    title: Text
    intro: Text = ""
    items: tuple[Item, ...] = ()
    table: RowsTable | None = Field(
        default=None, description="Only in named forms and sheets: nothing in it is read back."
    )


class Instrument(Model):
    """One questionnaire or sheet."""

    id: Id
    version: str = Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")
    title: Text
    status: Literal["draft", "ready", "retired"] = "draft"
    accepts: tuple[str, ...] = Field(
        default=(), description="Versions whose answers are read; always with this version."
    )
    kind: Kind
    role: Id
    wave: Id | None = None
    minutes: int = Field(ge=1, le=120)
    purpose: Text
    when: Text = Field(description="When it is handed out, for its page on the site.")
    privacy: Text = Field(default="", description="Instead of the programme's privacy sentence.")
    return_to: Text = Field(default="", description="Instead of the programme's return sentence.")
    sections: tuple[Section, ...] = Field(min_length=1)
    waivers: tuple[Waiver, ...] = ()

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
