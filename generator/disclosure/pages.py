"""Who has a page: every place that holds a group, each cohort and named pool that is one.

Ids of pages are safe in a file name on every system, and never two alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.definitions.rules_ids import is_device
from generator.disclosure.groups import Group, Place

LONGEST_SLUG = 60
#: A pool of more names the first ones and counts the others.
MOST_NAMED = 8
PLURALS = {"cohort": "Cohorts", "organisation": "Organisations"}
PageLevel = Literal["programme", "region", "organisation", "cohort", "pool"]


@dataclass(frozen=True, slots=True)
class Page:
    """A group with a page. ``since`` is the release that made a pool; 0 for a place."""

    id: str
    level: PageLevel
    title: str
    parent: str
    cohorts: Group
    since: int = 0


def pages(place: Place, shared: Mapping[Group, int], groups: Iterable[Group]) -> tuple[Page, ...]:
    """Return all pages, each after the one it is part of; the programme's is always there.

    Parameters
    ----------
    place
        The programme with every cohort that is listed.
    shared
        The groups that a page is about, with the release that made them.
    groups
        All groups: a place that holds none of them has no page.

    """
    homes = _homes(place)
    held = {id(home) for group in groups for home in _around(homes, group)}
    pools: dict[int, list[tuple[Group, int]]] = {}
    alone = {group[0] for group in shared if len(group) == 1}
    whole = {frozenset(one.cohorts) for one in place.walk()}
    for group, since in shared.items():
        around = _around(homes, group)
        if len(group) > 1 and around and frozenset(group) not in whole:
            pools.setdefault(id(around[-1]), []).append((group, since))
    used: set[str] = set()

    def visit(at: Place, parent: str) -> Iterator[Page]:
        if at.level == "cohort" and at.name not in alone:
            return
        if parent and id(at) not in held:
            return
        name = unused(slug(at.name), used)
        yield Page(name, _level(at), at.title, parent, at.cohorts)
        for part in at.parts:
            yield from visit(part, name)
        for number, (group, since) in enumerate(pools.get(id(at), ()), 1):
            own = unused(f"pool-{name}-{number}", used)
            yield Page(own, "pool", _title(at, group), name, group, since)

    return tuple(visit(place, ""))


def _homes(place: Place) -> dict[str, tuple[Place, ...]]:
    """Return for each cohort the places that it lies in, the largest first."""
    found: dict[str, tuple[Place, ...]] = {}

    def note(at: Place, above: tuple[Place, ...]) -> None:
        here = (*above, at)
        if at.level == "cohort":
            found[at.name] = here
        for part in at.parts:
            note(part, here)

    note(place, ())
    return found


def _around(homes: Mapping[str, tuple[Place, ...]], group: Group) -> tuple[Place, ...]:
    """Return the places that a whole group lies in, the largest first."""
    paths = [homes.get(cohort, ()) for cohort in group]
    if not all(paths):
        return ()
    shared = []
    for level in zip(*paths, strict=False):
        if any(one is not level[0] for one in level):
            break
        shared.append(level[0])
    return tuple(shared)


def _level(at: Place) -> PageLevel:
    levels: dict[str, PageLevel] = {
        "programme": "programme", "region": "region", "organisation": "organisation"
    }  # fmt: skip
    return levels.get(at.level, "cohort")


def _title(at: Place, group: Group) -> str:
    """Name a pool by its organisations where it holds the whole of each, else by its cohorts."""
    inside = set(group)
    organisations = [
        one for one in at.walk() if one.level == "organisation" and inside & set(one.cohorts)
    ]
    if len(organisations) > 1 and all(inside >= set(one.cohorts) for one in organisations):
        return pool_title("organisation", [one.title for one in organisations])
    titles = {one.name: one.title for one in at.walk() if one.level == "cohort"}
    return pool_title("cohort", [titles[cohort] for cohort in group])


def covering(pages: Sequence[Page], groups: Sequence[Group]) -> dict[str, list[int]]:
    """Return for each page's id which of some groups lie wholly in it, by their places."""
    inside = [frozenset(page.cohorts) for page in pages]
    of_cohort: dict[str, list[int]] = {}
    for number, cohorts in enumerate(inside):
        for cohort in cohorts:
            of_cohort.setdefault(cohort, []).append(number)
    found: dict[str, list[int]] = {page.id: [] for page in pages}
    for at, group in enumerate(groups):
        wanted = frozenset(group)
        for number in of_cohort.get(group[0], ()):
            if wanted <= inside[number]:
                found[pages[number].id].append(at)
    return found


def slug(text: str) -> str:
    """Return a text as lower-case letters, digits and hyphens.

    >>> slug("../St. Mary’s & Co"), slug("Ward 7"), slug("???")
    ('st-mary-s-co', 'ward-7', 'group')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "replace").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return f"group-{found}" if is_device(found) else found or "group"


def unused(wanted: str, used: set[str]) -> str:
    """Return a name that is not in use, numbered where it would be, and note it as used.

    >>> used = {"ward"}
    >>> unused("ward", used), unused("ward", used)
    ('ward-2', 'ward-3')
    """
    found, number = wanted, 1
    while found in used:
        number += 1
        found = f"{wanted}-{number}"
    used.add(found)
    return found


def pool_title(level: str, titles: Sequence[str]) -> str:
    """Return the title of a pool of cohorts, or of whole organisations.

    >>> pool_title("cohort", ["Cohort A", "Cohort C", "Cohort F"])
    'Cohorts A, C and F together'
    >>> pool_title("cohort", ["Endocrinology", "Urology, group 2", "Urology, group 3"])
    'Endocrinology; Urology, group 2 and Urology, group 3 together'
    """
    prefix, plural = f"{level.capitalize()} ", ""
    if all(title.startswith(prefix) for title in titles):
        titles = [title.removeprefix(prefix) for title in titles]
        plural = f"{PLURALS[level]} "
    named = list(titles)
    if len(named) > MOST_NAMED:
        named = [*named[: MOST_NAMED - 1], f"{len(named) - MOST_NAMED + 1} others"]
    comma = "; " if any("," in title for title in named) else ", "
    return f"{plural}{comma.join(named[:-1])} and {named[-1]} together"
