"""Units: text without people, in an order that tells nothing about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.coding.units import Unit, collect, without
from generator.responses.open_answers import OpenAnswer

ANSWERS = st.builds(
    OpenAnswer,
    form=st.sampled_from(["f", "g"]),
    question=st.sampled_from(["q", "r"]),
    text=st.text(min_size=1, max_size=8),
    cohort=st.sampled_from(["a", "b"]),
    respondent=st.text("ABC12", min_size=1, max_size=3),
    role=st.just("mentor"),
    wave=st.just("before"),
    words=st.just("What, if anything?"),
)


@given(st.lists(ANSWERS, unique=True, max_size=12), st.randoms())
def test_the_order_in_which_answers_come_changes_nothing(
    answers: list[OpenAnswer], dice: Any
) -> None:
    shuffled = list(answers)
    dice.shuffle(shuffled)
    assert collect(answers) == collect(shuffled)


@given(st.lists(ANSWERS, unique=True, max_size=12))
def test_units_tell_nothing_of_codes_and_cohorts(answers: list[OpenAnswer]) -> None:
    """Other codes and cohorts give the same units in the same order, byte for byte."""
    units, key = collect(answers)
    others = [replace(a, respondent=f"Z{n}", cohort="elsewhere") for n, a in enumerate(answers)]
    assert collect(others)[0] == units
    assert [line.unit for line in key] == [unit.id for unit in units]
    assert len({unit.id for unit in units}) == len(answers)
    assert not {"cohort", "respondent"} & set(Unit.__slots__)


def test_units_are_shuffled_and_another_word_shuffles_them_anew() -> None:
    answers = [
        OpenAnswer("f", "q", f"Text {n:02}", "a", f"A{n:02}", "mentor", "before", "What?")
        for n in range(40)
    ]
    texts = [unit.text for unit in collect(answers)[0]]
    other = [unit.text for unit in collect(answers, seed="x")[0]]
    assert sorted(texts) == sorted(other) == [answer.text for answer in answers]
    assert texts != sorted(texts)
    assert texts != other


def test_the_key_leads_back_to_people() -> None:
    answers = [
        OpenAnswer("f", "q", "One", "a", "A1", "mentor", "before", "What?"),
        OpenAnswer("f", "r", "Two", "a", "A1", "mentor", "before", "What?"),
        OpenAnswer("f", "q", "Three", "a", "UNLINKED-001", "mentor", "before", "What?"),
        OpenAnswer("g", "q", "Four", "a", "UNLINKED-001", "mentor", "before", "What?"),
    ]
    assert len({line.person for line in collect(answers)[1]}) == 3


def test_names_are_taken_out_as_whole_words() -> None:
    assert without("Ann said: ann's list, not Annex. (ANN LEE)", ["Ann", "Ann Lee"]) == (
        "[name] said: [name]'s list, not Annex. ([name])"
    )
    assert without("a.b", [".", " "]) == "a.b"  # no word: nothing to find
