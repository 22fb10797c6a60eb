"""A results page as data, before it is text.

A page is a title and a row of blocks. Blocks hold plain words and released
numbers, never markup: escaping happens once, in ``html``. A figure cannot be
made without its table and its sentence, so no chart can stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.report.charts import Drawing


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page; ``address`` is a source address such as ``a.md``."""

    text: str
    address: str


Words = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of words and links."""

    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short statements."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner that must not be overlooked."""

    kind: Literal["invented", "preview", "restricted"]
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

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_columns: int = 1
    notes: tuple[str, ...] = ()
    words: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its message, its method, its words for the ear, and its tables."""

    drawing: Drawing
    message: str
    method: str
    description: str
    tables: tuple[DataTable, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing: where it leads, and what stands below it."""

    words: Words
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A nested list of links, too long to pass through Markdown cheaply.

    ``kind`` is how it looks: groups with what lies in them, plain names, or
    single letters side by side.
    """

    entries: tuple[Entry, ...]
    kind: Literal["groups", "names", "letters"] = "groups"


@dataclass(frozen=True, slots=True)
class More:
    """What few readers need: closed until a reader opens it, and not printed while closed."""

    title: str
    blocks: tuple[Heading | Paragraph | Bullets | DataTable, ...]


Block = Heading | Paragraph | Bullets | Notice | DataTable | Figure | Listing | More


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``address`` is its source address, such as ``results/index.md``.

    ``contents`` is False where the page needs no list of its headings.
    """

    address: str
    title: str
    description: str
    blocks: tuple[Block, ...]
    contents: bool = True
