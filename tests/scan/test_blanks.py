"""The print of a page comes from the definitions, and what is not known says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.questionnaire.symbol import PageId
from generator.scan.page import SCALE, Blank

VISIT = PageId("visit", "1.1.0", "EN", "standard", 1)


def test_a_page_has_its_print_and_its_layout(blanks):
    found = blanks(VISIT)
    assert isinstance(found, Blank)
    assert found.print.shape == (297 * SCALE, 210 * SCALE)
    assert found.page["number"] == 1
    assert found.several == {"drinks"}
    for mark in found.page["fiducials"]:
        x, y = (round((mark[one] + mark["width"] / 2) * SCALE) for one in "xy")
        assert found.print[y, x] < 40


def test_a_print_is_kept(blanks):
    assert blanks(VISIT) is blanks(replace(VISIT, language="en"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"form": "tea_party"}, "no such form"),
        ({"form": "../../etc/passwd"}, "no such form"),
        ({"form": "sign_up"}, "never scanned"),
        ({"version": "1.0.0"}, "Its answers are accepted"),
        ({"version": "0.9.0"}, "Its answers are not accepted"),
        ({"language": "CY"}, "this programme has en"),
        ({"page": 2}, "which has 1"),
    ],
)
def test_what_is_not_known_says_why(blanks, change, words):
    found = blanks(replace(VISIT, **change))
    assert isinstance(found, str)
    assert words in found


def test_forms_with_names_are_private(blanks):
    assert blanks.is_private(replace(VISIT, form="sign_up"))
    assert not blanks.is_private(VISIT)
    assert not blanks.is_private(replace(VISIT, form="tea_party"))


def test_both_versions_are_told_where_they_differ(blanks):
    found = blanks(replace(VISIT, version="1.0.0"))
    assert "version 1.0.0" in found
    assert "version 1.1.0" in found
    assert "type it in" in found


def test_a_printed_code_leaves_its_boxes_white(blanks):
    found = blanks(replace(VISIT, code="0417"))
    assert isinstance(found, Blank)
    letters = [box for box in found.page["boxes"] if box["kind"] == "letter"]
    assert {box["index"] for box in letters} == {0, 1, 2, 3}
    for box in letters:
        x, y = (round((box[one] + 0.6) * SCALE) for one in "xy")
        inside = found.print[y : y + 40, x : x + 35]
        assert inside.min() > 200
    assert blanks(replace(VISIT, code="9999")) is found


def test_the_number_of_a_copy_changes_no_print_but_where_it_stands(blanks):
    assert blanks(replace(VISIT, copy="AB12CD")) is blanks(replace(VISIT, copy="ZZ99ZZ"))
