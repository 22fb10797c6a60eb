"""Typesetting: a page design and its data become a tagged PDF, the same bytes everywhere.

A design is one Typst file; its data is JSON under one name. Fonts come from
one package with static files, never from the machine, and the time in the
file is fixed: the same data give the same bytes, so that a reprint can be
compared with the first print. Many sheets of one design are kept until their
words change; what is kept are released words and numbers only.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import font_source_sans_pro
import pikepdf
import typst
from PIL import Image

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.signs import (
    BREAK,
    UnprintableError,
    on_paper,
    signs_of,
    together,
    unprintable,
)
from generator.files import progress
from generator.files.cache import kept, made_by
from generator.files.pdf_finishing import finished
from generator.files.pool import two_at_a_time
from generator.files.writing import scratch_for_good

A = TypeVar("A")
B = TypeVar("B")
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
#: Every PDF carries this time, so that its bytes depend on nothing but its contents.
TIMESTAMP = datetime(2025, 1, 1, tzinfo=UTC)
Kind = Literal["pdf", "png", "svg"]
#: Pixels to an inch of a picture: two for each that a screen of ordinary size shows.
PIXELS = 144
#: Colours of a picture, with the shades at the edges of its letters.
COLOURS = 64
PLAIN = Image.Dither.NONE
#: Only these files: the package holds each face twice, and Typst takes what it meets first.
FACES = ("Regular", "Semibold", "Bold")
#: So many sheets are kept beside those of the last build; the oldest go first.
KEPT = 4000
#: From so many new sheets on it is worth a second process: to start one takes as long as 40.
BATCH = 150


@dataclass(frozen=True, slots=True)
class Design:
    """A page design: its Typst file, which asks for its data by its own name.

    ``ways`` are values that it lays its data out by, the best first, where all
    has to fit one side.
    """

    template: Path
    ways: tuple[Mapping[str, float], ...] = ()


def typeset(design: Design, data: Mapping[str, Any], kind: Kind = "pdf") -> bytes:
    """Return a design with its data as a PDF (PDF/UA-1 and PDF/A-2a), or as a picture of 1 side.

    All text goes to Typst here. Raises ``UnprintableError`` where a text holds
    a sign that the typeface lacks, and ``typst.TypstError`` where the design
    itself is at fault, which no text can cause.
    """
    texts: dict[str, None] = {}
    drawn = _on_paper(data, texts)
    if (found := _lacking(texts)) is not None:
        raise found
    asked = {design.template.stem: json.dumps(drawn, ensure_ascii=False)}
    if kind != "pdf":
        side = compiler(design.template).compile(sys_inputs=asked, format=kind, ppi=PIXELS)
        if not isinstance(side, bytes):
            raise TypeError("A picture has 1 side.")
        return _fewer_colours(side) if kind == "png" else side
    made = compiler(design.template).compile(
        sys_inputs=asked, format="pdf", pdf_standards=STANDARDS, timestamp=TIMESTAMP
    )
    if not isinstance(made, bytes):  # Typst gives a list only for pictures of pages
        raise TypeError("Typst gave no PDF.")
    return finished(made)


def on_one_side(design: Design, data: Mapping[str, Any]) -> bytes | None:
    """Return the PDF in the first of a design's ways that fits one side; None where none does.

    Raises what ``typeset`` does.
    """
    for way in design.ways:
        printed = typeset(design, {**data, **way})
        with pikepdf.open(io.BytesIO(printed)) as document:
            if len(document.pages) == 1:
                return printed
    return None


def _fewer_colours(png: bytes) -> bytes:
    """Return a drawing with as many colours as it needs: a quarter of the size, and as sharp."""
    whole = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        fewer = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=PLAIN)
        fewer.save(whole, "PNG")
    return whole.getvalue()


def lacking_in(data: Mapping[str, Any]) -> UnprintableError | None:
    """Return what of a design's data the typeface cannot draw; None where it can draw all."""
    texts: dict[str, None] = {}
    _on_paper(data, texts)
    return _lacking(texts)


def _lacking(texts: Iterable[str]) -> UnprintableError | None:
    found = {text: missing for text in texts if (missing := lacks(text))}
    return UnprintableError(tuple(found), frozenset().union(*found.values())) if found else None


def lacking_faults(
    texts: Iterable[str], places: Iterable[tuple[SourceLine, str]], otherwise: SourceLine
) -> tuple[Problem, ...]:
    """Return a problem for each place from which one of some texts comes that no paper shows."""
    found = _lacking(texts)
    return unprintable(found, places, otherwise) if found else ()


def lacks(text: str) -> frozenset[str]:
    """Return the signs of a text that the typeface cannot draw.

    A letter and its marks are one sign. Where the typeface has not drawn them together it has
    no sure place for the marks, so that ọ with an acute would get the acute beside it.
    """
    plain = on_paper(text)
    known = covered()
    if known.issuperset(plain) and not any(map(unicodedata.combining, plain)):
        return frozenset()
    return frozenset(signs_of(plain)) - known - {BREAK, "\n"}


