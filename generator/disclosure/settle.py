"""What each group shows in the end: new tables, and tables of past releases, unchanged.

A table is new where its group shows a new set of people. Where the people are
those of a set published before, that table is repeated as it was: unchanged
people are never rounded again. Where the atom rule lets nothing new be shown,
the group's last table is repeated, and the batch waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from generator.disclosure.admission import Part, category_counts, people_in
from generator.disclosure.atoms import Ground, Places, Plan, holds, same_sets
from generator.disclosure.copies import (
    flow_copy,
    flow_from,
    session_copy,
    session_from,
    table_copy,
    table_from,
)
from generator.disclosure.crowds import Crowd, Throng
from generator.disclosure.exact import allowed_table
from generator.disclosure.past import Past, PastGroup, PastRelease, PastTable
from generator.disclosure.persons import Population
from generator.disclosure.released import Audience, Flow, Gap, Released, SessionRecord, Withheld
from generator.disclosure.rule import Rule
from generator.disclosure.sources import (
    FLOW,
    SESSION,
    answer_sources,
    table_name,
)
from generator.disclosure.tables import Key
from generator.survey.session_form import SessionForm
from generator.survey.variables import Variable

#: A table, or the gap in its place.
Shown = TypeVar("Shown", Released | Withheld, Flow | Withheld, SessionRecord | Gap)
#: What the ledger keeps of each group's tables, by name.
Kept = list[dict[str, PastTable]]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was published before, as a group of today finds it."""

    last: PastRelease | None
    number: int
    minimum: int
    nodes: tuple[frozenset[str], ...]

    @classmethod
    def of(
        cls, past: Past, audience: Audience, rule: Rule, nodes: Sequence[frozenset[str]]
    ) -> Memory:
        """Return the memory of one audience; ``nodes`` are today's groups as cohort ids."""
        number = past.releases[-1].number + 1 if past.releases else 1
        return cls(past.last(audience), number, rule.minimum, tuple(nodes))

    def groups(self) -> list[PastGroup | None]:
        """Return for each group of today the one that it was in the last release.

        Cohorts may have come since, and some may have gone: a cohort whose only
        person has withdrawn leaves the others as the group that they were.
        """
        if self.last is None:
            return [None] * len(self.nodes)
        today = frozenset[str]().union(*self.nodes)
        seen = frozenset[str]().union(*(group.cohorts for group in self.last.groups))
        known = {
            group.cohorts & today: group  # the smallest such group stands last
            for group in self.last.groups
            if 2 * len(group.cohorts & today) >= len(group.cohorts)
        }
        return [known.get(node & seen) for node in self.nodes]

    def usable(self, group: PastGroup | None, name: str) -> PastTable | None:
        """Return a group's table of a past release, if so few people may still be shown."""
        table = group.tables.get(name) if group else None
        return table if table and table.people >= self.minimum else None


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of table is copied, and read back."""

    copy: Callable[[Any], dict[str, Any]]
    read: Callable[[Mapping[str, Any]], Any]
    is_gap: Callable[[Any], bool]


def settle_tables(
    tables: Mapping[Key, tuple[Released | Withheld, ...]],
    variables: Sequence[Variable],
    parts: Mapping[str, Part],
    ground: Ground,
    memory: Memory,
    kept: Kept,
) -> dict[Key, tuple[Released | Withheld, ...]]:
    """Return the tables that each group shows; what the ledger keeps of them goes to ``kept``."""
    source_of = {
        variable.key: source.name
        for source in answer_sources(variables)
        for variable in source.variables
    }
    found: dict[Key, tuple[Released | Withheld, ...]] = {}
    for variable in variables:
        kind = _Kind(table_copy, _reader(variable), lambda table: isinstance(table, Withheld))
        found[variable.key] = _settled(
            tables[variable.key],
            Withheld(variable),
            table_name(variable),
            parts.get(source_of[variable.key]),
            kind,
            ground,
            memory,
            kept,
        )
    return found


def last_tables(
    variables: Sequence[Variable], memory: Memory
) -> dict[Key, tuple[PastTable | None, ...]]:
    """Return the tables of the last release that each group would repeat, by variable."""
    before = memory.groups()
    return {
        variable.key: tuple(memory.usable(group, table_name(variable)) for group in before)
        for variable in variables
    }


def _reader(variable: Variable) -> Callable[[Mapping[str, Any]], Released]:
    return lambda copy: table_from(copy, variable)


def settle_flows(
    flows: Mapping[str, tuple[Flow | Withheld, ...]],
    gaps: Mapping[str, Withheld],
    parts: Mapping[str, Part],
    ground: Ground,
    memory: Memory,
    kept: Kept,
) -> dict[str, tuple[Flow | Withheld, ...]]:
    """Return each role's participation as each group shows it."""
    by_table = {part.source.tables[0]: part for part in parts.values()}
    kind = _Kind(flow_copy, flow_from, lambda flow: isinstance(flow, Withheld))
    found = {}
    for role, column in flows.items():
        name = f"{FLOW}|{role}"
        part = by_table.get(name)
        found[role] = _settled(column, gaps[role], name, part, kind, ground, memory, kept)
    return found


