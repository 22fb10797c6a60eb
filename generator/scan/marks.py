"""Corner marks: the four black squares of a page, as far as a picture shows them whole.

They are looked for where the page's symbol says, from the nearest to the furthest; each one that
is found says better where the next must be. Lengths are pixels unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from generator.scan.page import Grey, Json
from generator.scan.sizes import resized
from generator.scan.symbols import Points, Symbol

#: How far (mm) from where it should be a mark is looked for: near at first.
REACHES = (5.0, 13.0)
#: The widest picture in which squares are looked for everywhere.
_COARSE = 1000
#: So many squares are taken for marks by turns.
_MOST_SQUARES = 9
#: Its sides beside what they should be, and the part of its square that must be dark.
_SMALLEST, _LARGEST, _SQUARE, _FULL = 0.7, 1.32, 1.3, 0.8
#: Its contrast beside the symbol's.
_CONTRAST = 0.62


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What a picture shows of a page's fixed points: places on paper (mm) and in the picture.

    ``marks`` are the corner marks that were found, by corner; ``symbol_mm`` and ``symbol`` the
    corners of the QR symbol. ``scale`` is pixels to a millimetre.
    """

    marks: Mapping[str, tuple[Points, Points]]
    symbol_mm: Points
    symbol: Points
    scale: float


def landmarks(grey: Grey, symbol: Symbol, page: Json) -> Landmarks:
    """Find the corner marks of a page: ``page`` is its entry in the layout."""
    printed, seen = symbol_corners(page), symbol.corners
    scale = _side(seen) / page["qr"]["width"]
    dark, paper = _tones(grey, seen)
    found: dict[str, tuple[Points, Points]] = {}
    middle = printed.mean(axis=0)
    for mark in sorted(page["fiducials"], key=lambda one: math.dist(_centre(one), middle)):
        on_paper = _centre(mark)
        towards = affine([(printed, seen), *found.values()])
        expected = towards @ (*on_paper, 1.0)
        for reach in REACHES:
            contrast = _CONTRAST * (paper - dark)
            at = _mark(grey, expected, scale, mark["width"], reach, contrast)
            if at is not None:
                found[mark["corner"]] = (on_paper[None], at[None])
                break
    return Landmarks(found, printed, seen, scale)


def symbol_corners(page: Json) -> Points:
    """Return the corners of a page's symbol on paper (mm), clockwise from the top left."""
    qr = page["qr"]
    x, y, w, h = qr["x"], qr["y"], qr["width"], qr["height"]
    return np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float64)


def affine(pairs: Iterable[tuple[Points, Points]]) -> Points:
    """Return the affine map (2 x 3) that fits pairs of places on paper and in the picture best."""
    known = [*pairs]
    on_paper = np.concatenate([paper for paper, _ in known])
    seen = np.concatenate([picture for _, picture in known])
    rows = np.c_[on_paper, np.ones(len(on_paper))]
    solved: Points = np.linalg.lstsq(rows, seen, rcond=None)[0].T
    return solved


def _centre(mark: Json) -> Points:
    half = mark["width"] / 2, mark["height"] / 2
    return np.array([mark["x"] + half[0], mark["y"] + half[1]], np.float64)


def _side(corners: Points) -> float:
    """Return the middle length of a square's sides."""
    return float(np.mean(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)))


def _tones(grey: Grey, corners: Points) -> tuple[float, float]:
    """Return how dark the symbol is and how light its ground."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    part = grey[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
    low, high = np.percentile(part, (8, 92)) if part.size else (0.0, 255.0)
    return float(low), float(high)


def _mark(
    grey: Grey, expected: Points, scale: float, width: float, far: float, contrast: float
) -> Points | None:
    """Return the centre of the square of ``width`` mm nearest to where it should be, or None."""
    reach = (far + width) * scale
    high, wide = grey.shape
    left, top = max(0, int(expected[0] - reach)), max(0, int(expected[1] - reach))
    right, bottom = min(wide, int(expected[0] + reach)), min(high, int(expected[1] + reach))
    if right - left < width * scale or bottom - top < width * scale:
        return None
    part = grey[top:bottom, left:right]
    at = expected - (left, top)
    squares = [*_squares(part, width * scale, contrast)]
    best = min(squares, key=lambda c: math.dist(c, at), default=None)
    if best is None or math.dist(best, at) > far * scale:
        return None
    return np.asarray(best + np.array([left, top]))


def _squares(part: Grey, side: float, contrast: float) -> Iterable[Points]:
    """Yield the centres of dark squares of a size that lie whole inside a picture."""
    paper = float(np.percentile(part[::3, ::3], 80))
    dark = (part < paper - contrast * 0.72).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    high, wide = part.shape
    for number in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[number])
        inside = x > 0 and y > 0 and x + w < wide and y + h < high
        likely = _SMALLEST * side < max(w, h) < 1.45 * _LARGEST * side
        if not inside or not likely or area < 0.4 * side * side:
            continue
        own = (labels[y : y + h, x : x + w] == number).astype(np.uint8)
        if _is_square(own, area, side) and _dark_enough(
            part[y : y + h, x : x + w], own, paper, contrast
        ):
            yield _centroid(part, paper, x, y, w, h)


def _is_square(own: Grey, area: int, side: float) -> bool:
    outlines, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    _, (w, h), _ = cv2.minAreaRect(max(outlines, key=len))
    w, h = w + 1, h + 1  # from the middles of the outermost pixels to their edges
    sized = _SMALLEST * side < min(w, h) and max(w, h) < _LARGEST * side
    return sized and max(w, h) < _SQUARE * min(w, h) and area > _FULL * w * h


def _dark_enough(part: Grey, own: Grey, paper: float, contrast: float) -> bool:
    return paper - float(cv2.mean(part, own)[0]) >= contrast


def _centroid(part: Grey, paper: float, x: int, y: int, w: int, h: int) -> Points:
    """Return the centre of a square by how dark each of its pixels is."""
    x0, y0 = max(0, x - 2), max(0, y - 2)
    weight = np.clip(paper - part[y0 : y + h + 2, x0 : x + w + 2].astype(np.float64) - 12, 0, None)
    moments = cv2.moments(weight)
    if moments["m00"] <= 0:
        return np.array([x + w / 2, y + h / 2])
    return np.array([x0 + moments["m10"] / moments["m00"], y0 + moments["m01"] / moments["m00"]])


def dark_squares(grey: Grey, found: Landmarks, width: float) -> list[Points]:
    """Return the centres of squares of about ``width`` mm anywhere in a picture, a few at most.

    Perspective may make them half as large or twice as large as the symbol tells.
    """
    zoom = min(1.0, _COARSE / max(grey.shape))
    small = resized(grey, zoom)
    dark, paper = _tones(grey, found.symbol)
    side = width * found.scale * zoom
    block = max(3, int(side * 4) | 1)
    ground = cv2.blur(cv2.dilate(small, np.ones((block, block), np.uint8)), (block, block))
    lack = cv2.subtract(ground, small)
    mask = (lack > 0.6 * (paper - dark)).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=4)
    sized = []
    for number in range(1, count):
        w, h, area = (int(value) for value in stats[number][2:])
        if 0.45 * side < min(w, h) <= max(w, h) < 2.2 * side and area > 0.62 * w * h:
            sized.append((abs(np.log(np.sqrt(area) / side)), centres[number] / zoom))
    ranked = sorted(sized, key=lambda one: float(one[0]))
    return [at + 0.5 / zoom - 0.5 for _, at in ranked[:_MOST_SQUARES]]
