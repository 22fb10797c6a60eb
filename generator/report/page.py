"""A results page as data, before it is text.

A page is a title and a row of blocks. Blocks hold plain words and released
numbers, never markup: the templates escape once, for all. A chart cannot be
made without its finding and its words for the ear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from generator.report.charts import Chart


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page; ``address`` is a source address such as ``a.md``."""

    text: str
    address: str


Words = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of words and links."""

    kind: ClassVar[str] = "paragraph"
    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short statements; ``style`` is how it looks.

    ``brief`` is what a page says first, ``columns`` stand side by side.
    """

    kind: ClassVar[str] = "bullets"
    items: tuple[Words, ...]
    style: Literal["", "brief", "columns"] = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner that must not be overlooked."""

    kind: ClassVar[str] = "notice"
    about: Literal["invented", "preview", "restricted"]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: one or two headers, then the cells.

    ``spans`` is how many rows the first header covers; 0 where a row above
    covers this one. An empty cell means not applicable; a row whose single
    cell is ``gap`` words spans all columns.
    """

    headers: tuple[str, ...]
    cells: tuple[str, ...]
    spans: int = 1
    gap: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with a caption; ``columns`` name row headers and cells in order.

    ``notes`` stand below it, one line each. ``words`` says that its cells are
    words and not numbers.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_columns: int = 1
    notes: tuple[str, ...] = ()
    words: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: what was found, how it is drawn and of whom, and its words for the ear.

    ``name`` is its own on the page: its pictures for slides are called so.
    """

    name: str
    chart: Chart
    finding: str
    method: str
    description: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Charts that belong together, side by side where there is room, with what is said of them."""

    kind: ClassVar[str] = "figures"
    figures: tuple[Figure, ...]
    said: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """A chart with its table beside it."""

    kind: ClassVar[str] = "board"
    figure: Figure
    table: DataTable

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its one chart."""
        return (self.figure,)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing: where it leads, and what stands below it."""

    words: Words
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A nested list of links.

    ``style`` is how it looks: groups with what lies in them, plain names, or
    single letters side by side.
    """

    kind: ClassVar[str] = "listing"
    entries: tuple[Entry, ...]
    style: Literal["groups", "names", "letters"] = "groups"


@dataclass(frozen=True, slots=True)
class More:
    """What few readers need: closed until a reader opens it, and not printed while closed."""

    kind: ClassVar[str] = "more"
    title: str
    blocks: tuple[Heading | Paragraph | Bullets | DataTable, ...]


Block = Heading | Paragraph | Bullets | Notice | DataTable | Figures | Board | Listing | More


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``address`` is its source address, such as ``results/index.md``.

    ``contents`` is False where the page needs no list of its headings, ``pictured`` says
    whether it offers its charts as pictures.
    """

    address: str
    title: str
    description: str
    blocks: tuple[Block, ...]
    contents: bool = True
    pictured: bool = False

    def figures(self) -> tuple[Figure, ...]:
        """Return every chart of the page, from the top down."""
        drawn = (block for block in self.blocks if isinstance(block, Figures | Board))
        return tuple(figure for block in drawn for figure in block.figures)
