"""Counting: against a plain loop, in any order of rows, and in parts that add up."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.analysis.forms import GAP_KINDS, count_rows
from generator.analysis.groups import EVERYBODY, groups
from generator.analysis.results import change_result
from generator.analysis.sums import add, select
from generator.analysis.tally import Tally, tally
from generator.definitions.codebook import NOT_COLLECTED, Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.variables import variables
from generator.responses.answers import Answers, Responses

FORMS = (
    "mentor_before_interview",
    "mentor_before_session",
    "mentor_after_session",
    "session_record",
)
COHORTS = ("a", "b", "c")

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
        answers[form] = Answers(form, respondents, cohorts, codes, numbers)
    return Responses(tuple(cohort(name) for name in names), answers, frozenset(), {}, 1)


def same(one: Tally, other: Tally) -> bool:
    """Tell whether two tallies hold the same; a key that holds nothing may be missing."""
    if one.cohorts != other.cohorts:
        return False
    for name in Tally.__dataclass_fields__:
        if name == "cohorts":
            continue
        a, b = getattr(one, name), getattr(other, name)
        for key in {*a, *b}:
            if key in a and key in b:
                if not np.array_equal(a[key], b[key]):
                    return False
            elif (a.get(key, b.get(key))).sum():
                return False
    return True


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


@given(rows=people(), data=st.data())
@fixtures_stay
def test_tallies_of_different_people_add(
    programme: Programme, books: dict[str, Codebook], rows: list[Any], data: st.DataObject
) -> None:
    everyone = sorted({row[1:3] for row in rows})
    first = set(data.draw(st.lists(st.sampled_from(everyone), unique=True)) if everyone else [])
    parts = [[r for r in rows if (r[1:3] in first) is side] for side in (True, False)]
    # A part may know only its own cohorts, listed in any order.
    names = [tuple(sorted({r[1] for r in part}, reverse=True)) for part in parts]
    tallies = [
        tally(programme, books, made(books, part, name))
        for part, name in zip(parts, names, strict=True)
    ]
    whole = tally(programme, books, made(books, rows, tuple(sorted({r[1] for r in rows}))))
    assert same(add(*tallies), whole)
    assert same(add(*tallies[::-1]), whole)
    assert same(add(whole), whole)
    assert same(add(add(), whole), whole)


def test_equal_numbers_and_totals_of_two_tallies_are_counted_together(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    """Each half answers the same, so that every row of every table stands in both."""
    halves = [
        [(form, "a", f"{half}{person}", person) for form in FORMS for person in range(20)]
        for half in ("M", "N")
    ]
    one, other = (tally(programme, books, made(books, half, COHORTS)) for half in halves)
    both = tally(programme, books, made(books, halves[0] + halves[1], COHORTS))
    assert one.numbers["session_record", "minutes"].sum() > 0
    assert same(add(one, other), both)
    assert len(one.numbers["session_record", "minutes"]) == len(
        both.numbers["session_record", "minutes"]
    )


@given(rows=people())
@fixtures_stay
def test_the_parts_of_a_tally_add_up_to_it(
    programme: Programme, books: dict[str, Codebook], rows: list[Any]
) -> None:
    whole = tally(programme, books, made(books, rows, COHORTS))
    parts = [select(whole, [name]) for name in COHORTS]
    assert same(add(*parts), whole)
    mine = [row for row in rows if row[1] == "b"]
    assert same(parts[1], tally(programme, books, made(books, mine, ("b",))))
    assert select(whole, ["nowhere"]).cohorts == ()


@given(rows=people())
@fixtures_stay
def test_counts_are_those_of_a_plain_loop(
    programme: Programme, books: dict[str, Codebook], rows: list[Any]
) -> None:
    responses = made(books, rows, COHORTS)
    found = tally(programme, books, responses)
    for name, form in responses.answers.items():
        for column in books[name].columns:
            if column.kind != "code":
                continue
            given_codes = form.codes.get(column.name, [NOT_COLLECTED] * form.rows)
            loop = Counter(zip(form.cohort.tolist(), map(int, given_codes), strict=True))
            counts = found.answers[name, column.name]
            assert counts.shape == (3, len(column.codes) + GAP_KINDS)
            for (place, code), count in loop.items():
                cell = code if code >= 0 else len(column.codes) - 1 - code
                assert counts[place, cell] == count
            assert counts.sum() == form.rows


def domain_codes(form: Answers, row: int, measure: str, programme: Programme) -> list[int]:
    return [
        int(form.codes.get(f"{measure}_{d.id}", [-1] * form.rows)[row]) for d in programme.domains
    ]


@given(rows=people())
@fixtures_stay
def test_changes_are_those_of_a_plain_loop(
    programme: Programme, books: dict[str, Codebook], rows: list[Any]
) -> None:
    responses = made(books, rows, COHORTS)
    found = tally(programme, books, responses)
    forms = {books[name].wave: form for name, form in responses.answers.items()}
    waves = ("before_session", "after_session")
    if not all(wave in forms for wave in waves):
        assert ("mentor", *waves) not in found.matched
        return
    before, after = (forms[wave] for wave in waves)
    where = {
        (int(after.cohort[row]), bytes(after.respondent[row])): row for row in range(after.rows)
    }
    loops: dict[str, Counter[tuple[int, int, int]]] = {d.id: Counter() for d in programme.domains}
    loops["total"] = Counter()
    for row in range(before.rows):
        person = (int(before.cohort[row]), bytes(before.respondent[row]))
        if person not in where or person[1].startswith(b"UNLINKED"):
            continue
        a = domain_codes(before, row, "confidence", programme)
        b = domain_codes(after, where[person], "confidence", programme)
        for domain, x, y in zip(programme.domains, a, b, strict=True):
            if x >= 0 and y >= 0:
                loops[domain.id][person[0], x, y] += 1
        if min(a + b) >= 0:
            loops["total"][person[0], sum(a) + 7, sum(b) + 7] += 1
    for domain in programme.domains:
        table = found.changes["mentor", "confidence", domain.id, *waves]
        assert {k: v for k, v in np.ndenumerate(table) if v} == dict(loops[domain.id])
    sums = found.total_changes["mentor", "confidence", "total", *waves]
    assert {tuple(r[:3]): r[3] for r in sums.tolist()} == dict(loops["total"])


def test_totals_and_products_are_those_of_a_plain_loop(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    rows = [("mentor_before_session", c, f"M{i}", 31 * i) for c in COHORTS for i in range(12)]
    responses = made(books, rows, COHORTS)
    found = tally(programme, books, responses)
    form = responses.answers["mentor_before_session"]
    expected = np.zeros((3, 36), dtype=np.int64)
    sums: Counter[tuple[int, int]] = Counter()
    for row in range(form.rows):
        codes = domain_codes(form, row, "confidence", programme)
        if min(codes) < 0:
            continue
        scores = [code + 1 for code in codes]
        products = [scores[i] * scores[j] for i in range(7) for j in range(i, 7)]
        expected[form.cohort[row]] += [1, *scores, *products]
        sums[int(form.cohort[row]), sum(scores)] += 1
    assert 10 < sum(sums.values()) < form.rows
    key = ("mentor_before_session", "confidence")
    assert found.products[key].tolist() == expected.tolist()
    assert {(c, t + 7): n for (c, t), n in np.ndenumerate(found.totals[key]) if n} == dict(sums)


def test_forms_without_a_code_are_counted_but_never_matched(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    rows = [(form, "a", who, 2) for form in FORMS[1:3] for who in ("UNLINKED-001", "M1")]
    found = tally(programme, books, made(books, rows, COHORTS))
    assert found.returned["mentor_before_session"].tolist() == [2, 0, 0]
    assert found.matched["mentor", "before_session", "after_session"].tolist() == [1, 0, 0]


def test_the_same_code_in_two_cohorts_is_two_people(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    rows = [("mentor_before_session", "a", "M1", 2), ("mentor_after_session", "b", "M1", 2)]
    found = tally(programme, books, made(books, rows, COHORTS))
    assert found.matched["mentor", "before_session", "after_session"].tolist() == [0, 0, 0]


def test_an_empty_form_is_returned_but_nobody_answered(
    programme: Programme, books: dict[str, Codebook]
) -> None:
    book = books["mentor_before_session"]
    codes = {c.name: np.array([-1], np.int8) for c in book.columns if c.kind == "code"}
    form = Answers(book.instrument, np.array([b"M1"]), np.array([0], np.int32), codes, {})
    responses = Responses((cohort("a"),), {book.instrument: form}, frozenset(), {}, 1)
    found = tally(programme, books, responses)
    assert found.returned[book.instrument].tolist() == [1]
    assert found.people[book.instrument].tolist() == [0]
    assert found.numbers[book.instrument, "expected_minutes"].shape == (0, 3)


def test_no_responses_at_all(programme: Programme, books: dict[str, Codebook]) -> None:
    found = tally(programme, books, Responses((), {}, frozenset(), {}, 0))
    assert same(found, add())
    assert found.answers == {}


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
            whole = change_result(found, variable, everybody)
            each = [change_result(found, variable, group) for group in parts]
            assert whole.categories == tuple(
                sum(numbers) for numbers in zip(*(part.categories for part in each), strict=True)
            )
            assert 0 < whole.p_exact <= 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 600)), min_size=1))
def test_count_rows(rows: list[tuple[int, int]]) -> None:
    found = count_rows(*np.array(rows).T)
    assert [tuple(row) for row in found.tolist()] == sorted(
        (*row, count) for row, count in Counter(rows).items()
    )


@pytest.mark.parametrize("field", ["matched", "changes", "total_changes"])
def test_comparisons_without_a_form_at_one_wave_have_no_tables(
    programme: Programme, books: dict[str, Codebook], field: str
) -> None:
    rows = [("mentor_before_session", "a", "M1", 1)]
    assert getattr(tally(programme, books, made(books, rows, COHORTS)), field) == {}
