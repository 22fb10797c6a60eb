"""The draw: one of all complete allocations, each as likely as every other.

The preferences and the rules are written as one text, always the same for the
same answers (``canonical``). Its hash and the seed's give a number, the number
gives the allocation. Same seed, same preferences, same rules: same pairs, on
every machine.

Up to the size that ``counting`` promises, the allocations are counted, and the
number is an index into them. Beyond it, ``proposing`` is tried first; if that
comes to no end, they are counted after all, as far as that goes. Each way is
exact, and which of them is taken favours no allocation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from generator.pairing.chance import ALGORITHM, clean_seed, number_below
from generator.pairing.counting import Task, allocation, always_counted, count
from generator.pairing.preferences import Pair, Preferences
from generator.pairing.proposing import can_propose, proposed
from generator.pairing.rules import DrawRules, allowed, bounds


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


def canonical(preferences: Preferences, rules: DrawRules) -> str:
    """Return the input as one ASCII line of JSON: keys and names sorted, no spaces."""
    whole = {
        "algorithm": ALGORITHM,
        "mentees": preferences.mentees,
        "mentors": preferences.mentors,
        "rules": asdict(rules),
        "supervised": sorted(preferences.supervised),
        "willing": sorted(preferences.willing),
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


def input_digest(preferences: Preferences, rules: DrawRules) -> str:
    """Return the SHA-256 of the canonical input, in hexadecimal."""
    return hashlib.sha256(canonical(preferences, rules).encode("ascii")).hexdigest()


def task(preferences: Preferences, rules: DrawRules) -> Task:
    """Return the draw as rows and columns: the larger side's people are the rows.

    Where both sides have equally many, the mentors are.
    """
    pairs = allowed(preferences, rules)
    mentors, mentees = preferences.mentors, preferences.mentees
    limits = bounds(len(mentors), len(mentees), rules)
    if len(mentors) >= len(mentees):
        rows = _rows(mentors, mentees, pairs)
        return Task(rows, len(mentees), limits.mentor, limits.mentee)
    turned = frozenset((mentee, mentor) for mentor, mentee in pairs)
    return Task(_rows(mentees, mentors, turned), len(mentors), limits.mentee, limits.mentor)


def _rows(
    rows: tuple[str, ...], columns: tuple[str, ...], pairs: frozenset[Pair]
) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(at for at, column in enumerate(columns) if (row, column) in pairs) for row in rows
    )


def draw(preferences: Preferences, rules: DrawRules, seed: str) -> Draw | None:
    """Return the draw for a seed; None where no complete allocation exists.

    Raises ``TooManyStates`` where there are too many people for an exact draw.
    """
    wanted, seed = task(preferences, rules), clean_seed(seed)
    seed_digest = hashlib.sha256(seed.encode()).hexdigest()
    given = input_digest(preferences, rules)
    if not always_counted(wanted) and can_propose(wanted):
        found = proposed(wanted, seed_digest, given)
        if found is not None:
            pairs = _pairs(preferences, found[0])
            return Draw(preferences, rules, seed, None, None, found[1], pairs)
    counted = count(wanted)
    if not counted.total:
        return None
    number = number_below(counted.total, seed_digest, given)
    pairs = _pairs(preferences, allocation(counted, number.value))
    return Draw(preferences, rules, seed, counted.total, number.value, number.tries, pairs)


def _pairs(preferences: Preferences, chosen: tuple[tuple[int, ...], ...]) -> tuple[Pair, ...]:
    mentors, mentees = preferences.mentors, preferences.mentees
    if len(mentors) >= len(mentees):
        found = [(mentors[row], mentees[c]) for row, columns in enumerate(chosen) for c in columns]
    else:
        found = [(mentors[c], mentees[row]) for row, columns in enumerate(chosen) for c in columns]
    return tuple(sorted(found))
