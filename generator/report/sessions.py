"""What the session records say: restricted pages only, counted in sessions, never in people."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report import sentences
from generator.report.outline import Outline
from generator.report.page import Block, DataTable, Heading, Paragraph, Row
from generator.report.quantities import cell, number
from generator.report.questions import numbers_table
from generator.report.tables import every_answer
from generator.report.view import ReleasedGroup, Shown
from generator.survey.variables import Variable

TITLE = "The sessions"
WHAT = (
    "Each pair fills in 1 record at the end of its session. It has no names and nothing about "
    "what was said."
)


def session_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on a group's session records; nothing where there are none."""
    roles = shared.session_roles()
    asked = asked_of(shared, group)
    numbers = [one for one in group.numbers if one.question.role in roles]
    if not asked and not numbers:
        return
    yield Heading(2, TITLE)
    yield Paragraph((WHAT,))
    if numbers:
        yield numbers_table(shared, "Sessions: answers by a number", numbers)
    shown = [(one, t) for one in asked if isinstance(t := group.tables[one.key], Shown)]
    if shown:
        yield _table(shown)
    gaps = [one for one in asked if not isinstance(group.tables[one.key], Shown)]
    if gaps:
        names = [f"“{one.title}”" for one in gaps]
        yield Paragraph((sentences.missing(names, (group.tables[one.key] for one in gaps)),))


def asked_of(shared: Outline, group: ReleasedGroup) -> list[Variable]:
    """Return the questions of the session records that a group has tables of."""
    return [
        one
        for role in shared.session_roles()
        for one in shared.questions.get(role, ())
        if one.key in group.tables
    ]


def _table(shown: list[tuple[Variable, Shown]]) -> DataTable:
    rows = []
    for variable, found in shown:
        labels, counts = every_answer(found)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
            cells = (cell(count, found.base, exact=found.exact), number(found.base))
            rows.append(Row((variable.title, label), cells, 0 if place else len(labels)))
    columns = ("Question", "Answer", "Sessions", "Records")
    return DataTable("Sessions: what was chosen", columns, tuple(rows), 2)
