"""Themes as counts: of everybody who returned the form, and of nobody else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.tally import tally
from generator.definitions.codebook import Codebook, Column
from generator.definitions.cohort import Cohort
from generator.responses.answers import Responses, answers_of
from generator.responses.themes import Category, Themes, theme_variables
from tests.strategies import tiny

WORDS = (Column("words", "words", "text", "What, if anything?"),)
FORMS = ("mentor_before", "mentor_before_too")
BOOKS = {name: Codebook(name, "1", ("1",), "linked", "mentor", "before", WORDS) for name in FORMS}
STAGE, BOOK = ("mentor", "before"), (Category("time", "Time"), Category("power", "Power"))
PROGRAMME = tiny().programme
Who = tuple[int, str]


def answers(people: list[Who]) -> pd.DataFrame:
    codes = np.array([code.encode() for _, code in people], dtype="S32")
    return answers_of(codes, np.array([cohort for cohort, _ in people], np.int32))


def read(forms: dict[str, list[Who]], coded: dict[Who, tuple[bool, bool]]) -> Responses:
    said = np.array(list(coded.values()), dtype=bool).reshape(-1, len(BOOK))
    people = answers(list(coded)).assign(**dict(zip([c.id for c in BOOK], said.T, strict=True)))
    return Responses(
        tuple(Cohort(name, name, "Trust", "North", {"mentor": 9, "mentee": 9}) for name in "abc"),
        {name: answers(found) for name, found in forms.items()},
        frozenset(),
        {},
        1,
        themes=Themes(BOOK, {STAGE: people}),
    )


def counts(responses: Responses) -> dict[str, list[list[int]]]:
    found, source = tally(PROGRAMME, BOOKS, responses), "theme:mentor:before"
    tables = {measure: found.table(source, measure, 2) for measure in found.variables(source)}
    assert all(not table[:, 2:].any() for table in tables.values())
    return {measure: table[:, :2].tolist() for measure, table in tables.items()}


def test_everybody_who_was_coded_and_is_among_the_answers_counts_once() -> None:
    forms = {
        FORMS[0]: [(0, "A1"), (0, "A2"), (1, "A1"), (1, "B2"), (0, "LATE")],
        FORMS[1]: [(0, "A2"), (2, "UNLINKED-001")],
    }
    coded = {
        (0, "A1"): (True, True),
        (0, "A2"): (False, False),
        (1, "A1"): (False, False),
        (2, "UNLINKED-001"): (True, False),
        (1, "UNLINKED-001"): (True, False),
        (0, "B2"): (True, True),
    }
    assert counts(read(forms, coded)) == {
        "theme:time": [[1, 1], [0, 1], [1, 0]],
        "theme:power": [[1, 1], [0, 1], [0, 1]],
    }


def test_a_category_that_nobody_mentioned_has_a_variable_and_counts() -> None:
    given = read({FORMS[0]: [(0, "A1")]}, {(0, "A1"): (False, False)})
    found = theme_variables(PROGRAMME, given.themes)
    assert [(one.role, one.from_, one.measure) for one in found] == [
        ("mentor", "before", "theme:time"),
        ("mentor", "before", "theme:power"),
    ]
    assert counts(given)["theme:power"] == [[0, 1], [0, 0], [0, 0]]


PEOPLE = st.tuples(st.integers(0, 2), st.sampled_from(["A", "B", "C", "UNLINKED-001"]))
GIVEN = st.lists(PEOPLE, unique=True, max_size=9)


@given(GIVEN, GIVEN, st.dictionaries(PEOPLE, st.tuples(st.booleans(), st.booleans())), st.data())
def test_counts_as_by_hand_and_rows_left_out_leave_their_themes_out(
    first: list[Who], second: list[Who], coded: dict[Who, tuple[bool, bool]], data: st.DataObject
) -> None:
    whole = read(dict(zip(FORMS, (first, second), strict=True)), coded)

    def check(responses: Responses, here: set[Who]) -> None:
        found = counts(responses)
        for column, category in enumerate(BOOK):
            assert found[f"theme:{category.id}"] == [
                [
                    sum(who in here and who[0] == cohort and said[column] == mentioned
                        for who, said in coded.items())
                    for mentioned in (True, False)
                ]
                for cohort in range(3)
            ]  # fmt: skip

    check(whole, {*first, *second})
    kept = [
        [who for who in people if data.draw(st.booleans())] if people else []
        for people in (first, second)
    ]
    fewer = {
        name: whole.answers[name][np.array([w in people for w in every], dtype=bool)]
        for name, people, every in zip(FORMS, kept, (first, second), strict=True)
    }
    check(replace(whole, answers=fewer), {*kept[0], *kept[1]})


def test_a_nation_is_counted_at_once() -> None:
    number = 200_000
    codes = np.char.add(b"K", np.arange(number).astype("S8")).astype("S32")
    cohort = (np.arange(number) % 3).astype(np.int32)
    given = read({FORMS[0]: []}, {})
    said = {"time": np.ones(number, bool), "power": np.zeros(number, bool)}
    whole = replace(
        given,
        answers={FORMS[0]: answers_of(codes[::-1], cohort[::-1])},
        themes=Themes(BOOK, {STAGE: answers_of(codes, cohort, said)}),
    )
    assert np.sum(counts(whole)["theme:time"]) == number
