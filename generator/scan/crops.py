"""Pictures for people: the rows that they must look at, and pages as a whole.

They leave the reading process only as files in the private review folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from generator.questionnaire.symbol import PageId
from generator.scan.kept import Answer, BoxPlace, Field, Scanned, picture_hash
from generator.scan.page import SCALE, Blanks, Grey, Json, PageReading, Question, Refusal, Written
from generator.scan.papers import tick_of

#: Millimetres around a row's boxes; where the text begins and ends on paper.
AROUND, LEFT, RIGHT = 3.0, 14.0, 198.0
#: Height in pixels of a page that was refused, to be read by eye, and of one to be known by.
LEGIBLE, THUMBNAIL = 1400, 600
_WHOLE, _WHOLE_KNOWN = "page.png", "page.jpg"
#: Names of measures that tell how much ink there is.
_INK = ("ink", "peak")

Rectangle = tuple[float, float, float, float]


def refused(grey: Grey | None, picture: str, refusal: Refusal) -> tuple[Scanned, dict[str, bytes]]:
    """Return a page that was refused as it is kept, with its picture; a blank back has none."""
    page = Scanned(picture, refusal.id, reason=refusal.reason, empty=refusal.empty)
    if refusal.empty or grey is None or not grey.size:
        return page, {}
    return replace(page, whole=_WHOLE), {_WHOLE: _png(_shrunk(grey, LEGIBLE))}


def recognised(
    grey: Grey, reading: PageReading, blanks: Blanks
) -> tuple[Scanned, dict[str, bytes]]:
    """Return a page as it is kept, with a picture of each thing that a person must look at."""
    pictures = {_WHOLE_KNOWN: _jpg(_shrunk(reading.flat, THUMBNAIL))}
    boxes = _boxes(reading.id, blanks)
    answers, fields = [], []
    for number, question in enumerate(reading.questions):
        name = "" if question.verdict == "sure" else f"row-{number}.png"
        answer, crop = _answer(question, boxes.get(question.item, ()), reading.flat, name)
        answers.append(answer)
        pictures |= crop
    for number, written in enumerate(reading.written):
        name = f"written-{number}.png"
        fields.append(Field(written.item, written.kind, written.inked, name))
        pictures[name] = _png(_cut(reading.flat, _around(written))[0])
    page = Scanned(
        picture_hash(grey), reading.id, tuple(answers), tuple(fields), whole=_WHOLE_KNOWN
    )
    return page, pictures


def _boxes(page: PageId, blanks: Blanks) -> dict[str, list[Json]]:
    """Return the tick boxes of each question as the layout has them."""
    blank = blanks(page)
    found: dict[str, list[Json]] = {}
    if isinstance(blank, str):
        return found
    for box in blank.page["boxes"]:
        if box["kind"] == "tick":
            item, code = tick_of(box, blank.several)
            found.setdefault(item, []).append({**box, "code": code})
    return found


def _answer(
    question: Question, boxes: Sequence[Json], flat: Grey, name: str
) -> tuple[Answer, dict[str, bytes]]:
    answer = Answer(question.item, question.verdict, question.codes, question.reason)
    if not name or not boxes:
        return answer, {}
    crop, left, top = _cut(flat, _row(boxes))
    places = tuple(_place(box, left, top) for box in boxes)
    weight = max((v for b in question.boxes for n, v in b.measures if n in _INK), default=0.0)
    facts = (question.item, question.verdict, question.codes, question.reason, name, places)
    return Answer(*facts, weight=round(float(weight), 4)), {name: _png(crop)}


def _place(box: Json, left: int, top: int) -> BoxPlace:
    x, y, width, height = (round(side * SCALE) for side in _sides(box))
    return box["code"], x - left, y - top, width, height


def _sides(box: Json) -> Rectangle:
    return box["x"], box["y"], box["width"], box["height"]


def _row(boxes: Iterable[Json]) -> Rectangle:
    """Return the rows of some boxes, over the whole width of the text, in millimetres."""
    sides = [_sides(box) for box in boxes]
    top = min(y for _, y, _, _ in sides) - AROUND
    bottom = max(y + height for _, y, _, height in sides) + AROUND
    return LEFT, top, RIGHT - LEFT, bottom - top


def _around(one: Written) -> Rectangle:
    return one.x - AROUND, one.y - AROUND, one.width + 2 * AROUND, one.height + 2 * AROUND


def _cut(flat: Grey, rectangle: Rectangle) -> tuple[Grey, int, int]:
    """Return what lies in a rectangle (millimetres), and its left and top edge in pixels."""
    x, y, width, height = rectangle
    rows, columns = flat.shape
    left, top = max(0, round(x * SCALE)), max(0, round(y * SCALE))
    right, bottom = min(columns, round((x + width) * SCALE)), min(rows, round((y + height) * SCALE))
    cut = flat[top:bottom, left:right]
    return (cut if cut.size else np.full((1, 1), 255, np.uint8)), left, top


def _shrunk(grey: Grey, height: int) -> Grey:
    """Return a picture at most so high and so wide."""
    share = min(1.0, height / max(grey.shape))
    if share == 1.0:
        return grey
    size = (max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _png(grey: Grey) -> bytes:
    return bytes(cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1])


def _jpg(grey: Grey) -> bytes:
    return bytes(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 50])[1])
