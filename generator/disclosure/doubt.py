"""Which counts stay in doubt, and which are given away: one system, all of its classes.

Answers that agree with everything are moved about (``witness``) until every
category of every class has been seen with counts that leave it safe. What has
not been seen is asked one by one: of the lattice where one key's sets nest
(``lattice``), otherwise of the solver (``solver``). Only these two say that a
count is given away; and whatever nobody could decide counts as given away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from generator.disclosure.exchange import exchange
from generator.disclosure.known import Known, followed, loosened, misprinted
from generator.disclosure.lattice import lends_itself, possible_counts
from generator.disclosure.parts import Part, kept_by_key, kept_together, parts
from generator.disclosure.refit import refit
from generator.disclosure.repair import repaired
from generator.disclosure.rounding import safe
from generator.disclosure.solver import Asked, Search, UndecidedError, agrees, answers
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import Nest, Survey, moved, nest, reach, step, survey

#: A class, the place of a key, and a category.
Item = tuple[int, int, int]
#: Whether some possible counts, of a class of so many people, leave it in doubt.
Enough = Callable[[set[int], int], bool]
#: Rounds of moving people about before single questions are asked.
ROUNDS = 24
#: Rounds without anything new before a walk ends.
PATIENCE = 2
#: Walks that are led by dice, for what the straight ones did not find.
WALKS = 4
#: Classes, beside the one asked about, that the solver may change at first, and then.
NEIGHBOURS = (3, 8)
#: In a larger system only so many may be changed at all; what is not found then stays undecided.
MOST_CLASSES = 40
#: Steps of the solver for a question about a few classes, and about all.
SHORT, LONG = 50, 200
#: So often a system is searched beyond the neighbours of the class that is asked about.
MOST_WIDE = 12


@dataclass(frozen=True, slots=True)
class Given:
    """A count that is given away, or a system that contradicts itself (no ``item``).

    ``low`` and ``high`` are the least and the most people that remain
    possible, where they are known. ``decided`` is False where it could only
    not be shown that the count is safe. ``misprinted`` are tables whose
    figures do not go with the tables around them, and ``near`` answers that
    agree with all else.
    """

    item: Item | None
    low: int | None = None
    high: int | None = None
    decided: bool = True
    misprinted: tuple[Placed, ...] = ()
    near: Known | None = None


def start_from(
    found: System, known: Known | None = None, near: Known | None = None
) -> Known | Given:
    """Return answers that agree with everything printed; or what is wrong.

    Parameters
    ----------
    found
        The system.
    known
        Answers that print every figure, to look around. Without them, figures
        other than shares cannot be checked, and systems that hold some are not safe.
    near
        Answers that were found around the known ones before.

    """
    if not found.sizes:
        return known or Known(np.zeros((0, len(found.cells)), dtype=np.int64))
    tree = nest(found)
    if near is None and known is not None and tree is not None:
        near = _repaired_in_parts(found, tree, known)
    return _start(found, tree, known, near or known)


def given_away(
    found: System,
    start: Known | Given,
    exempt: frozenset[Item] = frozenset(),
    enough: Enough = safe,
) -> tuple[Given, ...]:
    """Return every count of a system that is not safe.

    Parameters
    ----------
    found
        The system.
    start
        Answers that agree with everything (``start_from``).
    exempt
        Counts that may be known.
    enough
        Whether possible counts of a class of so many people leave it in doubt.

    """
    if isinstance(start, Given):
        return (start,)
    if not found.sizes:
        return ()
    tree = nest(found)
    if tree is not None:
        exempt |= _shown_in_parts(found, tree, start, exempt, enough)
    items = [item for item in _items(found) if item not in exempt]
    free = np.zeros(len(found.sizes), dtype=np.int64)
    search = _Search(found, tree, start, enough, {item: set() for item in items}, free)
    search.note_all(start.base)
    if tree is not None:
        search.move_about(tree)
    return tuple(search.ask())


# --- large systems ------------------------------------------------------------------------


def _shown_in_parts(
    found: System, tree: Nest, start: Known, exempt: frozenset[Item], enough: Enough
) -> frozenset[Item]:
    """Return counts that stay in doubt even if every part of a system as a whole stays as it is."""
    shown: set[Item] = set()
    for part in _several(tree):
        inside = kept_together(found, part, start.base)
        items = set(_items(inside))
        done = {item for item in items if (part[item[0]], *item[1:]) in exempt}
        known = Known(start.base[list(part)])
        given = given_away(inside, known, frozenset(done), enough)
        left = {one.item for one in given}
        if None not in left:
            shown |= {(part[item[0]], *item[1:]) for item in items - done - left}
    return frozenset(shown)


def _several(tree: Nest) -> list[Part]:
    """Return the parts of a system; none of one that is a single part."""
    found = parts(tree)
    return found if len(found) > 1 else []


def _repaired_in_parts(found: System, tree: Nest, known: Known) -> Known:
    """Return answers with which more tables agree, moved about within parts."""
    if known.guessed or known.pairs is None or not found.missed(known.base):
        return known
    base, joint = known.base.copy(), known.pairs.joint.copy()
    for part in _several(tree):
        where = list(part)
        inside = kept_by_key(found, part, known.base)
        if not inside.missed(known.base[where]):
            continue
        mine = Known(base[where], replace(known.pairs, joint=joint[where]))
        better = _start(inside, nest(inside), mine, mine)
        if isinstance(better, Known) and better.pairs is not None:
            base[where], joint[where] = better.base, better.pairs.joint
    return Known(base, replace(known.pairs, joint=joint))


def _items(found: System) -> Iterator[Item]:
    """Yield every count of a system."""
    for place in range(len(found.keys)):
        for category in range(found.categories(place)):
            yield from ((which, place, category) for which in range(len(found.sizes)))


# --- one system ---------------------------------------------------------------------------


def _start(
    found: System, tree: Nest | None, known: Known | None, near: Known | None
) -> Known | Given:
    """Return answers that agree with everything, or what is wrong."""
    printed = any(placed.tight and placed.table.opaque for placed in found.tables)
    if known is None and printed:
        return Given(None, decided=False)
    try:
        base, wrong = _agreeing(found, tree, near)
    except UndecidedError:
        return Given(None, decided=False)
    if wrong:
        return Given(None, decided=False, misprinted=wrong)
    if base is None:
        return Given(None)
    if known is None or near is None:
        return Known(base)
    after, wrong = followed(found, near, base)
    if near is not known:
        wrong = misprinted(found, after, known)
    after, wrong = refit(found, after, wrong)
    return Given(None, decided=False, misprinted=wrong, near=after) if wrong else after


def _agreeing(
    found: System, tree: Nest | None, known: Known | None
) -> tuple[Counts | None, tuple[Placed, ...]]:
    """Return answers that agree with everything, or None; or tables that could not be met."""
    if known is None:
        return answers(found, effort=LONG), ()
    if agrees(found, known.base):
        return known.base, ()
    start = known.base
    if known.guessed:
        guess = answers(found, search=Search(start, known.guessed), effort=SHORT)
        start = start if guess is None else guess
    if tree is None:
        return answers(found, effort=LONG), ()
    base, wrong = repaired(found, tree, start)
    if not wrong and agrees(found, base):
        return base, ()
    near = dict.fromkeys(
        which
        for placed in wrong
        for which in placed.classes[:: max(1, len(placed.classes) // MOST_CLASSES)]
    )
    for around in dict.fromkeys(_with_neighbours(found, near, n) for n in (0, *NEIGHBOURS)):
        other = _quickly(found, Search(base, around))
        if other is not None and agrees(found, other):
            return other, ()
    if len(found.sizes) > 3 * MOST_CLASSES:
        return None, wrong
    return answers(found, effort=LONG), ()


def _with_neighbours(found: System, classes: Iterable[int], count: int) -> tuple[int, ...]:
    """Return some classes, each with so many of those beside it in the sets around it."""
    near = dict.fromkeys(classes)
    for which in tuple(near):
        around = {found.tables[number].classes for number in found.around[which]}
        beside = (other for inside in sorted(around, key=len) for other in inside)
        near.update(dict.fromkeys(islice((o for o in beside if o not in near), count)))
    return tuple(near)


def _quickly(found: System, search: Search) -> Counts | None:
    try:
        return answers(found, search=search, effort=SHORT)
    except UndecidedError:
        return None


@dataclass(slots=True)
class _Search:
    """Counts seen so far, for each item that is not yet safe."""

    found: System
    tree: Nest | None
    known: Known
    enough: Enough
    seen: dict[Item, set[int]]
    #: How many moves one person of each class may make.
    freedom: Counts
    #: Other answers agree with the tables, and it is not known whether they print the figures.
    vague: bool = False
    wide: int = 0

    def move_about(self, tree: Nest) -> None:
        """Look from some answers, then from others that lie further along."""
        if not self.seen:
            return
        start = survey(self.found, tree, self.known.base)
        self.freedom = (start.free[tree.leaf] > 0).sum(axis=1)
        self._note_reach(start)
        for direction in (0, 1):
            self._walk(tree, start, direction)
        loose = self._loosen(tree, start)
        if loose:
            self._note_reach(survey(self.found, tree, self.known.base, loose=loose))
        for walk in range(WALKS):
            self._walk(tree, start, walk % 2, np.random.default_rng(walk))

    def _walk(
        self, tree: Nest, at: Survey, direction: int, dice: np.random.Generator | None = None
    ) -> None:
        """Move on in one direction, and note what is seen, until there is nothing new for a while.

        By the ``dice``, or else by the moves that leave most room.
        """
        still = 0
        for _ in range(ROUNDS):
            if not self.seen or still > PATIENCE:
                break
            known = sum(map(len, self.seen.values())), len(self.seen)
            at = self._further(tree, at, direction, dice)
            self._note_reach(at)
            still = still + 1 if (sum(map(len, self.seen.values())), len(self.seen)) == known else 0

    def _loosen(self, tree: Nest, at: Survey) -> dict[int, Counts]:
        pairs = self.known.pairs
        if pairs is None:
            return {}
        tight = {which for placed in self.found.tables if placed.tight for which in placed.classes}
        waiting = sorted({which for which, _, _ in self.seen} & tight)
        return {which: loosened(self.found, tree, pairs, at, which) for which in waiting}

    def _note_reach(self, at: Survey) -> None:
        if not self.seen:
            return
        spread = reach(self.found, at)
        counts = [at.base @ self.found.projection(p) for p in range(len(self.found.keys))]
        for item in list(self.seen):
            which, place, category = item
            count, (low, high) = int(counts[place][which, category]), spread[item]
            self._note(item, range(max(0, count - int(low)), count + int(high) + 1))

    def _note(self, item: Item, values: Iterable[int]) -> None:
        if item in self.seen:
            self.seen[item].update(values)
            if self.enough(self.seen[item], self.found.sizes[item[0]]):
                del self.seen[item]

    def note_all(self, base: Counts) -> None:
        """Note the counts of some answers that agree with everything."""
        for item in list(self.seen):
            which, place, category = item
            column = self.found.projection(place)[:, category]
            self._note(item, (int(base[which] @ column),))

    def _further(
        self, tree: Nest, at: Survey, direction: int, dice: np.random.Generator | None
    ) -> Survey:
        """Move one person of as many classes as possible towards fewer or more in an open item."""
        touched: set[int] = set()
        steps: list[tuple[int, int]] = []
        for which, place, category in self.seen:
            leaf = int(tree.leaf[which])
            if leaf in touched:
                continue
            column = np.array([cell[place] == category for cell in self.found.cells])
            leaves, enters = column[at.source], column[at.goal]
            gain = (1 if direction else -1) * (enters.astype(np.int64) - leaves)
            room = np.where(gain > 0, np.minimum(at.free[leaf], at.room[leaf]), 0)
            order = -room if dice is None else np.where(room > 0, dice.random(len(room)), 1)
            likely = np.argsort(order, kind="stable")[:3]
            alone = (step(tree, at, leaf, move, touched) for move in likely[room[likely] > 0])
            made = next(filter(None, alone), None)
            steps.extend(made or exchange(self.found, tree, at, which, gain, touched, dice) or ())
        after = survey(self.found, tree, moved(tree, at, steps)) if steps else at
        return after if after.agrees else at

    # --- single questions -----------------------------------------------------------------

    def ask(self) -> Iterator[Given]:
        """Yield what is given away, after asking about each item that is still open."""
        if self.seen and self.tree is not None and lends_itself(self.found):
            counts = possible_counts(self.found, self.tree)
            if counts is None:
                yield Given(None)
                return
            for which, place, category in list(self.seen):
                self._note((which, place, category), counts[which][category])
            for item, values in self.seen.items():
                yield Given(item, min(values), max(values))
            return
        while self.seen:
            item = next(iter(self.seen))
            given = self._ask(item)
            if given is not None:
                yield given
                self.seen.pop(item, None)

    def _ask(self, item: Item) -> Given | None:
        """Ask for counts of an item that were not seen yet, until it is safe; or what is known."""
        self.vague = False
        while item in self.seen:
            base = self._another(item)
            if base is None:
                values = self.seen[item]
                return Given(item, min(values), max(values), decided=not self.vague)
            self.note_all(base)
            if self.tree is not None:
                self._note_reach(survey(self.found, self.tree, base))
        return None

    def _another(self, item: Item) -> Counts | None:
        """Return answers with a count of the item that was not seen yet, or None."""
        which, place, category = item
        size, values = self.found.sizes[which], self.seen[item]
        gaps = _unseen(values, size)
        for search, effort in self._searches(which):
            for low, high in gaps:
                asked = (Asked(which, place, category, low, high),)
                try:
                    base = answers(self.found, asked, search=search, effort=effort)
                except UndecidedError:
                    self.vague = True
                    continue
                if base is not None and agrees(self.found, base):
                    return base
        return None

    def _searches(self, which: int) -> Iterator[tuple[Search, int]]:
        """Yield where to look: near the class, then everywhere; figures stay as they are."""
        kept, local = self._kept(), dict.fromkeys(self._near(which, n) for n in NEIGHBOURS)
        local.pop((), None)
        for near in local:
            yield Search(self.known.base, near, kept), SHORT
        if local:
            self.wide += 1
            if self.wide > MOST_WIDE:
                self.vague = True
                return
        everywhere = None
        if len(self.found.sizes) > MOST_CLASSES:
            everywhere = self._near(which, MOST_CLASSES)
            self.vague = True
        # Other answers might print the same figures by chance: those are not looked for.
        self.vague = self.vague or bool(kept)
        yield Search(self.known.base, everywhere, kept), LONG

    def _near(self, which: int, count: int) -> tuple[int, ...]:
        """Return the class and some that share its smallest sets; none where these are all.

        Of each set those come first that can move most freely.
        """
        around = [placed.classes for placed in self.found.tables if which in placed.classes]
        near = dict.fromkeys([which])
        for classes in sorted(around, key=len):
            near.update(dict.fromkeys(sorted(classes, key=lambda other: -self.freedom[other])))
            if len(near) > count:
                break
        chosen = tuple(near)[: count + 1]
        return chosen if len(chosen) < len(self.found.sizes) else ()

    def _kept(self) -> tuple[tuple[int, ...], ...]:
        """Return the sets whose answers stay as they are, since their figures would not."""
        return tuple(p.classes for p in self.found.tables if p.tight and p.table.opaque)


def _unseen(values: set[int], size: int) -> list[tuple[int, int]]:
    """Return runs of counts that would make an item safer, those outside what was seen first."""
    if not values:
        return [(0, size)]
    low, high = min(values), max(values)
    runs = [(0, low - 1), (high + 1, size)]
    inside = sorted(set(range(low, high)) - values)
    runs += [(inside[0], inside[-1])] if inside and len(values) < 3 else []
    return [(a, b) for a, b in runs if a <= b]
