"""Codes that are one person's in the whole programme, on forms of one role and wave."""

from __future__ import annotations

from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import parse_definitions
from generator.definitions.problem import Problem
from generator.responses.check_character import check_character
from generator.responses.duplicates import people_of, repeated, shared
from generator.responses.read import parse_table, responses
from generator.responses.rows import Rows
from generator.responses.schema import expected
from generator.responses.table import Block, Table
from tests.outcome import outcome
from tests.responses.made import rows_of as rows

COHORTS = tuple(Cohort(name, name, "Trust", "North") for name in ("w1", "w2"))


def found(*forms: Rows, skip_faulty: bool = False) -> list[tuple[object, ...]]:
    people = people_of({form.instrument: form for form in forms})
    alike = shared(people[~people["faulty"]] if skip_faulty else people)
    rows = alike[["form", "row", "first_form", "first"]]
    return list(rows.itertuples(index=False, name=None))


def again(form: Rows) -> list[tuple[int, int]]:
    rows = repeated(people_of({form.instrument: form}))[["first", "row"]]
    return list(rows.itertuples(index=False, name=None))


ONE = rows("one", [("K7RM", 0), ("P3XJ", 0), ("UNLINKED-001", 0), ("", 0), ("W6FT", -1)])


def test_a_code_in_two_cohorts_of_two_forms_of_a_wave_is_found() -> None:
    other = rows("two", [("P3XJ", 0), ("UNLINKED-001", 1), ("", 1), ("W6FT", 1), ("K7RM", 1)])
    assert found(ONE, other) == [("two", 4, "one", 0)]
    assert found(other, ONE) == found(ONE, other)


def test_people_may_move_from_wave_to_wave_and_roles_are_apart() -> None:
    there = [("K7RM", 1)]
    assert found(ONE, rows("two", there, wave="after")) == []
    assert found(ONE, rows("two", there, role="mentee")) == []
    assert found(ONE, rows("two", there, linked=False)) == []


def test_faulty_rows_are_passed_over_where_they_are_left_out() -> None:
    other = rows("two", [("K7RM", 1)], faulty=(0,))
    assert len(found(ONE, other)) == 1
    assert found(ONE, other, skip_faulty=True) == []


def test_both_places_are_named_and_the_later_row_can_be_left_out() -> None:
    forms = {"one": ONE, "two": rows("two", [("K7RM", 1), ("N4CD", 1)])}
    (problem,) = outcome(responses, forms, COHORTS, 2).problems
    assert str(problem.where) == "two.csv:2:1"
    assert problem.severity == "error"
    assert problem.fault == "'K7RM' is in another cohort on 'one' at the same wave: one.csv:2:1."
    assert problem.remedy == (
        "Correct the cohort that is wrong. If they are 2 people, write wardA-K7RM and wardB-K7RM "
        "on every form from each of them."
    )
    left = outcome(responses, forms, COHORTS, 2, skip_faulty=True)
    assert not left.errors
    assert left.value is not None
    assert left.value.skipped == 1
    assert left.value.answers["two"]["respondent"].tolist() == ["N4CD"]


def test_a_long_list_is_cut_short() -> None:
    codes = [f"C{number:03}" for number in range(130)]
    forms = [
        rows(name, [(code, cohort) for code in codes]) for name, cohort in (("one", 0), ("two", 1))
    ]
    problems = outcome(responses, {form.instrument: form for form in forms}, COHORTS, 2).problems
    assert len(problems) == 101
    assert problems[-1].fault == "30 more like this from here on."


def test_many_codes_of_two_cohorts_are_told_apart() -> None:
    people = [(f"M{number:05}", number % 2) for number in range(5000)]
    assert again(rows("one", people)) == []
    assert again(rows("one", [*people, ("M00007", 0), ("m00007", 0)])) == [(7, 5000)]


def check(tiny: dict[str, str], code: str) -> tuple[Problem, ...]:
    definitions = parse_definitions(tiny, [])
    programme = definitions.programme.model_copy(update={"check_characters": True})
    asked = expected(programme, codebooks(programme, definitions.instruments), COHORTS)
    header = ("respondent", "cohort", "instrument", "version", "worries")
    form = "mentor_before"
    table = Table("a.csv", header, [Block([[code, "w1", form, "1.0.0", "yes"]], [2])])
    return outcome(parse_table, table, asked).errors


def test_a_prefix_counts_for_nothing_in_the_check_character(tiny: dict[str, str]) -> None:
    code = f"K7RM{check_character('K7RM')}"
    for fine in (code, f"wardA-{code}", f"wardA-K7-RM{code[-1]}"):
        assert [p.rule for p in check(tiny, fine)] == [], fine
    for bad in ("K7RM0", "wardA-K7RM0", f"WARD-{code}"):
        assert [p.rule for p in check(tiny, bad)] == ["check-character"], bad
