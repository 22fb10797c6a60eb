"""Single questions about what the walks have not seen: of the lattice, or of the solver.

Only these two say that a count is given away; whatever nobody could decide
counts as given away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.disclosure.given import Given, Item
from generator.disclosure.known import Known
from generator.disclosure.lattice import lends_itself, possible_counts
from generator.disclosure.seen import Seen
from generator.disclosure.solver import Asked, Search, UndecidedError, agrees, answers
from generator.disclosure.system import Counts, System
from generator.disclosure.witness import Nest, survey

#: Classes, beside the one asked about, that the solver may change at first, and then.
NEIGHBOURS = (3, 8)
#: In a larger system only so many may be changed at all; what is not found then stays undecided.
MOST_CLASSES = 40
#: Steps of the solver for a question about a few classes, and about all.
SHORT, LONG = 50, 200
#: So often a system is searched beyond the neighbours of the class that is asked about.
MOST_WIDE = 12


def given(
    tree: Nest | None, known: Known, seen: Seen, freedom: Counts, *, widely: bool = True
) -> Iterator[Given]:
    """Yield what is given away, after asking about each item that is still open.

    Parameters
    ----------
    tree
        The system's sets, where they nest.
    known
        Answers that agree with everything.
    seen
        What was seen so far.
    freedom
        (classes,), how many moves one person of each may make.
    widely
        Whether to look beyond the neighbours of the class that is asked about.
        What is found nowhere near stays undecided otherwise.

    """
    if seen.values and tree is not None and lends_itself(seen.found):
        yield from _by_lattice(tree, seen)
        return
    room = _Room(tree, known, seen, freedom, MOST_WIDE if widely else 0)
    while seen.values:
        item = next(iter(seen.values))
        one = room.ask(item)
        if one is not None:
            yield one
            seen.values.pop(item, None)


def _by_lattice(tree: Nest, seen: Seen) -> Iterator[Given]:
    counts = possible_counts(seen.found, tree)
    if counts is None:
        yield Given(None)
        return
    for which, place, category in list(seen.values):
        seen.note((which, place, category), counts[which][category])
    for item, values in seen.values.items():
        yield Given(item, min(values), max(values))


@dataclass(slots=True)
class _Room:
    """Where the solver is asked.

    - ``wide``: how often it may still look beyond neighbours
    - ``vague``: other answers may exist, and were not looked for
    """

    tree: Nest | None
    known: Known
    seen: Seen
    freedom: Counts
    wide: int
    vague: bool = False

    @property
    def found(self) -> System:
        return self.seen.found

    def ask(self, item: Item) -> Given | None:
        """Ask for counts of an item that were not seen yet, until it is safe; or what is known."""
        self.vague = False
        while item in self.seen.values:
            base = self._another(item)
            if base is None:
                values = self.seen.values[item]
                return Given(item, min(values), max(values), decided=not self.vague)
            self.seen.note_answers(base)
            if self.tree is not None:
                self.seen.note_reach(survey(self.found, self.tree, base))
        return None

    def _another(self, item: Item) -> Counts | None:
        """Return answers with a count of the item that was not seen yet, or None."""
        which, place, category = item
        gaps = _unseen(self.seen.values[item], self.found.sizes[which])
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
            self.wide -= 1
            if self.wide < 0:
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
        around = dict.fromkeys(
            self.found.tables[number].classes for number in self.found.around[which]
        )
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
