"""Streaks: thin lines from end to end of a picture, which dirt on a scanner's glass draws."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.page import Grey

#: A streak is darker than what lies beside it by so many grey levels.
_DARKER = 18
#: No line of a form is half as long as the sheet: so much of the longer side is a streak, even
#: where it begins late or is broken.
_LONG = 0.5
#: Along the shorter side rules are printed: a streak there is dark over more, and also along the
#: outermost parts of the picture, where no rule reaches.
_SHORT, _ENDS, _ENDS_LENGTH = 0.75, 0.025, 0.6
#: The widest streak, beside the picture's width.
_WIDEST = 1 / 180


def without_streaks(grey: Grey) -> Grey:
    """Return a picture whose streaks, down or across, are filled in from both sides."""
    upright = grey.shape[0] >= grey.shape[1]
    down = _streaks(grey, long=upright)
    made = _filled(grey, down) if down.any() else grey
    across = _streaks(made.T, long=not upright)
    return np.ascontiguousarray(_filled(made.T, across).T) if across.any() else made


def _streaks(grey: Grey, *, long: bool) -> npt.NDArray[np.bool_]:
    """Say of each column whether it is part of a streak; ``long`` columns are the longer side."""
    step = max(1, grey.shape[0] // 300)
    rows = np.ascontiguousarray(grey[::step])
    width = max(3, int(grey.shape[1] * _WIDEST))
    beside = cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, 2 * width + 1), np.uint8))
    darker = cv2.subtract(beside, rows) > _DARKER
    part = darker.mean(axis=0)
    part -= np.median(part)  # in a dithered picture every column is dark here and there
    found = part > _LONG if long else (part > _SHORT) & _at_both_ends(darker)
    wide: npt.NDArray[np.bool_] = cv2.dilate(found[None].astype(np.uint8), np.ones((1, 3)))[0] > 0
    return wide if found.any() else found


def _at_both_ends(darker: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    ends = max(2, int(len(darker) * _ENDS))
    both = np.minimum(darker[:ends].mean(axis=0), darker[-ends:].mean(axis=0))
    return np.asarray(both > _ENDS_LENGTH)


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
