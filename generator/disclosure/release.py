"""A release: whoever has not been counted forms new groups, and each group's tables are rounded.

``make`` is the only way from answers to a ledger. The preview, the release and
the demonstration all take it, so that what a preview shows is what a release
publishes. Read it from top to bottom:

1. who is in each population and has not been published yet (``newcomers``);
2. which groups they form (``groups``); too few of them wait;
3. one table a question and group, rounded once (``rounding``);
4. large places get a rounding of their own;
5. all of it becomes new lines of the ledger (``ledger``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from generator.analysis.category_tables import category_table
from generator.analysis.tally import Counts, tally
from generator.definitions.cohort import Cohort
from generator.definitions.variables import Variable
from generator.disclosure.groups import Group, Place, Shared, of_groups, share
from generator.disclosure.ledger import (
    GroupLine,
    Ledger,
    Level,
    OwnLine,
    QuestionLine,
    ReleaseLine,
    Table,
    categories_of,
    key_check,
    part_of,
)
from generator.disclosure.newcomers import (
    Newcomers,
    Source,
    check_questions,
    marks_of,
    newcomers,
)
from generator.disclosure.populations import (
    Population,
    assigned,
    by_cohort,
    members,
)
from generator.disclosure.rounding import (
    BASE,
    COARSE_BASE,
    FEWEST,
    Base,
    Subject,
    rounded,
    secret_number,
)
from generator.disclosure.rule import OWN_GROUPS, OWN_PEOPLE, Rule


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the people whom a release publishes are shown, by the ids of their cohorts.

    ``alone`` get a page of their own, ``pools`` a page together. ``later`` have
    a page from an earlier release and get more tables. ``larger`` have none:
    they count in larger groups only. ``joined`` are those of a pool that have
    enough people to stand alone. ``wider``: some questions are shown for larger
    groups than these.
    """

    alone: Group = ()
    pools: tuple[Group, ...] = ()
    later: Group = ()
    larger: Group = ()
    joined: Group = ()
    wider: bool = False

    @property
    def cohorts(self) -> int:
        """How many cohorts have people who are published."""
        return sum(map(len, (self.alone, *self.pools, self.later, self.larger)))


@dataclass(frozen=True, slots=True)
class Made:
    """A ledger with one more release, or the same ledger where nothing new may be published.

    ``tables`` counts the new ones, ``placed`` says where they are shown.
    ``waiting`` leads the ids of cohorts to how many of their people still wait
    to be counted in some table. ``gone`` is how many people of earlier
    releases are no longer among the answers.
    """

    ledger: Ledger
    tables: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)
    gone: int = 0
    placed: Placed = Placed()


def make(source: Source, rule: Rule, ledger: Ledger, key: bytes, day: str) -> Made:
    """Return what a release would publish now.

    Parameters
    ----------
    source
        Only its open questions are looked at.
    rule
        The rule for open pages.
    ledger
        Everything that was published before.
    key
        32 secret bytes. Cohorts that were published with another key are closed.
    day
        The day of the release, as an ISO date.

    Raises
    ------
    RedefinedError
        Where a question was published otherwise.

    """
    check_questions(ledger, source.variables)
    asked = tuple(newcomers(source, ledger, key))
    work = _Work(source, ledger, key, asked)
    pages = work.publish(rule.minimum)
    work.publish_coarse(rule.coarse)
    waiting = _waiting(source.responses.cohorts, work)
    gone = max((one.gone for one in asked), default=0)
    if not work.groups:
        return Made(ledger, 0, waiting, gone)
    release = ReleaseLine(
        number=work.number, date=day, key=key_check(key), minimum=rule.minimum, pages=pages
    )
    known = {(one.population, one.part) for one in ledger.questions}
    new = [line for line in _questions(asked) if (line.population, line.part) not in known]
    tables = sum(len(line.tables) for line in work.groups) + len(work.own)
    placed = _placed(ledger, pages, work, rule.minimum)
    after = ledger.plus(release, new, work.groups, work.own)
    return Made(after, tables, waiting, gone, placed)


