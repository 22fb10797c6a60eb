"""Strokes: which box each one belongs to, and which belong to none.

A tick that runs into the box above, a ring round a box, a stamp and a line through a row all leave
ink in boxes that they do not mean. A stroke belongs to the box that holds most of it, if that is a
good part of it and far more than any other box holds. What people write is looked for
where nothing is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.boxes import Place
from generator.scan.flat import Dark
from generator.scan.page import SCALE, Blank, Grey, Json

#: Pixels of these pictures to a millimetre.
STROKE_SCALE = SCALE // 2
#: Darkness that is ink; how far (mm) round print nothing counts.
INK, ROUND_PRINT = 0.25, 0.45
#: A box owns a stroke of which it holds at least this part, with so much (mm) round it, ...
OWNED, ROUND_BOX = 0.25, 0.6
#: ... and every other box at most this part of what it holds: nobody can say whose it is else.
BESIDE_OWNER = 0.55

_Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Strokes:
    """What is written on a page: ``ink`` is 1 where it is, ``loose`` where no box owns it.

    ``own`` is, for each box, the part of the ink in it that is its own (1 where it holds none).
    """

    ink: Grey
    loose: Grey
    own: tuple[float, ...]


def strokes(dark: Dark, blank: Blank, boxes: Sequence[Json], found: Sequence[Place]) -> Strokes:
    """Return what is written on a flat page; ``boxes`` are those that may own strokes.

    ``found`` says where each box lies.
    """
    print_ = np.roll(_printed(blank), _shift(found), axis=(0, 1))
    soft = cv2.resize(dark, print_.shape[::-1], interpolation=cv2.INTER_LINEAR)
    seen = soft > INK
    ink = (seen & ~print_).astype(np.uint8)
    # A stroke goes on under a printed line where there is ink on both sides of it.
    side = 2 * round((ROUND_PRINT + 0.35) * STROKE_SCALE) + 1
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    whole = (ink | ((bridged > 0) & print_ & seen)).astype(np.uint8)
    count, labels = cv2.connectedComponents(whole, connectivity=8)
    inside = _inside(np.asarray(labels, np.int32), count, ink, boxes, found)
    total = np.bincount(labels[ink > 0], minlength=count).astype(np.float64)
    owner = _owners(inside, total)
    loose = ink & (owner < 0)[labels].astype(np.uint8)
    return Strokes(ink, loose, _own(inside, owner))


@lru_cache(16)
def _printed(blank: Blank) -> npt.NDArray[np.bool_]:
    """Return where the print is, and what lies near it."""
    near = 2 * round(ROUND_PRINT * SCALE) + 1
    print_ = cv2.dilate((blank.print < 215).astype(np.uint8), np.ones((near, near), np.uint8))
    return np.asarray(print_[::2, ::2] > 0)


def _shift(found: Sequence[Place]) -> tuple[int, int]:
    """Return how far down and across the boxes of a page lie from their places in the middle."""
    if not found:
        return 0, 0
    dx, dy = np.median([(one.dx, one.dy) for one in found], axis=0)
    return round(float(dy) / 2), round(float(dx) / 2)


def _inside(
    labels: _Labels, count: int, ink: Grey, boxes: Sequence[Json], found: Sequence[Place]
) -> npt.NDArray[np.float64]:
    """Return how many pixels of each stroke (columns) lie in each box (rows)."""
    made = np.zeros((len(boxes), count))
    for row, (box, place) in enumerate(zip(boxes, found, strict=True)):
        left = box["x"] - ROUND_BOX + place.dx / SCALE
        top = box["y"] - ROUND_BOX + place.dy / SCALE
        part = window(left, top, box["width"] + 2 * ROUND_BOX, box["height"] + 2 * ROUND_BOX)
        made[row] = np.bincount(labels[part][ink[part] > 0], minlength=count)
    return made


def window(left: float, top: float, width: float, height: float) -> tuple[slice, slice]:
    """Return the part of such a picture that a rectangle in mm takes."""
    rows = slice(_at_least_0(top), _at_least_0(top + height))
    return rows, slice(_at_least_0(left), _at_least_0(left + width))


def _at_least_0(millimetres: float) -> int:
    return max(0, round(millimetres * STROKE_SCALE))


def _owners(
    inside: npt.NDArray[np.float64], total: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Return the box that owns each stroke; -1 where none does."""
    if not len(inside):
        return np.full(len(total), -1)
    most = inside.max(axis=0)
    second = np.partition(inside, -2, axis=0)[-2] if len(inside) > 1 else np.zeros_like(most)
    clear = (most >= OWNED * np.maximum(total, 1)) & (second <= BESIDE_OWNER * most)
    return np.where(clear & (total > 0), inside.argmax(axis=0), -1)


def _own(inside: npt.NDArray[np.float64], owner: npt.NDArray[np.int64]) -> tuple[float, ...]:
    rows = np.arange(len(inside))[:, None]
    own = np.where(owner[None, :] == rows, inside, 0).sum(axis=1)
    every = inside.sum(axis=1)
    return tuple(np.where(every > 0, own / np.maximum(every, 1), 1.0).tolist())
