"""Answers that agree with everything published, found or ruled out in whole numbers (HiGHS)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from generator.disclosure.inequalities import bounds
from generator.disclosure.system import Counts, Placed, System

#: Steps of the search for one question; what is not answered by then counts as unsafe.
#: Steps and not seconds, so that a busy machine decides as an idle one does.
MOST_STEPS = 2000
#: Seconds after which it ends all the same.
LONGEST = 300.0
#: Shares are printed with decimals: what they bound may be out by so much.
NEARLY = 1e-9


class UndecidedError(Exception):
    """The solver came to no end within its steps."""


@dataclass(frozen=True, slots=True)
class Asked:
    """People of one class in one category of one key: between ``low`` and ``high``."""

    which: int
    place: int
    category: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look: which classes may differ from known answers, and which sums must stay.

    ``base`` is (classes, cells), or None where every class is free. ``kept``
    are sets of classes of which the people in each cell must stay as in
    ``base``, which must then agree with everything.
    """

    base: Counts | None = None
    free: tuple[int, ...] | None = None
    kept: tuple[tuple[int, ...], ...] = ()


def answers(
    found: System,
    asked: Sequence[Asked] = (),
    wanted: Iterable[tuple[int, int, int, float]] = (),
    search: Search | None = None,
    *,
    effort: int = MOST_STEPS,
) -> Counts | None:
    """Return some answers that agree with everything published, or None where there are none.

    Parameters
    ----------
    found
        The system.
    asked
        Further conditions.
    wanted
        (class, place, category, weight): people who are to be few (weight
        above 0) or many (below). The best is sought, any is taken.
    search
        Where to look; everywhere by default. None is then no proof that
        there are no others elsewhere.
    effort
        How many steps at most.

    Returns
    -------
    (classes, cells) or None

    Raises
    ------
    UndecidedError
        Where they ran out first.

    """
    where = search or Search()
    free = list(range(len(found.sizes))) if where.free is None else list(where.free)
    rows = _Rows(found, free, where)
    for place in free:
        size = found.sizes[place]
        rows.add((place,), np.ones(len(found.cells), dtype=np.int64), size, size)
    kept = _by_free(where.kept, frozenset(free))
    for classes in kept.values():
        rows.keep(classes)
    for number in sorted({number for place in free for number in found.around[place]}):
        # Around the same free classes as a kept set, a table stays as it is in any case.
        if kept.keys().isdisjoint([frozenset(free).intersection(found.tables[number].classes)]):
            rows.add_table(found.tables[number])
    for one in asked:
        column = found.projection(one.place)[:, one.category]
        rows.add((one.which,), column, one.low, one.high)
    if rows.impossible:
        return None
    return rows.solve(wanted, effort)


def _by_free(
    kept: Iterable[tuple[int, ...]], free: frozenset[int]
) -> dict[frozenset[int], tuple[int, ...]]:
    """Return one kept set for each set of free classes that some of them hold."""
    found = {free.intersection(classes): classes for classes in kept}
    return {inside: classes for inside, classes in found.items() if inside}


