"""The domains of each measure: one chart a measure, in the domains' order."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.board import finding, when_of
from generator.report.comparisons import Compared, domains, dumbbells, how_drawn
from generator.report.outline import Measured, Outline
from generator.report.page import Block, Figure, Figures, Heading
from generator.report.quantities import capital, heads, how_many
from generator.report.view import ReleasedGroup


def domain_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on the domains; nothing where none is shown."""
    found = [(one, rows) for one in shared.measured if (rows := domains(group, one))]
    if not found:
        return
    yield Heading(2, f"The {shared.areas} areas")
    yield Figures(tuple(_figure(shared, group, one, rows) for one, rows in found))


def _figure(
    shared: Outline, group: ReleasedGroup, measured: Measured, rows: tuple[Compared, ...]
) -> Figure:
    return Figure(
        f"areas-{measured.role}-{measured.measure}",
        dumbbells(rows, who=False),
        f"{measured.title}, {measured.people}. {finding(rows)}",
        f"{people_of(rows)}. {how_drawn(rows, when_of(shared))}",
        "A row for each area, from a ring before to a dot after. “All the numbers” has its table.",
    )


def people_of(rows: tuple[Compared, ...]) -> str:
    """Say how many people some comparisons count, such as 'About 30 to 35 mentors'."""
    exact = rows[0].change.exact
    bases = sorted({row.change.base for row in rows})
    low, high = (heads(base, exact=exact) for base in (bases[0], bases[-1]))
    if low == high:
        return capital(how_many(bases[0], rows[0].people, exact=exact))
    return f"{'' if exact else 'About '}{low} to {high} {rows[0].people}"
