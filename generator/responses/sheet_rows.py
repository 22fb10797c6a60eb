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
from generator.definitions.problem import Problem
from generator.definitions.translations import PLACE
from generator.responses.table import Block, CellFault, Table
from generator.responses.typed_sheet import MARKS, is_typed

_UNDO = "Undo it; or copy the answers, as values, into a new workbook (mentoring template)."
_SORTED = "was sorted or copied with"


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

    def below(self, place: int) -> SheetRows:
        """Return the sheet without the rows above one, which is its heading."""
        faults = [replace(one, row=one.row - place) for one in self.faults if one.row >= place - 1]
        return replace(self, rows=self.rows[place:], lines=self.lines[place:], faults=faults)

    def blocks(self, width: int, kept: Sequence[int]) -> tuple[Block, ...]:
        """Return some of the rows under the first as they are to be read; none where none is."""
        now = {place: row for row, place in enumerate(kept)}
        rows = [self.rows[place + 1] for place in kept]
        lines = [self.lines[place + 1] for place in kept]
        block = Block(
            [[*row, *[""] * (width - len(row))] for row in rows],
            lines,
            tuple(replace(one, row=now[one.row]) for one in self.faults),
            {row: self.not_text[line] for row, line in enumerate(lines) if line in self.not_text},
        )
        return (block,) if rows else ()


def _has_mark(row: Sequence[str]) -> bool:
    return any(one_line(cell) in MARKS for cell in row)


def has_mark(found: SheetRows) -> bool:
    """Return True where the words above the codes stand anywhere in a sheet.

    Codebooks and sheets for translators have them too, and are none.
    """
    first = tuple(found.rows[0])
    other = first == CODEBOOK_COLUMNS or first[:1] == (PLACE,)
    return not other and any(map(_has_mark, found.rows))


def _has_names(row: Sequence[str]) -> bool:
    return set(REQUIRED_COLUMNS) <= {cell.strip() for cell in row}


def is_typed_sheet(found: SheetRows) -> bool:
    """Return True where the words stand directly under the columns' names."""
    return len(found.rows) > 1 and _are_headings(found.rows[0], found.rows[1])


def _are_headings(names: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether words for people stand under names, in whatever language.

    Neither a survey code nor the id of a form has a blank inside.
    """
    if not _has_names(names):
        return False
    said = dict(zip((name.strip() for name in names), map(one_line, words), strict=False))
    return _has_mark(words) or all(
        " " in said.get(name, "") for name in ("respondent", "instrument")
    )


def moved_headings(found: SheetRows) -> tuple[int, tuple[str, str, str]] | None:
    """Return the line and the fault of a heading out of its place, in a sheet that has them."""
    if not has_mark(found):
        return None
    marks = [place for place, row in enumerate(found.rows) if _has_mark(row)]
    names = [place for place, row in enumerate(found.rows) if _has_names(row)]
    if not names:
        place = marks[0]
        fault = "The hidden first row, with the column names, is missing or changed."
    elif names != [0]:
        place = next(place for place in names if place != 0)
        fault = f"The row of column names is not the first row. It {_SORTED} the answers."
    elif marks != [1]:
        place = next(place for place in marks if place != 1)
        fault = f"The row of questions is among the answers. It {_SORTED} them."
    else:
        return None
    return found.lines[place], ("moved-heading", fault, _UNDO)


def typed_csv(table: Table, found: list[Problem]) -> Iterator[Table]:
    """Yield a CSV file's table, which may be a sheet of the data-entry workbook saved as CSV.

    Only the first row is looked at, unless it holds the words for people.
    """
    blocks = iter(table.blocks)
    first = next(blocks, None)
    read = chain((first,) if first else (), blocks)
    words = first.rows[0] if isinstance(first, Block) and first.rows else ()
    if not _are_headings(table.header, words) and not _has_mark(table.header):
        yield replace(table, blocks=read)
        return
    sheet = SheetRows([list(table.header)], [table.header_line])
    for block in read:
        if isinstance(block, Problem):
            found.append(block)
            return
        for row, line in zip(block.rows, block.lines, strict=True):
            if any(map(str.strip, row)):
                sheet.rows.append(list(row))
                sheet.lines.append(line)
    if moved := moved_headings(sheet):
        found.append(Problem(table.place(moved[0], 0), *moved[1]))
    else:
        yield from typed_table(sheet, table, found)


def typed_table(sheet: SheetRows, table: Table, found: list[Problem]) -> Iterator[Table]:
    """Yield the rows in which something was typed, below both headings."""
    bad = {fault.row: fault for fault in reversed(sheet.faults)}
    if fault := bad.get(0):
        where = table.place(sheet.lines[1], fault.column)
        found.append(Problem(where, fault.rule, fault.fault, fault.remedy))
        return
    # Cells to the right of all names stand in columns without one, and are found as such.
    widest = max(map(len, sheet.rows))
    header = (*table.header, *[""] * (widest - len(table.header)))
    kept = [
        place
        for place, row in enumerate(sheet.rows[1:])
        if place > 0 and (place in bad or is_typed(header, row))
    ]
    typed = replace(
        table,
        header=header,
        blocks=sheet.blocks(widest, kept),
        words=tuple(sheet.rows[1]),
        words_line=sheet.lines[1],
    )
    found += _oddities(sheet, typed, [sheet.lines[place + 1] for place in kept])
    yield typed


def _oddities(sheet: SheetRows, table: Table, lines: Sequence[int]) -> Iterator[Problem]:
    hidden = [line for line in lines if line in sheet.hidden or sheet.hidden_sheet]
    if hidden:
        fault = f"{_rows(len(hidden), 'is', 'are')} hidden here, and read like the others."
        remedy = "Show hidden rows and sheets, and look; empty those that are not meant."
        yield Problem(table.place(hidden[0], 0), "hidden-rows", fault, remedy, "warning")
    marked = [line for line in lines if line in sheet.marked]
    if marked:
        rows = _rows(len(marked), "has", "have")
        fault = f"{rows} coloured or struck-out cells. Only what is typed is read."
        remedy = "If it says something, type that: -99 for what cannot be read, for example."
        where = table.place(marked[0], sheet.marked[marked[0]])
        yield Problem(where, "coloured-cells", fault, remedy, "warning")


def _rows(number: int, one: str, many: str) -> str:
    return f"A row {one}" if number == 1 else f"{number:,} rows {many}"
