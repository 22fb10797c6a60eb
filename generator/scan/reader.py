"""The reader: a grey picture of one page becomes what stands on it, or why it is not read."""

from __future__ import annotations

from dataclasses import asdict

import cv2
import numpy as np

from generator.questionnaire.symbol import PageId
from generator.scan import boxes as boxes_
from generator.scan import handwriting
from generator.scan.backs import is_empty
from generator.scan.boxes import Inside, Place
from generator.scan.flat import Dark, darkness, flattened
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
)
from generator.scan.questions import grouped, question
from generator.scan.registration import UNLIKE, registered
from generator.scan.streaks import without_streaks
from generator.scan.symbols import Symbol, page_symbol

cv2.setNumThreads(1)  # pages are read in two processes; threads would not live on in a copy

SMALL = (
    "The picture is too small for a page: {wide} x {high} pixels. Scan it again at 200 dots to an "
    "inch."
)
#: The shorter side of a picture that may hold a page.
_LEAST_SIDE = 400


def read_page(grey: Grey, blanks: Blanks) -> PageReading | Refusal:
    """Return what stands on a scanned page, or why it is not read.

    ``grey`` is a picture of any size, turned or mirrored in any way.
    """
    if min(grey.shape) < _LEAST_SIDE:
        return Refusal(SMALL.format(wide=grey.shape[1], high=grey.shape[0]))
    if is_empty(grey):
        return Refusal("Nothing is on it.", empty=True)
    clean = without_streaks(grey)
    symbol = _symbol(clean, grey)
    if isinstance(symbol, Refusal):
        return symbol
    blank = blanks(symbol.id)
    if isinstance(blank, str):
        return Refusal(blank, symbol.id)
    flat = _flat(clean, symbol, blank)
    return Refusal(flat, symbol.id) if isinstance(flat, str) else read_flat(flat, symbol.id, blank)


def _flat(clean: Grey, symbol: Symbol, blank: Blank) -> Grey | str:
    """Return a page lying flat, or why it cannot be laid so; a mirrored one is turned over."""
    places = registered(clean, landmarks(clean, symbol, blank.page), blank)
    if isinstance(places, str) and places == UNLIKE:
        over, turned = np.ascontiguousarray(clean[:, ::-1]), symbol.in_mirror(clean.shape[1])
        again = registered(over, landmarks(over, turned, blank.page), blank)
        clean, places = (clean, places) if isinstance(again, str) else (over, again)
    return places if isinstance(places, str) else flattened(clean, places)


def _symbol(clean: Grey, grey: Grey) -> Symbol | Refusal:
    """Return a page's symbol; as it was scanned it may be read where its streaks were filled in."""
    symbol = page_symbol(clean)
    return symbol if isinstance(symbol, Symbol) or clean is grey else page_symbol(grey)


def read_flat(flat: Grey, page: PageId, blank: Blank) -> PageReading:
    """Return what stands on a page that lies flat."""
    dark = darkness(flat, blank.print)
    printed = [
        box
        for box in blank.page["boxes"]
        if box["kind"] != "text" and not (box["kind"] == "letter" and page.code)
    ]
    found = boxes_.places(dark, printed)
    insides = [_inside(dark, blank.print, box, at) for box, at in zip(printed, found, strict=True)]
    seen = [*zip(printed, insides, found, strict=True)]
    inked = handwriting.ink(dark, blank.print, _shift(found))
    ticks = [one for one in seen if one[0]["kind"] == "tick"]
    texts = [(box, None, None) for box in blank.page["boxes"] if box["kind"] == "text"]
    fields = [one for one in seen if one[0]["kind"] != "tick"]
    return PageReading(
        page,
        flat,
        _questions(ticks, inked, blank.several),
        handwriting.written(inked, [*fields, *texts]),
    )


def _inside(dark: Dark, printed: Grey, box: Json, at: Place) -> Inside:
    before = 1 - boxes_.patch(printed, box) / np.float32(255)
    return boxes_.reading(boxes_.patch(dark, box, at), before)


def _shift(found: list[Place]) -> tuple[int, int]:
    """Return how far the boxes of a page lie from their places in the middle."""
    if not found:
        return 0, 0
    dx, dy = np.median([(one.dx, one.dy) for one in found], axis=0)
    return round(float(dx)), round(float(dy))


Seen = tuple[Json, Inside, Place]


def _questions(ticks: list[Seen], inked: Grey, several: frozenset[str]) -> tuple[Question, ...]:
    floor = boxes_.floor_of([inside for _, inside, _ in ticks])
    read = [_box(*one, floor) for one in ticks]
    where = {(box["item"], box["code"]): box for box, _, _ in ticks}
    return tuple(
        question(
            item,
            own,
            several=item in several,
            beside=handwriting.beside(inked, [where[box.item, box.code] for box in own]),
        )
        for item, own in grouped(read, several).items()
    )


def _box(box: Json, inside: Inside, at: Place, floor: float) -> Box:
    state = boxes_.state_of(inside, at.border, floor)
    measures = {**asdict(inside), "border": at.border, "floor": floor}
    measures["least_border"] = boxes_.LEAST_BORDER
    return Box(box["item"], box["code"], state, tuple(measures.items()))
