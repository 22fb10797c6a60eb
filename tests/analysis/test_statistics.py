"""Intervals, effects, shift, quartiles, Holm and reliability against R's values."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.analysis import reliability
from generator.analysis.effect import rank_biserial, rank_biserial_interval, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.methods import METHODS
from generator.analysis.proportion import proportion_interval
from generator.analysis.summary import frequencies, summarise
from generator.disclosure.methods import METHODS as PROTECTION

VECTORS = [
    "v01_n5_untied", "v02_n5_two_pairs", "v03_n5_one_zero", "v04_n5_neg_smallest",
    "v05_n6_zero_ties", "v06_n8_two_zeros", "v07_n10_likert", "v08_n12_all_tied",
    "v09_n14_ties_zeros", "v10_n20_totals", "v11_n30_domain", "v12_n3", "v13_n7_untied_neg",
]  # fmt: skip

values = st.lists(st.integers(-28, 28), min_size=1, max_size=25)


@pytest.mark.parametrize("name", VECTORS)
def test_rank_biserial(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    found = frequencies(vector["d"])
    assert rank_biserial(found) == pytest.approx(vector["rank_biserial"], abs=5e-13)
    interval = rank_biserial_interval(found)
    if vector["n"] - vector["n_zero"] < 10 or abs(vector["rank_biserial"]) == 1:
        assert interval is None
    else:
        # R's own z is 1.96 to two decimals in one place and in full in the other.
        assert interval == pytest.approx(vector["rank_biserial_ci_fisher_effectsize"], abs=1e-6)


@pytest.mark.parametrize("name", VECTORS)
def test_superiority_and_tango(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    found = superiority(vector["n_up"], vector["n_zero"], vector["n_down"])
    assert found is not None
    assert found[0] == pytest.approx(vector["p_superiority"], abs=5e-13)
    assert found[1:] == pytest.approx(vector["p_superiority_ci_tango"], abs=1e-8)


@pytest.mark.parametrize("name", VECTORS)
def test_clopper_pearson(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    found = proportion_interval(vector["n_up"], vector["n"])
    assert found == pytest.approx(vector["prop_improved_ci_clopper_pearson"], abs=1e-11)


def test_clopper_pearson_at_the_ends() -> None:
    assert proportion_interval(0, 0) == (0.0, 1.0)
    assert proportion_interval(0, 5)[0] == 0.0
    assert proportion_interval(5, 5)[1] == 1.0


@pytest.mark.parametrize("name", VECTORS)
def test_hodges_lehmann(reference: dict[str, Any], name: str) -> None:
    vector = reference["vectors"][name]
    found = hodges_lehmann(frequencies(vector["d"]))
    assert found is not None
    assert found.shift == vector["hodges_lehmann_all"]
    assert (found.low, found.high) == (vector["hl_ci_low"], vector["hl_ci_high"])
    assert found.level == pytest.approx(vector["hl_ci_achieved"], abs=1e-12)


def test_edge_cases(reference: dict[str, Any]) -> None:
    nobody, unchanged = reference["edge_cases"][0]["d"], reference["edge_cases"][1]
    assert hodges_lehmann(frequencies(nobody)) is None
    assert rank_biserial(frequencies(nobody)) is None
    assert superiority(0, 0, 0) is None
    assert summarise(frequencies(nobody)) is None
    assert rank_biserial(frequencies(unchanged["d"])) is unchanged["rank_biserial"]
    found = hodges_lehmann(frequencies(unchanged["d"]))
    assert found is not None
    assert found.shift == unchanged["hodges_lehmann"]


@given(values)
def test_the_shift_is_the_median_of_all_walsh_averages(d: list[int]) -> None:
    averages = [(d[i] + d[j]) / 2 for i, j in combinations_with_replacement(range(len(d)), 2)]
    found = hodges_lehmann(frequencies(d))
    assert found is not None
    assert found.shift == np.median(averages)
    assert found.low <= found.shift <= found.high
    assert 0 <= found.level < 1


def test_limits_above_two_thousand_go_on_where_the_exact_ones_end() -> None:
    exact = hodges_lehmann(frequencies(range(-28, 29), [35] * 57))  # 1995 people
    normal = hodges_lehmann(frequencies(range(-28, 29), [36] * 57))  # 2052 people
    assert exact is not None
    assert normal is not None
    assert (exact.low, exact.high) == (normal.low, normal.high)
    assert normal.level == pytest.approx(0.95, abs=1e-4)
    assert exact.level == pytest.approx(0.95, abs=1e-4)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_tango_s_limits_hold_the_estimate_and_turn_with_it(up: int, same: int, down: int) -> None:
    assume(up + same + down > 0)
    found, turned = superiority(up, same, down), superiority(down, same, up)
    assert found is not None
    assert turned is not None
    p, low, high = found
    assert 0 <= low <= p <= high <= 1
    assert (1 - turned[2], 1 - turned[1]) == pytest.approx((low, high), abs=1e-9)
    score = 1.959963984540054**2
    if up == down == 0:  # nobody moved: the limits are those of Wilson's interval for 0 of n
        assert high == pytest.approx((1 + score / (same + score)) / 2, abs=1e-9)


@pytest.mark.parametrize("place", range(5))
def test_quartiles_are_tukey_s_hinges(reference: dict[str, Any], place: int) -> None:
    case = reference["quartiles"][place]
    found = summarise(frequencies(case["x"]))
    assert found is not None
    assert [
        found.minimum, found.quartile_low, found.median, found.quartile_high, found.maximum,
    ] == case["fivenum"]  # fmt: skip


@given(values)
def test_hinges_are_medians_of_halves(d: list[int]) -> None:
    half = (len(d) + 1) // 2
    found = summarise(frequencies(d))
    assert found is not None
    assert found.n == len(d)
    assert found.median == np.median(d)
    assert found.quartile_low == np.median(sorted(d)[:half])
    assert found.quartile_high == np.median(sorted(d)[-half:])
    assert found.mean == pytest.approx(np.mean(d))


def test_holm(reference: dict[str, Any]) -> None:
    case = reference["holm"]
    assert holm(case["p"]) == pytest.approx(case["holm"])
    assert holm(case["p_exact"]) == pytest.approx(case["holm_exact"])
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.randoms())
def test_holm_never_lowers_and_does_not_mind_the_order(ps: list[float], random: Any) -> None:
    adjusted = dict(zip(ps, holm(ps), strict=True))
    assert all(p <= adjusted[p] <= 1 for p in ps)
    shuffled = random.sample(ps, len(ps))
    assert sorted(holm(shuffled)) == sorted(holm(ps))


def products_of(matrix: list[list[int]], times: int) -> Any:
    m = np.array(matrix * times)
    cross = [(m[:, i] * m[:, j]).sum() for i, j in combinations_with_replacement(range(7), 2)]
    return np.array([len(m), *m.sum(axis=0), *cross])


def test_alpha_and_omega(reference: dict[str, Any]) -> None:
    case = reference["reliability"]
    # Both depend on the ratio of variances only, so that three copies of twelve people will do.
    products = products_of(case["matrix"], 3)
    assert reliability.alpha(products) == pytest.approx(case["alpha_raw"], abs=1e-12)
    assert reliability.omega(products) == pytest.approx(case["omega_total_ml"], abs=1e-6)


def test_reliability_needs_thirty_people(reference: dict[str, Any]) -> None:
    products = products_of(reference["reliability"]["matrix"], 2)
    assert products[0] < reliability.FEWEST
    assert reliability.alpha(products) is None
    assert reliability.omega(products) is None


def test_reliability_of_answers_that_do_not_vary() -> None:
    products = products_of([[3] * 7], 40)
    assert reliability.alpha(products) is None
    assert reliability.omega(products) is None


def test_omega_is_not_given_where_one_item_follows_from_the_others() -> None:
    products = products_of([[1] * 7, [4] * 7], 20)
    assert reliability.alpha(products) == pytest.approx(1)
    assert reliability.omega(products) is None


@pytest.mark.parametrize("method", [*METHODS, *PROTECTION], ids=lambda method: method.__name__)
def test_every_method_explains_itself(method: Any) -> None:
    text = method.__doc__
    places = [
        text.index(f"    {title}\n    {'-' * len(title)}\n")
        for title in ("Parameters", "Returns", "Notes", "References", "Examples")
    ]
    assert places == sorted(places)
    for word in ("*Assumptions*", "*Missing data*", "*Small n*", "doi:10."):
        assert word.lower() in text.lower(), word
    assert ">>> " in text[places[-1] :]
    assert text.isascii()
