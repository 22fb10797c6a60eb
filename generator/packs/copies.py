"""Copies of forms, as files of their own and all in one to print.

A form is typeset once, with white places for its symbols and its code; each copy is that with its
stamp above. A separate copy is tagged like the form (PDF/UA-1 and PDF/A-2a). The file to print
holds each page of the form once, has no tags, and is for nothing else.
"""

from __future__ import annotations

import hashlib
import io
import re
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

#: What stands in the base where each copy has its own; and room for it, where it is typeset.
_NO_COPY, _NO_CODE = "X" * COPY_LENGTH, f"{'X' * GROUP}-{'X' * GROUP}"
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
    """Put bytes in the place of as many bytes: saved anew, a copy would take 5 times as long."""
    none = tuple(drawn_all(of.stamps, _NO_COPY, _NO_CODE if of.coded else ""))
    whole = _prepared(of, none)
    identifier = re.findall(rb"/ID \[<([0-9a-f]+)>", whole)[-1]
    for _, number, code in copies:
        drawn = tuple(drawn_all(of.stamps, number, code))
        own = hashlib.blake2b(b"".join(drawn), digest_size=len(identifier) // 2).hexdigest()
        places = [*zip(none, drawn, strict=True), (identifier, own.encode())]
        if of.coded:  # in descriptions: in letters, or in digits of UTF-16
            places.append((_NO_CODE.encode(), code.encode()))
            places.append((_in_digits(_NO_CODE), _in_digits(code)))
        copy = whole
        for old, new in places:
            copy = copy.replace(old, new) if old else copy
        yield copy


def _in_digits(code: str) -> bytes:
    return code.encode("utf-16-be").hex().encode()


def _prepared(of: Base, drawn: Sequence[bytes]) -> bytes:
    """Return the base as a file, with its stamps and descriptions as they are for no copy."""
    with pikepdf.open(io.BytesIO(of.printed)) as document:
        bold = font(document, "Bold")
        for page, drawing in zip(document.pages, drawn, strict=True):
            if drawing:
                _draw_above(document, page.obj, bold, drawing)
        for thing in document.objects if of.coded else ():
            if isinstance(thing, Dictionary) and str(thing.get("/Alt", "")) == of.description:
                thing.Alt = String(f"{of.description}, {_NO_CODE}")
        document.Root.ViewerPreferences = _viewer_preferences(document)
        del document.trailer.ID  # both halves are each copy's own
        out = io.BytesIO()
        document.save(
            out,
            static_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        return out.getvalue()


def _draw_above(
    document: pikepdf.Pdf, page: pikepdf.Object, bold: pikepdf.Object, drawing: bytes
) -> None:
    """Draw on a page; its resources may be other pages' too, so that it gets its own."""
    resources = Dictionary(dict(page.Resources.items()))
    fonts = dict(resources.get("/Font", Dictionary()).items())
    resources.Font = Dictionary(fonts | {FONT: bold})
    colours = dict(resources.get("/ColorSpace", Dictionary()).items())
    resources.ColorSpace = Dictionary(colours | {BLACK: _black(page)})
    page.Resources = resources
    page.Contents = Array([page.Contents, document.make_stream(drawing)])


def _black(page: pikepdf.Object) -> pikepdf.Object:
    """Return the grey in which a page of ours is drawn, of which 0 is black."""
    found: pikepdf.Object = page.Resources.ColorSpace["/c0"]
    return found


def _viewer_preferences(document: pikepdf.Pdf) -> Dictionary:
    """Return what a print window begins with: the true size, both sides, turned as in a book."""
    kept = dict(document.Root.get("/ViewerPreferences", Dictionary()).items())
    own = {"/PrintScaling": Name("/None"), "/Duplex": Name.DuplexFlipLongEdge}
    return Dictionary(kept | own)


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
