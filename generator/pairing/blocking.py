"""Why no complete allocation exists: a group whose needs cannot be met.

A group of people on one side blocks the draw where the partners allowed for
them, each counted up to what it may take on, are fewer than the group needs
(Hall's condition; P. Hall, J London Math Soc 1935;10:26-30, doi
10.1112/jlms/s1-10.37.26, here with several partners). One of two sides can
block: that which is to be filled, and that where the work is to be spread.
If neither has such a group, a complete allocation exists.

People are served one after the other, others moved where that makes room
(H. W. Kuhn, Naval Res Logist Q 1955;2:83-97, doi 10.1002/nav.3800020109); who
cannot be served, blocks with all whom moving could not help. From this group
people are taken out as long as it still blocks, so that nobody stands in it
without need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from generator.definitions.suggest import plural
from generator.pairing.preferences import Pair, Preferences
from generator.pairing.rules import DrawRules, allowed, bounds

Side = Literal["mentor", "mentee"]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A group that blocks: what each of it needs, and what its partners can take on."""

    side: Side
    people: tuple[str, ...]
    each_needs: int
    partners: tuple[tuple[str, int], ...]

    @property
    def needed(self) -> int:
        """How many partners the group needs together."""
        return self.each_needs * len(self.people)

    @property
    def possible(self) -> int:
        """How many it can have at most."""
        return sum(times for _, times in self.partners)


def blocking_group(preferences: Preferences, rules: DrawRules) -> Blocking | None:
    """Return a blocking group, of two the smaller; None where a complete allocation exists.

    Whoever leaves it, the rest does not block.
    """
    pairs = allowed(preferences, rules)
    turned = {(mentee, mentor) for mentor, mentee in pairs}
    mentor, mentee = bounds(len(preferences.mentors), len(preferences.mentees), rules)
    found = (
        _blocking("mentee", preferences.mentees, turned, mentee[0], mentor[1]),
        _blocking("mentor", preferences.mentors, pairs, mentor[0], mentee[1]),
    )
    return min(filter(None, found), key=lambda group: len(group.people), default=None)


def in_words(group: Blocking) -> str:
    """Return a blocking group as one sentence for the organiser.

    >>> in_words(Blocking("mentee", ("P", "Q"), 1, (("A", 1),)))
    'P and Q need 2 mentors between them, and the people allowed can take only 1: A (1).'
    """
    other = "mentor" if group.side == "mentee" else "mentee"
    who, needs = _and(group.people), "needs" if len(group.people) == 1 else "need"
    between = " between them" if len(group.people) > 1 else ""
    said = f"{who} {needs} {plural(group.needed, other)}{between}, and "
    if not group.partners:
        return f"{said}no {other} is allowed."
    shares = _and([f"{name} ({times})" for name, times in group.partners])
    return f"{said}the people allowed can take only {group.possible}: {shares}."


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _blocking(
    side: Side, people: Sequence[str], pairs: Set[Pair], needs: int, most: int
) -> Blocking | None:
    """Return a group on a side that needs more than it can have."""
    partners = {name: sorted(other for one, other in pairs if one == name) for name in people}

    def shares(group: Set[str]) -> dict[str, int]:
        asked = Counter(partner for name in group for partner in partners[name])
        return {partner: min(times, most) for partner, times in sorted(asked.items())}

    found = _unserved(partners, needs, most)
    for name in sorted(found):
        others = found - {name}
        if sum(shares(others).values()) < needs * len(others):
            found = others
    return (
        Blocking(side, tuple(sorted(found)), needs, tuple(shares(found).items())) if found else None
    )


def _unserved(partners: Mapping[str, Sequence[str]], needs: int, most: int) -> frozenset[str]:
    """Return a group that blocks, empty where everybody can have what they need.

    It is somebody who cannot be served, with all who hold the places that they ask for.
    """
    given: dict[str, set[str]] = {name: set() for some in partners.values() for name in some}

    def serve(name: str, asked: set[str]) -> bool:
        """Give somebody one place more, and others another where none is free."""
        for partner in partners[name]:
            holders = given[partner]
            if partner in asked or name in holders:
                continue
            asked.add(partner)
            if len(holders) < most:
                holders.add(name)
                return True
            for other in sorted(holders):
                if serve(other, asked):
                    given[partner] = (holders - {other}) | {name}
                    return True
        return False

    for name in partners:
        for _ in range(needs):
            asked: set[str] = set()
            if not serve(name, asked):
                return frozenset({name}.union(*(given[partner] for partner in asked)))
    return frozenset()
