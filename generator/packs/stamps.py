"""What makes one printed page another copy's: its symbol, its number and its survey code.

A stamp is the part of a page's drawing that differs between copies. It is as long for every copy
as for any other, so that a copy is made by putting bytes in the place of bytes. It stands as an
artifact, which screen readers pass over: they hear the code from the field's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.files.typeface import width
from generator.questionnaire.form import Size
from generator.questionnaire.symbol import PageId, matrix, page_text

Json = Mapping[str, Any]

#: Points to a millimetre, and the height of a page in points.
POINTS = 72 / 25.4
HIGH = 297 * POINTS
#: What the page design writes letters into boxes with, in points.
SIZES: Mapping[Size, int] = {"standard": 12, "large": 18}
#: How high a capital is, as a part of the size.
CAPITAL = 0.66
#: The names under which a page knows the font and the black of its stamp.
FONT, BLACK = "/mentoringF", "/mentoringC"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in PDF points, from the page's lower left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a page's own things go; ``cells`` are the boxes of the code, with their index.

    ``number`` is the place of the copy's number.
    """

    page: PageId
    symbol: Place
    number: Place
    cells: tuple[tuple[int, Place], ...]
    size: int

    def drawn(self, copy: str, code: str = "") -> bytes:
        """Return the drawing for one copy; ``code`` is such as ``K7MQ-3XPF``, or none."""
        signs = code.replace("-", "")
        text = page_text(replace(self.page, copy=copy, code=code))
        return b"".join(
            (
                b"/Artifact BMC q %b cs 0 scn\n" % BLACK.encode(),
                _symbol(text, self.symbol),
                b"BT %b %d Tf\n" % (FONT.encode(), self.size),
                *_letters(self, signs),
                _number(self.number, copy),
                b"ET Q EMC",
            )
        )


def stamps(layout: Json) -> tuple[Stamp | None, ...]:
    """Return the stamp of each page of a layout; none on pages that nobody scans."""
    facts = (layout["form"], layout["version"], layout["language"], layout["size"])
    return tuple(_stamp(page, facts, bool(layout["code"])) for page in layout["pages"])


def _stamp(page: Json, facts: tuple[str, str, str, Size], coded: bool) -> Stamp | None:
    if not page["qr"]:
        return None
    boxes = (box for box in page["boxes"] if box["item"] == "respondent" and "index" in box)
    cells = tuple((box["index"], _place(box)) for box in boxes) if coded else ()
    form, version, language, size = facts
    of = PageId(form, version, language, size, page["number"])
    return Stamp(of, _place(page["qr"]), _place(page["copy"]), cells, SIZES[size])


def _place(box: Json) -> Place:
    """Return a rectangle of a layout, in millimetres from above, as PDF has it."""
    width, height = box["width"] * POINTS, box["height"] * POINTS
    return Place(box["x"] * POINTS, HIGH - box["y"] * POINTS - height, width, height)


def _symbol(text: str, at: Place) -> bytes:
    """Return a symbol as a mask of 1 bit a square, written in letters."""
    rows = matrix(text)
    side = len(rows)
    spare = -side % 8
    digits = (side + spare) // 4
    numbers = (int("".join(map(str, row)), 2) << spare for row in rows)
    squares = "".join(f"{number:0{digits}x}" for number in numbers)
    return b"q %08.3f 0 0 %08.3f %08.3f %08.3f cm\n" % (
        at.width,
        at.height,
        at.x,
        at.y,
    ) + b"BI /W %d /H %d /IM true /D [1 0] /F /AHx ID\n%b>\nEI Q\n" % (side, side, squares.encode())


def _letters(stamp: Stamp, signs: str) -> Iterator[bytes]:
    """Yield each letter of the code in the middle of its boxes."""
    for index, cell in stamp.cells:
        sign = signs[index]
        x = cell.x + (cell.width - width(sign, "Bold") * stamp.size) / 2
        y = cell.y + (cell.height - CAPITAL * stamp.size) / 2
        yield _shown(x, y, sign)


def _number(at: Place, copy: str) -> bytes:
    """Return the copy's number, as high as its place."""
    size = at.height / CAPITAL
    return b"%b %06.3f Tf\n" % (FONT.encode(), size) + _shown(at.x, at.y, copy)


def _shown(x: float, y: float, signs: str) -> bytes:
    return b"1 0 0 1 %08.3f %08.3f Tm (%b) Tj\n" % (x, y, signs.encode("ascii"))


def drawn_all(stamps: Sequence[Stamp | None], copy: str, code: str = "") -> Iterator[bytes]:
    """Yield the drawing of each page of one copy; empty where nobody scans it."""
    for stamp in stamps:
        yield stamp.drawn(copy, code) if stamp else b""
