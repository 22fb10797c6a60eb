"""Tables to fill in by hand: one row a person, a mentee or a point of feedback.

They stand only on named forms and sheets, so nothing in them is read back by
a scanner; their boxes are in the layout all the same, so that every box on
every page is accounted for.
"""

from __future__ import annotations

from typing import Any

from generator.questionnaire.blocks import Asked
from generator.questionnaire.words import fill
from generator.survey.instrument import Section, TableColumn

Json = dict[str, Any]


def _cell(asked: Asked, row_id: str, row: str, index: int, column: TableColumn) -> Json:
    title = asked.say(column.title)
    phrase = asked.words["alt_tick" if column.cell == "tick" else "alt_text"]
    alt = fill(phrase, label=title, question=row if column.cell == "tick" else f"{title}, {row}")
    return {"item": row_id, "code": str(index + 1), "alt": alt}


def rows_table(asked: Asked, section: Section) -> Json | None:
    """Return a section's table, or None: columns, and rows with a cell for each column.

    Rows without labels are numbered from 1. A cell's ``item`` is
    ``<section>_<row>`` and its ``code`` the column's number.
    """
    table = section.table
    if table is None:
        return None
    labels = [asked.say(label) for label in table.row_labels]
    rows = []
    for number in range(1, (len(labels) or table.rows) + 1):
        row_id = f"{section.id}_{number}"
        name = labels[number - 1] if labels else fill(asked.words["row"], number=number)
        cells = [_cell(asked, row_id, name, i, column) for i, column in enumerate(table.columns)]
        label = labels[number - 1] if labels else str(number)
        rows.append({"id": row_id, "label": label, "cells": cells})
    columns = [
        {"title": asked.say(c.title), "cell": c.cell, "share": c.share} for c in table.columns
    ]
    return {"columns": columns, "rows": rows, "numbered": not labels, "height": table.height}
