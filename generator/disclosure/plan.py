"""Who could be shown to whom, before anybody is invited.

The same grouping that a release uses, on the numbers of people who may be expected:
of everybody invited in a role, so many in 100 answer both before and after.

>>> ward = Cohort("a", "Ward A", "Trust", "", {"mentor": 20, "mentee": 20})
>>> expected([ward], ("mentor", "mentee"), 60)
{'mentor': {'a': 12}, 'mentee': {'a': 12}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.cohort import Cohort
from generator.definitions.problem import RefusedError
from generator.definitions.programme import Programme, in_language
from generator.definitions.suggest import listed
from generator.disclosure.groups import Group, hierarchy, of_groups, share
from generator.disclosure.rule import Rule, rule_of
from generator.responses.known_tables import COHORTS

#: Expected people by role, and in it by cohort.
People = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one kind of page could show.

    ``groups`` are sets of cohorts that are shown together, ``people`` how many
    of each role each of them has. ``left`` are cohorts in no group.
    """

    groups: tuple[Group, ...]
    people: tuple[Mapping[str, int], ...]
    left: Group


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups by what they are for: open pages, their domains and percentages, restricted pages."""

    open: Shown
    large: Shown
    restricted: Shown


@dataclass(frozen=True, slots=True)
class Planned:
    """What could be shown if ``rate`` in 100 of those invited answer before and after."""

    rate: int
    titles: Mapping[str, str]
    plurals: Mapping[str, str]
    unknown: tuple[str, ...]
    invited: Mapping[str, int]
    open: Rule
    restricted: Rule
    plan: Plan


def expected(
    cohorts: Sequence[Cohort], roles: Sequence[str], rate: int
) -> dict[str, dict[str, int]]:
    """Return how many of those invited may be expected, ``rate`` in 100, rounded down.

    A role with a cohort whose number is not known is left out.
    """
    found = {}
    for role in roles:
        many = {cohort.id: cohort.invited(role) for cohort in cohorts}
        known = {name: number for name, number in many.items() if number is not None}
        if len(known) == len(many):
            found[role] = {name: number * rate // 100 for name, number in known.items()}
    return found


def invited_for(people: int, rate: int) -> int:
    """Return how many must be invited for so many people to be expected.

    >>> invited_for(11, 60), invited_for(11, 100)
    (19, 11)
    """
    return -(-people * 100 // rate)


def planned(programme: Programme, cohorts: Sequence[Cohort], rate: int, place: str) -> Planned:
    """Return what could be shown by a programme's own rules; ``place`` is where cohorts stand.

    Raises RefusedError where no role has a number invited in every cohort.
    """
    language = programme.languages[0]
    roles = tuple(dict.fromkeys(one.role for one in programme.comparisons if one.primary))
    plurals = {
        role.id: in_language(role.plural, language).lower()
        for role in programme.roles
        if role.id in roles
    }
    people = expected(cohorts, roles, rate)
    if not people:
        fault = f"No role has a number of people invited in every row of {COHORTS}."
        columns = listed(f"invited_{name.replace(' ', '_')}" for name in plurals.values())
        remedy = f"Fill in {columns}: how many you mean to invite."
        raise RefusedError.at(place, "not-invited", fault, remedy)
    rules = [rule_of(programme.release, audience) for audience in ("open", "restricted")]
    made = plan(
        cohorts, people,
        least=rules[0].minimum, large=rules[0].coarse, restricted=rules[1].minimum,
    )  # fmt: skip
    invited = {role: sum(one.invited(role) or 0 for one in cohorts) for role in people}
    titles = {one.id: one.title or one.id for one in cohorts}
    unknown = tuple(plurals[role] for role in roles if role not in people)
    return Planned(rate, titles, plurals, unknown, invited, rules[0], rules[1], made)


def plan(
    cohorts: Sequence[Cohort], people: People, *, least: int, large: int, restricted: int
) -> Plan:
    """Return the groups that could be shown.

    Parameters
    ----------
    cohorts
        All of the programme.
    people
        Expected people by role and cohort.
    least, large, restricted
        The fewest people of a group on open pages; of one with domains and
        percentages; of one on restricted pages.

    """
    place = hierarchy(cohorts, "")
    on_open = share(place, people, least, first=True).shared
    names = {str(number): group for number, group in enumerate(on_open)}
    by_group = {
        role: {name: sum(many[one] for one in group) for name, group in names.items()}
        for role, many in people.items()
    }
    coarse = share(of_groups(place, names), by_group, large, first=True).shared
    together = tuple(tuple(one for name in group for one in names[name]) for group in coarse)
    on_restricted = share(place, people, restricted, first=True).shared
    every = place.cohorts
    return Plan(*(_shown(groups, people, every) for groups in (on_open, together, on_restricted)))


def _shown(groups: Sequence[Group], people: People, every: Group) -> Shown:
    inside = {name for group in groups for name in group}
    many = tuple(
        {role: sum(each[name] for name in group) for role, each in people.items()}
        for group in groups
    )
    return Shown(tuple(groups), many, tuple(name for name in every if name not in inside))
