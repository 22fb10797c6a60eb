"""The signed-rank test against R, against all 2^n signs, and against itself."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.null_distribution import (
    lower_tail_by_halves,
    lower_tail_one_by_one,
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

VECTORS = [
    "v01_n5_untied", "v02_n5_two_pairs", "v03_n5_one_zero", "v04_n5_neg_smallest",
    "v05_n6_zero_ties", "v06_n8_two_zeros", "v07_n10_likert", "v08_n12_all_tied",
    "v09_n14_ties_zeros", "v10_n20_totals", "v11_n30_domain", "v12_n3", "v13_n7_untied_neg",
]  # fmt: skip

differences = st.lists(st.integers(-28, 28), max_size=60).map(frequencies)
few_sizes = st.dictionaries(st.sampled_from([-4, -3, -2, -1, 0, 1, 2, 3, 4]), st.integers(0, 90))


def brute_force(d: list[int]) -> float:
    """P over all 2^n signs that the rank sum is as far from its middle as the one seen."""
    kept = [x for x in d if x]
    if not kept:
        return 1.0
    rank = scipy.stats.rankdata(np.abs(kept))
    seen = abs(float((np.sign(kept) * rank).sum()))
    every = np.array(list(product((-1, 1), repeat=len(kept)))) @ rank
    return float(np.mean(np.abs(every) >= seen - 1e-9))


def test_every_vector_is_named(reference: dict[str, Any]) -> None:
    assert sorted(reference["vectors"]) == VECTORS


@pytest.mark.parametrize("name", VECTORS)
def test_exact_p_is_r_s(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    p = exact_p(frequencies(vector["d"]))
    assert p == float(Fraction(vector["p_exact_fraction"]))
    assert p == pytest.approx(vector["p_exact_coin_wilcoxon"], abs=5e-14)
    assert p == pytest.approx(vector["p_exact_exactRankTests"], abs=5e-14)


@pytest.mark.parametrize("name", VECTORS)
def test_asymptotic_p_is_the_papers(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    p = asymptotic_p(frequencies(vector["d"]))
    assert p == pytest.approx(vector["p_asymptotic_spss"], abs=5e-14)
    scipys = scipy.stats.wilcoxon(
        vector["d"], zero_method="wilcox", correction=False, method="asymptotic"
    )
    assert p == pytest.approx(scipys.pvalue, abs=1e-12)


@pytest.mark.parametrize("name", VECTORS)
def test_rank_sums_are_r_s(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    found = ranks(frequencies(vector["d"]))
    assert (found.plus / 2, found.minus / 2) == (vector["T_plus"], vector["T_minus"])
    assert found.n == vector["n"] - vector["n_zero"]


@pytest.mark.parametrize("place", range(4))
def test_edge_cases(reference: dict[str, Any], place: int) -> None:
    case = reference["edge_cases"][place]
    found = frequencies(case["d"])
    assert exact_p(found) == case["p_exact"]
    if "p_spss" in case:
        assert asymptotic_p(found) == pytest.approx(case["p_spss"], abs=5e-7)


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_exact_p_is_that_of_all_signs(d: list[int]) -> None:
    assert exact_p(frequencies(d)) == pytest.approx(brute_force(d), rel=1e-12)


@given(differences)
def test_p_is_a_probability_and_blind_to_direction(d: Frequencies) -> None:
    turned = tuple(sorted((-value, count) for value, count in d))
    for p in (exact_p, asymptotic_p):
        assert 0 < p(d) <= 1
        assert p(d) == p(turned)


@given(few_sizes)
def test_both_ways_to_the_exact_p_agree(counts: dict[int, int]) -> None:
    found = ranks(frequencies(counts, counts.values()))
    threshold = min(found.plus, found.minus)
    by_halves = lower_tail_by_halves(found.steps, threshold)
    assert by_halves == pytest.approx(lower_tail_one_by_one(found.steps, threshold), rel=1e-10)


@given(few_sizes, st.integers(0, 100))
def test_both_ways_agree_at_any_threshold(counts: dict[int, int], percent: int) -> None:
    found = ranks(frequencies(counts, counts.values()))
    threshold = (found.plus + found.minus) // 2 * percent // 100
    by_halves = lower_tail_by_halves(found.steps, threshold)
    assert by_halves == pytest.approx(lower_tail_one_by_one(found.steps, threshold), rel=1e-10)


def test_small_p_keep_their_digits() -> None:
    """60 rises of distinct sizes and the smallest as a fall: (1 + 1) / 2^61 ways on one side."""
    untied = frequencies([-1, *range(2, 62)])
    assert exact_p(untied) == pytest.approx(2 * 2 / 2.0**61, rel=1e-12)
    tied = frequencies([1], [900])
    assert exact_p(tied) == pytest.approx(2.0**-899, rel=1e-9)


def test_large_n_is_the_sign_test_where_all_sizes_are_equal() -> None:
    found = exact_p(frequencies([-1, 1], [49_700, 50_300]))
    assert found == pytest.approx(scipy.stats.binomtest(49_700, 100_000).pvalue, rel=1e-9)


def test_a_domain_of_a_hundred_thousand_is_exact_and_near_the_normal_curve() -> None:
    found = frequencies([-4, -3, -2, -1, 0, 1, 2, 3, 4],
                        [500, 2000, 9000, 18000, 40000, 18400, 9200, 2300, 600])  # fmt: skip
    assert exact_p(found) == pytest.approx(asymptotic_p(found), rel=5e-3)
    assert exact_p(found) != asymptotic_p(found)


def test_beyond_the_range_of_floats_p_stays_above_zero() -> None:
    assert exact_p(frequencies([1], [5000])) == SMALLEST_P
    assert asymptotic_p(frequencies([1, 2], [5000, 5000])) == SMALLEST_P


def test_totals_of_more_than_two_thousand_fall_back_to_the_normal_curve() -> None:
    sizes = list(range(-7, 8))
    found = frequencies(sizes, [LARGEST_EXACT // 10 + (size > 0) for size in sizes])
    assert exact_p(found) == asymptotic_p(found)


@given(differences)
def test_one_stratum_is_the_plain_test(d: Frequencies) -> None:
    assert stratified_p((d,)) == exact_p(d)


@given(st.lists(st.lists(st.integers(-3, 3), max_size=5), min_size=1, max_size=2))
def test_strata_are_ranked_apart(cohorts: list[list[int]]) -> None:
    rank = np.concatenate([scipy.stats.rankdata(np.abs([x for x in d if x])) for d in cohorts])
    signs = np.sign([x for d in cohorts for x in d if x])
    every = [abs(float(np.dot(s, rank))) for s in product((-1, 1), repeat=len(rank))]
    seen = abs(float((signs * rank).sum()))
    expected = sum(sum_ >= seen - 1e-9 for sum_ in every) / len(every)
    assert stratified_p(tuple(frequencies(d) for d in cohorts)) == pytest.approx(expected)


def test_ranks_without_differences() -> None:
    assert ranks(((0, 3),)) == Ranks((), 0, 0)
