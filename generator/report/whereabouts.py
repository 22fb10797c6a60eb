"""Where each organisation and each cohort is shown: on its own, in a pool, or in a larger group.

Everything here follows from names and from how many answered, never from what
anybody answered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.report.listing import natural
from generator.report.outline import Outline
from generator.report.view import ListedCohort, ReleasedGroup

#: How a cohort is shown.
Standing = Literal["alone", "pool", "larger"]
#: The heading under which names stand that begin with none of the letters from A to Z.
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: its region, its cohorts A to Z, and the group that shows all of them."""

    name: str
    region: str
    cohorts: tuple[ListedCohort, ...]
    group: ReleasedGroup

    @property
    def alone(self) -> bool:
        """True where its group is of this organisation and no other."""
        known = {cohort.id for cohort in self.cohorts}
        return {cohort for cohort, _ in self.group.members} <= known


def organisations(shared: Outline) -> tuple[Organisation, ...]:
    """Return every organisation that takes part, A to Z."""
    by_name: dict[tuple[str, str], list[ListedCohort]] = {}
    for cohort in shared.release.listed:
        by_name.setdefault((cohort.organisation, cohort.region), []).append(cohort)
    members = {
        group.id: frozenset(cohort for cohort, _ in group.members)
        for group in shared.release.groups
    }
    found = [
        Organisation(name, region, tuple(a_to_z(cohorts)), _home(shared, cohorts, members))
        for (name, region), cohorts in by_name.items()
    ]
    return tuple(sorted(found, key=lambda one: (natural(one.name), one.region)))


def _home(
    shared: Outline, cohorts: Iterable[ListedCohort], members: Mapping[str, frozenset[str]]
) -> ReleasedGroup:
    """Return the smallest group that holds all of some cohorts, of those who are in any."""
    programme = shared.release.groups[0]
    known = frozenset(cohort.id for cohort in cohorts) & members[programme.id]
    if not known:
        return programme
    group = shared.groups[shared.release.places[min(known)]]
    while not known <= members[group.id] and group.parent:
        group = shared.groups[group.parent]
    return shared.shown_at(group)


def a_to_z(cohorts: Iterable[ListedCohort]) -> list[ListedCohort]:
    """Return cohorts by title, those of one title by organisation."""
    return sorted(cohorts, key=lambda one: (natural(one.title), natural(one.organisation), one.id))


def standing(shared: Outline, cohort: str) -> Standing:
    """Return how a cohort is shown."""
    place = shared.groups.get(shared.release.places.get(cohort, ""))
    if place is None or place.level not in {"cohort", "pool"}:
        return "larger"
    return "alone" if place.level == "cohort" else "pool"


def shown_in(shared: Outline, cohort: str) -> ReleasedGroup:
    """Return the group whose page shows a cohort."""
    place = shared.release.places.get(cohort, "")
    return shared.shown_at(shared.groups.get(place, shared.release.groups[0]))


def letter(name: str) -> str:
    """Return the letter under which a name stands in a list from A to Z.

    >>> letter("Évora"), letter("ashby"), letter("7th floor"), letter("")
    ('E', 'A', 'Other', 'Other')
    """
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def by_letter(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each letter with the ids of the names under it; names come sorted, A to Z.

    >>> dict(by_letter([("Ashby", "1"), ("Avon", "2"), ("3rd", "3")]))
    {'A': ['1', '2'], 'Other': ['3']}
    """
    found: dict[str, list[str]] = {}
    for name, identity in names:
        found.setdefault(letter(name), []).append(identity)
    for at in sorted(found, key=lambda one: (one == OTHER, one)):
        yield at, found[at]
