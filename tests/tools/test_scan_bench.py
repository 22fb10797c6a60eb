"""The scanner's bench: what it draws is what it says, and its counting catches poor readers."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from scan_bench import filler
from scan_bench import others as others_of_bench
from scan_bench.degrade import WAYS
from scan_bench.filler import Truth, fill
from scan_bench.judge import PageCase, fate, fate_of_page, sums_of_pages
from scan_bench.others import KINDS
from scan_bench.picture import Picture
from scan_bench.run import Scanned, judged, scanned_page, the_reader
from scan_bench.sheets import PX, questions, sides
from scan_bench.table import failures, table

from generator.scan.page import Box, PageReading, Question, Refusal, Verdict

FORMS = ("mentor_after_interview",)
SEED = 7
SCALE = 8


@pytest.fixture(scope="module")
def pages() -> list[Scanned]:
    """Twelve pages of a development seed, each spoiled in another way."""
    return [scanned_page(SEED, number, FORMS) for number in range(0, 24, 2)]


# --- what it draws ----------------------------------------------------------------------------


def test_a_page_is_made_anew_from_its_seed_and_number(pages):
    again = scanned_page(SEED, 4, FORMS)
    assert np.array_equal(again.picture.grey, pages[2].picture.grey)
    assert again.filled.truths == pages[2].filled.truths


def _inked(before, after, box):
    rows = slice(round((box["y"] + 0.4) * PX), round((box["y"] + box["height"] - 0.4) * PX))
    columns = slice(round((box["x"] + 0.4) * PX), round((box["x"] + box["width"] - 0.4) * PX))
    return bool((before[rows, columns].astype(int) - after[rows, columns] > 60).any())


def test_ordinary_marks_stand_in_the_box_that_is_meant_and_in_no_other():
    side = sides("standard", *FORMS)[0]
    printed = side.paper
    for seed in range(2):
        filled = fill(side, np.random.default_rng(seed), "ordinary")
        assert filled.truths.keys() == questions(side.page).keys()
        for item, boxes in questions(side.page).items():
            inked = {box["code"] for box in boxes if _inked(printed, filled.paper, box)}
            assert inked == filled.truths[item].meant == filled.truths[item].marked


def test_the_matrix_says_where_the_paper_lies(pages):
    flat_ways = set(WAYS) - {"telephone", "crumpled", "copy of a copy", "folded corner"}
    for page in pages:
        if page.way in flat_ways:
            found = _flattened(page).astype(float)
            mark = page.filled.side.page["fiducials"][0]
            dark, white = _mean(found, mark), _mean(found, {**mark, "y": mark["y"] + 30})
            assert not page.picture.sees(mark) or dark < white - 40, page.way


def test_a_page_without_its_symbol_or_with_one_mark_is_not_whole():
    page = sides("standard", *FORMS)[0].page
    paper = Picture(np.full((297 * PX, 210 * PX), 255, np.uint8))
    assert paper.registrable(page)
    cut = Picture(paper.grey[: 280 * PX])
    assert not cut.registrable(page)
    corners = [(mark["x"], mark["y"]) for mark in page["fiducials"][:3]]
    hidden = tuple(np.array([[x, y], [x + 9, y], [x, y + 9]]) for x, y in corners)
    assert Picture(paper.grey, hidden=hidden[:2]).registrable(page)
    assert not Picture(paper.grey, hidden=hidden).registrable(page)


# --- what it counts -------------------------------------------------------------------------


def _question(verdict: Verdict, *codes: str) -> Question:
    return Question("q", verdict, codes, ())


ONE, NONE = frozenset({"1"}), frozenset[str]()
TICK, BLANK = Truth("tick or cross", ONE, ONE, 5), Truth("left blank", NONE, NONE, 5)
UNCLEAR = Truth("2 ticks", None, frozenset({"1", "2"}), 5)


@pytest.mark.parametrize(
    ("truth", "found", "expected"),
    [
        (TICK, _question("sure", "1"), "right"),
        (TICK, _question("sure", "2"), "error"),
        (TICK, _question("sure", "1", "2"), "error"),
        (TICK, _question("sure"), "silent"),
        (TICK, _question("doubt", "2"), "review"),
        (TICK, _question("blank"), "marked blank"),
        (TICK, None, "silent"),
        (BLANK, _question("blank"), "blank"),
        (BLANK, _question("sure", "1"), "error"),
        (BLANK, _question("doubt"), "review"),
        (UNCLEAR, _question("sure", "1"), "error"),
        (UNCLEAR, _question("doubt", "1", "2"), "review"),
    ],
)
def test_what_becomes_of_a_question(truth, found, expected):
    assert fate(truth, found) == expected


def test_what_becomes_of_a_page():
    side = sides("standard", *FORMS)[0]
    other = sides("standard", *FORMS)[1]
    flat = np.zeros((1, 1), np.uint8)
    assert fate_of_page(side.id, PageReading(side.id, flat, (), ())) == "read"
    assert fate_of_page(side.id, PageReading(other.id, flat, (), ())) == "taken for another"
    assert fate_of_page(side.id, Refusal("no symbol")) == "refused"
    assert fate_of_page(side.id, Refusal("nothing on it", empty=True)) == "called empty"


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (Refusal("", empty=True), {"back with a remark", "stray letter", "half a page"}),
        (Refusal("no symbol"), {"empty back"}),
    ],
)
def test_pages_of_others_may_not_be_passed_over_and_empty_backs_may(found, missed, monkeypatch):
    few = {kind: KINDS[kind] for kind in missed | {"empty back", "back with a remark"}}
    monkeypatch.setattr(others_of_bench, "KINDS", few)
    lines = list(others_of_bench.others(SEED, 1, lambda _: found))
    assert {line[:32].strip() for line in lines if "NOT MET" in line} == missed


def test_several_boxes_of_a_question_are_one_answer():
    side = sides("standard", "bench_form")[0]
    filled = fill(side, np.random.default_rng(3), "ordinary")
    assert any(len(truth.meant or ()) > 1 for truth in filled.truths.values())
    options = {box["code"] for box in questions(side.page)["several_3"]}
    assert options == {f"option_{number}" for number in range(1, 6)}
    assert (filled.truths["several_3"].meant or set()) <= options


# --- poor readers are caught -----------------------------------------------------------------


def _flattened(page: Scanned):
    """Return a page as it lay, by the matrix that no reader has."""
    to_flat = np.diag([SCALE, SCALE, 1.0]) @ np.linalg.inv(page.picture.matrix)
    return cv2.warpPerspective(page.picture.grey, to_flat, (210 * SCALE, 297 * SCALE))


def _mean(flat, box, inset=0.6):
    rows = slice(
        round((box["y"] + inset) * SCALE), round((box["y"] + box["height"] - inset) * SCALE)
    )
    left, right = box["x"] + inset, box["x"] + box["width"] - inset
    return float(flat[rows, round(left * SCALE) : round(right * SCALE)].mean())


Rule = Callable[[dict[str, float]], tuple[Verdict, tuple[str, ...]]]


def _reader(page: Scanned, rule: Rule):
    """Return a reader that knows where each box lies and goes by a rule on how dark each is."""

    def read(_):
        flat = _flattened(page)
        asked = []
        for item, boxes in questions(page.filled.side.page).items():
            light = {box["code"]: _mean(flat, box) for box in boxes}
            white = sorted(light.values())[-1]
            verdict, codes = rule({code: 1 - one / max(white, 1) for code, one in light.items()})
            kept = tuple(Box(item, code, "empty") for code in light)
            asked.append(Question(item, verdict, codes, kept))
        return PageReading(page.filled.side.id, flat, tuple(asked), ())

    return read


def _darkest(dark):
    return "sure", (max(dark, key=dark.__getitem__),)


def _guess(dark):
    return "sure", (random.Random(repr(dark)).choice(list(dark)),)


def _dense_is_a_tick(dark):
    found = tuple(code for code, share in dark.items() if share > 0.06)
    return ("sure" if len(found) == 1 else "doubt" if found else "blank"), found


def _dense_is_nothing(dark):
    found = tuple(code for code, share in dark.items() if 0.06 < share < 0.5)
    return ("sure" if len(found) == 1 else "doubt" if found else "blank"), found


def _nothing_is_an_answer(dark):
    return "sure", ()


def _ask_always(dark):
    return "doubt", tuple(dark)


def _run(pages: list[Scanned], rule: Rule) -> list[PageCase]:
    return [judged(SEED, n, _reader(page, rule), page) for n, page in enumerate(pages)]


def _fates(pages, rule):
    return sums_of_pages(_run(pages, rule)).fates


def _by_habit(monkeypatch, style: str) -> list[Scanned]:
    """Return two pages of people who mark all boxes in one style, as they lie on the desk."""
    monkeypatch.setattr(filler, "KEPT", (style,))
    side = sides("standard", *FORMS)[0]
    filled = [fill(side, np.random.default_rng([SEED, number]), "habit") for number in range(2)]
    return [Scanned(one, Picture(one.paper), "plain scan", "mild") for one in filled]


@pytest.mark.parametrize(
    ("style", "rule"),
    [
        ("filled box", _dense_is_a_tick),
        ("filled box", _darkest),
        ("filled, another ticked", _darkest),
        ("2 ticks", _darkest),
        ("1 stroke", _guess),
    ],
)
def test_a_reader_that_guesses_is_found_out(monkeypatch, style, rule):
    assert _fates(_by_habit(monkeypatch, style), rule)["error"] > 10


def test_a_reader_that_passes_over_dense_boxes_leaves_marks_unread(monkeypatch):
    fates = _fates(_by_habit(monkeypatch, "filled box"), _dense_is_nothing)
    assert fates["marked blank"] > 10


def test_a_reader_that_takes_nothing_for_an_answer_is_found_out(pages):
    assert _fates(pages, _nothing_is_an_answer)["silent"] > 100


def test_a_reader_that_asks_always_makes_no_error_and_misses_the_goal(pages):
    cases = _run(pages, _ask_always)
    assert set(sums_of_pages(cases).fates) == {"review"}
    assert any("NOT MET" in line and "to review" in line for line in table(cases))


def test_the_table_names_errors_so_that_they_can_be_made_again(pages):
    cases = _run(pages, _guess)
    lines = list(failures(cases))
    assert len(lines) >= sums_of_pages(cases).fates["error"]
    assert all(line.startswith(f"--seed {SEED} --page ") for line in lines)
    assert any("NOT MET" in line and "confident errors" in line for line in table(cases))


# --- the program's own reader ------------------------------------------------------------------


def test_the_reader_makes_no_confident_error_on_a_small_fixed_run(pages):
    cases = [judged(SEED, number, the_reader, page) for number, page in enumerate(pages)]
    sums = sums_of_pages(cases, ordinary=True)
    assert sums.fates.get("error", 0) == sums.fates.get("silent", 0) == 0
    assert sums.registrable >= 11
    assert sums.registrable_read == sums.registrable
    assert sums.boxes > 300
    assert sums.share("review") < 5
