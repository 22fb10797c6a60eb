"""Creases: a page that was crumpled or folded is laid even again, as its own print shows.

Under a scanner's lid such paper lies flat, but not evenly: beside a fold its print is pushed aside
by some millimetres, and a box is no square any more. Optical flow from the blank page says where
its print went to (dense inverse search: Kroeger et al. 2016, DOI 10.1007/978-3-319-46493-0_29).
Ink goes with the print round it, and where print alone does not say, nothing is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from generator.scan.boxes import Place, places
from generator.scan.flat import SIZE, Dark, darkness
from generator.scan.page import SCALE, Blank, Grey, Json
from generator.scan.sizes import resized

#: Pixels a millimetre at which print is followed, and over how many mm it is smoothed.
_FINE, _OVER = 4, 0.8
#: Ink counts no more than print does, which else is taken for the next row's: darkness above this
#: is cut off.
_DARKEST = 0.5
#: An edge of print (grey levels a pixel) tells all it can; paper tells next to nothing.
_EDGE, _NOTHING = 100.0, 1e-5
#: A page is creased where this part (per cent) of its boxes lies less evenly than so (mm), each
#: beside the one before.
_MOST, _UNEVEN = 90, 0.3
#: A box is not found where it was pushed farther (mm): past half a row it may be its neighbour; ...
MOST_PUSH = 3.5
#: ... nor where from one place to the next, so far (mm) round it too, the push changes by more
#: than this part of their distance: at 1 the paper would lie on itself.
MOST_BEND, _ROUND = 0.6, 0.5

Push = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Laid:
    """A flat page, how dark it is, and where its boxes were found."""

    flat: Grey
    dark: Dark
    found: list[Place]

    @property
    def distinct(self) -> float:
        """How distinct its borders are together."""
        return sum(one.border for one in self.found)


def laid(flat: Grey, blank: Blank, boxes: Sequence[Json]) -> Laid:
    """Return a flat page with its boxes; one that is creased is made even where that helps."""
    page = _laid(flat, blank, boxes)
    if not is_creased(page.found):
        return page
    push = pushed(page.dark, blank)
    even = _laid(evened(flat, push), blank, boxes)
    sure = [
        place if _holds(_round(push, box)) else replace(place, border=0.0)
        for place, box in zip(even.found, boxes, strict=True)
    ]
    even = replace(even, found=sure)
    return even if even.distinct > page.distinct else page


def _laid(flat: Grey, blank: Blank, boxes: Sequence[Json]) -> Laid:
    dark = darkness(flat, blank)
    return Laid(flat, dark, places(dark, boxes))


def _round(push: Push, box: Json) -> Push:
    """Return the push of a box and of what is close round it."""
    left, top = round((box["x"] - _ROUND) * SCALE), round((box["y"] - _ROUND) * SCALE)
    wide, high = (round((box[side] + 2 * _ROUND) * SCALE) for side in ("width", "height"))
    return push[max(top, 0) : top + high, max(left, 0) : left + wide]


def _holds(push: Push) -> bool:
    """Say whether a box was pushed in a way that paper can be pushed."""
    bends = (np.abs(np.diff(push, axis=axis)).max() for axis in (0, 1))
    far = np.linalg.norm(push, axis=-1).max() / SCALE
    return bool(far <= MOST_PUSH and max(bends) <= MOST_BEND)


def is_creased(found: Sequence[Place]) -> bool:
    """Say whether boxes that follow each other are pushed differently."""
    if len(found) < 2:
        return False
    steps = np.diff([(one.dx, one.dy) for one in found], axis=0)
    return float(np.percentile(np.linalg.norm(steps, axis=1), _MOST)) > _UNEVEN * SCALE


def pushed(dark: Dark, blank: Blank) -> Push:
    """Return how far across and down (pixels of the flat page) print lies from where it should.

    The array has the size of the flat page and two layers.
    """
    printed = _followed(np.asarray(1 - blank.print / 255, np.float32))
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setFinestScale(0)  # borders of boxes are thin
    seen = flow.calc(printed, _followed(dark), None)  # type: ignore[call-overload]
    whole = _by_print(seen, printed) * np.float32(SCALE / _FINE)
    return np.asarray(cv2.resize(whole, SIZE, interpolation=cv2.INTER_LINEAR), np.float32)


def _followed(dark: Dark) -> Grey:
    """Return a picture in which print may be followed."""
    light = 255 - np.clip(dark / _DARKEST, 0, 1) * 255
    return resized(np.asarray(light, np.uint8), _FINE / SCALE)


def _by_print(push: Push, printed: Grey) -> Push:
    """Return a push that follows edges of print alone; each tells what lies across it."""
    layers = []
    for layer, (across, down) in enumerate(((1, 0), (0, 1))):
        edge = np.abs(cv2.Sobel(printed, cv2.CV_32F, across, down)) / 4
        weight = np.minimum(edge / _EDGE, 1) + np.float32(_NOTHING)
        layers.append(_soft(push[..., layer] * weight) / _soft(weight))
    return _soft(np.stack(layers, axis=-1))


def _soft(of: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(of, (0, 0), _OVER * _FINE), np.float32)


def evened(flat: Grey, push: Push) -> Grey:
    """Return a flat page whose print lies where the blank page has it."""
    down, across = np.indices(flat.shape, np.float32)
    return np.asarray(
        cv2.remap(
            flat,
            across + push[..., 0],
            down + push[..., 1],
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        ),
        np.uint8,
    )
