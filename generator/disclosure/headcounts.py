"""Headcounts, without answers: what groups are made by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.tally import Counts
from generator.disclosure.blocks import Size


@dataclass(frozen=True, slots=True)
class Headcounts:
    """How many people each variable has, and each role, by cohort.

    - ``bases``: (variables, cohorts) people in each variable's table
    - ``roles``: the role of each variable
    - ``invited``: role -> (cohorts,) people in the table of participation
    """

    bases: Counts
    roles: tuple[str, ...]
    invited: Mapping[str, Counts]

    def anyone(self) -> list[int]:
        """Return the places of the cohorts that have somebody, invited or answering."""
        everyone = self.bases.sum(axis=0) + sum(self.invited.values())
        return [int(place) for place in np.flatnonzero(everyone)]

    def of(self, places: Sequence[int]) -> Headcounts:
        """Return the headcounts of some cohorts, in the order of their places."""
        inside = list(places)
        return Headcounts(
            self.bases[:, inside],
            self.roles,
            {role: people[inside] for role, people in self.invited.items()},
        )


def common(headcounts: Headcounts) -> list[bool]:
    """Tell for each variable whether at least half as many answered it as the role's most answered.

    >>> counts = np.array([[40, 20], [20, 10], [9, 0]])
    >>> common(Headcounts(counts, ("mentor",) * 3, {}))
    [True, True, False]
    """
    together = [int(people) for people in headcounts.bases.sum(axis=1)]
    most: dict[str, int] = {}
    for role, people in zip(headcounts.roles, together, strict=True):
        most[role] = max(most.get(role, 0), people)
    return [
        2 * people >= most[role] > 0
        for role, people in zip(headcounts.roles, together, strict=True)
    ]


def size_of(headcounts: Headcounts) -> Size:
    """Return the function that gives a set of cohorts its size (see ``blocks``)."""
    counted = np.flatnonzero(common(headcounts))
    bases = headcounts.bases[counted]
    everyone = _people_of(headcounts, [headcounts.roles[place] for place in counted])
    collected = everyone * (bases > 0)
    invited = np.vstack([headcounts.bases[:0], *headcounts.invited.values()])
    known: dict[tuple[int, ...], int] = {}

    def size(cohorts: tuple[int, ...]) -> int:
        if cohorts not in known:
            inside = list(cohorts)
            people = everyone[:, inside].sum(axis=1)
            counts = (2 * collected[:, inside].sum(axis=1) >= people) & (people > 0)
            asked = invited[:, inside].sum(axis=1)
            sizes = [*bases[:, inside].sum(axis=1)[counts], *asked[asked > 0]]
            known[cohorts] = int(min(sizes, default=0))
        return known[cohorts]

    return size


def _people_of(headcounts: Headcounts, roles: Sequence[str]) -> Counts:
    """Return a role's people by cohort for each of a list of roles, (roles, cohorts)."""
    found = np.zeros((len(roles), headcounts.bases.shape[1]), dtype=np.int64)
    for place, role in enumerate(roles):
        mine = [p for p, other in enumerate(headcounts.roles) if other == role]
        found[place] = headcounts.bases[mine].max(axis=0, initial=0)
        if role in headcounts.invited:
            found[place] = np.maximum(found[place], headcounts.invited[role])
    return found
