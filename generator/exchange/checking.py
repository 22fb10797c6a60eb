"""What was taken becomes the kit's rows, and the kit's own reading of answers checks them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import SystemRandom

from generator.definitions.codebook import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from generator.definitions.problem import Problem, SourceLine, refuse
from generator.definitions.signs import turning_fault
from generator.definitions.suggest import quoted
from generator.exchange.answers import UNKNOWN
from generator.exchange.map_model import NUMBER, ImportMap
from generator.exchange.source import Source
from generator.exchange.taking import Kit, Taken, place_of
from generator.exchange.tool import TOOLS
from generator.responses.read import parse_table, responses
from generator.responses.schema import Expected
from generator.responses.spelling import UNLINKED
from generator.responses.table import Block, Table

_NUMBERED = re.compile(rf"{UNLINKED}(\d{{1,6}})")
Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KitTable:
    """The kit's columns and rows, each with its row in the file; sorted by respondent."""

    header: tuple[str, ...]
    rows: Rows
    rows_in_file: tuple[int, ...]


# --- what a map has not settled ----------------------------------------------------------


def unsettled(source: Source, chosen: ImportMap, taken: Taken, shown: str) -> Iterator[Problem]:
    """Yield a fault for each thing that stops an import: unknown answers, numbers, dates."""
    map_ = SourceLine(shown)
    if taken.bare:
        fault = f"There are bare numbers in {', '.join(taken.bare)}: nothing says what they mean."
        remedy = "If they are the kit's codes, write numbers: by code. If not, translate them."
        yield Problem(map_, "bare-numbers", fault, remedy)
    if taken.dates == UNKNOWN:
        fault = "The dates of the file can be read day first and month first, or in neither way."
        remedy = "Write dates: day-first or dates: month-first. If they are mixed, correct them."
        yield Problem(map_, "date-order", fault, remedy)
    if TOOLS[source.tool].no_day in filter(None, taken.cells.get("completed_on", ())):
        fault = "The tool writes 1 January 1980 in place of the day, as answers are anonymised."
        yield Problem(map_, "no-day", fault, "Delete the line completed_on.")
    for target, cells in taken.unknown.items():
        for text, row in cells.items():
            where = source.where(taken.rows[row], place_of(source, chosen.lines[target]))
            fault = f"{quoted(text)} is no answer of '{target}'."
            remedy = f"Translate it: under answers in {shown}, {target}, write its code."
            yield Problem(where, "unknown-answer", fault, remedy)


def cell_faults(source: Source, taken: Taken) -> Iterator[Problem]:
    """Yield what only the file's format shows of the cells that are taken, and odd signs."""
    used = set(taken.places.values())
    rows = set(taken.rows)
    for (row, place), shown in source.faults.items():
        if place in used and row in rows:
            where = source.where(row, place)
            yield Problem(where, shown.rule, shown.fault, shown.remedy)
    for row in taken.rows:
        for place in sorted(used):
            if words := turning_fault(source.rows[row][place]):
                yield Problem(source.where(row, place), *words)
    if "respondent" in taken.places:
        for row in taken.rows:
            if what := source.not_text.get(row):
                fault = f"The survey code is {what}: zeros and letters of it may be lost."
                remedy = "Format the column as Text and export again, or correct the code."
                where = source.where(row, taken.places["respondent"])
                yield Problem(where, "no-code", fault, remedy)


# --- the kit's table ---------------------------------------------------------------------


def kit_table(source: Source, kit: Kit, taken: Taken, taken_numbers: int) -> KitTable:
    """Return the kit's rows; people without a survey code are numbered in an order by lot.

    ``taken_numbers`` is the highest number that the folder of answers holds already.
    """
    book, count = kit.form.book, len(taken.rows)
    cells = dict(taken.cells)
    if set(cells["respondent"]) == {NUMBER} and "respondent" not in taken.places:
        numbers = list(range(taken_numbers + 1, taken_numbers + count + 1))
        SystemRandom().shuffle(numbers)
        cells["respondent"] = [f"{UNLINKED}{number:03}" for number in numbers]
    cells["instrument"] = [book.instrument] * count
    if mode := TOOLS[source.tool].mode:
        cells["mode"] = [mode] * count
    wanted = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, *(column.name for column in book.columns))
    header = tuple(name for name in wanted if name in cells)
    rows = list(zip(*(cells[name] for name in header), strict=True))
    order = sorted(range(count), key=lambda row: (rows[row][0], row))
    return KitTable(header, [rows[row] for row in order], tuple(taken.rows[row] for row in order))


@dataclass(frozen=True, slots=True)
class _Placed(Table):
    """A table of the kit's whose cells are told of by their places in the tool's file."""

    places: Mapping[int, int] = field(default_factory=dict)

    def place(self, line: int, column: int) -> SourceLine:
        """Return the place of a cell in the file that it came from."""
        return Table.place(self, line, self.places.get(column, 0))


def check(
    source: Source, kit: Kit, made: KitTable, taken: Taken, expected: Expected, found: list[Problem]
) -> None:
    """Read the kit's rows as any file of answers is.

    Raises RefusedError where one has a fault, which is placed in the tool's file, or where a
    survey code stands twice.
    """
    lines = [source.lines[row] for row in made.rows_in_file]
    places = {
        column: taken.places[name]
        for column, name in enumerate(made.header)
        if name in taken.places
    }
    table = _Placed(
        source.shown,
        made.header,
        (Block(made.rows, lines),),
        sheet=source.sheet,
        header_line=source.header_line,
        places=places,
    )
    told: list[Problem] = []
    rows = parse_table(table, expected, told)
    found += (one for one in told if one.rule != "not-collected")
    refuse(found)
    if rows is not None:
        responses({kit.form.book.instrument: rows}, kit.cohorts, 1, found)
    refuse(found)


# --- what was imported before ------------------------------------------------------------


def highest_number(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> int:
    """Return the highest number in place of a survey code among some files' rows, or 0."""
    found = (
        _NUMBERED.fullmatch(row.get("respondent", "").strip())
        for rows in tables.values()
        for row in rows
    )
    return max((int(match[1]) for match in found if match), default=0)


def held_already(made: KitTable, rows: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether every row of an earlier file is among these, survey codes or numbers apart.

    So it is where the same survey was exported again with further answers.
    """
    names = [name for name in made.header if name not in ("respondent", "version", "mode")]
    places = [made.header.index(name) for name in names]
    mine = Counter(tuple(row[place] for place in places) for row in made.rows)
    theirs = Counter(tuple(row.get(name, "") for name in names) for row in rows)
    return bool(rows) and theirs <= mine
