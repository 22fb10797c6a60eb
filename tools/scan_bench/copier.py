"""What copiers and scanners do: geometry, tone, dirt, noise, and what files lose."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage

from scan_bench.pens import Rng
from scan_bench.picture import Picture, centred, shift, warped
from scan_bench.sheets import HEIGHT, PX, WIDTH, Grey


def scanned(
    picture: Picture,
    dpi: float,
    *,
    turn: float = 0.0,
    zoom: float = 1.0,
    shear: float = 0.0,
    off: tuple[float, float] = (0.0, 0.0),
    cut: tuple[float, float, float, float] = (0, 0, 0, 0),
    around: int = 250,
) -> Picture:
    """Return what a flatbed sees at a resolution: turn in degrees, lengths in millimetres.

    ``cut`` is what is lost at left, top, right and bottom; ``around`` the lid's grey.
    """
    scale = dpi / 25.4
    move = shift(*off) @ centred(turn, zoom, shear, (WIDTH / 2, HEIGHT / 2))
    to_pixels = np.diag([scale, scale, 1.0]) @ shift(-cut[0], -cut[1]) @ move
    size = (round((WIDTH - cut[0] - cut[2]) * scale), round((HEIGHT - cut[1] - cut[3]) * scale))
    flat = to_pixels @ np.diag([1 / PX, 1 / PX, 1.0])
    return warped(picture, flat, size, around)


def tone(picture: Picture, black: float, white: float, gamma: float = 1.0) -> Picture:
    """Return a picture with other ends of its scale (grey values of ink and of paper)."""
    ramp = np.clip(np.arange(256) / 255, 0, 1) ** gamma * (white - black) + black
    return picture.toned(ramp.clip(0, 255).astype(np.uint8)[picture.grey])


def steep(picture: Picture, middle: float, slope: float) -> Picture:
    """Return a picture as a copier's steep curve gives it: paler greys vanish, others go black."""
    ramp = 255 / (1 + np.exp(-(np.arange(256) - middle) / slope))
    low, high = ramp[0], ramp[250]
    return picture.toned(
        ((ramp - low) / (high - low) * 255).clip(0, 255).astype(np.uint8)[picture.grey]
    )


