"""A page lying flat: its picture as if scanned straight, and how dark it is against its paper."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.page import SCALE, Blank, Grey

#: Width and height of a flat page in pixels.
SIZE = (210 * SCALE, 297 * SCALE)
Dark = npt.NDArray[np.float32]
#: Coarser by this, the paper's own tone is found; it changes over so many coarse pixels.
_COARSE, _OVER = 8, 9
#: Black print that is less dark than this part of black shines through the paper.
_PALE = 0.25


def flattened(grey: Grey, places: npt.NDArray[np.float64]) -> Grey:
    """Return a page flat at `SCALE`; ``places`` maps millimetres on paper to pixels of ``grey``.

    What lies outside the picture is white.
    """
    to_flat = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, SCALE]]) / SCALE
    moved = places @ to_flat
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpPerspective(grey, moved, SIZE, flags=flags, borderValue=255)
    return np.asarray(made, np.uint8)


def darkness(flat: Grey, blank: Blank) -> Dark:
    """Return how dark each pixel is: 0 is the paper beside it, 1 this page's own black print."""
    light = _light(flat)
    steps = (1 - np.arange(256, dtype=np.float32) / 255) / max(_black(light, blank), 0.2)
    return np.asarray(cv2.LUT(light, steps), np.float32)


def is_pale(flat: Grey, blank: Blank) -> bool:
    """Say whether a page's print is so pale that it is on the other side of the paper."""
    return _black(_light(flat), blank) < _PALE


def _light(flat: Grey) -> Grey:
    """Return how light each pixel is: 255 is the paper beside it."""
    return np.asarray(cv2.divide(flat, np.maximum(_paper(flat), 24), scale=255), np.uint8)


def _black(light: Grey, blank: Blank) -> float:
    """Return how much darker than its paper a page's black print is, from 0 to 1."""
    tones = light.ravel()[_solid(blank)]
    return 1 - float(np.percentile(tones, 40)) / 255 if len(tones) else 0.7


@lru_cache(16)
def _solid(blank: Blank) -> npt.NDArray[np.int64]:
    """Return some places of a page where its print is black all round."""
    dark = cv2.erode((blank.print < 60).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.flatnonzero(dark)[::5]


def _paper(flat: Grey) -> Grey:
    """Return the tone of the paper at each pixel: the light ones round about, smoothed."""
    width, height = SIZE[0] // _COARSE, SIZE[1] // _COARSE
    small = cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA)
    light = cv2.dilate(cv2.medianBlur(small, 3), np.ones((_OVER, _OVER), np.uint8))
    even = cv2.blur(light, (_OVER, _OVER))
    return np.asarray(cv2.resize(even, SIZE, interpolation=cv2.INTER_LINEAR), np.uint8)
