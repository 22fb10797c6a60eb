"""An attacker who shares no code with the audit: printed tables in, exact ranges out.

Written from the policy's inequalities alone. The unknowns are people by class
and pair of codes; HiGHS finds the fewest and the most that each category of
each class can have, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


@dataclass(frozen=True)
class Sight:
    """A printed table: whose, of which view of the answers, how many people, and the numbers."""

    who: frozenset[str]
    view: str
    people: int
    counts: tuple[int, ...]
    exact: bool = False


#: A view of somebody's codes: the category of (before, after), or of the answers at more times.
View = Callable[..., int]


def bands(code: int) -> int:
    return (0, 0, 1, 2, 2)[code]


FIVE: dict[str, View] = {
    "before": lambda b, a: bands(b),
    "after": lambda b, a: bands(a),
    "change": lambda b, a: 0 if a > b else 1 if a == b else 2,
}


def classes(sights: Sequence[Sight]) -> dict[frozenset[str], list[frozenset[str]]]:
    """Return the atoms that nobody can tell apart, each with the printed sets around it."""
    sets = sorted({s.who for s in sights}, key=lambda who: (len(who), sorted(who)))
    found: dict[tuple[int, ...], list[str]] = {}
    for atom in sorted(frozenset().union(*sets)):
        mark = tuple(i for i, who in enumerate(sets) if atom in who)
        found.setdefault(mark, []).append(atom)
    return {frozenset(atoms): [sets[i] for i in mark] for mark, atoms in found.items()}


def headcounts(sights: Sequence[Sight], parts: Sequence[frozenset[str]]) -> list[int]:
    """Return the people of each class, from the known headcounts of printed sets."""
    known = {s.who: s.people for s in sights}
    matrix = np.array([[float(part <= who) for part in parts] for who in known])
    solved, _, rank, _ = np.linalg.lstsq(matrix, np.array(list(known.values())), rcond=None)
    assert rank == len(parts), "overlapping sets: their sizes must be given"
    return [round(float(x)) for x in solved]


class Attack:
    """All printed tables about the same answers, as one integer programme."""

    def __init__(
        self,
        sights: Sequence[Sight],
        views: dict[str, View],
        codes: tuple[int, ...],
        sizes: dict[frozenset[str], int] | None = None,
    ) -> None:
        self.parts = list(classes(sights))
        counted = headcounts(sights, self.parts) if sizes is None else []
        self.sizes = counted if sizes is None else [sizes[p] for p in self.parts]
        self.views, self.codes = views, codes
        self.cells = list(product(*map(range, codes)))
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for place, size in enumerate(self.sizes):
            self._bound(self._sum([place], np.ones(len(self.cells))), size, size)
        for sight in sights:
            self._see(sight)

    def _sum(self, places: Sequence[int], weights: np.ndarray) -> np.ndarray:
        row = np.zeros((len(self.parts), len(self.cells)))
        row[list(places)] = weights
        return row.ravel()

    def _bound(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def category(self, view: str, k: int) -> np.ndarray:
        return np.array([float(self.views[view](*cell) == k) for cell in self.cells])

    def _see(self, sight: Sight) -> None:
        inside = [i for i, part in enumerate(self.parts) if part <= sight.who]
        v, n, b = sight.counts, sight.people, sum(sight.counts)
        columns = [self._sum(inside, self.category(sight.view, k)) for k in range(len(v))]
        if sight.exact:
            for value, column in zip(v, columns, strict=True):
                self._bound(column, value, value)
            return
        for k in range(len(v)):
            for other in range(len(v)):
                if k != other and v[other] >= 5:
                    row = b * (columns[k] - columns[other])
                    self._bound(row, -np.inf, n * (5 + v[k] - v[other]) - (k < other))

    def solve(self, goal: np.ndarray, *extra: tuple[np.ndarray, float, float]) -> float | None:
        """Return the least value of a sum, or None where nothing agrees."""
        rows = np.array([*self.rows, *(row for row, _, _ in extra)])
        low = [*self.low, *(x for _, x, _ in extra)]
        high = [*self.high, *(x for _, _, x in extra)]
        most = np.repeat(self.sizes, len(self.cells)).astype(float)
        found = milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(0, most),
            constraints=LinearConstraint(rows, low, high),
        )
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        return round(float(found.fun))

    def range(self, place: int, view: str, k: int) -> tuple[int, int] | None:
        """Return the fewest and the most people of a class in a category; None: contradiction."""
        row = self._sum([place], self.category(view, k))
        low, high = self.solve(row), self.solve(-row)
        return None if low is None or high is None else (int(low), int(-high))

    def possible(self, place: int, view: str, k: int, count: int) -> bool:
        row = self._sum([place], self.category(view, k))
        return self.solve(np.zeros(len(row)), (row, count, count)) is not None

    def given_away(self, seen: Sequence[str], size: int = 3) -> Iterator[tuple[int, str, int]]:
        """Yield each class, view and category that is not safe by the policy's words."""
        for place, people in enumerate(self.sizes):
            for view in seen:
                for k in range(size):
                    if not self.safe(place, view, k, people):
                        yield place, view, k

    def safe(self, place: int, view: str, k: int, people: int) -> bool:
        found = self.range(place, view, k)
        if found is None:
            return False
        low, high = found
        values = {low, high}
        for between in range(low + 1, high):
            if len(values) >= 3:
                break
            if self.possible(place, view, k, between):
                values.add(between)
        return len(values) >= 3 and not (low >= 1 and high <= 4) and low <= people - 2
