"""Laws of intervals, effects, shift, quartiles and Holm's adjustment, and how each is told."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.analysis.effect import rank_biserial, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.methods import METHODS
from generator.analysis.proportion import proportion_interval
from generator.analysis.summary import frequencies, summarise
from generator.disclosure.verdict import METHODS as PROTECTION

values = st.lists(st.integers(-28, 28), min_size=1, max_size=25)


def test_clopper_pearson_at_the_ends() -> None:
    assert proportion_interval(0, 0) == (0.0, 1.0)
    assert proportion_interval(0, 5)[0] == 0.0
    assert proportion_interval(5, 5)[1] == 1.0


def test_nobody_has_no_statistics() -> None:
    assert hodges_lehmann(()) is rank_biserial(()) is superiority(0, 0, 0) is summarise(()) is None
    assert holm([]) == ()


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


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.randoms())
def test_holm_never_lowers_and_does_not_mind_the_order(ps: list[float], random: Any) -> None:
    adjusted = dict(zip(ps, holm(ps), strict=True))
    assert all(p <= adjusted[p] <= 1 for p in ps)
    shuffled = random.sample(ps, len(ps))
    assert sorted(holm(shuffled)) == sorted(holm(ps))


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
