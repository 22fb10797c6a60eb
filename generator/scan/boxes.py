"""Boxes: where each one's border lies on a flat page, and what stands inside it.

Lengths are pixels of the flat page (`SCALE` to a millimetre) unless said otherwise; darkness is 0
on paper and 1 in this page's own black print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.flat import Dark
from generator.scan.page import SCALE, Grey, Json, State

#: How far (mm) a border may lie from its place: on the page, and beside what its neighbours say.
REACH, BESIDE = 1.75, 0.75
#: A border less distinct than this, or than this part of the page's others, was not found.
LEAST_BORDER, LEAST_BESIDE_OTHERS = 0.08, 0.3
#: One less distinct than this part of the others is looked for further away; there it is found
#: where it is so distinct.
_WEAK, _STRONG = 0.5, 0.65
#: Of an inside so much (mm) is left out along its border: lines there are the print's.
INSET = 0.5
#: A mark has at least so much ink (square mm of black), such a darkest spot, so much in its middle.
MARK_INK, MARK_PEAK, MARK_MIDDLE = 0.7, 0.42, 0.2
#: A box is filled in where so much of it is covered and no larger hole is left: either of two.
DENSE = ((0.60, 0.40), (0.45, 0.25))
#: ... and at least this part of its ink is its own.
LEAST_OWN = 0.5
#: An empty box has less ink than this (square mm), and no spot above the page's own floor.
EMPTY_INK, LOWEST_FLOOR, HIGHEST_FLOOR = 0.2, 0.12, 0.30
#: Darkness counts as ink from here; as cover from this part of the darkest spot, but not less.
_INK, _COVER, _LEAST_COVER = 0.18, 0.45, 0.25
#: Below this cover nobody asks how large the holes are. Print is darker than this.
_NO_HOLE, _PRINT = 0.3, 0.25
#: The paper in a box is at most so dark.
_GROUND = 0.15
#: So many pixels (a third of a square millimetre) are the darkest spot.
_SPOT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box was found: how far from its place in the layout, and how distinct its border.

    Where no border was found, ``border`` is 0.
    """

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
    usual = float(np.median(seen[:, 2]))
    return [
        _place(like, (float(dx), float(dy)), usual)
        for like, (dx, dy) in zip(likes, smooth, strict=True)
    ]


def _place(like: Dark, near: tuple[float, float], usual: float) -> Place:
    """Return where a border is: near where its neighbours say, or further away if it must be."""
    x, y, border = _highest(like, near, BESIDE)
    if border < _WEAK * usual:
        further = _highest(like, (0.0, 0.0), REACH)
        if further[2] >= _STRONG * usual:
            return Place(*further)
    if border < max(LEAST_BORDER, LEAST_BESIDE_OTHERS * usual):
        return Place(*near, 0.0)
    return Place(x, y, border)


def _likeness(dark: Dark, box: Json) -> Dark:
    """Return how distinct a border is at each shift within `REACH`.

    That is the mean darkness of its line without that of what lies beside it on both sides.
    """
    x, y, w, h = (box[name] * SCALE for name in ("x", "y", "width", "height"))
    room = round(REACH * SCALE)
    around = room + _BESIDE_LINE
    left, top = round(x) - around, round(y) - around
    part = window_of(dark, left, top, round(w) + 2 * around, round(h) + 2 * around)
    sums = np.asarray(cv2.integral(np.clip(part, 0, 1.2)), np.float64)
    rings = [_rectangle(sums, x - left, y - top, w, h, grown, room) for grown in _RINGS]
    wide = [(round(w) + 2 * grown) * (round(h) + 2 * grown) for grown in _RINGS]
    outer, past, line, within, inner, inmost = rings
    line_mean = (line - within) / (wide[2] - wide[3])
    beside = (outer - past + inner - inmost) / (wide[0] - wide[1] + wide[4] - wide[5])
    return np.asarray(line_mean - beside, np.float32)


#: Pixels that rectangles reach past a box's border: what lies beside its line outside, the line,
#: what lies beside it inside.
_RINGS = (5, 3, 1, -1, -3, -5)
_BESIDE_LINE = 6


def _rectangle(
    sums: npt.NDArray[np.float64],
    x: float,
    y: float,
    width: float,
    height: float,
    grown: int,
    room: int,
) -> npt.NDArray[np.float64]:
    """Return the sums over a rectangle, grown on each side, at each shift up to ``room``."""
    left, top = round(x) - grown - room, round(y) - grown - room
    right, foot = left + round(width) + 2 * grown, top + round(height) + 2 * grown
    n = 2 * room + 1
    right_part = sums[foot : foot + n, right : right + n] - sums[top : top + n, right : right + n]
    left_part = sums[foot : foot + n, left : left + n] - sums[top : top + n, left : left + n]
    return np.asarray(right_part - left_part, np.float64)


def window_of(of: Dark | Grey, left: int, top: int, width: int, height: int) -> Dark:
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
    return window_of(of, left, top, width, height)


def reading(patch: Dark, blank: Dark) -> Inside:
    """Return what stands in a box.

    ``patch`` is the darkness of a box with its border, ``blank`` that of the same box before
    anybody wrote in it. Ink is the area of what is dark enough to be ink (square millimetres, as
    if black), peak the darkness of the darkest spot, middle the ink in the middle three fifths,
    cover the part of the box that is covered, hole the widest gap beside half the width.
    """
    inset = round(INSET * SCALE)
    soft = np.asarray(cv2.blur(patch, (3, 3))[inset:-inset, inset:-inset], np.float32)
    print_ = blank > _PRINT
    light = _ranked(soft, 0.3)
    ground = light if light < _GROUND else 0.0  # where most of it is dark, that is ink
    own = np.clip(soft - ground, 0, 1)
    if print_[inset:-inset, inset:-inset].any():
        near = cv2.dilate(print_.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        own[near[inset:-inset, inset:-inset]] = 0
    inked = np.where(own > _INK, own, 0)
    h, w = own.shape
    centre = inked[h // 5 : h - h // 5, w // 5 : w - w // 5]
    peak = float(np.partition(own.ravel(), -_SPOT)[-_SPOT:].mean())
    covered = own > max(_LEAST_COVER, _COVER * peak)
    cover = float(covered.mean())
    return Inside(
        float(inked.sum()) / SCALE**2,
        peak,
        float(centre.sum()) / SCALE**2,
        cover,
        _hole(covered) if cover > _NO_HOLE else 1.0,
    )


def _ranked(values: Dark, part: float) -> float:
    """Return the value below which so large a part lies."""
    place = int(values.size * part)
    return float(np.partition(values.ravel(), place)[place])


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
    return min(HIGHEST_FLOOR, max(LOWEST_FLOOR, middle + 9 * spread + 0.03))


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
