"""The reader: a grey picture of one page becomes what stands on it, or why it is not read."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import cv2
import numpy as np

from generator.questionnaire.symbol import PageId
from generator.scan.backs import is_empty
from generator.scan.boxes import (
    Inside,
    Place,
    floor_of,
    patch,
    reading,
    state_of,
)
from generator.scan.creases import laid
from generator.scan.crossing import NOTHING, Beyond, beyond
from generator.scan.flat import Dark, flattened, is_pale
from generator.scan.handwriting import beside, on_both_sides, round_one, written
from generator.scan.marks import landmarks
from generator.scan.page import (
    Blank,
    Blanks,
    Box,
    Grey,
    Json,
    PageReading,
    Question,
    Refusal,
    State,
)
from generator.scan.questions import grouped, question
from generator.scan.registration import UNLIKE, registered
from generator.scan.streaks import without_streaks
from generator.scan.strokes import Strokes, strokes
from generator.scan.symbols import Symbol, page_symbol

cv2.setNumThreads(1)  # pages are read in two processes; threads would not live on in a copy

SMALL = (
    "The picture is too small for a page: {wide} x {high} pixels. Scan it again at 200 dots to an "
    "inch."
)
EMPTY = "Nothing is on it."
SHINES = "This is the back of a page, whose print shines through, and something else is on it."
#: The shorter side of a picture that may hold a page.
_LEAST_SIDE = 400


def read_page(grey: Grey, blanks: Blanks) -> PageReading | Refusal:
    """Return what stands on a scanned page, or why it is not read.

    ``grey`` is a picture of any size, turned or mirrored in any way.
    """
    if min(grey.shape) < _LEAST_SIDE:
        return Refusal(SMALL.format(wide=grey.shape[1], high=grey.shape[0]))
    clean = without_streaks(grey)
    symbol = _symbol(clean, grey)
    if isinstance(symbol, Refusal):
        return Refusal(EMPTY, empty=True) if is_empty(grey) else symbol
    blank = blanks(symbol.id)
    if isinstance(blank, str):
        return Refusal(blank, symbol.id)
    flat = _flat(clean, symbol, blank)
    if isinstance(flat, str) and flat == SHINES and is_empty(grey):
        return Refusal(EMPTY, empty=True)
    return Refusal(flat, symbol.id) if isinstance(flat, str) else read_flat(flat, symbol.id, blank)


def _flat(clean: Grey, symbol: Symbol, blank: Blank) -> Grey | str:
    """Return a page lying flat, or why it cannot be laid so; a mirrored one is turned over."""
    lies = registered(clean, landmarks(clean, symbol, blank.page), blank)
    if isinstance(lies, str) and lies == UNLIKE:
        over, turned = np.ascontiguousarray(clean[:, ::-1]), symbol.in_mirror(clean.shape[1])
        again = registered(over, landmarks(over, turned, blank.page), blank)
        if not isinstance(again, str):
            flat = flattened(over, again)
            return SHINES if is_pale(flat, blank) else flat
    return lies if isinstance(lies, str) else flattened(clean, lies)


def _symbol(clean: Grey, grey: Grey) -> Symbol | Refusal:
    """Return a page's symbol; as it was scanned it may be read where its streaks were filled in."""
    symbol = page_symbol(clean)
    return symbol if isinstance(symbol, Symbol) or clean is grey else page_symbol(grey)


def read_flat(flat: Grey, page: PageId, blank: Blank) -> PageReading:
    """Return what stands on a page that lies flat."""
    boxes = [box for box in blank.page["boxes"] if _is_read(box, page)]
    lies = laid(flat, blank, boxes)
    dark = lies.dark
    seen = [
        Seen(box, _inside(dark, blank.print, box, at), at)
        for box, at in zip(boxes, lies.found, strict=True)
    ]
    ticks = [one for one in seen if one.box["kind"] == "tick"]
    drawn = strokes(dark, blank, [one.box for one in ticks], [one.at for one in ticks])
    fields = [(one.box, one.inside) for one in seen if one.box["kind"] != "tick"]
    texts = [(box, None) for box in blank.page["boxes"] if box["kind"] == "text"]
    read = _boxes(ticks, drawn, dark, blank.print)
    questions = _questions(read, ticks, drawn, blank.several)
    return PageReading(page, lies.flat, questions, written(drawn.ink, [*fields, *texts]))


@dataclass(frozen=True, slots=True)
class Seen:
    """A box of the layout, what stands inside it, and where it was found."""

    box: Json
    inside: Inside
    at: Place


def _is_read(box: Json, page: PageId) -> bool:
    """Say whether a box has an inside to be read; a code that is printed is in the symbol."""
    return box["kind"] != "text" and not (box["kind"] == "letter" and page.code)


def _inside(dark: Dark, printed: Grey, box: Json, at: Place) -> Inside:
    before = 1 - patch(printed, box) / np.float32(255)
    return reading(patch(dark, box, at), before)


def _boxes(ticks: list[Seen], drawn: Strokes, dark: Dark, printed: Grey) -> list[Box]:
    floor = floor_of([one.inside for one in ticks])
    read = []
    for one, own in zip(ticks, drawn.own, strict=True):
        state = state_of(one.inside, one.at.border, floor, own)
        if state in ("empty", "dense"):
            round_it = NOTHING
        else:
            round_it = beyond(dark, printed, one.box, one.at, one.inside.peak)
        read.append(_box(one, own, floor, state, round_it))
    return read


def _questions(
    read: list[Box], ticks: list[Seen], drawn: Strokes, several: frozenset[str]
) -> tuple[Question, ...]:
    where = {(one.box["item"], one.box["code"]): one.box for one in ticks}
    made = []
    for item, own in grouped(read, several).items():
        there = [(box, where[box.item, box.code]) for box in own]
        around = beside(drawn.loose, [place for _, place in there])
        another = any(
            (on_both_sides if box.state == "marked" else round_one)(drawn.loose, place)
            for box, place in there
        )
        many = item in several
        made.append(question(item, own, several=many, beside=around, another=another))
    return tuple(made)


def _box(one: Seen, own: float, floor: float, state: State, further: Beyond) -> Box:
    if state == "marked" and not further.is_a_mark:
        state = "uncertain"
    measures = {
        **asdict(one.inside),
        "border": one.at.border,
        "floor": floor,
        "own": own,
        "across": further.across,
        "outside": further.outside,
        "through": float(further.through),
        "whole": float(further.is_a_mark),
    }
    return Box(one.box["item"], one.box["code"], state, tuple(measures.items()))
