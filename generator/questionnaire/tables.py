"""Tables to fill in by hand, to read, or both: one row a person, a domain or a step.

They stand only on named forms and sheets, so nothing in them is read back by
a scanner; their boxes are in the layout all the same, so that every box on
every page is accounted for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.definitions.instrument import RowsTable, TableColumn
from generator.definitions.timeline import when
from generator.questionnaire.blocks import Asked
from generator.questionnaire.plain import led
from generator.questionnaire.words import fill

Json = dict[str, Any]
#: A row's label, and the words of its columns that have any.
Row = tuple[str, tuple[str, ...]]


def rows_table(asked: Asked, table: RowsTable | None, name: str) -> Json | None:
    """Return a section's table, or None: columns, and rows with a cell for each column.

    Rows without labels are numbered from 1. A cell's ``item`` is
    ``<name>_<row>`` and its ``code`` the column's number.
    """
    if table is None:
        return None
    found = rows_of(asked, table)
    numbered = not found
    found = found or [(str(number), ()) for number in range(1, table.rows + 1)]
    rows = []
    for number, (label, words) in enumerate(found * table.times, start=1):
        row_id = f"{name}_{number}"
        spoken = fill(asked.words["row"], number=number) if numbered else _spoken(label)
        cells = _cells(asked, table.columns, words, row_id, spoken)
        rows.append({"id": row_id, "label": led(label), "cells": cells})
    columns = [
        {"title": asked.say(c.title), "cell": c.cell, "share": c.share} for c in table.columns
    ]
    return {
        "columns": columns,
        "rows": rows,
        "numbered": numbered,
        "height": table.height,
        "label_title": asked.say(table.label_title),
        "label_share": table.label_share,
    }


def rows_of(asked: Asked, table: RowsTable) -> list[Row]:
    """Return the rows that have words: none where a table has numbered empty rows."""
    programme = asked.programme
    if table.source == "timeline":
        return [
            (when(step), (asked.say(step.what), asked.say(step.who), asked.say(step.form)))
            for step in programme.timeline
        ]
    if table.source == "domains":
        return [(asked.say(domain.title), ()) for domain in programme.domains]
    if table.printed:
        return [(asked.say(row.label), tuple(map(asked.say, row.words))) for row in table.printed]
    return [(asked.say(label), ()) for label in table.row_labels]


def _spoken(label: str) -> str:
    """Return a label without the stars of its lead."""
    return label.replace("**", "")


def _cells(
    asked: Asked, columns: Sequence[TableColumn], words: Sequence[str], row_id: str, row: str
) -> list[Json]:
    left = iter(words)
    cells = []
    for number, column in enumerate(columns, start=1):
        if column.cell == "words":
            cells.append({"item": row_id, "words": led(next(left, ""))})
            continue
        title = asked.say(column.title)
        tick = column.cell == "tick"
        phrase = asked.words["alt_tick" if tick else "alt_text"]
        alt = fill(phrase, label=title, question=row if tick else f"{title}, {row}")
        cells.append({"item": row_id, "code": str(number), "alt": alt})
    return cells
