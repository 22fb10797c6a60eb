"""Boxes: where each one's border lies on a flat page, and what stands inside it.

Lengths are pixels of the flat page (`SCALE` to a millimetre) unless said otherwise; darkness is 0
on paper and 1 in this page's own black print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.flat import Dark
from generator.scan.page import SCALE, Grey, Json, State

#: How far (mm) a border may lie from its place: on the page, and beside what its neighbours say.
REACH, BESIDE = 1.75, 0.75
#: A border less distinct than this was not found.
LEAST_BORDER = 0.08
#: Of an inside so much (mm) is left out along its border: lines there are the print's.
INSET = 0.5
#: A mark has at least so much ink (square mm of black), such a darkest spot, so much in its middle.
MARK_INK, MARK_PEAK, MARK_MIDDLE = 0.7, 0.42, 0.2
#: A box is filled in where so much of it is covered and no larger hole is left: either of two.
DENSE = ((0.60, 0.40), (0.45, 0.25))
#: ... and at least this part of its ink is its own.
LEAST_OWN = 0.5
#: An empty box has less ink than this (square mm), and no spot above the page's own floor.
EMPTY_INK, HIGHEST_FLOOR = 0.2, 0.30
#: Darkness counts as ink from here; as cover from this part of the darkest spot, but not less.
_INK, _COVER, _LEAST_COVER = 0.18, 0.45, 0.25
#: The paper in a box is at most so dark.
_GROUND = 0.15
#: So many pixels (a third of a square millimetre) are the darkest spot.
_SPOT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box was found: how far from its place in the layout, and how distinct its border."""

    dx: float
    dy: float
    border: float


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands in a box: see `reading`."""

    ink: float
    peak: float
    middle: float
    cover: float
    hole: float


# --- where the borders lie ------------------------------------------------------------------


def places(dark: Dark, boxes: Sequence[Json]) -> list[Place]:
    """Return where each box lies: a smooth shift over the page, then each one's own."""
    if not boxes:
        return []
    likes = [_likeness(dark, box) for box in boxes]
    at = np.array([(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes])
    seen = np.array([_highest(like, (0.0, 0.0), REACH) for like in likes])
    smooth = _smooth(at, seen[:, :2], seen[:, 2])
    own = [
        _highest(like, (float(dx), float(dy)), BESIDE)
        for like, (dx, dy) in zip(likes, smooth, strict=True)
    ]
    return [
        Place(x, y, border) if border >= LEAST_BORDER else Place(float(dx), float(dy), border)
        for (x, y, border), (dx, dy) in zip(own, smooth, strict=True)
    ]


def _likeness(dark: Dark, box: Json) -> Dark:
    """Return how distinct a border is at each shift within `REACH`."""
    frame, left, top = _frame(*(box[name] * SCALE for name in ("x", "y", "width", "height")))
    room = round(REACH * SCALE)
    h, w = frame.shape
    part = _window(dark, left - room, top - room, w + 2 * room, h + 2 * room)
    return np.asarray(cv2.matchTemplate(np.clip(part, 0, 1.2), frame, cv2.TM_CCORR), np.float32)


def _frame(x: float, y: float, width: float, height: float) -> tuple[Dark, int, int]:
    """Return the weights of a border and of what lies beside it, with the corner to lay them at."""
    left, top = int(x) - _BESIDE_LINE, int(y) - _BESIDE_LINE
    return _weights(round(x - left, 2), round(y - top, 2), width, height), left, top


_BESIDE_LINE = 6


@lru_cache(256)
def _weights(x: float, y: float, width: float, height: float) -> Dark:
    w, h = int(width + 2 * _BESIDE_LINE + 2), int(height + 2 * _BESIDE_LINE + 2)
    across = np.abs(np.arange(w) + 0.5 - (x + width / 2)) - width / 2
    along = np.abs(np.arange(h) + 0.5 - (y + height / 2)) - height / 2
    off = np.maximum(across[None, :], along[:, None])  # from the border, inwards negative
    line = (np.abs(off) <= 1.2).astype(np.float32)
    sides = ((np.abs(off) > 2.8) & (np.abs(off) < 5)).astype(np.float32)
    return np.asarray(line / line.sum() - sides / sides.sum(), np.float32)


def _window(of: Dark | Grey, left: int, top: int, width: int, height: int) -> Dark:
    """Return a part of a page; what lies outside is paper."""
    made = np.zeros((height, width), np.float32)
    high, wide = of.shape
    x0, y0, x1, y1 = max(0, left), max(0, top), min(wide, left + width), min(high, top + height)
    if x1 > x0 and y1 > y0:
        made[y0 - top : y1 - top, x0 - left : x1 - left] = of[y0:y1, x0:x1]
    return made


def _highest(like: Dark, near: tuple[float, float], far: float) -> tuple[float, float, float]:
    """Return the best shift within ``far`` mm of ``near`` and how distinct the border is there."""
    room = round(REACH * SCALE)
    reach = round(far * SCALE)
    x, y = room + round(near[0]), room + round(near[1])
    high, wide = like.shape
    x0, y0 = min(max(0, x - reach), wide - 1), min(max(0, y - reach), high - 1)
    part = like[y0 : max(y0 + 1, y + reach + 1), x0 : max(x0 + 1, x + reach + 1)]
    _, best, _, (dx, dy) = cv2.minMaxLoc(part)
    return float(x0 + dx - room), float(y0 + dy - room), float(best)


def _smooth(
    at: npt.NDArray[np.float64], shifts: npt.NDArray[np.float64], border: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the shifts of a smooth sheet through those of distinct borders, outliers left out."""
    x, y = (at[:, 0] - 105) / 105, (at[:, 1] - 148.5) / 148.5
    good = border > max(LEAST_BORDER, 0.4 * float(np.median(border)))
    if good.sum() < 5:
        return np.zeros_like(shifts) + (np.median(shifts[good], axis=0) if good.any() else 0)
    terms = [np.ones_like(x), x, y] if good.sum() < 20 else [x * 0 + 1, x, y, x * x, x * y, y * y]
    basis = np.stack(terms, axis=1)
    middle = np.median(shifts[good], axis=0)
    weight = good * (np.linalg.norm(shifts - middle, axis=1) < 1.0 * SCALE)
    fitted = np.zeros_like(shifts) + middle
    for _ in range(4):
        if weight.sum() < 5:
            break
        root = np.sqrt(weight)[:, None]
        # A little weight on no slope: a few boxes in a corner say nothing about the rest.
        ridge = np.diag([0.0] + [0.3] * (len(terms) - 1))
        solved = np.linalg.lstsq(
            np.vstack([basis * root, ridge]),
            np.vstack([(shifts - middle) * root, np.zeros((len(terms), 2))]),
            rcond=None,
        )[0]
        fitted = basis @ solved + middle
        off = np.linalg.norm(shifts - fitted, axis=1)
        weight = good / np.maximum(1.0, off / 1.0) * (off < 8)
    return np.clip(fitted, -REACH * SCALE, REACH * SCALE)


# --- what stands inside ---------------------------------------------------------------------


def patch(of: Dark | Grey, box: Json, place: Place | None = None) -> Dark:
    """Return the part of a flat page that a box takes, found at a place."""
    dx, dy = (place.dx, place.dy) if place else (0.0, 0.0)
    left, top = round(box["x"] * SCALE + dx), round(box["y"] * SCALE + dy)
    width, height = round(box["width"] * SCALE), round(box["height"] * SCALE)
    return _window(of, left, top, width, height)


def reading(patch: Dark, blank: Dark) -> Inside:
    """Return what stands in a box.

    ``patch`` is the darkness of a box with its border, ``blank`` that of the same box before
    anybody wrote in it. Ink is the area of what is dark enough to be ink (square millimetres, as
    if black), peak the darkness of the darkest spot, middle the ink in the middle three fifths,
    cover the part of the box that is covered, hole the widest gap beside half the width.
    """
    inset = round(INSET * SCALE)
    soft = cv2.blur(patch, (3, 3))[inset:-inset, inset:-inset]
    print_ = cv2.dilate(blank, np.ones((5, 5), np.uint8))[inset:-inset, inset:-inset] > 0.25
    light = float(np.percentile(soft, 30))
    ground = light if light < _GROUND else 0.0  # where most of it is dark, that is ink
    own = np.where(print_, 0, np.clip(soft - ground, 0, 1))
    inked = np.where(own > _INK, own, 0)
    h, w = own.shape
    centre = inked[h // 5 : h - h // 5, w // 5 : w - w // 5]
    spot = np.partition(own.ravel(), -_SPOT)[-_SPOT:]
    covered = own > max(_LEAST_COVER, _COVER * float(spot.mean()))
    return Inside(
        float(inked.sum()) / SCALE**2,
        float(spot.mean()),
        float(centre.sum()) / SCALE**2,
        float(covered.mean()),
        _hole(covered),
    )


def _hole(covered: npt.NDArray[np.bool_]) -> float:
    """Return the radius of the widest gap beside half the width of the inside."""
    gaps = np.pad((~covered).astype(np.uint8), 1)
    radius = float(cv2.distanceTransform(gaps, cv2.DIST_L2, 3).max())
    return float(radius / (min(covered.shape) / 2))


def floor_of(insides: Sequence[Inside]) -> float:
    """Return the darkest spot that an empty box of this page may have."""
    peaks = np.array([one.peak for one in insides if one.ink < EMPTY_INK])
    if len(peaks) < 5:
        return HIGHEST_FLOOR / 2
    middle = float(np.median(peaks))
    spread = float(np.median(np.abs(peaks - middle)))
    return min(HIGHEST_FLOOR, middle + 9 * spread + 0.03)


def state_of(inside: Inside, border: float, floor: float, own: float = 1.0) -> State:
    """Return what is in a box; what is none of the three for certain is uncertain.

    ``own`` is the part of its ink that belongs to no other box, nor to a line beyond it.
    """
    if _is_dense(inside):
        return "dense"
    if border < LEAST_BORDER:
        return "uncertain"
    if _is_marked(inside):
        return "marked" if own >= LEAST_OWN else "uncertain"
    return "empty" if inside.ink < EMPTY_INK and inside.peak < floor else "uncertain"


def _is_dense(inside: Inside) -> bool:
    return any(inside.cover >= cover and inside.hole <= hole for cover, hole in DENSE)


def _is_marked(inside: Inside) -> bool:
    enough = inside.ink >= MARK_INK and inside.peak >= MARK_PEAK
    return enough and inside.middle >= MARK_MIDDLE
