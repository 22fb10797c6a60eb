"""Step 2: groups, by headcount alone.

A cohort of at least 11 people stands alone. Smaller ones join their
neighbours, in listed order, until there are 11; what is left over joins the
last such pool beside it, or looks for company one level up: among the cohorts
of the region, and then of the whole programme. What finds none there joins the
smallest group in a first release, even a cohort that would have stood alone,
and waits in a later one.

An organisation with cohorts of 12, 4, 5 and 6 people has two groups: the first
cohort, and the other three together.

>>> wards = [Place("cohort", name, name, (name,)) for name in "abcd"]
>>> trust = Place("organisation", "trust", "Trust", tuple("abcd"), tuple(wards))
>>> people = {"a": 12, "b": 4, "c": 5, "d": 6}
>>> pooled(trust, lambda name: np.array([people[name]]), 11).groups
(('a',), ('b', 'c', 'd'))

Where several populations are released together they share one set of groups:
a set of cohorts is as large as the smallest of them in it. What anybody
answered plays no part, so that neither a group nor its absence tells anything.

**Coarse groups** are made in the same way, of at least 30 people, from whole
groups. The seven domains are tables of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import numpy as np
import numpy.typing as npt

from generator.definitions.cohort import Cohort

#: The rule, as every page and command tells it.
IN_WORDS = (
    "Small cohorts are put together until they have enough people. What is left over joins the "
    "last such pool beside it, or looks for company 1 level up, in the region and then in the "
    "whole programme. If it finds none, it is shown together with the smallest group, so a cohort "
    "with enough people may be shown together with a small one."
)

Level = Literal["programme", "region", "organisation", "cohort", "group"]
#: How many people of each population there are, (populations,).
Headcounts = npt.NDArray[np.int64]
#: Names of smallest parts in listed order: cohorts, or whole groups.
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A cohort, organisation, region or the programme, with the places in it."""

    level: Level
    name: str
    title: str
    cohorts: Group
    parts: tuple[Place, ...] = ()

    def walk(self) -> Iterator[Place]:
        """Yield this place and all places in it, larger ones first."""
        yield self
        for part in self.parts:
            yield from part.walk()


def hierarchy(cohorts: Iterable[Cohort], title: str) -> Place:
    """Return cohorts within organisations within regions within the programme.

    All are listed by name. Regions stand only where there are several.
    """
    listed = sorted(cohorts, key=lambda one: (one.region, one.organisation, one.id))
    regions = []
    for region, inside in groupby(listed, key=lambda one: one.region):
        organisations = tuple(
            _organisation(name, list(members))
            for name, members in groupby(inside, key=lambda one: one.organisation)
        )
        everyone = tuple(name for one in organisations for name in one.cohorts)
        name = region or "No region given"
        regions.append(Place("region", name, name, everyone, organisations))
    parts = regions[0].parts if len(regions) == 1 else tuple(regions)
    return Place("programme", "programme", title, tuple(one.id for one in listed), parts)


def _organisation(name: str, cohorts: Sequence[Cohort]) -> Place:
    parts = tuple(Place("cohort", one.id, one.title or one.id, (one.id,)) for one in cohorts)
    name = name or "No organisation given"
    return Place("organisation", name, name, tuple(one.id for one in cohorts), parts)


@dataclass(frozen=True, slots=True)
class Pooled:
    """The groups that a place's smallest parts make, and those that are left over, by name."""

    groups: tuple[Group, ...]
    rest: Group = ()


def pooled(place: Place, people: Callable[[str], Headcounts], least: int) -> Pooled:
    """Return the groups of a place.

    Parameters
    ----------
    place
        Its smallest parts are what is put together: cohorts, or whole groups.
    people
        Gives for a smallest part's name how many people each population has
        in it, (populations,). A part is as large as the smallest of these.
    least
        The fewest people of a group.

    """
    groups, rest, _ = _pool(place, people, least)
    return Pooled(groups, rest)


def _pool(
    place: Place, people: Callable[[str], Headcounts], least: int
) -> tuple[tuple[Group, ...], Group, Headcounts]:
    """Return groups, what is left over, and how many people are left over."""
    if not place.parts:
        here = people(place.name)
        alone = here.min() >= least
        return (((place.name,),), (), here * 0) if alone else ((), (place.name,), here)
    groups: list[Group] = []
    pools: list[Group] = []
    waiting: Group = ()
    many = np.zeros(1, dtype=np.int64)
    for part in place.parts:
        found, left, left_people = _pool(part, people, least)
        groups.extend(found)
        waiting, many = (*waiting, *left), many + left_people
        if waiting and many.min() >= least:
            pools.append(waiting)
            waiting, many = (), many * 0
    if waiting and pools:
        pools[-1] = (*pools[-1], *waiting)
        waiting, many = (), many * 0
    return (*groups, *pools), waiting, many


