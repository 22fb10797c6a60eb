"""The typeface of what people type into a PDF: that of the forms, embedded as it is.

A field must bring its font with it, or each program draws the answers in another one and no
archive takes the file. Codes are those that a simple font can name (Windows' own order). Other
letters, such as the Welsh ŵ, are kept in the answer all the same, and drawn in whatever the reading
program has.
"""

from __future__ import annotations

import struct
from pathlib import Path

import font_source_sans_pro
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageFont

#: How fields call the font.
FONT = "Sans"
NAME = "/SourceSansPro-Regular"
FIRST, LAST = 32, 255
_FILE = Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.ttf"
#: Widths and heights in PDF are in thousandths of the size.
_SIZE = 1000


def letters() -> dict[int, str]:
    """Return each code of the font with its letter.

    >>> letters()[0x80], len(letters()) > 200
    ('€', True)
    """
    known = {}
    for code in range(FIRST, LAST + 1):
        letter = bytes([code]).decode("cp1252", "ignore")
        if letter.isprintable() and letter:
            known[code] = letter
    return known


def font(document: pikepdf.Pdf) -> pikepdf.Object:
    """Return the font as an object of a PDF."""
    program, drawn = _FILE.read_bytes(), ImageFont.truetype(_FILE, _SIZE)
    ascent, descent = drawn.getmetrics()
    known = letters()
    widths = [round(drawn.getlength(known.get(code, ""))) for code in range(FIRST, LAST + 1)]
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(NAME),
        Flags=32,
        FontBBox=Array(_box(program)),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=-descent,
        CapHeight=660,
        StemV=84,
        MissingWidth=round(drawn.getlength("\uffff")),
        FontFile2=document.make_stream(program, Length1=len(program)),
    )
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(NAME),
        FirstChar=FIRST,
        LastChar=LAST,
        Widths=Array(widths),
        Encoding=Name.WinAnsiEncoding,
        ToUnicode=document.make_stream(_to_unicode()),
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(made)


def _box(program: bytes) -> list[int]:
    """Return the rectangle that holds every letter, from the font's table of facts."""
    entry = program.index(b"head", 12)
    (start,) = struct.unpack_from(">L", program, entry + 8)
    (unit,) = struct.unpack_from(">H", program, start + 18)
    return [round(_SIZE * one / unit) for one in struct.unpack_from(">4h", program, start + 36)]


def _to_unicode() -> bytes:
    """Return what each code means, for programs that take text out of a page."""
    lines = [f"<{code:02X}> <{ord(letter):04X}>" for code, letter in letters().items()]
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    maps = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts
    )
    return _CMAP.replace("MAPS", maps).encode()


_CMAP = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Mentor-WinAnsi def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
MAPSendcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
