"""Two people of one class who answer otherwise at once, where one of them alone may not.

A table of three categories often leaves no room for one person to move, and
room for two: one from low to middle and one from high to middle, say. As in
``witness``, what a group above would no longer print as it did is balanced by
opposite moves of people in its other classes, one for each of the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from generator.disclosure.system import Counts, System
from generator.disclosure.witness import Nest, Survey, step, take_in

#: So many pairs of moves are tried, those first that most others could balance.
MOST_TRIED = 24


def exchange(
    found: System,
    tree: Nest,
    seen: Survey,
    which: int,
    gain: Counts,
    touched: set[int],
    dice: np.random.Generator | None = None,
) -> tuple[tuple[int, int], ...] | None:
    """Return moves of two people of a class, with those that balance them.

    Parameters
    ----------
    found, tree, seen
        The system, its sets, and the moves from the present answers.
    which
        The class.
    gain
        (moves,), by how much each move serves the purpose; the two together must serve it.
    touched
        Nodes that changed since ``seen``; those that these moves change are added.
    dice
        Pairs are tried in the order that they give, if any.

    Returns
    -------
    tuple of (leaf, move), or None
        None where no such pair was found.

    """
    leaf = int(tree.leaf[which])
    for chain, above in _ways_up(tree, leaf, touched):
        pairs = _pairs(found, tree, seen, which, gain, (chain, above), dice)
        for one, other in pairs:
            changed = touched | {leaf, *chain}
            balanced = _balanced(tree, seen, above, (one, other), changed)
            if balanced is not None:
                touched |= changed
                return ((leaf, one), (leaf, other), *balanced)
    return None


def _ways_up(
    tree: Nest, leaf: int, touched: Collection[int]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield sets around a class that are to stay as they print, and the set that is to stay as is.

    The smallest first; none beyond one that has figures, or was changed before.
    """
    chain: list[int] = []
    node = leaf
    while node and node not in touched and node not in tree.tight:
        chain += [node] if node != leaf else []
        above = int(tree.parent[node])
        if len(tree.children[above]) > 1 or not above:
            yield tuple(chain), above
        node = above


def _pairs(
    found: System,
    tree: Nest,
    seen: Survey,
    which: int,
    gain: Counts,
    place: tuple[tuple[int, ...], int],
    dice: np.random.Generator | None,
) -> list[tuple[int, int]]:
    """Return pairs of moves that all sets of a chain allow, the easiest to balance first."""
    (chain, above), have = place, seen.base[which]
    balance = _balance(tree, seen, (int(tree.leaf[which]), *chain)[-1], above)
    able = (seen.source != seen.goal) & (have[seen.source] >= 1) & (balance >= 1)
    moves = np.flatnonzero(able)
    if not len(moves):
        return []
    first, second = _two_of(len(moves))
    one, other = moves[first], moves[second]
    same = seen.source[one] == seen.source[other]
    fits = (gain[one] + gain[other] > 0) & (~same | (have[seen.source[one]] >= 2))
    one, other = one[fits], other[fits]
    for node in chain:
        fits = _fits(found, tree, seen, node, one, other)
        one, other = one[fits], other[fits]
    easy = -np.minimum(balance[one], balance[other]) if dice is None else dice.random(len(one))
    best = np.argsort(easy, kind="stable")[:MOST_TRIED]
    return list(zip(one[best].tolist(), other[best].tolist(), strict=True))


@cache
def _two_of(count: int) -> tuple[Counts, Counts]:
    return np.triu_indices(count)


def _fits(
    found: System, tree: Nest, seen: Survey, node: int, one: Counts, other: Counts
) -> npt.NDArray[np.bool_]:
    """Return which pairs of moves leave all tables of a set as they were printed."""
    fits = np.ones(len(one), dtype=bool)
    for key, side in enumerate(found.sides):
        rows = [row for number in tree.tables[node] if (row := int(side.row[number])) >= 0]
        column = found.column(key)
        sides = [column[cells[m]] for m in (one, other) for cells in (seen.source, seen.goal)]
        for row in rows if len(one) else ():
            fits &= side.pairs(seen.held[node] @ found.projection(key), row)[tuple(sides)]
    return fits


def _balance(tree: Nest, seen: Survey, branch: int, above: int) -> Counts:
    """Return how many people beside a branch could balance each move, or how much needs none."""
    if not above:
        return np.ones(len(seen.source), dtype=np.int64)
    beside = [child for child in tree.children[above] if child != branch]
    taken = seen.absorbed[beside].sum(axis=0)[seen.back]
    return np.asarray(taken + np.maximum(seen.room[above], 0), dtype=np.int64)


def _balanced(
    tree: Nest, seen: Survey, above: int, moves: tuple[int, int], changed: set[int]
) -> tuple[tuple[int, int], ...] | None:
    """Return the steps that balance moves made below a set; ``changed`` grows by their nodes."""
    steps: list[tuple[int, int]] = []
    for move in moves if above else ():
        other = take_in(tree, seen, above, int(seen.back[move]), changed)
        if other is not None:
            changed.update(other)
            steps.append((other[-1], int(seen.back[move])))
            continue
        further = step(tree, seen, above, move, changed)
        if further is None:
            return None
        steps.extend(further)
    return tuple(steps)
