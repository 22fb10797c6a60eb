"""An attacker: what can be said for certain of a group, from published tables alone.

Written apart from the code under attack. Unknown are how many people of each group have each
possible record; every printed cell says that a sum of them lies in a range. HiGHS (by way of
scipy) finds the least that a count may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from generator.disclosure.ledger import GroupLine, OwnLine

#: A record: its category in each table of a question.
Record = tuple[int, ...]


@dataclass(frozen=True)
class Print:
    """A printed table: whom it counts (groups, by number), which table, people, cells, base."""

    groups: tuple[int, ...]
    table: int
    people: int
    cells: tuple[int, ...]
    base: int = 5


def alone(categories: int) -> list[Record]:
    """Every record where a question has one table."""
    return [(category,) for category in range(categories)]


def compared(*, single: bool) -> list[Record]:
    """Every record of before, after and change (improved, same, worse) in three bands."""
    found = []
    for before, after in product(range(3), repeat=2):
        change = (0,) if after > before else (2,) if after < before else (0, 1, 2)
        if single and before == after == 1:
            change = (1,)
        found += [(before, after, one) for one in change]
    return found


class Attacker:
    """What one question's printed tables leave open."""

    def __init__(self, records: Sequence[Record], prints: Iterable[Print]) -> None:
        self.records, self.prints = list(records), list(prints)
        self.groups = sorted({g for one in self.prints for g in one.groups})
        self.people = {one.groups[0]: one.people for one in self.prints if len(one.groups) == 1}
        self._rows, self._low, self._high = [], [], []
        for one in self.prints:
            self._add(one)
        self.worlds: list[np.ndarray] = []

    def _add(self, one: Print) -> None:
        total = one.people - one.people % one.base
        for category, cell in enumerate(one.cells):
            # | c * total / people - cell | < base, in whole numbers
            self._rows.append(self._sum(one.groups, one.table, category))
            self._low.append(max(0, (cell - one.base) * one.people // total + 1))
            self._high.append(-(-(cell + one.base) * one.people // total) - 1)
        self._rows.append(sum(self._rows[-len(one.cells) :]))
        self._low.append(one.people)
        self._high.append(one.people)

    def _sum(self, groups: Sequence[int], table: int, category: int) -> np.ndarray:
        inside = np.array([record[table] == category for record in self.records])
        return np.concatenate([inside * (group in groups) for group in self.groups]).astype(float)

    def least(self, group: int, table: int, category: int, own: Record | None = None) -> int | None:
        """Return the least that a count may be; ``own`` is a record that is known to be there."""
        low = np.zeros(len(self.groups) * len(self.records))
        if own is not None:
            at = self.groups.index(group) * len(self.records) + self.records.index(own)
            low[at] = 1
        found = milp(
            self._sum((group,), table, category),
            integrality=np.ones(len(low)),
            bounds=Bounds(low, np.inf),
            constraints=LinearConstraint(np.array(self._rows), self._low, self._high),
        )
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        world = np.round(found.x).reshape(len(self.groups), -1)
        self.worlds.append(world)
        return int(world[self.groups.index(group)] @ self._in(table, category))

    def _in(self, table: int, category: int) -> np.ndarray:
        return np.array([record[table] == category for record in self.records])

    def targets(self) -> Iterator[tuple[int, int, int]]:
        """Yield every group, table and category."""
        for one in self.prints:
            if len(one.groups) == 1:
                yield from ((one.groups[0], one.table, c) for c in range(len(one.cells)))

    def certain(self, fewest: int = 2, own: Record | None = None) -> list[tuple[int, int, int]]:
        """Return the groups, tables and categories outside which are fewer others for certain.

        With ``own``, to a participant of the group with that record.
        """
        return [one for one in self.targets() if not self._open(*one, fewest, own)]

    def _open(self, group: int, table: int, category: int, fewest: int, own: Record | None) -> bool:
        mine = own is not None and own[table] != category
        at, inside = self.groups.index(group), self._in(table, category)
        for world in self.worlds:
            there = own is None or world[at][self.records.index(own)] >= 1
            if there and self.people[group] - world[at] @ inside - mine >= fewest:
                return True
        least = self.least(group, table, category, own)
        return least is None or self.people[group] - least - mine >= fewest


def of_ledger(
    groups: Sequence[GroupLine], own: Sequence[OwnLine], parts: Sequence[str]
) -> list[Print]:
    """Return one question's printed tables in one population; ``parts`` in a record's order."""
    found = [
        Print((g.number,), kind, g.tables[part].n, g.tables[part].R)
        for g in groups
        for kind, part in enumerate(parts)
        if part in g.tables
    ]
    for line in own:
        if line.part in parts:
            table = line.table
            found.append(Print(line.groups, parts.index(line.part), table.n, table.R, table.base))
    return found
