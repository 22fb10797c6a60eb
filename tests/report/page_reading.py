"""Everything that a results page says or draws, piece by piece, and what is private in it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
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
from tests.report.whole import ResultPages


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


def everything(pages: ResultPages) -> Iterator[tuple[str, str]]:
    """Yield every text that goes out, with its place: pages, charts, files, names, archives."""
    for address, page in pages.pages.items():
        yield "address", address
        for words in sentences(page):
            yield address, words
        for table in tables_of(page):
            for row in table.rows:
                yield from ((address, cell) for cell in (*row.headers, *row.cells))
            yield from ((address, column) for column in table.columns)
        for figure in page.figures():
            yield from ((address, str(value)) for row in figure.chart.rows for value in row)
        for block in page.blocks:
            yield from ((address, link) for link in _links(block))
    for name, content in pages.files.items():
        yield "name", name
        yield name, content.decode("utf-8", "replace")
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for part in archive.namelist():
                    yield name, part
                    yield name, archive.read(part).decode("utf-8", "replace")


def _links(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from (word.address for word in block.words if isinstance(word, Link))
    elif isinstance(block, Bullets):
        yield from (w.address for item in block.items for w in item if isinstance(w, Link))
    elif isinstance(block, Listing):
        waiting = list(block.entries)
        while waiting:
            entry = waiting.pop()
            waiting += entry.below
            yield from (word.address for word in entry.words if isinstance(word, Link))
    elif isinstance(block, More):
        for inner in block.blocks:
            yield from _links(inner)


# ---- secrets ----


def private_faults(
    pages: ResultPages, codes: Iterable[str], words: Iterable[str], public: str
) -> Iterator[str]:
    """Yield where a respondent's code or somebody's own words stand."""
    own = {code.casefold() for code in codes}
    own -= set(re.split(r"[^\w-]+", public.casefold()))
    anywhere = "|".join(map(re.escape, sorted(own))) or "(?!)"
    code = re.compile(rf"(?<![a-z0-9])(?:{anywhere})(?![a-z0-9])")
    written = {text for text in map(_folded, words) if len(text.split()) > 2}
    written = {text for text in written if text not in _folded(public)}
    for place, text in everything(pages):
        if code.search(text.casefold()):
            yield f"{place}: a code in {text[:60]!r}"
        said = f" {_folded(text)} "
        if any(f" {answer} " in said for answer in written):
            yield f"{place}: words of somebody's own in {text[:60]!r}"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