def _placed(ledger: Ledger, pages: tuple[Group, ...], work: _Work, least: int) -> Placed:
    shown = [line.cohorts for line in work.groups if line.level == "groups"]
    cohorts = sorted({cohort for line in work.groups for cohort in line.cohorts})
    before = {cohort for one in ledger.releases for group in one.pages for cohort in group}
    new = {cohort for group in pages for cohort in group}
    pools = tuple(group for group in pages if len(group) > 1)
    enough = work.enough(least)
    return Placed(
        tuple(group[0] for group in pages if len(group) == 1),
        pools,
        tuple(one for one in cohorts if one in before - new),
        tuple(one for one in cohorts if one not in before | new),
        tuple(cohort for group in pools for cohort in group if cohort in enough),
        any(group not in pages for group in shown) and not before,
    )


def _questions(asked: Sequence[Newcomers]) -> Iterator[QuestionLine]:
    for one in asked:
        for variable in (*one.fine, *one.domains):
            yield QuestionLine(
                population=one.id,
                part=part_of(variable),
                form="" if variable.kind == "theme" else variable.instrument,
                categories=categories_of(variable),
            )


def _waiting(cohorts: Sequence[Cohort], work: _Work) -> dict[str, int]:
    """Return how many people of each cohort have not been counted in all that they answered."""
    left: set[tuple[str, int, str]] = set()
    for one in work.asked:
        done = work.counted.get(one.id)
        people = one.people
        if done is not None:
            keys = ["cohort", "respondent"]
            people = people.merge(done[[*keys, "line"]], on=keys, how="left")
            people = people[people["line"].isna()]
        role = one.population.role
        left.update(
            (role, *row) for row in zip(people["cohort"], people["respondent"], strict=True)
        )
    return dict(sorted(Counter(cohorts[place].id for _, place, _ in left).items()))


# --- their groups and tables ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pending:
    """A population's groups that are in no coarse group yet.

    ``parts`` are their cohorts and ``numbers`` their numbers, by name;
    ``people`` are those who are still there, with ``part``, their group's name.
    """

    parts: dict[str, Group]
    numbers: dict[str, int]
    people: pd.DataFrame


