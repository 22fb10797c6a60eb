"""Lists of groups and cohorts, A to Z: where each organisation and each cohort is shown.

Always by name, never by result: no order here says anything about answers.
"""

from __future__ import annotations

import re

from generator.report.outline import Outline
from generator.report.page import Entry, Link
from generator.report.quantities import listed
from generator.report.view import ReleasedGroup

#: Further cohorts of a pool are counted, not named, above this number.
NAMED_OTHERS = 4


def everywhere(shared: Outline) -> tuple[Entry, ...]:
    """Return organisations A to Z, each with its cohorts A to Z and where these are shown.

    Pools of whole organisations stand among the organisations; regions follow.
    """
    groups = shared.release.groups
    tops = [g for g in groups if g.level == "organisation" or _stands_alone(shared, g)]
    regions = [g for g in groups if g.level == "region"]
    entries = [Entry((_link(shared, g),), _cohorts_of(shared, g)) for g in _a_to_z(tops)]
    if regions:
        links = tuple(Entry((_link(shared, region),)) for region in _a_to_z(regions))
        entries.append(Entry(("Regions",), links))
    return (*entries, *_cohorts_at(shared, groups[0]))


def _cohorts_of(shared: Outline, group: ReleasedGroup) -> tuple[Entry, ...]:
    """Return a group's cohorts by name, each leading to where it is shown."""
    if group.level == "cohort":
        return ()
    members = sorted(group.members, key=lambda member: (natural(member[1]), member[0]))
    return tuple(_cohort(shared, group, cohort, title) for cohort, title in members)


def _cohort(shared: Outline, group: ReleasedGroup, cohort: str, title: str) -> Entry:
    place = shared.groups.get(shared.release.places.get(cohort, ""), group)
    link = Link(title, shared.address(shared.shown_at(place)))
    if place.level == "cohort":
        return Entry((link,))
    others = [name for other, name in place.members if other != cohort]
    if place.level != "pool" or not others:
        return Entry((link, f" – only as part of {place.title}"))
    if len(others) > NAMED_OTHERS:
        return Entry((link, f" – together with {len(others)} others"))
    return Entry((link, f" – together with {listed(others)}"))


def below(shared: Outline, group: ReleasedGroup) -> tuple[Entry, ...]:
    """Return the groups right below one, and the cohorts shown only in the whole of it."""
    own = {group.id, *(other.id for other in shared.merged_into(group))}
    children = [g for g in shared.release.groups if g.parent in own and g.id not in own]
    if group.level == "programme" and len(own) == 1:
        return tuple(Entry((_link(shared, child),)) for child in _a_to_z(children))
    return tuple(_entry(shared, child) for child in _a_to_z(children))


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sorting key by which "Cohort 2" comes before "Cohort 10".

    >>> sorted(["Cohort 10", "cohort 2"], key=natural)
    ['cohort 2', 'Cohort 10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return [(int(p), "") if p.isdecimal() and p.isascii() else (-1, p) for p in parts]


def _stands_alone(shared: Outline, group: ReleasedGroup) -> bool:
    """Say whether a pool or cohort hangs below no organisation, as pooled organisations do."""
    parent = shared.groups.get(group.parent)
    above = parent.level if parent is not None else ""
    return group.level in {"pool", "cohort"} and above in {"region", "programme", ""}


def _a_to_z(groups: list[ReleasedGroup]) -> list[ReleasedGroup]:
    return sorted(groups, key=lambda group: (natural(group.title), group.id))


def _link(shared: Outline, group: ReleasedGroup) -> Link:
    return Link(group.title, shared.address(shared.shown_at(group)))


def _entry(shared: Outline, group: ReleasedGroup) -> Entry:
    children = [g for g in shared.release.groups if g.parent == group.id]
    inside = [_entry(shared, child) for child in _a_to_z(children)]
    return Entry((_link(shared, group),), (*inside, *_cohorts_at(shared, group)))


def _cohorts_at(shared: Outline, group: ReleasedGroup) -> tuple[Entry, ...]:
    """Return the cohorts whose answers are shown in a group and nowhere smaller.

    A pool that has their names in its title says them once.
    """
    if group.level == "cohort" or all(title in group.title for _, title in group.members):
        return ()
    titles = sorted(
        (title for cohort, title in group.members if shared.release.places.get(cohort) == group.id),
        key=natural,
    )
    note = "" if group.level == "pool" else " (shown in the whole group only)"
    return tuple(Entry((f"{title}{note}",)) for title in titles)
