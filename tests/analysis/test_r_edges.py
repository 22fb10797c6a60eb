"""Against R at the edges: one to three people, all alike, all tied; and Tango's interval.

``tests/reference/make_edges.R`` made the values. It finds Tango's limits by two
searches and without the formula that the package uses.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.analysis.effect import rank_biserial, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.signed_rank import asymptotic_p, exact_p
from generator.analysis.summary import frequencies, summarise

STORED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "r_edges.json").read_text("utf-8")
)
each = pytest.mark.parametrize("case", STORED["differences"], ids=lambda case: str(case["d"]))


@each
def test_exact_p(case: dict[str, Any]) -> None:
    p = exact_p(frequencies(case["d"]))
    given = [case[name] for name in ("p_counted", "p_coin", "p_exactRankTests")]
    for value in given:
        assert value is None or p == pytest.approx(value, rel=1e-11)
    if not any(case["d"]):
        assert p == 1.0
    else:
        assert any(value is not None for value in given)


@each
def test_asymptotic_p(case: dict[str, Any]) -> None:
    p = asymptotic_p(frequencies(case["d"]))
    if not any(case["d"]):
        assert p == 1.0
    elif case["p_asymptotic_coin"] is not None:
        assert p == pytest.approx(case["p_asymptotic_coin"], rel=1e-11)


@each
def test_effects_hinges_and_shift(case: dict[str, Any]) -> None:
    found = frequencies(case["d"])
    assert rank_biserial(found) == (
        None if case["rank_biserial"] is None else pytest.approx(case["rank_biserial"], abs=1e-14)
    )
    five = summarise(found)
    assert five is not None
    middle = (five.quartile_low, five.median, five.quartile_high)
    assert [five.minimum, *middle, five.maximum] == case["fivenum"]
    moved = hodges_lehmann(found)
    assert moved is not None
    assert [moved.shift, moved.low, moved.high] == [case["shift"], *case["shift_limits"]]
    assert moved.level == pytest.approx(case["shift_level"], abs=1e-12)


@pytest.mark.parametrize("case", STORED["tango"], ids=lambda case: str(case["counts"]))
def test_tango(case: dict[str, Any]) -> None:
    found = superiority(*case["counts"])
    assert found is not None
    assert found[1:] == pytest.approx([(1 + limit) / 2 for limit in case["limits"]], abs=2e-8)


def test_where_other_programs_fall_silent_ours_still_answers() -> None:
    """Not all programs take one pair; at least one vector is there that each of them takes."""
    for name in ("p_counted", "p_coin", "p_exactRankTests", "p_asymptotic_coin"):
        assert sum(case[name] is not None for case in STORED["differences"]) > 10, name
