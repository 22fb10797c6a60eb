"""What is printed once for each mentee: sections and columns of the interview's notes.

A mentee stands there as a number or a code, never by name. The numbers are
those of ``programme.yml``, or of whoever prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.definitions.instrument import RowsTable, Section, TableColumn
from generator.definitions.programme import Programme, Text
from generator.definitions.values import MENTEE, filled

#: The most columns of mentees beside each other, by size of print.
MOST_BESIDE: Mapping[str, int] = {"standard": 8, "large": 5}


def spread(programme: Programme, section: Section, size: str) -> Iterator[tuple[str, Section]]:
    """Yield a section as often as it is printed, each time with a name of its own."""
    if section.each_mentee:
        for mentee in programme.mentees:
            yield f"{section.id}_{mentee.lower()}", _about(section, mentee)
    elif section.table is not None and any(c.each_mentee for c in section.table.columns):
        most = MOST_BESIDE[size]
        parts = range(0, len(programme.mentees), most)
        for number, first in enumerate(parts, start=1):
            table = _with_columns(section.table, programme.mentees[first : first + most])
            name = section.id if len(parts) == 1 else f"{section.id}_{number}"
            yield name, section.model_copy(update={"table": table})
    else:
        yield section.id, section


def _about(section: Section, mentee: str) -> Section:
    return section.model_copy(
        update={
            "title": _with(section.title, mentee),
            "intro": _with(section.intro, mentee),
        }
    )


def _with_columns(table: RowsTable, mentees: Sequence[str]) -> RowsTable:
    columns: list[TableColumn] = []
    for column in table.columns:
        titles = [_with(column.title, mentee) for mentee in mentees]
        each = titles if column.each_mentee else [column.title]
        columns += [column.model_copy(update={"title": title}) for title in each]
    return table.model_copy(update={"columns": tuple(columns)})


def _with(text: Text, mentee: str) -> Text:
    values = {MENTEE: mentee}
    if isinstance(text, str):
        return filled(text, values)
    return {language: filled(words, values) for language, words in text.items()}
