"""Pages filled in and scanned by nobody: strokes of a pen on a print, then what copiers do to it.

Lengths are millimetres. A page is a print at `FINE` pixels to a millimetre; a scan has 200 dots to
an inch unless it is told otherwise.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from generator.scan.blanks import picture_of
from generator.scan.page import Grey, Json

FINE = 12.0
DPI200 = 200 / 25.4
Box = Mapping[str, float]


@dataclass
class Sheet:
    """A print to write on."""

    layout: Json
    paper: Image.Image
    pen: ImageDraw.ImageDraw

    @classmethod
    def of(cls, pdf: bytes, layout: Json, page: int = 1) -> Sheet:
        paper = Image.fromarray(picture_of(pdf, page, FINE))
        return cls(layout["pages"][page - 1], paper, ImageDraw.Draw(paper))

    def copy(self) -> Sheet:
        paper = self.paper.copy()
        return Sheet(self.layout, paper, ImageDraw.Draw(paper))

    def boxes(self, kind: str = "tick") -> list[Json]:
        return [box for box in self.layout["boxes"] if box["kind"] == kind]

    def box(self, item: str, code: str) -> Json:
        return next(b for b in self.boxes() if b["item"] == item and b["code"] == code)

    def stroke(self, points: Iterable[tuple[float, float]], width: float, grey: int) -> None:
        """Draw a line with round ends through points."""
        dots = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(dots, fill=grey, width=max(1, round(width * FINE)), joint="curve")
        for x, y in dots:
            r = width * FINE / 2
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=grey)

    @property
    def grey(self) -> Grey:
        return np.asarray(self.paper)


def tick(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    x, y, w = _within(b, r)
    points = [(x + 0.15 * w, y + 0.5 * w), (x + 0.4 * w, y + 0.85 * w)]
    points.append((x + w * r.uniform(0.85, 1.3), y + w * r.uniform(-0.3, 0.15)))
    s.stroke(_shaken(points, r), width, grey)


def cross(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    x, y, w = _within(b, r)
    e = r.uniform(0.05, 0.25) * w
    s.stroke(_shaken([(x + e, y + e), (x + w - e, y + w - e)], r), width, grey)
    s.stroke(_shaken([(x + w - e, y + e), (x + e, y + w - e)], r), width, grey)


def slash(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    x, y, w = _within(b, r)
    s.stroke(_shaken([(x + 0.1 * w, y + 0.9 * w), (x + 0.9 * w, y + 0.1 * w)], r), width, grey)


def dot(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    x, y, w = _within(b, r)
    c, d = (x + w / 2, y + w / 2), w * r.uniform(0.12, 0.22)
    s.stroke([(c[0] - d, c[1]), (c[0] + d, c[1] + d / 2)], width * 2.2, grey)


def filled(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    x, y, w, h = b["x"], b["y"], b["width"], b["height"]
    rows = [(x + (0.2 if k % 2 else w - 0.2), y + 0.2 + k * (h - 0.4) / 14) for k in range(15)]
    s.stroke(_shaken(rows, r, 0.12), width, grey)


def ring(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    cx, cy = b["x"] + b["width"] / 2, b["y"] + b["height"] / 2
    rx, ry = b["width"] * r.uniform(0.95, 1.15), b["height"] * r.uniform(0.8, 0.95)
    turn = [math.tau * k / 24 for k in range(25)]
    s.stroke(
        _shaken([(cx + rx * math.cos(t), cy + ry * math.sin(t)) for t in turn], r, 0.1), width, grey
    )


def beside(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    tick(s, {**b, "x": b["x"] + 1.5 * b["width"]}, r, width, grey)


def scrawl(s: Sheet, b: Box, r: Random, width: float = 0.5, grey: int = 40) -> None:
    """Write something like a word, to the width of a box."""
    x, y = b["x"] + 0.8, b["y"] + b["height"] * 0.6
    points = [
        (x + k * 0.9, y + r.uniform(-1, 1) * b["height"] * 0.25)
        for k in range(max(2, int((b["width"] - 1.6) / 0.9)))
    ]
    s.stroke(points, width, grey)


ORDINARY: tuple[Callable[..., None], ...] = (tick, tick, cross, cross, slash)


def _within(b: Box, r: Random) -> tuple[float, float, float]:
    w = b["width"] * r.uniform(0.8, 1.1)
    slack = b["width"] - w
    return b["x"] + slack / 2 + r.gauss(0, 0.3), b["y"] + slack / 2 + r.gauss(0, 0.3), w


def _shaken(
    points: Iterable[tuple[float, float]], r: Random, by: float = 0.2
) -> list[tuple[float, float]]:
    return [(x + r.gauss(0, by), y + r.gauss(0, by)) for x, y in points]


def fill_in(
    s: Sheet, r: Random, styles: tuple[Callable[..., None], ...] = ORDINARY
) -> dict[str, str]:
    """Answer each question once, with one pen; return what was answered."""
    width, grey = r.uniform(0.35, 0.75), r.choice((15, 30, 60, 75))
    items: dict[str, list[Json]] = {}
    for box in s.boxes():
        items.setdefault(box["item"], []).append(box)
    said = {}
    for item, boxes in items.items():
        box = r.choice(boxes)
        r.choice(styles)(s, box, r, width, grey)
        said[item] = box["code"]
    for box in s.layout["boxes"]:
        if box["kind"] != "tick" and r.random() < 0.8:
            scrawl(s, box, r, width, grey)
    return said


# --- what happens on the way ----------------------------------------------------------------


def scanned(
    grey: Grey,
    r: Random,
    *,
    dpi: float = 200,
    turn: float = 0.0,
    scale: float = 1.0,
    shear: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
    noise: float = 4.0,
    paper: int = 245,
    ink: int = 25,
    blur: float = 0.5,
    jpeg: int = 85,
) -> Grey:
    """Return a page as a flat-bed scanner gives it: ``turn`` in degrees, ``shift`` in mm."""
    k = dpi / 25.4 / FINE
    width, height = round(210 * dpi / 25.4), round(297 * dpi / 25.4)
    a = math.radians(turn)
    m = k * scale * np.array([[math.cos(a), -math.sin(a) + shear], [math.sin(a), math.cos(a)]])
    middle = np.array([105, 148.5]) * FINE
    offset = np.array([width / 2, height / 2]) - m @ middle + np.array(shift) * dpi / 25.4
    soft = cv2.GaussianBlur(grey, (0, 0), max(0.01, 0.35 / k))
    made = cv2.warpAffine(
        soft, np.c_[m, offset], (width, height), flags=cv2.INTER_LINEAR, borderValue=255
    )
    return finished(made, r, noise=noise, paper=paper, ink=ink, blur=blur, jpeg=jpeg)


def finished(
    made: Grey, r: Random, *, noise: float, paper: int, ink: int, blur: float, jpeg: int
) -> Grey:
    rng = np.random.default_rng(r.randrange(2**32))
    seen = cv2.GaussianBlur(made, (0, 0), blur) if blur else made
    seen = ink + seen.astype(np.float32) * (paper - ink) / 255
    seen += rng.normal(0, noise, made.shape).astype(np.float32)
    return as_jpeg(np.clip(seen, 0, 255).astype(np.uint8), jpeg)


def as_jpeg(grey: Grey, quality: int) -> Grey:
    if not quality:
        return grey
    held = io.BytesIO()
    Image.fromarray(grey).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held))


def faxed(grey: Grey, at: int = 150) -> Grey:
    return np.where(grey > at, 255, 0).astype(np.uint8)


def shaded(grey: Grey, r: Random, least: float = 0.6) -> Grey:
    """Darken towards one side, as a book's fold or a hand over a photograph does."""
    h, w = grey.shape
    a = r.uniform(0, math.tau)
    x, y = np.meshgrid(np.linspace(-1, 1, w), np.linspace(-1, 1, h))
    t = (x * math.cos(a) + y * math.sin(a)) / 1.42 * 0.5 + 0.5
    return (grey * (least + (1 - least) * t)).astype(np.uint8)


