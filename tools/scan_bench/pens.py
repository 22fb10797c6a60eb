"""Pens, and ink on paper. Lengths are millimetres; ink only ever darkens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from scan_bench.sheets import PX, Grey

Points = npt.NDArray[np.float64]
Real = npt.NDArray[np.float32]
Rng = np.random.Generator

#: How a scanner's lamp weighs red, green and blue.
SENSORS = {"luma": (0.299, 0.587, 0.114), "green lamp": (0.05, 0.9, 0.05)}
#: Finer than the paper while a mark is drawn.
_FINE = 2


@dataclass(frozen=True, slots=True)
class Pen:
    """What a person writes with.

    ``width`` is the line's; ``flow`` how much of the paper it covers (0 to 1); ``grain`` how much
    the paper's tooth shows; ``skip`` the share of the line left out; ``bleed`` how far it creeps.
    """

    name: str
    rgb: tuple[int, int, int]
    width: float
    flow: float = 0.97
    grain: float = 0.1
    skip: float = 0.0
    bleed: float = 0.03


#: What the form asks for: a dark pen.
DARK = (
    Pen("black ballpoint", (35, 35, 45), 0.38, 0.92, 0.30),
    Pen("blue ballpoint", (40, 55, 140), 0.36, 0.90, 0.32),
    Pen("worn ballpoint", (50, 55, 110), 0.30, 0.86, 0.40),
    Pen("black gel pen", (25, 25, 28), 0.50, 0.98, 0.08),
    Pen("blue gel pen", (25, 40, 130), 0.55, 0.97, 0.10),
    Pen("fineliner", (30, 30, 35), 0.40, 0.97, 0.06),
    Pen("fountain pen", (25, 30, 85), 0.60, 0.93, 0.08, bleed=0.06),
    Pen("rollerball", (20, 25, 60), 0.65, 0.97, 0.05, bleed=0.05),
)
RED = Pen("red pen", (205, 35, 45), 0.42, 0.93, 0.25)
GREEN = Pen("green pen", (30, 135, 70), 0.42, 0.93, 0.25)
LIGHT_BLUE = Pen("light blue pen", (80, 140, 225), 0.42, 0.9, 0.25)
PINK = Pen("pink pen", (240, 110, 170), 0.45, 0.9, 0.2)
FELT = Pen("felt pen", (20, 20, 30), 1.2, 0.97, 0.03, bleed=0.20)
MARKER = Pen("thick marker", (15, 15, 20), 2.4, 0.99, 0.02, bleed=0.35)
SKIPPING = Pen("skipping ballpoint", (40, 50, 130), 0.33, 0.85, 0.45, skip=0.45)
PENCIL = Pen("pencil", (70, 70, 75), 0.55, 0.75, 0.75)
FAINT = Pen("faint pencil", (120, 120, 125), 0.55, 0.42, 1.0)
YELLOW = Pen("yellow highlighter", (250, 240, 70), 4.2, 0.95, 0.08, bleed=0.1)
ORANGE = Pen("orange highlighter", (255, 165, 80), 4.2, 0.9, 0.08, bleed=0.1)


def of_hand(pen: Pen, rng: Rng) -> Pen:
    """Return a pen as one person's: a little wider or thinner, darker or lighter."""
    width = pen.width * rng.uniform(0.8, 1.25)
    return replace(pen, width=width, flow=float(np.clip(pen.flow * rng.uniform(0.94, 1.03), 0, 1)))


def _tile(sigma: float, seed: int) -> Real:
    """Return a square of even noise (0 to 1) that may be repeated."""
    noise = ndimage.gaussian_filter(
        np.random.default_rng(seed).normal(size=(1024, 1024)), sigma, mode="wrap"
    )
    return np.asarray(np.clip(0.5 + noise / noise.std() * 0.29, 0, 1), np.float32)


_TOOTH, _PRESSURE = _tile(1.1, 1), _tile(28, 2)


def _noise(tile: Real, shape: tuple[int, int], rng: Rng) -> Real:
    top, left = rng.integers(0, 1024, 2)
    rows = (top + np.arange(shape[0])) % 1024
    columns = (left + np.arange(shape[1])) % 1024
    return tile[np.ix_(rows, columns)]


