"""A printed side is filled in by an invented person: the paper, and the answers that went in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from scan_bench import accidents, handwriting, pens, shapes, styles
from scan_bench.pens import DARK, Pen, Points, Rng
from scan_bench.sheets import PX, Grey, Side, questions
from scan_bench.styles import HARD, KEPT, ORDINARY, PAIRS, Deed, Hand, Meaning

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands on paper for a question: style, meaning (None: ask somebody), boxes marked."""

    style: str
    meant: Meaning
    marked: frozenset[str]
    boxes: int

    @property
    def ordinary(self) -> bool:
        """Say whether it was answered as the form asks, or left blank."""
        return self.style in ORDINARY


@dataclass(frozen=True, slots=True)
class Filled:
    """A side after a person had it: the paper, truths by question, writing by item."""

    side: Side
    paper: Grey
    truths: Mapping[str, Truth]
    written: Mapping[str, bool]


def hand(rng: Rng) -> Hand:
    """Draw a person: a dark pen, one shape of tick or cross, a size of marks."""
    pen = pens.of_hand(DARK[int(rng.integers(len(DARK)))], rng)
    kinds = shapes.TICKS if rng.random() < 0.6 else shapes.CROSSES
    shape = kinds[int(rng.integers(len(kinds)))]
    sloppy = float(rng.uniform(0.01, 0.06))
    return Hand(pen, shape, float(rng.uniform(0.62, 1.3)), sloppy, float(rng.uniform(0.02, 0.1)))


def fill(
    side: Side, rng: Rng, kind: str, *, sensor: str = "luma", paper: Grey | None = None
) -> Filled:
    """Return a side filled in: ``kind`` is ordinary, mixed (1 question in 3 hard) or habit.

    ``paper`` is the printed side where the printer has spoiled it.
    """
    sheet = side.paper if paper is None else paper
    asked = questions(side.page)
    person = hand(rng)
    chosen = _chosen(asked, rng, kind)
    deeds = {item: _deed(style, rng, person, asked[item]) for item, style in chosen.items()}
    truths = {
        item: Truth(chosen[item], deed.meant, deed.marked, len(asked[item]))
        for item, deed in deeds.items()
    }
    before = sheet.copy() if kind != "ordinary" else sheet
    written = _write(sheet, side.page, rng, person, sensor)
    for deed in deeds.values():
        _put(sheet, deed, rng, person, sensor)
    if kind != "ordinary":
        truths = _suffer(sheet, before, asked, deeds, truths, rng, person, sensor)
    return Filled(side, sheet, truths, written)


def _chosen(asked: Mapping[str, Sequence[Json]], rng: Rng, kind: str) -> dict[str, str]:
    """Return a style for each question."""
    missing = rng.choice([0.0, 0.02, 0.05, 0.3], p=[0.3, 0.35, 0.25, 0.1])
    habit = str(rng.choice(KEPT))
    names = list(HARD)
    chosen = {}
    for item, boxes in asked.items():
        style = ORDINARY[1] if rng.random() < missing else ORDINARY[0]
        if style == ORDINARY[0] and kind == "habit":
            style = habit
        elif kind == "mixed" and rng.random() < 1 / 3:
            style = str(rng.choice(names))
        alone = len(boxes) < 2 or boxes[0].get("several")
        chosen[item] = ORDINARY[0] if style in PAIRS and alone else style
    return chosen


def _deed(style: str, rng: Rng, person: Hand, boxes: Sequence[Json]) -> Deed:
    acts = {ORDINARY[0]: styles.ordinary, ORDINARY[1]: styles.blank, **HARD}
    return acts[style](rng, person, boxes)


def _put(sheet: Grey, deed: Deed, rng: Rng, person: Hand, sensor: str) -> None:
    """Lay a deed's ink on paper, in the order in which it was done."""
    for pen, strokes in deed.erased:
        _rub(sheet, pen, strokes, rng, sensor)
    for pen, strokes in deed.ink:
        pens.draw(sheet, strokes, pen, rng, sensor=sensor, tremor=person.tremor)
    for x, y, width, height in deed.whited:
        accidents.white_out(sheet, x, y, width, height, rng)
    for pen, strokes in deed.late:
        pens.draw(sheet, strokes, pen, rng, sensor=sensor, tremor=person.tremor)


def _rub(sheet: Grey, pen: Pen, strokes: Sequence[Points], rng: Rng, sensor: str) -> None:
    """Draw in pencil and rub it out: a ghost and a smear stay."""
    left = float(rng.uniform(0.12, 0.38))
    pens.draw(sheet, strokes, replace(pen, flow=pen.flow * left, grain=0.5), rng, sensor=sensor)
    low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
    smear = [shapes.bend((low[0], high[1]), (high[0], low[1]), 0.1)]
    wide = replace(pen, width=3.0, flow=0.05, grain=0.6, bleed=0.2)
    pens.draw(sheet, smear, wide, rng, sensor=sensor)


def _write(sheet: Grey, page: Json, rng: Rng, person: Hand, sensor: str) -> dict[str, bool]:
    """Write into code boxes, numbers, dates and lines; return which items got anything."""
    items: dict[str, list[Json]] = {}
    for box in page["boxes"]:
        if box["kind"] != "tick" and not _printed(sheet, box):
            items.setdefault(box["item"], []).append(box)
    written = {item: bool(rng.random() < 0.85) for item in items}
    for item, boxes in items.items():
        if written[item]:
            strokes = [line for box in boxes for line in _strokes(box, rng)]
            if strokes:
                pens.draw(sheet, strokes, person.pen, rng, sensor=sensor, tremor=person.tremor)
    return written


