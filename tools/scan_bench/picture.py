"""One sheet under way from paper to picture: its pixels, and where the paper lies in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from scan_bench.sheets import PX, Grey

Json = dict[str, Any]
Matrix = npt.NDArray[np.float64]


def _paper_matrix() -> Matrix:
    return np.diag([PX, PX, 1.0])


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture; ``matrix`` takes millimetres of the paper to its pixels.

    ``hidden`` are shapes on the paper (points in millimetres) that cover what was printed there.
    """

    grey: Grey
    matrix: Matrix = field(default_factory=_paper_matrix)
    hidden: tuple[npt.NDArray[np.float64], ...] = ()

    def toned(self, grey: npt.NDArray[Any]) -> Picture:
        """Return the same picture with other grey values (0 to 255, of any kind)."""
        return replace(self, grey=np.clip(grey, 0, 255).astype(np.uint8))

    def sees(self, rectangle: Json) -> bool:
        """Say whether a rectangle of the paper lies wholly inside of the picture, uncovered."""
        x, y = rectangle["x"], rectangle["y"]
        right, bottom = x + rectangle["width"], y + rectangle["height"]
        corners = np.array([[x, y], [right, y], [right, bottom], [x, bottom]])
        height, width = self.grey.shape
        there = cv2.perspectiveTransform(corners[None], self.matrix)[0]
        inside = (there >= 0).all() and (there <= (width, height)).all()
        return bool(inside) and not any(_meet(corners, shape) for shape in self.hidden)

    def registrable(self, page: Json) -> bool:
        """Say whether a person would call the page whole: its symbol and 2 marks are there."""
        return self.sees(page["qr"]) and sum(map(self.sees, page["fiducials"])) >= 2


def _meet(corners: Matrix, shape: npt.NDArray[np.float64]) -> bool:
    area, _ = cv2.intersectConvexConvex(
        corners.astype(np.float32), cv2.convexHull(shape.astype(np.float32))
    )
    return float(area) > 0.3


def warped(
    picture: Picture, move: Matrix, size: tuple[int, int], around: int | Grey = 255
) -> Picture:
    """Return a picture moved by a matrix (old pixels to new), with what lies around the paper."""
    zoom = float(np.sqrt(abs(np.linalg.det(move[:2, :2]))))
    grey = picture.grey
    if zoom < 0.9:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.42 / zoom), np.uint8)
    border = around if isinstance(around, int) else 0
    made = cv2.warpPerspective(
        grey, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=border
    )
    if not isinstance(around, int):
        paper = cv2.warpPerspective(np.full_like(grey, 255), move, size)
        made = np.where(paper > 127, made, around)
    return Picture(np.asarray(made, np.uint8), move @ picture.matrix, picture.hidden)


def centred(turn: float, zoom: float, shear: float, middle: Iterable[float]) -> Matrix:
    """Return a turn (degrees), zoom and shear about a point, as a matrix."""
    x, y = middle
    angle = np.deg2rad(turn)
    spin = np.array(
        [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    stretch = np.array([[zoom, shear * zoom, 0], [0, zoom, 0], [0, 0, 1]])
    return np.asarray(shift(x, y) @ spin @ stretch @ shift(-x, -y), np.float64)


def shift(x: float, y: float) -> Matrix:
    """Return a move as a matrix."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], float)


def mesh(picture: Picture, dx: npt.NDArray[Any], dy: npt.NDArray[Any]) -> Picture:
    """Return a picture pushed about by a few pixels: coarse fields, enlarged smoothly."""
    height, width = picture.grey.shape
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    wide = cv2.resize(dx.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    high = cv2.resize(dy.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grey = cv2.remap(
        picture.grey, columns + wide, rows + high, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return replace(picture, grey=np.asarray(grey, np.uint8))
