"""The signed-rank test against all 2^n signs, whole numbers of ways, binomials, and itself."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.null_distribution import (
    Steps,
    lower_tails,
    probabilities,
    tails_by_frequencies,
)
from generator.analysis.signed_rank import (
    LARGEST_EXACT,
    SMALLEST_P,
    Ranks,
    asymptotic_p,
    exact_p,
    ranks,
    stratified_p,
)
from generator.analysis.summary import Frequencies, frequencies

differences = st.lists(st.integers(-28, 28), max_size=60).map(frequencies)
some_steps = st.dictionaries(st.integers(1, 60), st.integers(1, 40), min_size=1, max_size=9).map(
    lambda found: tuple(sorted(found.items()))
)


def tail_of(d: Frequencies) -> tuple[Steps, int]:
    found = ranks(d)
    return found.steps, min(found.plus, found.minus)


def one_by_one(steps: Steps, threshold: int) -> float:
    return float(probabilities(steps, threshold).sum())


def by_frequencies(steps: Steps, threshold: int) -> float:
    return float(tails_by_frequencies(steps, np.array([threshold]))[0])


# ---- The null distribution ----


def every_way(steps: Steps, threshold: int) -> Fraction:
    """P(T <= threshold) in whole numbers of ways, without any rounding."""
    ways = {0: 1}
    for step, trials in steps:
        new: dict[int, int] = {}
        for total, count in ways.items():
            for ups in range(trials + 1):
                place = total + step * ups
                new[place] = new.get(place, 0) + count * math.comb(trials, ups)
        ways = new
    below = sum(count for total, count in ways.items() if total <= threshold)
    return Fraction(below, 2 ** sum(trials for _, trials in steps))


@pytest.mark.parametrize("threshold", [0, 1, 40, 333, 700, 903])
def test_no_digit_is_lost_where_ways_are_counted_in_whole_numbers(threshold: int) -> None:
    steps = ((3, 17), (7, 9), (16, 30), (41, 31))
    exact = pytest.approx(float(every_way(steps, threshold)), rel=1e-12, abs=0)
    assert by_frequencies(steps, threshold) == exact
    assert one_by_one(steps, threshold) == exact


@given(some_steps, st.integers(0, 100))
def test_both_ways_to_any_tail_agree(steps: Steps, percent: int) -> None:
    threshold = sum(step * trials for step, trials in steps) // 2 * percent // 100
    expected = pytest.approx(one_by_one(steps, threshold), rel=1e-11, abs=0)
    assert by_frequencies(steps, threshold) == expected


def test_the_largest_totals_that_are_exact() -> None:
    rng = np.random.default_rng(3)
    d = frequencies(np.clip(np.round(rng.normal(4, 6, LARGEST_EXACT)), -28, 28).tolist())
    steps, threshold = tail_of(d)
    assert sum(trials for _, trials in steps) <= LARGEST_EXACT
    assert exact_p(d) == pytest.approx(2 * one_by_one(steps, threshold), rel=1e-11, abs=0)


@pytest.mark.parametrize("n", [301, 500, 777])
def test_tails_that_lie_together_are_those_of_the_whole_list(n: int) -> None:
    """So many pairs without ties: the tails around the limits of a shift, and the limits."""
    untied = tuple((rank, 1) for rank in range(1, n + 1))
    tails = np.cumsum(probabilities(untied, n * (n + 1) // 4))
    place = int(np.searchsorted(tails, 0.025))
    near = range(place - 15, place + 15)
    assert lower_tails(untied, near) == pytest.approx(tails[near], rel=1e-12, abs=0)
    found = hodges_lehmann(frequencies(range(-n, n, 2)))
    assert found is not None
    assert found.level == pytest.approx(1 - 2 * tails[place - 1], abs=1e-12)
    sums = sorted((a + b) / 2 for i, a in enumerate(range(-n, n, 2)) for b in range(a, n, 2))
    assert (found.low, found.high) == (sums[place - 1], sums[-place])


def test_beyond_the_range_of_floats_a_tail_is_zero_and_p_stays_above() -> None:
    assert by_frequencies(((1, 5000), (3, 100)), 40) == 0.0
    assert exact_p(frequencies([1], [5000])) == SMALLEST_P
    assert asymptotic_p(frequencies([1, 2], [5000, 5000])) == SMALLEST_P


# ---- The test ----


def brute_force(strata: list[list[int]]) -> float:
    """P over all 2^n signs that the rank sum is as far from its middle as the one seen."""
    rank = np.concatenate([scipy.stats.rankdata(np.abs([x for x in d if x])) for d in strata])
    signs = np.sign([x for d in strata for x in d if x])
    every = np.array(list(product((-1, 1), repeat=len(rank)))) @ rank
    return float(np.mean(np.abs(every) >= abs(float((signs * rank).sum())) - 1e-9))


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_exact_p_is_that_of_all_signs(d: list[int]) -> None:
    assert exact_p(frequencies(d)) == pytest.approx(brute_force([d]), rel=1e-12)


@given(st.lists(st.lists(st.integers(-3, 3), max_size=5), min_size=1, max_size=2))
def test_strata_are_ranked_apart(cohorts: list[list[int]]) -> None:
    p = stratified_p(tuple(frequencies(d) for d in cohorts))
    assert p == pytest.approx(brute_force(cohorts), rel=1e-12)


@given(differences)
def test_p_is_a_probability_and_blind_to_direction(d: Frequencies) -> None:
    turned = tuple(sorted((-value, count) for value, count in d))
    for p in (exact_p, asymptotic_p):
        assert 0 < p(d) <= 1
        assert p(d) == p(turned)
    assert stratified_p((d,)) == exact_p(d)


def test_small_p_keep_their_digits() -> None:
    """60 rises of distinct sizes and the smallest as a fall: (1 + 1) / 2^61 ways on one side."""
    untied = frequencies([-1, *range(2, 62)])
    assert exact_p(untied) == pytest.approx(2 * 2 / 2.0**61, rel=1e-12, abs=0)
    tied = frequencies([1], [900])
    assert exact_p(tied) == pytest.approx(2.0**-899, rel=1e-9, abs=0)


def test_large_n_is_the_sign_test_where_all_sizes_are_equal() -> None:
    found = exact_p(frequencies([-1, 1], [49_700, 50_300]))
    assert found == pytest.approx(scipy.stats.binomtest(49_700, 100_000).pvalue, rel=1e-9)


def sum_over_binomials(steps: Steps, threshold: int) -> float:
    (first, people), *others = steps
    sums, shares = np.zeros(1), np.ones(1)
    for step, trials in others:
        ups = np.arange(trials + 1)
        sums = np.add.outer(sums, step * ups).ravel()
        shares = np.outer(shares, scipy.stats.binom.pmf(ups, trials, 0.5)).ravel()
    return float(shares @ scipy.stats.binom.cdf((threshold - sums) // first, people, 0.5))


@pytest.mark.parametrize(
    "counts",
    [
        {-2: 24_950, -1: 24_900, 1: 25_100, 2: 25_050},
        {-2: 4_800, -1: 44_100, 1: 45_900, 2: 5_200},
        {-2: 1, -1: 9_890, 1: 10_100, 2: 9},
        {-2: 199_900, -1: 299_100, 1: 300_900, 2: 200_100},
        {-2: 13_000, -1: 32_000, 1: 38_000, 2: 17_000},  # p about 1e-160
        {-4: 8, -3: 25, -2: 45, -1: 29_900, 1: 30_300, 2: 55, 3: 35, 4: 12},
    ],
)
def test_a_domain_of_a_hundred_thousand_is_a_sum_over_binomials(counts: dict[int, int]) -> None:
    d = frequencies(counts, counts.values())
    expected = min(1.0, 2 * sum_over_binomials(*tail_of(d)))
    assert exact_p(d) == pytest.approx(expected, rel=1e-9, abs=0)


def test_where_ups_and_downs_balance_p_is_one() -> None:
    sizes = [-4, -3, -2, -1, 1, 2, 3, 4]
    assert exact_p(frequencies(sizes, [12_500] * 8)) == 1.0


def test_totals_of_more_than_two_thousand_fall_back_to_the_normal_curve() -> None:
    sizes = list(range(-7, 8))
    found = frequencies(sizes, [LARGEST_EXACT // 10 + (size > 0) for size in sizes])
    assert exact_p(found) == asymptotic_p(found)


def test_ranks_without_differences() -> None:
    assert ranks(((0, 3),)) == Ranks((), 0, 0)
