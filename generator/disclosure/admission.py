"""Who counts in a release: every source decided by the atom rule, and the counts that follow.

A release is made from the counts of those who are admitted. Where everybody
is, these are the counts as they came; otherwise each source whose people wait
is counted anew without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.analysis.category_tables import change_table
from generator.analysis.forms import count_rows
from generator.analysis.tally import Counts, Tally
from generator.disclosure.atoms import Ground, Marks, Places, Plan, Shown, Tellable, decide
from generator.disclosure.crowds import Crowd, Throng
from generator.disclosure.exact import allowed_table, fewest_others, is_worry
from generator.disclosure.gaps import may_come
from generator.disclosure.participation import Participation
from generator.disclosure.persons import AFTER_ONLY, BEFORE_ONLY, BOTH, Population
from generator.disclosure.rule import Rule
from generator.disclosure.shown import Allowed, shown_nodes
from generator.disclosure.sources import SESSION, Source
from generator.survey.programme import TOTAL
from generator.survey.variables import Variable

#: The place in a table of participation of what somebody did (see ``persons``).
_PLACE_OF_STATUS = np.array([0, 1, 1, 2], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """One source in a release: its people today, who of them counts, and what it may show.

    ``held`` are those who count with their earlier answer, since a correction waits.
    """

    population: Population
    column: int
    plan: Plan
    held: Marks

    @property
    def source(self) -> Source:
        """The source."""
        return self.population.sources[self.column]

    @property
    def left_out(self) -> Marks:
        """Who is in the source and does not count."""
        return self.population.members[:, self.column] & ~self.plan.admitted

    @property
    def everybody(self) -> bool:
        """True where nobody waits, and no correction does."""
        return not self.left_out.any() and not self.held.any()

    @property
    def homes(self) -> frozenset[int]:
        """The places of cohorts in which a correction waits."""
        return frozenset(self.population.cohort[self.held].tolist())


def admit(found: Sequence[Throng], ground: Ground, rule: Rule) -> dict[str, Part]:
    """Return what each source may show, by its name; sessions are decided elsewhere."""
    twins: dict[str, list[Throng]] = {}
    for one in found:
        if not one.crowd.source.tables[0].startswith(f"{SESSION}|"):
            twins.setdefault(one.crowd.source.twin, []).append(one)
    parts: dict[str, Part] = {}
    for together in twins.values():
        parts.update({part.source.name: part for part in _held_back(together, ground, rule)})
    return parts


def _held_back(twins: Sequence[Throng], ground: Ground, rule: Rule) -> list[Part]:
    """Decide about twins; corrections that are too few count as they were before.

    Where a correction leaves too few on either side of it, all who were shown
    together with that person would have to wait (``atoms``), and a larger group
    would lose them all. The earlier answer, which readers have, tells them
    nothing new: it stays until there are enough corrections.
    """
    nobody = np.zeros(len(twins[0].population.versions), dtype=bool)
    held, now = nobody, list(twins)
    while True:
        parts = _together(now, held, ground, rule)
        waiting = [_unfit(one.crowd, part) for one, part in zip(now, parts, strict=True)]
        more = np.logical_or.reduce(waiting) & ~held
        if not more.any():
            return parts
        held = held | more
        now = [one.holding(held & one.crowd.corrected) for one in twins]


def _unfit(crowd: Crowd, part: Part) -> Marks:
    """Return who corrected an answer that cannot count yet, or that others cannot count beside."""
    corrected = crowd.corrected
    if crowd.source.moves or not corrected.any():
        return np.zeros(len(corrected), dtype=bool)
    admitted = np.zeros(len(crowd.row), dtype=bool)
    admitted[crowd.now] = part.plan.admitted[crowd.row[crowd.now]]
    unfit = corrected & part.left_out
    for lists in (crowd.own, crowd.all):
        stopped = np.unique(lists[crowd.now & ~admitted])
        unfit |= corrected & np.isin(lists[crowd.last], stopped[stopped > 0])
    return unfit


def _together(twins: Sequence[Throng], held: Marks, ground: Ground, rule: Rule) -> list[Part]:
    """Decide about twins until each leaves out the same people."""
    barred = [np.zeros(len(held), dtype=bool) for _ in twins]
    while True:
        parts = []
        for one, left_out in zip(twins, barred, strict=True):
            population, column = one.population, one.column
            members = population.members[:, column]
            look = _Look(population, column, ground, rule)
            plan = decide(one.crowd, ground, members & ~left_out, look.shown, look.tellable)
            parts.append(Part(population, column, plan, held & members))
        waiting = np.logical_or.reduce([part.left_out for part in parts])
        more = [waiting & part.plan.admitted for part in parts]
        if not any(who.any() for who in more):
            return parts
        barred = [old | who for old, who in zip(barred, more, strict=True)]


@dataclass(frozen=True, slots=True)
class _Look:
    """How the ordinary rules look at a source's people."""

    population: Population
    column: int
    ground: Ground
    rule: Rule

    @property
    def shown(self) -> Shown:
        def found(admitted: Marks) -> dict[str, frozenset[int]]:
            rows, tree = np.flatnonzero(admitted), self.ground.tree
            nodes: dict[str, frozenset[int]] = {}
            for name in self._names:
                table, allowed = self._table(name, rows)
                decided = shown_nodes(tree, tree.sums(table), allowed).shown
                nodes[name] = frozenset(place for place, is_shown in enumerate(decided) if is_shown)
            return nodes

        return found

    @property
    def tellable(self) -> Tellable:
        def found(name: str, rows: Places, counting: Marks) -> bool:
            table, allowed = self._table(name, rows)
            batch = _in_all(table)
            if not self.rule.exact or not allowed(batch):
                return allowed(batch)
            everyone, _ = self._table(name, np.flatnonzero(counting))
            groups = (_in_all(everyone[list(group)]) for group in self._opened(table))
            around = [group for group in groups if sum(group) >= self.rule.open_minimum]
            source = self.population.sources[self.column]
            if around and len(source.tables) > 1 and sum(batch) < self.rule.open_minimum:
                return False  # before, after and change, all rounded, would leave too little room
            worry = is_worry(source.variables[source.tables.index(name)])
            least = fewest_others(sum(batch), self.rule)
            return may_come(batch, around, fewest=least, worry=worry)

        return found

    def _opened(self, batch: Counts) -> Iterator[tuple[int, ...]]:
        """Yield the cohorts of each group around a batch that open pages may show."""
        tree, homes = self.ground.tree, set(np.flatnonzero(batch.sum(axis=1)).tolist())
        for node in range(len(tree.nodes)):
            if node not in tree.inner and homes <= set(members := tree.members(node)):
                yield members

    @property
    def _names(self) -> tuple[str, ...]:
        """Return the names of the tables to look at; rounded ones are shown by headcount alone."""
        names = self.population.sources[self.column].tables
        return names if self.rule.exact else names[:1]

    def _table(self, name: str, rows: Places) -> tuple[Counts, Allowed]:
        """Return (cohorts, categories) of some people, and what such a table must be like."""
        source, cohorts = self.population.sources[self.column], self.ground.cohorts
        if not source.variables:
            return _statuses(self.population, rows, cohorts), self._enough
        if not self.rule.exact:
            cohort = self.population.cohort[rows]
            return np.bincount(cohort, minlength=cohorts)[:, None].astype(np.int64), self._enough
        variable = source.variables[source.tables.index(name)]
        table = category_counts(self.population, self.column, variable, rows, cohorts)
        return table, allowed_table(variable, self.rule)

    def _enough(self, table: tuple[int, ...]) -> bool:
        return self.rule.allows(sum(table))


