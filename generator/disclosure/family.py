"""One parent and its children: a table for the parent that gives nothing away.

A parent is rounded from its own true counts, so its table says something about
its children that theirs do not: subtract all children but one, and an interval
for that one is left. Here that subtraction is done for every child at once, in
whole numbers, over all tables that the reader must hold for possible. The
parent prints the nearest table that passes:

- a **block** (a smallest published group) must stay safe in every category;
- a **group above blocks** must not be narrowed at all, so that what was found
  safe below stays so;
- the **rest** (people of the parent who are in no shown child, because theirs
  is too small for this variable) must stay safe too.

Sets of totals are kept as one long whole number with a bit for each table, so
that adding a child to a set is a handful of shifts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from generator.disclosure.lattice import (
    Plane,
    Rows,
    add,
    bit,
    decode,
    plane_of,
    steps,
    subtract,
)
from generator.disclosure.rounding import Possible, Table, possible_tables, safe, safe_tables

#: In families of more members, a few are looked at first.
LARGE, FEW = 40, 24


@dataclass(frozen=True, slots=True)
class Member:
    """A child as the reader sees it: the tables that it may have, and whether it is a block."""

    tables: Possible
    block: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The members that add up to a parent, and the headcounts of those in no shown member."""

    members: tuple[Member, ...]
    rests: tuple[int, ...] = ()


def passing(family: Family, shown: Table) -> Possible:
    """Return the parent's tables that stay possible beside a shown one; none if it says too much.

    Parameters
    ----------
    family
        The parent's members and rests; together they are all its people.
    shown
        The rounded table that the parent would print.

    Returns
    -------
    tuple of tables
        Empty where the table contradicts the members or narrows one of them
        beyond what the module's rules allow.

    """
    people = sum(sum(member.tables[0]) for member in family.members) + sum(family.rests)
    targets = possible_tables(shown, people)
    if not targets:
        return ()
    if len(family.members) > LARGE and _passes_at_a_glance(family, targets):
        return targets
    return _passing(family, targets)


def _passing(family: Family, targets: Possible) -> Possible:
    """Return those of a parent's tables that stay possible, as ``passing`` does."""
    plane = plane_of([member.tables for member in family.members])
    moves = [steps(member.tables, plane) for member in family.members]
    forward = list(accumulate(moves, add, initial=1))
    goal = _reachable(targets, plane, rest=bool(family.rests))
    backward = list(accumulate(reversed(moves), subtract, initial=goal))[::-1]
    for place, member in enumerate(family.members):
        # A step is the member's table as a shift; the bits that meet are the ways to fill it up.
        left = [
            table
            for table, step in zip(member.tables, moves[place], strict=True)
            if (forward[place] << step) & backward[place + 1]
        ]
        if not _leaves_enough(member, tuple(left)):
            return ()
    if not family.rests:
        return tuple(table for table in targets if forward[-1] & bit(table, plane))
    return _beside_rests(family.rests, targets, forward[-1], plane)


# --- large families -----------------------------------------------------------------------


def _passes_at_a_glance(family: Family, targets: Possible) -> bool:
    """Tell whether a few of many members already leave all tables of everybody possible.

    The others keep a table each, as near to their share of the parent as they
    have one, and only one of them at a time has another. If nothing is narrowed
    even so, nothing is where all of them may have any. A no says nothing.
    """
    few, others = family.members[:FEW], family.members[FEW:]
    if not all(safe_tables(one.tables, sum(one.tables[0])) for one in others if one.block):
        return False
    kept = list(_shares(targets[len(targets) // 2], family.members))[FEW:]
    total = tuple(map(sum, zip(*kept, strict=True)))
    apart = {
        tuple(a - b for a, b in zip(table, own, strict=True))
        for one, own in zip(others, kept, strict=True)
        for table in one.tables
    }
    moved = sorted(tuple(a + b for a, b in zip(total, away, strict=True)) for away in apart)
    together = Member(tuple(moved), block=False)
    return _passing(Family((*few, together), family.rests), targets) == targets


def _shares(whole: Table, members: Sequence[Member]) -> Iterator[Table]:
    """Yield for each member the table that comes nearest to its share of what is left."""
    left = list(whole)
    for member in members:
        share = sum(member.tables[0]) / sum(left)
        goal = [count * share for count in left]
        own = min(
            member.tables,
            key=lambda table: sum((a - b) ** 2 for a, b in zip(table, goal, strict=True)),
        )
        yield own
        left = [a - b for a, b in zip(left, own, strict=True)]


# --- one family ---------------------------------------------------------------------------


def _leaves_enough(member: Member, left: Possible) -> bool:
    if member.block:
        return safe_tables(left, sum(member.tables[0]))
    return len(left) == len(member.tables)


def _reachable(targets: Possible, plane: Plane, *, rest: bool) -> int:
    """Return the members' totals that fit one of the parent's tables.

    With a rest, of whom nothing is shown, each category may fall short of the
    parent's by any number.
    """
    bits = 0
    for table in targets:
        bits |= _below(table, plane) if rest else bit(table, plane)
    return bits


def _below(table: Table, plane: Plane) -> int:
    """Return all totals of the members that no category of a table falls short of."""
    second = table[1] if plane.categories == 3 else 0
    bits = 0
    for row in range(min(plane.width[0], table[0] - plane.corner[0]) + 1):
        others = plane.people - (plane.corner[0] + row)  # what categories two and three share
        low = max(0, others - table[-1] - plane.corner[1])
        high = min(plane.width[1], second - plane.corner[1])
        if low <= high:
            bits |= ((1 << (high - low + 1)) - 1) << (row * plane.stride + low)
    return bits


def _beside_rests(rests: tuple[int, ...], targets: Possible, totals: int, plane: Plane) -> Possible:
    """Return the tables that leave every rest safe: all that some total fits into, or none."""
    reached = decode(totals, plane)
    left = [np.asarray(table) - reached for table in targets]
    fits = [differences[(differences >= 0).all(axis=1)] for differences in left]
    together = np.unique(np.concatenate(fits), axis=0)
    if not len(together):
        return ()
    everyone = sum(rests)
    for people in rests:
        low = np.maximum(0, together - (everyone - people))
        high = np.minimum(people, together)
        for column in range(plane.categories):
            if not safe(_covered(low[:, column], high[:, column]), people):
                return ()
    return tuple(table for table, fit in zip(targets, fits, strict=True) if len(fit))


def _covered(low: Rows, high: Rows) -> set[int]:
    """Return every whole number inside one of the intervals."""
    pairs = {(int(a), int(b)) for a, b in zip(low, high, strict=True)}
    return {value for a, b in pairs for value in range(a, b + 1)}
