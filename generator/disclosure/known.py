"""Answers known to agree with what was published: our own, to start a search from.

The audit asks what *other* answers a reader must hold for possible. The true
ones are the natural place to start looking; nothing is concluded from them
that is not checked against the published numbers.

Single codes, classes of p and effects of large groups are no functions of the
rounded tables. Whether some other answers would print the same is found by
printing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from generator.disclosure.codes import shares
from generator.disclosure.figures import NOT_BELOW, P_CLASSES, change_class, differences, effects
from generator.disclosure.published import Published, category_places
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import Nest, Survey
from generator.survey.variables import Variable

#: A move of people from one pair of codes (before, after) to another.
FineMove = tuple[tuple[int, int], tuple[int, int]]
#: So many people at the most are moved in a group whose figures are printed again to see.
FURTHEST_PRINTED = 4
_ORDER = {name: float(place) for place, (_, name) in enumerate((*P_CLASSES, (1.0, NOT_BELOW)))}
#: So often other codes are tried, to print figures as they were.
MOST_ATTEMPTS = 6
#: So many moves at the most are tried for each count.
MOST_TRIED = 6


@dataclass(frozen=True, slots=True)
class Known:
    """The answers of each class of a system.

    - ``base``: (classes, cells)
    - ``pairs``: the same by pair of codes
    - ``guessed``: classes whose answers are made up
    """

    base: Counts
    pairs: Pairs | None = None
    guessed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Answers before and after of each class of a system; at a single wave one of them.

    - ``joint``: (classes, codes, codes), or (classes, codes, 1) or (classes, 1, codes)
    - ``cell_of``: (codes, codes) the cell of each pair of codes
    - ``variables``: those of the keys, in order
    """

    joint: Counts
    cell_of: Counts
    variables: tuple[Variable, ...]

    def cells(self, count: int) -> Counts:
        """Return the people in each of so many cells, (classes, cells)."""
        found = np.zeros((len(self.joint), count), dtype=np.int64)
        np.add.at(found.T, self.cell_of.ravel(), self.joint.reshape(len(found), -1).T)
        return found

    def prints(self, placed: Placed, joint: Counts) -> bool:
        """Tell whether answers (codes, codes) of a group print its figures and single codes."""
        return self.distance(placed, joint) == 0

    def distance(self, placed: Placed, joint: Counts, *, rough: bool = False) -> float:
        """Return how far a group's figures are from what is printed; 0 if they are the same.

        ``rough``: with approximate classes of p, which take no time.
        """
        variable = self.variables[placed.place]
        if variable.kind == "change":
            return _change_distance(variable, placed.table, joint, rough=rough)
        first = variable.from_ == variable.population[0]
        return _codes_distance(variable, placed.table, joint.sum(axis=1 if first else 0))

    def moved(self, which: int, move: FineMove, people: int = 1) -> Pairs:
        """Return the answers after some people of one class gave another pair of codes."""
        joint = self.joint.copy()
        for pair, sign in zip(move, (-1, 1), strict=True):
            joint[which, *pair] += sign * people
        return replace(self, joint=joint)


def _change_distance(variable: Variable, table: Published, joint: Counts, *, rough: bool) -> float:
    if not (table.verdict or table.statistics):
        return 0.0
    found = differences(variable, joint)
    exact = dict(effects(found))
    away = 0.0
    for name, printed in table.statistics.items():
        value = exact.get(name, 9.0)
        away += 0.0 if round(value, 1) + 0.0 == printed else max(1e-6, abs(value - printed) - 0.05)
    if away:
        return away + 1
    verdict = change_class(found, rough=rough)
    return 0.0 if verdict == table.verdict else abs(_ORDER[verdict] - _ORDER[table.verdict])


def _codes_distance(variable: Variable, table: Published, codes: Counts) -> float:
    if not table.codes:
        return 0.0
    places = np.array(category_places(variable))
    away = 0
    for category, (value, printed) in enumerate(zip(table.counts, table.codes, strict=True)):
        found = shares(value, [int(count) for count in codes[places == category]])
        away += sum(abs(a - b) for a, b in zip(found, printed, strict=True))
    return float(away)


