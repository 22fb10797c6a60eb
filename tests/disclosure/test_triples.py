"""Guarantee 2: before, after and change together, every published triple.

A person is a band before, a band after, and higher, the same or lower. From a lower band to a
higher one is higher; within one band all three are possible, but within a band of one code
only the same. So three tables B, A and C fit together where some table of B by A has no more
people above its diagonal than answered higher, no more below than answered lower, and, for a
band of one code, no more in it both times than answered the same.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from generator.disclosure.rounding import rounded
from tests.disclosure.attacker import Attacker, Print, compared

Truth = npt.NDArray[np.bool_]
HIGHER, SAME, LOWER = range(3)


@cache
def tables(people: int) -> npt.NDArray[np.int64]:
    """Every table of three categories, (tables, 3)."""
    found = [(a, b, people - a - b) for a in range(people + 1) for b in range(people + 1 - a)]
    return np.array(found)


def place(people: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Where the table (first, second, rest) stands among ``tables``."""
    return first * (people + 1) - first * (first - 1) // 2 + second


@cache
def joint(people: int) -> npt.NDArray[np.int16]:
    """Every 3 by 3 table, as (tables, 9)."""
    found = np.zeros((1, 1), dtype=np.int16)
    found[0, 0] = people
    for _ in range(8):  # the last column is what is left
        left = found[:, -1].astype(np.int64)
        rows = np.repeat(np.arange(len(found)), left + 1)
        start = np.repeat(np.cumsum(left + 1) - left - 1, left + 1)
        cell = (np.arange(len(rows)) - start).astype(np.int16)
        kept = found[rows]
        found = np.column_stack([kept[:, :-1], cell, kept[:, -1] - cell])
    return found


@cache
def together(people: int, *, single: bool) -> Truth:
    """Which tables B, A and C may be true together, (tables, tables, tables)."""
    every, many = joint(people).astype(np.int64), len(tables(people))
    before = place(people, every[:, :3].sum(axis=1), every[:, 3:6].sum(axis=1))
    after = place(people, every[:, 0::3].sum(axis=1), every[:, 1::3].sum(axis=1))
    rose = every[:, [1, 2, 5]].sum(axis=1)
    fell = every[:, [3, 6, 7]].sum(axis=1)
    stayed = every[:, 4] if single else every[:, 4] * 0
    least = np.unique(np.stack([before, after, rose, fell, stayed]), axis=1)
    found = np.zeros((many * many, many), dtype=bool)
    higher, same, lower = tables(people).T
    for at in range(0, least.shape[1], 100_000):
        b, a, u, d, s = least[:, at : at + 100_000, None]
        rows, c = np.nonzero((u <= higher) & (d <= lower) & (s <= same))
        found[(b * many + a)[rows, 0], c] = True
    return found.reshape(many, many, many)


@cache
def printed(people: int) -> tuple[list[tuple[int, ...]], Truth]:
    """Every printed table by the real rounding, and what is behind it, (printed, tables)."""
    behind: dict[tuple[int, ...], set[int]] = {}
    for number, counts in enumerate(tables(people).tolist()):
        for secret in range(5 * people):
            behind.setdefault(rounded(counts, secret), set()).add(number)
    found = np.zeros((len(behind), len(tables(people))), dtype=bool)
    for row, numbers in enumerate(behind.values()):
        found[row, sorted(numbers)] = True
    return list(behind), found


def of_others(people: int, own: int) -> Truth:
    """What is behind each printed table, as tables of all but one person in the category own."""
    others = tables(people - 1)
    whole = others + np.eye(3, dtype=np.int64)[own]
    return printed(people)[1][:, place(people, whole[:, 0], whole[:, 1])]


def possible(fits: Truth, windows: tuple[Truth, Truth, Truth], which: int) -> Truth:
    """Which tables of one kind some truth has, for each triple: (triples with ``which`` first...).

    Returns (printed, printed, printed, tables): the printed one of that kind first.
    """
    others = [kind for kind in range(3) if kind != which]
    turned = np.moveaxis(fits, which, 0).astype(np.float32)
    x, y = (windows[kind].astype(np.float32) for kind in others)
    some = (np.tensordot(turned, y, (2, 1)) > 0).astype(np.float32)  # (tables, first, printed y)
    found = np.tensordot(some, x, (1, 1)) > 0  # (tables, printed y, printed x)
    mine = windows[which]
    return mine[:, None, None, :] & np.moveaxis(found, 0, -1)[None]


