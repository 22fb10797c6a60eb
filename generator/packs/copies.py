"""Copies of one form, each a whole PDF of its own: bytes put in the place of bytes.

A form is typeset once, with white places for its symbols and its code. The base made from it
has a stamp on each page, its identifier, and the code in the description of its field; all of
these are as long for one copy as for another. So a copy is a join of parts, with every offset
right as it is, and tagged like its base (PDF/UA-1 and PDF/A-2a).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.files.typeface import font
from generator.files.typst_compiler import render
from generator.packs.codes import COPY_LENGTH, GROUP
from generator.packs.stamps import BLACK, FONT, Stamp, drawn_all, stamps
from generator.questionnaire.form import Size
from generator.questionnaire.words import fill, words_in

#: What stands in the base where each copy has its own.
_NO_COPY, _NO_CODE = "X" * COPY_LENGTH, f"{'X' * GROUP}-{'X' * GROUP}"
_BLANK_COPY, _BLANK_CODE = " " * COPY_LENGTH, f"{' ' * GROUP}-{' ' * GROUP}"
_IDENTIFIER = re.compile(rb"/ID \[<([0-9a-f]+)><([0-9a-f]+)>\]")


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


#: What a copy has in the place of something of the base: given its number, its code and the
#: drawings of its pages.
_Own = Callable[[str, str, Sequence[bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Template:
    """A base's file in parts: what is the same in all copies, and between it, what is not."""

    base: Base
    same: tuple[bytes, ...]
    own: tuple[_Own, ...]

    def copy(self, copy: str, code: str = "") -> bytes:
        """Return one copy's file."""
        drawn = tuple(drawn_all(self.base.stamps, copy, code))
        parts = [self.same[0]]
        for own, following in zip(self.own, self.same[1:], strict=True):
            parts += (own(copy, code, drawn), following)
        return b"".join(parts)


def template(of: Base) -> Template:
    """Return the parts of a base's file."""
    no_code = _NO_CODE if of.coded else ""
    drawn = tuple(drawn_all(of.stamps, _NO_COPY, no_code))
    whole = _prepared(of, drawn)
    found = [(whole.index(one), len(one), _drawing(page)) for page, one in enumerate(drawn) if one]
    found += _identifiers(whole)
    if of.coded:
        found += _descriptions(whole)
    found.sort(key=lambda one: one[0])
    ends = [0, *(at + length for at, length, _ in found)]
    starts = [*(at for at, _, _ in found), len(whole)]
    same = tuple(whole[end:start] for end, start in zip(ends, starts, strict=True))
    return Template(of, same, tuple(own for _, _, own in found))


def _drawing(page: int) -> _Own:
    return lambda copy, code, drawn: drawn[page]


def _identifiers(whole: bytes) -> Iterator[tuple[int, int, _Own]]:
    """Yield the place of the file's identifier, which is a digest of all that is its own."""
    found = _IDENTIFIER.search(whole)
    if found is None:
        raise ValueError("The base has no identifier.")
    for group in (1, 2):
        length = len(found[group])
        yield found.start(group), length, partial(_identifier, length // 2)


def _identifier(size: int, copy: str, code: str, drawn: Sequence[bytes]) -> bytes:
    own = b"".join((copy.encode(), code.encode(), *drawn))
    return hashlib.blake2b(own, digest_size=size).hexdigest().encode()


def _descriptions(whole: bytes) -> Iterator[tuple[int, int, _Own]]:
    """Yield the places of the code in descriptions: in letters, or in digits of UTF-16."""
    for written in (_as_letters, _as_digits):
        none = written("", _NO_CODE, ())
        yield from ((m.start(), len(none), written) for m in re.finditer(re.escape(none), whole))


def _as_letters(copy: str, code: str, drawn: Sequence[bytes]) -> bytes:
    return code.encode()


def _as_digits(copy: str, code: str, drawn: Sequence[bytes]) -> bytes:
    return code.encode("utf-16-be").hex().encode()


def _prepared(of: Base, drawn: Sequence[bytes]) -> bytes:
    """Return the base as a file, with its stamps and descriptions as they are for no copy."""
    with pikepdf.open(io.BytesIO(of.printed)) as document:
        bold = font(document, "Bold")
        for page, drawing in zip(document.pages, drawn, strict=True):
            if drawing:
                _add_stamp(document, page.obj, bold, drawing)
        if of.coded:
            _describe(document, of.description)
        document.Root.ViewerPreferences = viewer_preferences(document)
        out = io.BytesIO()
        document.save(
            out,
            static_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        return out.getvalue()


def viewer_preferences(document: pikepdf.Pdf) -> Dictionary:
    """Return what a print window begins with: the true size, both sides, turned as in a book."""
    kept = dict(document.Root.get("/ViewerPreferences", Dictionary()).items())
    own = {"/PrintScaling": Name("/None"), "/Duplex": Name.DuplexFlipLongEdge}
    return Dictionary(kept | own)


def _add_stamp(
    document: pikepdf.Pdf, page: pikepdf.Object, bold: pikepdf.Object, drawing: bytes
) -> None:
    """Draw on a page; its resources may be other pages' too, so that it gets its own."""
    resources = Dictionary(dict(page.Resources.items()))
    fonts = dict(resources.get("/Font", Dictionary()).items())
    resources.Font = Dictionary(fonts | {FONT: bold})
    colours = dict(resources.get("/ColorSpace", Dictionary()).items())
    resources.ColorSpace = Dictionary(colours | {BLACK: black(page)})
    page.Resources = resources
    page.Contents = Array([page.Contents, document.make_stream(drawing)])


def black(page: pikepdf.Object) -> pikepdf.Object:
    """Return the grey in which a page of ours is drawn, of which 0 is black."""
    found: pikepdf.Object = page.Resources.ColorSpace["/c0"]
    return found


def _describe(document: pikepdf.Pdf, said: str) -> None:
    """Put the code into the description of its field, which screen readers say."""
    for thing in document.objects:
        if isinstance(thing, Dictionary) and "/Alt" in thing and str(thing.Alt) == said:
            thing.Alt = String(f"{said}, {_NO_CODE}")
