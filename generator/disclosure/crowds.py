"""A source's people over time: everybody who is in it now, or was in an earlier release.

Whoever belongs to exactly the same published sets cannot be told apart, and
forms a **class**. Classes are kept as whole numbers, one a person; 0 is for
people who are in no published set yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.disclosure.past import Past, PastGroup, PastRelease
from generator.disclosure.persons import People, Population
from generator.disclosure.released import Audience
from generator.disclosure.sources import Source

Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
#: Tells one set of people from every other: how many there are, and two sums over their versions.
SetId = tuple[int, int, int]
_WRAP = 1 << 64


@dataclass(frozen=True, slots=True)
class Crowd:
    """One source's people, now and in the past.

    - ``cohort``: (people,) places in the cohorts of today, and behind them those of the past
    - ``row``: (people,) places in the population of today, -1 for versions that have left
    - ``words``: (people, 2) the version, as numbers
    - ``own``, ``all``: (people,) classes over the releases for one audience, and for both
    - ``lately``: for participation, classes by the last sets alone, for this audience and the other
    - ``published``: the sets published for one audience, the newest last
    - ``tables``: for restricted pages, classes by the sets that showed each table
    """

    source: Source
    cohort: Places
    row: Places
    words: Places
    own: Places
    all: Places
    lately: tuple[Places, Places]
    published: tuple[tuple[SetId, PastGroup], ...]
    tables: Mapping[str, Places]

    @property
    def now(self) -> Marks:
        """Who is in the responses of today."""
        return self.row >= 0


def crowds(people: People, past: Past, audience: Audience) -> Iterator[tuple[Population, Crowd]]:
    """Yield the crowd of every source of today, with its population."""
    for population in people.populations:
        history = _History.of(people, population, past)
        for column, source in enumerate(population.sources):
            yield population, history.crowd(column, source, audience)


def pair(a: Places, b: Places) -> Places:
    """Return a number for each distinct pair, 0 for (0, 0).

    >>> pair(np.array([0, 1, 1, 0]), np.array([0, 2, 2, 1])).tolist()
    [0, 2, 2, 1]
    """
    packed = a * (int(b.max(initial=0)) + 1) + b
    _, numbers = np.unique(np.concatenate([[0], packed]), return_inverse=True)
    return np.asarray(numbers[1:], dtype=np.int64)


def set_id(words: Places) -> SetId:
    """Return what tells a set of people apart, from their versions as numbers."""
    sums = words.sum(axis=0, dtype=np.int64)  # wraps round, which is meant
    return len(words), int(sums[0]) % _WRAP, int(sums[1]) % _WRAP


@dataclass(frozen=True, slots=True)
class _History:
    """A population's versions of all times; ``ids`` are those of each release's people."""

    names: dict[str, int]
    size: int
    cohort: Places
    words: Places
    today: Population
    releases: tuple[tuple[PastRelease, Places], ...]

    @classmethod
    def of(cls, people: People, today: Population, past: Past) -> _History:
        names = {name: place for place, name in enumerate(people.cohorts)}
        known = {version: place for place, version in enumerate(today.versions)}
        cohort = today.cohort.tolist()
        releases = []
        for one in past.releases:
            found = one.people.get(today.name)
            if found is None:
                continue
            ids = []
            for version, place in zip(found.versions, found.cohort.tolist(), strict=True):
                if version not in known:
                    known[version] = len(known)
                    name = one.cohorts[place]
                    cohort.append(names.setdefault(name, len(names)))
                ids.append(known[version])
            releases.append((one, np.array(ids, dtype=np.int64)))
        words = np.frombuffer(b"".join(known), dtype="<i8").reshape(-1, 2)
        places = np.array(cohort, dtype=np.int64)
        return cls(names, len(people.cohorts), places, words, today, tuple(releases))

    def crowd(self, column: int, source: Source, audience: Audience) -> Crowd:
        everyone = len(self.cohort)
        own, every = np.zeros(everyone, dtype=np.int64), np.zeros(everyone, dtype=np.int64)
        published: list[tuple[SetId, PastGroup]] = []
        last = {"open": own, "restricted": own}
        other = "restricted" if audience == "open" else "open"
        names_of = source.tables if audience == "restricted" else ()
        tables = {name: np.zeros(everyone, dtype=np.int64) for name in names_of}
        inside = np.zeros(everyone, dtype=bool)
        inside[np.flatnonzero(self.today.members[:, column])] = True
        for one, ids in self.releases:
            groups = list(one.fresh(source.name))
            names = one.people[self.today.name].sources
            if not groups or source.name not in names:
                continue
            counted = one.people[self.today.name].members[:, names.index(source.name)]
            member = np.zeros(everyone, dtype=bool)
            member[ids[counted]] = True
            inside |= member
            shown = np.where(member, self._lists(groups)[self.cohort], 0)
            every = pair(every, shown)
            if source.moves:
                touched = self._lists(groups)[self.cohort] > 0
                last[one.audience] = np.where(touched, shown, last[one.audience])
            for name, lists in tables.items():
                inside_of = list(one.showing(name, groups))
                with_it = np.where(member, self._lists(inside_of)[self.cohort], 0)
                tables[name] = pair(lists, with_it)
            if one.audience == audience:
                own = pair(own, shown)
                published.extend(self._sets(groups, member))
        kept = np.flatnonzero(inside)
        rows = np.where(np.arange(everyone) < len(self.today.versions), np.arange(everyone), -1)
        rows[: len(self.today.versions)][~self.today.members[:, column]] = -1
        return Crowd(
            source,
            self.cohort[kept],
            rows[kept],
            self.words[kept],
            own[kept],
            every[kept],
            (last[audience][kept], last[other][kept]),
            tuple(published),
            {name: lists[kept] for name, lists in tables.items()},
        )

    def _lists(self, groups: Sequence[PastGroup]) -> Places:
        """Return for each cohort a number that stands for the groups that it is in."""
        lists: dict[str, tuple[int, ...]] = {}
        for place, group in enumerate(groups):
            for name in group.cohorts:
                lists[name] = (*lists.get(name, ()), place)
        numbers = {found: 1 + place for place, found in enumerate(dict.fromkeys(lists.values()))}
        result = np.zeros(len(self.names), dtype=np.int64)
        for name, found in lists.items():
            if name in self.names:
                result[self.names[name]] = numbers[found]
        return result

    def _sets(
        self, groups: Iterable[PastGroup], member: Marks
    ) -> Iterator[tuple[SetId, PastGroup]]:
        sums = set_sums(self.cohort[member], self.words[member], len(self.names))
        for group in groups:
            places = [self.names[name] for name in group.cohorts if name in self.names]
            count, first, second = (int(s) for s in sums[places].sum(axis=0, dtype=np.int64))
            yield (count, first % _WRAP, second % _WRAP), group


def set_sums(cohort: Places, words: Places, cohorts: int) -> Places:
    """Return (cohorts, 3): of each cohort's people how many there are, and the sums of versions."""
    sums = np.zeros((cohorts, 3), dtype=np.int64)
    np.add.at(sums[:, 0], cohort, 1)
    np.add.at(sums[:, 1:], cohort, words)
    return sums


def as_set_id(sums: Places) -> SetId:
    """Return a row of ``set_sums``, or a sum of such rows, as a set's id."""
    return int(sums[0]), int(sums[1]) % _WRAP, int(sums[2]) % _WRAP
