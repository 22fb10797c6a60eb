"""From pages as data to text: Markdown for words, HTML for charts and tables.

Headings go through Markdown, so that they reach the list of contents; every
character that could mean something there becomes a character reference. All
that stands between two headings becomes HTML for one slot, because passing it
through Markdown is slow. Everything is escaped here, once, whatever its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.report.chart_frame import FONT, SIZE
from generator.report.charts import Drawing
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Entry,
    Figure,
    Heading,
    Link,
    Listing,
    More,
    Notice,
    Page,
    Paragraph,
    Row,
    Words,
)
from generator.report.site import front_matter, plain

#: A table with more columns than this stands below its chart, not beside it.
BESIDE = 7
#: Draws a chart: returns SVG made by ``files.svg``.
SvgOf = Callable[[Drawing], str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text: Markdown with slot lines, and the HTML of each slot."""

    markdown: str
    slots: dict[str, str]


def render(page: Page, svg_of: SvgOf) -> Rendered:
    """Return a page's Markdown and slots.

    ``svg_of`` gives the SVG of a drawing. Slot names are unique over pages,
    because they hold the page's address.
    """
    return Rendered(markdown(page), slots(page, svg_of))


def markdown(page: Page) -> str:
    """Return a page's Markdown: front matter, headings, and a slot for what stands below each."""
    lines = [
        front_matter(page.title, page.description, contents=page.contents),
        "",
    ]
    for index, blocks in _runs(page):
        if isinstance(blocks[0], Heading):
            lines += [f"{'#' * blocks[0].level} {plain(blocks[0].text)}", ""]
        else:
            lines += [f"<!-- slot: {_slot_name(page, index)} -->", ""]
    return "\n".join(lines)


def slots(page: Page, svg_of: SvgOf) -> dict[str, str]:
    """Return the HTML of a page's slots by name."""
    return {
        _slot_name(page, index): "".join(
            _slot_block(page, index + i, block, svg_of) for i, block in enumerate(blocks)
        )
        for index, blocks in _runs(page)
        if not isinstance(blocks[0], Heading)
    }


def _runs(page: Page) -> Iterator[tuple[int, Sequence[Block]]]:
    """Yield each heading, and each run of other blocks, with the place of its first block."""
    start = 0
    for index, block in enumerate(page.blocks):
        if isinstance(block, Heading):
            if start < index:
                yield start, page.blocks[start:index]
            yield index, (block,)
            start = index + 1
    if start < len(page.blocks):
        yield start, page.blocks[start:]


def _slot_name(page: Page, index: int) -> str:
    return f"{page.address.removesuffix('.md').replace('/', '-')}-{index}"


def _follows_a_figure(page: Page, index: int) -> bool:
    return index > 0 and isinstance(page.blocks[index - 1], Figure)


def _slot_block(page: Page, index: int, block: Block, svg_of: SvgOf) -> Markup:
    if isinstance(block, Figure):
        if _follows_a_figure(page, index):
            return Markup("")  # it stands with the one before it
        return evidence(_figures_from(page, index), index, svg_of)
    if isinstance(block, Listing):
        return Markup('<div class="listing {}">{}</div>\n').format(
            block.kind, _entries(block.entries)
        )
    if isinstance(block, More):
        return more(block)
    if isinstance(block, Notice):
        return Markup(
            '<div class="banner banner-{}" role="note">'
            '<p class="banner-title">{}</p><p>{}</p></div>\n'
        ).format(block.kind, block.title, block.text)
    return _within(block)


def _figures_from(page: Page, index: int) -> list[Figure]:
    found = []
    for block in page.blocks[index:]:
        if not isinstance(block, Figure):
            break
        found.append(block)
    return found


def evidence(figures: Sequence[Figure], index: int, svg_of: SvgOf) -> Markup:
    """Return figures that follow each other, with their tables.

    The style sheet shows a figure's tables beside it on a desk and on paper; on
    a telephone they open at a touch. Tables with many columns need the page's
    whole width: then figures stand beside each other, and all tables below.
    """
    wide = any(len(table.columns) > BESIDE for block in figures for table in block.tables)
    drawn = [figure(block, f"figure-{index + i}", svg_of) for i, block in enumerate(figures)]
    together = [(Markup("").join(drawn), [t for block in figures for t in block.tables])]
    apart = [(one, list(block.tables)) for one, block in zip(drawn, figures, strict=True)]
    kind = f" {'together' if len(figures) > 1 else 'stacked'}" if wide else ""
    return _joined(
        Markup('<div class="evidence{}">\n{}{}</div>\n').format(kind, charts, _numbers(tables))
        for charts, tables in (together if wide else apart)
    )


def figure(block: Figure, identity: str, svg_of: SvgOf) -> Markup:
    """Return a chart with its message and method."""
    return Markup(
        '<figure class="result-figure">\n'
        '<figcaption><p class="message">{}</p><p class="method">{}</p></figcaption>\n'
        '<div class="drawing-scroll" role="group" aria-label="Chart: {}" tabindex="0">{}</div>\n'
        "</figure>\n"
    ).format(
        block.message,
        block.method,
        block.message,
        accessible_svg(svg_of(block.drawing), identity, block.message, block.description),
    )


