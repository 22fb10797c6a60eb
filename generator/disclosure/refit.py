"""Answers that print the same figures, where a group above blocks prints a nearby table.

Classes of p, effects and single codes of a large group are made from its true
answers. Where its table, or one around it, is not its own rounding, the true
answers are not among those that a reader holds for possible, and it is not
certain that *any* answers print both. Here some are looked for, by small random
changes that bring the printed figures nearer. Where none are found, the figures
must go: a reader could see from them that the table was moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from generator.disclosure.known import FineMove, Known, Pairs
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import Nest, Survey, survey

#: Changes that are tried before giving up.
MOST_CHANGES = 150


def refit(
    found: System, tree: Nest, known: Known, wrong: Sequence[Placed]
) -> tuple[Known, tuple[Placed, ...]]:
    """Return answers near some others of which fewer tables print other figures.

    Parameters
    ----------
    found, tree
        The system and its sets.
    known
        Answers that agree with all tables.
    wrong
        The tables whose figures these answers would not print.

    Returns
    -------
    Known, tuple of Placed
        The answers, and the tables that are still wrong.

    """
    if known.pairs is None or not wrong:
        return known, tuple(wrong)
    opaque = tuple(placed for placed in found.tables if placed.tight and placed.table.opaque)
    climb = _Climb(found, tree, opaque, known.pairs, {})
    climb.scores = {number: climb.score(number, known.pairs) for number in range(len(opaque))}
    dice = np.random.default_rng(1)
    for _ in range(MOST_CHANGES):
        missed = [number for number, score in climb.scores.items() if score > 0]
        if not missed:
            break
        climb.try_one(min(missed, key=lambda n: len(opaque[n].classes)), dice)
    left = tuple(opaque[number] for number, score in climb.scores.items() if score > 0)
    return Known(climb.pairs.cells(len(found.cells)), climb.pairs), left


@dataclass(slots=True)
class _Climb:
    """Answers on the way, and how far each table's figures are from what they should be."""

    found: System
    tree: Nest
    opaque: tuple[Placed, ...]
    pairs: Pairs
    scores: dict[int, float]
    #: Moves between cells that change no table, by class; forgotten when the cells change.
    allowed: dict[int, Counts] = field(default_factory=dict)
    at: Survey | None = None

    def score(self, number: int, pairs: Pairs) -> float:
        """Return how far a table's figures are from what is printed; 0 if they are the same."""
        placed = self.opaque[number]
        return pairs.distance(placed, pairs.joint[list(placed.classes)].sum(axis=0))

    def try_one(self, number: int, dice: np.random.Generator) -> None:
        """Change one person's answers, and keep it if the figures come no further away."""
        which = int(dice.choice(self.opaque[number].classes))
        move = self._draw(which, dice)
        if move is None:
            return
        after = self.pairs.moved(which, move)
        around = [n for n, placed in enumerate(self.opaque) if which in placed.classes]
        scores = {n: self.score(n, after) for n in around}
        if sum(scores.values()) <= sum(self.scores[n] for n in around):
            self.pairs = after
            self.scores |= scores
            cells = self.pairs.cell_of
            if cells[move[0]] != cells[move[1]]:
                self.at = None
                self.allowed.clear()

    def _draw(self, which: int, dice: np.random.Generator) -> FineMove | None:
        """Draw a change of one person that leaves all tables as they are."""
        cells = self.pairs.cell_of
        allowed = self._allowed(which)
        have = np.argwhere(self.pairs.joint[which] > 0)
        for _ in range(8):
            one = have[int(dice.integers(len(have)))]
            goals = np.argwhere(allowed[cells[one[0], one[1]]][cells])
            near = goals[np.abs(goals - one).sum(axis=1) <= max(2, len(cells) // 4)]
            near = near[(near != one).any(axis=1)]
            if len(near):
                other = near[int(dice.integers(len(near)))]
                return (int(one[0]), int(one[1])), (int(other[0]), int(other[1]))
        return None

    def _allowed(self, which: int) -> Counts:
        """Return which cells a person of a class may change between, (cells, cells)."""
        if which not in self.allowed:
            count = len(self.found.cells)
            if self.at is None:
                base = self.pairs.cells(count)
                self.at = survey(self.found, self.tree, base, figures=False)
            around = list(_chain(self.tree, int(self.tree.leaf[which])))
            found = (self.at.tables[around].min(axis=0) >= 1).reshape(count, count)
            np.fill_diagonal(found, val=True)
            self.allowed[which] = np.asarray(found)
        return self.allowed[which]


def _chain(tree: Nest, node: int) -> Iterator[int]:
    while node:
        yield node
        node = int(tree.parent[node])
