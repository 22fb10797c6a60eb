"""Counting: in any order of rows, and in parts that add up.

``test_second_opinion.py`` counts once more by other means.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.analysis.groups import EVERYBODY, groups
from generator.analysis.results import change_results
from generator.analysis.tally import ANSWERED, MATCHED, RETURNED, Tally, over, tally
from generator.definitions.codebook import Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.variables import variables
from generator.responses.answers import Responses, answers_of

FORMS = (
    "mentor_before_interview",
    "mentor_before_session",
    "mentor_after_session",
    "session_record",
)
COHORTS = ("a", "b", "c")
PAIR = over("mentor", "before_session", "after_session")

fixtures_stay = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def cohort(name: str) -> Cohort:
    return Cohort(name, name.upper(), "Trust", "North", {"mentor": 9, "mentee": 9})


@st.composite
def people(draw: st.DrawFn) -> list[tuple[str, str, str, int]]:
    """Draw rows: form, cohort, respondent, and a seed for the answers; each row once."""
    respondents = st.sampled_from(["M1", "M2", "m1", "M10", "UNLINKED-001", "UNLINKED-002"])
    row = st.tuples(
        st.sampled_from(FORMS), st.sampled_from(COHORTS), respondents, st.integers(0, 10**6)
    )
    return draw(st.lists(row, max_size=30, unique_by=lambda r: r[:3]))


def made(
    books: dict[str, Codebook], rows: list[tuple[str, str, str, int]], names: tuple[str, ...]
) -> Responses:
    """Turn rows into Responses; every form lacks one column, and answers have gaps."""
    answers = {}
    for form in sorted({row[0] for row in rows}):
        book, mine = books[form], [row for row in rows if row[0] == form]
        random = [np.random.default_rng(seed) for *_, seed in mine]
        coded = [c for c in book.columns if c.kind == "code"][:-1]
        gaps = [float(r.random() < 0.5) * 0.05 for r in random]

        def code(column: Any, r: Any, gap: float) -> int:
            low = -4 if r.random() < gap else 0
            return int(r.integers(low, 0 if low else len(column.codes)))

        codes = {
            c.name: np.array([code(c, r, g) for r, g in zip(random, gaps, strict=True)], np.int8)
            for c in coded
        }
        numbers = {
            c.name: np.array([int(r.integers(-1, 4)) for r in random], np.int32)
            for c in book.columns
            if c.kind == "number"
        }
        respondents = np.array([row[2].encode() for row in mine], dtype="S32")
        cohorts = np.array([names.index(row[1]) for row in mine], dtype=np.int32)
        answers[form] = answers_of(respondents, cohorts, codes | numbers)
    return Responses(tuple(cohort(name) for name in names), answers, frozenset(), {}, 1)


def rows_in(found: Tally) -> set[tuple[Any, ...]]:
    """Return the rows of a tally."""
    rows = set(found.counts.astype(object).itertuples(index=False, name=None))
    assert len(rows) == len(found.counts), "no row stands twice"
    return rows


def same(one: Tally, other: Tally) -> bool:
    """Tell whether two tallies hold the same."""
    return one.cohorts == other.cohorts and rows_in(one) == rows_in(other)


@given(rows=people(), data=st.data())
@fixtures_stay
def test_the_order_of_rows_does_not_matter(
    programme: Programme, books: dict[str, Codebook], rows: list[Any], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    one = tally(programme, books, made(books, rows, COHORTS))
    other = tally(programme, books, made(books, shuffled, COHORTS))
    assert same(one, other)
    assert one.cohorts == COHORTS


def test_what_is_counted_of_two_cohorts_is_the_sum_of_both(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    """People, and sums of products; each cohort by itself has the rows that it has among others."""
    rows = [(f, c, f"M{i}", i * 7 + len(f)) for f in FORMS for c in COHORTS for i in range(9)]
    whole = rows_in(tally(programme, books, made(books, rows, COHORTS)))
    alone = (
        rows_in(tally(programme, books, made(books, [r for r in rows if r[1] == name], (name,))))
        for name in COHORTS
    )
    assert whole == set().union(*alone)


def test_forms_without_a_code_are_counted_but_never_matched(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    rows = [(form, "a", who, 2) for form in FORMS[1:3] for who in ("UNLINKED-001", "M1")]
    found = tally(programme, books, made(books, rows, COHORTS))
    assert found.table("mentor_before_session", RETURNED, 1)[:, 0].tolist() == [2, 0, 0]
    assert found.joint(PAIR, MATCHED, 1).sum(axis=(1, 2)).tolist() == [1, 0, 0]


def test_the_same_code_in_two_cohorts_is_two_people(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    rows = [("mentor_before_session", "a", "M1", 2), ("mentor_after_session", "b", "M1", 2)]
    found = tally(programme, books, made(books, rows, COHORTS))
    assert PAIR in found.forms
    assert not found.joint(PAIR, MATCHED, 1).any()


def test_an_empty_form_is_returned_but_nobody_answered(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    book = books["mentor_before_session"]
    codes = {c.name: np.array([-1], np.int8) for c in book.columns if c.kind == "code"}
    form = answers_of(np.array([b"M1"]), np.array([0], np.int32), codes)
    responses = Responses((cohort("a"),), {book.instrument: form}, frozenset(), {}, 1)
    found = tally(programme, books, responses)
    assert found.table(book.instrument, RETURNED, 1)[:, 0].tolist() == [1]
    assert found.table(book.instrument, ANSWERED, 1)[:, 0].tolist() == [0]
    assert found.of(book.instrument, "expected_minutes").empty


def test_no_responses_at_all(programme: Programme, books: dict[str, Codebook]) -> None:
    found = tally(programme, books, Responses((), {}, frozenset(), {}, 0))
    assert found.counts.empty
    assert found.forms == ()


def test_results_of_a_group_are_sums_of_its_cohorts(
    programme: Programme, books: dict[str, Codebook], instruments: tuple[Instrument, ...]
) -> None:
    rows = [(f, c, f"M{i}", i * 7 + len(f)) for f in FORMS for c in COHORTS for i in range(9)]
    responses = made(books, rows, COHORTS)
    found = tally(programme, books, responses)
    everybody, *_ = groups(responses.cohorts)
    assert everybody.unit == EVERYBODY
    parts = [g for g in groups(responses.cohorts) if g.level == "cohort"]
    for variable in variables(programme, instruments):
        if variable.kind == "change":
            whole = change_results(found, (variable,), everybody)[0]
            each = [change_results(found, (variable,), group)[0] for group in parts]
            assert whole.categories == tuple(
                sum(numbers) for numbers in zip(*(part.categories for part in each), strict=True)
            )
            assert 0 < whole.p_exact <= 1


def test_comparisons_without_a_form_at_one_wave_have_no_tables(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    found = tally(programme, books, made(books, [("mentor_before_session", "a", "M1", 1)], COHORTS))
    assert found.forms == ("mentor_before_session",)