def _printed(sheet: Grey, box: Json) -> bool:
    """Say whether something is printed in a box already (the code of a pack's copy)."""
    if box["kind"] == "text":
        return False
    top, left = round((box["y"] + 1) * PX), round((box["x"] + 1) * PX)
    bottom = round((box["y"] + box["height"] - 1) * PX)
    right = round((box["x"] + box["width"] - 1) * PX)
    return bool(sheet[top:bottom, left:right].min() < 128)


def _strokes(box: Json, rng: Rng) -> list[Points]:
    if box["kind"] == "text":
        pitch, lines = box["height"] / box["lines"], int(rng.integers(1, box["lines"] + 1))
        return [
            stroke
            for number in range(1, lines + 1)
            for stroke in handwriting.line(
                rng,
                box["x"] + rng.uniform(1, 4),
                box["y"] + number * pitch - 0.8,
                box["width"] * rng.uniform(0.4, 1.0) - 4,
            )
        ]
    signs = handwriting.LETTERS if box["kind"] == "letter" else handwriting.DIGITS
    where = box["x"], box["y"], box["width"], box["height"]
    return handwriting.in_box(str(rng.choice(list(signs))), rng, where)


# --- what befalls a question from outside ---------------------------------------------------


def _suffer(
    sheet: Grey,
    before: Grey,
    asked: Mapping[str, Sequence[Json]],
    deeds: Mapping[str, Deed],
    truths: dict[str, Truth],
    rng: Rng,
    person: Hand,
    sensor: str,
) -> dict[str, Truth]:
    """Let flourishes, a line down several rows or an accident fall on other questions."""
    found = _flourishes(asked, deeds, truths)
    if rng.random() < 0.25:
        found.update(_line_down(sheet, asked, found, rng, person, sensor))
    if rng.random() < 0.5:
        name, strike = accidents.ACCIDENTS[int(rng.integers(len(accidents.ACCIDENTS)))]
        calm = sheet.copy()
        strike(sheet, asked, rng, person.pen, sensor)
        for item, boxes in asked.items():
            if any(_changed(calm, sheet, box) for box in boxes):
                found[item] = replace(found[item], style=name)
    return found


def _flourishes(
    asked: Mapping[str, Sequence[Json]], deeds: Mapping[str, Deed], truths: Mapping[str, Truth]
) -> dict[str, Truth]:
    """Rename the style of questions into whose boxes another question's ink runs."""
    found = dict(truths)
    for item, boxes in asked.items():
        others = [
            np.concatenate(strokes)
            for name, deed in deeds.items()
            if name != item and not truths[name].ordinary
            for _, strokes in deed.ink
        ]
        if truths[item].ordinary and any(
            _inside(points, box) for points in others for box in boxes
        ):
            found[item] = replace(truths[item], style=styles.SUFFERED[1])
    return found


def _inside(points: Points, box: Json) -> bool:
    dense = np.stack(
        [np.interp(np.linspace(0, len(points) - 1, 8 * len(points)), np.arange(len(points)), axis)
         for axis in points.T], axis=1,
    )  # fmt: skip
    low = np.array([box["x"], box["y"]]) - 0.6
    high = low + np.array([box["width"] + 1.2, box["height"] + 1.2])
    return bool(((dense > low) & (dense < high)).all(axis=1).any())


def _line_down(
    sheet: Grey,
    asked: Mapping[str, Sequence[Json]],
    truths: Mapping[str, Truth],
    rng: Rng,
    person: Hand,
    sensor: str,
) -> dict[str, Truth]:
    """Answer several blank rows with 1 line down a column."""
    names = [name for name, truth in truths.items() if truth.style == ORDINARY[1]]
    rows = [name for name in names if len(asked[name]) > 1 and "several" not in asked[name][0]]
    if len(rows) < 2:
        return {}
    first = int(rng.integers(len(rows) - 1))
    column = int(rng.integers(len(asked[rows[first]])))
    chosen = [asked[name][column] for name in rows[first : first + 3] if column < len(asked[name])]
    run = [box for box in chosen if abs(box["x"] - chosen[0]["x"]) < 0.5]
    order = list(asked)
    apart = order.index(run[-1]["item"]) - order.index(run[0]["item"])
    if len(run) < 2 or apart != len(run) - 1:
        return {}
    top, low, middle = run[0]["y"], run[-1]["y"] + run[-1]["height"], run[0]["x"] + 2.6
    line = shapes.bend((middle, top + 1), (middle + rng.normal(0, 0.5), low - 1), 0.005)
    pens.draw(sheet, [line], person.pen, rng, sensor=sensor, tremor=person.tremor)
    return {
        str(box["item"]): Truth(
            styles.SUFFERED[0],
            frozenset({str(box["code"])}),
            frozenset({str(box["code"])}),
            len(asked[box["item"]]),
        )
        for box in run
    }


def _changed(before: Grey, after: Grey, box: Json) -> bool:
    """Say whether anything was added in or close round a box."""
    top, left = round((box["y"] - 0.8) * PX), round((box["x"] - 0.8) * PX)
    bottom = round((box["y"] + box["height"] + 0.8) * PX)
    right = round((box["x"] + box["width"] + 0.8) * PX)
    rows, columns = slice(max(top, 0), bottom), slice(max(left, 0), right)
    return bool(cv2.absdiff(before[rows, columns], after[rows, columns]).max() > 12)
