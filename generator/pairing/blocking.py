"""Why no complete allocation exists: the smallest group whose needs cannot be met.

A group of people on one side blocks the draw where the partners allowed for
them, each counted up to what it may take on, are fewer than the group needs
(Hall's condition; P. Hall, J London Math Soc 1935;10:26-30, doi
10.1112/jlms/s1-10.37.26, here with several partners). One of two sides can
block: that which is to be filled, and that where the work is to be spread.
If neither has such a group, a complete allocation exists.

A flow finds a group. From it people are taken out as long as it still blocks,
so that nobody stands in it without need; then all smaller groups are tried, up
to ``MOST_TRIED`` of them, which makes it the smallest of all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from generator.pairing.preferences import Pair, Preferences
from generator.pairing.rules import DrawRules, allowed, bounds

MOST_TRIED = 100_000

Partners = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A group that blocks: what each of it needs, and what its partners can take on."""

    side: Literal["mentor", "mentee"]
    people: tuple[str, ...]
    each_needs: int
    partners: tuple[tuple[str, int], ...]
    smallest: bool

    @property
    def needed(self) -> int:
        """How many partners the group needs together."""
        return self.each_needs * len(self.people)

    @property
    def possible(self) -> int:
        """How many it can have at most."""
        return sum(times for _, times in self.partners)


def blocking_group(preferences: Preferences, rules: DrawRules) -> Blocking | None:
    """Return the smallest blocking group; None where a complete allocation exists."""
    pairs = allowed(preferences, rules)
    limits = bounds(len(preferences.mentors), len(preferences.mentees), rules)
    mentor_of = _partners(preferences.mentees, {(mentee, mentor) for mentor, mentee in pairs})
    mentee_of = _partners(preferences.mentors, pairs)
    found = [
        group
        for group in (
            _smallest("mentee", mentor_of, limits.mentee[0], limits.mentor[1]),
            _smallest("mentor", mentee_of, limits.mentor[0], limits.mentee[1]),
        )
        if group is not None
    ]
    return min(found, key=lambda group: len(group.people), default=None)


def in_words(group: Blocking) -> str:
    """Return a blocking group as one sentence for the organiser.

    >>> in_words(Blocking("mentee", ("P", "Q"), 1, (("A", 1),), True))
    'P and Q need 2 mentors between them, and only 1 is allowed for any of them: A.'
    """
    other = "mentor" if group.side == "mentee" else "mentee"
    who, needs = _and(group.people), "needs" if len(group.people) == 1 else "need"
    between = " between them" if len(group.people) > 1 else ""
    said = f"{who} {needs} {_count(group.needed, other)}{between}, and "
    if not group.partners:
        return f"{said}no {other} is allowed."
    names = _and([name for name, _ in group.partners])
    if all(times == 1 for _, times in group.partners):
        are = "is" if group.possible == 1 else "are"
        whom = "any of them" if len(group.people) > 1 else "this person"
        return f"{said}only {group.possible} {are} allowed for {whom}: {names}."
    shares = _and([f"{name} ({times})" for name, times in group.partners])
    return f"{said}the people allowed can take only {group.possible}: {shares}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _and(names: list[str] | tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _partners(people: tuple[str, ...], pairs: frozenset[Pair] | set[Pair]) -> Partners:
    return {name: frozenset(b for a, b in pairs if a == name) for name in people}


# --- one side -----------------------------------------------------------------------------


def _smallest(
    side: Literal["mentor", "mentee"], partners: Partners, needs: int, most: int
) -> Blocking | None:
    """Return the smallest group on a side that needs more than it can have."""
    found = _cut(partners, needs, most) if needs else frozenset()
    if not found:
        return None
    for name in sorted(found):
        if _blocks(found - {name}, partners, needs, most):
            found -= {name}
    tried = 0
    for people in _smaller(partners, len(found)):
        tried += 1
        if tried > MOST_TRIED:
            break
        if _blocks(frozenset(people), partners, needs, most):
            found = frozenset(people)
            break
    people = tuple(sorted(found))
    shares = tuple(sorted(_shares(found, partners, most).items()))
    return Blocking(side, people, needs, shares, tried <= MOST_TRIED)


def _smaller(partners: Partners, size: int) -> Iterator[tuple[str, ...]]:
    for count in range(1, size):
        yield from combinations(sorted(partners), count)


def _shares(people: frozenset[str], partners: Partners, most: int) -> dict[str, int]:
    """Return how many of a group each of its partners can take on."""
    shares: dict[str, int] = {}
    for name in people:
        for partner in partners[name]:
            shares[partner] = min(shares.get(partner, 0) + 1, most)
    return shares


def _blocks(people: frozenset[str], partners: Partners, needs: int, most: int) -> bool:
    return sum(_shares(people, partners, most).values()) < needs * len(people)


def _cut(partners: Partners, needs: int, most: int) -> frozenset[str]:
    """Return a group that blocks, empty where there is none: what a greatest flow cannot serve.

    ``given`` holds who serves whom so far. A path leads from somebody in need
    to a partner not served from yet, and from there to those whom that partner
    serves, who might be served otherwise.
    """
    given: dict[str, set[str]] = {}
    ordered = {name: sorted(some) for name, some in partners.items()}
    for name in partners:
        for _ in range(needs):  # nobody who is served once is ever served less
            reached = _augment(name, ordered, given, most)
            if reached:
                return reached
    return frozenset()


def _augment(
    start: str, partners: Mapping[str, list[str]], given: dict[str, set[str]], most: int
) -> frozenset[str]:
    """Serve one person once more, moving others; return all who were reached if that fails."""
    asked_by: dict[str, str] = {}  # partner: who would take a place there
    freed_by: dict[str, str] = {}  # person: the partner who might let them go
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for partner in partners[name]:
            served = given.setdefault(partner, set())
            if partner in asked_by or name in served:
                continue
            asked_by[partner] = name
            if len(served) < most:
                _move(start, partner, asked_by, freed_by, given)
                return frozenset()
            for other in sorted(served - freed_by.keys() - {start}):
                freed_by[other] = partner
                waiting.append(other)
    return frozenset({start, *freed_by})


def _move(
    start: str,
    partner: str,
    asked_by: Mapping[str, str],
    freed_by: Mapping[str, str],
    given: dict[str, set[str]],
) -> None:
    """Pass places on, from the free one back to the person in need."""
    while True:
        name = asked_by[partner]
        given[partner].add(name)
        if name == start:
            return
        partner = freed_by[name]
        given[partner].discard(name)