def loosened(found: System, tree: Nest, known: Pairs, at: Survey, which: int) -> Counts:
    """Return how many people of a class may make each move with all around it printing the same.

    Parameters
    ----------
    found, tree, known
        The system, and answers that agree with everything.
    at
        The moves from these answers.
    which
        A class. Only moves that change one of its counts are tried, a few for each.

    Returns
    -------
    (moves,)

    """
    leaf = int(tree.leaf[which])
    above = list(_chain(tree, int(tree.parent[leaf])))
    room = np.zeros(len(at.source), dtype=np.int64)
    limit = np.minimum(at.tables[[leaf, *above]].min(axis=0), FURTHEST_PRINTED)
    around = [found.tables[number] for place in above for number in tree.tables[place]]
    inside = [(placed, list(placed.classes)) for placed in around]
    for move in _worth_trying(found, at, limit):
        fine = _fine(known, which, int(at.source[move]), int(at.goal[move]))
        for people in range(1, int(limit[move]) + 1):
            if fine is None or not _all_print(known, which, fine, people, inside):
                break
            room[move] = people
    return room


def _chain(tree: Nest, node: int) -> Iterator[int]:
    while node:
        yield node
        node = int(tree.parent[node])


def _worth_trying(found: System, at: Survey, limit: Counts) -> Iterator[int]:
    tried: set[int] = set()
    for place in range(len(found.keys)):
        column = found.column(place)
        for category in range(found.categories(place)):
            for one, other in ((at.source, at.goal), (at.goal, at.source)):
                able = (column[one] == category) & (column[other] != category) & (limit > 0)
                best = np.flatnonzero(able)
                best = best[np.argsort(-limit[best], kind="stable")][:MOST_TRIED]
                tried.update(best.tolist())
    yield from sorted(tried)


def _fine(
    known: Pairs, which: int, source: int, goal: int, dice: np.random.Generator | None = None
) -> FineMove | None:
    """Return pairs of codes for a move: one that people have, and one that changes least by it."""
    have = np.argwhere((known.cell_of == source) & (known.joint[which] > 0))
    want = np.argwhere(known.cell_of == goal)
    if not len(have) or not len(want):
        return None
    moved = want[None, :, :] - have[:, None, :]
    change = 8 * np.abs(moved[:, :, 1] - moved[:, :, 0]) + np.abs(moved).sum(axis=2)
    if dice is not None:
        change = change + dice.integers(0, 24, change.shape)
    best = np.unravel_index(int(change.argmin()), change.shape)
    one, other = have[best[0]].tolist(), want[best[1]].tolist()
    return (one[0], one[1]), (other[0], other[1])


def _all_print(
    known: Pairs,
    which: int,
    move: FineMove,
    people: int,
    inside: Iterable[tuple[Placed, list[int]]],
) -> bool:
    if known.joint[which][move[0]] < people:
        return False
    after = known.moved(which, move, people)
    return all(
        after.prints(placed, after.joint[classes].sum(axis=0))
        for placed, classes in inside
        if placed.tight
    )


def followed(found: System, known: Known, base: Counts) -> tuple[Known, tuple[Placed, ...]]:
    """Change known answers to have other cells, so that figures are printed as they were.

    Returns
    -------
    Known, tuple of Placed
        The answers, and the tables whose figures could not be kept.

    """
    if (known.base == base).all():
        return known, ()
    if known.pairs is None:
        return Known(base), tuple(p for p in found.tables if p.tight and p.table.opaque)
    best: tuple[Known, tuple[Placed, ...]] | None = None
    for attempt in range(MOST_ATTEMPTS):
        dice = np.random.default_rng(attempt) if attempt else None
        after = Known(base, _moved(known.pairs, base - known.base, dice))
        wrong = misprinted(found, after, known)
        if best is None or len(wrong) < len(best[1]):
            best = after, wrong
        if not wrong:
            break
    assert best is not None  # noqa: S101
    return best


def _moved(pairs: Pairs, change: Counts, dice: np.random.Generator | None) -> Pairs:
    for which in np.flatnonzero(change.any(axis=1)).tolist():
        losing = np.repeat(np.arange(change.shape[1]), np.maximum(-change[which], 0))
        gaining = np.repeat(np.arange(change.shape[1]), np.maximum(change[which], 0))
        for source, goal in zip(losing.tolist(), gaining.tolist(), strict=True):
            fine = _fine(pairs, which, source, goal, dice)
            if fine is not None:
                pairs = pairs.moved(which, fine)
    return pairs


def misprinted(found: System, known: Known, before: Known) -> tuple[Placed, ...]:
    """Return the tables whose groups' answers are not as before and print other figures."""
    opaque = tuple(placed for placed in found.tables if placed.tight and placed.table.opaque)
    if known.pairs is None or before.pairs is None:
        return opaque
    wrong = []
    for placed in opaque:
        classes = list(placed.classes)
        joint = known.pairs.joint[classes].sum(axis=0)
        same = (joint == before.pairs.joint[classes].sum(axis=0)).all()
        if not same and not known.pairs.prints(placed, joint):
            wrong.append(placed)
    return tuple(wrong)
