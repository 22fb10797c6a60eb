"""The ways in which a filled-in sheet becomes a picture, by name and level, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scan_bench import copier, damage
from scan_bench.pens import Rng
from scan_bench.picture import Picture, warped
from scan_bench.sheets import PX, Grey
from scan_bench.telephone import photographed

LEVELS = ("mild", "usual", "severe")
#: How often each level is drawn.
LEVEL_SHARES = (0.4, 0.45, 0.15)
Way = Callable[[Picture, Rng, int, Grey], Picture]


@dataclass(frozen=True, slots=True)
class Office:
    """An ordinary scan: a little askew, 200 dpi as a rule, a light JPEG."""

    dpi: int
    turn: float
    off: tuple[float, float]
    around: int
    quality: int


def office(rng: Rng, dpi: int = 0) -> Office:
    """Draw an ordinary scanner."""
    found = dpi or int(rng.choice([150, 200, 200, 200, 300]))
    off = (float(rng.normal(0, 0.8)), float(rng.normal(0, 0.8)))
    around = int(rng.choice([253, 245, 225, 25], p=[0.5, 0.2, 0.2, 0.1]))
    return Office(found, float(rng.normal(0, 0.3)), off, around, int(rng.integers(75, 95)))


def plainly(picture: Picture, rng: Rng, use: Office | None = None) -> Picture:
    """Scan without further ado: grey, a little noise."""
    by = use or office(rng)
    paper = picture.toned(copier.sensor_paper(picture.grey, rng))
    seen = copier.scanned(paper, by.dpi, turn=by.turn, off=by.off, around=by.around)
    pale = copier.tone(seen, float(rng.uniform(0, 30)), float(rng.uniform(238, 255)))
    return copier.noise(pale, rng, float(rng.uniform(0.8, 2.5)))


def _plain(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return _filed(plainly(picture, rng), rng)


def _filed(picture: Picture, rng: Rng) -> Picture:
    return copier.jpeg(picture, int(rng.integers(72, 95)))


def _moved(
    picture: Picture, rng: Rng, turn: float | None = None, zoom: float = 1.0, shear: float = 0.0
) -> Picture:
    """Scan with the geometry that is given, and an office's own tone."""
    by = office(rng)
    angle = by.turn if turn is None else turn
    seen = copier.scanned(
        picture, by.dpi, turn=angle, zoom=zoom, shear=shear, off=by.off, around=by.around
    )
    return _filed(copier.noise(seen, rng, 1.5), rng)


