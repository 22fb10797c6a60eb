"""What spoils the paper itself before it is copied: folds, holes, creases, ink from the back."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from scipy import ndimage

from scan_bench.pens import Rng
from scan_bench.picture import Picture, mesh
from scan_bench.sheets import HEIGHT, PX, WIDTH, Grey


def faded_print(paper: Grey, rng: Rng, level: int) -> Grey:
    """Return a printed side of a printer that runs out of toner: pale bands, white specks."""
    strength = (0.75, 0.5, 0.3)[level]
    across = ndimage.gaussian_filter1d(rng.normal(size=WIDTH), 12)
    across = np.clip(0.5 + across / (across.std() * 4), 0, 1)
    share = strength + (1 - strength) * across
    wide = np.interp(np.arange(WIDTH * PX) / PX, np.arange(WIDTH), share)
    down = np.linspace(1, rng.uniform(0.8, 1), HEIGHT * PX)
    keep = np.outer(down, wide).astype(np.float32)
    faded = 255 - (255 - paper.astype(np.float32)) * keep
    specks = rng.random((HEIGHT * PX // 2, WIDTH * PX // 2), np.float32)
    wide_specks = cv2.resize(specks, paper.shape[::-1], interpolation=cv2.INTER_LINEAR)
    faded[wide_specks > (0.999, 0.995, 0.985)[level]] = 250
    return np.asarray(faded, np.uint8)


def back_shows(picture: Picture, back: Grey, rng: Rng, level: int) -> Picture:
    """Let the other side shine through thin paper."""
    mirrored = cv2.GaussianBlur(back[:, ::-1], (0, 0), 0.25 * PX)
    moved = np.roll(mirrored, rng.integers(-20, 20, 2), (0, 1))
    share = (0.06, 0.14, 0.26)[level] * rng.uniform(0.8, 1.1)
    dimmed = 1 - (255 - moved.astype(np.float32)) / 255 * share
    return picture.toned(picture.grey * dimmed)


def holes(picture: Picture, rng: Rng, level: int) -> Picture:
    """Punch 2 or 4 holes; the lid behind shows white, grey or black, with a shadow's rim."""
    grey = picture.grey.copy()
    pitch = 80
    middle = HEIGHT / 2 + rng.normal(0, 4)
    places = [middle - pitch / 2, middle + pitch / 2]
    if level:
        places += [middle - 1.5 * pitch, middle + 1.5 * pitch]
    left = 12 + rng.normal(0, 1.5) - (0, 0, 3)[level]
    behind = int(rng.choice([15, 90, 235]))
    hidden = list(picture.hidden)
    for place in places:
        x, y = left + rng.normal(0, 0.3), place + rng.normal(0, 0.3)
        at = (round(x * PX), round(y * PX))
        cv2.circle(grey, (at[0] + 4, at[1] + 4), round(3 * PX), 140, -1, cv2.LINE_AA)
        cv2.circle(grey, at, round(2.9 * PX), behind, -1, cv2.LINE_AA)
        turn = np.linspace(0, 2 * np.pi, 12)
        hidden.append(np.stack([x + 3 * np.cos(turn), y + 3 * np.sin(turn)], axis=1))
    return replace(picture, grey=grey, hidden=tuple(hidden))


def folded_corner(picture: Picture, rng: Rng, level: int) -> Picture:
    """Fold a corner over: paper's back over the print, nothing where the corner was."""
    reach = rng.uniform(*((8, 14), (14, 26), (26, 45))[level])
    skew = rng.uniform(0.7, 1.4)
    corner = np.array([rng.integers(2) * WIDTH, rng.integers(2) * HEIGHT], float)
    inward = np.where(corner > 0, -1.0, 1.0)
    first, second = corner + inward * (reach * skew, 0), corner + inward * (0, reach / skew)
    along = (second - first) / np.linalg.norm(second - first)
    tip = 2 * (first + along * np.dot(corner - first, along)) - corner
    grey = picture.grey.copy()
    gone, flap = np.array([corner, first, second]), np.array([tip, first, second])
    behind, back = int(rng.choice([20, 120, 240])), int(rng.integers(222, 240))
    for shape, shade in ((gone, behind), (flap + 0.7, 170), (flap, back)):
        cv2.fillConvexPoly(grey, (shape * PX * 16).astype(np.int32), shade, cv2.LINE_AA, 4)
    return replace(picture, grey=grey, hidden=(*picture.hidden, gone, flap))


def creases(picture: Picture, rng: Rng, level: int) -> Picture:
    """Fold a sheet in 2 or 3 for an envelope: lines that catch dirt and throw a shadow."""
    grey = picture.grey.astype(np.float32)
    depth = (0.1, 0.22, 0.4)[level]
    thirds = rng.random() < 0.6
    rows = np.arange(HEIGHT * PX, dtype=np.float32)[:, None] / PX
    columns = np.arange(WIDTH * PX, dtype=np.float32)[None, :] / PX
    for place in (99, 198) if thirds else (148.5,):
        lean = rng.normal(0, 0.006)
        off = rows - place - lean * (columns - WIDTH / 2) - rng.normal(0, 3)
        sharp = np.exp(-((off / 0.18) ** 2)) * depth
        broad = np.exp(-((off / 6) ** 2)) * np.sign(off) * depth * 0.25
        grey *= 1 - sharp - broad
    return picture.toned(grey)


def crumpled(picture: Picture, rng: Rng, level: int) -> Picture:
    """Crumple a sheet and smooth it out: facets of light, dark edges, print pushed about."""
    count, depth = (8, 16, 28)[level], (0.035, 0.06, 0.09)[level]
    high, wide = HEIGHT * 2, WIDTH * 2
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32) / 2
    light, edge = np.zeros((high, wide), np.float32), np.zeros((high, wide), np.float32)
    push = np.zeros((2, high, wide), np.float32)
    for _ in range(count):
        turn = rng.uniform(0, np.pi)
        across = np.array([np.cos(turn), np.sin(turn)])
        off = (columns - rng.uniform(0, WIDTH)) * across[0]
        off = off + (rows - rng.uniform(0, HEIGHT)) * across[1]
        near = np.exp(-((off / rng.uniform(8, 40)) ** 2))
        side = np.tanh(off / 0.8) * near * rng.normal(0, 1)
        light += side * (across @ (0.7, 0.7))
        edge = np.maximum(edge, np.exp(-((off / 0.5) ** 2)) * near * rng.uniform(0, 1))
        push += across[:, None, None].astype(np.float32) * side * (0.15, 0.3, 0.5)[level]
    shade = 1 - depth * light - edge * depth * 1.5
    large = cv2.resize(shade, picture.grey.shape[::-1], interpolation=cv2.INTER_CUBIC)
    lit = picture.toned(picture.grey * large)
    soft = [ndimage.gaussian_filter(field, 6) * PX for field in push]
    return mesh(lit, soft[0], soft[1])
