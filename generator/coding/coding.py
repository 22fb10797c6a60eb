"""A coder's workbook becomes a coding, with every fault at its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.coding.sheets import (
    BOOK,
    CODES,
    CODING,
    OPTIONAL,
    REQUIRED,
    UNCODABLE_COLUMN,
    UNIT_COLUMNS,
    YES,
)
from generator.coding.units import Unit
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import Findings, check_known, each_row
from generator.responses.table import Table
from generator.responses.theme_book import parse_book
from generator.responses.themes import UNCODABLE, Category, in_use

NOT_CODED = "not-coded"


@dataclass(frozen=True, slots=True)
class Coded:
    """A unit with its codes, ``uncodable`` among them, and its place in the workbook."""

    unit: Unit
    codes: frozenset[str]
    place: SourceLine


@dataclass(frozen=True, slots=True)
class Coding:
    """What one workbook holds: units in its order, and its code book."""

    path: str
    units: tuple[Coded, ...]
    book: tuple[Category, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that a unit may have, ``uncodable`` last."""
        return (*(category.id for category in in_use(self.book)), UNCODABLE)


def parse_coding(tables: Sequence[Table], shown: str) -> Parsed[Coding]:
    """Return a workbook's coding; no value where anything is wrong with it."""
    sheets = {table.sheet: table for table in tables}
    missing = [name for name in (CODING, BOOK) if name not in sheets]
    if missing:
        others = [name for name in sheets if name not in (CODING, BOOK)]
        remedy = f"Its sheets are {listed(map(quoted, others))}." if others else ""
        remedy = f"{remedy} Show it if it is hidden, and give it its name back.".strip()
        fault = f"There is no sheet {listed(map(quoted, missing))}."
        return Parsed(None, (Problem(SourceLine(shown), "missing-sheet", fault, remedy),))
    book = parse_book([sheets[BOOK]], f"The sheet {quoted(BOOK)}")
    findings = Findings(sheets[CODING])
    units: list[Coded] = []
    if check_known(findings, f"The sheet {quoted(CODING)}", REQUIRED, OPTIONAL):
        units.extend(_units(findings, book.value or ()))
    if not units and not findings.whole:
        findings.table_fault("no-rows", "There is no text in it.", "Take the sheet as it came.")
    problems = (*book.problems, *findings.all())
    coding = Coding(shown, tuple(units), book.value or ())
    return Parsed(None if any(p.severity == "error" for p in problems) else coding, problems)


def _units(findings: Findings, book: Sequence[Category]) -> Iterator[Coded]:
    seen: dict[str, SourceLine] = {}
    for row, cells in each_row(findings, "unit"):
        place = findings.table.place(findings.lines[row], findings.table.header.index("unit"))
        broken = row in findings.faulty  # a formula: what it stands for is not known
        for name, rule, fault, remedy in _faults(cells, book, seen):
            if broken and rule in (NOT_CODED, "missing-value"):
                continue
            findings.row_fault(row, findings.table.header.index(name), rule, fault, remedy)
        seen.setdefault(cells["unit"], place)
        unit = Unit(*(cells.get("unit" if n == "id" else n, "") for n in ("id", *UNIT_COLUMNS[1:])))
        codes = frozenset(cells[name] for name in CODES if cells[name])
        unable = frozenset({UNCODABLE}) if cells[UNCODABLE_COLUMN] else frozenset[str]()
        yield Coded(unit, codes | unable, place)


def _faults(
    cells: Mapping[str, str], book: Sequence[Category], seen: Mapping[str, SourceLine]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the column, rule, fault and remedy of everything wrong with a row."""
    name = cells["unit"]
    if not name:
        remedy = "Take its number from the workbook as it came, or delete the row."
        yield "unit", "missing-value", "A row without the number of its unit.", remedy
    elif name in seen:
        fault = f"The unit {quoted(name)} appears twice."
        yield "unit", "duplicate-unit", fault, f"The other is at {seen[name]}. Keep 1."
    given = [column for column in CODES if cells[column]]
    for column in given:
        yield from _code_faults(column, cells[column], book)
    answer = cells[UNCODABLE_COLUMN]
    if answer not in ("", YES):
        fault = f"{quoted(answer)} under '{UNCODABLE_COLUMN}'."
        yield UNCODABLE_COLUMN, "unknown-code", fault, f"Write {YES}, or leave it empty."
    if given and answer:
        fault = "The text has codes and is called uncodable."
        yield UNCODABLE_COLUMN, "coded-and-uncodable", fault, "Keep one or the other."
    elif not given and not answer:
        fault = "The text has no code."
        remedy = f"Give it a code, or write {YES} under '{UNCODABLE_COLUMN}'."
        yield CODES[0], NOT_CODED, fault, remedy


def _code_faults(
    column: str, code: str, book: Sequence[Category]
) -> Iterator[tuple[str, str, str, str]]:
    known = {category.id: category for category in book}
    if code == UNCODABLE:
        fault = f"'{UNCODABLE}' is among the codes."
        remedy = f"Empty the cell and write {YES} under '{UNCODABLE_COLUMN}'."
        yield column, "unknown-code", fault, remedy
    elif code not in known:
        fault = f"The code book has no {quoted(code)}."
        yield column, "unknown-code", fault, did_you_mean(code, known) or "Use an id from it."
    elif known[code].merged_into:
        fault = f"'{code}' was merged into '{known[code].merged_into}'."
        yield column, "merged-category", fault, "Use that one."


def unlike(first: Coding, second: Coding) -> tuple[Problem, ...]:
    """Return why two codings cannot be compared: other texts, or another code book."""
    here, there = _other_units(first, second), _other_units(second, first, back=True)
    return (*here, *there, *_other_books(first, second))


def _other_units(one: Coding, other: Coding, *, back: bool = False) -> Iterator[Problem]:
    there = {coded.unit.id: coded for coded in other.units}
    for coded in one.units:
        found = there.get(coded.unit.id)
        if found is None:
            fault = f"The unit {quoted(coded.unit.id)} is missing here, and is at {coded.place}."
            remedy = "Copy its row from there, without the codes, and code it."
            where = SourceLine(other.path, sheet=CODING, cell="A1")
            yield Problem(where, "missing-unit", fault, remedy)
        elif not back and found.unit.text.split() != coded.unit.text.split():
            fault = f"The text of {quoted(coded.unit.id)} is different at {coded.place}."
            remedy = "Were columns sorted apart? Put each text beside its own number again."
            yield Problem(found.place, "changed-text", fault, remedy)


def _other_books(first: Coding, second: Coding) -> Iterator[Problem]:
    for one, other in ((first, second), (second, first)):
        for code in one.codes:
            if code not in other.codes:
                fault = f"The code {quoted(code)} is in use only in {one.path}."
                remedy = "Settle the code book together. Both code with the same one."
                where = SourceLine(other.path, sheet=BOOK, cell="A1")
                yield Problem(where, "other-code-book", fault, remedy)