def _settled(
    column: tuple[Shown, ...],
    gap: Shown,
    name: str,
    part: Part | None,
    kind: _Kind,
    ground: Ground,
    memory: Memory,
    kept: Kept,
) -> tuple[Shown, ...]:
    plan = part.plan if part else Plan(np.zeros(0, dtype=bool))
    people = people_in(part, ground) if part else [0] * len(column)
    before = memory.groups()
    result: list[Shown] = []

    def may_add(same: PastGroup | None) -> bool:
        # An exact table that was not shown of these people may be missing for what it says.
        return same is not None and not ground.exact

    for place, table in enumerate(column):
        same = (plan.same or {}).get(place)
        old = None if place in plan.fresh else memory.usable(same or before[place], name)
        if old is not None:
            kept[place][name] = old
            result.append(kind.read(old.copy))
        elif (place in plan.fresh or may_add(same)) and not kind.is_gap(table):
            kept[place][name] = PastTable(memory.number, kind.copy(table), int(people[place]))
            result.append(table)
        else:
            result.append(gap)
    return tuple(result)


# --- session records ----------------------------------------------------------------------


def settle_sessions(
    fresh: Mapping[str, tuple[SessionRecord | Gap, ...]],
    ids: Sequence[str],
    forms: Sequence[SessionForm],
    crowds: Sequence[Throng],
    ground: Ground,
    rule: Rule,
    memory: Memory,
    kept: Kept,
) -> dict[str, tuple[SessionRecord | Gap, ...]]:
    """Return the session records that each group shows.

    All groups show new records of a form, or none does: a record has many
    numbers, and leaving some sessions out of some of them would be hard to
    explain.
    """
    if not fresh:
        return {}
    of_form = {
        form.id: [
            (one.population, one.crowd)
            for one in crowds
            if one.crowd.source.tables == (f"{SESSION}|{form.id}",)
        ]
        for form in forms
    }
    present = [form for form in forms if of_form[form.id]]
    columns = []
    for column, form in enumerate(present):
        records = tuple(fresh[name][column] for name in ids)
        columns.append(_session_column(records, form, of_form[form.id], ground, rule, memory, kept))
    return {name: tuple(c[place] for c in columns) for place, name in enumerate(ids)}


def _session_column(
    records: tuple[SessionRecord | Gap, ...],
    form: SessionForm,
    crowds: Sequence[tuple[Population, Crowd]],
    ground: Ground,
    rule: Rule,
    memory: Memory,
    kept: Kept,
) -> tuple[SessionRecord | Gap, ...]:
    variables: dict[tuple[str, ...], Variable] = {v.key: v for v in form.variables}
    kind = _Kind(
        session_copy, lambda copy: session_from(copy, variables), lambda r: isinstance(r, Gap)
    )
    population = crowds[0][0]
    members = population.members[:, 0]
    same = same_sets(crowds[0][1], ground, crowds[0][1].now)
    may = all(
        _session_holds(population, crowd, ground, rule, form, _nodes(records, crowd, form))
        for _, crowd in crowds
    )
    nodes = _nodes(records, crowds[0][1], form) if may else frozenset()
    waiting = frozenset() if may else frozenset(range(len(records))) - frozenset(same)
    plan = Plan(members, nodes - frozenset(same), same, waiting)
    name = f"{SESSION}|{form.id}"
    part = Part(population, 0, plan, np.zeros_like(members))
    return _settled(records, Gap(form.title), name, part, kind, ground, memory, kept)


def _nodes(
    records: Sequence[SessionRecord | Gap], crowd: Crowd, form: SessionForm
) -> frozenset[int]:
    """Return the nodes that show what a source is about."""
    item = crowd.source.name.partition(":")[2]
    title = next((number.title for number in form.numbers if number.item == item), "")

    def shows(record: SessionRecord) -> bool:
        figures = [one for one in record.figures if title and one.title == title]
        tables = [table for table in record.tables if table.variable.measure == item]
        return (
            item == "records"
            or any(not isinstance(one, Gap) for one in figures)
            or any(isinstance(table, Released) for table in tables)
        )

    return frozenset(
        place
        for place, record in enumerate(records)
        if isinstance(record, SessionRecord) and shows(record)
    )


def _session_holds(
    population: Population,
    crowd: Crowd,
    ground: Ground,
    rule: Rule,
    form: SessionForm,
    nodes: frozenset[int],
) -> bool:
    """Tell whether new sets of sessions keep the atom rule, and a new batch could be shown."""
    column = population.sources.index(crowd.source)
    if not holds(crowd, ground, population.members[:, column], nodes):
        return False
    left = np.unique(crowd.all[~crowd.now])
    if np.isin(left[left > 0], crowd.all[crowd.now]).any():
        return False  # what those who left had said is not known any more
    new = crowd.row[crowd.now & (crowd.all == 0)]
    if not crowd.all.any() or not len(new):
        return True
    item = crowd.source.name.partition(":")[2]
    return all(
        _batch_allowed(population, column, variable, new, ground, rule)
        for variable in form.variables
        if variable.measure == item
    )


def _batch_allowed(
    population: Population,
    column: int,
    variable: Variable,
    rows: Places,
    ground: Ground,
    rule: Rule,
) -> bool:
    counts = category_counts(population, column, variable, rows, ground.cohorts)
    allowed = allowed_table(variable, rule)
    return all(
        allowed(tuple(int(count) for count in row)) for row in counts if row.any()
    ) and allowed(tuple(int(count) for count in counts.sum(axis=0)))
