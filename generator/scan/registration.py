"""Registration: how a page lies in its picture, decided by its print.

Marks and symbol give hypotheses. Each is judged by the page's own print: tiles of the picture are
held against tiles of the blank page, which no other page, and no page that lies a row too low,
can pass. What the tiles say about their places then mends the best one.
A map is 3 x 3, from millimetres on paper to pixels in the picture, whose middles are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.marks import Landmarks, affine, dark_squares
from generator.scan.page import SCALE, Blank, Grey, Json
from generator.scan.sizes import resized
from generator.scan.symbols import Points

#: Pixels a millimetre at which tiles are compared, a tile's sides and how far apart they are (mm).
FINE, TILE, APART = 3, 22, 28
#: How far (mm) a tile may lie from where a hypothesis says: at first, and when that is mended.
FAR, NEAR = 3.0, 1.5
#: A page is refused where the middle tile, or the lowest fifth, is less like its print than this.
LEAST_MIDDLE, LEAST_LOW = 0.62, 0.35
#: ... where it lies further (mm) from where the print says, or has fewer pixels a millimetre.
MOST_MISFIT, LEAST_SCALE = 1.5, 3.4
#: So alike that no other hypothesis is tried; so alike that no part is still far away.
_CLEAR, _CLEAR_LOW = 0.8, 0.55
#: A map is mended at most so often, and no more where its tiles lie so well (mm).
_STEPS, _SETTLED = 6, 0.12
#: Tiles that lie off by less than this (mm) are followed without looking again.
_SLIGHT = 0.4
#: A tile with less contrast than this (grey levels) says nothing.
_PRINTED, _BOTH_WAYS = 9.0, 2.5
#: From so many tiles on that tell their place, the others do not count.
_ENOUGH = 6
#: Print is darker than this; what lies so near it (fine pixels across) belongs to it.
_DARK, _ROUND = 225, 5
#: Some hypotheses from squares anywhere are tried, those that suit the symbol best.
_TRIED = 4

CUT = (
    "Part of the page lies outside the picture: the {edge} is cut off. Scan it again whole, "
    "or type it in."
)
COARSE = (
    "The picture is too coarse: it has about {dpi} dots to an inch on the page. "
    "Scan it again at 200, or type it in."
)
UNLIKE = (
    "What is printed on it could not be lined up with the form that its symbol names. It may be "
    "folded, covered, blurred or a changed copy: scan it again flat and whole, or type it in."
)

Map = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of the blank page.

    ``x`` and ``y`` are its top left corner in fine pixels; ``near`` says which of its pixels are
    print or beside print; ``tells`` that it has print in both directions, so that it fits in one
    place only.
    """

    x: int
    y: int
    picture: Grey
    near: npt.NDArray[np.bool_]
    tells: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A map with what the tiles say of it.

    ``scores`` are how alike the tiles are (1 is the same); ``on_paper`` and ``seen`` are the
    middles of those that tell their place (mm, pixels); ``misfit`` is their middle distance in
    mm from where the map puts them.
    """

    places: Map
    scores: npt.NDArray[np.float64]
    on_paper: Points
    seen: Points
    misfit: float

    @property
    def middle(self) -> float:
        """How alike the middle tile is."""
        return float(np.median(self.scores)) if len(self.scores) else 0.0

    @property
    def low(self) -> float:
        """How alike the lowest fifth is at most."""
        return float(np.percentile(self.scores, 20)) if len(self.scores) else 0.0

    @property
    def worth(self) -> float:
        """How alike all of it is."""
        return float(np.mean(self.scores)) if len(self.scores) else 0.0


def registered(grey: Grey, found: Landmarks, blank: Blank) -> Map | str:
    """Return how a page lies in its picture, or why that cannot be told, in plain words."""
    if found.scale < LEAST_SCALE:
        return COARSE.format(dpi=round(found.scale * 25.4))
    half = resized(grey, 0.5)
    tiles = printed_tiles(blank)
    best = _best(grey, half, found, blank, tiles)
    if best is None:
        return UNLIKE
    fit = _mended(half, best, found, tiles)
    if fit.middle < LEAST_MIDDLE or fit.low < LEAST_LOW or fit.misfit > MOST_MISFIT:
        return UNLIKE
    edge = _cut_edge(fit.places, blank.page, grey.shape)
    return CUT.format(edge=edge) if edge else fit.places


def _best(
    grey: Grey, half: Grey, found: Landmarks, blank: Blank, tiles: Sequence[Tile]
) -> Fit | None:
    """Return the hypothesis that the print likes best; a clear one at once."""
    best = None
    maps = [*_hypotheses(found)]
    for places, far in [*((one, NEAR) for one in maps[:1]), *((one, FAR) for one in maps)]:
        best = _better(best, _compared(half, places, tiles, far))
        if best.middle > _CLEAR:
            return best
    for places in _from_squares(grey, found, blank.page):
        best = _better(best, _compared(half, places, tiles, FAR))
    return best


def _better(one: Fit | None, other: Fit) -> Fit:
    return other if one is None or other.middle > one.middle else one


def _mended(half: Grey, fit: Fit, found: Landmarks, tiles: Sequence[Tile]) -> Fit:
    """Return a fit that follows its own tiles as long as that helps.

    Where some parts fit and others do not yet, the former say where the latter are.
    """
    for _ in range(_STEPS):
        places = _through(fit, found)
        if places is not None and fit.misfit < _SLIGHT and fit.low > _CLEAR_LOW:
            return replace(fit, places=places)
        far = NEAR if fit.low > _CLEAR_LOW else FAR
        again = None if places is None else _compared(half, places, tiles, far)
        if again is None or again.worth < fit.worth - 0.02:
            return fit
        settled = again.worth < fit.worth + 0.01 and again.misfit > fit.misfit * 0.6
        fit = again
        if settled or (fit.misfit < _SETTLED and fit.low > _CLEAR_LOW):
            break
    return fit


# --- hypotheses -----------------------------------------------------------------------------


def _hypotheses(found: Landmarks) -> Iterator[Map]:
    """Yield maps, the likeliest first."""
    corners = [*found.marks.values()]
    symbol = (found.symbol_mm, found.symbol)
    if len(corners) == 4:
        yield _homography(corners)
    for left_out in combinations(corners, 3):
        yield _square(affine([*left_out, symbol]))
    for pair in combinations(corners, 2):
        yield _square(affine([*pair, symbol]))
    yield _square(affine([*corners[:1], symbol]))


def _from_squares(grey: Grey, found: Landmarks, page: Json) -> Iterator[Map]:
    """Yield maps through any four dark squares that may be the marks, by how the symbol fits."""
    order = ("top-left", "top-right", "bottom-right", "bottom-left")
    by_corner = {mark["corner"]: mark for mark in page["fiducials"]}
    marks = [by_corner[corner] for corner in order]
    on_paper = np.array([(m["x"] + m["width"] / 2, m["y"] + m["height"] / 2) for m in marks])
    maps = []
    for four in combinations(dark_squares(grey, found, marks[0]["width"]), 4):
        seen = _round(np.array(four), found.symbol)
        maps.append(_homography([(on_paper, seen)]))
    ranked = sorted((_symbol_misfit(one, found), n) for n, one in enumerate(maps))
    yield from (maps[n] for misfit, n in ranked[:_TRIED] if misfit < 6)


def _round(four: Points, symbol: Points) -> Points:
    """Return four places clockwise as printed, so that the third is the nearest to the symbol."""
    middle = four.mean(axis=0)
    turned = four[np.argsort(np.arctan2(*(four - middle).T[::-1]))]
    nearest = int(np.argmin(np.linalg.norm(turned - symbol.mean(axis=0), axis=1)))
    return np.roll(turned, 2 - nearest, axis=0)


def _symbol_misfit(places: Map, found: Landmarks) -> float:
    """Return how far (mm) a map puts the symbol from where it is."""
    apart = np.linalg.norm(through(places, found.symbol_mm) - found.symbol, axis=1)
    return float(apart.mean() / found.scale)


def _homography(pairs: list[tuple[Points, Points]]) -> Map:
    on_paper = np.concatenate([paper for paper, _ in pairs]).astype(np.float32)
    seen = np.concatenate([picture for _, picture in pairs]).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(on_paper, seen), np.float64)


def _square(of: Points) -> Map:
    return np.vstack([of, (0, 0, 1)])


def through(places: Map, points: Points) -> Points:
    """Return where a map puts places (rows of x, y)."""
    moved = np.c_[points, np.ones(len(points))] @ places.T
    return np.asarray(moved[:, :2] / moved[:, 2:], np.float64)


# --- the print decides ----------------------------------------------------------------------


@lru_cache(16)
def printed_tiles(blank: Blank) -> tuple[Tile, ...]:
    """Return the tiles of a blank page that hold print."""
    small = resized(blank.print, FINE / SCALE)
    side = TILE * FINE
    made = []
    for y, x in product(*(_starts(length, side) for length in small.shape)):
        part = np.array(small[y : y + side, x : x + side], np.uint8)
        near = _near(part)
        if part.std() > _PRINTED and near.any():
            made.append(Tile(x, y, part, near, _tells(part)))
    return tuple(made)


def _starts(length: int, side: int) -> list[int]:
    """Return where tiles begin along a page, from edge to edge."""
    count = round((length - side) / (APART * FINE)) + 1
    return [round(at) for at in np.linspace(0, length - side, count)]


def _near(part: Grey) -> npt.NDArray[np.bool_]:
    """Return what is print or lies beside it: what is written elsewhere is not compared."""
    dark = (part < _DARK).astype(np.uint8)
    return np.asarray(cv2.dilate(dark, np.ones((_ROUND, _ROUND), np.uint8)) > 0)


def _alike(part: Grey, tile: Tile) -> float:
    """Return how alike a picture and a tile are where the tile has print (1 is the same)."""
    seen, printed = part[tile.near].astype(np.float32), tile.picture[tile.near].astype(np.float32)
    seen, printed = seen - seen.mean(), printed - printed.mean()
    both = float(np.sqrt(seen.dot(seen) * printed.dot(printed)))
    return float(seen.dot(printed)) / both if both > 0 else 0.0


def _tells(part: Grey) -> bool:
    """Say whether a tile has print across and along, so that it fits in one place only."""
    tones = part.astype(np.float32)
    across, along = np.abs(np.diff(tones, axis=1)), np.abs(np.diff(tones, axis=0))
    return bool(min(across.mean(), along.mean()) > _BOTH_WAYS)


def _compared(half: Grey, places: Map, tiles: Sequence[Tile], far: float) -> Fit:
    """Hold the tiles of a picture at half size against the print, where a map says they are."""
    room = round(far * FINE)
    to_fine = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, FINE]]) / FINE
    halved = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])
    moved = halved @ places @ to_fine @ _shifted(-room)
    size = (210 * FINE + 2 * room, 297 * FINE + 2 * room)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = np.asarray(cv2.warpPerspective(half, moved, size, flags=how, borderValue=0), np.uint8)
    scores: list[tuple[float, bool]] = []
    on_paper: list[Points] = []
    moved_to: list[Points] = []
    for tile in tiles:
        h, w = tile.picture.shape
        part = flat[tile.y : tile.y + h + 2 * room, tile.x : tile.x + w + 2 * room]
        if np.count_nonzero(part == 0) > part.size * 0.3:
            continue  # it lies outside the picture
        like = np.asarray(cv2.matchTemplate(part, tile.picture, cv2.TM_CCOEFF_NORMED), np.float32)
        _, _, _, (dx, dy) = cv2.minMaxLoc(like)
        score = _alike(part[dy : dy + h, dx : dx + w], tile)
        scores.append((score, tile.tells))
        if tile.tells and score > LEAST_LOW:
            middle = np.array([tile.x + w / 2, tile.y + h / 2])
            shift = np.array([_peak(like[dy], dx), _peak(like[:, dx], dy)]) - room
            on_paper.append(middle / FINE)
            moved_to.append((middle + shift) / FINE)
    return _fit(places, scores, on_paper, moved_to)


def _fit(
    places: Map, scores: list[tuple[float, bool]], on_paper: list[Points], moved: list[Points]
) -> Fit:
    """Return a fit; tiles of lines alone, which people write on, count where others are few."""
    telling = [score for score, tells in scores if tells]
    kept = telling if len(telling) >= _ENOUGH else [score for score, _ in scores]
    paper, to = np.array(on_paper).reshape(-1, 2), np.array(moved).reshape(-1, 2)
    misfit = float(np.median(np.linalg.norm(to - paper, axis=1))) if len(paper) else 0.0
    return Fit(places, np.array(kept), paper, through(places, to), misfit)


def _shifted(by: float) -> Map:
    return np.array([[1, 0, by], [0, 1, by], [0, 0, 1]], np.float64)


def _peak(values: npt.NDArray[np.float32], at: int) -> float:
    """Return where a curve is highest, between its samples."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, top, after = (float(values[at + step]) for step in (-1, 0, 1))
    bend = before - 2 * top + after
    return at + (before - after) / (2 * bend) if bend < 0 else float(at)


