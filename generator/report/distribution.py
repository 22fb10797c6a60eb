"""Counts of organisations by what share of their people answered higher.

Made once for a release, from its released tables: a page then only looks up
where its own group lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.disclosure.view import Shown, ReleasedGroup
from generator.report.quantities import PERCENTAGES_FROM

#: The parts into which shares are counted: quarters of all people.
PARTS = ("Under 25%", "25 to 49%", "50 to 74%", "75% or more")
#: With fewer organisations their counts are no distribution.
FEWEST = 5

Key = tuple[str, str, str, str, str]
#: How many organisations lie in each part, by (role, measure).
Spreads = Mapping[tuple[str, str], tuple[int, ...]]


def part_of(count: int, base: int) -> int:
    """Return the part that a share lies in.

    >>> part_of(0, 40), part_of(10, 40), part_of(40, 40)
    (0, 1, 3)
    """
    return min(len(PARTS) - 1, len(PARTS) * count // base)


def spreads(groups: Sequence[ReleasedGroup], keys: Iterable[Key]) -> Spreads:
    """Count for each change, by its key, how organisations spread."""
    levels = {group.id: group.level for group in groups}
    places = [group for group in groups if is_place(group, levels)]
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for key in keys:
        shown = [table for place in places if (table := readable(place, key)) is not None]
        if len(shown) >= FEWEST:
            parts = [part_of(table.counts[0], table.base) for table in shown]
            found[key[:2]] = tuple(parts.count(part) for part in range(len(PARTS)))
    return found


def is_place(group: ReleasedGroup, levels: Mapping[str, str]) -> bool:
    """Say whether a group is an organisation, or a pool of several."""
    if group.level == "organisation":
        return True
    return group.level == "pool" and levels.get(group.parent) in {"programme", "region"}


def readable(group: ReleasedGroup, key: Key) -> Shown | None:
    """Return a group's table where it may be read as percentages."""
    found = group.tables.get(key)
    return found if isinstance(found, Shown) and found.base >= PERCENTAGES_FROM else None
