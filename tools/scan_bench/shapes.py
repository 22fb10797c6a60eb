"""The shapes of marks, in box units: a box is the square from (0, 0) to (1, 1), y downwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scan_bench.pens import Points, Rng

Strokes = list[Points]
Shape = Callable[[Rng], Strokes]


def bend(start: tuple[float, float], end: tuple[float, float], bow: float) -> Points:
    """Return a line that bows to its left by a share of its length."""
    first, last = np.array(start, float), np.array(end, float)
    across = np.array([last[1] - first[1], first[0] - last[0]])
    middle = (first + last) / 2 + across * bow
    t = np.linspace(0, 1, 12)[:, None]
    return np.asarray((1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last)


def _near(rng: Rng, x: float, y: float, by: float = 0.05) -> tuple[float, float]:
    return float(x + rng.normal(0, by)), float(y + rng.normal(0, by))


def _check(rng: Rng, start: float, valley: float, end: float, bow: float) -> Strokes:
    """Return a tick by the x of its three corners."""
    low = _near(rng, valley, 0.82)
    down = bend(_near(rng, start, 0.42), low, rng.normal(0, 0.08))
    up = bend(low, _near(rng, end, 0.13), bow + rng.normal(0, 0.05))
    return [np.concatenate([down, up[1:]])]


def plain_tick(rng: Rng) -> Strokes:
    """Return a straight tick."""
    return _check(rng, 0.12, 0.42, 0.9, 0.0)


def curved_tick(rng: Rng) -> Strokes:
    """Return a tick whose long arm swings."""
    return _check(rng, 0.12, 0.36, 1.0, 0.16)


def narrow_tick(rng: Rng) -> Strokes:
    """Return a tick that is nearly a V."""
    return _check(rng, 0.24, 0.46, 0.78, 0.02)


def left_tick(rng: Rng) -> Strokes:
    """Return a left-hander's tick, mirrored."""
    return [np.stack([1 - line[:, 0], line[:, 1]], axis=1) for line in curved_tick(rng)]


def hooked_tick(rng: Rng) -> Strokes:
    """Return a tick whose short arm is only a hook."""
    low = _near(rng, 0.36, 0.85)
    hook = bend(_near(rng, 0.26, 0.66), low, -0.2)
    return [np.concatenate([hook, bend(low, _near(rng, 0.88, 0.12), 0.08)[1:]])]


def plain_cross(rng: Rng) -> Strokes:
    """Return two strokes from corner to corner."""
    first = bend(_near(rng, 0.16, 0.16), _near(rng, 0.84, 0.84), rng.normal(0, 0.05))
    return [first, bend(_near(rng, 0.84, 0.16), _near(rng, 0.16, 0.84), rng.normal(0, 0.05))]


def curved_cross(rng: Rng) -> Strokes:
    """Return a cross of two arcs, back to back."""
    left = bend(_near(rng, 0.2, 0.15), _near(rng, 0.22, 0.85), 0.45)
    return [left, bend(_near(rng, 0.8, 0.15), _near(rng, 0.78, 0.85), -0.45)]


def looped_cross(rng: Rng) -> Strokes:
    """Return a cross written without lifting the pen."""
    first = bend(_near(rng, 0.18, 0.2), _near(rng, 0.8, 0.82), 0.05)
    loop = bend(_near(rng, 0.8, 0.82), _near(rng, 0.82, 0.2), -0.25)
    return [np.concatenate([first, loop, bend(_near(rng, 0.82, 0.2), _near(rng, 0.2, 0.8), 0)])]


def slanted_cross(rng: Rng) -> Strokes:
    """Return a cross whose strokes are not of one length."""
    first = bend(_near(rng, 0.25, 0.3), _near(rng, 0.8, 0.75), rng.normal(0, 0.08))
    return [first, bend(_near(rng, 0.78, 0.1), _near(rng, 0.2, 0.92), rng.normal(0, 0.08))]


TICKS: tuple[Shape, ...] = (plain_tick, curved_tick, narrow_tick, left_tick, hooked_tick)
CROSSES: tuple[Shape, ...] = (plain_cross, curved_cross, looped_cross, slanted_cross)


def stroke(rng: Rng) -> Strokes:
    """Return one straight line through a box, in any direction."""
    angle = rng.choice([0.0, 0.8, -0.8, 1.57]) + rng.normal(0, 0.12)
    half = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(0.3, 0.5)
    middle = np.array(_near(rng, 0.5, 0.5))
    first, last = middle - half, middle + half
    return [bend((first[0], first[1]), (last[0], last[1]), rng.normal(0, 0.05))]


