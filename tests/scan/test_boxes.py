"""Laws of boxes and questions: nothing drawn, nothing read; what is in one row changes no other."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.scan import questions
from generator.scan.boxes import (
    HIGHEST_FLOOR,
    LEAST_BORDER,
    Inside,
    floor_of,
    reading,
    state_of,
)
from generator.scan.page import Box, PageReading
from generator.scan.questions import question
from generator.scan.reader import read_page
from tests.scan import filler
from tests.scan.filler import scanned

SIDE = 42
part = st.floats(0, 1)
#: What a mark is like that is large and ends near its box.
WHOLE = {"across": 3.0, "outside": 0.1, "through": 0.0, "whole": 1.0}
insides = st.builds(Inside, ink=st.floats(0, 18), peak=part, middle=part, cover=part, hole=part)


def empty_box() -> np.ndarray:
    made = np.zeros((SIDE, SIDE), np.float32)
    made[:2] = made[-2:] = made[:, :2] = made[:, -2:] = 0.6
    return made


def with_bar(width: int, dark: float) -> np.ndarray:
    made = empty_box()
    middle = SIDE // 2
    made[8:-8, middle - width // 2 : middle - width // 2 + width] = dark
    return made


@given(st.floats(0, 0.12), st.integers(0, 2**32 - 1))
def test_an_empty_box_of_any_paper_is_empty(paper, seed):
    noise = np.random.default_rng(seed).normal(paper, 0.02, (SIDE, SIDE)).astype(np.float32)
    inside = reading(np.maximum(empty_box(), noise), np.zeros((SIDE, SIDE), np.float32))
    assert state_of(inside, 0.5, 0.12) == "empty"


def test_more_ink_goes_from_empty_over_uncertain_to_marked_to_dense():
    blank = np.zeros((SIDE, SIDE), np.float32)
    order = ["empty", "uncertain", "marked", "dense"]
    widths = (0, 1, 4, 8, 30)
    seen = [state_of(reading(with_bar(w, 0.9), blank), 0.5, 0.12) for w in widths]
    assert [order.index(one) for one in seen] == sorted(order.index(one) for one in seen)
    assert seen[0] == "empty"
    assert "marked" in seen
    darks = (0, 0.2, 0.3, 0.6, 0.9)
    faint = [state_of(reading(with_bar(6, dark), blank), 0.5, 0.12) for dark in darks]
    assert faint[0] == "empty"
    assert faint[2] == "uncertain"
    assert faint[-1] == "marked"


@given(insides, st.floats(0, 1), st.floats(0.12, HIGHEST_FLOOR), part)
def test_bands_of_states_do_not_overlap(inside, border, floor, own):
    """A box that is marked is far from empty: no small change of one measure leads across."""
    if state_of(inside, border, floor, own) != "marked":
        return
    assert border >= LEAST_BORDER
    for name in ("ink", "peak"):
        less = {
            **{k: getattr(inside, k) for k in Inside.__slots__},
            name: 0.5 * getattr(inside, name),
        }
        assert state_of(Inside(**less), border, floor, own) != "empty"


@given(insides, part)
def test_a_box_without_border_is_never_sure(inside, own):
    assert state_of(inside, 0.0, 0.12, own) in ("uncertain", "dense")


@given(st.lists(insides, max_size=40))
def test_the_floor_has_limits(seen):
    assert 0.1 <= floor_of(seen) <= HIGHEST_FLOOR


@given(
    st.lists(st.sampled_from(["marked", "empty", "dense", "uncertain"]), min_size=1, max_size=7),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_only_plain_boxes_make_a_sure_answer(states, several, beside, another):
    measures = {"ink": 1.0, "peak": 0.2, "middle": 0.1, "border": 0.5, "own": 1.0, **WHOLE}
    boxes = [
        Box(f"a___{n}" if several else "a", "1" if several else str(n), state, (*measures.items(),))
        for n, state in enumerate(states)
    ]
    made = question("a", boxes, several=several, beside=beside, another=another)
    if made.verdict == "sure":
        assert made.codes == tuple(str(n) for n, state in enumerate(states) if state == "marked")
        assert len(made.codes) == 1 or several
        assert set(states) <= {"marked", "empty"}
        assert not made.reason
    else:
        assert made.reason
    if made.verdict == "blank":
        assert set(states) == {"empty"}
        assert not beside


def test_a_speck_beside_a_mark_is_ignored_and_a_second_mark_is_not():
    mark = {"ink": 2.0, "peak": 0.8, "middle": 0.8, "border": 0.5, "own": 1.0, **WHOLE}
    boxes = [Box("a", "1", "marked", (*mark.items(),))]
    speck = Box("a", "2", "uncertain", (*{**mark, "ink": 0.2, "middle": 0.1}.items(),))
    second = Box("a", "2", "uncertain", (*{**mark, "ink": 0.6, "peak": 0.5}.items(),))
    assert question("a", [*boxes, speck], several=False, beside=False).codes == ("1",)
    found = question("a", [*boxes, second], several=False, beside=False)
    assert (found.verdict, found.reason) == ("doubt", questions.SECOND)


def test_a_pale_mark_counts_only_where_it_is_alone():
    clean = {"ink": 0.0, "peak": 0.05, "middle": 0.0, "border": 0.5, "own": 1.0, **WHOLE}
    pale = {**clean, "ink": 0.6, "peak": 0.38, "middle": 0.4}
    one = Box("a", "1", "uncertain", (*pale.items(),))
    rest = [Box("a", "2", "empty", (*clean.items(),))]
    assert question("a", [one, *rest], several=False, beside=False).codes == ("1",)
    soiled = [Box("a", "2", "empty", (*{**clean, "ink": 0.15}.items(),))]
    assert question("a", [one, *soiled], several=False, beside=False).verdict == "doubt"


def test_one_mark_of_several_that_is_much_smaller_is_looked_at():
    mark = {"ink": 2.0, "peak": 0.8, "middle": 0.8, "border": 0.5, "own": 1.0, **WHOLE}
    boxes = [
        Box("a___x", "1", "marked", (*mark.items(),)),
        Box("a___y", "1", "marked", (*{**mark, "ink": 0.75}.items(),)),
    ]
    found = question("a", boxes, several=True, beside=False)
    assert (found.verdict, found.reason) == ("doubt", questions.SMALLER)


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_a_page_without_ink_has_only_blanks(sheet, blanks, seed):
    dice = Random(seed)
    grey = scanned(sheet().grey, dice, turn=dice.uniform(-2, 2), noise=dice.uniform(0, 10))
    read = read_page(grey, blanks)
    assert isinstance(read, PageReading)
    assert {one.verdict for one in read.questions} == {"blank"}
    assert not any(one.inked for one in read.written)


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_ink_in_an_empty_row_changes_no_other_row(sheet, blanks, seed):
    dice = Random(seed)
    before, after = sheet(), sheet()
    left_out = dice.choice(before.boxes())["item"]
    answered = [box for box in before.boxes() if box["code"] == "2" and box["item"] != left_out]
    for box in answered:
        state = dice.getstate()
        filler.cross(before, box, dice)
        dice.setstate(state)
        filler.cross(after, box, dice)
    row = [box for box in after.boxes() if box["item"] == left_out]
    dice.choice([filler.tick, filler.cross, filler.dot, filler.filled])(after, row[0], dice)
    one, other = (scanned(page.grey, Random(seed), turn=0.6) for page in (before, after))
    seen = [read_page(grey, blanks) for grey in (one, other)]
    kept = [
        {q.item: (q.verdict, q.codes) for q in read.questions if q.item != left_out}
        for read in seen
        if isinstance(read, PageReading)
    ]
    assert len(kept) == 2
    assert kept[0] == kept[1]


def test_a_long_stroke_from_below_is_no_answer_above(sheet, blanks, dice):
    page = sheet()
    lower, upper = _neighbours(page)
    x, y, w = lower["x"], lower["y"], lower["width"]
    page.stroke([(x, y + w / 2), (x + w / 3, y + w), (x + 1.2 * w, upper["y"] + 1)], 0.5, 30)
    read = read_page(scanned(page.grey, dice), blanks)
    found = next(one for one in read.questions if one.item == upper["item"])
    assert found.verdict != "sure"


def test_a_line_through_a_row_is_no_answer(sheet, blanks, dice):
    page = sheet()
    row = [box for box in page.boxes() if box["item"] == page.boxes()[0]["item"]]
    y = row[0]["y"] + row[0]["height"] / 2
    page.stroke([(row[0]["x"] - 10, y + 1), (row[-1]["x"] + 12, y - 1)], 0.6, 30)
    read = read_page(scanned(page.grey, dice), blanks)
    assert next(one for one in read.questions if one.item == row[0]["item"]).verdict == "doubt"


def _neighbours(page):
    """A box, and the one above it in the next row."""
    boxes = [box for box in page.boxes() if box["code"] == "3"]
    pairs = ((low, up) for up, low in pairwise(boxes))
    return next(pair for pair in pairs if pair[0]["y"] - pair[1]["y"] < 9)


def test_a_ring_of_a_cup_over_one_box_of_a_blank_row_is_no_answer(sheet, blanks, dice):
    page = sheet()
    box = next(one for one in page.boxes() if one["code"] == "3")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    turns = np.linspace(-1.1, 1.1, 40)
    page.stroke([(x - 30 + 30 * np.cos(t), y + 30 * np.sin(t)) for t in turns], 1.2, 110)
    read = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(read, PageReading)
    assert all(one.verdict != "sure" for one in read.questions)


def test_a_straight_line_down_a_column_of_boxes_is_no_answer(sheet, blanks, dice):
    page = sheet()
    box = next(one for one in page.boxes() if one["code"] == "3")
    x = box["x"] + box["width"] / 2
    page.stroke([(x, box["y"] - 6), (x + 0.5, box["y"] + 11)], 0.6, 40)
    read = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(read, PageReading)
    assert all(one.verdict != "sure" for one in read.questions)


def test_a_tick_whose_arm_fills_the_box_above_is_no_answer_there(sheet, blanks, dice):
    page = sheet()
    lower, upper = _neighbours(page)
    x, y, w = lower["x"], lower["y"], lower["width"]
    page.stroke([(x + 1, y + w / 2), (x + w / 3, y + w - 1), (x + w / 2, upper["y"])], 0.5, 30)
    read = read_page(scanned(page.grey, dice), blanks)
    found = next(one for one in read.questions if one.item == upper["item"])
    assert found.verdict != "sure"


def test_a_speck_alone_is_no_answer_and_a_small_tick_is_one(sheet, blanks, dice):
    page = sheet()
    row = [one for one in page.boxes() if one["item"] == page.boxes()[0]["item"]]
    x, y = row[0]["x"] + row[0]["width"] / 2, row[0]["y"] + row[0]["height"] / 2
    page.stroke([(x, y), (x + 0.02, y)], 0.95, 10)
    read = read_page(scanned(page.grey, dice), blanks)
    assert next(one for one in read.questions if one.item == row[0]["item"]).verdict != "sure"
    page = sheet()
    filler.tick(page, row[0], dice)
    read = read_page(scanned(page.grey, dice), blanks)
    assert next(one for one in read.questions if one.item == row[0]["item"]).verdict == "sure"


def test_dust_in_a_blank_row_is_shown_among_the_blank_ones_and_a_faint_line_is_a_doubt():
    dust = {"ink": 0.3, "peak": 0.6, "middle": 0.3, "border": 0.5, "own": 1.0}
    dust |= {"across": 0.7, "outside": 0.0, "through": 0.0, "whole": 0.0}
    faint = {**dust, "peak": 0.25, "across": 0.0}
    for measures, verdict in ((dust, "blank"), (faint, "doubt"), ({**dust, "across": 2}, "doubt")):
        boxes = [Box("a", "1", "uncertain", (*measures.items(),))]
        assert question("a", boxes, several=False, beside=False).verdict == verdict
    boxes = [Box("a", "1", "uncertain", (*dust.items(),))]
    assert question("a", boxes, several=False, beside=True).verdict == "doubt"


def test_beside_marks_of_several_next_to_nothing_is_none_and_a_faint_mark_is_a_doubt():
    mark = {"ink": 3.0, "peak": 0.8, "middle": 0.8, "border": 0.5, "own": 1.0, **WHOLE}
    boxes = [Box("a___x", "1", "marked", (*mark.items(),))]
    for ink, verdict in ((0.05, "sure"), (0.4, "doubt")):
        other = {**mark, "ink": ink, "peak": 0.2, "middle": 0.0}
        both = [*boxes, Box("a___y", "1", "uncertain", (*other.items(),))]
        assert question("a", both, several=True, beside=False).verdict == verdict
