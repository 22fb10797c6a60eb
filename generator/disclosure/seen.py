"""Counts that were seen to be possible, for each item that is not yet safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generator.disclosure.given import Item
from generator.disclosure.system import Counts, System
from generator.disclosure.witness import Survey, reach

#: Whether some possible counts, of a class of so many people, leave it in doubt.
Enough = Callable[[set[int], int], bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """The counts seen so far; an item leaves as soon as they are enough."""

    found: System
    enough: Enough
    values: dict[Item, set[int]]

    @property
    def so_far(self) -> tuple[int, int]:
        """How many counts were seen, and how many items are open: the same if nothing is new."""
        return sum(map(len, self.values.values())), len(self.values)

    def note(self, item: Item, counts: Iterable[int]) -> None:
        """Note counts of an item."""
        if item in self.values:
            self.values[item].update(counts)
            if self.enough(self.values[item], self.found.sizes[item[0]]):
                del self.values[item]

    def note_answers(self, base: Counts) -> None:
        """Note the counts of some answers that agree with everything."""
        counts = self._counts(base)
        for which, place, category in list(self.values):
            self.note((which, place, category), (int(counts[place][which, category]),))

    def note_reach(self, at: Survey) -> None:
        """Note the counts of answers that one kind of move leads to."""
        if not self.values:
            return
        spread, counts = reach(self.found, at), self._counts(at.base)
        for item in list(self.values):
            which, place, category = item
            count, (low, high) = int(counts[place][which, category]), spread[item]
            self.note(item, range(max(0, count - int(low)), count + int(high) + 1))

    def _counts(self, base: Counts) -> list[Counts]:
        return [base @ self.found.projection(place) for place in range(len(self.found.keys))]
