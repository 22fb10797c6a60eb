"""Questions: what their boxes say together, or why a person must look.

Nothing is guessed: an answer is sure only where one box is marked and every other one empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from generator.scan.boxes import EMPTY_INK, LEAST_BORDER, LEAST_OWN
from generator.scan.crossing import MOST_OUTSIDE
from generator.scan.page import Box, Question

TWO = "Two or more boxes are marked."
FILLED = "A box is filled in: crossed out, or the answer?"
FILLED_AND = "A box is filled in, and another one is marked."
SECOND = "A second box has a small or faint mark."
FAINT = "A mark is faint, small or at the edge of a box."
NO_BORDER = "The border of a box was not found."
BESIDE = "Something is written beside the boxes."
AROUND = "Something is written round a box."
SMALLER = "One mark is much smaller than another."
THROUGH = "A line runs through a box, or a mark from beside it."

#: A second box counts as empty where it has less than this part of the mark's ink, hardly
#: anything in its middle (square mm), and a lighter spot.
_LESS_INK, _LESS_MIDDLE, _LESS_PEAK = 0.25, 0.13, 0.75
#: ... or where it has no more ink than a speck (square mm), and than this part of the mark's.
_SPECK, _SPECK_BESIDE = 0.3, 0.18
#: A mark with so much ink, such a spot and middle is one where the others have less ink than that.
_LONE_INK, _LONE_PEAK, _LONE_MIDDLE, _CLEAN = 0.45, 0.33, 0.2, 0.06
#: Where several may be marked, this part of the least mark's ink is none.
_NO_MARK = 0.06
#: Dust in a blank row is dark and small (mm) and has at most so much ink (square mm).
_DARK_DUST, _DUST, _MOST_DUST = 0.35, 1.0, 0.5
#: Of several marks the smallest has at least this part of the largest's ink.
_UNEVEN = 0.4


def grouped(boxes: Iterable[Box], several: Collection[str]) -> dict[str, list[Box]]:
    """Return boxes by question: of several answers each box is an item of its own."""
    found: dict[str, list[Box]] = {}
    for box in boxes:
        item, separator, _ = box.item.rpartition("___")
        found.setdefault(item if separator and item in several else box.item, []).append(box)
    return found


def question(
    item: str, boxes: Sequence[Box], *, several: bool, beside: bool, another: bool = False
) -> Question:
    """Return a question's answer.

    ``beside`` says that something is written round the boxes, which counts where no box is
    marked; ``another`` that much is close round one box. Where ``several`` may be ticked,
    a code is what follows ``___`` in a box's item.
    """
    boxes = boxes if several else _with_lone_mark(boxes)
    codes = tuple(_code(box, several=several) for box in boxes if box.state == "marked")
    if not codes and not beside and all(_is_clean(box) for box in boxes):
        return Question(item, "blank", (), tuple(boxes), "No box is marked.")
    reason = _doubt(boxes, several=several) or (AROUND if codes and another else "")
    if reason:
        found = (box for box in boxes if box.state in ("marked", "uncertain"))
        suspects = codes or tuple(_code(box, several=several) for box in found)
        return Question(item, "doubt", suspects, tuple(boxes), reason)
    if codes:
        return Question(item, "sure", codes, tuple(boxes))
    if beside:
        return Question(item, "doubt", (), tuple(boxes), BESIDE)
    return Question(item, "blank", (), tuple(boxes), "No box is marked.")


def _with_lone_mark(boxes: Sequence[Box]) -> Sequence[Box]:
    """Return boxes of which a pale or small mark counts, where nothing at all is in the others."""
    unsure = [box for box in boxes if box.state == "uncertain"]
    others = [box for box in boxes if box.state != "uncertain"]
    clean = all(box.state == "empty" and _measures(box)["ink"] < _CLEAN for box in others)
    if len(unsure) != 1 or not clean or not _is_plain(_measures(unsure[0])):
        return boxes
    return [replace(box, state="marked") if box is unsure[0] else box for box in boxes]


def _is_plain(of: Mapping[str, float]) -> bool:
    """Say whether a mark that is alone is plain enough, in a box that was found."""
    alone = of["ink"] >= _LONE_INK and of["peak"] >= _LONE_PEAK and of["middle"] >= _LONE_MIDDLE
    found = of["border"] >= LEAST_BORDER and of["own"] >= LEAST_OWN
    return alone and found and bool(of["whole"])


def _code(box: Box, *, several: bool) -> str:
    return box.item.rpartition("___")[2] if several else box.code


def _doubt(boxes: Sequence[Box], *, several: bool) -> str:
    """Return why a person must look at boxes; nothing where each is marked or empty for sure."""
    marked = [box for box in boxes if box.state == "marked"]
    unsure = [box for box in boxes if box.state == "uncertain"]
    if any(box.state == "dense" for box in boxes):
        return FILLED_AND if marked else FILLED
    if len(marked) > 1 and not several:
        return TWO
    if len(marked) == 1 and not several:
        unsure = [box for box in unsure if not _far_weaker(box, marked[0])]
    if several and marked:
        unsure = [box for box in unsure if not _is_next_to_nothing(box, marked)]
    if not unsure:
        return SMALLER if several and _uneven(marked) else ""
    if any(_measures(box)["border"] < LEAST_BORDER for box in unsure):
        return NO_BORDER
    if any(_is_passed(_measures(box)) for box in unsure):
        return THROUGH
    return SECOND if marked else FAINT


def _is_next_to_nothing(box: Box, marked: Sequence[Box]) -> bool:
    """Say whether what is in a box cannot be a mark of the pen that made the others."""
    own, least = _measures(box), min(_measures(mark)["ink"] for mark in marked)
    little = own["ink"] < min(EMPTY_INK, _NO_MARK * least) and own["middle"] < _LESS_MIDDLE
    return little and own["border"] >= LEAST_BORDER


def _is_clean(box: Box) -> bool:
    """Say whether nothing but dust is in a box; a person is shown the row all the same."""
    of = _measures(box)
    if box.state == "empty":
        return True
    if box.state != "uncertain" or of["border"] < LEAST_BORDER:
        return False
    dust = of["peak"] >= _DARK_DUST and of["across"] < _DUST and of["outside"] < MOST_OUTSIDE
    return of["ink"] < (_MOST_DUST if dust else _CLEAN)


def _is_passed(of: Mapping[str, float]) -> bool:
    return of["own"] < LEAST_OWN or of["outside"] > MOST_OUTSIDE or bool(of["through"])


def _uneven(marked: Sequence[Box]) -> bool:
    """Say whether one of many marks may be dirt: people mark boxes with one pen and hand."""
    ink = [_measures(box)["ink"] for box in marked]
    return len(ink) > 1 and min(ink) < _UNEVEN * max(ink)


def _far_weaker(box: Box, mark: Box) -> bool:
    """Say whether what is in a box is so much less than the mark that it may be ignored."""
    own, most = _measures(box), _measures(mark)
    if own["border"] < LEAST_BORDER:
        return False
    if own["ink"] < min(_SPECK, _SPECK_BESIDE * most["ink"]):
        return True
    weak = own["ink"] < _LESS_INK * most["ink"] and own["peak"] < _LESS_PEAK * most["peak"]
    return weak and own["middle"] < _LESS_MIDDLE


def _measures(box: Box) -> Mapping[str, float]:
    return dict(box.measures)