def photographed(
    grey: Grey, r: Random, lean: float = 0.06, size: tuple[int, int] = (1900, 2600)
) -> Grey:
    """Return a page on a dark desk, seen at a slant."""
    h, w = grey.shape
    width, height = size
    edge = 0.07
    corners = np.array([(edge, edge), (1 - edge, edge), (1 - edge, 1 - edge), (edge, 1 - edge)])
    moved = corners + np.array([[r.uniform(-1, 1) * lean for _ in "xy"] for _ in corners])
    moved = np.clip(moved, 0.01, 0.99) * np.array([width, height])
    whole = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    m = cv2.getPerspectiveTransform(whole, moved.astype(np.float32))
    soft = cv2.GaussianBlur(grey, (0, 0), 0.6)
    seen = cv2.warpPerspective(soft, m, (width, height), borderValue=70)
    return finished(seen, r, noise=5, paper=230, ink=30, blur=0.8, jpeg=80)


def creased(grey: Grey, r: Random, folds: int = 6, most: float = 0.9) -> Grey:
    """Fold a sheet and press it flat again: each fold swallows some of the paper beside it."""
    h, w = grey.shape
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    from_x, from_y = x.copy(), y.copy()
    shade = np.ones((h, w), np.float32)
    for _ in range(folds):
        turn, swallows = r.uniform(0, math.pi), r.uniform(most / 3, most) * FINE
        across, down = math.cos(turn), math.sin(turn)
        away = (x - r.uniform(0.2, 0.8) * w) * across + (y - r.uniform(0.2, 0.8) * h) * down
        pushed = np.clip(away / (4 * FINE), -0.5, 0.5) * swallows
        from_x += pushed * across
        from_y += pushed * down
        shade -= 0.12 * np.exp(-((away / (0.3 * FINE)) ** 2)) + 0.02 * np.sign(away)
    lies = cv2.remap(grey, from_x, from_y, cv2.INTER_LINEAR, borderValue=255)
    return np.clip(lies * shade, 0, 255).astype(np.uint8)


def lined(grey: Grey, r: Random, count: int = 2) -> Grey:
    """Draw the streaks of a dirty glass from top to bottom."""
    made = grey.copy()
    for _ in range(count):
        x, w = r.randrange(20, grey.shape[1] - 20), r.choice((1, 2, 3))
        made[:, x : x + w] = np.minimum(made[:, x : x + w], r.choice((40, 90, 140)))
    return made


def blurred(grey: Grey, by: float) -> Grey:
    image = Image.fromarray(grey).filter(ImageFilter.GaussianBlur(by))
    return np.asarray(image)
