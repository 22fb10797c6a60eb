"""A ``Released`` as pages read it: group by group, table by table.

A thin view: it decides nothing, rounds nothing and adds nothing. Printing to
the nearest 5 is done where words and cells are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from generator.definitions.cohort import Cohort
from generator.definitions.variables import NumberQuestion, Variable
from generator.disclosure.ledger import Ledger
from generator.disclosure.pages import Page, PageLevel
from generator.disclosure.released import ABSENT, EXCEEDED, KEY, Released
from generator.disclosure.rule import LARGE_FROM, Audience, Rule
from generator.disclosure.verdict import Verdict

Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table that is not shown, with the words that say so."""

    variable: Variable
    wording: str = ABSENT


@dataclass(frozen=True, slots=True)
class Shown:
    """A table that may be shown.

    ``counts`` are people in each of ``variable.categories``, to the nearest
    whole person; on open pages they are sums of published cells, are printed
    to the nearest 5, and may miss ``base`` by one or two. ``verdict`` is empty
    for everything but a change. ``margin`` is 0 where exact. ``counted`` are
    the titles of the cohorts that count, where they are not all of the
    group's. ``code_counts`` and ``statistics`` stand on restricted pages only.
    """

    variable: Variable
    base: int
    counts: tuple[int, ...]
    exact: bool
    verdict: Verdict | str = ""
    margin: float = 0.0
    counted: tuple[str, ...] = ()
    code_counts: tuple[int, ...] | None = None
    statistics: Mapping[str, float] = field(default_factory=dict)

    @property
    def large(self) -> bool:
        """True where percentages, a verdict and the margin may stand: 30 people and more."""
        return self.base >= LARGE_FROM


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people of one role were invited, and answered before, after, both times.

    All are headcounts, on open pages printed to the nearest 5. ``invited`` is
    None where it is not known of every cohort, or fewer than answered. The
    others are None where the form is not shown.
    """

    invited: int | None
    before: int | None
    after: int | None
    both: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A question that is answered by a number: who answered, the median and the hinges."""

    question: NumberQuestion
    base: int
    median: float
    hinges: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ReleasedGroup:
    """One group's page: who it is, and its tables by the question's key.

    ``members`` are (cohort id, title) of the cohorts in it, ``parent`` the id
    of the group above ("" for the programme). ``id`` is unique over all groups
    and safe in a file name. ``numbers`` stand on restricted pages only.
    """

    id: str
    level: PageLevel
    title: str
    parent: str
    members: tuple[tuple[str, str], ...]
    flows: Mapping[str, Flow]
    tables: Mapping[Key, Shown | Withheld]
    numbers: tuple[Number, ...] = ()

    @property
    def cohorts(self) -> frozenset[str]:
        """The ids of the cohorts in it."""
        return frozenset(cohort for cohort, _ in self.members)


