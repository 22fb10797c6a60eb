"""Copies of forms, as files of their own and all in one to print.

A form is typeset once, with white places for its symbols and its code; each copy is that with its
stamp above. A separate copy is tagged like the form (PDF/UA-1 and PDF/A-2a). The file to print
holds each page of the form once, has no tags, and is for nothing else.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.words import fill, words_in
from generator.files.typeface import font
from generator.files.typst_compiler import render
from generator.packs.codes import COPY_LENGTH, GROUP
from generator.packs.stamps import BLACK, FONT, Stamp, drawn_all, stamps
from generator.questionnaire.form import Size

#: Room for the number and the code of a copy.
_BLANK_COPY, _BLANK_CODE = " " * COPY_LENGTH, f"{' ' * GROUP}-{' ' * GROUP}"
_PAGE = "/B{}P{}"
_SHEET = (0, 0, 595.2756, 841.8898)

#: What one copy is: the place of its base among the bases, its number, its code or nothing.
Copy = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Base:
    """One form in one size and language, ready to be copied.

    ``printed`` is what was typeset, with white places; ``stamps`` has an entry for each page.
    ``coded`` where each copy has a survey code; ``description`` is that of its field.
    """

    form: str
    printed: bytes
    stamps: tuple[Stamp | None, ...]
    coded: bool
    description: str = ""

    @property
    def pages(self) -> int:
        """Number of pages (sides)."""
        return len(self.stamps)


def base(programme: Programme, form: Instrument, size: Size, language: str, *, coded: bool) -> Base:
    """Return a form ready to be copied; only joined forms carry codes.

    Raises ``UnprintableError`` where the typeface lacks a sign.
    """
    read_back = form.kind in ("linked", "unlinked")
    coded = coded and form.kind == "linked"
    made = render(
        programme,
        form,
        size,
        language,
        copy=_BLANK_COPY if read_back else "",
        code=_BLANK_CODE if coded else "",
        symbols=False,
    )
    words = words_in(language, programme)
    said = fill(words["alt_code"], label=words["code_linked"]) if coded else ""
    return Base(form.id, made.pdf, stamps(made.layout), coded, said)


# --- separate copies ----------------------------------------------------------------------


def separate(bases: Sequence[Base], copies: Iterable[Copy]) -> Iterator[bytes]:
    """Yield each copy as a file of its own, tagged like its base, with an identifier of its own."""
    for which, own in groupby(copies, key=lambda copy: copy[0]):
        yield from _separate(bases[which], own)


def _separate(of: Base, copies: Iterable[Copy]) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(of.printed)) as document:
        bold = font(document, "Bold")
        above = [_above(document, page.obj, bold) for page in document.pages]
        coded = list(_code_fields(document, of.description)) if of.coded else []
        document.Root.ViewerPreferences = _viewer_preferences(document)
        del document.trailer.ID  # so that each copy gets its own
        for _, number, code in copies:
            for stream, drawing in zip(above, drawn_all(of.stamps, number, code), strict=True):
                stream.write(drawing)
            for thing in coded:
                thing.Alt = String(f"{of.description}, {code}")
            yield _saved(document)


def _above(document: pikepdf.Pdf, page: pikepdf.Object, bold: pikepdf.Object) -> pikepdf.Stream:
    """Return what is drawn above a page; its resources may be other pages', so it gets its own."""
    resources = Dictionary(dict(page.Resources.items()))
    fonts = dict(resources.get("/Font", Dictionary()).items())
    resources.Font = Dictionary(fonts | {FONT: bold})
    colours = dict(resources.get("/ColorSpace", Dictionary()).items())
    resources.ColorSpace = Dictionary(colours | {BLACK: _black(page)})
    stamp = document.make_stream(b"")
    page.Resources = resources
    page.Contents = Array([page.Contents, stamp])
    return stamp


def _black(page: pikepdf.Object) -> pikepdf.Object:
    """Return the grey in which a page of ours is drawn, of which 0 is black."""
    found: pikepdf.Object = page.Resources.ColorSpace["/c0"]
    return found


def _code_fields(document: pikepdf.Pdf, said: str) -> Iterator[pikepdf.Object]:
    """Yield the tags of the code's field, whose description screen readers say."""
    for thing in document.objects:
        if isinstance(thing, Dictionary) and "/Alt" in thing and str(thing.Alt) == said:
            yield thing


def _viewer_preferences(document: pikepdf.Pdf) -> Dictionary:
    """Return what a print window begins with: the true size, both sides, turned as in a book."""
    kept = dict(document.Root.get("/ViewerPreferences", Dictionary()).items())
    own = {"/PrintScaling": Name("/None"), "/Duplex": Name.DuplexFlipLongEdge}
    return Dictionary(kept | own)


def _saved(document: pikepdf.Pdf) -> bytes:
    """Return a document's bytes; packed anew, a stream could end as no strict reader takes it."""
    out = io.BytesIO()
    document.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return out.getvalue()


# --- one file to print --------------------------------------------------------------------


def write_bulk(out: BinaryIO, title: str, bases: Sequence[Base], copies: Iterable[Copy]) -> None:
    """Write all copies into one file, each from the front of a sheet, so that it can be stapled."""
    with pikepdf.new() as document:
        tree = document.Root.Pages
        tree.MediaBox, tree.Resources = Array(_SHEET), _shared(document, bases)
        kids = []
        for content in _pages(bases, copies):
            page = Dictionary(Type=Name.Page, Parent=tree, Contents=document.make_stream(content))
            kids.append(document.make_indirect(page))
        tree.Kids, tree.Count = Array(kids), len(kids)
        document.docinfo.Title = title
        document.Root.ViewerPreferences = _viewer_preferences(document)
        document.Root.ViewerPreferences.DisplayDocTitle = True
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def _shared(document: pikepdf.Pdf, bases: Sequence[Base]) -> pikepdf.Object:
    """Return what all pages draw with: each base's pages, the typeface and the black."""
    drawings: dict[str, pikepdf.Object] = {}
    colours = Dictionary()
    for which, base in enumerate(bases):
        with pikepdf.open(io.BytesIO(base.printed)) as printed:
            for number, page in enumerate(printed.pages):
                name = _PAGE.format(which, number)
                drawings[name] = document.copy_foreign(page.as_form_xobject())
            grey = printed.make_indirect(_black(printed.pages[0].obj))
            colours = Dictionary({BLACK: document.copy_foreign(grey)})
    fonts = Dictionary({FONT: font(document, "Bold")})
    named = Dictionary(XObject=Dictionary(drawings), Font=fonts, ColorSpace=colours)
    return document.make_indirect(named)


def _pages(bases: Sequence[Base], copies: Iterable[Copy]) -> Iterator[bytes]:
    """Yield the drawing of each page in the order of printing, empty backs included."""
    for which, number, code in copies:
        for page, stamp in enumerate(drawn_all(bases[which].stamps, number, code)):
            yield b"q %b Do Q %b" % (_PAGE.format(which, page).encode(), stamp)
        if bases[which].pages % 2:
            yield b""
