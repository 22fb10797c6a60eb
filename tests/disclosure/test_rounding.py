"""Largest remainder to multiples of 5, and the tables that a reader holds for possible."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.rounding import (
    always_safe,
    lr5,
    nearest_tables,
    possible_tables,
    rounded_base,
    safe,
    safe_tables,
)

tables = st.lists(st.integers(0, 400), min_size=2, max_size=5)


@given(tables)
def test_a_rounded_table_adds_to_the_rounded_base_in_multiples_of_five(counts: list[int]) -> None:
    shown = lr5(counts)
    assert sum(shown) == rounded_base(sum(counts))
    assert all(value % 5 == 0 and value >= 0 for value in shown)
    assert abs(sum(shown) - sum(counts)) <= 2


@given(tables)
def test_every_category_is_less_than_one_unit_from_its_share_of_the_base(counts: list[int]) -> None:
    people, base = sum(counts), rounded_base(sum(counts))
    if people:
        for value, count in zip(lr5(counts), counts, strict=True):
            assert abs(value - Fraction(count * base, people)) < 5


@given(tables)
def test_no_other_table_is_nearer_in_any_pair_of_categories(counts: list[int]) -> None:
    """Largest remainder is the least sum of absolute errors: moving one unit never helps."""
    people, base = sum(counts), rounded_base(sum(counts))
    if not people:
        return
    shown = lr5(counts)
    errors = [value - Fraction(c * base, people) for value, c in zip(shown, counts, strict=True)]
    for i, j in product(range(len(counts)), repeat=2):
        if i != j and shown[j] >= 5:
            moved = abs(errors[i] + 5) + abs(errors[j] - 5)
            assert moved >= abs(errors[i]) + abs(errors[j])


def test_reference_tables() -> None:
    assert lr5((0, 0, 0)) == (0, 0, 0)
    assert lr5((1, 1, 0)) == (0, 0, 0)
    assert lr5((3, 3, 4)) == (5, 0, 5)  # remainders .6 .6 .8: the tie goes to the first
    assert lr5((11, 1, 0)) == (10, 0, 0)
    assert lr5((25, 50, 25)) == (25, 50, 25)
    assert lr5((33, 33, 34)) == (35, 30, 35)


@pytest.mark.parametrize("people", [0, 1, 2, 9, 10, 12, 13, 27])
@pytest.mark.parametrize("categories", [2, 3])
def test_possible_tables_are_all_tables_that_round_so(people: int, categories: int) -> None:
    found: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for table in product(range(people + 1), repeat=categories):
        if sum(table) == people:
            found.setdefault(lr5(table), set()).add(table)
    for shown, truths in found.items():
        assert set(possible_tables(shown, people)) == truths
        assert len(possible_tables(shown, people)) == len(truths)


def test_a_table_of_another_base_is_impossible() -> None:
    assert possible_tables((5, 5), 13) == ()
    assert possible_tables((5, 5), 8) != ()


@given(st.lists(st.integers(0, 900), min_size=3, max_size=3))
def test_the_truth_is_always_among_the_possible_tables(counts: list[int]) -> None:
    assert tuple(counts) in possible_tables(lr5(counts), sum(counts))


def test_safe_names_each_of_its_three_reasons() -> None:
    assert safe(range(3), 10)
    assert not safe({0, 1}, 10)
    assert not safe({1, 2, 3, 4}, 10)
    assert safe({1, 2, 3, 4, 5}, 10)
    assert not safe({9, 10, 11}, 10)
    assert safe({8, 9, 10}, 10)


@pytest.mark.parametrize("categories", [2, 3])
def test_only_eight_people_can_be_pinned_among_groups_that_are_allowed(categories: int) -> None:
    assert [people for people in range(8, 45) if not always_safe(people, categories)] == [8]


@given(st.integers(61, 3000), st.floats(0, 1), st.floats(0, 1))
def test_large_tables_are_safe_whatever_the_answers(people: int, a: float, b: float) -> None:
    first = round(people * a)
    second = round((people - first) * b)
    for table in ((first, people - first), (first, second, people - first - second)):
        assert safe_tables(possible_tables(lr5(table), people), people)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_nearest_tables_start_with_the_own_rounding_and_keep_the_base(counts: list[int]) -> None:
    found = list(nearest_tables(counts))
    assert found[0] == lr5(counts)
    assert len(set(found)) == len(found)
    assert all(sum(table) == sum(found[0]) and min(table) >= 0 for table in found)