def _on_paper(value: Any, texts: dict[str, None]) -> Any:
    """Return JSON values with each text as it is drawn, which is added to ``texts``."""
    if isinstance(value, (int, float)):  # first, because most are the squares of symbols
        return value
    if isinstance(value, str):
        drawn = on_paper(value)
        texts[drawn] = None
        return drawn
    if isinstance(value, Mapping):
        return {key: _on_paper(part, texts) for key, part in value.items()}
    return [_on_paper(part, texts) for part in value] if isinstance(value, (list, tuple)) else value


@lru_cache(maxsize=1)
def _faces() -> tuple[Path, ...]:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return tuple(folder / f"SourceSansPro-{face}.ttf" for face in FACES)


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Return the characters that every face can draw."""
    return frozenset.intersection(*(covered_by(face.read_bytes()) for face in _faces()))


def covered_by(font: bytes) -> frozenset[str]:
    """Return the characters of a TrueType font, from the map that holds all of Unicode (12).

    Asking beforehand lets a missing character become a message that names its place, instead
    of an empty box on paper. Raises ``ValueError`` where the font has no such map.
    """
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {font[at : at + 4]: font[at + 8 : at + 12] for at in range(12, 12 + 16 * count, 16)}
    start = int.from_bytes(tables.get(b"cmap", b""))
    (maps,) = struct.unpack_from(">H", font, start + 2) if start else (0,)
    for index in range(maps):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * index)[0]
        if struct.unpack_from(">H", font, at) == (12,):
            groups = range(at + 16, at + 16 + 12 * struct.unpack_from(">I", font, at + 12)[0], 12)
            return frozenset(_drawn(struct.unpack_from(">3I", font, group) for group in groups))
    raise ValueError("The font has no map of all its characters.")


def _drawn(groups: Iterable[tuple[int, ...]]) -> Iterator[str]:
    """Yield the characters of runs from a first to a last; glyph 0 is the empty box."""
    for first, last, glyph in groups:
        yield from map(chr, range(first if glyph else first + 1, last + 1))


@lru_cache(maxsize=1)
def _font_folder() -> str:
    """Return a folder with our faces alone; Typst reads them late, so it lives with the process."""
    folder = scratch_for_good()
    for face in _faces():
        shutil.copy(face, folder)
    return str(folder)


@lru_cache(maxsize=4)
def compiler(template: Path) -> typst.Compiler:
    """Return this process's one compiler of a design; it keeps fonts and parsed template."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_font_folder()]
    )
    return typst.Compiler(template, font_paths=fonts)


# --- many sheets of one design ------------------------------------------------------------


def print_sheets(
    documents: Mapping[str, Mapping[str, Any]],
    design: Design,
    cache: Path,
    told: str = "Printing summaries",
) -> dict[str, bytes]:
    """Return each document by its name, whose ending says what it becomes: PDF, PNG or SVG.

    ``documents`` are JSON values that the design takes, by any name. Where it has ways, its last
    fits whatever it is given. Sheets are kept in the folder ``cache``; ``told`` is shown while they
    are made. Raises ``UnprintableError`` with what the typeface lacks in all of them.
    """
    maker = _maker(design)
    texts = {
        name: json.dumps(d, ensure_ascii=False, sort_keys=True) for name, d in documents.items()
    }
    names = {
        name: f"{hashlib.sha256(f'{maker}|{words}'.encode()).hexdigest()}.{kind_of(name)}"
        for name, words in texts.items()
    }

    def made(new: Sequence[str]) -> list[bytes]:
        tasks = [(kind_of(name), texts[name]) for name in new]
        words = progress.numbered(told, len(new))
        return print_many(partial(_sheet, design), tasks, words, least=BATCH)

    return kept(cache, names, made, KEPT)


def print_many(
    work: Callable[[A], B], things: Sequence[A], words: Sequence[str], *, least: int
) -> list[B]:
    """Return what some work prints of each thing, in order; two at a time from ``least`` on.

    ``words`` tell of each while it is made. Raises ``UnprintableError`` with what the typeface
    lacks in all of them.
    """
    printed = two_at_a_time(partial(_or_lacking, work), things, least=least)
    found = list(progress.coming(printed, words))
    if lacking := together(one for one in found if isinstance(one, UnprintableError)):
        raise lacking
    return [one for one in found if not isinstance(one, UnprintableError)]


def _or_lacking(work: Callable[[A], B], thing: A) -> B | UnprintableError:
    try:
        return work(thing)
    except UnprintableError as lacking:
        return lacking


def kind_of(name: str) -> Kind:
    """Return what a sheet of a name is.

    >>> kind_of("results/charts/programme-board.png")
    'png'
    """
    kinds: tuple[Kind, ...] = get_args(Kind)
    return next(kind for kind in kinds if name.endswith(f".{kind}"))


def _sheet(design: Design, task: tuple[Kind, str]) -> bytes:
    kind, words = task
    data = json.loads(words)
    made = on_one_side(design, data) if design.ways else typeset(design, data, kind)
    assert made is not None, "the last way fits whatever it is given"  # noqa: S101
    return made


def _maker(design: Design) -> str:
    """Return a name for everything beside the words that shapes a sheet."""
    template = hashlib.sha256(design.template.read_bytes()).hexdigest()
    return f"{made_by()} {template} {design.ways!r}"
