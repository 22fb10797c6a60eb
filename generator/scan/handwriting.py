"""Where something is written: in fields, and beside boxes. What it says is for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from generator.scan.boxes import Inside
from generator.scan.page import Grey, Json, Written
from generator.scan.strokes import STROKE_SCALE, window

#: Ink of so many square millimetres beside boxes, round another box, or in a field is writing.
BESIDE, ROUND_BOX, WRITTEN = 0.5, 2.0, 0.25
#: How far (mm) beside the outer boxes of a question people write, above and below them, and
#: how near to a box it is about that box.
_ACROSS, _ALONG, _NEAR = 8.0, 2.2, 2.8
#: How far (mm) writing may leave its field.
_OVER = 2.0
#: An empty box of a code, number or date has no more ink (square mm), and no darker spot.
_EMPTY_INK, _EMPTY_PEAK = 0.3, 0.24


def beside(loose: Grey, boxes: Sequence[Json]) -> bool:
    """Say whether something is written round a question's boxes that no box owns."""
    return _largest(_part(loose, boxes, _ACROSS, _ALONG)) >= BESIDE


def round_one(loose: Grey, box: Json) -> bool:
    """Say whether something is written close round a box that no box owns: a ring, say."""
    return _largest(_part(loose, [box], _NEAR, _NEAR)) >= ROUND_BOX


def on_both_sides(loose: Grey, box: Json) -> bool:
    """Say whether something that no box owns lies on opposite sides of a box: a stamp, say.

    The end of a long tick lies on one side.
    """
    x, y, w, h = (box[name] for name in ("x", "y", "width", "height"))
    wide, high = w + 2 * _NEAR, h + 2 * _NEAR
    left, right = ((at, y - _NEAR, _NEAR, high) for at in (x - _NEAR, x + w))
    above, below = ((x - _NEAR, at, wide, _NEAR) for at in (y - _NEAR, y + h))
    return any(
        all(_largest(loose[window(*side)]) >= BESIDE for side in pair)
        for pair in ((left, right), (above, below))
    )


def _part(of: Grey, boxes: Sequence[Json], across: float, along: float) -> Grey:
    left, right = min(b["x"] for b in boxes), max(b["x"] + b["width"] for b in boxes)
    top, foot = min(b["y"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
    wide, high = right - left + 2 * across, foot - top + 2 * along
    return of[window(left - across, top - along, wide, high)]


def _largest(part: Grey) -> float:
    """Return the square millimetres of the largest stroke: specks stay small."""
    if not part.size or not part.any():
        return 0.0
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(part))
    return float(stats[1:count, cv2.CC_STAT_AREA].max()) / STROKE_SCALE**2


def written(ink: Grey, boxes: Iterable[tuple[Json, Inside | None]]) -> tuple[Written, ...]:
    """Return the fields of a page, one an item; boxes of one item are one field.

    Each box comes with what stands inside it; a text area comes without.
    """
    items: dict[tuple[str, str], list[tuple[Json, Inside | None]]] = {}
    for box, inside in boxes:
        items.setdefault((box["item"], box["kind"]), []).append((box, inside))
    return tuple(_field(ink, item, kind, own) for (item, kind), own in items.items())


def _field(ink: Grey, item: str, kind: str, own: Sequence[tuple[Json, Inside | None]]) -> Written:
    boxes = [box for box, _ in own]
    left, top = min(b["x"] for b in boxes), min(b["y"] for b in boxes)
    right = max(b["x"] + b["width"] for b in boxes)
    foot = max(b["y"] + b["height"] for b in boxes)
    filled = any(inside is not None and _filled(inside) for _, inside in own)
    something = filled or _largest(_part(ink, boxes, _OVER, _OVER)) >= WRITTEN
    return Written(item, kind, left, top, right - left, foot - top, something)


def _filled(inside: Inside) -> bool:
    return inside.ink > _EMPTY_INK or inside.peak > _EMPTY_PEAK
