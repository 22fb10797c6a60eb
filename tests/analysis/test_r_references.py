"""Against R: values that ``tests/reference/make_references.R`` made and stored.

Groups of 5 to 60 people (and of 100 to 400), on domains and totals, with ties
and zeros. Where R's packages mean something else, the test says what.
"""

from __future__ import annotations

import json
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator.analysis import reliability
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.inversion import lower_tail_by_frequencies
from generator.analysis.null_distribution import lower_tail_by_halves
from generator.analysis.proportion import proportion_interval
from generator.analysis.signed_rank import FEW_SIZES, asymptotic_p, exact_p, ranks, stratified_p
from generator.analysis.summary import Frequencies, frequencies, summarise

STORED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "r_references.json").read_text("utf-8")
)
COMPARISONS: list[dict[str, Any]] = STORED["comparisons"]


def differences(case: dict[str, Any]) -> Frequencies:
    return frequencies(np.subtract(case["after"], case["before"]).tolist())


def name(case: dict[str, Any]) -> str:
    return f"{case['kind']}-{len(case['before'])}"


each_comparison = pytest.mark.parametrize("case", COMPARISONS, ids=name)


def test_the_vectors_cover_what_they_should() -> None:
    sizes = {(case["kind"], len(case["before"])) for case in COMPARISONS}
    assert {n for kind, n in sizes if kind == "domain"} >= {5, 6, 10, 30, 60}
    assert {n for kind, n in sizes if kind == "total"} >= {5, 6, 10, 30, 60}
    zeros = [case for case in COMPARISONS if dict(differences(case)).get(0)]
    tied = [case for case in COMPARISONS if not case["untied"]]
    assert len(zeros) > 30
    assert len(tied) > 50


@each_comparison
def test_exact_p(case: dict[str, Any]) -> None:
    p = exact_p(differences(case))
    assert p == pytest.approx(case["p_coin"], rel=1e-11)
    assert p == pytest.approx(case["p_exactRankTests"], rel=1e-11)


@each_comparison
def test_every_way_to_the_exact_p(case: dict[str, Any]) -> None:
    found = ranks(differences(case))
    threshold = min(found.plus, found.minus)
    by_frequencies = min(1.0, 2 * lower_tail_by_frequencies(found.steps, threshold))
    assert by_frequencies == pytest.approx(case["p_coin"], rel=1e-11)
    if len(found.steps) <= FEW_SIZES:
        by_halves = min(1.0, 2 * lower_tail_by_halves(found.steps, threshold))
        assert by_halves == pytest.approx(case["p_coin"], rel=1e-11)


@pytest.mark.parametrize("case", STORED["large"], ids=lambda case: str(len(case["before"])))
def test_exact_p_of_hundreds_of_totals(case: dict[str, Any]) -> None:
    assert exact_p(differences(case)) == pytest.approx(case["p_exactRankTests"], rel=1e-10)


@each_comparison
def test_asymptotic_p(case: dict[str, Any]) -> None:
    assert asymptotic_p(differences(case)) == pytest.approx(case["p_asymptotic_coin"], rel=1e-11)


@pytest.mark.parametrize("case", STORED["stratified"], ids=lambda case: str(len(case["cohorts"])))
def test_cohorts_ranked_apart(case: dict[str, Any]) -> None:
    p = stratified_p(tuple(frequencies(cohort) for cohort in case["cohorts"]))
    assert p == pytest.approx(case["p"], rel=1e-11)


@each_comparison
def test_shift_and_limits(case: dict[str, Any]) -> None:
    """Places by R's ``qsignrank`` among all Walsh averages, the level by ``psignrank``."""
    found = hodges_lehmann(differences(case))
    assert found is not None
    assert found.shift == case["shift"]
    assert [found.low, found.high] == case["shift_limits"]
    assert found.level == pytest.approx(case["shift_level"], abs=1e-12)


@each_comparison
def test_shift_beside_other_programs(case: dict[str, Any]) -> None:
    """Without ties and zeros three programs give one interval.

    With zeros ``exactRankTests`` drops them before it averages, and with ties
    it takes the conditional distribution of the shifted ranks, which changes
    with every shift; its limits are then wider than ours as a rule. We keep
    zeros: nobody who stayed the same is left out of a shift.
    """
    found = hodges_lehmann(differences(case))
    assert found is not None
    if case["untied"]:
        assert [found.low, found.high] == case["limits_exactRankTests"]
        assert [found.low, found.high] == pytest.approx(case["limits_wilcox_test"], abs=1e-9)
        assert found.shift == case["shift_exactRankTests"]
    elif None not in case["limits_exactRankTests"]:
        low, high = case["limits_exactRankTests"]
        assert low <= found.high
        assert found.low <= high


@each_comparison
def test_clopper_pearson_of_the_improved(case: dict[str, Any]) -> None:
    d = differences(case)
    up, n = sum(c for v, c in d if v > 0), sum(c for _, c in d)
    assert proportion_interval(up, n) == pytest.approx(case["clopper_pearson"], abs=1e-12)


@pytest.mark.parametrize("case", STORED["clopper_pearson"], ids=lambda case: str(case["n"]))
def test_clopper_pearson(case: dict[str, Any]) -> None:
    for count, limits in zip(case["counts"], case["limits"], strict=True):
        assert proportion_interval(count, case["n"]) == pytest.approx(limits, abs=1e-12)


@each_comparison
@pytest.mark.parametrize("wave", ["before", "after"])
def test_hinges(case: dict[str, Any], wave: str) -> None:
    found = summarise(frequencies(case[wave]))
    assert found is not None
    five = [found.minimum, found.quartile_low, found.median, found.quartile_high, found.maximum]
    assert five == case[f"fivenum_{wave}"]


@pytest.mark.parametrize("case", STORED["holm"], ids=lambda case: str(len(case["p"])))
def test_holm(case: dict[str, Any]) -> None:
    assert holm(case["p"]) == pytest.approx(case["holm"], rel=1e-12)


@pytest.mark.parametrize("case", STORED["reliability"], ids=lambda case: str(len(case["matrix"])))
def test_alpha_and_omega(case: dict[str, Any]) -> None:
    m = np.array(case["matrix"])
    cross = [(m[:, i] * m[:, j]).sum() for i, j in combinations_with_replacement(range(7), 2)]
    products = np.array([len(m), *m.sum(axis=0), *cross])
    assert reliability.alpha(products) == pytest.approx(case["alpha"], abs=1e-12)
    # psych's fit stops earlier than ours.
    assert reliability.omega(products) == pytest.approx(case["omega_ml"], abs=2e-5)
