"""From pages as data to text: Markdown for headings, Jinja templates for all that stands between.

Headings go through Markdown, so that they reach the list of contents; every
character that could mean something there becomes a character reference. What
stands between two headings becomes HTML for one slot, because passing charts
and tables through Markdown is slow. The templates escape everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.templates import plain, template
from generator.report.charts import Chart
from generator.report.page import Block, Figure, Heading, Page, Row
from generator.report.site import front_matter

#: Draws a chart: returns SVG made by ``files.svg``.
SvgOf = Callable[[Chart], str]
#: The pictures of a chart for slides: what each is called, and its address from the page.
PicturesOf = Callable[[Figure], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text: Markdown with slot lines, and the HTML of each slot."""

    markdown: str
    slots: dict[str, str]


@dataclass(frozen=True, slots=True)
class Svg:
    """A drawn chart, taken apart so that a page can give it a title and a description."""

    attributes: Markup
    inside: Markup


def render(page: Page, svg_of: SvgOf, pictures_of: PicturesOf = lambda figure: ()) -> Rendered:
    """Return a page's Markdown and slots.

    Slot names are unique over pages, because they hold the page's address.
    """
    lines = [front_matter(page.title, page.description, contents=page.contents), ""]
    slots: dict[str, str] = {}
    for index, blocks in _runs(page.blocks):
        first = blocks[0]
        if isinstance(first, Heading):
            lines += [f"{'#' * first.level} {plain(first.text)}", ""]
            continue
        name = f"{page.address.removesuffix('.md').replace('/', '-')}-{index}"
        lines += [f"<!-- slot: {name} -->", ""]
        slots[name] = html_of(blocks, svg_of, pictures_of)
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


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[int, Sequence[Block]]]:
    """Yield each heading, and each run of other blocks, with the place of its first block."""
    start = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            if start < index:
                yield start, blocks[start:index]
            yield index, (block,)
            start = index + 1
    if start < len(blocks):
        yield start, blocks[start:]


def as_address(source: str) -> str:
    """Return where a link leads in the site: pages end in .html there.

    >>> as_address("coverage.md#by-region"), as_address("data/a.csv")
    ('coverage.html#by-region', 'data/a.csv')
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


def taken_apart(svg: str) -> Svg:
    """Return a chart's attributes and its marks; ``svg`` begins with its own tag.

    >>> taken_apart('<svg viewBox="0 0 3 4"><path d="M0"/></svg>').attributes
    Markup('viewBox="0 0 3 4"')
    """
    start, end, rest = svg.partition(">")
    if not start.startswith("<svg ") or not end:
        raise ValueError("an SVG begins with its own tag")
    attributes = start.removeprefix("<svg ")
    return Svg(Markup(attributes), Markup(rest.removesuffix("</svg>")))  # noqa: S704 - by files.svg
