"""One table's rows as columns, and the faults in them: every one counted, not every one printed.

A column that is wrong in 5,000 rows gives its first 20 places and one line
that says how many more there are, so that the other faults stay in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import did_you_mean, listed, plural, quoted
from generator.responses.table import Block, Table

#: How many faults of one column of one table are listed.
LISTED = 20

#: The rule that a cell breaks, the fault and the remedy.
Words = tuple[str, str, str]
#: From a cell's text to what is wrong with it.
Describe = Callable[[str], Words]


@dataclass(slots=True)
class FaultLog:
    """What is wrong with one table, gathered block by block.

    ``whole`` holds faults that concern the table as a whole: with one of them
    none of its rows can be used. Of the current block ``lines`` are those of its rows,
    ``faulty`` its rows with a fault, ``not_text`` those whose respondent is no text (see
    ``Block``), and ``refused`` the cells that the file's format refuses: nothing more is said
    of them.
    """

    table: Table
    whole: list[Problem] = field(default_factory=list)
    rows: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    lines: Sequence[int] = ()
    faulty: set[int] = field(default_factory=set)
    not_text: Mapping[int, str] = field(default_factory=dict)
    refused: set[tuple[int, int]] = field(default_factory=set)
    _counts: dict[int, int] = field(default_factory=dict)
    _beyond: dict[int, SourceLine] = field(default_factory=dict)
    _notes: dict[tuple[str, int], tuple[Problem, int]] = field(default_factory=dict)

    def table_fault(
        self, rule: str, fault: str, remedy: str, column: int = 0, line: int = 0
    ) -> None:
        """Add a fault of the table as a whole: of its header, or at another line."""
        where = self.table.place(line or self.table.header_line, column)
        self.whole.append(Problem(where, rule, fault, remedy))

    def table_note(
        self, rule: str, fault: str, remedy: str, column: int = 0, line: int = 0
    ) -> None:
        """Add a warning about the table as a whole."""
        where = self.table.place(line or self.table.header_line, column)
        self.warnings.append(Problem(where, rule, fault, remedy, "warning"))

    def row_fault(self, row: int, column: int, rule: str, fault: str, remedy: str) -> None:
        """Add a fault of one row of the current block; the row counts as faulty."""
        if where := self._counted(row, column):
            self.rows.append(Problem(where, rule, fault, remedy))

    def of_row(self, row: int, faults: Iterable[tuple[str, str, str, str]]) -> set[str]:
        """Add faults of one row: column, rule, fault and remedy; return the columns with one."""
        columns = set()
        for name, *words in faults:
            self.row_fault(row, self.table.header.index(name), *words)
            columns.add(name)
        return columns

    def cells(
        self, column: int, bad: Iterable[int], cells: Sequence[str], describe: Describe
    ) -> None:
        """Add a fault for each bad row of a column; only those listed are put into words."""
        for row in bad:
            if where := self._counted(row, column):
                self.rows.append(Problem(where, *describe(cells[row])))

    def _counted(self, row: int, column: int) -> SourceLine | None:
        """Count a fault of a row; return its place where it is to be listed."""
        self.faulty.add(row)
        if (row, column) in self.refused:
            return None
        count = self._counts[column] = self._counts.get(column, 0) + 1
        where = self.table.place(self.lines[row], column) if count <= LISTED + 1 else None
        if where and count == LISTED + 1:
            self._beyond[column] = where
            return None
        return where

    def note(self, rule: str, column: int, rows: Sequence[int], fault: str, remedy: str) -> None:
        """Add a warning for a column, given once with the number of rows concerned at its end."""
        if len(rows):
            where = self.table.place(self.lines[rows[0]], column)
            problem = Problem(where, rule, fault, remedy, "warning")
            first, before = self._notes.get((rule, column), (problem, 0))
            self._notes[rule, column] = (first, before + len(rows))

    def single(self) -> tuple[Problem, ...]:
        """Return the faults of single rows, and all warnings."""
        remedy = "Correct those above first; the same remedy may do for all."
        header = self.table.header
        more = []
        for column, where in self._beyond.items():
            name = f"column '{header[column]}'" if column < len(header) else "this column"
            fault = f"{self._counts[column] - LISTED:,} more rows from here on have a fault in "
            more.append(Problem(where, "more-faults", f"{fault}{name}.", remedy))
        notes = (
            replace(note, fault=f"{note.fault}: {plural(count, 'row')}.")
            for note, count in self._notes.values()
        )
        return (*self.rows, *more, *self.warnings, *notes)

    def all(self) -> tuple[Problem, ...]:
        """Return everything that was found."""
        return (*self.whole, *self.single())


def check_known(
    findings: FaultLog, file: str, required: Sequence[str], optional: Sequence[str] = ()
) -> bool:
    """Find what is wrong with a known file's header; False where a required column is missing."""
    known = (*required, *optional)
    missing = check_required(
        findings, f"{file} has {listed(required)} in its first row.", required, known
    )
    for index, name in enumerate(findings.table.header):
        if name and name not in known and findings.table.header.index(name) == index:
            remedy = did_you_mean(name, known) or "Delete the column."
            fault = f"{file} has no column {quoted(name)}."
            findings.table_fault("unknown-column", fault, remedy, index)
    return not missing


