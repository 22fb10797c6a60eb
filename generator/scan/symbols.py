"""Page symbols: the QR symbols of a picture, what they say and where they stand.

The texts are whatever somebody printed: they are compared, never followed, and shown by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from generator.questionnaire.symbol import PageId, page_id
from generator.scan.page import Grey, Refusal
from generator.scan.sizes import resized

Points = npt.NDArray[np.float64]

#: The part of a side that a corner crop takes.
_CORNER = 0.3
#: A longer text is none of ours.
_LONGEST = 160
NOT_OURS = (
    "Its QR symbol is not one of our forms'. Take the page out, or type it in if it is one of ours."
)
TWO = (
    "Two different pages of ours are in one picture: neither is read. Scan one page at a time, "
    "on plain ground."
)
NONE = (
    "No page symbol (the QR symbol at the foot) could be read on it. If it is one of our forms, "
    "scan it again flat and whole, at 200 dots to an inch, or type it in."
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A page's symbol that was read.

    ``corners`` are the outer corners of its squares in pixels (4 rows of x, y): as printed, from
    the top left clockwise. Of a mirrored picture they are those of the mirrored symbol, which
    reads the same.
    """

    id: PageId
    corners: Points

    def in_mirror(self, width: int) -> Symbol:
        """Return the same in a picture of a width that was turned over, left to right."""
        turned = np.array([width, 0]) + self.corners * (-1, 1)
        return replace(self, corners=turned[[0, 3, 2, 1]])


def page_symbol(grey: Grey) -> Symbol | Refusal:
    """Return the one page symbol of a picture; a refusal where there is none, or two that differ.

    Two symbols of one text are a copy of a copy: the first is taken, and the print decides.
    """
    foreign = False
    for look in (_as_it_is, _by_corners, _without_specks, _levelled):
        found = [*look(grey)]
        ours = {id_: corners for text, corners in found if (id_ := _ours(text)) is not None}
        if len(ours) > 1:
            return Refusal(TWO)
        for id_, corners in ours.items():
            return Symbol(id_, corners)
        foreign = foreign or bool(found)
    return Refusal(NOT_OURS if foreign else NONE)


def _ours(text: str) -> PageId | None:
    return page_id(text) if len(text) <= _LONGEST else None


Found = tuple[str, Points]


def _as_it_is(grey: Grey) -> Iterator[Found]:
    yield from _read(grey)


def _by_corners(grey: Grey) -> Iterator[Found]:
    """Look into each corner alone: what fills a page hides a small symbol."""
    yield from _in_corners(grey, lambda part: part)


def _without_specks(grey: Grey) -> Iterator[Found]:
    """Look again at pictures of grains and dots."""
    yield from _in_corners(grey, _median)
    yield from _in_corners(grey, _soft)


def _levelled(grey: Grey) -> Iterator[Found]:
    """Look at twice the size, its shadows taken out: for faint and coarse pictures."""
    yield from _in_corners(grey, _even, 2)
    yield from _in_corners(grey, lambda part: _even(_median(part)), 2)


def _median(part: Grey) -> Grey:
    return np.asarray(cv2.medianBlur(part, 3), np.uint8)


def _soft(part: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(part, (0, 0), 1.2), np.uint8)


def _even(part: Grey) -> Grey:
    """Return a picture with its own ground as white and its darkest as black."""
    ground = cv2.blur(cv2.dilate(part, np.ones((15, 15), np.uint8)), (31, 31))
    flat = cv2.divide(part, ground, scale=255)
    low, high = np.percentile(flat, (1, 60))
    stretched = (flat.astype(np.float32) - low) * (255 / max(8.0, high - low))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _in_corners(grey: Grey, change: Callable[[Grey], Grey], zoom: int = 1) -> Iterator[Found]:
    high, wide = grey.shape
    h, w = max(1, int(high * _CORNER)), max(1, int(wide * _CORNER))
    for top, left in ((high - h, wide - w), (0, 0), (high - h, 0), (0, wide - w)):
        part = change(np.ascontiguousarray(grey[top : top + h, left : left + w]))
        if zoom > 1:
            part = resized(part, zoom)
        for text, corners in _read(part):
            yield text, corners / zoom + (left, top)


def _read(grey: Grey) -> Iterator[Found]:
    """Yield the texts of all QR symbols with their corners."""
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormat.QRCode,  # type: ignore[arg-type]  # it takes both
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    )
    for one in found:
        at = one.position
        places = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield one.text, np.array([(p.x, p.y) for p in places], np.float64)
