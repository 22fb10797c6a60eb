"""Against R: the values that the scripts in ``tests/reference`` made and stored.

13 vectors with ties and zeros (``reference_values.json``), the edges of one to
three people, all alike, all tied (``make_edges.R``), and groups of 5 to 60
people and of 100 to 400, on domains and totals (``make_references.R``). Where
R's packages mean something else, the test says what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pytest
import scipy.stats

from generator.analysis import reliability
from generator.analysis.effect import rank_biserial, rank_biserial_interval, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.null_distribution import tails_by_frequencies
from generator.analysis.proportion import proportion_interval
from generator.analysis.signed_rank import asymptotic_p, exact_p, ranks, stratified_p
from generator.analysis.summary import frequencies, summarise
from tests.analysis.conftest import REFERENCE

Case = Mapping[str, Any]


def stored(name: str) -> Any:
    return json.loads((REFERENCE / f"{name}.json").read_text("utf-8"))


FIRST, EDGES, GROUPS = map(stored, ("reference_values", "r_edges", "r_references"))
VECTORS: list[Case] = list(FIRST["vectors"].values())
COMPARISONS: list[Case] = [
    {"d": np.subtract(case["after"], case["before"]).tolist(), **case}
    for case in GROUPS["comparisons"]
]
ALL = (*VECTORS, *EDGES["differences"], *COMPARISONS)


def name(case: Case) -> str:
    return str(case["d"])[:40] if "kind" not in case else f"{case['kind']}-{len(case['d'])}"


each = pytest.mark.parametrize("case", ALL, ids=name)
each_vector = pytest.mark.parametrize("case", VECTORS, ids=name)
each_comparison = pytest.mark.parametrize("case", COMPARISONS, ids=name)


def like(case: Case, *names: str, least: float = 0) -> Any:
    """Return the first value with one of these names, as near as its file prints it."""
    value = next(case[one] for one in names if one in case)
    near = {"abs": 5e-14} if case in VECTORS else {"rel": 1e-11, "abs": least}
    return pytest.approx(value, **near)


def test_the_vectors_cover_what_they_should() -> None:
    for kind in ("domain", "total"):
        assert {len(c["d"]) for c in COMPARISONS if c["kind"] == kind} >= {5, 6, 10, 30, 60}
    assert sum(0 in case["d"] for case in COMPARISONS) > 30
    assert sum(not case["untied"] for case in COMPARISONS) > 50
    # Not all programs take one pair; at least one vector is there that each of them takes.
    for program in ("p_counted", "p_coin", "p_exactRankTests", "p_asymptotic_coin"):
        assert sum(case[program] is not None for case in EDGES["differences"]) > 10, program


@each
def test_exact_p(case: Case) -> None:
    p = exact_p(frequencies(case["d"]))
    programs = ("p_counted", "p_coin", "p_exact_coin_wilcoxon", "p_exactRankTests",
                "p_exact_exactRankTests")  # fmt: skip
    known = [program for program in programs if case.get(program) is not None]
    assert all(p == like(case, program) for program in known)
    assert bool(known) == any(case["d"])
    assert known or p == 1.0
    if "p_exact_fraction" in case:
        assert p == float(Fraction(case["p_exact_fraction"]))


@each_comparison
def test_the_other_way_to_the_exact_p(case: Case) -> None:
    found = ranks(frequencies(case["d"]))
    tail = tails_by_frequencies(found.steps, np.array([min(found.plus, found.minus)]))
    assert min(1.0, 2 * tail[0]) == like(case, "p_coin")


@pytest.mark.parametrize("case", GROUPS["large"], ids=lambda case: str(len(case["before"])))
def test_exact_p_of_hundreds_of_totals(case: Case) -> None:
    d = np.subtract(case["after"], case["before"]).tolist()
    assert exact_p(frequencies(d)) == pytest.approx(case["p_exactRankTests"], rel=1e-10)


@pytest.mark.parametrize("case", GROUPS["stratified"], ids=lambda case: str(len(case["cohorts"])))
def test_cohorts_ranked_apart(case: Case) -> None:
    p = stratified_p(tuple(frequencies(cohort) for cohort in case["cohorts"]))
    assert p == like(case, "p")


@each
def test_asymptotic_p_is_the_papers(case: Case) -> None:
    p = asymptotic_p(frequencies(case["d"]))
    if not any(case["d"]):
        assert p == 1.0
        return
    # R subtracts a probability near 1 from 1, which costs it digits of a small p.
    assert p == like(case, "p_asymptotic_spss", "p_asymptotic_coin", least=1e-15)
    scipys = scipy.stats.wilcoxon(
        case["d"], zero_method="wilcox", correction=False, method="asymptotic"
    )
    assert p == pytest.approx(scipys.pvalue, abs=1e-12)


@pytest.mark.parametrize("case", FIRST["edge_cases"], ids=name)
def test_edge_cases(case: Case) -> None:
    found = frequencies(case["d"])
    assert exact_p(found) == case["p_exact"]
    if "p_spss" in case:
        assert asymptotic_p(found) == pytest.approx(case["p_spss"], abs=5e-7)
    if "rank_biserial" in case:
        moved = hodges_lehmann(found)
        assert moved is not None
        assert (rank_biserial(found), moved.shift) == (None, case["hodges_lehmann"])


@each_vector
def test_ranks_and_effects(case: Case) -> None:
    d = frequencies(case["d"])
    found = ranks(d)
    assert (found.plus / 2, found.minus / 2) == (case["T_plus"], case["T_minus"])
    assert found.n == case["n"] - case["n_zero"]
    assert rank_biserial(d) == pytest.approx(case["rank_biserial"], abs=5e-13)
    interval = None
    if found.n >= 10 and abs(case["rank_biserial"]) < 1:
        # R's own z is 1.96 to two decimals in one place and in full in the other.
        interval = pytest.approx(case["rank_biserial_ci_fisher_effectsize"], abs=1e-6)
    assert rank_biserial_interval(d) == interval
    odds = superiority(case["n_up"], case["n_zero"], case["n_down"])
    assert odds is not None
    assert odds[0] == pytest.approx(case["p_superiority"], abs=5e-13)
    assert odds[1:] == pytest.approx(case["p_superiority_ci_tango"], abs=1e-8)
    limits = proportion_interval(case["n_up"], case["n"])
    assert limits == pytest.approx(case["prop_improved_ci_clopper_pearson"], abs=1e-11)


@pytest.mark.parametrize("case", EDGES["differences"], ids=name)
def test_effects_and_hinges_at_the_edges(case: Case) -> None:
    found = frequencies(case["d"])
    r = case["rank_biserial"]
    assert rank_biserial(found) == (None if r is None else pytest.approx(r, abs=1e-14))
    assert five_numbers(case["d"]) == case["fivenum"]


@pytest.mark.parametrize("case", EDGES["tango"], ids=lambda case: str(case["counts"]))
def test_tango(case: Case) -> None:
    """R finds the limits by two searches and without the formula that the package uses."""
    found = superiority(*case["counts"])
    assert found is not None
    assert found[1:] == pytest.approx([(1 + limit) / 2 for limit in case["limits"]], abs=2e-8)


@each
def test_shift_and_limits(case: Case) -> None:
    """Places by R's ``qsignrank`` among all Walsh averages, the level by ``psignrank``."""
    found = hodges_lehmann(frequencies(case["d"]))
    assert found is not None
    if "shift" in case:
        shift, limits, level = case["shift"], case["shift_limits"], case["shift_level"]
    else:
        shift, level = case["hodges_lehmann_all"], case["hl_ci_achieved"]
        limits = [case["hl_ci_low"], case["hl_ci_high"]]
    assert (found.shift, [found.low, found.high]) == (shift, limits)
    assert found.level == pytest.approx(level, abs=1e-12)


