"""The forms' own typeface as a font of a PDF, embedded as it is.

What people type into a field, and what a pack stamps on a copy, must bring its font with it: else
each program draws it in another one, and no archive takes the file. Codes are those that a simple
font can name (Windows' own order). Other letters, such as the Welsh ŵ, are kept in the answer all
the same, and drawn in whatever the reading program has.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Literal

import font_source_sans_pro
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageFont

Weight = Literal["Regular", "Bold"]
FIRST, LAST = 32, 255
_FOLDER = Path(font_source_sans_pro.__file__).parent / "files"
#: Widths and heights in PDF are in thousandths of the size.
_SIZE = 1000


def font(document: pikepdf.Pdf, weight: Weight = "Regular") -> pikepdf.Object:
    """Return the font as an object of a PDF."""
    program, packed = _program(weight)
    name, drawn = Name(f"/SourceSansPro-{weight}"), _drawn(weight)
    ascent, descent = drawn.getmetrics()
    signs = (bytes([code]).decode("cp1252", "ignore") for code in range(FIRST, LAST + 1))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=32,
        FontBBox=Array(_box(program)),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=-descent,
        CapHeight=660,
        StemV=84,
        MissingWidth=round(drawn.getlength("\uffff")),
        FontFile2=document.make_stream(packed, Filter=Name.FlateDecode, Length1=len(program)),
    )
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=name,
        FirstChar=FIRST,
        LastChar=LAST,
        Widths=Array([round(drawn.getlength(sign)) for sign in signs]),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(made)


@cache
def width(sign: str, weight: Weight) -> float:
    """Return how wide a sign is, in ems."""
    return float(_drawn(weight).getlength(sign)) / _SIZE


@cache
def _program(weight: Weight) -> tuple[bytes, bytes]:
    """Return the font's file, as it is and packed."""
    program = (_FOLDER / f"SourceSansPro-{weight}.ttf").read_bytes()
    return program, zlib.compress(program, 9)


@cache
def _drawn(weight: Weight) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / f"SourceSansPro-{weight}.ttf", _SIZE)


def _box(program: bytes) -> list[int]:
    """Return the rectangle that holds every letter, from the font's table of facts."""
    entry = program.index(b"head", 12)
    (start,) = struct.unpack_from(">L", program, entry + 8)
    (unit,) = struct.unpack_from(">H", program, start + 18)
    return [round(_SIZE * one / unit) for one in struct.unpack_from(">4h", program, start + 36)]
