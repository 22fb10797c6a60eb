"""Ids and titles of groups: safe in a file name on every system, and never two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from generator.disclosure.shown import Tree

#: Names that Windows keeps for devices, whatever ending follows.
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
LONGEST_SLUG = 60
#: A pool of more units names the first ones and counts the others.
MOST_NAMED = 8
PLURALS = {"cohort": "Cohorts", "organisation": "Organisations", "region": "Regions"}


def slug(text: str) -> str:
    """Return a text as lower-case letters, digits and hyphens.

    >>> slug("../St. Mary’s & Co"), slug("Ward 7"), slug("???")
    ('st-mary-s-co', 'ward-7', 'group')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "replace").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return f"group-{found}" if RESERVED.fullmatch(found) else found or "group"


def group_ids(tree: Tree) -> tuple[str, ...]:
    """Return an id for each node, unique whatever the case of letters.

    A single unit's id is its own as a slug; a pool's is that of the group it
    lies in, with ``pool-`` before and a number behind. Names that would be
    alike are numbered, in order.
    """
    ids: list[str] = [""] * len(tree.nodes)
    homes = [0] * len(tree.nodes)  # the nearest group above that is no pool
    pools: dict[int, int] = {}
    used: set[str] = set()
    for place, node in enumerate(tree.nodes):
        if node.level == "pool":
            home = homes[place]
            pools[home] = pools.get(home, 0) + 1
            wanted = f"pool-{ids[home]}-{pools[home]}"
        else:
            wanted = slug(node.units[0].name)
        ids[place] = _unused(wanted, used)
        used.add(ids[place])
        for child in tree.children[place]:
            homes[child] = homes[place] if node.level == "pool" else place
    return tuple(ids)


def _unused(wanted: str, used: set[str]) -> str:
    found, number = wanted, 1
    while found in used:
        number += 1
        found = f"{wanted}-{number}"
    return found


def group_title(level: str, unit_level: str, titles: Sequence[str]) -> str:
    """Return the title of a group from its units' titles.

    >>> group_title("pool", "cohort", ["Cohort A", "Cohort C", "Cohort F"])
    'Cohorts A, C and F together'
    >>> group_title("organisation", "organisation", ["Northern Trust"])
    'Northern Trust'
    """
    if level != "pool":
        return titles[0]
    prefix = f"{unit_level.capitalize()} "
    if all(title.startswith(prefix) for title in titles):
        titles = [title.removeprefix(prefix) for title in titles]
    named = list(titles)
    if len(named) > MOST_NAMED:
        named = [*named[: MOST_NAMED - 1], f"{len(named) - MOST_NAMED + 1} others"]
    comma = "; " if any("," in title for title in named) else ", "
    return f"{PLURALS[unit_level]} {comma.join(named[:-1])} and {named[-1]} together"
