"""The typeface of what people type into a PDF: the letters of Western Europe, embedded.

A field must bring its font with it, or each program draws the answers in another one and no
archive takes the file. The forms' own typeface is cut down to the letters that a simple font
can name (Windows' own order), once a process. Other letters, such as the Welsh ŵ, are kept in the
answer all the same, and drawn in whatever the reading program has.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import font_source_sans_pro
import pikepdf
from pikepdf import Array, Dictionary, Name

#: How fields call the font.
FONT = "Sans"
NAME = "/MENTOR+SourceSansPro-Regular"
FIRST, LAST = 32, 255
#: Tables that a simple font needs; those of hinting come along where there are any.
_TABLES = (b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
#: Flags of a part of a composite glyph: 16-bit places, more parts, and three kinds of scaling.
_WORDS, _MORE, _SCALES = 0x1, 0x20, ((0x8, 2), (0x40, 4), (0x80, 8))


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
    program, widths, box, (ascent, descent) = _cut()
    file = document.make_stream(program, Length1=len(program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(NAME),
        Flags=32,
        FontBBox=Array(box),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=descent,
        CapHeight=660,
        StemV=84,
        MissingWidth=widths[0],
        FontFile2=file,
    )
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(NAME),
        FirstChar=FIRST,
        LastChar=LAST,
        Widths=Array(widths[1:]),
        Encoding=Name.WinAnsiEncoding,
        ToUnicode=document.make_stream(_to_unicode()),
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(made)


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


@lru_cache(maxsize=1)
def _cut() -> tuple[bytes, list[int], list[int], list[int]]:
    """Return the font's program and, in thousandths, its widths, its box, and its rise and fall.

    The first width is that of the missing glyph, the others follow the codes.
    """
    tables = _tables(_regular().read_bytes())
    known = dict(_glyphs(tables[b"cmap"]))
    wanted = {letter: known[ord(letter)] for letter in letters().values() if ord(letter) in known}
    long = struct.unpack_from(">h", tables[b"head"], 50)[0] == 1
    outlines = _Outlines(tables[b"glyf"], tables[b"loca"], long)
    kept = sorted(outlines.closure({0, *wanted.values()}))
    place = {glyph: new for new, glyph in enumerate(kept)}
    metrics = _metrics(tables, kept)
    tables |= _rebuilt(tables, outlines, kept, place, metrics)
    tables[b"cmap"] = _format_4({ord(one): place[glyph] for one, glyph in wanted.items()})
    unit = struct.unpack_from(">H", tables[b"head"], 18)[0]
    widths = [metrics[0][0]] + [
        metrics[place[wanted[letter]]][0] if (letter := letters().get(code)) in wanted else 0
        for code in range(FIRST, LAST + 1)
    ]
    box = struct.unpack_from(">4h", tables[b"head"], 36)
    rise_and_fall = struct.unpack_from(">2h", tables[b"hhea"], 4)
    program = _put_together({name: tables[name] for name in _TABLES if name in tables})
    wide, tall = ([round(1000 * one / unit) for one in some] for some in (box, rise_and_fall))
    return program, [round(1000 * one / unit) for one in widths], wide, tall


def _regular() -> Path:
    return Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.ttf"


def _tables(program: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">H", program, 4)
    found = {}
    for at in range(12, 12 + 16 * count, 16):
        name, _, start, length = struct.unpack_from(">4sLLL", program, at)
        found[name] = program[start : start + length]
    return found


def _glyphs(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Yield characters with their glyphs, from the map that holds all of Unicode (12)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        (at,) = struct.unpack_from(">L", cmap, 8 + 8 * index)
        if struct.unpack_from(">H", cmap, at) == (12,):
            (groups,) = struct.unpack_from(">L", cmap, at + 12)
            for group in range(groups):
                first, last, glyph = struct.unpack_from(">LLL", cmap, at + 16 + 12 * group)
                yield from ((one, glyph + one - first) for one in range(first, last + 1))
            return


class _Outlines:
    """The outlines of a TrueType font by glyph."""

    def __init__(self, glyf: bytes, loca: bytes, long: bool) -> None:
        form = f">{len(loca) // (4 if long else 2)}{'L' if long else 'H'}"
        places = [one * (1 if long else 2) for one in struct.unpack(form, loca)]
        self._glyf, self._places = glyf, places

    def __getitem__(self, glyph: int) -> bytes:
        return self._glyf[self._places[glyph] : self._places[glyph + 1]]

    def closure(self, glyphs: set[int]) -> set[int]:
        """Return glyphs with those that they are put together from."""
        known, waiting = set(glyphs), list(glyphs)
        while waiting:
            for _, part in _parts(self[waiting.pop()]):
                if part not in known:
                    known.add(part)
                    waiting.append(part)
        return known

    def renumbered(self, glyph: int, place: Mapping[int, int]) -> bytes:
        """Return an outline whose parts have other numbers; its length is a multiple of 4."""
        outline = bytearray(self[glyph])
        for at, part in _parts(bytes(outline)):
            struct.pack_into(">H", outline, at, place[part])
        return bytes(outline) + bytes(-len(outline) % 4)


def _parts(outline: bytes) -> Iterator[tuple[int, int]]:
    """Yield the parts of a composite glyph: where each one's number stands, and the number."""
    if len(outline) < 10 or struct.unpack_from(">h", outline) >= (0,):
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield at + 2, glyph
        at += 8 if flags & _WORDS else 6
        at += next((size for flag, size in _SCALES if flags & flag), 0)


