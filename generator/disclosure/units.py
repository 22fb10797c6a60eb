"""Who is who from release to release: the same person with the same answer is one unit.

A reader compares two releases person by person. They know who moved to another
cohort, that two cohorts were merged, and that a cohort's id is another one now;
they know that most people have not changed what they said. Whoever has the
same answer in two releases adds nothing to the difference between them, so
that somebody else can stand out alone. The unit is therefore a **person with
an answer to one question**: it is the same unit in another cohort, and beside
another answer of theirs that was corrected.

People are known by their cohort and code first. Whoever is not found so is
looked for in other cohorts, where nobody else has the same code: programmes
may number the people of each cohort from 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from generator.disclosure.past import Past, PastGroup, PastPeople, PastRelease
from generator.disclosure.persons import WHO_BYTES, Population, recalled

Places = npt.NDArray[np.int64]
#: A mark stands in the last bits of a unit's key, its person before it.
_MARK_BITS = 32


@dataclass(frozen=True, slots=True)
class Seen:
    """Who counted in one release for one source.

    - ``units``: (people,) their numbers
    - ``cohort``: (people,) where they were at the time, as places in ``names``
    """

    release: PastRelease
    units: Places
    cohort: Places
    names: dict[str, int]

    def places(self, group: PastGroup) -> list[int]:
        """Return the places of a group's cohorts; of some of them nobody may be known."""
        return [self.names[name] for name in sorted(group.cohorts) if name in self.names]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one source, of all times.

    - ``cohort``: (units,) where they are now, or were last. The first ones are the people of
      today in their order, whether they count or not; behind them are those who have left
    - ``seen``: every release that counted some of them
    - ``last``: (people of today,) the unit that each was counted as last, -1 where they never were
    """

    cohort: Places
    seen: tuple[Seen, ...]
    last: Places


@dataclass(frozen=True, slots=True)
class Everyone:
    """A population's people of all times, those of today first.

    - ``names``: every cohort's place, those of today first
    - ``before``: each release's people, as (people,) persons and (people,) cohorts
    """

    today: Population | None
    names: dict[str, int]
    before: tuple[tuple[PastRelease, PastPeople, Places, Places], ...]

    def units(self, source: str) -> Units:
        """Return the units of a source."""
        now = self._now(source)
        keys, counted = [now], []
        for one, people, persons, cohort in self.before:
            if source in people.sources:
                column = people.sources.index(source)
                rows = np.flatnonzero(people.members[:, column])
                keys.append(persons[rows] << _MARK_BITS | people.marks[rows, column])
                counted.append((one, cohort[rows]))
        everyone = len(now)
        distinct, which = np.unique(np.concatenate(keys[1:] or [now[:0]]), return_inverse=True)
        places = np.full(len(distinct), -1, dtype=np.int64)
        order = np.argsort(now, kind="stable")
        found = np.searchsorted(now[order], distinct)
        known = np.flatnonzero(found < everyone)
        known = known[now[order][found[known]] == distinct[known]]
        places[known] = order[found[known]]
        gone = places < 0
        places[gone] = everyone + np.arange(int(gone.sum()))
        homes = np.zeros(everyone + int(gone.sum()), dtype=np.int64)
        last = np.full(everyone, -1, dtype=np.int64)
        seen, start = [], 0
        for (one, cohort), key in zip(counted, keys[1:], strict=True):
            units, person = places[which[start : start + len(cohort)]], key >> _MARK_BITS
            homes[units] = cohort
            here = person < everyone
            last[person[here]] = units[here]
            seen.append(Seen(one, units, cohort, self.names))
            start += len(cohort)
        if self.today is not None:
            homes[:everyone] = self.today.cohort
        return Units(homes, tuple(seen), last)

    def held(self, source: str, who: Places) -> Population:
        """Return today's people, some of them with the answer that was counted last.

        Their earlier answer is found by its mark: with the key, and among the
        few that there are.
        """
        today = self.today
        if today is None:
            raise ValueError(source)
        column = next(n for n, s in enumerate(today.sources) if s.name == source)
        before = dict(self._before(source))
        marks, members = today.marks.copy(), today.members.copy()
        first, second, versions = today.first.copy(), today.second.copy(), list(today.versions)
        for row in who.tolist():
            mark, versions[row] = before[row]
            marks[row, column], members[row, column] = mark, True
            first[row, column], second[row, column] = recalled(today, row, column, mark)
        return replace(
            today, marks=marks, members=members, first=first, second=second,
            versions=tuple(versions),
        )  # fmt: skip

    def _before(self, source: str) -> Iterator[tuple[int, tuple[int, bytes]]]:
        """Yield each person's mark and version of every release that counted them."""
        for _, people, persons, _ in self.before:
            if source in people.sources:
                column = people.sources.index(source)
                for row in np.flatnonzero(people.members[:, column]).tolist():
                    found = int(people.marks[row, column]), people.versions[row]
                    yield int(persons[row]), found

    def _now(self, source: str) -> Places:
        """Return a key for each person of today; whoever does not count has one of their own."""
        if self.today is None:
            return np.zeros(0, dtype=np.int64)
        column = next((n for n, s in enumerate(self.today.sources) if s.name == source), -1)
        persons = np.arange(len(self.today.versions), dtype=np.int64)
        if column < 0:
            return -1 - persons
        keys = persons << _MARK_BITS | self.today.marks[:, column]
        return np.where(self.today.members[:, column], keys, -1 - persons)


def everyone(
    population: str, past: Past, today: Population | None = None, cohorts: Sequence[str] = ()
) -> Everyone:
    """Return a population's people of all times; ``cohorts`` are those of today."""
    names = {name: place for place, name in enumerate(cohorts)}
    persons = _Persons({}, {})
    if today is not None:
        for version, home in zip(today.versions, today.cohort.tolist(), strict=True):
            persons.add(home, version[:WHO_BYTES])
    before = []
    for one in past.releases:
        people = one.people.get(population)
        if people is not None:
            homes = [names.setdefault(one.cohorts[n], len(names)) for n in people.cohort.tolist()]
            whos = [version[:WHO_BYTES] for version in people.versions]
            numbers = np.array(list(persons.numbers(homes, whos)), dtype=np.int64)
            before.append((one, people, numbers, np.array(homes, dtype=np.int64)))
    return Everyone(today, names, tuple(before))


@dataclass(slots=True)
class _Persons:
    """Numbers of persons, by cohort and code, and by code alone."""

    at_home: dict[tuple[int, bytes], int]
    anywhere: dict[bytes, list[int]]
    count: int = 0

    def add(self, home: int, who: bytes) -> int:
        """Return the number of somebody new."""
        number = self.count
        self.count += 1
        self.at_home[home, who] = number
        self.anywhere.setdefault(who, []).append(number)
        return number

    def numbers(self, homes: Sequence[int], whos: Sequence[bytes]) -> Iterator[int]:
        """Yield the number of each person of a release; nobody is two of them."""
        known = [self.at_home.get(at) for at in zip(homes, whos, strict=True)]
        twice = Counter(known)
        known = [None if number is None or twice[number] > 1 else number for number in known]
        used = set(known)
        missed = Counter(who for who, number in zip(whos, known, strict=True) if number is None)
        for home, who, number in zip(homes, whos, known, strict=True):
            if number is None:
                free = [n for n in self.anywhere.get(who, ()) if n not in used]
                number = free[0] if len(free) == 1 == missed[who] else self.add(home, who)
                self.at_home.setdefault((home, who), number)
            yield number
