"""A source's people over time: everybody who is in it now, or was in an earlier release.

Whoever belongs to exactly the same published sets cannot be told apart, and
forms a **class**. Classes are kept as whole numbers, one a person; 0 is for
people who are in no published set yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from generator.disclosure.past import Past, PastGroup
from generator.disclosure.persons import People, Population
from generator.disclosure.released import Audience
from generator.disclosure.sources import Source
from generator.disclosure.units import Everyone, Seen, Units, everyone

Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
#: Tells one set of people from every other: how many there are, and two sums over their words.
SetId = tuple[int, int, int]
_WRAP = 1 << 64


@dataclass(frozen=True, slots=True)
class Crowd:
    """One source's people, now and in the past.

    - ``cohort``: (people,) places in the cohorts of today, and behind them those of the past
    - ``home``: (people,) the place of the cohort that each was counted in last
    - ``row``: (people,) places in the population of today, -1 for versions that have left
    - ``last``: (people of today,) the place here of what each was counted as last, -1 for none
    - ``words``: (people, 2) two numbers by which sets of people are told apart
    - ``own``, ``all``: (people,) classes over the releases for one audience, and for both
    - ``lately``: for participation, classes by the last sets alone, for this audience and the other
    - ``published``: the sets published for one audience, the newest last
    - ``tables``: for restricted pages, classes by the sets that showed each table
    """

    source: Source
    cohort: Places
    home: Places
    row: Places
    last: Places
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

    @property
    def corrected(self) -> Marks:
        """Who of the population of today was published with another answer than theirs of today."""
        known = self.last >= 0
        known[known] = self.row[self.last[known]] < 0
        return known


@dataclass(frozen=True, slots=True)
class Throng:
    """A source's crowd with everything that it was made from, so that it can be made again."""

    everyone: Everyone
    population: Population
    crowd: Crowd
    audience: Audience

    @property
    def column(self) -> int:
        """The source's place in its population."""
        return self.population.sources.index(self.crowd.source)

    def holding(self, who: Marks) -> Throng:
        """Return the crowd with some people's earlier answers in place of those of today."""
        source = self.crowd.source
        population = self.everyone.held(source.name, np.flatnonzero(who))
        return _throng(replace(self.everyone, today=population), source, self.audience)


def crowds(people: People, past: Past, audience: Audience) -> Iterator[Throng]:
    """Yield the crowd of every source of today."""
    for population in people.populations:
        known = everyone(population.name, past, population, people.cohorts)
        for source in population.sources:
            yield _throng(known, source, audience)


def _throng(known: Everyone, source: Source, audience: Audience) -> Throng:
    population = known.today
    if population is None:
        raise ValueError(source.name)
    inside = population.members[:, population.sources.index(source)]
    crowd = _Units(known.names, known.units(source.name), inside).crowd(source, audience)
    return Throng(known, population, crowd, audience)


def pair(a: Places, b: Places) -> Places:
    """Return a number for each distinct pair, 0 for (0, 0).

    >>> pair(np.array([0, 1, 1, 0]), np.array([0, 2, 2, 1])).tolist()
    [0, 2, 2, 1]
    """
    packed = a * (int(b.max(initial=0)) + 1) + b
    _, numbers = np.unique(np.concatenate([[0], packed]), return_inverse=True)
    return np.asarray(numbers[1:], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Units:
    """A source's units of all times; ``today`` tells which of today's people count."""

    names: Mapping[str, int]
    units: Units
    today: Marks

    def crowd(self, source: Source, audience: Audience) -> Crowd:
        everybody = len(self.units.cohort)
        words = _words(everybody)
        own, every = np.zeros(everybody, dtype=np.int64), np.zeros(everybody, dtype=np.int64)
        published: list[tuple[SetId, PastGroup]] = []
        last = {"open": own, "restricted": own}
        other = "restricted" if audience == "open" else "open"
        names_of = source.tables if audience == "restricted" else ()
        tables = {name: np.zeros(everybody, dtype=np.int64) for name in names_of}
        rows = np.full(everybody, -1, dtype=np.int64)
        rows[: len(self.today)] = np.where(self.today, np.arange(len(self.today)), -1)
        inside, home = rows >= 0, self.units.cohort.copy()
        for seen in self.units.seen:
            one = seen.release
            groups = list(one.fresh(source.name))
            if not groups:
                continue
            inside[seen.units] = True
            home[seen.units] = seen.cohort
            shown = self._shown(groups, seen)
            every = pair(every, shown)
            if source.moves:
                homes = self.units.cohort.copy()
                homes[seen.units] = seen.cohort
                touched = self._lists(groups)[homes] > 0
                last[one.audience] = np.where(touched, shown, last[one.audience])
            for name, lists in tables.items():
                tables[name] = pair(lists, self._shown(list(one.showing(name, groups)), seen))
            if one.audience == audience:
                own = pair(own, shown)
                published.extend(self._sets(groups, seen, words))
        kept = np.flatnonzero(inside)
        place = np.full(everybody + 1, -1, dtype=np.int64)  # the last for those never counted
        place[kept] = np.arange(len(kept))
        return Crowd(
            source,
            self.units.cohort[kept],
            home[kept],
            rows[kept],
            place[self.units.last],
            words[kept],
            own[kept],
            every[kept],
            (last[audience][kept], last[other][kept]),
            tuple(published),
            {name: lists[kept] for name, lists in tables.items()},
        )

    def _shown(self, groups: Sequence[PastGroup], seen: Seen) -> Places:
        """Return for each unit a number that stands for the groups that counted it."""
        shown = np.zeros(len(self.units.cohort), dtype=np.int64)
        shown[seen.units] = self._lists(groups)[seen.cohort]
        return shown

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
        self, groups: Iterable[PastGroup], seen: Seen, words: Places
    ) -> Iterator[tuple[SetId, PastGroup]]:
        sums = set_sums(seen.cohort, words[seen.units], len(self.names))
        for group in groups:
            yield as_set_id(sums[seen.places(group)].sum(axis=0, dtype=np.int64)), group


def _words(count: int) -> Places:
    """Return (count, 2) numbers, of which no two sets have the same sums but by a rare chance.

    They need not last: both sides of a comparison are made in the same build.
    """
    return np.random.default_rng(0).integers(-(1 << 63), (1 << 63) - 1, (count, 2), dtype=np.int64)


def set_sums(cohort: Places, words: Places, cohorts: int) -> Places:
    """Return (cohorts, 3): of each cohort's people how many there are, and the sums of versions."""
    sums = np.zeros((cohorts, 3), dtype=np.int64)
    np.add.at(sums[:, 0], cohort, 1)
    np.add.at(sums[:, 1:], cohort, words)
    return sums


def as_set_id(sums: Places) -> SetId:
    """Return a row of ``set_sums``, or a sum of such rows, as a set's id."""
    return int(sums[0]), int(sums[1]) % _WRAP, int(sums[2]) % _WRAP