@each_comparison
def test_shift_beside_other_programs(case: Case) -> None:
    """Without ties and zeros three programs give one interval.

    With zeros ``exactRankTests`` drops them before it averages, and with ties
    it takes the conditional distribution of the shifted ranks, which changes
    with every shift; its limits are then wider than ours as a rule. We keep
    zeros: nobody who stayed the same is left out of a shift.
    """
    found = hodges_lehmann(frequencies(case["d"]))
    assert found is not None
    if case["untied"]:
        assert [found.low, found.high] == case["limits_exactRankTests"]
        assert [found.low, found.high] == pytest.approx(case["limits_wilcox_test"], abs=1e-9)
        assert found.shift == case["shift_exactRankTests"]
    elif None not in case["limits_exactRankTests"]:
        low, high = case["limits_exactRankTests"]
        assert low <= found.high
        assert found.low <= high


@pytest.mark.parametrize(
    ("count", "n", "limits"),
    [
        *((sum(d > 0 for d in c["d"]), len(c["d"]), c["clopper_pearson"]) for c in COMPARISONS),
        *(
            (count, case["n"], limits)
            for case in GROUPS["clopper_pearson"]
            for count, limits in zip(case["counts"], case["limits"], strict=True)
        ),
    ],
)
def test_clopper_pearson(count: int, n: int, limits: list[float]) -> None:
    assert proportion_interval(count, n) == pytest.approx(limits, abs=1e-12)