def _metrics(tables: Mapping[bytes, bytes], kept: Iterable[int]) -> list[tuple[int, int]]:
    """Return width and left side of each glyph."""
    (long,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    hmtx = tables[b"hmtx"]
    found = []
    for glyph in kept:
        (width,) = struct.unpack_from(">H", hmtx, 4 * min(glyph, long - 1))
        at = 4 * glyph + 2 if glyph < long else 4 * long + 2 * (glyph - long)
        found.append((width, struct.unpack_from(">h", hmtx, at)[0]))
    return found


def _rebuilt(
    tables: Mapping[bytes, bytes],
    outlines: _Outlines,
    kept: list[int],
    place: Mapping[int, int],
    metrics: list[tuple[int, int]],
) -> dict[bytes, bytes]:
    """Return the tables that depend on which glyphs there are."""
    drawn = [outlines.renumbered(glyph, place) for glyph in kept]
    starts = [sum(map(len, drawn[:at])) for at in range(len(drawn) + 1)]
    head, hhea, maxp = (bytearray(tables[name]) for name in (b"head", b"hhea", b"maxp"))
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">H", hhea, 34, len(kept))
    struct.pack_into(">H", maxp, 4, len(kept))
    return {
        b"glyf": b"".join(drawn),
        b"loca": struct.pack(f">{len(starts)}L", *starts),
        b"hmtx": b"".join(struct.pack(">Hh", *one) for one in metrics),
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"maxp": bytes(maxp),
    }


def _format_4(glyphs: Mapping[int, int]) -> bytes:
    """Return a map of characters of the basic plane, a segment for each: Windows, Unicode."""
    segments = [(one, one, (glyph - one) % 65536) for one, glyph in sorted(glyphs.items())]
    segments.append((0xFFFF, 0xFFFF, 1))
    count = len(segments)
    power = 1 << (count.bit_length() - 1)
    ends, starts, deltas = ([part[at] for part in segments] for at in (1, 0, 2))
    body = struct.pack(f">{count}HH{count}H", *ends, 0, *starts)
    body += struct.pack(f">{count}H{count}H", *deltas, *([0] * count))
    search = (2 * power, power.bit_length() - 1, 2 * (count - power))
    whole = struct.pack(">7H", 4, 14 + len(body), 0, 2 * count, *search) + body
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + whole


def _put_together(tables: Mapping[bytes, bytes]) -> bytes:
    """Return a font file of some tables, with its sums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    entries, body = b"", b""
    start = 12 + 16 * count
    for name, table in tables.items():
        if name == b"head":
            table = table[:8] + bytes(4) + table[12:]
        padded = table + bytes(-len(table) % 4)
        entries += struct.pack(">4sLLL", name, _sum(padded), start + len(body), len(table))
        body += padded
    search = (16 * power, power.bit_length() - 1, 16 * (count - power))
    whole = bytearray(struct.pack(">LHHHH", 0x10000, count, *search) + entries + body)
    head = next(
        struct.unpack_from(">L", entries, 16 * at + 8)[0]
        for at, name in enumerate(tables)
        if name == b"head"
    )
    struct.pack_into(">L", whole, head + 8, (0xB1B0AFBA - _sum(bytes(whole))) % 2**32)
    return bytes(whole)


def _sum(padded: bytes) -> int:
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded)) % 2**32)
