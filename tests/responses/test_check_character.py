"""Check characters of survey codes: what they find."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from generator.responses.check_character import check_character, has_valid_check_character

CODES = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)


@given(CODES, st.data())
def test_a_check_character_finds_any_wrong_character(code: str, data: st.DataObject) -> None:
    whole = code + check_character(code)
    assert has_valid_check_character(whole)
    assert has_valid_check_character("-".join(whole.lower()))
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    wrong = whole[:place] + other + whole[place + 1 :]
    assert has_valid_check_character(wrong) == (wrong == whole)


def test_a_check_character_finds_nearly_all_neighbours_that_changed_places() -> None:
    letters = string.digits + string.ascii_uppercase
    swaps = [
        (first + a + b, first + b + a)
        for first in letters
        for a in letters
        for b in letters
        if a < b
    ]
    missed = sum(check_character(one) == check_character(other) for one, other in swaps)
    assert missed == 36  # of 22,680: those for which the two states of the sum meet