def _numbers(tables: Sequence[DataTable]) -> Markup:
    return Markup('<details class="numbers"><summary>{}</summary>\n{}</details>').format(
        "The same numbers as a table" if len(tables) == 1 else "The same numbers as tables",
        _joined(data_table(table) for table in tables),
    )


def more(block: More) -> Markup:
    """Return a part that stays closed until a reader opens it."""
    return Markup('<details class="more"><summary>{}</summary>\n{}</details>').format(
        block.title, _joined(map(_within, block.blocks))
    )


def _within(block: Heading | Paragraph | Bullets | DataTable) -> Markup:
    """Return a block inside a slot, where no Markdown is read."""
    if isinstance(block, DataTable):
        return data_table(block)
    if isinstance(block, Heading):
        level = block.level
        return Markup("<h{}>{}</h{}>\n").format(level, block.text, level)
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>\n").format(_html_words(block.words))
    items = _joined(Markup("<li>{}</li>\n").format(_html_words(words)) for words in block.items)
    return Markup("<ul>\n{}</ul>\n").format(items)


def accessible_svg(svg: str, identity: str, title: str, description: str) -> Markup:
    """Return an SVG with a role, a title and a description that are unique on the page.

    ``svg`` must begin with its ``<svg`` tag, as ``files.svg`` makes it.
    """
    start, end, rest = svg.partition(">")
    if not start.startswith("<svg ") or not end:
        raise ValueError("an SVG must begin with its own tag")
    opening = Markup(
        '{} class="drawing" role="img" aria-labelledby="{}-title {}-text" '
        'font-family="{}" font-size="{}"><title id="{}-title">{}</title>'
        '<desc id="{}-text">{}</desc>'
    ).format(
        Markup(start),  # noqa: S704 - our own SVG, rebuilt from a list of allowed parts
        identity, identity, FONT, SIZE, identity, title, identity, description,
    )  # fmt: skip
    return opening + Markup(rest)  # noqa: S704 - as above


def data_table(table: DataTable) -> Markup:
    """Return a table in a region that scrolls by itself, with its notes below."""
    heads = len(table.columns) if table.words else table.header_columns
    head = "".join(
        f'<th scope="col"{_number(index >= heads)}>{escape(column)}</th>'
        for index, column in enumerate(table.columns)
    )
    width = len(table.columns) - table.header_columns
    body = "\n".join(_body(rows, width) for rows in _bodies(table.rows))
    notes = "".join(f'<p class="table-note">{escape(note)}</p>\n' for note in table.notes)
    caption = escape(table.caption)
    words = " words" if table.words else ""
    return Markup(  # noqa: S704 - every part is escaped above or made of numbers here
        f'<div class="table-scroll" role="region" aria-label="Table: {caption}" tabindex="0">'
        f'<table class="result-table{words}"><caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n{body}</table></div>\n{notes}"
    )


def _number(yes: bool) -> str:
    return ' class="number"' if yes else ""


def _bodies(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows that stand together: a header of several rows counts for its own body only."""
    together: list[Row] = []
    for row in rows:
        if together and row.spans > 0 and (row.spans > 1 or together[0].spans > 1):
            yield together
            together = []
        together.append(row)
    yield together


def _body(rows: Iterable[Row], width: int) -> str:
    return f"<tbody>\n{''.join(_row(row, width) for row in rows)}</tbody>"


def _row(row: Row, width: int) -> str:
    """Return a row: its headers, then its cells or one cell for a gap.

    Written with ``escape`` and plain strings: ``Markup.format`` would take
    half of a large site's time here.
    """
    cells = []
    for index, header in enumerate(row.headers):
        grouped = index == 0 and len(row.headers) > 1
        if grouped and row.spans == 0:
            continue
        scope = "rowgroup" if grouped and row.spans > 1 else "row"
        kind = ' class="group"' if index == 0 else ""
        span = f' rowspan="{row.spans}"' if grouped and row.spans > 1 else ""
        cells.append(f'<th scope="{scope}"{kind}{span}>{escape(header)}</th>')
    if row.gap:
        words = escape(row.cells[0] if row.cells else "")
        cells.append(f'<td class="withheld" colspan="{width}">{words}</td>')
    else:
        cells += [f"<td>{escape(cell)}</td>" for cell in row.cells]
    opening = '<tr class="first">' if row.spans > 0 else "<tr>"
    return f"{opening}{''.join(cells)}</tr>\n"


def _entries(entries: Iterable[Entry]) -> Markup:
    items = _joined(
        Markup("<li>{}{}</li>\n").format(
            _html_words(entry.words), _entries(entry.below) if entry.below else ""
        )
        for entry in entries
    )
    return Markup("<ul>\n{}</ul>").format(items)


def _html_words(words: Words) -> Markup:
    def part(word: str | Link) -> Markup:
        if isinstance(word, Link):
            source, mark, anchor = word.address.partition("#")
            page = source.endswith(".md")
            address = f"{source.removesuffix('.md')}.html{mark}{anchor}" if page else word.address
            return Markup('<a href="{}">{}</a>').format(address, word.text)
        return escape(word)

    return _joined(part(word) for word in words)


def _joined(parts: Iterable[Markup] | Iterator[Markup]) -> Markup:
    return Markup("").join(parts)
