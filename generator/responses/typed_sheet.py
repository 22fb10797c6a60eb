"""Sheets of the data-entry workbook, as they come back from a hurried hand.

Such a sheet has two headings: a hidden row of column names, which the program
reads, and below it the questions' words, which people read. Both say the same
of each column, so that cells pushed sideways, pasted over or sorted along with
the rows do not stay unseen, before a word could be read as an answer. Rows in
which nothing stands but what was there from the start are passed over; rows that
are hidden, coloured or struck through are read like all others, and a warning
says so, since that may have been meant to say something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from generator.definitions.codebook import (
    CODEBOOK_COLUMNS,
    OWN_HEADINGS,
    REQUIRED_COLUMNS,
    Codebook,
    one_line,
)
from generator.definitions.codebook import NUMBERED as _NUMBERED
from generator.definitions.problem import Problem
from generator.definitions.translations import PLACE
from generator.responses.fault_log import FaultLog
from generator.responses.schema import Expected, Form
from generator.responses.spelling import UNLINKED, without_gaps
from generator.responses.table import Block, CellFault, Table

Cells = Sequence[str]

#: What stands above the codes of forms that carry none.
NUMBERED = "Number that you wrote on the form"
#: One of these stands above the codes of every sheet.
MARKS = (OWN_HEADINGS["respondent"], NUMBERED)
#: Columns that may be filled before anything is typed: alone they make no row.
PREFILLED = ("cohort", "instrument", "version", "mode", "language")
#: So many codes that count upwards are told, as dragging a cell down makes them.
COUNTING = 3
_COUNTED = re.compile(r"(.*?)(\d+)")
#: What a row of sums, or of examples, has in place of a survey code.
NO_PEOPLE = frozenset(("total", "totals", "subtotal", "sum", "mean", "average", "example"))


# --- rows ---------------------------------------------------------------------------------


@dataclass(slots=True)
class SheetRows:
    """A sheet's rows that hold anything, with their lines, and what is odd about some.

    Faults count rows from the one under the first. ``marked`` holds the first
    coloured or struck-out cell of a line, from 0, or the first of a hidden one; ``not_text``
    says of a line what its respondent is where that is no text.
    """

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    marked: dict[int, int] = field(default_factory=dict)
    not_text: dict[int, str] = field(default_factory=dict)

    def blocks(self, width: int, kept: Sequence[int]) -> tuple[Block, ...]:
        """Return some of the rows under the first as they are to be read; none where none is."""
        now = {place: row for row, place in enumerate(kept)}
        rows = [self.rows[place + 1] for place in kept]
        lines = [self.lines[place + 1] for place in kept]
        block = Block(
            [[*row, *[""] * (width - len(row))] for row in rows],
            lines,
            tuple(replace(one, row=now[one.row]) for one in self.faults if one.row in now),
            {row: self.not_text[line] for row, line in enumerate(lines) if line in self.not_text},
        )
        return (block,) if rows else ()


def _has_mark(row: Cells) -> bool:
    return any(one_line(cell) in MARKS for cell in row)


def has_mark(found: SheetRows) -> bool:
    """Return True where the words above the codes stand anywhere in a sheet.

    Codebooks and sheets for translators have them too, and are none.
    """
    first = tuple(found.rows[0])
    other = first == CODEBOOK_COLUMNS or first[:1] == (PLACE,)
    return not other and any(map(_has_mark, found.rows))


def _has_names(row: Cells) -> bool:
    return set(REQUIRED_COLUMNS) <= {cell.strip() for cell in row}


def is_typed_sheet(rows: Sequence[Cells]) -> bool:
    """Return True where the second row holds words for people under names, in any language.

    Neither a survey code nor the id of a form has a blank inside.
    """
    if len(rows) < 2 or not _has_names(rows[0]):
        return False
    said = dict(zip((name.strip() for name in rows[0]), map(one_line, rows[1]), strict=False))
    own = (said.get(name, "") for name in ("respondent", "instrument"))
    return _has_mark(rows[1]) or all(" " in words for words in own)


def _moved(found: SheetRows, table: Table) -> Problem | None:
    """Return the fault of a heading out of its place, in a sheet that has them."""
    marks = [place for place, row in enumerate(found.rows) if _has_mark(row)]
    names = [place for place, row in enumerate(found.rows) if _has_names(row)]
    if not has_mark(found) or (names == [0] and marks == [1]):
        return None
    others = (place for place in marks if place != 1 or not names)
    place = next(chain(filter(None, names), others))
    fault = "The hidden row of column names and the row of questions are not the first 2 rows: "
    fault += "one is missing, or was sorted or copied with the answers."
    remedy = "Undo it, or copy the answers into a new workbook (mentoring template)."
    return Problem(table.place(found.lines[place], 0), "moved-heading", fault, remedy)


def sheet_table(sheet: SheetRows, table: Table, found: list[Problem]) -> Iterator[Table]:
    """Yield a sheet's table, unless headings have moved; words for people are none of its rows."""
    if moved := _moved(sheet, table):
        found.append(moved)
    elif is_typed_sheet(sheet.rows):
        yield _typed_table(sheet, table, found)
    else:
        every = range(len(sheet.rows) - 1)
        yield replace(table, blocks=sheet.blocks(len(table.header), every))


def typed_csv(table: Table, found: list[Problem]) -> Iterator[Table]:
    """Yield a CSV file's table, which may be a sheet of the data-entry workbook saved as CSV.

    Only the first row is looked at, unless it holds the words for people.
    """
    blocks = iter(table.blocks)
    first = next(blocks, None)
    read = chain((first,) if first else (), blocks)
    below = first.rows[:1] if isinstance(first, Block) else ()
    if not is_typed_sheet([table.header, *below]) and not _has_mark(table.header):
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
    yield from sheet_table(sheet, table, found)