def check_required(
    findings: FaultLog, needs: str, required: Iterable[str], known: Iterable[str]
) -> list[str]:
    """Find missing required columns, which are returned, and columns whose name stands twice.

    ``needs`` is the sentence that names all; other columns than the ``known`` may be meant.
    """
    header = findings.table.header
    missing = [name for name in required if name not in header]
    if missing:
        hints = {did_you_mean(name, set(header).difference(known)): None for name in missing}
        fault, remedy = f"Missing here: {listed(missing)}.", " ".join(filter(None, [*hints, needs]))
        findings.table_fault("missing-column", fault, remedy)
    for index, name in enumerate(header):
        if name and header.index(name) != index:
            fault = f"The column {quoted(name)} appears twice."
            remedy = "Keep 1. If they differ, check which is right."
            findings.table_fault("duplicate-column", fault, remedy, index)
    return missing


def each_block(findings: FaultLog, key: str = "respondent") -> Iterator[dict[str, Sequence[str]]]:
    """Yield the columns of each block by name; a file that breaks off is a fault of the table.

    ``key`` is a column that every row fills: empty rows are looked for where it is empty.
    """
    for block in findings.table.blocks:
        if isinstance(block, Problem):
            findings.whole.append(block)
            return
        yield _columns(block, findings, key)


def each_row(findings: FaultLog, key: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's place in its block and its cells by column, without blanks around them."""
    for columns in each_block(findings, key):
        for row in range(len(findings.lines)):
            yield row, {name: cells[row].strip() for name, cells in columns.items() if name}


def _columns(block: Block, findings: FaultLog, key: str) -> dict[str, Sequence[str]]:
    """Return a block's columns by name, and start it in ``findings``.

    Wholly empty rows are passed over, as spreadsheets leave them behind, and so is a
    heading that was copied along. A row
    with cells beyond the header is a fault: an unquoted comma shifts everything
    after it. A row may end early, since some programs leave its last empty cells out.
    """
    header = findings.table.header
    rows = block.rows
    even = set(map(len, rows)) == {len(header)}
    columns = list(zip(*rows, strict=True)) if even else []
    keys = columns[header.index(key)] if even else ()
    findings.faulty, findings.refused = set(), set()
    if even and not block.faults and "" not in keys and key not in keys:
        findings.lines, findings.not_text = block.lines, block.not_text
    else:
        rows = _tidied(block, findings)
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    for index, name in enumerate(header):
        if not name and any(columns[index]):  # a wholly empty one is passed over
            bad = [row for row, cell in enumerate(columns[index]) if cell.strip()]
            findings.cells(index, bad, columns[index], _nameless_words)
    # Of two columns with one name the first is read; the header's check lists them.
    return dict(zip(reversed(header), reversed(columns), strict=True))


def _nameless_words(_: str) -> Words:
    remedy = "Give the column its name, or empty it."
    return "unknown-column", "There is a value in a column without a name.", remedy


def _tidied(block: Block, findings: FaultLog) -> list[Sequence[str]]:
    """Return the rows that hold anything, all of the header's width; begin the block."""
    header, width = list(findings.table.header), len(findings.table.header)
    refused = {cell.row for cell in block.faults}
    kept: list[int] = []
    for index, row in enumerate(block.rows):
        again = [*map(str.strip, row[:width])] == header
        if again:
            fault, remedy = "The heading stands here again. The row is not read.", "Delete it."
            findings.table_note("heading-again", fault, remedy, line=block.lines[index])
        if index in refused or (not again and any(map(str.strip, row))):
            kept.append(index)
    place = {index: row for row, index in enumerate(kept)}
    findings.lines = [block.lines[index] for index in kept]
    findings.not_text = {place[i]: what for i, what in block.not_text.items() if i in place}
    for cell in block.faults:
        findings.row_fault(place[cell.row], cell.column, cell.rule, cell.fault, cell.remedy)
        findings.refused.add((place[cell.row], cell.column))
    for index in kept:
        cells = block.rows[index]
        if any(map(str.strip, cells[width:])):
            fault = f"This row has {len(cells)} cells, but the header has {width}."
            remedy = "Put text with a comma or a semicolon into quotation marks."
            findings.row_fault(place[index], width, "ragged-row", fault, remedy)
    rows = (block.rows[index] for index in kept)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]


def of_column(problem: Problem, column: str, *rules: str) -> bool:
    """Tell whether a fault is of one of some rules, or stands for more faults in the column."""
    more = problem.rule == "more-faults" and problem.fault.endswith(f"column '{column}'.")
    return more or problem.rule in rules
