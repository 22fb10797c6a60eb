"""Moving people about, from answers to answers, until as many counts as possible were seen.

The first walks take the moves that leave most room; what they do not find is
left to some that are led by dice, then to single questions (``asking``).
"""

from __future__ import annotations

import numpy as np

from generator.disclosure.exchange import exchange
from generator.disclosure.known import Known, loosened
from generator.disclosure.seen import Seen
from generator.disclosure.system import Counts
from generator.disclosure.witness import Nest, Survey, moved, step, survey

#: Rounds of moving people about before single questions are asked.
ROUNDS = 24
#: Rounds without anything new before a walk ends.
PATIENCE = 2
#: Walks that are led by dice, for what the straight ones did not find.
WALKS = 4
#: So many moves of one person are tried for an item, before two persons move.
LIKELY = 3


def walk_about(tree: Nest, known: Known, seen: Seen) -> Counts:
    """Look from some answers, then from others that lie further along.

    Returns
    -------
    (classes,)
        How many moves one person of each class may make at first.

    """
    start = survey(seen.found, tree, known.base)
    seen.note_reach(start)
    for direction in (0, 1):
        _walk(tree, start, seen, direction)
    loose = _loosen(tree, known, start, seen)
    if loose:
        seen.note_reach(survey(seen.found, tree, known.base, loose=loose))
    for walk in range(WALKS):
        _walk(tree, start, seen, walk % 2, np.random.default_rng(walk))
    return np.asarray((start.free[tree.leaf] > 0).sum(axis=1))


def _walk(
    tree: Nest, at: Survey, seen: Seen, direction: int, dice: np.random.Generator | None = None
) -> None:
    """Move on in one direction, and note what is seen, until there is nothing new for a while.

    By the ``dice``, or else by the moves that leave most room.
    """
    still = 0
    for _ in range(ROUNDS):
        if not seen.values or still > PATIENCE:
            break
        before, known = at, seen.so_far
        at = _further(tree, at, seen, direction, dice)
        if at is before and dice is None:
            break  # the next round would be the same again
        if at is not before:
            seen.note_reach(at)
        still = still + 1 if seen.so_far == known else 0


def _loosen(tree: Nest, known: Known, at: Survey, seen: Seen) -> dict[int, Counts]:
    if known.pairs is None:
        return {}
    tight = {which for placed in seen.found.tables if placed.tight for which in placed.classes}
    waiting = sorted({which for which, _, _ in seen.values} & tight)
    return {which: loosened(seen.found, tree, known.pairs, at, which) for which in waiting}


def _further(
    tree: Nest, at: Survey, seen: Seen, direction: int, dice: np.random.Generator | None
) -> Survey:
    """Move one person of as many classes as possible towards fewer or more in an open item."""
    touched: set[int] = set()
    steps: list[tuple[int, int]] = []
    for which, place, category in seen.values:
        leaf = int(tree.leaf[which])
        if leaf in touched:
            continue
        inside = seen.found.column(place) == category
        leaves, enters = inside[at.source], inside[at.goal]
        gain = (1 if direction else -1) * (enters.astype(np.int64) - leaves)
        room = np.where(gain > 0, np.minimum(at.free[leaf], at.room[leaf]), 0)
        order = -room if dice is None else np.where(room > 0, dice.random(len(room)), 1)
        likely = np.argsort(order, kind="stable")[:LIKELY]
        alone = (step(tree, at, leaf, move, touched) for move in likely[room[likely] > 0])
        made = next(filter(None, alone), None)
        steps.extend(made or exchange(seen.found, tree, at, which, gain, touched, dice) or ())
    after = survey(seen.found, tree, moved(tree, at, steps)) if steps else at
    return after if after.agrees else at
