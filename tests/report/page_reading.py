"""What a results page says, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.report.page import (
    Block,
    Board,
    Bullets,
    DataTable,
    Entry,
    Figures,
    Heading,
    Link,
    Listing,
    More,
    Notice,
    Page,
    Paragraph,
    Words,
)


def sentences(page: Page) -> Iterator[str]:
    """Yield every piece of running text of a page, its title and descriptions too."""
    yield from (page.title, page.description)
    for block in page.blocks:
        yield from _said(block)


def _said(block: Block) -> Iterator[str]:  # noqa: C901 - a case for each kind of block
    match block:
        case Heading(text=words):
            yield words
        case Paragraph(words=words):
            yield _plain(words)
        case Bullets(items=items):
            yield from map(_plain, items)
        case Notice(title=title, text=text):
            yield from (title, text)
        case Figures(figures=figures):
            for figure in figures:
                yield from (figure.finding, figure.method, figure.description)
        case Board(figure=figure, table=table):
            yield from (figure.finding, figure.method, figure.description)
            yield from _said(table)
        case DataTable(caption=caption, notes=notes):
            yield from (caption, *notes)
        case Listing(entries=entries):
            yield from _entries(entries)
        case More(title=title, blocks=blocks):
            yield title
            for inner in blocks:
                yield from _said(inner)


def _plain(words: Words) -> str:
    return "".join(word.text if isinstance(word, Link) else word for word in words)


def _entries(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield _plain(entry.words)
        yield from _entries(entry.below)


def tables_of(page: Page) -> Iterator[DataTable]:
    """Yield every table of a page."""
    for block in page.blocks:
        inner = block.blocks if isinstance(block, More) else (block,)
        for one in inner:
            if isinstance(one, DataTable):
                yield one
            elif isinstance(one, Board):
                yield one.table