def _skewed(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    low, high = ((0.5, 1.2), (1.2, 2.5), (2.5, 4.5))[level]
    return _moved(picture, rng, turn=float(rng.choice([-1, 1]) * rng.uniform(low, high)))


def _scaled(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    most = (0.02, 0.04, 0.06)[level]
    zoom = 1 + float(rng.uniform(-most, most if level < 2 else 0.02))
    return _moved(picture, rng, zoom=zoom, shear=float(rng.normal(0, 0.004)))


def _cut(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    most = (4.0, 9.0, 16.0)[level]
    lost = [0.0, 0.0, 0.0, 0.0]
    for side in rng.choice(4, int(rng.integers(1, 3)), replace=False):
        lost[int(side)] = float(rng.uniform(most / 3, most))
    by = office(rng)
    cut = (lost[0], lost[1], lost[2], lost[3])
    seen = copier.scanned(picture, by.dpi, turn=by.turn, off=by.off, cut=cut, around=by.around)
    return _filed(copier.noise(seen, rng, 1.5), rng)


def _shifted(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    most = (3.0, 6.0, 11.0)[level]
    by = office(rng)
    off = (float(rng.uniform(-most, most)), float(rng.uniform(-most, most)))
    seen = copier.scanned(picture, by.dpi, turn=by.turn, off=off, around=by.around)
    return _filed(copier.noise(seen, rng, 1.5), rng)


def _turned(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    quarter = (2, 1, 3)[level]
    seen = plainly(picture, rng)
    grey = np.ascontiguousarray(np.rot90(seen.grey, quarter))
    height, width = seen.grey.shape
    moves = {
        1: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    matrix = np.array(moves[quarter], float) @ seen.matrix
    return _filed(Picture(grey, matrix, seen.hidden), rng)


def _coarse(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    dpi = (150, 120, 100)[level]
    return _filed(plainly(picture, rng, office(rng, dpi)), rng)


def _black_and_white(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    low, high = ((120, 160), (95, 190), (70, 215))[level]
    seen = plainly(picture, rng, office(rng, (300, 200, 200)[level]))
    return copier.threshold(seen, float(rng.uniform(low, high)))


def _dithered(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    seen = plainly(picture, rng, office(rng, (300, 200, 150)[level]))
    return copier.dithered(seen, rng)


def _jpeg(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    low, high = ((60, 80), (40, 60), (25, 40))[level]
    return copier.jpeg(plainly(picture, rng), int(rng.integers(low, high)))


def _noisy(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    sigma, specks = ((6, 0.0003), (13, 0.002), (24, 0.008))[level]
    return _filed(copier.noise(plainly(picture, rng), rng, sigma, specks), rng)


def _blurred(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    seen = plainly(picture, rng)
    dot = seen.grey.shape[1] / 1654
    smear = int((0, 5, 8)[level] * dot) if rng.random() < 0.5 else 0
    return _filed(copier.blur(seen, rng, (0.8, 1.3, 1.9)[level] * dot, smear), rng)


def _streaked(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return _filed(copier.streaks(plainly(picture, rng), rng, level), rng)


def _dirty(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return _filed(copier.dirt(plainly(picture, rng), rng, level), rng)


def _shadowed(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return _filed(copier.shadow(plainly(picture, rng), rng, level), rng)


def _pale(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    """Scan too bright, or too dark."""
    reach = (25, 60, 100)[level]
    seen = plainly(picture, rng)
    if rng.random() < 0.6:
        return _filed(copier.tone(seen, float(rng.uniform(reach / 2, reach)), 255), rng)
    return _filed(copier.tone(seen, 0, float(255 - rng.uniform(reach / 2, reach))), rng)


def _copied(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    for _ in range((1, 1, 2)[level]):
        picture = copier.copied(picture, rng, level)
    zoom = office(rng).dpi / 25.4 / PX
    height, width = picture.grey.shape
    size = (round(width * zoom), round(height * zoom))
    seen = warped(picture, np.diag([zoom, zoom, 1.0]), size)
    return _filed(copier.noise(seen, rng, 1.5), rng)


def _photographed(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return photographed(picture, rng, level)


def _after(spoil: Callable[[Picture, Rng, int], Picture]) -> Way:
    """Return the way of a sheet that is spoiled, then scanned."""

    def way(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
        return _filed(plainly(spoil(picture, rng, level), rng), rng)

    return way


def _thin_paper(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    return _filed(plainly(damage.back_shows(picture, back, rng, level), rng), rng)


def _ward(picture: Picture, rng: Rng, level: int, back: Grey) -> Picture:
    """Fold for an envelope, punch, feed askew through a dirty feeder, save small: all at once."""
    sheet = damage.creases(picture, rng, level)
    if rng.random() < 0.5:
        sheet = damage.holes(sheet, rng, 0)
    by = office(rng, 200)
    turn = float(rng.normal(0, 0.8))
    seen = copier.scanned(sheet, by.dpi, turn=turn, off=by.off, zoom=float(rng.uniform(0.98, 1.01)))
    dusty = copier.dirt(copier.streaks(seen, rng, min(level, 1)), rng, min(level, 1))
    return copier.jpeg(copier.noise(dusty, rng, 3.0), int(rng.integers(50, 75)))


WAYS: Mapping[str, Way] = {
    "plain scan": _plain,
    "askew": _skewed,
    "scaled and sheared": _scaled,
    "shifted": _shifted,
    "edges cut": _cut,
    "turned by 180, 90, 270": _turned,
    "150, 120, 100 dpi": _coarse,
    "black and white": _black_and_white,
    "dithered": _dithered,
    "JPEG 80 to 25": _jpeg,
    "noise": _noisy,
    "out of focus": _blurred,
    "streaks": _streaked,
    "dirty glass": _dirty,
    "lid open": _shadowed,
    "too bright, too dark": _pale,
    "copy of a copy": _copied,
    "telephone": _photographed,
    "punched holes": _after(damage.holes),
    "folded corner": _after(damage.folded_corner),
    "folded for an envelope": _after(damage.creases),
    "crumpled": _after(damage.crumpled),
    "back shows through": _thin_paper,
    "low toner": _plain,
    "a ward's copier": _ward,
}