def first_groups(place: Place, people: Callable[[str], Headcounts], least: int) -> Pooled:
    """Return the groups of a first release: what is left over joins the smallest group."""
    found = pooled(place, people, least)
    if not found.rest or not found.groups:
        return found

    def size(group: Group) -> int:
        return int(np.sum([people(name) for name in group], axis=0).min())

    smallest = min(found.groups, key=size)
    joined = {*smallest, *found.rest}
    listed = tuple(part.name for part in place.walk() if not part.parts and part.name in joined)
    return Pooled(tuple(listed if group is smallest else group for group in found.groups))


def of_groups(place: Place, groups: Mapping[str, Group]) -> Place:
    """Return a place whose smallest parts are whole groups, each in the lowest place that holds it.

    ``groups`` are cohorts by a group's name. Parts are listed by their first cohort.
    """
    order = {cohort: number for number, cohort in enumerate(place.cohorts)}
    inside = {name: group for name, group in groups.items() if set(group) <= order.keys()}
    parts: list[Place] = []
    taken: set[str] = set()
    for part in place.parts:
        if part.parts:
            lower = of_groups(part, inside)
            taken.update(one.name for one in lower.walk() if one.level == "group")
            if lower.parts:
                parts.append(lower)
    parts.extend(
        Place("group", name, name, group) for name, group in inside.items() if name not in taken
    )
    parts.sort(key=lambda part: order[part.cohorts[0]])
    everyone = tuple(cohort for part in parts for cohort in part.cohorts)
    return Place(place.level, place.name, place.title, everyone, tuple(parts))


def among(place: Place, names: Iterable[str]) -> Place:
    """Return a place with those of its smallest parts alone that are named."""
    wanted = set(names)
    parts = [among(part, wanted) for part in place.parts]
    left = tuple(part for part in parts if part.parts or part.name in wanted)
    cohorts = tuple(name for part in left for name in part.cohorts) if left else place.cohorts
    return replace(place, parts=left, cohorts=cohorts)


@dataclass(frozen=True, slots=True)
class Shared:
    """The groups of each population, and those that they share."""

    groups: Mapping[str, tuple[Group, ...]]
    shared: tuple[Group, ...] = ()


def share(
    place: Place,
    headcounts: Mapping[str, Mapping[str, int]],
    least: int,
    *,
    optional: frozenset[str] = frozenset(),
    standing: tuple[Group, ...] = (),
    first: bool,
) -> Shared:
    """Group the populations that are released together.

    Parameters
    ----------
    place
        Its smallest parts are cohorts, or whole groups.
    headcounts
        For each population, by its id, how many people it has in each part.
    least
        The fewest people of a group; a population of fewer in all has no groups.
    optional
        Populations that do not enter the smallest headcount.
    standing
        The groups of an earlier release, which new populations keep if they can.
    first
        Whether what is left over joins the smallest group; otherwise it waits.

    Returns
    -------
    Shared
        A population that is not among those that decide keeps the shared
        groups where each of them has ``least`` of its people, and otherwise
        gets groups of its own.

    """
    large = {name: many for name, many in headcounts.items() if sum(many.values()) >= least}
    deciding = [] if standing else [name for name in large if name not in optional]
    shared = standing
    if deciding:
        present = {part for many in large.values() for part in many}
        shared = _groups(place, present, [large[name] for name in deciding], least, first=first)
    found = {}
    for name, many in large.items():
        kept = name in deciding or _fits(shared, many, least)
        found[name] = shared if kept else _groups(place, many, [many], least, first=first)
    return Shared(found, shared)


def _groups(
    place: Place,
    present: Iterable[str],
    headcounts: Sequence[Mapping[str, int]],
    least: int,
    *,
    first: bool,
) -> tuple[Group, ...]:
    def people(name: str) -> Headcounts:
        return np.array([many.get(name, 0) for many in headcounts], dtype=np.int64)

    make = first_groups if first else pooled
    return make(among(place, present), people, least).groups


def _fits(groups: tuple[Group, ...], many: Mapping[str, int], least: int) -> bool:
    """Say whether each group has enough of a population's people, and all of them have a group."""
    inside = {name for group in groups for name in group}
    enough = all(sum(many.get(name, 0) for name in group) >= least for group in groups)
    return bool(groups) and enough and inside >= many.keys()
