"""A Welsh sheet is scanned as an English one is: the same codes, and its language told."""

from __future__ import annotations

from random import Random

import pytest

from generator.definitions.load import Definitions
from generator.files.typst_compiler import render
from generator.scan.blanks import Blanks
from generator.scan.page import PageReading
from generator.scan.reader import read_page
from tests.scan.filler import Sheet, fill_in, scanned


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("page", [1, 2])
def test_what_was_ticked_on_it_is_read(welsh: Definitions, language: str, page: int) -> None:
    dice = Random(3)
    form = welsh.instrument("mentor_after_session")
    assert form is not None
    printed = render(welsh.programme, form, "standard", language)
    sheet = Sheet.of(printed.pdf, printed.layout, page)
    answered = fill_in(sheet, dice)
    read = read_page(scanned(sheet.grey, dice, turn=0.8), Blanks(welsh))
    assert isinstance(read, PageReading), read
    sure = {one.item: one.codes for one in read.questions if one.verdict == "sure"}
    assert sure == {item: (code,) for item, code in answered.items()}
