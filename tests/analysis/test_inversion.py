"""Tails from the characteristic function: against listing every sum, and against binomials."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.inversion import lower_tail_by_frequencies, spectrum
from generator.analysis.null_distribution import (
    Steps,
    lower_tail_by_halves,
    lower_tail_one_by_one,
    probabilities,
)
from generator.analysis.signed_rank import LARGEST_EXACT, exact_p, ranks
from generator.analysis.summary import Frequencies, frequencies

steps = st.dictionaries(st.integers(1, 60), st.integers(1, 40), min_size=1, max_size=9).map(
    lambda found: tuple(sorted(found.items()))
)
totals = st.dictionaries(st.integers(-28, 28), st.integers(0, 25), min_size=2, max_size=57)


def tail_of(d: Frequencies) -> tuple[Steps, int]:
    found = ranks(d)
    return found.steps, min(found.plus, found.minus)


def every_way(found: Steps, threshold: int) -> Fraction:
    """P(T <= threshold) in whole numbers of ways, without any rounding."""
    ways = {0: 1}
    for step, trials in found:
        new: dict[int, int] = {}
        for total, count in ways.items():
            for ups in range(trials + 1):
                place = total + step * ups
                new[place] = new.get(place, 0) + count * math.comb(trials, ups)
        ways = new
    below = sum(count for total, count in ways.items() if total <= threshold)
    return Fraction(below, 2 ** sum(trials for _, trials in found))


@given(steps, st.integers(0, 100))
def test_any_tail_is_that_of_adding_one_by_one(found: Steps, percent: int) -> None:
    threshold = sum(step * trials for step, trials in found) // 2 * percent // 100
    by_frequencies = lower_tail_by_frequencies(found, threshold)
    assert by_frequencies == pytest.approx(lower_tail_one_by_one(found, threshold), rel=1e-11)


@given(totals)
def test_totals_agree_with_adding_one_by_one(counts: dict[int, int]) -> None:
    found, threshold = tail_of(frequencies(counts, counts.values()))
    if found:
        by_frequencies = lower_tail_by_frequencies(found, threshold)
        assert by_frequencies == pytest.approx(lower_tail_one_by_one(found, threshold), rel=1e-11)


@pytest.mark.parametrize("threshold", [0, 1, 40, 333, 700, 903])
def test_no_digit_is_lost_where_ways_are_counted_in_whole_numbers(threshold: int) -> None:
    found = ((3, 17), (7, 9), (16, 30), (41, 31))
    exact = every_way(found, threshold)
    assert lower_tail_by_frequencies(found, threshold) == pytest.approx(float(exact), rel=1e-12)
    assert lower_tail_one_by_one(found, threshold) == pytest.approx(float(exact), rel=1e-12)
    assert lower_tail_by_halves(found, threshold) == pytest.approx(float(exact), rel=1e-11)


@pytest.mark.parametrize(
    ("ones", "twos", "rises", "double_rises"),
    [
        (50_000, 50_000, 25_100, 25_050),
        (90_000, 10_000, 45_900, 5_200),
        (99_990, 10, 50_200, 9),
        (600_000, 400_000, 300_900, 200_100),
        (70_000, 30_000, 38_000, 17_000),  # p about 1e-160
    ],
)
def test_a_domain_of_a_hundred_thousand_is_a_sum_over_binomials(
    ones: int, twos: int, rises: int, double_rises: int
) -> None:
    counts = {-2: twos - double_rises, -1: ones - rises, 1: rises, 2: double_rises}
    d = frequencies(counts, counts.values())
    ((low, _), (high, _)), threshold = tail_of(d)
    falls = np.arange(twos + 1)
    room = (threshold - high * falls) // low
    tail = scipy.stats.binom.pmf(falls, twos, 0.5) @ scipy.stats.binom.cdf(room, ones, 0.5)
    assert exact_p(d) == pytest.approx(min(1.0, 2 * tail), rel=1e-9)


def test_evenly_spread_answers_of_a_hundred_thousand() -> None:
    """Where ups and downs balance, p is 1; one more rise of each size leaves it close."""
    sizes = [-4, -3, -2, -1, 1, 2, 3, 4]
    assert exact_p(frequencies(sizes, [12_500] * 8)) == 1.0
    uneven = frequencies(sizes, [12_500] * 4 + [12_600, 12_500, 12_550, 12_700])
    found, threshold = tail_of(uneven)
    by_halves = lower_tail_by_halves(found, threshold)
    assert lower_tail_by_frequencies(found, threshold) == pytest.approx(by_halves, rel=1e-9)


def test_the_largest_totals_that_are_exact() -> None:
    rng = np.random.default_rng(3)
    d = frequencies(np.clip(np.round(rng.normal(4, 6, LARGEST_EXACT)), -28, 28).tolist())
    found, threshold = tail_of(d)
    assert sum(trials for _, trials in found) <= LARGEST_EXACT
    assert exact_p(d) == pytest.approx(2 * lower_tail_one_by_one(found, threshold), rel=1e-11)


def test_beyond_the_range_of_floats_a_tail_is_zero() -> None:
    assert lower_tail_by_frequencies(((1, 5000), (3, 100)), 40) == 0.0
    assert lower_tail_by_halves(((1, 5000), (3, 100)), 40) == 0.0


@pytest.mark.parametrize("n", [5, 40, 299])
def test_the_untilted_spectrum_gives_tails_near_the_mean(n: int) -> None:
    untied = tuple((rank, 1) for rank in range(1, n + 1))
    tail = np.cumsum(probabilities(untied, n * (n + 1) // 4))
    tail_at = spectrum(untied).share_up_to
    spread = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    for place in range(max(0, len(tail) - int(3 * spread)), len(tail), max(1, int(spread / 9))):
        assert tail_at(place) == pytest.approx(tail[place], abs=1e-14)


@pytest.mark.parametrize("n", [301, 500, 777])
def test_limits_above_three_hundred_people_are_those_of_the_whole_list(n: int) -> None:
    found = hodges_lehmann(frequencies(range(-n, n, 2)))
    assert found is not None
    untied = tuple((rank, 1) for rank in range(1, n + 1))
    tail = np.cumsum(probabilities(untied, n * (n + 1) // 4))
    place = int(np.searchsorted(tail, 0.025))
    assert found.level == pytest.approx(1 - 2 * tail[place - 1], abs=1e-12)
    sums = sorted((a + b) / 2 for i, a in enumerate(range(-n, n, 2)) for b in range(a, n, 2))
    assert (found.low, found.high) == (sums[place - 1], sums[-place])
