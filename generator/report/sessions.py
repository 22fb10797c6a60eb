"""What the session records say: restricted pages only, counted in sessions, never in people."""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.variables import Variable
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, DataTable, Figure, Figures, Heading, More, Row
from generator.report.quantities import cell, decimal, number
from generator.report.questions import bars, most_chosen, numbers_table
from generator.report.tables import every_answer
from generator.report.view import Number, ReleasedGroup, Shown

TITLE = "The sessions"
WHAT = (
    "Each pair fills in 1 record at the end of its session. It has no names and nothing about "
    "what was said."
)


def session_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on a group's session records; nothing where there are none."""
    shown, numbers = _shown(shared, group), _numbers(shared, group)
    if not shown and not numbers:
        return
    yield Heading(2, TITLE)
    said = ((WHAT,), *((_middle(one),) for one in numbers))
    yield Figures((_figure(shown),), said) if shown else Bullets(said)


def session_part(shared: Outline, group: ReleasedGroup) -> More | None:
    """Return the tables of the session records; None where there are none."""
    shown, numbers = _shown(shared, group), _numbers(shared, group)
    middles = (numbers_table(shared, "Sessions: answers by a number", numbers),) if numbers else ()
    chosen = (_table(shown),) if shown else ()
    return More(TITLE, (*middles, *chosen)) if middles or chosen else None


def asked_of(shared: Outline, group: ReleasedGroup) -> list[Variable]:
    """Return the questions of the session records that a group has tables of."""
    return [
        one
        for role in shared.session_roles()
        for one in shared.questions.get(role, ())
        if one.key in group.tables
    ]


def _shown(shared: Outline, group: ReleasedGroup) -> list[tuple[Variable, Shown]]:
    found = ((one, group.tables[one.key]) for one in asked_of(shared, group))
    return [(one, at) for one, at in found if isinstance(at, Shown)]


def _numbers(shared: Outline, group: ReleasedGroup) -> list[Number]:
    return [one for one in group.numbers if one.question.role in shared.session_roles()]


def _middle(one: Number) -> str:
    unit = f" {one.question.unit}" if one.question.unit else ""
    low, high = map(decimal, one.hinges)
    many = "1 record" if one.base == 1 else f"{number(one.base)} records"
    return (
        f"“{one.question.title}”: the median of {many} is "
        f"{decimal(one.median)}{unit}, with the middle half from {low} to {high}."
    )


def _figure(shown: list[tuple[Variable, Shown]]) -> Figure:
    asked = [(variable.title, found) for variable, found in shown]
    most = most_chosen(asked)
    found = "“{}”: most often “{}” ({})".format(*most[0]) if len(most) == 1 else "What was chosen"
    return Figure(
        "sessions",
        bars(asked),
        found,
        "Session records that have an answer.",
        "A bar for each answer to each question. “All the numbers” has its table.",
    )


def _table(shown: list[tuple[Variable, Shown]]) -> DataTable:
    rows = []
    for variable, found in shown:
        labels, counts = every_answer(found)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
            cells = (cell(count, found.base, exact=found.exact), number(found.base))
            rows.append(Row((variable.title, label), cells, 0 if place else len(labels)))
    columns = ("Question", "Answer", "Sessions", "Records")
    return DataTable("Sessions: what was chosen", columns, tuple(rows), 2)
