"""A results page as data, then as text: Markdown for headings, a template for what is between.

A page is a title and a row of blocks. Blocks hold plain words and released
numbers, never markup: the templates escape once, for all. A chart cannot be
made without its finding and its words for the ear.

Headings go through Markdown, so that they reach the list of contents; every
character that could mean something there becomes a character reference. What
stands between two headings becomes HTML for one slot, because passing charts
and tables through Markdown is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import ClassVar, Literal

from markupsafe import Markup

from generator.definitions.templates import plain, template
from generator.report.charts import Chart
from generator.report.site import front_matter


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page; ``address`` is a source address such as ``a.md``."""

    text: str
    address: str


#: Running text: words, or words and links.
Words = str | tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

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

    ``notes`` stand below it, one line each.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_columns: int = 1
    notes: tuple[str, ...] = ()


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
    """Charts that belong together, side by side where there is room."""

    kind: ClassVar[str] = "figures"
    figures: tuple[Figure, ...]


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


#: Leads back from every page about results.
ALL_RESULTS = Paragraph((Link("All results", "index.md"), "."))
# --- as text ------------------------------------------------------------------------------

#: Draws a chart: returns SVG made by ``files.svg``.
SvgOf = Callable[[Chart], str]
#: The pictures of a chart for slides: what each is called, and its address from the page.
PicturesOf = Callable[[Figure], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text: Markdown with slot lines, and the HTML of each slot."""

    markdown: str
    slots: dict[str, str]


def render(page: Page, svg_of: SvgOf, pictures_of: PicturesOf = lambda figure: ()) -> Rendered:
    """Return a page's Markdown and slots.

    Slot names are unique over pages, because they hold the page's address. With a digest of their
    HTML they make the Markdown another one wherever anything on the page is.
    """
    lines = [front_matter(page.title, page.description, contents=page.contents), ""]
    slots: dict[str, str] = {}
    stem = page.address.removesuffix(".md").replace("/", "-")
    numbered = enumerate(page.blocks)
    for is_heading, run in groupby(numbered, lambda one: isinstance(one[1], Heading)):
        places, blocks = zip(*run, strict=True)
        if is_heading:
            for one in blocks:
                lines += [f"{'#' * one.level} {plain(one.text)}", ""]
        else:
            html = html_of(blocks, svg_of, pictures_of)
            name = f"{stem}-{places[0]}-{sha256(html.encode()).hexdigest()[:32]}"
            lines += [f"<!-- slot: {name} -->", ""]
            slots[name] = html
    return Rendered("\n".join(lines), slots)


def html_of(
    blocks: Sequence[Block],
    svg_of: SvgOf = lambda chart: "",
    pictures_of: PicturesOf = lambda figure: (),
) -> str:
    """Return blocks as HTML."""
    return template("report/templates/blocks.html.j2").render(
        blocks=blocks,
        svg_of=lambda chart: taken_apart(svg_of(chart)),
        pictures_of=pictures_of,
        as_address=as_address,
        bodies=bodies,
    )


def as_address(source: str) -> str:
    """Return where a link leads in the site: pages end in .html there.

    >>> as_address("letters.md#a"), as_address("data/a.csv")
    ('letters.html#a', 'data/a.csv')
    """
    page, mark, anchor = source.partition("#")
    if not page.endswith(".md"):
        return source
    return f"{page.removesuffix('.md')}.html{mark}{anchor}"


def bodies(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows that stand together: a header of several rows counts for its own body only."""
    together: list[Row] = []
    for row in rows:
        if together and row.spans > 0 and (row.spans > 1 or together[0].spans > 1):
            yield together
            together = []
        together.append(row)
    if together:
        yield together


def taken_apart(svg: str) -> tuple[Markup, Markup]:
    """Return a chart's attributes and its marks; ``svg`` begins with its own tag.

    >>> taken_apart('<svg viewBox="0 0 3 4"><path d="M0"/></svg>')
    (Markup('viewBox="0 0 3 4"'), Markup('<path d="M0"/>'))
    """
    start, end, rest = svg.partition(">")
    if not start.startswith("<svg ") or not end:
        raise ValueError("an SVG begins with its own tag")
    attributes = start.removeprefix("<svg ")
    return Markup(attributes), Markup(rest.removesuffix("</svg>"))  # noqa: S704 - by files.svg
