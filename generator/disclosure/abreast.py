"""All printed tables of one key side by side, so that answers meet every one of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from generator.disclosure.inequalities import Bound, figure_bounds
from generator.disclosure.published import Published
from generator.disclosure.rounding import PRECISION, Table

Counts = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
#: So many people of one class are moved at the most.
FURTHEST = 8


@dataclass(frozen=True, slots=True)
class Abreast:
    """The tables of one key.

    - ``numbers``: their places among all tables; ``row``: the opposite, -1 for other keys' tables
    - ``inside``: (tables, classes), who is counted in each
    - ``values``, ``people``, ``exact``: what was printed
    - ``limits``: (tables, categories, categories), what a difference of two counts times the
      rounded base may be at most, where the second was not printed as 0
    - ``shares``: the shares printed beside some of them, by row
    """

    numbers: Counts
    row: Counts
    inside: csr_array
    values: Counts
    people: Counts
    exact: Marks
    limits: Counts
    shares: tuple[tuple[int, Bound], ...]

    def counts(self, by_class: Counts, rows: Counts | None = None) -> Counts:
        """Return the true table of each printed one, (tables, categories), for some answers.

        ``rows`` are some of them, in rising order.
        """
        everyone = rows is None or len(rows) == len(self.numbers)  # rows rise, each once
        who = self.inside if rows is None or everyone else self.inside[rows]
        return np.asarray(who @ by_class, dtype=np.int64)

    def missed(self, by_class: Counts) -> Counts:
        """Return the numbers of the tables that some answers would not print."""
        counts = self.counts(by_class)
        wrong: Marks = self.exact & (counts != self.values).any(axis=1)
        shown, size = self.values.sum(axis=1), self.values.shape[1]
        for k in range(size):
            for other in range(size):
                if k != other:
                    over = shown * (counts[:, k] - counts[:, other]) > self.limits[:, k, other]
                    wrong |= ~self.exact & (self.values[:, other] >= PRECISION) & over
        for row, bound in self.shares:
            total = int(np.dot(bound.weights, counts[row]))
            wrong[row] |= not bound.low <= total <= bound.high
        found: Counts = self.numbers[wrong]
        return found

    def slack(self, by_class: Counts, rows: Counts) -> Counts:
        """Return how many people may go from one category to another; (tables, from, to).

        Negative where the answers contradict a table.
        """
        counts, values, exact = self.counts(by_class, rows), self.values[rows], self.exact[rows]
        shown, size = values.sum(axis=1)[:, None, None], values.shape[1]
        left = self.limits[rows] - shown * (counts[:, :, None] - counts[:, None, :])
        binding = (values >= PRECISION) & ~exact[:, None]
        # How many steps of 0, 1 or 2 each difference of two counts may go up by.
        steps = np.full((3, *left.shape), FURTHEST, dtype=np.int64)
        for change in (1, 2):
            most = np.maximum(1, shown * change)
            np.copyto(steps[change], left // most, where=binding[:, None, :])
        room = np.full((len(rows), size, size), FURTHEST, dtype=np.int64)
        for a, b, change, k, other in _bound_by(size):
            np.minimum(room[:, a, b], steps[change, :, k, other], out=room[:, a, b])
        off = np.where((counts == values).all(axis=1), 0, -1)[exact]
        room[exact] = np.where(np.eye(size, dtype=bool), FURTHEST, off[:, None, None])
        return room

    def pairs(self, counts: Counts, row: int) -> Marks:
        """Return whether two people may move at once, with one table printed as before.

        Parameters
        ----------
        counts
            (categories,), its true table.
        row
            The table.

        Returns
        -------
        (categories,) * 4
            For one who goes from the first to the second, and one from the third to the fourth.

        """
        printed = tuple(self.values[row].tolist())
        if self.exact[row]:
            return _changes_nothing(len(printed))
        return _pairs(printed, int(self.people[row]), tuple(counts.tolist()))


@lru_cache(maxsize=1 << 14)
def _pairs(printed: Table, people: int, counts: Table) -> Marks:
    """Return which pairs of moves leave a rounded table as it was printed."""
    values, true = np.array(printed), np.array(counts)
    apart = true[:, None] - true[None, :] + _of_two(len(printed))
    held = values.sum() * apart <= _limits(values[None], np.array([people]))[0]
    return np.asarray((held | (values < PRECISION)).all(axis=(-2, -1)))


@cache
def _bound_by(size: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """Return for moves from a to b the differences k - other that grow, and by how much."""
    return tuple(
        (a, b, change, k, other)
        for a, b, k, other in product(range(size), repeat=4)
        if a != b and k != other
        if (change := (b == k) - (a == k) - (b == other) + (a == other)) > 0
    )


@cache
def _of_two(size: int) -> Counts:
    """Return how two moves change the differences of a table; (from, to, from, to, k, other)."""
    unit = np.eye(size, dtype=np.int64)
    one = unit[None, :, :] - unit[:, None, :]
    both = one[:, :, None, None] + one[None, None]
    return np.asarray(both[..., :, None] - both[..., None, :])


@cache
def _changes_nothing(size: int) -> Marks:
    return np.asarray((_of_two(size) == 0).all(axis=(-2, -1)))


def abreast(
    tables: Sequence[tuple[Published, Sequence[int]]],
    numbers: Sequence[int],
    classes: int,
    everything: int,
) -> Abreast:
    """Lay some tables of one key side by side.

    Parameters
    ----------
    tables
        What was printed, and the classes that it counts.
    numbers
        Their places among the tables of all keys.
    classes, everything
        How many classes there are, and how many tables of all keys.

    """
    row = np.full(everything, -1, dtype=np.int64)
    row[list(numbers)] = np.arange(len(numbers))
    members = [np.array(inside, dtype=np.int64) for _, inside in tables]
    ends = np.cumsum([0, *map(len, members)])
    columns = np.concatenate(members) if members else np.zeros(0, dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int64)
    shares = tuple(
        (place, bound) for place, (table, _) in enumerate(tables) for bound in figure_bounds(table)
    )
    values = np.array([table.counts for table, _ in tables] or np.zeros((0, 1)), dtype=np.int64)
    people = np.array([table.people for table, _ in tables], dtype=np.int64)
    return Abreast(
        np.array(numbers, dtype=np.int64),
        row,
        csr_array((ones, columns, ends), shape=(len(tables), classes)),
        values,
        people,
        np.array([table.exact for table, _ in tables], dtype=bool),
        _limits(values, people),
        shares,
    )


def _limits(values: Counts, people: Counts) -> Counts:
    """Return the right sides of the inequalities that tables were printed by (``inequalities``)."""
    apart = PRECISION + values[:, :, None] - values[:, None, :]
    first = np.triu(np.ones((values.shape[1],) * 2, dtype=np.int64), 1)
    return np.asarray(people[:, None, None] * apart - first)
