"""A form's codebook, and the codes and check characters that files hold."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.codebook import Codebook, codebooks
from generator.definitions.load import parse_definitions
from generator.responses.check_character import check_character, has_valid_check_character

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "instruments"


@pytest.fixture(scope="module")
def books() -> dict[str, Codebook]:
    texts = {f"instruments/{p.name}": p.read_text("utf-8") for p in sorted(TINY.glob("*.yml"))}
    definitions = parse_definitions(texts, [])
    return codebooks(definitions.programme, definitions.instruments)


def test_every_type_of_item_has_its_columns(books: dict[str, Codebook]) -> None:
    visit = books["visit"]
    assert (visit.kind, visit.role, visit.wave) == ("unlinked", "pair", "after")
    assert visit.accepts == ("1.1.0", "1.0.0")
    assert [(column.name, column.kind, column.codes) for column in visit.columns] == [
        ("minutes", "number", ()),
        ("place", "code", ("tea_room", "online")),
        ("drinks___tea", "code", ("0", "1")),
        ("drinks___coffee", "code", ("0", "1")),
        ("drinks___water", "code", ("0", "1")),
        ("held_on", "date", ()),
        ("remark", "text", ()),
    ]
    assert (visit.columns[0].minimum, visit.columns[0].maximum) == (0, 600)
    assert visit.columns[2].question == "What did you drink? Tea"


def test_a_measure_is_asked_by_domain_in_the_words_of_the_role(books: dict[str, Codebook]) -> None:
    mentor, mentee = books["mentor_before"], books["mentee_before"]
    assert [column.name for column in mentor.columns[:3]] == [
        "grasp",
        "sureness_tea",
        "sureness_cake",
    ]
    assert (mentor.columns[0].domain, mentor.columns[1].domain) == ("total", "tea")
    assert mentor.columns[1].question == "How sure are you about how they make tea"
    assert mentee.columns[0].question == "How sure do you feel about how you make tea"
    assert mentor.columns[1].labels[0] == "Very unsure"
    text = mentor.column("worries_text")
    assert text is not None
    assert text.show_if is not None
    assert text.show_if.item == "worries"
    assert mentor.column("nothing") is None


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
