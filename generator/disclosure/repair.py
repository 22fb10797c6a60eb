"""From our own answers to some that agree with every table, where a group prints a nearby one.

A group above blocks may print another table than its own rounding
(``publish``). Then the true answers are not among those that a reader holds
for possible, and people are moved, one at a time, until all tables agree. What
large groups print beside their tables is looked at afterwards (``known``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from generator.disclosure.rounding import Table, possible_tables
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import Nest, Survey, moved, room_of, step, survey

#: People that may be moved in one group, at the most.
MOST_MOVED = 12


def repaired(found: System, tree: Nest, base: Counts) -> tuple[Counts, tuple[Placed, ...]]:
    """Return answers near some others, and the tables that they still contradict."""
    stuck: set[int] = set()
    for _ in range(MOST_MOVED * len(tree.parent)):
        wrong = _wrong(found, tree, base)
        able = [node for node in wrong if node not in stuck]
        if not able:
            break
        node = max(able)  # the smallest set first: children come after parents
        better = _one_closer(found, tree, base, node, frozenset(wrong))
        if better is None:
            stuck.add(node)
        else:
            base = better
    return base, tuple(found.tables[number] for number in found.missed(base))


def _wrong(found: System, tree: Nest, base: Counts) -> list[int]:
    """Return the sets that some answers contradict, in order."""
    return sorted({int(tree.holder[number]) for number in found.missed(base)})


def _one_closer(
    found: System, tree: Nest, base: Counts, node: int, wrong: frozenset[int]
) -> Counts | None:
    """Return the answers after a move that brings a node's first wrong table one person nearer."""
    at = survey(found, tree, base, wrong, figures=False)
    missed = set(found.missed(base))
    placed = found.tables[min(missed.intersection(tree.tables[node]))]
    # The other tables of this node, which are right, must stay so.
    others = np.array([n for n in tree.tables[node] if n not in missed], dtype=np.int64)
    room = room_of(found, others, base, at.source, at.goal).min(axis=0, initial=1)
    for lose, gain in _changes(found, placed, base):
        column = found.column(placed.place)
        moves = (column[at.source] == lose) & (column[at.goal] == gain) & (room >= 1)
        for leaf, move in _leaves(tree, at, node, np.flatnonzero(moves)):
            touched: set[int] = set()
            after = step(tree, at, node, move, touched)
            if after is not None:
                return moved(tree, at, ((leaf, move), *after))
    return None


def _changes(found: System, placed: Placed, base: Counts) -> Iterator[tuple[int, int]]:
    """Yield pairs of categories between which people should move, the most wrong ones first."""
    counts = base[list(placed.classes)].sum(axis=0) @ found.projection(placed.place)
    table = placed.table
    goals: tuple[Table, ...] = (
        (table.counts,) if table.exact else possible_tables(table.counts, table.people)
    )
    if not goals:
        return
    goal = min(goals, key=lambda t: sum(abs(a - b) for a, b in zip(t, counts, strict=True)))
    away = counts - np.array(goal)
    for lose in np.argsort(-away):
        for gain in np.argsort(away):
            if away[lose] > 0 > away[gain]:
                yield int(lose), int(gain)


def _leaves(tree: Nest, at: Survey, node: int, moves: Counts) -> Iterator[tuple[int, int]]:
    """Yield classes below a node and moves that every set between the two has room for."""
    room = {node: np.full(len(moves), 1, dtype=np.int64)}
    first = len(tree.parent) - len(tree.leaf)
    waiting = [node]
    while waiting:
        place = waiting.pop()
        for child in tree.children[place]:
            room[child] = np.minimum(room[place], at.room[child, moves])
            if child >= first:
                yield from ((child, int(moves[m])) for m in np.flatnonzero(room[child] >= 1)[:1])
            else:
                waiting.append(child)