def outside(people: int, fits: Truth, windows: tuple[Truth, Truth, Truth]) -> tuple[int, int]:
    """Return how few may be outside a category at worst, and the narrowest range of a count."""
    fewest, narrowest = people, people
    for which in range(3):
        found = possible(fits, windows, which)
        some = found.any(axis=-1)
        for category in tables(people).T:
            least = np.where(found, category, people).min(axis=-1)[some]
            most = np.where(found, category, 0).max(axis=-1)[some]
            fewest = min(fewest, int((people - least).min()))
            narrowest = min(narrowest, int((most - least).min()))
    return fewest, narrowest


def records(*, single: bool) -> list[tuple[int, int, int]]:
    """Every person: a band before, a band after, and the change."""
    found = []
    for before, after in product(range(3), repeat=2):
        if before == after:
            moves = [SAME] if single and before == 1 else [HIGHER, SAME, LOWER]
            found += [(before, after, change) for change in moves]
        else:
            found.append((before, after, HIGHER if after > before else LOWER))
    return found


def to_outsider(people: int, *, single: bool) -> tuple[int, int]:
    windows = (printed(people)[1],) * 3
    return outside(people, together(people, single=single), windows)


def to_participant(people: int, *, single: bool) -> tuple[int, int]:
    fits, found = together(people - 1, single=single), []
    for record in records(single=single):
        windows = tuple(of_others(people, own) for own in record)
        found.append(outside(people - 1, fits, windows))
    return min(one[0] for one in found), min(one[1] for one in found)


def test_the_quick_test_is_the_slow_one() -> None:
    """For three people, every crowd by hand."""
    for single in (False, True):
        true = np.zeros((10, 10, 10), dtype=bool)
        for crowd in product(records(single=single), repeat=3):
            cells = [[[one[kind] for one in crowd].count(c) for c in range(2)] for kind in range(3)]
            true[tuple(place(3, np.array(first), np.array(second)) for first, second in cells)] = 1
        assert (true == together(3, single=single)).all()


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("people", [11, 12, 13])
def test_two_others_may_be_outside(people: int, single: bool) -> None:
    assert len(printed(people)[0]) ** 3 == 216
    fewest, range_of_counts = to_outsider(people, single=single)
    assert fewest >= 2
    assert range_of_counts >= 1  # no exact count is certain
    assert to_participant(people, single=single)[0] >= 2


def test_at_ten_a_participant_may_learn_a_count_but_not_a_colleague() -> None:
    assert to_participant(10, single=False) == (3, 0)
    assert to_outsider(10, single=False)[1] >= 1


def test_fifteen_people_tell_no_outsider_a_count() -> None:
    fewest, range_of_counts = to_outsider(15, single=False)
    assert fewest >= 2
    assert range_of_counts >= 1


def test_each_triple_is_looked_at_as_by_hand() -> None:
    """Some triples of ten people, one after the other."""
    rng, fits, windows = np.random.default_rng(1), together(10, single=True), printed(10)[1]
    for which in range(3):
        found = possible(fits, (windows,) * 3, which)
        for triple in rng.integers(len(windows), size=(10, 3)):
            inside = fits[np.ix_(*(windows[row] for row in triple))]
            by_hand = np.flatnonzero(windows[triple[which]])[
                inside.any(axis=tuple(kind for kind in range(3) if kind != which))
            ]
            x, y = (triple[kind] for kind in range(3) if kind != which)
            assert np.flatnonzero(found[triple[which], y, x]).tolist() == by_hand.tolist()


@pytest.mark.parametrize("people", [15, 16, 20])
def test_triples_of_more_people(people: int) -> None:
    """Triples of crowds at random, by a constraint solver; for one, two and all sorts of people."""
    rng = np.random.default_rng(people)
    for number in range(12):
        single = number % 2 == 0
        every = compared(single=single)
        weights = rng.dirichlet(np.full(len(every), 0.3))
        drawn = [every[k] for k in rng.choice(len(every), size=people, p=weights)]
        prints = []
        for kind in range(3):
            counts = [[record[kind] for record in drawn].count(c) for c in range(3)]
            cells = rounded(counts, int(rng.integers(5 * people)))
            prints.append(Print((0,), kind, people, cells))
        found = Attacker(every, prints)
        assert not found.certain()
        for own in {drawn[0], drawn[-1]}:
            assert not found.certain(own=own)
