"""What one person typed: a row for each form, every value in one spelling.

``4``, ``4 – Very`` and `` 4 `` are one code; 11/05/2026 and 2026-05-11 are one
day; blanks and line ends around and within a text do not tell two typings
apart. Only tables in which ``check`` finds no fault come here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.definitions.codebook import OPTIONAL_COLUMNS, Column
from generator.definitions.problem import Problem, SourceLine
from generator.responses.schema import Form, plain_code
from generator.responses.table import Table

#: Form, cohort and respondent: what two typings of one paper share.
Key = tuple[str, str, str]
#: Columns besides the answers that may differ.
BESIDES = ("version", *OPTIONAL_COLUMNS)
_EXCEL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One paper as one person typed it: values by column, and where they stand."""

    key: Key
    values: Mapping[str, str]
    table: Table
    line: int

    def place(self, name: str = "respondent") -> SourceLine:
        """Return where a column's value stands; of the row, where its code does."""
        header = self.table.header
        return self.table.place(self.line, header.index(name if name in header else "respondent"))


def typed_rows(table: Table, forms: Mapping[str, Form]) -> Iterator[TypedRow]:
    """Yield the rows of a table that was checked before."""
    for block in table.blocks:
        if isinstance(block, Problem):
            return
        for row, line in zip(block.rows, block.lines, strict=True):
            cells = dict(zip(reversed(table.header), reversed(row), strict=False))
            if any(map(str.strip, row)):
                form = forms[cells["instrument"].strip()]
                yield TypedRow(_key(cells), dict(_values(cells, form)), table, line)


def _key(cells: Mapping[str, str]) -> Key:
    return (cells["instrument"].strip(), cells["cohort"].strip(), cells["respondent"].strip())


def _values(cells: Mapping[str, str], form: Form) -> Iterator[tuple[str, str]]:
    for name in (*BESIDES, *form.columns):
        if name in cells:
            yield name, one_spelling(form.columns.get(name), name, cells[name])


def one_spelling(column: Column | None, name: str, cell: str) -> str:
    """Return a cell's value in the one spelling in which values are compared and written.

    >>> one_spelling(Column("held_on", "held_on", "date", ""), "held_on", "1/5/2026 ")
    '2026-05-01'
    >>> one_spelling(Column("minutes", "minutes", "number", ""), "minutes", "045")
    '45'
    """
    text = cell.strip()
    kind = column.kind if column else "date" if name == "completed_on" else "own"
    if column is not None and kind == "code":
        return plain_code(column, text)
    if kind == "number":
        return str(int(text)) if text.isdecimal() else text
    if kind == "date":
        day = _EXCEL_DATE.fullmatch(text)
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def by_key(rows: Iterable[TypedRow]) -> dict[Key, TypedRow]:
    """Return rows by form, cohort and respondent, each of which stands there once."""
    return {row.key: row for row in rows}