def five_numbers(values: list[int]) -> list[float]:
    found = summarise(frequencies(values))
    assert found is not None
    middle = (found.quartile_low, found.median, found.quartile_high)
    return [found.minimum, *middle, found.maximum]


def test_quartiles_are_tukey_s_hinges() -> None:
    for case in FIRST["quartiles"]:
        assert five_numbers(case["x"]) == case["fivenum"]
    for case in COMPARISONS:
        for wave in ("before", "after"):
            assert five_numbers(case[wave]) == case[f"fivenum_{wave}"], case


def test_holm() -> None:
    for case in GROUPS["holm"]:
        assert holm(case["p"]) == pytest.approx(case["holm"], rel=1e-12)
    case = FIRST["holm"]
    assert holm(case["p"]) == pytest.approx(case["holm"])
    assert holm(case["p_exact"]) == pytest.approx(case["holm_exact"])


def products_of(matrix: list[list[int]]) -> Any:
    m = np.array(matrix)
    cross = [(m[:, i] * m[:, j]).sum() for i, j in combinations_with_replacement(range(7), 2)]
    return np.array([len(m), *m.sum(axis=0), *cross])


@pytest.mark.parametrize("case", GROUPS["reliability"], ids=lambda case: str(len(case["matrix"])))
def test_alpha_and_omega(case: Case) -> None:
    products = products_of(case["matrix"])
    assert reliability.alpha(products) == pytest.approx(case["alpha"], abs=1e-12)
    # psych's fit stops earlier than ours.
    assert reliability.omega(products) == pytest.approx(case["omega_ml"], abs=2e-5)


def test_alpha_and_omega_need_thirty_people() -> None:
    """Both depend on the ratio of variances only, so that three copies of twelve will do."""
    case = FIRST["reliability"]
    enough, few = products_of(case["matrix"] * 3), products_of(case["matrix"] * 2)
    assert reliability.alpha(enough) == pytest.approx(case["alpha_raw"], abs=1e-12)
    assert reliability.omega(enough) == pytest.approx(case["omega_total_ml"], abs=1e-6)
    assert few[0] < reliability.FEWEST
    assert (reliability.alpha(few), reliability.omega(few)) == (None, None)


def test_alpha_and_omega_without_variation_or_of_one_answer() -> None:
    still, double = products_of([[3] * 7] * 40), products_of([[1] * 7, [4] * 7] * 20)
    assert (reliability.alpha(still), reliability.omega(still)) == (None, None)
    assert reliability.alpha(double) == pytest.approx(1)
    assert reliability.omega(double) is None  # one item follows from the others
