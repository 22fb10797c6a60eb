"""Who is looked at together: the programme, its regions, organisations and cohorts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from generator.definitions.cohort import Cohort

Level = Literal["programme", "region", "organisation", "cohort"]

#: The unit of the one group that holds everybody.
EVERYBODY = "programme"


@dataclass(frozen=True, slots=True)
class Group:
    """A set of cohorts with a name.

    ``unit`` tells groups of one level apart: a cohort's id, the name of an
    organisation or a region, or ``programme``. ``cohorts`` are ids, in order.
    """

    level: Level
    unit: str
    title: str
    cohorts: tuple[str, ...]


def groups(cohorts: Iterable[Cohort]) -> tuple[Group, ...]:
    """Return the programme, then regions, organisations and cohorts, each by name.

    An organisation that stands in two regions is two groups, told apart by
    the region. Cohorts without a region or an organisation are in none.

    >>> a = Cohort("a", "Cohort A", "Trust One", "North")
    >>> b = Cohort("b", "Cohort B", "Trust One", "North")
    >>> [(group.level, group.unit, group.cohorts) for group in groups([b, a])]
    [('programme', 'programme', ('a', 'b')), ('region', 'North', ('a', 'b')),
     ('organisation', 'Trust One', ('a', 'b')), ('cohort', 'a', ('a',)), ('cohort', 'b', ('b',))]
    """
    ordered = sorted(cohorts, key=lambda cohort: cohort.id)
    regions: dict[str, list[str]] = {}
    organisations: dict[tuple[str, str], list[str]] = {}
    for cohort in ordered:
        if cohort.region:
            regions.setdefault(cohort.region, []).append(cohort.id)
        if cohort.organisation:
            organisations.setdefault((cohort.organisation, cohort.region), []).append(cohort.id)
    names = [organisation for organisation, _ in organisations]
    found = [Group("programme", EVERYBODY, "Whole programme", tuple(c.id for c in ordered))]
    found += [Group("region", name, name, tuple(regions[name])) for name in sorted(regions)]
    for organisation, region in sorted(organisations):
        twice = names.count(organisation) > 1
        unit = f"{organisation} ({region or 'no region'})" if twice else organisation
        found.append(Group("organisation", unit, unit, tuple(organisations[organisation, region])))
    found += [Group("cohort", cohort.id, cohort.title, (cohort.id,)) for cohort in ordered]
    return tuple(found)


@lru_cache(maxsize=8192)
def places(tally_cohorts: tuple[str, ...], group_cohorts: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Return where a group's cohorts stand among a tally's; unknown ones are passed over.

    >>> places(("a", "b", "c"), ("c", "a", "x"))
    array([0, 2])
    """
    wanted = set(group_cohorts)
    return np.array([i for i, c in enumerate(tally_cohorts) if c in wanted], dtype=np.int64)
