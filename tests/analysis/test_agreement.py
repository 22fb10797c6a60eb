"""Agreement of two coders: published examples, R's values, and laws.

``tests/reference/make_agreement.R`` made the stored values with irr and psych.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.agreement import (
    Decisions,
    decisions,
    kappa,
    krippendorff_alpha,
    percent_agreement,
    pooled_alpha,
    pooled_kappa,
    pooled_kappa_interval,
)

STORED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "agreement.json").read_text("utf-8")
)
each_pair = pytest.mark.parametrize("case", STORED["pairs"])


@each_pair
def test_r_of_two_coders(case: dict[str, Any]) -> None:
    found = kappa(case["square"])
    assert found is not None
    assert found.value == pytest.approx(case["kappa"], abs=1e-12)
    limits = (max(-1, case["low"]), min(1, case["high"]))
    # R gives an interval without width where the coders agree on every text.
    assert found.interval == (None if case["agree"] == 100 else pytest.approx(limits, abs=1e-9))
    assert percent_agreement(case["square"]) == pytest.approx(case["agree"])


@each_pair
def test_one_code_has_the_alpha_of_its_table(case: dict[str, Any]) -> None:
    if len(case["square"]) == 2:
        (both, first), (second, neither) = case["square"]
        found = krippendorff_alpha(Decisions(both, first, second, neither))
        assert found == pytest.approx(case["alpha"], abs=1e-12)


def test_cohen_1960() -> None:
    found = kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert found is not None
    assert found.value == pytest.approx(0.29 / 0.59)


@pytest.mark.parametrize(
    "square", [[[0, 0], [0, 9]], [[9, 0], [0, 0]], [[0, 0], [0, 0]]], ids=["no", "yes", "nothing"]
)
def test_not_estimable_without_variation(square: list[list[int]]) -> None:
    assert kappa(square) is None
    (both, first), (second, neither) = square
    assert krippendorff_alpha(Decisions(both, first, second, neither)) is None
    assert pooled_kappa([Decisions(both, first, second, neither)]) is None
    assert pooled_alpha([Decisions(both, first, second, neither)]) is None


def test_one_who_never_gives_a_code_agrees_as_chance_would() -> None:
    found = kappa([[0, 3], [0, 7]])
    assert found is not None
    assert found.value == 0


def test_agreement_on_every_text_has_no_interval() -> None:
    found = kappa([[4, 0], [0, 6]])
    assert found is not None
    assert (found.value, found.interval) == (1, None)


MARKS = st.lists(st.tuples(*[st.booleans()] * 6), min_size=1, max_size=12)


def tables(rows: list[tuple[bool, ...]]) -> tuple[Decisions, ...]:
    marks = np.array(rows, dtype=bool)
    return decisions(marks[:, :3], marks[:, 3:])


@given(MARKS)
def test_agreement_is_the_same_whichever_coder_is_called_first(
    rows: list[tuple[bool, ...]],
) -> None:
    there = tables(rows)
    back = tables([(*row[3:], *row[:3]) for row in rows])
    for one, other in zip(there, back, strict=True):
        a, b = kappa(one.square), kappa(other.square)
        assert (a is None) == (b is None)
        if a and b:
            assert a.value == pytest.approx(b.value)
            assert (a.interval is None) == (b.interval is None)
            assert a.interval is None or a.interval == pytest.approx(b.interval)
        assert krippendorff_alpha(one) == krippendorff_alpha(other)
    assert pooled_kappa(there) == pytest.approx(pooled_kappa(back))


@given(MARKS, st.randoms())
def test_the_order_of_texts_changes_nothing(rows: list[tuple[bool, ...]], dice: Any) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert tables(rows) == tables(shuffled)


@given(MARKS)
def test_a_code_is_pooled_alone_as_it_stands(rows: list[tuple[bool, ...]]) -> None:
    for one in tables(rows):
        alone = kappa(one.square)
        assert pooled_kappa([one]) == (None if alone is None else pytest.approx(alone.value))
        assert pooled_alpha([one]) == (
            None if krippendorff_alpha(one) is None else pytest.approx(krippendorff_alpha(one))
        )


def test_the_interval_for_all_codes_is_repeatable_and_holds_the_value() -> None:
    dice = np.random.default_rng(5)
    first = dice.random((40, 4)) < 0.3
    second = np.where(dice.random((40, 4)) < 0.8, first, dice.random((40, 4)) < 0.3)
    interval = pooled_kappa_interval(first, second)
    value = pooled_kappa(decisions(first, second))
    assert interval is not None
    assert value is not None
    assert interval[0] < value < interval[1]
    assert interval == pooled_kappa_interval(first, second)
    assert pooled_kappa_interval(first, first) is None
