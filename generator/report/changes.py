"""Change: each person's answer after against their own before, from ring to dot and as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report import messages, sentences, tables
from generator.report.answers import head_of, wave_table, when_of
from generator.report.charts import Bar, Drawing, Group, Panel, Shift
from generator.report.outline import Measured, Outline, Pair, Table, table
from generator.report.page import DataTable, Figure
from generator.report.quantities import lowered
from generator.report.view import ReleasedGroup, Shown
from generator.survey.variables import CHANGE_CATEGORIES

#: Lower first, so that colours run the same way as in the charts of answers.
CHANGE_LEVELS = tuple(category.label for category in reversed(CHANGE_CATEGORIES))


def change_table(group: ReleasedGroup, measured: Measured, pair: Pair, domain: str) -> Table:
    """Return the table of change of one line."""
    return table(group, measured.role, measured.measure, domain, pair.from_, pair.to)


def change_figure(outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair) -> Figure:
    """Return the changes of a measure's lines, with the highest category from ring to dot."""
    rows = [(name, change_table(group, measured, pair, d)) for d, name in measured.lines]
    judged = [row for row in rows if row[0] in dict(measured.domains).values()] or rows
    when = when_of(outline, pair)
    shifts, high = _shifts(group, measured, pair)
    on_whom = sentences.base_range([t for _, t in rows], measured.people)
    return Figure(
        drawing=_change_drawing(rows, shifts, high),
        message=messages.message([t for _, t in judged]),
        method=(
            f"{measured.title}, {measured.people}: each person’s answer {when.after} beside "
            f"their own {when.before}. {on_whom.capitalize()} who answered both times; "
            f"{sentences.unit([t for _, t in rows])}."
        ),
        description=_change_description(shifts, high, len(rows)),
        tables=tuple(changes(outline, group, measured, pair)),
    )


def changes(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[DataTable]:
    """Yield the table of a comparison's changes, and of its effects where these are given."""
    rows = [(name, change_table(group, measured, pair, d)) for d, name in measured.lines]
    when = when_of(outline, pair)
    name, times = f"{measured.title}, {measured.people}", f"from {when.before} to {when.after}"
    yield tables.change(f"{name}: change {times}", rows, head_of(measured))
    effects = tables.effects(f"{name}: effects {times}", rows, head_of(measured))
    if effects is not None:
        yield effects


def _change_description(shifts: Sequence[Shift], high: str, rows: int) -> str:
    bars = (
        f"Stacked bars for {'several rows' if rows > 1 else '1 row'} show how many gave a lower, "
        "the same and a higher answer. Its table gives every number."
    )
    if not shifts:
        return bars
    lead = f"A hollow ring before and a solid dot after show how many chose “{lowered(high)}”. "
    return lead + bars


def _change_drawing(
    rows: Sequence[tuple[str, Table]], shifts: Sequence[Shift], high: str
) -> Drawing:
    bars = []
    for name, found in rows:
        counts = tuple(reversed(found.counts)) if isinstance(found, Shown) else None
        base, exact = (found.base, found.exact) if isinstance(found, Shown) else (0, False)
        bars.append(Bar(name, counts, base, exact))
    panel = Panel(CHANGE_LEVELS, (Group("", tuple(bars)),))
    return Drawing("change", (panel,), tuple(shifts), high)


def _shifts(group: ReleasedGroup, measured: Measured, pair: Pair) -> tuple[list[Shift], str]:
    """Return a row for each line on the measure's own scale whose two tables are both shown."""
    found: list[Shift] = []
    high = ""
    for domain, name in measured.domains or measured.lines:
        before = wave_table(group, measured, pair.from_, domain)
        after = wave_table(group, measured, pair.to, domain)
        if not isinstance(before, Shown) or not isinstance(after, Shown):
            continue
        if min(before.base, after.base) <= 0 or not before.variable.ranked:
            continue
        at = before.variable.ranked[-1]
        high = before.variable.categories[at].label
        counts = before.counts[at], after.counts[at], before.base, after.base
        found.append(Shift(name, *counts, exact=before.exact and after.exact))
    return found, high
