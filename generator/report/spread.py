"""How organisations differ: in how many of them what share of people answered higher.

Counted from released tables, for organisations with enough people to be read
as percentages. It says how far apart they lie, and in which part one of them
lies; no organisation is named beside another, and there is no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.disclosure.view import Shown, ReleasedGroup
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.distribution import PARTS, is_place, part_of, readable
from generator.report.outline import Measured, Outline
from generator.report.page import Block, Bullets, DataTable, Figure, Row
from generator.report.quantities import PERCENTAGES_FROM, lowered, number, percent
from generator.survey.programme import TOTAL

TALLIED = "Percentages are of about how many answered higher at the later time."


def _table(group: ReleasedGroup, measured: Measured) -> Shown | None:
    """Return the change of a measure's whole, where it may be read as percentages."""
    if measured.pair is None or not measured.pair.primary:
        return None
    pair = measured.pair
    return readable(group, (measured.role, measured.measure, TOTAL, pair.from_, pair.to))


def spread_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield how organisations differ, on the programme's page and on those of organisations."""
    whole = group.id == outline.release.groups[0].id
    levels = {parent.id: parent.level for parent in (outline.groups.get(group.parent),) if parent}
    if not whole and not is_place(group, levels):
        return
    shown = [m for m in outline.measured if (m.role, m.measure) in outline.spreads]
    if not shown:
        return
    if not whole:
        lines = tuple((said,) for m in shown if (said := _where(outline, group, m)))
        if lines:
            yield Bullets(lines)
    yield _figure(outline, shown)


def _where(outline: Outline, group: ReleasedGroup, measured: Measured) -> str:
    """Say in which part a group lies, and how many others do."""
    found = _table(group, measured)
    if found is None:
        return ""
    counts = outline.spreads[measured.role, measured.measure]
    part = part_of(found.counts[0], found.base)
    share = percent(found.counts[0], found.base)
    return (
        f"{_name(measured)}: {'' if found.exact else 'about '}{share}% answered higher here. "
        f"In {number(counts[part])} of {number(sum(counts))} organisations the share is "
        f"{lowered(PARTS[part])}."
    )


def _name(measured: Measured) -> str:
    return f"{measured.title} ({measured.people})"


def _figure(outline: Outline, shown: Sequence[Measured]) -> Figure:
    rows = [(_name(m), outline.spreads[m.role, m.measure]) for m in shown]
    bars = tuple(Group(name, (Bar("Organisations", counts, sum(counts)),)) for name, counts in rows)
    least = min(sum(counts) for _, counts in rows)
    unit = "percentages of organisations" if least >= PERCENTAGES_FROM else "organisations"
    return Figure(
        drawing=Drawing("rows", (Panel(PARTS, bars),)),
        message=_message([counts for _, counts in rows]),
        method=(
            "Organisations by the share of their people who answered higher at the later time, "
            f"of those with about {PERCENTAGES_FROM} people or more; a pool of small ones counts "
            f"once. Numbers are {unit}."
        ),
        description=(
            f"Stacked bars for {len(rows)} comparisons: how many organisations lie in each "
            "quarter, from under 25% to 75% or more. Its table gives every number."
        ),
        tables=(_distribution(rows),),
    )


def _message(found: Sequence[Sequence[int]]) -> str:
    """Say in how many comparisons half or more answered higher in most organisations."""
    upper = len(PARTS) // 2
    most = sum(2 * sum(counts[upper:]) > sum(counts) for counts in found)
    what = "half or more answered higher in most organisations"
    if len(found) == 1:
        return what.capitalize() if most else "Less than half answered higher in most organisations"
    if most == len(found):
        return f"In {'both' if most == 2 else f'all {most}'} comparisons, {what}"
    return f"In {most or 'none'} of {len(found)} comparisons, {what}"


def _distribution(rows: Sequence[tuple[str, Sequence[int]]]) -> DataTable:
    return DataTable(
        "Organisations by the share of people who answered higher",
        ("Comparison", *PARTS, "Organisations"),
        tuple(
            Row((name,), (*(number(count) for count in counts), number(sum(counts))))
            for name, counts in rows
        ),
        1,
        (TALLIED,),
    )
