"""The rules of one draw, fixed before the seed is known.

The side with fewer places is filled: each person on it gets all of theirs. On
the other side the work is spread as evenly as it can be: nobody has two more
than anybody else, and there are reserves only where there are too few places.
With one place each, that is the plain case: one to one, the smaller side
filled, the rest in reserve.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import NamedTuple

from generator.definitions.suggest import plural
from generator.pairing.chance import ALGORITHM, digest
from generator.pairing.preferences import Pair, Preferences

#: The most partners that a rule may give one person.
MOST_PARTNERS = 20


@dataclass(frozen=True, slots=True)
class DrawRules:
    """How many partners a person may have, and whether a supervisor may be one."""

    mentors_per_mentee: int = 1
    mentees_per_mentor: int = 1
    exclude_supervisors: bool = False


class Bounds(NamedTuple):
    """How many partners each mentor and each mentee has: from, to."""

    mentor: tuple[int, int]
    mentee: tuple[int, int]


def bounds(mentors: int, mentees: int, rules: DrawRules) -> Bounds:
    """Return how many partners each has.

    >>> bounds(6, 5, DrawRules())
    Bounds(mentor=(0, 1), mentee=(1, 1))
    >>> bounds(6, 5, DrawRules(mentors_per_mentee=2))
    Bounds(mentor=(1, 1), mentee=(1, 2))
    >>> bounds(3, 5, DrawRules(mentees_per_mentor=2))
    Bounds(mentor=(1, 2), mentee=(1, 1))
    """
    pairs = pairs_made(mentors, mentees, rules)
    return Bounds(
        (pairs // mentors, -(-pairs // mentors)), (pairs // mentees, -(-pairs // mentees))
    )


def pairs_made(mentors: int, mentees: int, rules: DrawRules) -> int:
    """Return how many pairs a complete draw makes.

    >>> pairs_made(6, 5, DrawRules()), pairs_made(6, 5, DrawRules(mentors_per_mentee=2))
    (5, 6)
    """
    return min(mentors * rules.mentees_per_mentor, mentees * rules.mentors_per_mentee)


def rule_words(rules: DrawRules) -> tuple[str, ...]:
    """Return the rules in words, a sentence each, the first of them how preferences are kept."""
    supervisor = "cannot be drawn" if rules.exclude_supervisors else "can be drawn if willing"
    return (
        "A mentor is drawn only with a mentee they are willing to mentor.",
        f"Each mentee has {plural(rules.mentors_per_mentee, 'mentor')} at most.",
        f"Each mentor has {plural(rules.mentees_per_mentor, 'mentee')} at most.",
        f"A mentor's own clinical supervisor {supervisor}.",
    )


def rule_faults(preferences: Preferences, rules: DrawRules) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the rules for so many people: fault, remedy."""
    sides = (
        ("--mentors-per-mentee", rules.mentors_per_mentee, "mentors", preferences.mentors),
        ("--mentees-per-mentor", rules.mentees_per_mentor, "mentees", preferences.mentees),
    )
    for option, asked, what, people in sides:
        if asked > len(people):
            fault = f"{option} is {asked}, and there are {len(people)} {what}."
            yield fault, "Choose a smaller number."


def allowed(preferences: Preferences, rules: DrawRules) -> frozenset[Pair]:
    """Return the pairs that may be drawn: willing, and not excluded."""
    excluded = preferences.supervised if rules.exclude_supervisors else frozenset()
    return preferences.willing - excluded


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
    return digest(canonical(preferences, rules))
