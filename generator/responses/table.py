"""A table as text: what the disk's edge hands to reading, whatever file it came from.

A CSV file is one table, each sheet of a workbook is one. Rows come in blocks,
so that a large file never stands in memory as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.definitions.problem import Problem, SourceLine

#: How many rows a block holds at most: so few that they stay in a processor's cache.
BLOCK_ROWS = 500


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault that only the file's format shows, such as a formula; row and column from 0."""

    row: int
    column: int
    rule: str
    fault: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table, each with the line (or sheet row) at which it begins, from 1.

    ``not_text`` are the rows, from 0, whose respondent a workbook holds as "a number", "a date"
    or "true or false".
    """

    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    faults: tuple[CellFault, ...] = ()
    not_text: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its place, its header and its rows.

    ``blocks`` may be read once. It yields a Problem where the file turned out
    to be broken further down; nothing follows it. ``words`` are the headings
    that people see, where the header itself is hidden above them (see ``typed_sheet``).
    """

    path: str
    header: tuple[str, ...]
    blocks: Iterable[Block | Problem]
    sheet: str = ""
    header_line: int = 1
    words: tuple[str, ...] = ()

    def place(self, line: int, column: int) -> SourceLine:
        """Return the place of a cell: line from 1, column from 0."""
        if self.sheet:
            return SourceLine(self.path, line, sheet=self.sheet, cell=cell_name(line, column))
        return SourceLine(self.path, line, column + 1)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield each row with its line, as far as the table can be read."""
        for block in self.blocks:
            if isinstance(block, Block):
                yield from zip(block.lines, block.rows, strict=True)


#: What spreadsheets write for an error, or for a date in a column that is too narrow.
_OF_A_SPREADSHEET = re.compile(r"##+|#[^\s#]*[!?]|#N/?[AV]", re.IGNORECASE)


def is_comment(row: Sequence[str]) -> bool:
    """Tell whether a row is a remark: its first cell begins with ``#``, as no spreadsheet's error.

    >>> is_comment(["# an example", "7"]), is_comment(["card", "# 7"]), is_comment(["#REF!", "7"])
    (True, False, False)
    """
    first = row[0].strip() if row else ""
    return first.startswith("#") and not _OF_A_SPREADSHEET.fullmatch(first)


def without_comments(table: Table) -> Table:
    """Return a table without its remarks."""
    blocks = (block if isinstance(block, Problem) else _only(block) for block in table.blocks)
    return replace(table, blocks=blocks)


def _only(block: Block) -> Block:
    places = [place for place, row in enumerate(block.rows) if not is_comment(row)]
    if len(places) == len(block.rows):
        return block
    now = {place: row for row, place in enumerate(places)}
    return Block(
        [block.rows[place] for place in places],
        [block.lines[place] for place in places],
        tuple(replace(one, row=now[one.row]) for one in block.faults if one.row in now),
        {now[row]: what for row, what in block.not_text.items() if row in now},
    )


def cells_of(tables: Iterable[Table]) -> Iterator[tuple[SourceLine, str]]:
    """Yield every cell of some tables with its place, as far as they can be read."""
    for table in tables:
        for line, cells in table.rows():
            yield from ((table.place(line, at), cell) for at, cell in enumerate(cells))


def cell_name(line: int, column: int) -> str:
    """Return a spreadsheet's name of a cell: line from 1, column from 0.

    >>> cell_name(12, 2), cell_name(3, 702)
    ('C12', 'AAA3')
    """
    from openpyxl.utils.cell import get_column_letter  # few tables need it, and it loads slowly

    return f"{get_column_letter(column + 1)}{line}"
