"""What happens to a filled-in sheet on desks and in post rooms; each darkens or whitens paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from scipy import ndimage

from scan_bench import handwriting, pens
from scan_bench.pens import Pen, Rng
from scan_bench.sheets import PX, Grey

Json = dict[str, Any]
Accident = Callable[[Grey, Mapping[str, Sequence[Json]], Rng, Pen, str], None]

STAMP = Pen("stamp", (90, 40, 120), 0.9, 0.8, 0.55, bleed=0.08)
RUSTY_RED = Pen("red stamp", (190, 40, 50), 0.9, 0.8, 0.55, bleed=0.08)


def _spot(asked: Mapping[str, Sequence[Json]], rng: Rng) -> tuple[float, float]:
    """Return a place at some question's boxes."""
    boxes = [box for row in asked.values() for box in row]
    if not boxes:
        return float(rng.uniform(40, 170)), float(rng.uniform(60, 240))
    box = boxes[int(rng.integers(len(boxes)))]
    return float(box["x"] + rng.normal(0, 8)), float(box["y"] + rng.normal(0, 8))


def white_out(paper: Grey, x: float, y: float, width: float, height: float, rng: Rng) -> None:
    """Paint a rectangle over with correction fluid, in uneven strokes."""
    top, left = max(round(y * PX), 0), max(round(x * PX), 0)
    patch = paper[top : top + round(height * PX), left : left + round(width * PX)]
    cover = np.ones(patch.shape, np.float32)
    cover[[0, -1], :] = cover[:, [0, -1]] = 0
    wobble = ndimage.gaussian_filter(rng.normal(size=patch.shape), 5)
    cover = cv2.GaussianBlur(cover, (0, 0), 3) + wobble.astype(np.float32) * 1.5
    share = np.clip(cover * 1.3, 0, 1) * 0.96
    patch[:] = (patch * (1 - share) + 249 * share).astype(np.uint8)


def stamp(
    paper: Grey, asked: Mapping[str, Sequence[Json]], rng: Rng, pen: Pen, sensor: str
) -> None:
    """Press a rubber stamp across the boxes: a frame with words, askew and uneven."""
    x, y = _spot(asked, rng)
    words, size = "RT" + "BCDFGH"[int(rng.integers(6))] + "KM", rng.uniform(4, 7)
    frame = np.array(
        [(-3, -3), (len(words) * size + 1, -3), (len(words) * size + 1, size * 1.4 + 3)]
    )
    frame = np.concatenate([frame, [(-3, size * 1.4 + 3), (-3, -3)]])
    strokes = [frame]
    for index, sign in enumerate(words):
        strokes += handwriting.glyph(sign, rng, index * size, 0, size * 0.75, size * 1.4)
    turn = rng.normal(0, 0.25)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    ink = STAMP if rng.random() < 0.5 else RUSTY_RED
    worn = replace(ink, flow=float(rng.uniform(0.45, 0.9)))
    moved = [line @ spin.T + (x - 10, y) for line in strokes]
    pens.draw(paper, moved, worn, rng, sensor=sensor, tremor=0.0)


def writing(
    paper: Grey, asked: Mapping[str, Sequence[Json]], rng: Rng, pen: Pen, sensor: str
) -> None:
    """Write a remark across boxes."""
    x, y = _spot(asked, rng)
    strokes = handwriting.line(rng, max(x - 30, 12), y + 3, rng.uniform(25, 70), 2.2)
    if strokes:
        pens.draw(paper, strokes, pen, rng, sensor=sensor)


def coffee(
    paper: Grey, asked: Mapping[str, Sequence[Json]], rng: Rng, pen: Pen, sensor: str
) -> None:
    """Put a wet cup down: a ring with a darker rim, a few drops."""
    x, y = _spot(asked, rng)
    radius = rng.uniform(30, 42)
    turn = np.linspace(0, 2 * np.pi * rng.uniform(0.6, 1.0), 80) + rng.uniform(0, 6)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius + (x + radius * 0.9, y)
    wet = Pen("coffee", (150, 110, 70), rng.uniform(2, 4), 0.35, 0.1, bleed=0.5)
    rim = Pen("coffee rim", (130, 90, 50), 0.7, 0.5, 0.3, bleed=0.3)
    pens.draw(paper, [ring], wet, rng, tremor=0.3)
    pens.draw(paper, [(ring - (x, y)) * 1.02 + (x, y)], rim, rng, tremor=0.3)
    for _ in range(int(rng.integers(0, 5))):
        drop = np.array([x, y]) + rng.normal(0, 15, 2)
        pens.draw(paper, [np.stack([drop, drop + 0.3])], replace(wet, width=2.0), rng)


def staple(
    paper: Grey, asked: Mapping[str, Sequence[Json]], rng: Rng, pen: Pen, sensor: str
) -> None:
    """Leave a staple in the sheet, with its glint and its shadow."""
    x, y = _spot(asked, rng)
    turn = rng.uniform(0, 3.1)
    half = np.array([np.cos(turn), np.sin(turn)]) * 6
    line = np.stack([np.array([x, y]) - half, np.array([x, y]) + half])
    dark = Pen("staple", (70, 70, 75), 0.7, 0.95, 0.05)
    pens.draw(paper, [line], dark, rng, tremor=0.0)
    pens.draw(paper, [line + 0.45], Pen("shadow", (160, 160, 160), 0.6, 0.6, bleed=0.2), rng)


ACCIDENTS: tuple[tuple[str, Accident], ...] = (
    ("stamp across", stamp),
    ("writing across", writing),
    ("coffee ring", coffee),
    ("staple", staple),
)