def smooth(points: Points, rng: Rng, tremor: float) -> Points:
    """Return a line in steps of about a fifth of a millimetre, shaken a little like a hand's."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    length = float(steps.sum())
    count = max(int(length / 0.2), 4)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, at[-1], count)
    line = np.stack([np.interp(wanted, at, points[:, axis]) for axis in (0, 1)], axis=1)
    shake = ndimage.gaussian_filter1d(rng.normal(size=line.shape), 4, axis=0) * tremor * 2.5
    rounded = ndimage.gaussian_filter1d(line, 0.8, axis=0, mode="nearest")
    return np.asarray(rounded + shake, np.float64)


def draw(
    paper: Grey,
    strokes: Sequence[Points],
    pen: Pen,
    rng: Rng,
    *,
    sensor: str = "luma",
    tremor: float = 0.06,
) -> None:
    """Draw strokes (points in millimetres) on paper, in place."""
    lines = [smooth(stroke, rng, tremor) for stroke in strokes]
    edge = pen.width + 4 * pen.bleed + 0.5
    every = np.concatenate(lines)
    low = np.floor((every.min(axis=0) - edge) * PX).astype(int).clip(0)
    high = np.ceil((every.max(axis=0) + edge) * PX).astype(int)
    high = np.minimum(high, (paper.shape[1], paper.shape[0]))
    if (high - low).min() <= 0:
        return
    cover = _cover(lines, pen, rng, low, high - low)
    soak(paper[low[1] : high[1], low[0] : high[0]], cover, reflected(pen, sensor))


def reflected(pen: Pen, sensor: str) -> float:
    """Return how much of the lamp's light an ink gives back, 0 to 1."""
    return float(np.dot(pen.rgb, SENSORS[sensor])) / 255


def soak(patch: Grey, cover: Real, reflectance: float) -> None:
    """Lay ink over a patch of paper, in place: ``cover`` is the share that is inked."""
    patch[:] = (patch * (1 - cover * (1 - reflectance))).astype(np.uint8)


def _cover(
    lines: Sequence[Points],
    pen: Pen,
    rng: Rng,
    low: npt.NDArray[np.int_],
    size: npt.NDArray[np.int_],
) -> Real:
    """Return the share of each pixel that is inked, 0 to 1."""
    fine = np.zeros((size[1] * _FINE, size[0] * _FINE), np.uint8)
    for line in lines:
        _trace(fine, (line * PX - low) * _FINE, pen, rng)
    shape = (int(size[0]), int(size[1]))
    small = cv2.resize(fine, shape, interpolation=cv2.INTER_AREA)
    share = np.asarray(small, np.float32) / np.float32(255)
    if pen.bleed > 0.02:
        share = _bled(share, pen.bleed, rng)
    tooth = _noise(_TOOTH, share.shape, rng)
    press = 1 + (0.15 + 0.9 * pen.grain) * (_noise(_PRESSURE, share.shape, rng) - 0.5)
    bare = np.clip((tooth - 1 + pen.grain * (1.25 - pen.flow * press)) * 5, 0, 1)
    return np.asarray(np.clip(share * pen.flow * press, 0, 1) * (1 - bare), np.float32)


def _trace(fine: Grey, line: Points, pen: Pen, rng: Rng) -> None:
    """Draw one line with a width that varies, leaving out what a bad ball leaves out."""
    count = len(line)
    press = 1 + ndimage.gaussian_filter1d(rng.normal(size=count), 5, mode="nearest") * 0.5
    taper = np.minimum(1, 0.55 + np.minimum(np.arange(count), np.arange(count)[::-1]) / 6)
    widths = np.maximum(pen.width * PX * _FINE * press * taper, 1).round().astype(int)
    gaps = ndimage.gaussian_filter1d(rng.normal(size=count), 1.5, mode="nearest")
    dry = gaps < np.quantile(gaps, pen.skip) if pen.skip else np.zeros(count, bool)
    ends = (line * 16).round().astype(int)
    for index in range(count - 1):
        if not dry[index]:
            start, end = ends[index].tolist(), ends[index + 1].tolist()
            cv2.line(fine, start, end, 255, int(widths[index]), cv2.LINE_AA, 4)


def _bled(share: Real, bleed: float, rng: Rng) -> Real:
    """Let ink creep along the paper's fibres."""
    blurred = cv2.GaussianBlur(share, (0, 0), bleed * PX * 0.8)
    fibres = _noise(_TOOTH, share.shape, rng)
    return np.asarray(np.clip((blurred - 0.12 - 0.2 * fibres) * 2.6, 0, 1), np.float32)