def _through(fit: Fit, found: Landmarks) -> Map | None:
    """Return a map through the tiles and those marks that agree with them."""
    on_paper, seen = fit.on_paper, fit.seen
    for mark_mm, mark in found.marks.values():
        if np.linalg.norm(through(fit.places, mark_mm) - mark) < found.scale:
            on_paper, seen = np.r_[on_paper, mark_mm], np.r_[seen, mark]
    if len(on_paper) < 4 or _in_a_line(on_paper):
        return None
    near = 0.4 * found.scale
    if len(on_paper) < 8 or np.ptp(on_paper[:, 1]) < 120:
        across, _ = cv2.estimateAffine2D(on_paper, seen, ransacReprojThreshold=near)
        return None if across is None else _square(np.asarray(across, np.float64))
    places, _ = cv2.findHomography(on_paper, seen, cv2.RANSAC, near)
    return None if places is None else np.asarray(places, np.float64)


def _in_a_line(points: Points) -> bool:
    return bool(np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[1] < 30)


# --- what lies outside ----------------------------------------------------------------------


def _cut_edge(places: Map, page: Json, shape: tuple[int, ...]) -> str:
    """Return which edge of the paper is cut through boxes, if any is."""
    high, wide = shape
    for box in page["boxes"]:
        x, y, w, h = box["x"], box["y"], box["width"], box["height"]
        for corner in ((x, y), (x + w, y), (x + w, y + h), (x, y + h)):
            at = through(places, np.array([corner]))[0]
            if not (-1 <= at[0] <= wide and -1 <= at[1] <= high):
                return _edge_near(*corner)
    return ""


def _edge_near(x: float, y: float) -> str:
    away = {"left edge": x, "right edge": 210 - x, "top": y, "foot": 297 - y}
    return min(away, key=lambda name: away[name])
