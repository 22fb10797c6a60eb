"""What a person does to one question, by name: which boxes get which strokes, and what it means.

*Ordinary* is what the form asks for: a tick or a cross inside 1 box, or nothing. Everything
else is *hard*. ``meant`` is the answer that a sensible clerk would type; None where she would
ask somebody, so that any sure answer is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scan_bench import shapes
from scan_bench.pens import (
    FAINT,
    FELT,
    GREEN,
    LIGHT_BLUE,
    MARKER,
    ORANGE,
    PENCIL,
    PINK,
    RED,
    SKIPPING,
    YELLOW,
    Pen,
    Points,
    Rng,
)
from scan_bench.shapes import Shape, Strokes

Json = dict[str, Any]
Meaning = frozenset[str] | None

ORDINARY = "tick or cross", "left blank"


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's habits: pen, shape of mark, size of marks (of a box), how far off the middle."""

    pen: Pen
    shape: Shape
    size: float
    slop: float
    tremor: float


@dataclass(slots=True)
class Deed:
    """What was done to a question: strokes by pen, white-outs (x, y, width, height), its meaning.

    ``marked`` are the boxes in or at which a mark stands that was left standing.
    """

    meant: Meaning
    marked: frozenset[str]
    ink: list[tuple[Pen, Strokes]] = field(default_factory=list)
    erased: list[tuple[Pen, Strokes]] = field(default_factory=list)
    whited: list[tuple[float, float, float, float]] = field(default_factory=list)
    late: list[tuple[Pen, Strokes]] = field(default_factory=list)


Act = Callable[[Rng, Hand, Sequence[Json]], Deed]


def at(box: Json, strokes: Strokes, rng: Rng, hand: Hand | None = None) -> Strokes:
    """Return strokes in box units as millimetres of the page, as large as a hand makes them."""
    size = hand.size * rng.uniform(0.9, 1.1) if hand else 1.0
    off = rng.normal(0, hand.slop, 2).clip(-0.12, 0.12) if hand else np.zeros(2)
    corner, side = np.array([box["x"], box["y"]]), np.array([box["width"], box["height"]])
    return [np.asarray(((line - 0.5) * size + 0.5 + off) * side + corner) for line in strokes]


def _drawn(boxes: Sequence[Json], rng: Rng, count: int = 1) -> list[Json]:
    return [boxes[int(index)] for index in rng.choice(len(boxes), count, replace=False)]


def _codes(*boxes: Json) -> frozenset[str]:
    return frozenset(str(box["code"]) for box in boxes)