@dataclass(frozen=True, slots=True)
class ListedCohort:
    """A cohort by its public names, whoever answered in it: one line of ``cohorts.csv``."""

    id: str
    title: str
    organisation: str
    region: str


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """What one release published: its number and day, groups, cohorts, and tables."""

    number: int
    date: str
    groups: int
    cohorts: int
    tables: int


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that one site shows.

    ``groups`` start with the programme, parents before children. ``places``
    leads every cohort id to the id of the smallest group that shows it.
    ``number`` is the last release, with a preview the one that it would be and where
    there is no ledger. What follows ``preview`` stands on restricted pages only: an open
    page says nothing that is not in the ledger. ``readers`` are named on every one.
    """

    audience: Audience
    minimum: int
    variables: tuple[Variable, ...]
    groups: tuple[ReleasedGroup, ...]
    places: Mapping[str, str]
    listed: tuple[ListedCohort, ...]
    invented: bool = False
    made_on: str = ""
    number: int = 0
    history: tuple[ReleaseNote, ...] = ()
    preview: bool = False
    readers: tuple[str, ...] = ()
    skipped: int = 0
    approved_by: str = ""
    reason: str = ""


def view(
    released: Released,
    variables: Sequence[Variable],
    cohorts: Sequence[Cohort],
    rule: Rule,
    *,
    pairs: Mapping[str, tuple[str, str]],
    numbers: Sequence[NumberQuestion] = (),
) -> Release:
    """Return a ``Released`` as pages read it; ``pairs`` are each role's primary waves.

    Where its numbers come from is for the caller to add.
    """
    asked = {variable.key: variable for variable in variables}
    titles = {cohort.id: cohort.title or cohort.id for cohort in cohorts}
    tables = _tables(released, asked, titles)
    flows = _flows(released, pairs)
    middles = _numbers(released, numbers)
    groups = tuple(
        ReleasedGroup(
            page.id,
            page.level,
            page.title,
            page.parent,
            tuple((one, titles.get(one, one)) for one in sorted(page.cohorts)),
            flows.get(page.id, {}),
            tables.get(page.id, {}),
            middles.get(page.id, ()),
        )
        for page in released.pages
    )
    shown = {key for group in groups for key in group.tables}
    return Release(
        released.audience,
        rule.minimum,
        tuple(variable for key, variable in asked.items() if key in shown),
        groups,
        _places(released.pages, cohorts),
        tuple(ListedCohort(c.id, c.title, c.organisation, c.region) for c in cohorts),
        approved_by=rule.approved_by,
        reason=rule.reason,
    )


def history(ledger: Ledger) -> tuple[ReleaseNote, ...]:
    """Return what each release published."""
    notes = []
    for one in ledger.releases:
        groups = [group for group in ledger.groups if group.release == one.number]
        fine = {group.cohorts for group in groups if group.level == "groups"}
        tables = sum(len(group.tables) for group in groups)
        tables += sum(own.release == one.number for own in ledger.own)
        cohorts = {cohort for group in fine for cohort in group}
        notes.append(ReleaseNote(one.number, one.date, len(fine), len(cohorts), tables))
    return tuple(notes)


def _rows(frame: pd.DataFrame, *by: str) -> Iterable[tuple[Any, list[tuple[Any, ...]]]]:
    """Yield rows that follow each other and are alike in some columns, without these."""
    key = itemgetter(*(frame.columns.get_loc(name) for name in by))
    columns = [frame[name].tolist() for name in frame.columns]
    for name, rows in groupby(zip(*columns, strict=True), key):
        yield name, [row[len(by) :] for row in rows]


def _tables(
    released: Released, asked: Mapping[Key, Variable], titles: Mapping[str, str]
) -> dict[str, dict[Key, Shown | Withheld]]:
    exact = released.audience == "restricted"
    further: dict[tuple[str, ...], dict[str, float]] = {
        key: dict(rows) for key, rows in _rows(released.statistics, "group", *KEY)
    }
    found: dict[str, dict[Key, Shown | Withheld]] = {}
    for (group, *rest), rows in _rows(released.numbers, "group", *KEY):
        key: Key = tuple(rest)
        _, _, base, margin, verdict, status, counted = rows[0]
        tables = found.setdefault(group, {})
        if status != "released":
            tables[key] = Withheld(asked[key], status)
            continue
        statistics = further.get((group, *key), {})
        codes = [statistics.get(f"count:{code}") for code in asked[key].codes]
        tables[key] = Shown(
            asked[key],
            int(base),
            tuple(round(row[1]) for row in rows),
            exact,
            verdict,
            margin,
            tuple(titles.get(name, name) for name in counted.split()),
            tuple(int(c) for c in codes if c is not None) if codes and None not in codes else None,
            {name: value for name, value in statistics.items() if not name.startswith("count:")},
        )
    return found


def _flows(released: Released, pairs: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, Flow]]:
    heads: dict[tuple[str, str], dict[str, int | None]] = {}
    for group, role, waves, people in released.people.itertuples(index=False):
        if role in pairs:
            many = None if pd.isna(people) else int(people)
            heads.setdefault((group, role), {})[waves] = many
    found: dict[str, dict[str, Flow]] = {}
    for (group, role), many_at in heads.items():
        times = (*pairs[role], "+".join(pairs[role]))
        before, after, both = (many_at.get(waves) for waves in times)
        invited, most = many_at.get("invited"), max(before or 0, after or 0, both or 0)
        if EXCEEDED in many_at or most > (invited or 0):
            invited = None
        exact = released.audience == "restricted"
        found.setdefault(group, {})[role] = Flow(invited, before, after, both, exact)
    return found


def _numbers(
    released: Released, numbers: Sequence[NumberQuestion]
) -> dict[str, tuple[Number, ...]]:
    asked = {(one.role, one.item, one.wave): one for one in numbers}
    found: dict[str, tuple[Number, ...]] = {}
    for (group, role, item, _, wave, _), rows in _rows(released.statistics, "group", *KEY):
        question, values = asked.get((role, item, wave)), dict(rows)
        if question is not None and "median" in values:
            hinges = (values["quartile_low"], values["quartile_high"])
            one = Number(question, int(values["n"]), values["median"], hinges)
            found[group] = (*found.get(group, ()), one)
    return found


def _places(pages: Sequence[Page], cohorts: Sequence[Cohort]) -> dict[str, str]:
    """Return the smallest page of each cohort; the programme's where it is in no other."""
    found = {cohort.id: pages[0].id for cohort in cohorts}
    for page in pages:  # larger ones first, so that the smallest stays
        found |= dict.fromkeys(page.cohorts, page.id)
    return found
