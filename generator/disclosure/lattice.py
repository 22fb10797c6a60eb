"""Sets of totals: what one table of each of several members can add up to, exactly.

A set is one long whole number with a bit for each pair of counts (of three
categories the third follows from the headcount), so that adding a member to a
set is a handful of shifts.

``possible_counts`` goes up and down a whole tree with them. Upwards, a group's
totals are the sums of its parts' that also round to what it prints; downwards,
each part keeps the totals that the others can fill up to one of the group's.
Nothing is estimated: what is left is what a reader is left with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from generator.disclosure.published import Published
from generator.disclosure.rounding import Possible, Table, possible_tables
from generator.disclosure.system import System
from generator.disclosure.witness import Nest

Rows = npt.NDArray[np.int64]
#: Up to so many people in no printed set of their own are spread out table by table.
MOST_UNSEEN = 120


@dataclass(frozen=True, slots=True)
class Plane:
    """How tables are laid out as bits: counts relative to the least total, row by row."""

    corner: tuple[int, int]
    width: tuple[int, int]
    categories: int
    people: int  # in all members together, the rests left out

    @property
    def stride(self) -> int:
        """The bits of one row."""
        # Twice the width and more: what a subtraction wraps round lands beyond every real bit.
        return 2 * self.width[1] + 2


def plane_of(members: Sequence[Possible]) -> Plane:
    """Lay out the sums of one table of each member."""
    columns = [tuple(zip(*tables, strict=True)) for tables in members]
    categories = len(columns[0])
    second = 1 if categories == 3 else None
    corner = [sum(min(c[0]) for c in columns), 0]
    width = [sum(max(c[0]) - min(c[0]) for c in columns), 0]
    if second is not None:
        corner[1] = sum(min(c[second]) for c in columns)
        width[1] = sum(max(c[second]) - min(c[second]) for c in columns)
    people = sum(sum(tables[0]) for tables in members)
    return Plane((corner[0], corner[1]), (width[0], width[1]), categories, people)


def steps(tables: Possible, plane: Plane) -> list[int]:
    """Return each table as a shift from the member's own least table."""
    second = [table[1] if plane.categories == 3 else 0 for table in tables]
    low = (min(table[0] for table in tables), min(second))
    return [
        (table[0] - low[0]) * plane.stride + (across - low[1])
        for table, across in zip(tables, second, strict=True)
    ]


def add(totals: int, steps: list[int]) -> int:
    """Return the Minkowski sum of a set of totals and a member's tables."""
    found = 0
    for step in steps:
        found |= totals << step
    return found


def subtract(totals: int, steps: list[int]) -> int:
    """Return every partial total from which some table of a member leads into a set."""
    found = 0
    for step in steps:
        found |= totals >> step
    return found


def bit(table: Table, plane: Plane) -> int:
    """Return a total as its bit, or 0 where the members cannot reach it."""
    row = table[0] - plane.corner[0]
    column = (table[1] if plane.categories == 3 else 0) - plane.corner[1]
    if 0 <= row <= plane.width[0] and 0 <= column <= plane.width[1]:
        return 1 << (row * plane.stride + column)
    return 0


def decode(totals: int, plane: Plane) -> Rows:
    """Return the totals of a set of bits as rows of counts, one a category."""
    raw = np.frombuffer(totals.to_bytes(totals.bit_length() // 8 + 1, "little"), dtype=np.uint8)
    place = np.flatnonzero(np.unpackbits(raw, bitorder="little"))
    first = place // plane.stride + plane.corner[0]
    if plane.categories == 2:
        return np.stack([first, plane.people - first], axis=1)
    second = place % plane.stride + plane.corner[1]
    return np.stack([first, second, plane.people - first - second], axis=1)


def lends_itself(found: System) -> bool:
    """Tell whether a nested system is small enough for this room: one key, few unseen people."""
    seen = {placed.classes for placed in found.tables}
    return (
        len(found.keys) == 1
        and found.categories(0) <= 3
        and not any(placed.tight for placed in found.tables)
        and all(size <= MOST_UNSEEN or (place,) in seen for place, size in enumerate(found.sizes))
    )


def possible_counts(found: System, tree: Nest) -> tuple[tuple[frozenset[int], ...], ...] | None:
    """Return every count that each category of each class may have; None if nothing agrees.

    Returns
    -------
    tuple (classes) of tuple (categories) of sets

    """
    left: list[Possible] = [()] * len(tree.parent)
    first = len(tree.parent) - len(tree.leaf)
    for node in range(len(left) - 1, 0, -1):
        if node >= first:
            left[node] = tuple(_spread(found.sizes[node - first], found.categories(0)))
            continue
        parts = [left[child] for child in tree.children[node]]
        mine = [found.tables[number].table for number in tree.tables[node]]
        left[node] = _printable(mine, parts)
        if not left[node]:
            return None
    for node in range(1, first):
        for child, tables in zip(
            tree.children[node],
            _fill_up([left[child] for child in tree.children[node]], left[node]),
            strict=True,
        ):
            left[child] = tables
    return tuple(
        tuple(frozenset(column) for column in zip(*left[leaf], strict=True)) for leaf in tree.leaf
    )


def _printable(mine: Sequence[Published], parts: Sequence[Possible]) -> Possible:
    """Return the totals of a group's parts that round to all that it prints."""
    people = sum(sum(tables[0]) for tables in parts)
    printed = [
        frozenset((table.counts,) if table.exact else possible_tables(table.counts, people))
        for table in mine
    ]
    targets = frozenset.intersection(*printed)
    if len(parts) == 1:
        return tuple(sorted(targets.intersection(parts[0])))
    where = plane_of(parts)
    totals = 1
    for tables in parts:
        totals = add(totals, steps(tables, where))
    return tuple(sorted(table for table in targets if totals & bit(table, where)))


def _fill_up(parts: Sequence[Possible], targets: Possible) -> Iterator[Possible]:
    """Yield the tables of each part that the others can fill up to a target."""
    if len(parts) == 1:
        yield targets
        return
    where = plane_of(parts)
    moves = [steps(tables, where) for tables in parts]
    goal = 0
    for table in targets:
        goal |= bit(table, where)
    forward = list(accumulate(moves, add, initial=1))
    backward = list(accumulate(reversed(moves), subtract, initial=goal))[::-1]
    for place, tables in enumerate(parts):
        yield tuple(
            table
            for table, step in zip(tables, moves[place], strict=True)
            if (forward[place] << step) & backward[place + 1]
        )


def _spread(people: int, categories: int) -> Iterator[Table]:
    """Yield every table of so many people."""
    if categories == 1:
        yield (people,)
        return
    for count in range(people + 1):
        for others in _spread(people - count, categories - 1):
            yield (count, *others)