def _in_all(table: Counts) -> tuple[int, ...]:
    return tuple(int(count) for count in table.sum(axis=0))


def category_counts(
    population: Population, column: int, variable: Variable, rows: Places, cohorts: int
) -> Counts:
    """Return (cohorts, categories) of some people of a population."""
    a, b = population.first[rows, column], population.second[rows, column]
    cohort, codes = population.cohort[rows], len(variable.codes)
    if variable.kind == "change":
        return change_table(variable, _joint(cohort, a, b, cohorts, codes))
    at = b if len(variable.population) == 2 and variable.from_ != variable.population[0] else a
    place_of = np.array(
        [
            next(place for place, c in enumerate(variable.categories) if code in c.codes)
            for code in variable.codes
        ]
    )
    width = len(variable.categories)
    cells = cohort * width + place_of[at]
    return np.bincount(cells, minlength=cohorts * width).reshape(-1, width).astype(np.int64)


def _joint(cohort: Places, a: Places, b: Places, cohorts: int, codes: int) -> Counts:
    cells = (cohort * codes + a) * codes + b
    counts = np.bincount(cells, minlength=cohorts * codes**2)
    return counts.reshape(cohorts, codes, codes).astype(np.int64)


def _statuses(population: Population, rows: Places, cohorts: int) -> Counts:
    cells = population.cohort[rows] * 3 + _PLACE_OF_STATUS[population.first[rows, 0]]
    return np.bincount(cells, minlength=cohorts * 3).reshape(-1, 3).astype(np.int64)


