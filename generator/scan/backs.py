"""Blank backs: pictures with nothing on them but what scanners add."""

from __future__ import annotations

import cv2
import numpy as np

from generator.scan.page import Grey
from generator.scan.sizes import resized
from generator.scan.streaks import without_streaks

#: The longer side of the picture that is looked at: two pixels to a millimetre of a sheet, or more.
_LONG = 594
#: This part of each side is left out: shadows of edges lie there.
_EDGE = 0.035
#: What is darker than its ground by so many grey levels, and so long (mm), was put there.
_DARKER, _LENGTH = 40, 5.0
#: Specks, dust and hairs, which are shorter, are no more than this together (square mm).
_SPECKS = 8.0
#: Holes of a punch lie within so many millimetres of an edge, and are round.
_PUNCHED, _HOLE = 20, (3.5, 9.0)


def is_empty(grey: Grey) -> bool:
    """Say whether nothing is written or printed on a page; punch holes and specks do not count."""
    by = max(grey.shape) // _LONG
    if by < 1:
        return False
    small = resized(grey, 1 / by)
    inked = _dark(without_streaks(small))
    count, _, stats, _ = cv2.connectedComponentsWithStats(inked)
    millimetre = max(small.shape) / 297
    pieces = [one for one in stats[1:count].tolist() if not _is_hole(one, small.shape, millimetre)]
    longest = max((max(w, h) for _, _, w, h, _ in pieces), default=0) / millimetre
    inked = sum(one[-1] for one in pieces) / millimetre**2
    return bool(longest < _LENGTH and inked < _SPECKS)


def _dark(small: Grey) -> Grey:
    ground = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (21, 21))
    dark = (cv2.subtract(ground, small) > _DARKER).astype(np.uint8)
    high, wide = small.shape
    edge = max(1, int(_EDGE * min(high, wide)))
    dark[:edge] = dark[-edge:] = 0
    dark[:, :edge] = dark[:, -edge:] = 0
    return dark


def _is_hole(piece: list[int], shape: tuple[int, ...], millimetre: float) -> bool:
    (x, y, w, h, area), (high, wide) = piece, shape
    least, most = (side * millimetre for side in _HOLE)
    compact = least <= w <= most and least <= h <= most and area > 0.6 * w * h
    away = min(x, y, wide - x - w, high - y - h)
    return compact and away < _PUNCHED * millimetre
