"""Guarantee 1: windows. Every table and every secret number for 6 to 31 people.

Fails without rule 3: unscaled tables, a secret without the counts or without lengths, tables of
fewer than 6 people.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, product
from math import sqrt

import numpy as np
import pytest

from generator.disclosure.rounding import Subject, rounded, secret_number, window

SIZES = range(6, 32)


def tables(people: int, categories: int) -> list[tuple[int, ...]]:
    """Every table of so many people."""
    if categories == 1:
        return [(people,)]
    return [(c, *rest) for c in range(people + 1) for rest in tables(people - c, categories - 1)]


def behind(people: int, categories: int, base: int = 5) -> dict[tuple[int, ...], set]:
    """Every printed table with the true ones behind it, by trying all; checks sums on the way."""
    total, found = base * (people // base), defaultdict(set)
    for counts in tables(people, categories):
        sums = [0] * categories
        for secret in range(base * people):
            printed = rounded(counts, secret, base)
            found[printed].add(counts)
            sums = [a + b for a, b in zip(sums, printed, strict=True)]
        assert sums == [base * count * total for count in counts]  # the mean is c * M / n
    return found


def in_window(counts: tuple[int, ...], printed: tuple[int, ...], base: int) -> bool:
    people = sum(counts)
    total = base * (people // base)
    off = (abs(c * total - r * people) for c, r in zip(counts, printed, strict=True))
    return all(one < base * people for one in off)


def check_windows(people: int, categories: int, base: int = 5) -> dict[tuple[int, ...], set]:
    found = behind(people, categories, base)
    every = tables(people, categories)
    for printed, true in found.items():
        assert all(cell % base == 0 and cell >= 0 for cell in printed)
        assert sum(printed) == base * (people // base)
        assert true == {counts for counts in every if in_window(counts, printed, base)}
        cells = tuple(zip(*true, strict=True))
        assert window(people, printed, base) == tuple((min(c), max(c)) for c in cells)
    return found


@pytest.mark.parametrize("people", SIZES)
def test_what_is_behind_a_table_is_its_window(people: int) -> None:
    found = check_windows(people, 3)
    for pooling in range(4):
        assert least_outside(found, people, pooling) >= 4 - pooling


def least_outside(found: dict[tuple[int, ...], set], people: int, pooling: int) -> int:
    """Return how few others may be outside a category, at worst, to some who know their own."""
    own = [
        tuple(map(mine.count, range(3)))
        for mine in combinations_with_replacement(range(3), pooling)
    ]
    worst = people
    for true in found.values():
        array = np.array(sorted(true))
        for mine in own:
            others = array[(array >= mine).all(axis=1)] - mine
            if len(others):
                worst = min(worst, int((people - pooling - others.min(axis=0)).min()))
    return worst


def test_four_three_two_one_are_reached() -> None:
    """The numbers of the design are the best that can be said, not a loose bound."""
    found = behind(10, 3)
    assert [least_outside(found, 10, pooling) for pooling in range(4)] == [4, 3, 2, 1]


@pytest.mark.parametrize("people", SIZES)
def test_two_categories(people: int) -> None:
    for printed in check_windows(people, 2):
        assert all(people - least >= 4 for least, _ in window(people, printed))


@pytest.mark.parametrize("people", [10, 11, 19, 20, 21, 24])
def test_tens(people: int) -> None:
    check_windows(people, 3, 10)


def test_tens_of_a_hundred() -> None:
    check_windows(104, 2, 10)


def keys(many: int) -> list[bytes]:
    return [bytes([n % 256, n // 256]) + b"\x07" * 30 for n in range(many)]


@pytest.mark.parametrize("counts", [(11, 1, 1), (6, 5, 0), (4, 4, 6), (1, 0, 30), (7, 7)])
@pytest.mark.parametrize("base", [5, 10])
def test_the_mean_over_keys_is_right(counts: tuple[int, ...], base: int) -> None:
    """Over 2,000 keys each cell's mean lies within 4 standard errors of c * M / n."""
    people, subject = sum(counts), Subject("p", "mentor:after", "q", ("a", "b"), 1)
    every = np.array([rounded(counts, u, base) for u in range(base * people)])
    error = 4 * every.std(axis=0) / sqrt(2000)
    drawn = [rounded(counts, secret_number(k, subject, counts, base), base) for k in keys(2000)]
    right = np.array(counts) * (base * (people // base)) / people
    assert (abs(np.mean(drawn, axis=0) - right) <= error + 1e-9).all()


FIRST = Subject("p", "mentor:after", "ability/total/after/", ("a", "b"), 1)


def numbers(subject: Subject, counts: tuple[int, ...] = (7, 4, 2), base: int = 5) -> tuple:
    """A table's secret numbers under 24 keys: equal only where the whole input is."""
    found = tuple(secret_number(key, subject, counts, base) for key in keys(24))
    assert all(0 <= one < base * sum(counts) for one in found)
    return found


def test_the_secret_changes_with_each_input() -> None:
    others = [
        Subject("q", "mentor:after", "ability/total/after/", ("a", "b"), 1),
        Subject("p", "mentee:after", "ability/total/after/", ("a", "b"), 1),
        Subject("p", "mentor:after", "ability/tea/after/", ("a", "b"), 1),
        Subject("p", "mentor:after", "ability/total/after/", ("a", "c"), 1),
        Subject("p", "mentor:after", "ability/total/after/", ("a",), 1),
        Subject("p", "mentor:after", "ability/total/after/", ("a", "b"), 2),
    ]
    found = [numbers(one) for one in (FIRST, *others)]
    found += [numbers(FIRST, (7, 5, 1)), numbers(FIRST, (4, 7, 2)), numbers(FIRST, (7, 6))]
    found += [tuple(n % 65 for n in numbers(FIRST, base=10))]  # the base goes in as well
    assert len(set(found)) == len(found) == 11
    assert len(set(found[0])) > 10  # and with the key


def test_no_two_subjects_run_together() -> None:
    """Each input has its length before it: moving a letter, or a part, makes another one."""
    alike = [
        Subject("pm", "x", "q", ("a", "bc"), 1),
        Subject("p", "mx", "q", ("a", "bc"), 1),
        Subject("p", "m", "xq", ("a", "bc"), 1),
        Subject("p", "m", "xq", ("ab", "c"), 1),
        Subject("p", "m", "xq", ("a", "b", "c"), 1),
        Subject("p", "m", "xq", ("abc",), 1),
        Subject("p", "m", "xq", ("abc", "1"), 1),
        Subject("p", "m", "xq", ("abc",), 11),
    ]
    found = {numbers(one) for one in alike}
    found |= {numbers(alike[-1], counts) for counts in [(1, 12), (11, 2), (1, 1, 11), (11, 1, 1)]}
    assert len(found) == len(alike) + 4


def test_the_order_of_cohorts_is_nothing() -> None:
    turned = Subject("p", "mentor:after", "ability/total/after/", ("b", "a"), 1)
    assert numbers(turned) == numbers(FIRST)


@pytest.mark.parametrize(
    ("counts", "secret"), [((5, 0, 0), 0), ((3, 2), 1), ((), 0), ((6, 5), -1), ((6, 5), 55)]
)
def test_bad_input_raises(counts: tuple[int, ...], secret: int) -> None:
    with pytest.raises(ValueError, match="six people"):
        rounded(counts, secret)


def test_cells_are_apart_by_less_than_a_base_and_the_last_secret_counts() -> None:
    """A table alike prints itself; the largest secret rounds the first boundary up."""
    for people, printed in product(SIZES, range(3)):
        alike = tuple(people * (place == printed) for place in range(3))
        assert {max(rounded(alike, u)) for u in range(5 * people)} == {5 * (people // 5)}
    assert rounded((1, 12), 64) == (5, 5)
    assert rounded((1, 12), 54) == (0, 10)
