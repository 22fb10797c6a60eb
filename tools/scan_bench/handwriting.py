"""Handwriting: letters and figures for code boxes, running words for lines. Millimetres."""

from __future__ import annotations

import numpy as np

from scan_bench.pens import Points, Rng

#: Strokes on a grid of 5 columns (0 to 4) and 7 rows (0 to 6), a point two figures: column, row.
_GLYPHS = {
    "0": "20 10 02 04 16 36 44 42 30 20",
    "1": "12 20 26",
    "2": "01 10 30 41 42 06 46",
    "3": "01 10 30 41 42 23 / 23 43 45 36 16 05",
    "4": "30 04 44 / 32 36",
    "5": "40 10 03 23 43 45 36 06",
    "6": "30 11 03 05 16 36 45 34 14 04",
    "7": "00 40 26",
    "8": "23 01 10 30 41 23 05 16 36 45 23",
    "9": "42 33 13 02 01 10 30 41 42 36",
    "B": "00 06 / 00 30 41 32 03 / 03 33 45 36 06",
    "C": "41 30 10 02 04 16 36 45",
    "D": "00 06 36 44 42 30 00",
    "F": "40 00 06 / 03 33",
    "G": "41 30 10 02 04 16 36 44 24",
    "H": "00 06 / 40 46 / 03 43",
    "J": "10 40 / 30 35 26 16 05",
    "K": "00 06 / 40 03 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "P": "06 00 30 41 42 33 03",
    "Q": "20 10 02 04 16 36 44 42 30 20 / 24 46",
    "R": "06 00 30 41 42 33 03 / 13 46",
    "T": "00 40 / 20 26",
    "V": "00 26 40",
    "W": "00 16 23 36 40",
    "X": "00 46 / 40 06",
    "Y": "00 23 40 / 23 26",
    "/": "06 40",
    "A": "06 20 46 / 13 33",
}
LETTERS = "346789BCDFGHJKMNPQRTVWXY"
DIGITS = "0123456789"


def glyph(sign: str, rng: Rng, x: float, y: float, width: float, height: float) -> list[Points]:
    """Return a sign's strokes in a rectangle, written by a hand that is never quite even."""
    strokes = []
    for part in _GLYPHS[sign].split("/"):
        points = np.array([(int(pair[0]), int(pair[1])) for pair in part.split()], float)
        points = points / (4, 6) + rng.normal(0, 0.035, points.shape)
        strokes.append(points * (width, height) + (x, y))
    return strokes


def in_box(sign: str, rng: Rng, box: tuple[float, float, float, float]) -> list[Points]:
    """Return a sign written into a box (x, y, width, height), sometimes over its border."""
    x, y, width, height = box
    size = rng.uniform(0.55, 0.85)
    left = x + width * (0.5 - size * 0.42) + rng.normal(0, 0.25)
    top = y + height * (0.5 - size / 2) + rng.normal(0, 0.3)
    return glyph(sign, rng, left, top, width * size * 0.84, height * size)


def word(rng: Rng, x: float, base: float, size: float, letters: int) -> tuple[Points, float]:
    """Return a word in running hand from its left end on the base line, and where it ends."""
    points = [(x, base - size * 0.3)]
    for _ in range(letters):
        wide, kind = size * rng.uniform(0.45, 0.85), rng.random()
        high = size * (1.9 if kind < 0.22 else 0.9)
        low = size * (0.9 if kind > 0.88 else 0.0)
        points += [
            (x + wide * 0.35, base - high),
            (x + wide * 0.15, base - high * 0.9),
            (x + wide * 0.5, base + low),
            (x + wide * 0.75, base - size * 0.15),
        ]
        x += wide
    return np.array(points) + rng.normal(0, size * 0.05, (len(points), 2)), x


def line(rng: Rng, x: float, base: float, width: float, size: float = 1.7) -> list[Points]:
    """Return words along a base line until so much room is used."""
    strokes, end = [], x + width
    while x < end - 6:
        letters = min(int(rng.integers(2, 9)), int((end - x) // (size * 0.7)))
        if letters < 1:
            break
        stroke, x = word(rng, x, base + rng.normal(0, 0.2), size, letters)
        strokes.append(stroke)
        x += size * rng.uniform(0.7, 1.4)
    return strokes
