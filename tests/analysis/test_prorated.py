"""Prorated totals: labelled, beside the complete ones, additive, and never published."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.analysis_table import analysis_rows
from generator.analysis.groups import groups
from generator.analysis.results import prorated_results
from generator.analysis.scores import PARTS, TOTAL_PRORATED, prorated_totals, totals
from generator.analysis.signed_rank import exact_p
from generator.analysis.summary import frequencies
from generator.analysis.tally import PRORATED, over, tally
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


def loop(programme: Programme, form: pd.DataFrame, row: int, answered: int) -> Fraction | None:
    codes = [int(form[f"confidence_{d.id}"][row]) for d in programme.domains]
    given = [code + 1 for code in codes if code >= 0]
    return Fraction(7 * sum(given), len(given)) if len(given) >= answered else None


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


@given(st.integers(0, 30), st.integers(0, 10**6))
def test_tables_are_those_of_a_plain_loop(
    prorating: Programme, books: dict[str, Codebook], people: int, seed: int
) -> None:
    answers = responses(books, people, 0.2, seed)
    found = tally(prorating, books, answers)
    before, after = (answers.answers[form] for form in FORMS)
    expected: Counter[tuple[int, int, int]] = Counter()
    for row in range(people):
        pair = [loop(prorating, form, row, 4) for form in (before, after)]
        if pair[0] is not None and pair[1] is not None:
            cohort = int(before["cohort"][row])
            expected[cohort, int(pair[0] * PARTS), int(pair[1] * PARTS)] += 1
    table = found.of(over("mentor", *WAVES), f"confidence{PRORATED}")
    rows = table[["cohort", "code", "to", "n"]].to_numpy().tolist()
    assert {tuple(row[:3]): row[3] for row in rows} == dict(expected)


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


def test_its_statistics_are_in_points(prorating: Programme, books: dict[str, Codebook]) -> None:
    answers = responses(books, 31, 0.1)
    counted = tally(prorating, books, answers)
    everybody = groups(answers.cohorts)[0]
    change = next(
        v for v in variables(prorating, ()) if v.key == ("mentor", "confidence", "total", *WAVES)
    )
    ((result, stratified),) = prorated_results(prorating, counted, [change], everybody)
    before, after = (answers.answers[form] for form in FORMS)
    pairs = [
        [loop(prorating, form, row, 4) for form in (before, after)] for row in range(len(before))
    ]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    assert result.median_from == pytest.approx(float(np.median([float(a) for a, _ in both])))
    assert result.median_to == pytest.approx(float(np.median([float(b) for _, b in both])))
    sixtieths = [int(60 * (b - a)) for a, b in both]
    assert result.p_exact == exact_p(frequencies(sixtieths))
    assert 0 < stratified <= 1
    assert result.shift is not None
    walsh = [(a + b) / 120 for i, a in enumerate(sixtieths) for b in sixtieths[i:]]
    assert result.shift.shift == pytest.approx(np.median(walsh))


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
