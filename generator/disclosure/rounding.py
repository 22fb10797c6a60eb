"""Rounded tables, and what a reader who knows the headcount can work out from them.

Every table of an open page is rounded by largest remainder to multiples of 5
that add to the base, which is rounded too. The reader is assumed to know how
many people there are and how we round. What is left to know is the set of
true tables that round to the one on the page; here it is listed, in whole
numbers, so that nothing is left to an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

PRECISION = 5
MOST_CATEGORIES = 3

#: A table: people in each category.
Table = tuple[int, ...]
#: Every true table that a reader must hold for possible, in order.
Possible = tuple[Table, ...]


def rounded_base(people: int) -> int:
    """Round a headcount to the nearest multiple of 5.

    >>> [rounded_base(people) for people in (0, 2, 3, 12, 13)]
    [0, 0, 5, 10, 15]
    """
    return PRECISION * ((people + PRECISION // 2) // PRECISION)


def lr5(counts: Sequence[int]) -> Table:
    """Round a table by largest remainder to multiples of 5 that add to the rounded base.

    Parameters
    ----------
    counts : sequence of int
        People in each category of one group.

    Returns
    -------
    tuple of int
        The released table of an open page: multiples of 5.

    Notes
    -----
    A released table counts people in up to three categories: low, middle and
    high; improved, same and worse; yes, unsure and no. All three are rounded
    together, so that they add up. With n people in all and c_i of them in a
    category:

        base = 5 * u, the multiple of 5 nearest to n;
        share of a category = c_i * u / n.

    Each category gets the whole part of its share, in fives. Of the u fives, those
    left over go one each to the categories with the largest remainders, ties to
    the one that stands first. Every sentence, percentage, chart and file of an
    open page is made from released tables, never from true counts.

    The table of a group that holds other shown groups is rounded from its own true
    counts, not added up. Where that table beside the others would narrow down what
    can be known of a smaller group, the nearest table that does not is printed.

    *Assumptions*: readers may know exactly how many people there are, and how we
    round.

    *Missing data*: people who did not answer are in no category; how many
    answered is a table of its own, rounded in the same way.

    *Small n*: a rounded 0 may be somebody and a rounded whole may not be
    everybody. A difference of 5 may be made by rounding alone.

    References
    ----------
    Hundepool A, et al. Statistical Disclosure Control. Chichester: Wiley,
    2012. doi:10.1002/9781118348239

    Examples
    --------
    >>> lr5((4, 4, 5))
    (5, 5, 5)
    >>> lr5((2, 10, 1))
    (5, 10, 0)
    >>> sum(lr5((7, 0, 16)))
    25

    """
    people = sum(counts)
    units = rounded_base(people) // PRECISION
    if units == 0:
        return (0,) * len(counts)
    whole = [count * units // people for count in counts]
    left = [count * units % people for count in counts]
    order = sorted(range(len(counts)), key=lambda place: -left[place])
    for place in order[: units - sum(whole)]:
        whole[place] += 1
    return tuple(PRECISION * unit for unit in whole)


@lru_cache(maxsize=1 << 16)
def possible_tables(shown: Table, people: int) -> Possible:
    """Return every table of so many people that rounds to the one shown.

    This is the set S(v, n) of the policy. A true count lies less than one unit
    of 5 (scaled from the rounded to the exact base) from what is shown, so the
    search is a small window.

    >>> possible_tables((0, 10), 10)
    ((0, 10), (1, 9), (2, 8))
    """
    base = sum(shown)
    if rounded_base(people) != base:
        return ()
    if base == 0:
        return tuple(c for c in _compositions(people, len(shown)) if lr5(c) == shown)
    windows = [
        range(
            max(0, (value - PRECISION) * people // base), (value + PRECISION) * people // base + 1
        )
        for value in shown[:-1]
    ]
    grid = np.stack(np.meshgrid(*windows, indexing="ij"), axis=-1).reshape(-1, len(windows))
    last = people - grid.sum(axis=1, keepdims=True)
    tables = np.hstack([grid, last])[last[:, 0] >= 0]
    found = tables[(_rounded(tables, people) == np.array(shown)).all(axis=1)]
    return tuple(map(tuple, found.tolist()))


def _rounded(tables: npt.NDArray[np.int64], people: int) -> npt.NDArray[np.int64]:
    """Return ``lr5`` of many tables of so many people at once, shape (tables, categories)."""
    units = rounded_base(people) // PRECISION
    whole, left = np.divmod(tables * units, people)
    rank = np.argsort(np.argsort(-left, axis=1, kind="stable"), axis=1)
    return np.asarray(PRECISION * (whole + (rank < units - whole.sum(axis=1, keepdims=True))))


def _compositions(people: int, categories: int) -> Iterable[Table]:
    """Yield every way to spread people over categories."""
    if categories == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for others in _compositions(people - first, categories - 1):
            yield (first, *others)


def safe(values: Iterable[int], people: int) -> bool:
    """Tell whether what a reader can work out about one category leaves everyone in doubt.

    At least three counts remain possible; they are not all between 1 and 4
    ("a few, surely"); and it stays possible that two people or more are
    outside the category.

    >>> safe({0, 1, 2}, 12), safe({1, 2, 3}, 12), safe({11, 12}, 12), safe({11, 12, 13}, 13)
    (True, False, False, True)
    """
    left = set(values)
    return len(left) >= 3 and not left <= {1, 2, 3, 4} and min(left) <= people - 2


def not_alike(values: Iterable[int], people: int) -> bool:
    """Tell whether two people or more may be outside a category.

    >>> not_alike({6, 7}, 8), not_alike({7, 8}, 8)
    (True, False)
    """
    return min(values, default=people) <= people - 2


def safe_tables(tables: Possible, people: int) -> bool:
    """Tell whether every category of a set of possible tables is safe."""
    return bool(tables) and all(safe(column, people) for column in zip(*tables, strict=True))


@lru_cache(maxsize=1 << 12)
def always_safe(people: int, categories: int) -> bool:
    """Tell whether every rounded table of so many people is safe, whatever the answers were.

    Asked of the headcount and never of the answers, so that a gap tells
    nothing about them. Eight people fail: of two categories, the small one
    would be pinned to 0 or 1. Every table of nine to 60 people passes, by
    listing them all; above 60 the rounded base differs from the exact one by
    3 in 100 at most, so a small category still has three counts.

    >>> [people for people in range(3, 40) if not always_safe(people, 2)]
    [3, 4, 8]
    """
    if people > 60:
        return True
    shown = {lr5(counts) for counts in _compositions(people, categories)}
    return all(safe_tables(possible_tables(table, people), people) for table in shown)


def nearest_tables(truth: Sequence[int], reach: int = 2) -> Iterator[Table]:
    """Yield tables that a group could print: its own rounding first, then by distance.

    ``reach`` is how many units of 5 a category may be moved. Distance is the
    sum of squares from the true table scaled to the rounded base, compared in
    whole numbers.

    >>> list(nearest_tables((7, 0, 6)))[:3]
    [(10, 0, 5), (5, 0, 10), (5, 5, 5)]
    """
    first = lr5(truth)
    yield first  # nearly always printed, so that the others need not be made
    people, base = sum(truth), sum(first)
    steps = [PRECISION * step for step in range(-reach, reach + 1)]
    tables = []
    for moves in product(steps, repeat=len(first) - 1):
        moved = [value + move for value, move in zip(first, (*moves, -sum(moves)), strict=True)]
        if any(moves) and min(moved) >= 0 and abs(sum(moves)) <= PRECISION * reach:
            tables.append(tuple(moved))

    def distance(table: Table) -> int:
        return sum((v * people - c * base) ** 2 for v, c in zip(table, truth, strict=True))

    yield from sorted(tables, key=lambda table: (distance(table), table))
