"""Sheets of the data-entry workbook, as they come back from a ward.

Their first row, hidden, holds the columns' names; the second holds words for
people (see ``responses.typed_sheet``). Whatever moved these two rows is found
here, before a word could be read as an answer. Rows in which nothing was typed
are passed over; rows that are hidden, coloured or struck through are read like
all others, and a warning says so, since colours may have been meant as data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from generator.definitions.codebook import CODEBOOK_COLUMNS, REQUIRED_COLUMNS, one_line
from generator.definitions.problem import Parsed, Problem
from generator.responses.table import Block, CellFault, Table
from generator.responses.typed_sheet import MARKS, is_typed


@dataclass(slots=True)
class SheetRows:
    """A sheet's rows that hold anything, with their lines, and what is odd about some.

    Faults count rows from the one under the first. ``marked`` holds the first
    coloured or struck-out cell of a line, from 0; ``not_text`` says of a line
    what its respondent is where that is no text.
    """

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_sheet: bool = False
    marked: dict[int, int] = field(default_factory=dict)
    not_text: dict[int, str] = field(default_factory=dict)

    def block(
        self, rows: Sequence[Sequence[str]], lines: Sequence[int], faults: Sequence[CellFault]
    ) -> Block:
        """Return some of the rows, as they are to be read."""
        odd = self.not_text
        not_text = {place: odd[line] for place, line in enumerate(lines) if line in odd}
        return Block(rows, lines, tuple(faults), not_text)

    def below(self, place: int) -> SheetRows:
        """Return the sheet without the rows above one, which is its heading."""
        faults = [replace(one, row=one.row - place) for one in self.faults]
        return replace(
            self,
            rows=self.rows[place:],
            lines=self.lines[place:],
            faults=[one for one in faults if one.row >= -1],
        )


def _has_mark(row: Sequence[str]) -> bool:
    return any(one_line(cell) in MARKS for cell in row)


def has_mark(found: SheetRows) -> bool:
    """Return True where the words above the codes stand anywhere in a sheet, codebooks apart."""
    is_codebook = tuple(found.rows[0]) == CODEBOOK_COLUMNS
    return not is_codebook and any(map(_has_mark, found.rows))


def _has_names(row: Sequence[str]) -> bool:
    return set(REQUIRED_COLUMNS) <= {cell.strip() for cell in row}


def is_typed_sheet(found: SheetRows) -> bool:
    """Return True where the words stand directly under the columns' names."""
    names, *rest = found.rows
    return bool(rest) and _has_names(names) and _has_mark(rest[0])


def moved_headings(found: SheetRows) -> tuple[int, tuple[str, str, str]] | None:
    """Return the line and the fault of a heading out of its place, in a sheet that has them."""
    if not has_mark(found):
        return None
    marks = [place for place, row in enumerate(found.rows) if _has_mark(row)]
    names = [place for place, row in enumerate(found.rows) if _has_names(row)]
    undo = "Undo it; or copy the answers, as values, into a new workbook (mentoring template)."
    if not names:
        fault = "The hidden first row, with the column names, is missing or changed."
        return found.lines[marks[0]], ("moved-heading", fault, undo)
    if names[0] != 0 or len(names) > 1:
        place = next(place for place in names if place != 0)
        fault = (
            "The row of column names is not the first row. It was sorted or copied with the "
            "answers."
        )
        return found.lines[place], ("moved-heading", fault, undo)
    if marks != [1]:
        place = next(place for place in marks if place != 1)
        fault = "The row of questions is among the answers. It was sorted or copied with them."
        return found.lines[place], ("moved-heading", fault, undo)
    return None


def typed_csv(table: Table) -> Parsed[Table]:
    """Return a CSV file's table, which may be a sheet of the data-entry workbook saved as CSV.

    Only the first row is looked at, unless it holds the words for people.
    """
    blocks = iter(table.blocks)
    first = next(blocks, None)
    read = chain((first,) if first else (), blocks)
    words = first.rows[0] if isinstance(first, Block) and first.rows else ()
    under_names = _has_names(table.header) and _has_mark(words)
    if not under_names and not _has_mark(table.header):
        return Parsed(replace(table, blocks=read))
    found = SheetRows([list(table.header)], [table.header_line])
    for block in read:
        if isinstance(block, Problem):
            return Parsed(None, (block,))
        for row, line in zip(block.rows, block.lines, strict=True):
            if any(map(str.strip, row)):
                found.rows.append(list(row))
                found.lines.append(line)
    moved = moved_headings(found)
    if moved is not None:
        return Parsed(None, (Problem(table.place(moved[0], 0), *moved[1]),))
    return typed_table(found, table)


def typed_table(found: SheetRows, table: Table) -> Parsed[Table]:
    """Return the rows in which something was typed, below both headings."""
    bad = {fault.row for fault in found.faults}
    if 0 in bad:
        fault = next(fault for fault in found.faults if fault.row == 0)
        where = table.place(found.lines[1], fault.column)
        return Parsed(None, (Problem(where, fault.rule, fault.fault, fault.remedy),))
    # Cells to the right of all names stand in columns without one, and are found as such.
    widest = max(map(len, found.rows))
    header = (*table.header, *[""] * (widest - len(table.header)))
    kept = [
        place
        for place, row in enumerate(found.rows[1:])
        if place > 0 and (place in bad or is_typed(header, row))
    ]
    rows = [found.rows[place + 1] for place in kept]
    body = [[*row, *[""] * (widest - len(row))] for row in rows]
    lines = [found.lines[place + 1] for place in kept]
    moved = {place: new for new, place in enumerate(kept)}
    faults = tuple(replace(fault, row=moved[fault.row]) for fault in found.faults)
    blocks = (found.block(body, lines, faults),) if body else ()
    words = tuple(found.rows[1])
    typed = replace(table, header=header, blocks=blocks, words=words, words_line=found.lines[1])
    return Parsed(typed, tuple(_oddities(found, typed, lines)))


def _oddities(found: SheetRows, table: Table, lines: Sequence[int]) -> Iterator[Problem]:
    hidden = [line for line in lines if line in found.hidden or found.hidden_sheet]
    if hidden:
        fault = f"{_rows(len(hidden), 'is', 'are')} hidden here, and read like the others."
        remedy = "Show hidden rows and sheets, and look; empty those that are not meant."
        yield Problem(table.place(hidden[0], 0), "hidden-rows", fault, remedy, "warning")
    marked = [line for line in lines if line in found.marked]
    if marked:
        rows = _rows(len(marked), "has", "have")
        fault = f"{rows} coloured or struck-out cells. Only what is typed is read."
        remedy = "If it says something, type that: -99 for what cannot be read, for example."
        where = table.place(marked[0], found.marked[marked[0]])
        yield Problem(where, "coloured-cells", fault, remedy, "warning")


def _rows(number: int, one: str, many: str) -> str:
    return f"A row {one}" if number == 1 else f"{number:,} rows {many}"
