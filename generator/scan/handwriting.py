"""Where something is written: in fields, and beside boxes. What it says is for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from generator.scan.boxes import Inside, Place
from generator.scan.flat import Dark
from generator.scan.page import SCALE, Grey, Json, Written

#: Darkness that is ink; how far (mm) round print nothing counts.
_INK, _ROUND_PRINT = 0.25, 0.45
#: Ink of so many square millimetres beside boxes, or in a field, is writing.
BESIDE, WRITTEN = 0.5, 0.25
#: How far (mm) beside the outer boxes of a question people write, and above and below them.
_ACROSS, _ALONG = 4.0, 2.0
#: How far (mm) writing may leave its field.
_OVER = 2.0
#: An empty box of a code, number or date has no more ink (square mm), and no darker spot.
_EMPTY_INK, _EMPTY_PEAK = 0.3, 0.24


def ink(dark: Dark, printed: Grey, shift: tuple[int, int] = (0, 0)) -> Grey:
    """Return 1 where a flat page is dark and the print is not, nor lies near; 0 elsewhere.

    ``shift`` is how far the page lies from the print, in pixels.
    """
    near = 2 * round(_ROUND_PRINT * SCALE) + 1
    print_ = cv2.dilate((printed < 215).astype(np.uint8), np.ones((near, near), np.uint8))
    if shift != (0, 0):
        print_ = np.roll(print_, (shift[1], shift[0]), axis=(0, 1))
    soft = cv2.blur(dark, (3, 3))
    return np.asarray((soft > _INK) & (print_ == 0), np.uint8)


def beside(inked: Grey, boxes: Sequence[Json]) -> bool:
    """Say whether something is written round a question's boxes."""
    left, right = min(b["x"] for b in boxes), max(b["x"] + b["width"] for b in boxes)
    top, foot = min(b["y"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
    part = _part(inked, left - _ACROSS, top - _ALONG, right + _ACROSS, foot + _ALONG)
    return _largest(part) >= BESIDE


def _part(of: Grey, left: float, top: float, right: float, foot: float) -> Grey:
    rows = slice(max(0, round(top * SCALE)), max(0, round(foot * SCALE)))
    return of[rows, max(0, round(left * SCALE)) : max(0, round(right * SCALE))]


def _largest(part: Grey) -> float:
    """Return the square millimetres of the largest stroke: specks stay small."""
    if not part.size or not part.any():
        return 0.0
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(part))
    return float(stats[1:count, cv2.CC_STAT_AREA].max()) / SCALE**2


def written(
    inked: Grey, boxes: Iterable[tuple[Json, Inside | None, Place | None]]
) -> tuple[Written, ...]:
    """Return the fields of a page, one an item; boxes of one item are one field.

    Each box comes with what stands inside it; a text area comes without.
    """
    items: dict[tuple[str, str], list[tuple[Json, Inside | None]]] = {}
    for box, inside, _ in boxes:
        items.setdefault((box["item"], box["kind"]), []).append((box, inside))
    return tuple(_field(inked, item, kind, own) for (item, kind), own in items.items())


def _field(inked: Grey, item: str, kind: str, own: Sequence[tuple[Json, Inside | None]]) -> Written:
    left, top = min(b["x"] for b, _ in own), min(b["y"] for b, _ in own)
    right = max(b["x"] + b["width"] for b, _ in own)
    foot = max(b["y"] + b["height"] for b, _ in own)
    around = _part(inked, left - _OVER, top - _OVER, right + _OVER, foot + _OVER)
    filled = any(inside is not None and _filled(inside) for _, inside in own)
    something = filled or _largest(around) >= WRITTEN
    return Written(item, kind, left, top, right - left, foot - top, something)


def _filled(inside: Inside) -> bool:
    return inside.ink > _EMPTY_INK or inside.peak > _EMPTY_PEAK