class _Rows:
    """The inequalities over the free classes, those of the others taken as they are.

    Each sum is bounded once, by the strictest of all that is known of it.
    """

    def __init__(self, found: System, free: list[int], where: Search) -> None:
        self.found, self.free, self.where = found, free, where
        self.column = {which: place * len(found.cells) for place, which in enumerate(free)}
        self.bounded: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[float, float]] = {}
        self.split: dict[tuple[int, ...], tuple[tuple[int, ...], Counts]] = {}

    @property
    def impossible(self) -> bool:
        """True where a sum can have no value at all."""
        return any(low > high + NEARLY for low, high in self.bounded.values())

    def add(self, classes: tuple[int, ...], weights: Counts, low: float, high: float) -> None:
        """Bound the weighted people of some classes."""
        inside, others = self._split(classes)
        fixed = float(weights @ others)
        sum_ = tuple(weights.tolist()) if inside else ()
        low, high = low - fixed, high - fixed
        if next(filter(None, sum_), 1) < 0:  # the same sum, the other way round
            sum_, low, high = tuple(-weight for weight in sum_), -high, -low
        if not inside:  # of nobody: 0
            low, high = max(low, 0.0), min(high, 0.0)
        least, most = self.bounded.get((inside, sum_), (-np.inf, np.inf))
        self.bounded[inside, sum_] = max(least, low), min(most, high)

    def _split(self, classes: tuple[int, ...]) -> tuple[tuple[int, ...], Counts]:
        """Return the columns of the free ones of some classes, and the people of the others."""
        if classes not in self.split:
            others = np.zeros(len(self.found.cells), dtype=np.int64)
            inside = [which for which in classes if which in self.column]
            base = self.where.base
            if base is not None and len(inside) < len(classes):
                others = base[list(classes)].sum(axis=0) - base[inside].sum(axis=0)
            self.split[classes] = tuple(self.column[which] for which in inside), others
        return self.split[classes]

    def add_table(self, placed: Placed) -> None:
        """Bound the people of a printed table."""
        projection = self.found.projection(placed.place)
        for bound in bounds(placed.table):
            self.add(placed.classes, projection @ np.array(bound.weights), bound.low, bound.high)

    def keep(self, classes: tuple[int, ...]) -> None:
        """Keep the people of some classes in each cell as they are together."""
        if self.where.base is None or not any(which in self.column for which in classes):
            return
        together = self.where.base[list(classes)].sum(axis=0)
        for cell, people in enumerate(together.tolist()):
            self.add(classes, np.eye(len(self.found.cells), dtype=np.int64)[cell], people, people)

    def solve(self, wanted: Iterable[tuple[int, int, int, float]], effort: int) -> Counts | None:
        """Return answers, or None where there are none."""
        width = len(self.found.cells)
        goal = self._goal(wanted)
        most = np.repeat([self.found.sizes[which] for which in self.free], width)
        low, high = np.array([*self.bounded.values()]).T
        result = milp(
            goal,
            integrality=np.ones(len(goal), dtype=np.int64),
            bounds=Bounds(0, most),
            constraints=LinearConstraint(self._matrix(), low, high),
            options={
                "node_limit": effort,
                "time_limit": LONGEST,
                "mip_rel_gap": 0.05 if goal.any() else 1.0,
            },
        )
        if result.x is None:
            if result.status == 2:  # infeasible
                return None
            raise UndecidedError(result.message)
        found = np.zeros((len(self.found.sizes), width), dtype=np.int64)
        if self.where.base is not None:
            found[:] = self.where.base
        found[self.free] = np.rint(result.x).astype(np.int64).reshape(len(self.free), width)
        return found

    def _goal(self, wanted: Iterable[tuple[int, int, int, float]]) -> npt.NDArray[np.float64]:
        width = len(self.found.cells)
        goal = np.zeros(len(self.free) * width)
        for which, place, category, weight in wanted:
            if which in self.column:
                start = self.column[which]
                column = self.found.projection(place)[:, category]
                goal[start : start + width] += weight * column
        return goal

    def _matrix(self) -> csr_array:
        """Return the sums as rows over (free classes x cells)."""
        rows = []
        for number, (inside, weights) in enumerate(self.bounded):
            cells = np.flatnonzero(weights)
            columns = np.add.outer(np.array(inside, dtype=np.int64), cells).ravel()
            values = np.tile(np.array(weights)[cells], len(inside))
            rows.append((np.full(len(columns), number), columns, values))
        row, column, value = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        shape = len(self.bounded), len(self.free) * len(self.found.cells)
        return csr_array((value, (row, column)), shape=shape)


def agrees(found: System, base: Counts) -> bool:
    """Tell in whole numbers whether some answers agree with every inequality."""
    return (
        not (base < 0).any() and tuple(base.sum(axis=1)) == found.sizes and not found.missed(base)
    )
