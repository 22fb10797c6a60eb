"""What a mark is like beyond its box: whether it passes through, and how large it is within.

A ring of a coffee cup, an arc of a stamp and a streak enter a box on one side, leave it on another
and go on. A tick may leave its box, too, but most of it lies there. Dirt stays small.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.boxes import INSET, Place, window_of
from generator.scan.flat import Dark
from generator.scan.page import SCALE, Grey, Json

#: How far (mm) round a box its strokes are followed; where (mm) one has left it, and how far
#: apart a stroke that passes through does so.
AROUND, LEFT, APART = 6.0, 2.1, 3.5
#: A mark is at least so large (mm); specks of dirt are smaller. It has at most so much of its ink
#: outside, beside what is inside.
SMALLEST, MOST_OUTSIDE = 1.25, 0.8
#: Darkness that is ink, also beside the darkest spot; print is darker than the grey level.
_INK, _LIKE, _PRINT = 0.25, 0.45, 215
#: Print hides so much (mm) round it; strokes go on under it where they show on both sides.
_HIDES, _UNDER = 0.15, 1.2
#: A line is at least so long inside a box (mm).
_ENTERS = 1.5

_Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the ink in a box is like: ``across`` is the larger side of its largest piece, in mm.

    ``outside`` is how much of its strokes lies outside, beside what lies inside. ``through`` says
    that one goes through the box and on, on two sides of it.
    """

    across: float
    outside: float
    through: bool

    @property
    def is_a_mark(self) -> bool:
        """Whether somebody may have meant it as an answer."""
        return self.across >= SMALLEST and self.outside <= MOST_OUTSIDE and not self.through


NOTHING = Beyond(0.0, 0.0, through=False)


def beyond(dark: Dark, printed: Grey, box: Json, at: Place, peak: float) -> Beyond:
    """Return what the ink in a box is like, whose darkest spot is ``peak``.

    ``at`` says where on a flat page the box is.
    """
    margin = round(AROUND * SCALE)
    left, top, wide, high = (round(box[name] * SCALE) for name in ("x", "y", "width", "height"))
    left, top, wide, high = left - margin, top - margin, wide + 2 * margin, high + 2 * margin
    seen = window_of(dark, left + round(at.dx), top + round(at.dy), wide, high)
    print_ = window_of(printed, left, top, wide, high)
    ink = np.asarray(cv2.blur(seen, (3, 3)) > max(_INK, _LIKE * peak), np.uint8)
    near = 2 * round(_HIDES * SCALE) + 1
    hidden = cv2.dilate(np.asarray(print_ < _PRINT, np.uint8), np.ones((near, near), np.uint8))
    whole = _whole(ink, np.asarray(hidden, np.uint8))
    rim = margin - round(LEFT * SCALE)
    return Beyond(
        _across(_without(ink, margin + round(INSET * SCALE))),
        _outside(whole, margin),
        _passes(_without(whole, rim), round((LEFT + INSET) * SCALE)),
    )


def _without(of: _Mask, rim: int) -> _Mask:
    return np.ascontiguousarray(of[rim:-rim, rim:-rim])


def _across(ink: _Mask) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    if count < 2:
        return 0.0
    largest = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())]
    return float(max(largest[cv2.CC_STAT_WIDTH], largest[cv2.CC_STAT_HEIGHT])) / SCALE


def _whole(ink: _Mask, hidden: _Mask) -> _Mask:
    """Return what is written; under print there is ink where it shows on both sides of it."""
    bare = ink & (1 - hidden)
    side = 2 * round(_UNDER * SCALE / 2) + 1
    square = np.ones((side, side), np.uint8)
    joined = np.asarray(cv2.morphologyEx(bare, cv2.MORPH_CLOSE, square), np.uint8)
    return np.asarray(bare | (joined & hidden & ink), np.uint8)


def _outside(whole: _Mask, rim: int) -> float:
    """Return how much of the strokes of a box lies outside it, beside what lies inside."""
    _, labels = cv2.connectedComponents(whole)
    total = np.bincount(labels.ravel())
    inside = np.bincount(labels[rim:-rim, rim:-rim].ravel(), minlength=len(total))
    own = np.flatnonzero(inside[1:]) + 1
    within = int(inside[own].sum())
    return float((total[own].sum() - within) / within) if within else 0.0


def _passes(whole: _Mask, rim: int) -> bool:
    """Say whether one stroke enters the inside and reaches the edge in two places far apart."""
    _, labels = cv2.connectedComponents(whole)
    inside = np.bincount(labels[rim:-rim, rim:-rim].ravel())
    long = np.flatnonzero(inside[1:] >= _ENTERS * SCALE) + 1
    return any(_leaves_twice(labels == label) for label in long)


def _leaves_twice(stroke: npt.NDArray[np.bool_]) -> bool:
    edge = stroke.copy()
    edge[2:-2, 2:-2] = False
    rows, columns = np.nonzero(edge)
    return len(rows) > 0 and bool(max(np.ptp(rows), np.ptp(columns)) >= APART * SCALE)
