"""The typeface of codes and copy numbers: a small font that knows their signs alone.

A tiny page with all signs is typeset like every other; its font is the font. So that no other
program is needed to cut one, and it is embedded as PDF/A asks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf

from generator.files.typesetting import Design, typeset
from generator.packs.codes import ALPHABET

DESIGN = Path(__file__).with_name("letters.typ")
#: How high a capital is, as a part of the size.
CAPITAL = 0.66
_RANGE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")
_SINGLE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")


@dataclass(frozen=True, slots=True)
class Letters:
    """A page that holds the font; each sign's glyph, as PDF text writes it, and width in ems."""

    page: bytes
    glyphs: Mapping[str, bytes]
    widths: Mapping[str, float]

    def text(self, signs: str) -> bytes:
        """Return signs as a text that a page can show."""
        return b"<" + b"".join(self.glyphs[sign] for sign in signs) + b">"


@cache
def letters() -> Letters:
    """Return the typeface; it is made once in a process."""
    page = typeset(Design(DESIGN, "letters"), {"title": "Letters", "signs": ALPHABET})
    with pikepdf.open(io.BytesIO(page)) as document:
        font = font_of(document)
        numbers = _numbers(font.ToUnicode.read_bytes())
        advances = _advances(font.DescendantFonts[0])
    return Letters(
        page,
        {sign: b"%04x" % numbers[sign] for sign in ALPHABET},
        {sign: advances[numbers[sign]] / 1000 for sign in ALPHABET},
    )


def font_of(document: pikepdf.Pdf) -> pikepdf.Object:
    """Return the one font of the page of signs."""
    (font,) = document.pages[0].obj.Resources.Font.values()
    found: pikepdf.Object = font
    return found


def _numbers(cmap: bytes) -> dict[str, int]:
    """Return each sign's glyph from the map that leads from glyphs to signs."""
    found = {}
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", cmap, re.DOTALL):
        if kind == b"char":
            for glyph, sign in _SINGLE.findall(block):
                found[chr(int(sign, 16))] = int(glyph, 16)
        else:
            for first, last, sign in _RANGE.findall(block):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    found[chr(int(sign, 16) + step)] = int(first, 16) + step
    return found


def _advances(font: pikepdf.Object) -> dict[int, float]:
    """Return each glyph's width in thousandths of an em."""
    found: dict[int, float] = {}
    listed = list(font.W)
    while listed:
        first, then = int(listed.pop(0)), listed.pop(0)
        if isinstance(then, pikepdf.Array):
            found.update({first + step: float(width) for step, width in enumerate(then)})
        else:
            found.update(dict.fromkeys(range(first, int(then) + 1), float(listed.pop(0))))
    return found