def ordinary(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 1 box as this person ticks; where several may be ticked, up to half of them."""
    most = max(len(boxes) // 2, 1) if boxes[0].get("several") else 1
    chosen = _drawn(boxes, rng, int(rng.integers(1, most + 1)))
    ink = [(hand.pen, at(box, hand.shape(rng), rng, hand)) for box in chosen]
    return Deed(_codes(*chosen), _codes(*chosen), ink)


def blank(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Leave a question out."""
    return Deed(frozenset(), frozenset())


def with_shape(shape: Shape, *, clear: bool = True) -> Act:
    """Mark 1 box in another shape; where that is not ``clear``, somebody has to be asked."""

    def act(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
        (box,) = _drawn(boxes, rng)
        ink = [(hand.pen, at(box, shape(rng), rng))]
        return Deed(_codes(box) if clear else None, _codes(box), ink)

    return act


def with_pen(*pens: Pen) -> Act:
    """Tick 1 box with another pen."""

    def act(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
        (box,) = _drawn(boxes, rng)
        pen = pens[int(rng.integers(len(pens)))]
        return Deed(_codes(box), _codes(box), [(pen, at(box, hand.shape(rng), rng, hand))])

    return act


def corrected(covering: Shape) -> Act:
    """Tick a box, cover it as the form asks (or in a hurry), tick another."""

    def act(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
        wrong, right = _drawn(boxes, rng, 2)
        ink = [
            (hand.pen, at(wrong, hand.shape(rng), rng, hand)),
            (hand.pen, at(wrong, covering(rng), rng)),
            (hand.pen, at(right, hand.shape(rng), rng, hand)),
        ]
        return Deed(_codes(right), _codes(right), ink)

    return act


def two_ticks(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 2 boxes and leave it at that."""
    both = _drawn(boxes, rng, 2)
    ink = [(hand.pen, at(box, hand.shape(rng), rng, hand)) for box in both]
    return Deed(None, _codes(*both), ink)


def strong_and_faint(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 1 box in pen and another in faint pencil, not rubbed out: nobody knows."""
    first, second = _drawn(boxes, rng, 2)
    ink = [
        (hand.pen, at(first, hand.shape(rng), rng, hand)),
        (PENCIL, at(second, hand.shape(rng), rng, hand)),
    ]
    return Deed(None, _codes(first, second), ink)


def erased(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick in pencil, rub it out, tick another box."""
    wrong, right = _drawn(boxes, rng, 2)
    gone = [(PENCIL, at(wrong, hand.shape(rng), rng, hand))]
    ink = [(PENCIL, at(right, hand.shape(rng), rng, hand))]
    return Deed(_codes(right), _codes(right), ink, erased=gone)


def erased_only(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick in pencil, rub it out, answer nothing."""
    (wrong,) = _drawn(boxes, rng)
    gone = [(PENCIL, at(wrong, hand.shape(rng), rng, hand))]
    return Deed(frozenset(), frozenset(), erased=gone)


def whited(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick a box, paint it over with correction fluid, tick another."""
    wrong, right = _drawn(boxes, rng, 2)
    ink = [(hand.pen, at(wrong, hand.shape(rng), rng, hand))]
    spot = (wrong["x"] - 0.6, wrong["y"] - 0.5, wrong["width"] + 1.2, wrong["height"] + 1.0)
    late = [(hand.pen, at(right, hand.shape(rng), rng, hand))]
    return Deed(_codes(right), _codes(right), ink, whited=[spot], late=late)


def rested(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 1 box after the pen has rested in another."""
    thought, right = _drawn(boxes, rng, 2)
    ink = [
        (hand.pen, at(thought, shapes.pen_rest(rng), rng)),
        (hand.pen, at(right, hand.shape(rng), rng, hand)),
    ]
    return Deed(_codes(right), _codes(right), ink)


def ticked_and_wiped(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 1 box in a row that is wiped with a highlighter."""
    deed = ordinary(rng, hand, boxes)
    first, last = boxes[0], boxes[-1]
    middle = first["y"] + first["height"] / 2
    ends = (first["x"] - 3, middle), (last["x"] + last["width"] + 3, middle)
    deed.ink.insert(0, (YELLOW, [shapes.bend(ends[0], ends[1], 0.0)]))
    return deed


def flourished(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Tick 1 box with an arm that runs into the row above."""
    (box,) = _drawn(boxes, rng)
    ink = [(hand.pen, at(box, shapes.flourish(rng, rng.uniform(1.2, 2.6)), rng))]
    return Deed(_codes(box), _codes(box), ink)


def not_applicable(rng: Rng, hand: Hand, boxes: Sequence[Json]) -> Deed:
    """Draw 1 line through all boxes of a question: it does not apply."""
    first, last = boxes[0], boxes[-1]
    y = first["y"] + first["height"] * rng.uniform(0.35, 0.65)
    end = last["y"] + last["height"] * rng.uniform(0.35, 0.65)
    line: Points = shapes.bend((first["x"] - 2, y), (last["x"] + last["width"] + 2, end), 0.005)
    return Deed(None, _codes(*boxes), [(hand.pen, [line])])


HARD: dict[str, Act] = {
    "1 stroke": with_shape(shapes.stroke),
    "scribble": with_shape(shapes.scribble),
    "scribble over the border": with_shape(shapes.overrunning_scribble),
    "dot": with_shape(shapes.dot),
    "small tick": with_shape(shapes.tiny),
    "small O": with_shape(shapes.inner_ring),
    "ring round the box": with_shape(shapes.ring),
    "tick beside the box": with_shape(shapes.beside),
    "tick on the border": with_shape(shapes.across_border),
    "filled box": with_shape(shapes.filling, clear=False),
    "filled, another ticked": corrected(shapes.filling),
    "poorly filled, another ticked": corrected(shapes.poor_filling),
    "scribbled out, another ticked": corrected(shapes.overrunning_scribble),
    "painted over, another ticked": whited,
    "2 ticks": two_ticks,
    "pen and pencil ticks": strong_and_faint,
    "pen rested in another box": rested,
    "line through the row": not_applicable,
    "long flourish": flourished,
    "pencil": with_pen(PENCIL),
    "faint pencil": with_pen(FAINT),
    "rubbed out, another ticked": erased,
    "rubbed out": erased_only,
    "red pen": with_pen(RED),
    "green pen": with_pen(GREEN),
    "light blue or pink pen": with_pen(LIGHT_BLUE, PINK),
    "felt pen": with_pen(FELT),
    "thick marker": with_pen(MARKER),
    "skipping ballpoint": with_pen(SKIPPING),
    "highlighter alone": lambda rng, hand, boxes: _wiped(rng, boxes),
    "tick in a highlighted row": ticked_and_wiped,
}
#: Styles that need a second box.
PAIRS = {
    name
    for name in HARD
    if "another" in name or name in ("2 ticks", "pen and pencil ticks", "line through the row")
}
#: Habits that a person keeps for a whole page.
KEPT = (
    "1 stroke", "scribble", "dot", "small tick", "small O", "ring round the box",
    "tick beside the box", "filled box", "pencil", "faint pencil", "red pen", "green pen",
    "light blue or pink pen", "felt pen", "thick marker", "skipping ballpoint",
    "highlighter alone", "long flourish",
)  # fmt: skip
#: What happens to a question from outside (``filler``, ``accidents``).
SUFFERED = (
    "1 line down several rows",
    "flourish from another row",
    "writing across",
    "stamp across",
    "coffee ring",
    "staple",
)


def _wiped(rng: Rng, boxes: Sequence[Json]) -> Deed:
    (box,) = _drawn(boxes, rng)
    pen = (YELLOW, ORANGE)[int(rng.integers(2))]
    return Deed(_codes(box), _codes(box), [(pen, at(box, shapes.band(rng), rng))])
