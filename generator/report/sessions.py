"""What the session records say: one sentence a number, one table for the rest.

Restricted pages only; the release gives nothing of it to others. A record is
counted in sessions, never in people, and says nothing of what was said there.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import (
    Gap,
    Shown,
    ReleasedGroup,
    SessionFigure,
    SessionRecord,
    Withheld,
)
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, DataTable, Heading, Paragraph, Row
from generator.report.quantities import cell, lowered, number

WHAT = (
    "Each pair fills in one record at the end of its session. It has no names and nothing of "
    "what was said."
)
ROUNDED = "(rounded to 5)"


def session_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on a group's session records; nothing where there are none."""
    records = shared.release.sessions.get(group.id, ())
    if not records:
        return
    yield Heading(2, "The sessions")
    yield Paragraph((WHAT,))
    for record in records:
        if isinstance(record, Gap):
            yield Paragraph((f"{record.title}: {lowered(record.wording)}",))
            continue
        yield Bullets(tuple((sentence,) for sentence in session_sentences(record)))
        if record.tables:
            yield session_table(record)


def session_sentences(record: SessionRecord) -> Iterator[str]:
    """Yield how many records came back, and what their numbers say."""
    yield f"{number(record.returned)} session records came back."
    for figure in record.figures:
        if isinstance(figure, Gap):
            yield f"{figure.title} {figure.wording}"
        else:
            yield figure_sentence(figure)


def figure_sentence(figure: SessionFigure) -> str:
    """Return a number of the records as a sentence.

    >>> figure_sentence(SessionFigure("How long?", "minutes", 5, 45))
    'How long? The middle answer (median) of 5 records is about 45 minutes (rounded to 5).'
    """
    unit = f" {figure.unit}" if figure.unit else ""
    middle = (
        f"{figure.title} The middle answer (median) of {number(figure.base)} records is about "
        f"{number(figure.median)}{unit} {ROUNDED}"
    )
    if figure.hinges is None:
        return f"{middle}."
    low, high = figure.hinges
    return f"{middle}; the middle half lies between about {number(low)} and {number(high)}{unit}."


def session_table(record: SessionRecord) -> DataTable:
    """Return the table of the questions with answers to choose from; it counts sessions."""
    rows: list[Row] = []
    for table in record.tables:
        rows += _rows(table)
    columns = ("Question", "Answer", "Sessions", "Records")
    return DataTable(record.title, columns, tuple(rows), 2)


def _rows(table: Shown | Withheld) -> Iterator[Row]:
    title = table.variable.title
    if isinstance(table, Withheld):
        yield Row((title, "All answers"), (table.wording,), 1, gap=True)
        return
    spans = len(table.counts)
    for category, count in zip(table.variable.categories, table.counts, strict=True):
        cells = (cell(count, table.base, exact=table.exact), number(table.base))
        yield Row((title, category.label), cells, spans)
        spans = 0
