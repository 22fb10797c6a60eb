"""Session records: what may be said of sessions, on restricted pages alone.

A record is about two people, so it is treated like one person's answer: shown
for the minimum of sessions and more, nothing where all or all but one say the
same, and where one group is withheld, as much beside it as keeps subtraction
from giving it back.

A median of minutes is, for an odd number of sessions, the minutes of one of
them. Therefore medians and hinges are rounded to 5 minutes, and hinges stand
from 10 sessions only. Never a mean, a shortest or a longest session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.category_tables import category_table
from generator.analysis.summary import frequencies, summarise
from generator.analysis.tally import Counts, Tally
from generator.disclosure.exact import FEWEST_OTHERS, allowed_table
from generator.disclosure.released import (
    Gap,
    Released,
    SessionFigure,
    SessionRecord,
    Withheld,
)
from generator.disclosure.rounding import PRECISION
from generator.disclosure.rule import DETAIL_FROM, Rule
from generator.disclosure.shown import Shown, Tree, shown_nodes
from generator.survey.session_form import SessionForm, SessionNumber
from generator.survey.variables import Variable

#: For each node of the tree, what one form's records say.
Column = tuple[SessionRecord | Gap, ...]


def session_records(
    tree: Tree, ids: Sequence[str], forms: Sequence[SessionForm], tally: Tally, rule: Rule
) -> dict[str, tuple[SessionRecord | Gap, ...]]:
    """Return what session records say of each group, by the group's id.

    Parameters
    ----------
    tree, ids
        The published groups and their ids, in one order.
    forms
        The session forms; one that nobody returned is left out.
    tally
        Counts by cohort, in the tree's order of cohorts.
    rule
        The rule in force. Open pages show nothing of sessions.

    """
    if not rule.exact:
        return {}
    columns = [_column(tree, form, tally, rule) for form in forms if form.id in tally.returned]
    return {name: tuple(c[place] for c in columns) for place, name in enumerate(ids)}


def rounded_minutes(value: float) -> int:
    """Round to the nearest multiple of 5, halves upwards.

    >>> [rounded_minutes(value) for value in (42, 42.5, 45, 47.5)]
    [40, 45, 45, 50]
    """
    return PRECISION * int(value / PRECISION + 0.5)


def _column(tree: Tree, form: SessionForm, tally: Tally, rule: Rule) -> Column:
    returned = tree.sums(tally.returned[form.id][:, None])
    shown = shown_nodes(tree, returned, lambda table: rule.allows(sum(table)))
    figures = [
        _figures(tree, number, table, shown, rule)
        for number in form.numbers
        if (table := _values(tally, form.id, number.item)).counts.any()
    ]
    tables = [
        _tables(tree, variable, counts, shown, rule)
        for variable in form.variables
        if (counts := category_table(variable, tally)).any()
    ]
    return tuple(
        SessionRecord(
            form.title,
            int(returned[place, 0]),
            tuple(figure[place] for figure in figures),
            tuple(table[place] for table in tables),
        )
        if shown.shown[place]
        else Gap(form.title)
        for place in range(len(tree.nodes))
    )


def _tables(
    tree: Tree, variable: Variable, counts: Counts, within: Shown, rule: Rule
) -> tuple[Released | Withheld, ...]:
    sums = tree.sums(counts)
    decided = shown_nodes(tree, sums, allowed_table(variable, rule), within)
    return tuple(
        Released(variable, int(row.sum()), tuple(int(count) for count in row), exact=True)
        if shown
        else Withheld(variable)
        for row, shown in zip(sums, decided.shown, strict=True)
    )


def _figures(
    tree: Tree, number: SessionNumber, given: _Values, within: Shown, rule: Rule
) -> tuple[SessionFigure | Gap, ...]:
    sums = tree.sums(given.counts)
    decided = shown_nodes(tree, sums, _varied(rule), within)
    return tuple(
        _figure(number, given.values, row.tolist()) if shown else Gap(number.title)
        for row, shown in zip(sums, decided.shown, strict=True)
    )


def _varied(rule: Rule) -> Callable[[tuple[int, ...]], bool]:
    """Return whether a table of how many sessions gave each number allows a median."""
    return lambda table: rule.allows(sum(table)) and sum(table) - max(table) >= FEWEST_OTHERS


def _figure(
    number: SessionNumber, values: Sequence[int], counts: Sequence[int]
) -> SessionFigure | Gap:
    found = summarise(frequencies(values, counts))
    if found is None:
        return Gap(number.title)
    hinges = (rounded_minutes(found.quartile_low), rounded_minutes(found.quartile_high))
    return SessionFigure(
        number.title,
        number.unit,
        found.n,
        rounded_minutes(found.median),
        hinges if found.n >= DETAIL_FROM else None,
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """How often each value was given: ``counts`` is (cohorts, values)."""

    values: tuple[int, ...]
    counts: Counts


def _values(tally: Tally, form: str, item: str) -> _Values:
    rows = tally.numbers.get((form, item), np.zeros((0, 3), dtype=np.int64))
    values, column = np.unique(rows[:, 1], return_inverse=True)
    counts = np.zeros((len(tally.cohorts), len(values)), dtype=np.int64)
    np.add.at(counts, (rows[:, 0], column), rows[:, 2])
    return _Values(tuple(values.tolist()), counts)
