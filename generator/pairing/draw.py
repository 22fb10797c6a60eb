"""The draw: one of all complete allocations, each as likely as every other.

The preferences and the rules are written as one text, always the same for the
same answers (``rules.canonical``). Its hash and the seed's give a number, the number
gives the allocation. Same seed, same preferences, same rules: same pairs, on
every machine.

Up to the size that ``counting`` promises, the allocations are counted, and the
number is an index into them. Beyond it, ``proposing`` is tried first; if that
comes to no end, they are counted after all, as far as that goes. Each way is
exact, and which of them is taken favours no allocation.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.pairing.chance import ALGORITHM, clean_seed, digest, number_below
from generator.pairing.counting import Allocation, Task, allocation, always_counted, count
from generator.pairing.preferences import Pair, Preferences
from generator.pairing.proposing import can_propose, proposed
from generator.pairing.rules import DrawRules, allowed, bounds, input_digest


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw with everything that it was made from.

    ``allocations`` and ``index`` are None where it was proposed; ``tries`` are
    the attempts then.
    """

    preferences: Preferences
    rules: DrawRules
    seed: str
    allocations: int | None
    index: int | None
    tries: int
    pairs: tuple[Pair, ...]

    @property
    def input_digest(self) -> str:
        """The SHA-256 of the canonical input."""
        return input_digest(self.preferences, self.rules)

    @property
    def spare_mentors(self) -> tuple[str, ...]:
        """Mentors without a mentee: the reserves."""
        placed = {mentor for mentor, _ in self.pairs}
        return tuple(name for name in self.preferences.mentors if name not in placed)

    @property
    def spare_mentees(self) -> tuple[str, ...]:
        """Mentees without a mentor."""
        placed = {mentee for _, mentee in self.pairs}
        return tuple(name for name in self.preferences.mentees if name not in placed)


def task(preferences: Preferences, rules: DrawRules) -> Task:
    """Return the draw as rows and columns: the larger side's people are the rows.

    Where both sides have equally many, the mentors are.
    """
    pairs = allowed(preferences, rules)
    rows, columns = preferences.mentors, preferences.mentees
    of_rows, of_columns = bounds(len(rows), len(columns), rules)
    if _is_turned(preferences):
        pairs = frozenset((mentee, mentor) for mentor, mentee in pairs)
        rows, columns, of_rows, of_columns = columns, rows, of_columns, of_rows
    options = tuple(
        tuple(at for at, column in enumerate(columns) if (row, column) in pairs) for row in rows
    )
    return Task(options, len(columns), of_rows, of_columns)


def _is_turned(preferences: Preferences) -> bool:
    return len(preferences.mentors) < len(preferences.mentees)


def draw(preferences: Preferences, rules: DrawRules, seed: str) -> Draw | None:
    """Return the draw for a seed; None where no complete allocation exists.

    Raises ``TooManyStates`` where there are too many people for an exact draw.
    """
    wanted, seed = task(preferences, rules), clean_seed(seed)
    hashes = (digest(seed), input_digest(preferences, rules))
    if not always_counted(wanted) and can_propose(wanted):
        found = proposed(wanted, *hashes)
        if found is not None:
            pairs = _pairs(preferences, found[0])
            return Draw(preferences, rules, seed, None, None, found[1], pairs)
    counted = count(wanted)
    if not counted.total:
        return None
    index, tries = number_below(counted.total, "\n".join((f"{ALGORITHM} index", *hashes, "")))
    pairs = _pairs(preferences, allocation(counted, index))
    return Draw(preferences, rules, seed, counted.total, index, tries, pairs)


def _pairs(preferences: Preferences, chosen: Allocation) -> tuple[Pair, ...]:
    found = ((row, column) for row, columns in enumerate(chosen) for column in columns)
    if _is_turned(preferences):
        found = ((column, row) for row, column in found)
    names = ((preferences.mentors[one], preferences.mentees[other]) for one, other in found)
    return tuple(sorted(names))