def _typed_table(sheet: SheetRows, table: Table, found: list[Problem]) -> Table:
    """Return the rows in which something was typed, below both headings."""
    bad = {fault.row for fault in sheet.faults}
    # Cells to the right of all names stand in columns without one, and are found as such.
    widest = max(map(len, sheet.rows))
    header = (*table.header, *[""] * (widest - len(table.header)))
    kept = [
        place
        for place, row in enumerate(sheet.rows[1:])
        if place > 0 and (place in bad or _is_typed(header, row))
    ]
    marked = [line for place in kept if (line := sheet.lines[place + 1]) in sheet.marked]
    if marked:
        fault = f"Hidden, coloured or struck-out rows: {len(marked):,}. All that is typed is read, "
        fault += "and nothing else."
        remedy = "Look at them. Type what the colour says, and empty what is not meant."
        where = table.place(marked[0], sheet.marked[marked[0]])
        found.append(Problem(where, "marked-rows", fault, remedy, "warning"))
    blocks, words = sheet.blocks(widest, kept), tuple(sheet.rows[1])
    return replace(table, header=header, blocks=blocks, words=words)


def _is_typed(header: Cells, row: Cells) -> bool:
    return any(
        cell.strip() and name not in PREFILLED for name, cell in zip(header, row, strict=False)
    )


# --- headings and answers -----------------------------------------------------------------


def headings(codebook: Codebook) -> dict[str, str]:
    """Return the words above each column, by the column's name."""
    questions = {column.name: one_line(column.question) for column in codebook.columns}
    own = {**OWN_HEADINGS, **dict(codebook.own)}
    numbered = own.pop(_NUMBERED, NUMBERED)
    if codebook.kind == "unlinked":
        own["respondent"] = numbered
    return own | questions


def check_own_headings(findings: FaultLog) -> bool:
    """Find the words of one of every form's columns above another; True where reading can go on."""
    named = {words: name for name, words in OWN_HEADINGS.items()} | {NUMBERED: "respondent"}
    return not _are_moved(findings, named)


def _are_moved(findings: FaultLog, named: Mapping[str, str]) -> bool:
    """Find the first words that stand above another column than theirs."""
    table = findings.table
    for index, (words, name) in enumerate(
        zip(map(one_line, table.words), table.header, strict=False)
    ):
        if named.get(words, name) != name:
            what = f"the column is '{name}'" if name else "the column has no name"
            fault = f"This is the heading of '{named[words]}', and {what}."
            remedy = (
                "Cells were pushed sideways, or columns moved in part: undo it, or take a new "
                "workbook (mentoring template) and copy each column's answers into it."
            )
            findings.table_fault("moved-heading", fault, remedy, index, table.header_line + 1)
            return True
    return False


def check_headings(findings: FaultLog, form: Form, expected: Expected) -> None:
    """Find words that stand above another column than theirs, and a sheet called like another."""
    table, words = findings.table, list(map(one_line, findings.table.words))
    # The language whose words stand there, as most of them do.
    languages = map(headings, (form.codebook, *form.codebook.also))
    said = max(languages, key=lambda one: len(set(words).intersection(one.values())))
    if not _are_moved(findings, {text: name for name, text in said.items()}):
        for index, (text, name) in enumerate(zip(words, table.header, strict=False)):
            is_code = name == "respondent" and text in MARKS
            if text != said.get(name, text) and not is_code:
                fault = f"The heading of '{name}' is not the form's question."
                remedy = f"Check whether the answers below belong to: {said[name]}"
                findings.table_note("changed-heading", fault, remedy, index, table.header_line + 1)
    own = form.codebook.instrument
    if table.sheet in expected.forms and table.sheet != own:
        fault = f"The sheet is called '{table.sheet}', but its rows are of '{own}'."
        remedy = "Type each form into its own sheet; a copied sheet keeps its form."
        findings.table_fault("sheet-name", fault, remedy)


def check_typed_rows(columns: Mapping[str, Cells], form: Form, findings: FaultLog) -> None:
    """Find rows that are no person's; warn of those without an answer, or with a dragged code."""
    codes = [without_gaps(cell) for cell in columns["respondent"]]
    index = findings.table.header.index("respondent")
    for row, code in enumerate(codes):
        if code.casefold() in NO_PEOPLE:
            fault = f"'{code}' is not a person. The row seems to hold sums or an example."
            remedy = "Empty the row: sums are made later."
            findings.row_fault(row, index, "bad-respondent", fault, remedy)
    answers = [columns[name] for name in form.columns if name in columns]
    blank = [row for row in range(len(codes)) if not any(cells[row].strip() for cells in answers)]
    remedy = "Right for a form that came back blank; else empty what was filled down."
    findings.note("no-answers", index, blank, "A code and no answer", remedy)
    if form.codebook.kind == "linked":
        remedy = "Dragging a cell down does that. Compare them with the paper forms."
        findings.note("counting-codes", index, counting(codes), "Codes count upwards", remedy)


def counting(codes: Sequence[str]) -> list[int]:
    """Return the places of codes that count upwards, as filling down makes them.

    >>> counting(["K7RM4WDX", "A12", "A13", "A14", "UNLINKED-001"])
    [1, 2, 3]
    """
    found: list[int] = []
    run: list[int] = []
    before = None
    for place, code in enumerate([*codes, ""]):
        parts = _COUNTED.fullmatch(code) if not code.startswith(UNLINKED) else None
        here = (parts[1], int(parts[2])) if parts else None
        if not before or here != (before[0], before[1] + 1):
            found += run if len(run) >= COUNTING else []
            run = []
        run.append(place)
        before = here
    return found