class _Work:
    """A release in the making: its new groups with their tables, and who is in which."""

    def __init__(
        self, source: Source, ledger: Ledger, key: bytes, asked: tuple[Newcomers, ...]
    ) -> None:
        self.source, self.ledger, self.key, self.asked = source, ledger, key, asked
        self.number, self.place = ledger.number + 1, source.place()
        self.groups: list[GroupLine] = []
        self.own: list[OwnLine] = []
        #: The people of each population's new groups, with ``line``, their group's number.
        self.counted: dict[str, pd.DataFrame] = {}

    def publish(self, least: int) -> tuple[Group, ...]:
        """Add the new groups of every population; return those that get a page."""
        late = {one.id for one in self.asked if self.ledger.of(one.id, "groups")}
        standing = self.ledger.standing()
        new = self._shared([one for one in self.asked if one.id not in late], least, standing)
        more = self._shared([one for one in self.asked if one.id in late], least, None)
        found = {**new.groups, **more.groups}
        for one in self.asked:
            if one.id in found:
                self._publish(one, found[one.id], first=one.id not in late)
        known = {cohort for group in self.ledger.groups for cohort in group.cohorts}
        later = tuple(group for group in more.shared if not known & set(group))
        return (*(() if standing else new.shared), *later)

    def enough(self, least: int) -> set[str]:
        """Return the cohorts that have ``least`` people of each population that makes groups."""
        listed = self.source.responses.cohorts
        deciding = [one for one in self.asked if not one.optional and len(one.people) >= least]
        heads = [by_cohort(one.people, listed) for one in deciding]
        return {
            cohort.id
            for cohort in listed
            if heads and all(many.get(cohort.id, 0) >= least for many in heads)
        }

    def _shared(
        self, asked: Sequence[Newcomers], least: int, standing: tuple[Group, ...] | None
    ) -> Shared:
        """Group populations that are released together; ``standing`` None for late people."""
        return share(
            self.place,
            {one.id: by_cohort(one.people, self.source.responses.cohorts) for one in asked},
            least,
            optional=frozenset(one.id for one in asked if one.optional),
            standing=standing or (),
            first=standing is not None,
        )

    def _publish(self, one: Newcomers, groups: Sequence[Group], *, first: bool) -> None:
        place = {cohort: at for at, group in enumerate(groups) for cohort in group}
        home = np.array(
            [place.get(c.id, -1) for c in self.source.responses.cohorts], dtype=np.int64
        )
        people = one.people.assign(group=home[one.people["cohort"]])
        people = people[people["group"] >= 0].reset_index(drop=True)
        start = len(self.ledger.groups) + len(self.groups)
        self._add(one.population, "groups", one.fine, groups, people, first=first)
        self.counted[one.id] = people.assign(line=people["group"] + start)

    def publish_coarse(self, least: int) -> None:
        """Add the coarse groups: whole groups that are in none yet, put together."""
        pending = {one.id: self._pending(one) for one in self.asked if one.domains}
        by_parts: dict[object, list[Newcomers]] = {}
        for one in self.asked:
            if one.id in pending and pending[one.id].parts:
                late = bool(self.ledger.of(one.id, "coarse"))
                alike: object = one.id if late else frozenset(pending[one.id].parts)
                by_parts.setdefault(alike, []).append(one)
        for alike, together in by_parts.items():
            first = not isinstance(alike, str)
            sharing = share(
                of_groups(self.place, pending[together[0].id].parts),
                {one.id: dict(pending[one.id].people["part"].value_counts()) for one in together},
                least,
                optional=frozenset(one.id for one in together if one.optional),
                first=first,
            )
            for one in together:
                if one.id in sharing.groups:
                    self._publish_coarse(one, pending[one.id], sharing.groups[one.id], first=first)

    def _pending(self, one: Newcomers) -> _Pending:
        mine = [*self.ledger.of(one.id, "groups"), *self._lines(one.id, "groups")]
        inside = {number for line in self.ledger.of(one.id, "coarse") for number in line.of}
        left = [line for line in mine if line.number not in inside]
        names = {line.number: f"{line.release}:{'+'.join(line.cohorts)}" for line in left}
        people = [self.counted[one.id]] if one.id in self.counted else []
        earlier = [line for line in left if line.release < self.number]
        if earlier:
            people.append(self._still_there(one, earlier))
        found = pd.concat(people, ignore_index=True) if people else one.people.assign(line=-1)
        return _Pending(
            {names[line.number]: line.cohorts for line in left},
            {name: number for number, name in names.items()},
            found.assign(part=found["line"].map(names)).dropna(subset="part"),
        )

    def _still_there(self, one: Newcomers, lines: Sequence[GroupLine]) -> pd.DataFrame:
        """Return the people of earlier groups who are among the answers now, with their group."""
        people = members(one.population, self.source.books, self.source.responses)
        known = {name: line.number for line in lines for name in line.marks}
        found = marks_of(self.key, one.population, "groups", people).map(known)
        people = people.assign(line=found).dropna(subset="line")
        return people.astype({"line": np.int64})

    def _publish_coarse(
        self, one: Newcomers, pending: _Pending, groups: Sequence[Group], *, first: bool
    ) -> None:
        place = {name: at for at, group in enumerate(groups) for name in group}
        home = pending.people["part"].map(place)
        people = pending.people.assign(group=home).dropna(subset="group")
        people = people.astype({"group": np.int64}).reset_index(drop=True)
        cohorts = [
            tuple(dict.fromkeys(cohort for name in group for cohort in pending.parts[name]))
            for group in groups
        ]
        of = [tuple(pending.numbers[name] for name in group) for group in groups]
        self._add(one.population, "coarse", one.domains, cohorts, people, first=first, of=of)

    def _lines(self, population: str, level: Level) -> list[GroupLine]:
        return [g for g in self.groups if (g.population, g.level) == (population, level)]

    def _add(
        self,
        population: Population,
        level: Level,
        variables: Sequence[Variable],
        groups: Sequence[Group],
        people: pd.DataFrame,
        *,
        first: bool,
        of: Sequence[tuple[int, ...]] = (),
    ) -> None:
        """Add groups with their tables; ``people`` has ``group``, the place of each one's group."""
        source, start = self.source, len(self.ledger.groups) + len(self.groups)
        answers = assigned(population, source.books, source.responses, people, len(groups))
        counts = tally(source.programme, source.books, answers)
        truths = {part_of(one): category_table(one, counts) for one in variables}
        made = marks_of(self.key, population, level, people)
        heads = people["group"].value_counts()
        listed = source.responses.cohorts
        came = {
            (at, listed[cohort].id): int(many)
            for (at, cohort), many in people.groupby(["group", "cohort"]).size().items()
        }
        by_group = made[made != ""].groupby(people["group"]).agg(sorted)
        exact = {part: truth.tolist() for part, truth in truths.items()}
        for at, cohorts in enumerate(groups):
            tables = {
                part: self._rounded(population, part, cohorts, truth[at], BASE)
                for part, truth in exact.items()
                if sum(truth[at]) >= FEWEST
            }
            self.groups.append(
                GroupLine(
                    number=start + at,
                    release=self.number,
                    population=population.id,
                    level=level,
                    cohorts=cohorts,
                    people=int(heads.get(at, 0)),
                    first=first,
                    of=of[at] if of else (),
                    marks=tuple(by_group.get(at, ())),
                    tables=tables,
                    came=tuple(came.get((at, name), 0) for name in cohorts),
                )
            )
        if first:
            self._add_own(population, level, truths, groups, start)

    def _add_own(
        self,
        population: Population,
        level: Level,
        truths: Mapping[str, Counts],
        groups: Sequence[Group],
        start: int,
    ) -> None:
        """Add a rounding in tens for each of the lowest places that are large enough."""
        place = of_groups(self.place, {str(at): group for at, group in enumerate(groups)})
        for part, truth in truths.items():
            for inside in _large(place, truth.sum(axis=1)):
                cohorts = tuple(name for at in inside for name in groups[at])
                counts = truth[inside].sum(axis=0).tolist()
                table = self._rounded(population, part, cohorts, counts, COARSE_BASE)
                self.own.append(
                    OwnLine(
                        release=self.number,
                        population=population.id,
                        level=level,
                        part=part,
                        groups=tuple(start + at for at in inside),
                        table=table,
                    )
                )

    def _rounded(
        self, population: Population, part: str, cohorts: Group, counts: list[int], base: Base
    ) -> Table:
        subject = Subject(self.ledger.programme, population.id, part, cohorts, self.number)
        cells = rounded(counts, secret_number(self.key, subject, counts, base), base)
        people = sum(counts)
        # What was just rounded needs no proof; a ledger that is read does.
        return Table.model_construct(n=people, M=base * (people // base), R=cells, base=base)


def _large(place: Place, people: Counts) -> Iterator[list[int]]:
    """Yield the groups of each lowest place with enough people in enough groups that have a table.

    What lies in one such set is in no other: a wider place is made of what is left.
    """
    sets: list[list[int]] = []

    def left(at: Place) -> list[int]:
        if not at.parts:
            number = int(at.name)
            return [number] if people[number] >= FEWEST else []
        free = [number for part in at.parts for number in left(part)]
        if len(free) >= OWN_GROUPS and people[free].sum() >= OWN_PEOPLE:
            sets.append(free)
            return []
        return free

    if place.parts:
        left(place)
    yield from sets
