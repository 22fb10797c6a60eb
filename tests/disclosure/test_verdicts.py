"""The margin covers, the open verdict is seldom wrong, and there are four words."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.rounding import rounded
from generator.disclosure.verdict import Verdict, exact_verdict, margin, open_verdict

DRAWS = 20_000


def prints(
    truth: np.ndarray, rng: np.random.Generator, base: int = 5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Round tables as ``rounded`` does, (draws, groups, 3); return cells, n and M."""
    people = truth.sum(axis=-1)
    total = base * (people // base)
    secret = (rng.random(people.shape) * base * people).astype(np.int64)
    reached = np.cumsum(truth, axis=-1)
    steps = (reached * total[..., None] + secret[..., None]) // (base * people)[..., None]
    cells = base * np.diff(steps, axis=-1, prepend=0)
    for g in range(truth.shape[1]):
        own = [int(c) for c in truth[0, g]]
        assert rounded(own, int(secret[0, g]), base) == tuple(cells[0, g].tolist())
    return cells, people, total


def sums(cells: np.ndarray, people: np.ndarray, total: np.ndarray) -> np.ndarray:
    return (cells * (people / total)[..., None]).sum(axis=1)


def sizes(groups: int, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(11, 30, size=groups) if groups > 1 else rng.integers(30, 60, size=1)


def truths(people: np.ndarray, share: list[float], rng: np.random.Generator) -> np.ndarray:
    return rng.multinomial(people, share, size=(DRAWS, len(people)))


@pytest.mark.parametrize("share", [[0.4, 0.3, 0.3], [0.9, 0.08, 0.02], [0.02, 0.96, 0.02]])
@pytest.mark.parametrize("groups", [1, 2, 8, 20])
def test_the_margin_covers_nineteen_in_twenty(groups: int, share: list[float]) -> None:
    rng = np.random.default_rng(groups)
    people = sizes(groups, rng)
    truth = truths(people, share, rng)
    cells, n, m = prints(truth, rng)
    off = abs(sums(cells, n, m) - truth.sum(axis=1))
    wide = margin([(5, int(a), int(b)) for a, b in zip(n[0], m[0], strict=True)])
    assert (off <= wide).mean(axis=0).min() >= 0.95
    if groups == 1:
        assert (off < wide).all()  # for one table a certainty


def test_the_margin_of_a_rounding_in_tens_is_a_certainty() -> None:
    rng = np.random.default_rng(3)
    truth = truths(np.array([137]), [0.5, 0.4, 0.1], rng)
    cells, n, m = prints(truth, rng, 10)
    off = abs(sums(cells, n, m) - truth.sum(axis=1))
    assert (off < margin([(10, 137, 130)])).all()


def named(cells: np.ndarray, n: np.ndarray, m: np.ndarray, base: int) -> float:
    """Return how often a direction is named; the rule worked out from the design, at once."""
    added, spread = sums(cells, n, m), ((base / 5 * n / m) ** 2).sum(axis=1)
    higher, lower = added[:, 0], added[:, 2]
    step = (base / 5 * n / m).max(axis=1)
    clear = abs(higher - lower) - 2.5 * step > 1.96 * np.sqrt(higher + lower + 25 * spread)
    for draw in range(25):
        tables = [(base, int(a), int(b)) for a, b in zip(n[draw], m[draw], strict=True)]
        found = open_verdict(higher[draw], lower[draw], int(n[draw].sum()), tables)
        assert (found in {"higher", "lower"}) == clear[draw]
    return float(clear.mean())


@pytest.mark.parametrize("changed", [0.05, 0.2, 0.4, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("groups", [2, 8, 20])
def test_where_nothing_changed_a_direction_is_seldom_named(groups: int, changed: float) -> None:
    rng = np.random.default_rng(groups)
    share = [changed / 2, 1 - changed, changed / 2]
    for _ in range(3):
        truth = truths(sizes(groups, rng), share, rng)
        assert named(*prints(truth, rng), 5) <= 0.05


@pytest.mark.parametrize("changed", [0.05, 0.2, 0.4, 0.7, 0.9, 1.0])
def test_nor_is_it_of_one_table(changed: float) -> None:
    rng = np.random.default_rng(8)
    share = [changed / 2, 1 - changed, changed / 2]
    for people in (30, 33, 37, 39, 41, 54, 73, 74):
        assert named(*prints(truths(np.array([people]), share, rng), rng), 5) <= 0.05


@pytest.mark.parametrize("changed", [0.1, 0.3, 0.6, 1.0])
def test_nor_is_it_of_a_place_with_its_own_rounding(changed: float) -> None:
    rng = np.random.default_rng(5)
    share = [changed / 2, 1 - changed, changed / 2]
    truth = truths(np.array([108]), share, rng)
    assert named(*prints(truth, rng, 10), 10) <= 0.05


def test_a_clear_change_is_named() -> None:
    """Two groups of 20 of whom nine in ten rose."""
    rng = np.random.default_rng(6)
    truth = truths(np.array([20, 20]), [0.9, 0.1, 0.0], rng)
    assert named(*prints(truth, rng), 5) > 0.95


@given(
    st.floats(0, 200), st.floats(0, 200), st.integers(6, 400),
    st.lists(st.sampled_from([(5, 11, 10), (5, 30, 30), (10, 104, 100)]), min_size=1),
)  # fmt: skip
def test_there_are_four_words(higher: float, lower: float, people: int, tables: list) -> None:
    assert set(get_args(Verdict)) == {"higher", "lower", "no clear change", "too few to say"}
    found = open_verdict(higher, lower, people, tables)
    turned = open_verdict(lower, higher, people, tables)
    assert found in get_args(Verdict)
    assert (found == "too few to say") == (people < 30)
    assert {found, turned} in ({"higher", "lower"}, {"no clear change"}, {"too few to say"})


@pytest.mark.parametrize(
    ("p", "balance", "differing", "words"),
    [
        (0.03125, 1.0, 6, "higher"),  # six who all rose: the least number that can say so
        (0.03125, -1.0, 6, "lower"),
        (0.0625, 1.0, 5, "too few to say"),
        (0.0001, 1.0, 5, "too few to say"),  # whatever p says
        (0.05, 0.8, 8, "no clear change"),  # p must be below 0.05
        (0.0499, 0.8, 8, "higher"),
        (1.0, 0.0, 12, "no clear change"),
        (None, None, 0, "too few to say"),
        (None, 0.5, 9, "no clear change"),
        (0.01, None, 9, "no clear change"),
    ],
)
def test_the_exact_verdict_by_hand(
    p: float | None, balance: float | None, differing: int, words: str
) -> None:
    assert exact_verdict(p, balance, differing) == words
