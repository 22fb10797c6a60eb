"""Prorated totals: labelled, beside the complete ones, additive, and never published."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.analysis_table import analysis_rows
from generator.analysis.scores import PARTS, TOTAL_PRORATED, prorated_totals, totals
from generator.analysis.tally import PRORATED, tally
from generator.definitions.codebook import Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import MissingRule, Programme
from generator.definitions.variables import variables
from generator.disclosure.exact import exact
from generator.disclosure.ledger import Ledger, written
from generator.disclosure.newcomers import Source
from generator.disclosure.release import make
from generator.disclosure.rule import rule_of
from generator.responses.answers import Responses, answers_of

FORMS = ("mentor_before_session", "mentor_after_session")
WAVES = ("before_session", "after_session")
COHORTS = ("a", "b")

blocks = st.lists(
    st.lists(st.integers(-1, 5).filter(bool), min_size=7, max_size=7), min_size=1, max_size=20
)


@pytest.fixture(scope="module")
def prorating(programme: Programme) -> Programme:
    """The programme with confidence prorated from four answers, and all else as it is."""
    rule = MissingRule(rule="prorate", answered=4)
    measures = tuple(
        m.model_copy(update={"missing": rule}) if m.id == "confidence" else m
        for m in programme.measures
    )
    return programme.model_copy(update={"measures": measures})


def responses(books: dict[str, Codebook], people: int, gap: float, seed: int = 1) -> Responses:
    """Return mentors at two waves in two cohorts; each answer is missing with a probability."""
    rng = np.random.default_rng(seed)
    answers = {}
    for form in FORMS:
        book = books[form]
        codes = {
            c.name: np.where(
                rng.random(people) < gap, -1, rng.integers(0, len(c.codes), people)
            ).astype(np.int8)
            for c in book.columns
            if c.kind == "code"
        }
        who = np.array([f"M{i:03}".encode() for i in range(people)], dtype="S32")
        answers[form] = answers_of(who, np.arange(people, dtype=np.int32) % 2, codes)
    cohorts = tuple(
        Cohort(c, c.upper(), "Trust", "North", {"mentor": 40, "mentee": 40}) for c in COHORTS
    )
    return Responses(cohorts, answers, frozenset(), {}, 2)


@given(blocks, st.integers(4, 7))
def test_prorated_totals_are_seven_means(block: list[list[int]], answered: int) -> None:
    found = prorated_totals(np.array(block, dtype=np.int32), answered)
    for row, value in zip(block, found.tolist(), strict=True):
        given_scores = [score for score in row if score > 0]
        if len(given_scores) < answered:
            assert value == -1
        else:
            mean = Fraction(7 * sum(given_scores), len(given_scores))
            assert Fraction(value, PARTS) == mean
            assert 7 <= mean <= 35


@given(blocks, st.integers(4, 7))
def test_who_answered_all_seven_has_the_complete_total(
    block: list[list[int]], answered: int
) -> None:
    array = np.array(block, dtype=np.int32)
    complete, prorated = totals(array), prorated_totals(array, answered)
    assert (prorated[complete >= 0] == PARTS * complete[complete >= 0]).all()
    assert (prorated >= 0).sum() >= (complete >= 0).sum()
    if answered == 7:
        assert ((prorated >= 0) == (complete >= 0)).all()


def test_a_programme_that_does_not_ask_for_it_has_none(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    found = tally(programme, books, responses(books, 20, 0.2))
    assert not found.counts["variable"].str.contains(PRORATED).any()


def rows_of(
    programme: Programme,
    instruments: tuple[Instrument, ...],
    books: dict[str, Codebook],
    answers: Responses,
) -> dict[tuple[str, ...], tuple[float, int]]:
    counted = tally(programme, books, answers)
    table = analysis_rows(programme, instruments, books, counted, answers.cohorts)
    return {tuple(row[:8]): (row.value, row.n) for row in table}


def test_it_stands_beside_the_complete_total_in_the_analysis(
    programme: Programme,
    prorating: Programme,
    instruments: tuple[Instrument, ...],
    books: dict[str, Codebook],
) -> None:
    answers = responses(books, 40, 0.1)
    without = rows_of(programme, instruments, books, answers)
    found = rows_of(prorating, instruments, books, answers)
    added = {key: value for key, value in found.items() if key not in without}
    assert {key: found[key] for key in without} == without
    assert {key[3:5] for key in added} == {("confidence", TOTAL_PRORATED)}
    change = ("programme", "programme", "mentor", "confidence")
    n_complete = found[(*change, "total", *WAVES, "n")][0]
    n_prorated = found[(*change, TOTAL_PRORATED, *WAVES, "n")][0]
    assert n_complete < n_prorated <= 40
    statistics = {key[7] for key in added if key[5:7] == WAVES and key[0] == "programme"}
    assert {"median_from", "higher", "p_exact", "p_stratified", "superiority", "shift"} <= (
        statistics
    )
    one_wave = {key[7] for key in added if key[6] == ""}
    assert one_wave == {
        "n", "median", "quartile_low", "quartile_high", "mean", "minimum", "maximum",
    }  # fmt: skip


def test_nothing_of_it_is_released(
    programme: Programme,
    prorating: Programme,
    instruments: tuple[Instrument, ...],
    books: dict[str, Codebook],
) -> None:
    """A prorated total beside a complete one would show who left a question out."""
    answers = responses(books, 80, 0.1)

    def released(definitions: Programme) -> tuple[bytes, str]:
        source = Source(definitions, variables(definitions, instruments), books, answers)
        rule, key = rule_of(definitions.release), b"k" * 32
        opened = make(source, rule, Ledger(definitions.id), key, "2026-01-01").ledger
        narrow = exact(source, rule_of(definitions.release, "restricted"))
        return written(opened), narrow.numbers.to_csv() + narrow.statistics.to_csv()

    assert released(prorating) == released(programme)
    assert TOTAL_PRORATED not in "".join(map(str, released(prorating)))
