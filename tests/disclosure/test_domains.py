"""The seven domains beside their total: 24 tables of the same people leave two others outside.

The attacker knows every published table of a group of 30 or more and one
participant's whole record. Whatever category he asks about, people can be found
who fit all that is printed, with two others outside it: six people of the truth
are replaced by any of up to a hundred records, by whole-number programming.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from generator.disclosure.rounding import rounded, window

Records = npt.NDArray[np.int64]  # (people, 2 waves, 7 domains)
FREE = 6


def categories(records: Records) -> npt.NDArray[np.int64]:
    """Return the category of each record in each of the 24 tables, (people, 24)."""
    domains = np.digitize(records, [3, 4])
    totals = np.digitize(records.sum(axis=2), [18, 25])
    moved = [*np.moveaxis(records[:, 1] - records[:, 0], 1, 0)]
    moved.append(records[:, 1].sum(axis=1) - records[:, 0].sum(axis=1))
    changes = np.stack([np.where(m > 0, 0, np.where(m == 0, 1, 2)) for m in moved], axis=1)
    return np.concatenate([domains[:, 0], domains[:, 1], totals, changes], axis=1)


def counts(found: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.stack([(found == place).sum(axis=0) for place in range(3)], axis=1)


def library(truth: Records, rng: np.random.Generator) -> Records:
    """Return records that somebody might have given: flat ones, the truth's, and mixtures.

    More of them could only make it easier to find people who fit.
    """
    flat = [np.array([[b] * 7, [a] * 7]) for b in range(1, 6) for a in range(1, 6)]
    mixed = []
    for _ in range(60):
        one = truth[rng.integers(len(truth))].copy()
        other = flat[rng.integers(len(flat))]
        swap = rng.random((2, 7)) < rng.random()
        mixed.append(np.where(swap, other, one))
    return np.unique(np.concatenate([truth, np.array(flat), np.array(mixed)]), axis=0)


def most_outside(
    fixed: npt.NDArray[np.int64],
    choices: npt.NDArray[np.int64],
    windows: npt.NDArray[np.int64],
    table: int,
    category: int,
) -> int:
    """Return how many of six people may be outside a category, with all tables as printed."""
    inside = np.stack([choices == place for place in range(3)], axis=2)  # (records, 24, 3)
    rows = inside.reshape(len(choices), -1).T.astype(float)
    base = counts(fixed).ravel()
    limits = windows.reshape(-1, 2)
    found = milp(
        inside[:, table, category].astype(float),
        constraints=[
            LinearConstraint(rows, limits[:, 0] - base, limits[:, 1] - base),
            LinearConstraint(np.ones((1, len(choices))), FREE, FREE),
        ],
        integrality=np.ones(len(choices)),
        bounds=Bounds(0, FREE),
    )
    assert found.success  # the truth itself fits
    return FREE - round(found.fun)


def truths() -> Iterator[tuple[int, Records]]:
    """Yield groups in which nearly everybody answers alike, in one way or another."""
    for seed in range(14):
        rng = np.random.default_rng(seed)
        people = int(rng.choice([30, 31, 33, 34, 37, 39]))
        usual = rng.integers(1, 6, size=(2, 7)) if seed % 2 else np.array([[2] * 7, [4] * 7])
        truth = np.repeat(usual[None], people, axis=0)
        for odd in range(seed % 4):
            truth[odd] = rng.integers(1, 6, size=(2, 7))
        yield seed, truth


@pytest.mark.parametrize(("seed", "truth"), list(truths()))
def test_two_others_may_be_outside_every_category(seed: int, truth: Records) -> None:
    rng = np.random.default_rng(100 + seed)
    people, found = len(truth), categories(truth)
    windows = np.array(
        [
            window(people, rounded([*map(int, row)], int(rng.integers(0, 5 * people))))
            for row in counts(found)
        ]
    )
    choices = np.unique(categories(library(truth, rng)), axis=0)
    asked = 0
    for own in (0, people - 1):
        others = np.delete(found, own, axis=0)
        for table in range(found.shape[1]):
            for category in range(3):
                if (others[:, table] != category).sum() >= 2:
                    continue  # the truth is the witness
                asked += 1
                # The participant's own record stands, and so do all but six of the others.
                free = np.flatnonzero(others[:, table] == category)[:FREE]
                fixed = np.concatenate([found[[own]], np.delete(others, free, axis=0)])
                left = (np.delete(others, free, axis=0)[:, table] != category).sum()
                assert left + most_outside(fixed, choices, windows, table, category) >= 2
    assert asked > 5


def test_the_attacker_finds_what_exact_tables_give_away() -> None:
    truth = np.repeat(np.array([[2] * 7, [4] * 7])[None], 30, axis=0)
    found = categories(truth)
    exact = np.stack([counts(found), counts(found)], axis=2)
    choices = categories(library(truth, np.random.default_rng(1)))
    assert most_outside(found[FREE:], choices, exact, 15, 2) == 0
