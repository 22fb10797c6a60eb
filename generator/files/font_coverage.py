"""Which characters a font can draw, read from its ``cmap`` table.

Asking the font beforehand lets a missing character become a message that names
it and its place, instead of an empty box on paper.
"""

from __future__ import annotations

import struct


def covered_by(font: bytes) -> frozenset[str]:
    """Return the characters of a TrueType or OpenType font, from its format 4 and 12 maps.

    Raises ``ValueError`` where the font has no such map.
    """
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0]
        for at in range(12, 12 + 16 * count, 16)
    }
    start = tables.get(b"cmap")
    if start is None:
        raise ValueError("The font has no character map.")
    codes: set[int] = set()
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 4 + 8 * index + 4)[0]
        kind = struct.unpack_from(">H", font, at)[0]
        if kind == 4:
            codes |= _segments(font, at)
        elif kind == 12:
            codes |= _groups(font, at)
    if not codes:
        raise ValueError("The font's character map has no format that is read here.")
    return frozenset(map(chr, codes - set(range(0xD800, 0xE000))))


def _segments(font: bytes, at: int) -> set[int]:
    """Read format 4: segments of the first 65,536 characters."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    found = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                place = offsets_at + 2 * index + offsets[index] + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0]
                if not glyph:
                    continue
            if (glyph + deltas[index]) % 0x10000:
                found.add(code)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    """Read format 12: runs over all of Unicode."""
    found: set[int] = set()
    for index in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">3I", font, at + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, last + 1))
    return found
