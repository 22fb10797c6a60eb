"""Creased pages are read; what is written goes with the print round it, never by itself."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from generator.scan import creases
from generator.scan.boxes import Place, places
from generator.scan.creases import evened, is_creased, pushed
from generator.scan.flat import darkness
from generator.scan.page import SCALE, Grey, PageReading
from generator.scan.reader import read_page
from tests.scan import filler
from tests.scan.filler import creased, fill_in, scanned

#: Pixels in 0.3 mm: the inside that is read begins 0.5 mm from a border.
SLIGHT = 0.3 * SCALE


@pytest.fixture(scope="module")
def blank(sheet, blanks):
    read = read_page(scanned(sheet().grey, Random(1)), blanks)
    assert isinstance(read, PageReading)
    return blanks(read.id)


def pushes(flat: Grey, blank) -> np.ndarray:
    """How far across and down the middle of each tick box of a flat page is pushed."""
    push = pushed(darkness(flat, blank), blank)
    at = [
        (box["y"] + box["height"] / 2, box["x"] + box["width"] / 2)
        for box in blank.page["boxes"]
        if box["kind"] == "tick"
    ]
    return np.array([push[round(y * SCALE), round(x * SCALE)] for y, x in at])


@pytest.mark.parametrize("seed", [1, 4, 8])
def test_creased_pages_are_read_better_and_never_wrong(sheet, blanks, seed, monkeypatch):
    dice = Random(seed)
    page = sheet()
    answered = fill_in(page, dice)
    grey = scanned(creased(page.grey, dice), dice)
    sure = read_surely(grey, blanks)
    monkeypatch.setattr(creases, "is_creased", lambda found: False)
    before = read_surely(grey, blanks)
    assert len(before) < len(sure)
    assert sure == {item: (code,) for item, code in answered.items()}


def read_surely(grey: Grey, blanks) -> dict[str, tuple[str, ...]]:
    read = read_page(grey, blanks)
    assert isinstance(read, PageReading)
    return {one.item: one.codes for one in read.questions if one.verdict == "sure"}


def test_print_that_was_pushed_is_found_and_put_back(blank):
    rows, columns = blank.print.shape
    down, across = np.indices((rows, columns), np.float32)
    there = np.stack([6 * np.sin(down / 300), 5 * np.cos(across / 250)], axis=-1)
    moved = evened(blank.print, there)
    assert np.abs(pushes(moved, blank)).max() > 2 * SLIGHT
    even = evened(moved, pushed(darkness(moved, blank), blank))
    ticks = [box for box in blank.page["boxes"] if box["kind"] == "tick"]
    found = places(darkness(even, blank), ticks)
    assert max(max(abs(one.dx), abs(one.dy)) for one in found) < SLIGHT
    assert min(one.border for one in found) > 0.5


@pytest.mark.parametrize("style", [filler.tick, filler.cross, filler.dot, filler.beside])
def test_ink_in_every_box_moves_none(sheet, blanks, blank, dice, style):
    page = sheet()
    for box in page.boxes():
        style(page, box, dice)
    read = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(read, PageReading)
    assert np.abs(pushes(read.flat, blank)).max() < SLIGHT


def test_a_page_is_creased_where_boxes_are_pushed_differently():
    smooth = [Place(0.3 * n, 6 - 0.2 * n, 0.5) for n in range(40)]
    assert not is_creased(smooth)
    assert not is_creased(smooth[:1])
    torn = [Place(one.dx + 4 * (n % 10 > 6), one.dy, 0.5) for n, one in enumerate(smooth)]
    assert is_creased(torn)


@pytest.mark.parametrize("torn", [False, True])
def test_a_box_that_was_pushed_as_no_paper_can_be_was_not_found(blank, monkeypatch, torn):
    """Past half a row it may be its neighbour; and paper does not tear."""
    boxes = [box for box in blank.page["boxes"] if box["kind"] == "tick"]
    push = np.zeros((*blank.print.shape, 2), np.float32)
    middle = round((boxes[-1]["y"] + boxes[-1]["height"] / 2) * SCALE)
    push[middle - (0 if torn else 50) :, :, 1] = 0.2 * SCALE if torn else 3.7 * SCALE
    monkeypatch.setattr(creases, "is_creased", lambda found: True)
    monkeypatch.setattr(creases, "pushed", lambda dark, blank: push)
    monkeypatch.setattr(creases, "evened", lambda flat, push: blank.print)
    found = creases.laid(filler.blurred(blank.print, 3), blank, boxes).found
    assert found[0].border > 0.4
    assert found[-1].border == 0