# --- counts of those admitted --------------------------------------------------------------


def admitted_tally(tally: Tally, parts: Mapping[str, Part]) -> Tally:
    """Return the tally without those who wait; its cohorts are those of the populations."""
    answers, totals = dict(tally.answers), dict(tally.totals)
    changes, total_changes = dict(tally.changes), dict(tally.total_changes)
    for part in parts.values():
        variables = part.source.variables
        if part.everybody or not variables or part.source.ordered_only:
            continue
        variable, rows = variables[0], np.flatnonzero(part.plan.admitted)
        cohort = part.population.cohort[rows]
        a, b = (
            part.population.first[rows, part.column],
            part.population.second[rows, part.column],
        )
        if len(variable.population) == 2:
            key = (variable.role, variable.measure, variable.domain, *variable.population)
            if key in total_changes:
                first = int(variable.codes[0])
                total_changes[key] = count_rows(cohort, a + first, b + first)
            elif key in changes:
                changes[key] = _joint(cohort, a, b, len(tally.cohorts), len(variable.codes))
            continue
        column = variable.measure
        if variable.domain != TOTAL:
            column = f"{variable.measure}_{variable.domain}"
        elif (variable.instrument, column) in totals:
            key_of = (variable.instrument, column)
            totals[key_of] = _recounted(totals[key_of], cohort, a, len(variable.codes))
            continue
        if (variable.instrument, column) in answers:
            at = (variable.instrument, column)
            answers[at] = _recounted(answers[at], cohort, a, len(variable.codes))
    return replace(
        tally, answers=answers, totals=totals, changes=changes, total_changes=total_changes
    )


def _recounted(table: Counts, cohort: Places, codes: Places, width: int) -> Counts:
    fresh = table.copy()
    fresh[:, :width] = 0
    np.add.at(fresh, (cohort, codes), 1)
    return fresh


def admitted_roles(
    roles: Sequence[Participation], parts: Mapping[str, Part]
) -> tuple[Participation, ...]:
    """Return participation without those who wait."""
    by_table = {part.source.tables[0]: part for part in parts.values() if part.source.moves}
    found = []
    for one in roles:
        part = by_table.get(f"flow|{one.role}")
        if part is None or part.everybody:
            found.append(one)
            continue
        rows, cohorts = np.flatnonzero(part.plan.admitted), len(one.table)
        table = _statuses(part.population, rows, cohorts)
        did, cohort = part.population.first[rows, 0], part.population.cohort[rows]
        waves = np.stack(
            [
                np.bincount(cohort[(did == BOTH) | (did == alone)], minlength=cohorts)
                for alone in (BEFORE_ONLY, AFTER_ONLY)
            ],
            axis=1,
        ).astype(np.int64)
        kept = (table == one.table).all(axis=1)  # where somebody waits, so do the forms
        returned = {form: np.where(kept, forms, 0) for form, forms in one.returned.items()}
        found.append(replace(one, table=table, waves=waves, returned=returned))
    return tuple(found)


def people_in(part: Part, ground: Ground) -> Counts:
    """Return how many people of a source count in each node."""
    inside = part.population.cohort[part.plan.admitted]
    counts = np.bincount(inside, minlength=ground.cohorts).astype(np.int64)
    return ground.tree.sums(counts)
