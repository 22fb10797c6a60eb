"""Photographs by telephone: perspective, curled paper, a desk, uneven light, sharpening."""

from __future__ import annotations

import cv2
import numpy as np
from scipy import ndimage

from scan_bench.copier import blur, jpeg, noise
from scan_bench.pens import Real, Rng
from scan_bench.picture import Matrix, Picture, mesh, warped
from scan_bench.sheets import HEIGHT, PX, WIDTH, Grey


def photographed(picture: Picture, rng: Rng, level: int) -> Picture:
    """Return a photograph of a sheet on a desk; its long side has 2,600 to 3,600 pixels."""
    curled = _curl(picture, rng, (0.4, 1.2, 2.2)[level])
    high = int(rng.integers(2600, 3600))
    size = (round(high * 0.75), high)
    move = _view(rng, size, (0.012, 0.03, 0.06)[level], (1.5, 3.5, 7.0)[level])
    seen = warped(curled, move, size, _desk(rng, size))
    lit = seen.toned(seen.grey * _light(rng, size, level))
    soft = blur(lit, rng, (0.6, 0.9, 1.3)[level], (0, 0, 4)[level] if rng.random() < 0.4 else 0)
    sharp = soft.grey.astype(np.float32) * 1.6 - cv2.GaussianBlur(soft.grey, (0, 0), 2.0) * 0.6
    grainy = noise(soft.toned(sharp), rng, (2.0, 4.0, 7.0)[level])
    return jpeg(grainy, int(rng.integers(*((80, 93), (60, 85), (40, 70))[level])))


def _curl(picture: Picture, rng: Rng, most: float) -> Picture:
    """Bend the sheet: print is pushed by up to so many millimetres, smoothly."""
    rows, columns = np.mgrid[0:1:60j, 0:1:42j]
    wave = np.sin(np.pi * (rows * rng.uniform(0.6, 1.6) + columns * rng.uniform(-0.5, 0.5)))
    bow = np.sin(np.pi * (columns * rng.uniform(0.6, 1.4) + rng.uniform(0, 1)))
    reach = most * PX
    return mesh(picture, wave * reach * rng.normal(0, 0.4), bow * reach * rng.normal(0, 0.5))


def _view(rng: Rng, size: tuple[int, int], lean: float, turn: float) -> Matrix:
    """Return a matrix from paper pixels to the photograph's: the sheet fills most of it."""
    wide, high = size
    fill = rng.uniform(0.82, 0.95)
    scale = min(wide / WIDTH, high / HEIGHT) * fill
    half = np.array([WIDTH, HEIGHT]) / 2 * scale
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    angle = np.deg2rad(rng.normal(0, turn / 2))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    there = corners @ spin.T * (1 + rng.uniform(-lean, lean, (4, 2)))
    there = there + np.array(size) / 2
    low, top = there.min(axis=0), there.max(axis=0)
    inside = min(1.0, 0.985 * float((np.array(size) / (top - low)).min()))
    there = (there - there.mean(axis=0)) * inside + np.array(size) / 2
    paper = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]]) * PX
    made = cv2.getPerspectiveTransform(paper.astype(np.float32), there.astype(np.float32))
    return np.asarray(made, np.float64)


def _desk(rng: Rng, size: tuple[int, int]) -> Grey:
    """Return what lies around the sheet: wood, cloth or a dark table, never plain."""
    wide, high = size
    base = float(rng.choice([45, 90, 140, 190]))
    coarse = rng.normal(0, 1, (high // 40 + 2, wide // 200 + 2)).astype(np.float32)
    grain = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    fine = ndimage.gaussian_filter(rng.normal(0, 1, (high // 4, wide // 4)), (0.5, 4))
    weave = cv2.resize(fine.astype(np.float32), size)
    return np.asarray(np.clip(base + grain * 12 + weave * 25, 5, 245), np.uint8)


def _light(rng: Rng, size: tuple[int, int], level: int) -> Real:
    """Return how bright each place is, 0 to 1.05: a slope, dark corners, a shadow's soft edge."""
    rows, columns = np.mgrid[0:1:90j, 0:1:68j]
    turn = rng.uniform(0, 2 * np.pi)
    slope = (columns - 0.5) * np.cos(turn) + (rows - 0.5) * np.sin(turn)
    light = 1 - (0.12, 0.3, 0.5)[level] * (slope + 0.5)
    light -= (0.1, 0.2, 0.3)[level] * ((columns - 0.5) ** 2 + (rows - 0.5) ** 2)
    if rng.random() < (0.2, 0.5, 0.7)[level]:
        angle = rng.uniform(0, 2 * np.pi)
        side = (columns - rng.uniform(0.2, 0.8)) * np.cos(angle) + (
            rows - rng.uniform(0.2, 0.8)
        ) * np.sin(angle)
        light *= 1 - (0.15, 0.3, 0.45)[level] / (1 + np.exp(-side / rng.uniform(0.01, 0.05)))
    large = cv2.resize(light.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large * rng.uniform(0.85, 1.02), np.float32)
