"""Streaks: thin lines from end to end of a picture, which dirt on a scanner's glass draws."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.page import Grey

#: A streak is darker than what lies beside it by so many grey levels, over so much of its length.
_DARKER, _LENGTH = 18, 0.75
#: ... and also along the outermost parts of the picture, where no line of a form reaches.
_ENDS, _ENDS_LENGTH = 0.025, 0.6
#: The widest streak, beside the picture's width.
_WIDEST = 1 / 180


def without_streaks(grey: Grey) -> Grey:
    """Return a picture whose streaks, down or across, are filled in from both sides."""
    down = _streaks(grey)
    made = _filled(grey, down) if down.any() else grey
    across = _streaks(made.T)
    return np.ascontiguousarray(_filled(made.T, across).T) if across.any() else made


def _streaks(grey: Grey) -> npt.NDArray[np.bool_]:
    """Say of each column whether it is part of a streak."""
    step = max(1, grey.shape[0] // 300)
    rows = np.ascontiguousarray(grey[::step])
    width = max(3, int(grey.shape[1] * _WIDEST))
    beside = cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, 2 * width + 1), np.uint8))
    darker = cv2.subtract(beside, rows) > _DARKER
    ends = max(2, int(len(rows) * _ENDS))
    both = np.minimum(darker[:ends].mean(axis=0), darker[-ends:].mean(axis=0))
    found = (darker.mean(axis=0) > _LENGTH) & (both > _ENDS_LENGTH)
    wide: npt.NDArray[np.bool_] = cv2.dilate(found[None].astype(np.uint8), np.ones((1, 3)))[0] > 0
    return wide if found.any() else found


def _filled(grey: Grey, streaks: npt.NDArray[np.bool_]) -> Grey:
    """Return a picture with columns drawn from those on both sides of them."""
    made = np.ascontiguousarray(grey).copy()
    good = np.flatnonzero(~streaks)
    if not len(good):
        return made
    for column in np.flatnonzero(streaks):
        after = int(np.searchsorted(good, column))
        left, right = int(good[max(0, after - 1)]), int(good[min(after, len(good) - 1)])
        part = (column - left) / max(1, right - left)
        mixed = grey[:, left] * (1 - part) + grey[:, right] * part
        made[:, column] = mixed.astype(np.uint8)
    return made
