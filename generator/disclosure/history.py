"""What each release published, told without a number that anybody could be worked out from.

Readers may know when something was published, how many groups and tables were
new, and that tables stand as they were. They learn it from the pages anyway.
The ledger knows far more (exact n, versions of people): none of it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.past import Past, PastRelease
from generator.disclosure.released import Audience, ReleaseNote


def history(past: Past, audience: Audience) -> tuple[ReleaseNote, ...]:
    """Return what each release for an audience published, oldest first.

    Releases for other readers are left out: those who may not read them need
    not know of them.
    """
    return tuple(_notes(past.of(audience)))


def _notes(releases: tuple[PastRelease, ...]) -> Iterator[ReleaseNote]:
    known: set[frozenset[str]] = set()
    cohorts: set[str] = set()
    for order, one in enumerate(releases, 1):
        groups = {group.cohorts for group in one.groups}
        inside = frozenset[str]().union(*groups)
        new = sum(table.since == one.number for g in one.groups for table in g.tables.values())
        yield ReleaseNote(
            order=order,
            number=one.number,
            date=one.date,
            minimum=one.minimum,
            groups=len(groups),
            new_groups=len(groups - known),
            ended_groups=len(known - groups),
            cohorts=len(inside),
            new_cohorts=len(inside - cohorts),
            new_tables=new,
            repeated_tables=sum(len(group.tables) for group in one.groups) - new,
        )
        known, cohorts = groups, cohorts | inside
