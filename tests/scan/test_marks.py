"""Corner marks are found where a picture shows them whole, and streaks are taken out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from generator.scan.marks import landmarks
from generator.scan.streaks import without_streaks
from generator.scan.symbols import Symbol, page_symbol
from tests.scan import filler
from tests.scan.filler import DPI200, scanned


def found_in(grey, page):
    symbol = page_symbol(grey)
    assert isinstance(symbol, Symbol)
    return landmarks(grey, symbol, page.layout)


@pytest.mark.parametrize("turns", range(4))
def test_marks_are_found_where_they_are(sheet, dice, turns):
    page = sheet()
    grey = np.ascontiguousarray(np.rot90(scanned(page.grey, dice), turns))
    found = found_in(grey, page)
    assert len(found.marks) == 4
    for on_paper, seen in found.marks.values():
        assert math.isclose(found.scale, DPI200, rel_tol=0.02)
        expected = on_paper[0] * DPI200
        high, wide = 297 * DPI200, 210 * DPI200
        for _ in range(turns):
            expected, (high, wide) = np.array([expected[1], wide - expected[0]]), (wide, high)
        assert np.linalg.norm(seen[0] + 0.5 - expected) < 0.15 * DPI200


def test_a_mark_cut_by_the_edge_is_not_found(sheet, dice):
    page = sheet()
    cut = scanned(page.grey, dice, shift=(-10, 0))
    assert set(found_in(cut, page).marks) == {"top-right", "bottom-right"}


def test_a_mark_drawn_over_is_not_found(sheet, dice):
    page = sheet()
    filler.scrawl(page, {"x": 6, "y": 6, "width": 9, "height": 9}, dice, 2.5, 20)
    assert "top-left" not in found_in(scanned(page.grey, dice), page).marks


def test_streaks_are_filled_in_from_both_sides():
    page = np.full((1200, 900), 240, np.uint8)
    page[300:320, 100:800] = 30  # a rule of the form stays
    soiled = page.copy()
    soiled[:, 400:402] = 60
    soiled[:, 777] = 150
    soiled[500:, 200] = 90  # it begins late
    clean = without_streaks(soiled)
    assert np.abs(clean.astype(int) - page).max() < 12
    assert np.array_equal(without_streaks(page), page)
    assert np.abs(without_streaks(np.ascontiguousarray(soiled.T)).astype(int) - page.T).max() < 12


def test_a_wide_shadow_is_no_streak():
    page = np.full((1200, 900), 240, np.uint8)
    page[:, :60] = 90
    assert np.array_equal(without_streaks(page), page)
