"""Past releases, as one finds them in the ledger: who was in which published set.

A release holds the people counted in it, by population, and its groups with
their tables. A table that was repeated from an earlier release stays that
release's: the set of people that it shows is read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.disclosure.released import Audience

Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PastPeople:
    """One population of a release: versions of the people counted, and in which sources.

    ``cohort`` are places in the release's ``cohorts``; ``members`` is
    (people, sources), and so are ``marks`` of their answers (see ``persons``).
    """

    sources: tuple[str, ...]
    cohort: Places
    versions: tuple[bytes, ...]
    members: Marks
    marks: Places


@dataclass(frozen=True, slots=True)
class PastTable:
    """One published table: since which release it stands, a copy of it, and its exact n."""

    since: int
    copy: Mapping[str, Any]
    people: int


@dataclass(frozen=True, slots=True)
class PastGroup:
    """One group of a release: its cohorts, whether it was a block, and its tables by name.

    ``open_block`` is True where it is a block of open pages, which a restricted
    release divides further.
    """

    id: str
    cohorts: frozenset[str]
    block: bool
    open_block: bool
    tables: Mapping[str, PastTable]


@dataclass(frozen=True, slots=True)
class PastRelease:
    """One entry of the ledger.

    ``sources`` leads a source to the names of its tables, ``definitions`` a
    table's name to what it meant (see ``sources.definition``).
    """

    number: int
    audience: Audience
    date: str
    policy: str
    minimum: int
    cohorts: tuple[str, ...]
    groups: tuple[PastGroup, ...]
    people: Mapping[str, PastPeople]
    sources: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, str] = field(default_factory=dict)

    def fresh(self, source: str) -> Iterator[PastGroup]:
        """Yield the groups that showed a source's people for the first time in this release."""
        names = self.sources.get(source, ())
        for group in self.groups:
            if any(self._is_new(name, group) for name in names):
                yield group

    def showing(self, name: str, groups: Iterable[PastGroup]) -> Iterator[PastGroup]:
        """Yield those of some groups whose table of this name was new in this release."""
        return (group for group in groups if self._is_new(name, group))

    def _is_new(self, name: str, group: PastGroup) -> bool:
        return name in group.tables and group.tables[name].since == self.number


@dataclass(frozen=True, slots=True)
class Past:
    """All releases, oldest first."""

    releases: tuple[PastRelease, ...] = ()

    def last(self, audience: Audience) -> PastRelease | None:
        """Return the last release for an audience, or None."""
        return next((one for one in reversed(self.releases) if one.audience == audience), None)

    def of(self, audience: Audience) -> tuple[PastRelease, ...]:
        """Return the releases for an audience."""
        return tuple(one for one in self.releases if one.audience == audience)

    def blocks(self, audience: Audience) -> tuple[frozenset[str], ...]:
        """Return every block of an audience's groups that releases were ever made with."""
        found = dict.fromkeys(
            group.cohorts
            for one in self.releases
            for group in one.groups
            if (group.open_block if audience == "open" else group.block)
            if audience in ("open", one.audience)
        )
        return tuple(found)


NO_PAST = Past()