def zigzag(rng: Rng, turns: int, low: float, high: float) -> Strokes:
    """Return a scribble to and fro between two heights and widths."""
    x = np.linspace(low, high, turns) + rng.normal(0, 0.03, turns)
    y = np.where(np.arange(turns) % 2, low, high) + rng.normal(0, 0.05, turns)
    return [np.stack([x, y], axis=1)]


def scribble(rng: Rng) -> Strokes:
    """Return a loose scribble inside a box."""
    return zigzag(rng, int(rng.integers(6, 11)), 0.12, 0.88)


def overrunning_scribble(rng: Rng) -> Strokes:
    """Return a scribble that does not care for the border."""
    return zigzag(rng, int(rng.integers(7, 14)), -0.3, 1.3)


def filling(rng: Rng) -> Strokes:
    """Return a box filled in: dense strokes to and fro, and once round."""
    round_it = np.array([[0.08, 0.08], [0.92, 0.08], [0.92, 0.92], [0.08, 0.92], [0.08, 0.08]])
    return [round_it + rng.normal(0, 0.02, (5, 2)), *zigzag(rng, 26, 0.08, 0.92)]


def poor_filling(rng: Rng) -> Strokes:
    """Return a box that somebody tried to fill in a hurry."""
    return zigzag(rng, int(rng.integers(12, 18)), 0.0, 1.0)


def dot(rng: Rng) -> Strokes:
    """Return a blob in the middle of a box."""
    turn = np.linspace(0, 5 * np.pi, 20)
    spiral = np.stack([np.cos(turn), np.sin(turn)], axis=1) * np.linspace(0.02, 0.13, 20)[:, None]
    return [spiral + _near(rng, 0.5, 0.5, 0.09)]


def pen_rest(rng: Rng) -> Strokes:
    """Return the point where a pen rested while somebody thought."""
    at = np.array(_near(rng, 0.5, 0.5, 0.15))
    return [np.stack([at, at + rng.normal(0, 0.03, 2)])]


def ring(rng: Rng) -> Strokes:
    """Return a ring round a box that does not touch it, or hardly."""
    turn = np.linspace(0, 2 * np.pi * rng.uniform(1.0, 1.2), 40) + rng.uniform(0, 6)
    size = np.array([rng.uniform(0.85, 1.15), rng.uniform(0.75, 1.0)])
    wobble = 1 + 0.05 * np.sin(2 * turn + rng.uniform(0, 6))
    circle = np.stack([np.cos(turn) * wobble, np.sin(turn) * wobble], axis=1) * size
    return [circle + _near(rng, 0.5, 0.5, 0.08)]


def inner_ring(rng: Rng) -> Strokes:
    """Return a small O inside a box."""
    turn = np.linspace(0, 2 * np.pi * 1.08, 30) + rng.uniform(0, 6)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1) * rng.uniform(0.22, 0.36)
    return [circle + _near(rng, 0.5, 0.5, 0.05)]


def beside(rng: Rng) -> Strokes:
    """Return a tick that stands beside a box and does not touch it."""
    side = rng.choice([-1, 1])
    shift = np.array([side * rng.uniform(1.15, 1.45), rng.normal(0, 0.1)])
    return [line + shift for line in plain_tick(rng)]


def across_border(rng: Rng) -> Strokes:
    """Return a tick half in and half out of a box."""
    side = rng.choice([-1, 1])
    shift = (side * rng.uniform(0.35, 0.6), rng.normal(0, 0.2))
    return [line + shift for line in plain_tick(rng)]


def tiny(rng: Rng) -> Strokes:
    """Return a small, shy tick somewhere in a box."""
    at = np.array(_near(rng, 0.35, 0.35, 0.12))
    return [line * 0.38 + at for line in plain_tick(rng)]


def flourish(rng: Rng, reach: float) -> Strokes:
    """Return a tick whose arm runs up by ``reach`` boxes."""
    low = _near(rng, 0.42, 0.82)
    down = bend(_near(rng, 0.18, 0.5), low, 0)
    high = (low[0] + rng.uniform(0.1, 0.5), low[1] - reach)
    return [np.concatenate([down, bend(low, high, rng.normal(0.05, 0.04))[1:]])]


def band(rng: Rng) -> Strokes:
    """Return a highlighter's wipe over a box."""
    return [bend(_near(rng, -0.5, 0.5, 0.1), _near(rng, 1.5, 0.5, 0.1), rng.normal(0, 0.03))]
