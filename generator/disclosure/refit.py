"""Answers that print the same figures, where a group above blocks prints a nearby table.

Classes of p, effects and single codes of a large group are made from its true
answers. Where its table, or one around it, is not its own rounding, the true
answers are not among those that a reader holds for possible, and it is not
certain that *any* answers print both. Here some are looked for, by small random
changes that bring the printed figures nearer. Where none are found, the figures
must go: a reader could see from them that the table was moved.

On the way classes of p are approximate; the answers that come out are printed again exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.disclosure.known import FineMove, Known, Pairs
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import room_of

#: Changes that are tried before giving up, for each table that is wrong at first.
MOST_CHANGES = 150


def refit(found: System, known: Known, wrong: Sequence[Placed]) -> tuple[Known, tuple[Placed, ...]]:
    """Return answers near some others of which fewer tables print other figures.

    Parameters
    ----------
    found
        The system.
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
    climb = _Climb.over(found, known.pairs, wrong)
    dice = np.random.default_rng(1)
    for _ in range(MOST_CHANGES * len(wrong)):
        missed = [number for number, score in climb.scores.items() if score > 0]
        if not missed:
            break
        climb.try_one(min(missed, key=lambda n: len(climb.opaque[n].classes)), dice)
    return Known(climb.base, climb.pairs), tuple(climb.left())


@dataclass(slots=True)
class _Climb:
    """Answers on the way, and how far each table's figures are from what they should be.

    ``pairs`` and ``base`` are its own, to be changed; ``sums`` are the answers
    of each table's people together, ``around`` the tables that count each class,
    ``doubtful`` those that may print other figures: wrong from the beginning, or
    with answers that were changed.
    """

    found: System
    opaque: tuple[Placed, ...]
    pairs: Pairs
    base: Counts
    sums: list[Counts]
    scores: dict[int, float]
    around: dict[int, list[int]]
    doubtful: set[int]

    @classmethod
    def over(cls, found: System, known: Pairs, wrong: Sequence[Placed]) -> _Climb:
        """Begin with known answers, of which all tables but the wrong ones print their figures."""
        pairs = replace(known, joint=known.joint.copy())
        opaque = tuple(placed for placed in found.tables if placed.tight and placed.table.opaque)
        sums = [pairs.joint[list(placed.classes)].sum(axis=0) for placed in opaque]
        theirs = {id(placed) for placed in wrong}
        doubtful = {number for number, placed in enumerate(opaque) if id(placed) in theirs}
        scores = {
            number: pairs.distance(placed, joint, rough=True) if number in doubtful else 0.0
            for number, (placed, joint) in enumerate(zip(opaque, sums, strict=True))
        }
        around: dict[int, list[int]] = {}
        for number, placed in enumerate(opaque):
            for which in placed.classes:
                around.setdefault(which, []).append(number)
        base = pairs.cells(len(found.cells))
        return cls(found, opaque, pairs, base, sums, scores, around, doubtful)

    def left(self) -> Iterator[Placed]:
        """Yield the tables whose figures these answers would not print."""
        for number, placed in enumerate(self.opaque):
            if number in self.doubtful and not self.pairs.prints(placed, self.sums[number]):
                yield placed

    def try_one(self, number: int, dice: np.random.Generator) -> None:
        """Change one person's answers, and keep it if the figures come no further away."""
        which = int(dice.choice(self.opaque[number].classes))
        move = self._draw(which, dice)
        if move is None:
            return
        sums = {n: _after(self.sums[n], move) for n in self.around[which]}
        scores = {
            n: self.pairs.distance(self.opaque[n], joint, rough=True) for n, joint in sums.items()
        }
        if sum(scores.values()) <= sum(self.scores[n] for n in sums):
            self.scores |= scores
            self.doubtful |= sums.keys()
            for n, joint in sums.items():
                self.sums[n] = joint
            self.pairs.joint[which] = _after(self.pairs.joint[which], move)
            for pair, sign in zip(move, (-1, 1), strict=True):
                self.base[which, self.pairs.cell_of[pair]] += sign

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
        count = len(self.found.cells)
        source, goal = (side.ravel() for side in np.indices((count, count)))
        numbers = sorted(self.found.around[which])
        room = room_of(self.found, np.array(numbers), self.base, source, goal).min(axis=0)
        found = (np.minimum(room, self.base[which, source]) >= 1).reshape(count, count)
        np.fill_diagonal(found, val=True)
        return np.asarray(found)


def _after(joint: Counts, move: FineMove) -> Counts:
    """Return answers of some people after one of them gave another pair of codes."""
    joint = joint.copy()
    for pair, sign in zip(move, (-1, 1), strict=True):
        joint[pair] += sign
    return joint
