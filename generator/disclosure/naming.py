"""Ids and titles of groups: safe in a file name on every system, and never two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from generator.definitions.rules_ids import is_device

LONGEST_SLUG = 60
#: A pool of more names the first ones and counts the others.
MOST_NAMED = 8
PLURALS = {"cohort": "Cohorts", "organisation": "Organisations"}


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