def noise(picture: Picture, rng: Rng, sigma: float, specks: float = 0.0) -> Picture:
    """Add a sensor's noise and, as a share of all pixels, black and white specks."""
    grain = np.empty(picture.grey.shape, np.int16)
    tile = rng.normal(0, sigma, (509, 509)).round().astype(np.int16)
    rows, columns = picture.grey.shape
    repeats = (rows // 509 + 1, columns // 509 + 1)
    grain[:] = np.tile(tile, repeats)[:rows, :columns]
    noisy = picture.grey.astype(np.int16) + grain
    count = int(specks * grain.size)
    if count:
        at = rng.integers(0, grain.size, 2 * count)
        noisy.flat[at[:count]], noisy.flat[at[count:]] = 20, 250
    return picture.toned(noisy)


def blur(picture: Picture, rng: Rng, sigma: float, smear: int = 0) -> Picture:
    """Put a picture out of focus (sigma in pixels), or smear it in one direction."""
    grey = cv2.GaussianBlur(picture.grey, (0, 0), sigma) if sigma else picture.grey
    if smear:
        line = np.zeros((smear, smear), np.float32)
        cv2.line(line, (0, smear // 2), (smear - 1, smear // 2), 1.0)
        middle = (smear / 2 - 0.5, smear / 2 - 0.5)
        turn = cv2.getRotationMatrix2D(middle, float(rng.uniform(0, 180)), 1)
        kernel = np.asarray(cv2.warpAffine(line, turn, (smear, smear)), np.float32)
        grey = cv2.filter2D(grey, -1, kernel / kernel.sum())
    return picture.toned(grey)


def jpeg(picture: Picture, quality: int) -> Picture:
    """Return what is left after a JPEG file."""
    _, data = cv2.imencode(".jpg", picture.grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    back = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return picture.toned(np.asarray(back))


def threshold(picture: Picture, level: float) -> Picture:
    """Return black and white by a fixed threshold."""
    return picture.toned(np.where(picture.grey > level, 255, 0))


def dithered(picture: Picture, rng: Rng) -> Picture:
    """Return black and white dots: error diffusion, or a screen of ordered dots."""
    if rng.random() < 0.6:
        dots = np.asarray(Image.fromarray(picture.grey).convert("1"), np.uint8) * 255
        return picture.toned(dots)
    screen = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    rows, columns = picture.grey.shape
    tiled = np.tile(screen, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]
    return picture.toned(np.where(picture.grey > tiled * 14 + 18, 255, 0))


def streaks(picture: Picture, rng: Rng, level: int) -> Picture:
    """Draw the lines that a speck on a feeder's glass leaves down the page."""
    grey = picture.grey.astype(np.float32)
    rows, columns = grey.shape
    dot = columns / 210
    for _ in range((1, 3, 6)[level]):
        x, wide = rng.uniform(0, columns), max(rng.uniform(0.05, (0.2, 0.4, 0.8)[level]) * dot, 0.8)
        shade = rng.choice([0.15, 0.35, 0.6, 1.15]) if level else rng.choice([0.5, 0.7, 1.1])
        first = 0.0 if rng.random() < 0.7 else rng.uniform(0, rows / 2)
        across = np.exp(-(((np.arange(columns) - x) / wide) ** 2))
        along = ndimage.gaussian_filter1d(rng.uniform(0.6, 1.2, rows), 9) * (
            np.arange(rows) >= first
        )
        grey *= 1 + np.outer(np.clip(along, 0, 1), across) * (shade - 1)
    return picture.toned(grey)


def dirt(picture: Picture, rng: Rng, level: int) -> Picture:
    """Lay dust, hairs and smears on the glass."""
    grey = picture.grey.copy()
    rows, columns = grey.shape
    dot = columns / 210
    layer = np.full_like(grey, 255)
    for _ in range((12, 45, 120)[level]):
        at = (int(rng.integers(columns)), int(rng.integers(rows)))
        size = max(int(min(rng.gamma(2.0, 0.14), 0.5) * dot), 1)
        cv2.circle(layer, at, size, int(rng.integers(20, 170)), -1, cv2.LINE_AA)
    for _ in range((1, 4, 9)[level]):
        steps = ndimage.gaussian_filter1d(rng.normal(0, 1, (60, 2)), 6, axis=0)
        path = np.cumsum(np.cumsum(steps, axis=0) * 0.02, axis=0) * dot + rng.uniform(
            0, (columns, rows)
        )
        shade = int(rng.integers(40, 150))
        cv2.polylines(
            layer, [path.astype(np.int32)], False, shade, max(int(dot * 0.12), 1), cv2.LINE_AA
        )
    smear = cv2.resize(
        rng.normal(0, 1, (12, 9)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
    )
    shade = 1 - np.clip(smear - 1.2, 0, 1) * (0.03, 0.07, 0.13)[level]
    return picture.toned(np.minimum(grey, layer) * shade)


def shadow(picture: Picture, rng: Rng, level: int) -> Picture:
    """Let a lid stand open: light falls off towards one side, the rim goes dark."""
    rows, columns = picture.grey.shape
    reach = (12, 35, 90)[level] * columns / 210
    depth = (0.35, 0.5, 0.62)[level]
    side = int(rng.integers(4))
    length = columns if side % 2 else rows
    away = np.arange(length) if side < 2 else np.arange(length)[::-1]
    fall = (1 - depth * np.exp(-away / reach)).astype(np.float32)
    return picture.toned(picture.grey * (fall[None, :] if side % 2 else fall[:, None]))


def copied(picture: Picture, rng: Rng, level: int) -> Picture:
    """Return a sheet after a copier: a little larger or smaller, steeper, thicker, dirtier."""
    turn, zoom = float(rng.normal(0, 0.4)), float(rng.uniform(0.98, 1.02))
    off = (float(rng.normal(0, 1)), float(rng.normal(0, 1)))
    seen = scanned(picture, 25.4 * PX, turn=turn, zoom=zoom, off=off, around=252)
    grey = cv2.GaussianBlur(seen.grey, (0, 0), 1.2)
    grown = cv2.erode(grey, np.ones((2, 2), np.uint8)) if rng.random() < 0.6 else grey
    hard = steep(seen.toned(grown), float(rng.uniform(120, 175)), (30.0, 22.0, 14.0)[level])
    return noise(dirt(hard, rng, min(level, 1)), rng, 3.0, 0.0002)


def sensor_paper(grey: Grey, rng: Rng) -> Grey:
    """Return paper that is not quite white, nor even."""
    shade = cv2.resize(
        rng.normal(0, 1, (8, 6)).astype(np.float32), grey.shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    white = rng.uniform(0.94, 1.0)
    return np.clip(grey * (white + shade * 0.004), 0, 255).astype(np.uint8)
