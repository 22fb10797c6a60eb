"""Collecting the faults of one table: every one counted, not every one printed.

A column that is wrong in 5,000 rows gives its first 20 places and one line
that says how many more there are, so that the other faults stay in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.definitions.problem import Problem, SourceLine
from generator.responses.table import Table

#: How many faults of one column of one table are listed.
LISTED = 20

#: From a cell's text to the rule that it breaks, the fault and the remedy.
Describe = Callable[[str], tuple[str, str, str]]


@dataclass(slots=True)
class _Note:
    """A warning that is given once for a column: where first, and how often."""

    where: SourceLine
    rule: str
    words: Callable[[int], tuple[str, str]]
    rows: int = 0


@dataclass(slots=True)
class Findings:
    """What is wrong with one table, gathered block by block.

    ``not_text`` are rows of the current block whose respondent is no text (see ``Block``).
    ``whole`` holds faults that concern the table as a whole: with one of them
    none of its rows can be used. ``faulty`` are rows of the current block,
    ``refused`` its cells that the file's format refuses: nothing more is said of them.
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
    _notes: dict[tuple[str, int], _Note] = field(default_factory=dict)

    def begin(self, lines: Sequence[int], not_text: Mapping[int, str] | None = None) -> None:
        """Start a block whose rows begin at these lines."""
        self.lines = lines
        self.not_text = not_text or {}
        self.faulty = set()
        self.refused = set()

    def table_fault(self, rule: str, fault: str, remedy: str, column: int = 0) -> None:
        """Add a fault of the header or of the whole table."""
        where = self.table.place(self.table.header_line, column)
        self.whole.append(Problem(where, rule, fault, remedy))

    def table_note(self, rule: str, fault: str, remedy: str) -> None:
        """Add a warning about the table as a whole."""
        where = self.table.place(self.table.header_line, 0)
        self.warnings.append(Problem(where, rule, fault, remedy, "warning"))

    def fault_at(self, where: SourceLine, rule: str, fault: str, remedy: str) -> None:
        """Add a fault of the table as a whole, at a place of its own."""
        self.whole.append(Problem(where, rule, fault, remedy))

    def note_at(self, where: SourceLine, rule: str, fault: str, remedy: str) -> None:
        """Add a warning about the table as a whole, at a place of its own."""
        self.warnings.append(Problem(where, rule, fault, remedy, "warning"))

    def row_fault(self, row: int, column: int, rule: str, fault: str, remedy: str) -> None:
        """Add a fault of one row of the current block; the row counts as faulty."""
        self.faulty.add(row)
        if (row, column) in self.refused:
            return
        count = self._counts[column] = self._counts.get(column, 0) + 1
        if count <= LISTED:
            where = self.table.place(self.lines[row], column)
            self.rows.append(Problem(where, rule, fault, remedy))
        elif count == LISTED + 1:
            self._beyond[column] = self.table.place(self.lines[row], column)

    def cells(
        self, column: int, bad: Iterable[int], cells: Sequence[str], describe: Describe
    ) -> None:
        """Add a fault for each bad row of a column; only those listed are put into words."""
        for row in bad:
            if self._counts.get(column, 0) < LISTED:
                self.row_fault(row, column, *describe(cells[row]))
            else:
                self.row_fault(row, column, "", "", "")

    def note(
        self, rule: str, column: int, rows: Sequence[int], words: Callable[[int], tuple[str, str]]
    ) -> None:
        """Add a warning for a column, given once with the number of rows concerned."""
        if not len(rows):
            return
        where = self.table.place(self.lines[rows[0]], column)
        self._notes.setdefault((rule, column), _Note(where, rule, words)).rows += len(rows)

    def single(self) -> tuple[Problem, ...]:
        """Return the faults of single rows, and all warnings."""
        more = (
            Problem(
                where,
                "more-faults",
                f"{self._counts[column] - LISTED:,} more rows from here on have a fault in "
                f"{self._column_name(column)}.",
                "Correct those above first; the same remedy may do for all.",
            )
            for column, where in self._beyond.items()
        )
        notes = (
            Problem(note.where, note.rule, *note.words(note.rows), "warning")
            for note in self._notes.values()
        )
        return (*self.rows, *more, *self.warnings, *notes)

    def _column_name(self, column: int) -> str:
        named = column < len(self.table.header)
        return f"column '{self.table.header[column]}'" if named else "this column"
