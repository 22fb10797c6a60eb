"""Coding workbooks: sheets in which coders work, and what comes back as a coding.

Every fault of a workbook is named at its sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.coding.units import Unit
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Check,
    Column,
    Format,
    Row,
    Sheet,
    height,
)
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.table import Table
from generator.responses.theme_book import parse_book
from generator.responses.themes import CODE_BOOK_COLUMNS, UNCODABLE, Category, in_use

CODING, BOOK, GUIDE, AGREEMENT = "Coding", "Code book", "How to code", "Agreement"
CODES = tuple(f"code {number}" for number in range(1, 6))
UNCODABLE_COLUMN, YES = "uncodable", "yes"
FIRST, SECOND = "first coder", "second coder"
UNIT_COLUMNS = ("unit", "form", "role", "wave", "question", "text")
REQUIRED = ("unit", "text", *CODES, UNCODABLE_COLUMN)
OPTIONAL = ("form", "role", "wave", "question", "note", FIRST, SECOND)
#: Rows of the code book that drop-downs offer, empty ones for new categories included.
BOOK_ROWS = 80

_WIDTHS = {
    "unit": 9, "form": 20, "role": 10, "wave": 18, "question": 34, "text": 70, "note": 30,
    FIRST: 24, SECOND: 24, UNCODABLE_COLUMN: 12, "id": 18, "label": 30, "version": 9,
}  # fmt: skip
_LINE: Format = {**TEXT, **WRAPPED, "bottom": 1, "bottom_color": "#AEB7BD"}
_HEAD: Format = {**_LINE, "bold": True, "font_color": "#FFFFFF", "bg_color": "#003087"}
_MARK: Format = {**_LINE, "bg_color": "#FFF4C2"}

NOT_CODED = "not-coded"


# --- out ----------------------------------------------------------------------------------


def coder_sheets(units: Sequence[Unit], book: Sequence[Category]) -> tuple[Sheet, ...]:
    """Return the sheets of a coder's workbook: the texts, the code book, how to code."""
    return coding_sheet(units), book_sheet(book), guide_sheet(HOW_TO_CODE)


def coding_sheet(
    units: Sequence[Unit],
    codings: Sequence[Sequence[str]] = (),
    extra: Sequence[tuple[str, str]] = (),
    marked: frozenset[int] = frozenset(),
) -> Sheet:
    """Return the sheet in which a coder works.

    ``codings`` are codes to stand there already, ``extra`` what each coder
    gave, in words, both in the order of the units; ``marked`` are rows to look at.
    """
    shown = (FIRST, SECOND) if extra else ()
    header = (*UNIT_COLUMNS, *shown, *CODES, UNCODABLE_COLUMN, "note")
    rows = [header]
    for place, unit in enumerate(units):
        given = list(codings[place]) if codings else []
        unable = [YES] if UNCODABLE_COLUMN in given else [""]
        codes = [code for code in given if code != UNCODABLE_COLUMN]
        codes += [""] * (len(CODES) - len(codes))
        whose = extra[place] if extra else ()
        shown_unit = (unit.id, unit.form, unit.role, unit.wave, unit.question, unit.text)
        rows.append((*shown_unit, *whose, *codes, *unable, ""))
    return table_sheet(CODING, rows, _checks(header, len(rows) + 199), marked)


def _checks(header: Sequence[str], last: int) -> list[Check]:
    """Return the drop-downs of codes and of ``uncodable``, for new rows too."""
    words = "Choose an id from the sheet 'Code book'. A new category goes there first."
    source = f"='{BOOK}'!$A$2:$A${BOOK_ROWS + 1}"
    yes = f"Write {YES}, or leave it empty. A text that can be coded needs no entry here."
    # Where blanks are allowed, a list with empty cells in it would let anything pass.
    common = {"validate": "list", "ignore_blank": False, "show_input": False}
    code = {**common, "source": source, "error_title": "No such code", "error_message": words}
    unable = {**common, "source": [YES], "error_title": "Only yes", "error_message": yes}
    offered = {**dict.fromkeys(CODES, code), UNCODABLE_COLUMN: unable}
    places = ((header.index(name), rule) for name, rule in offered.items())
    return [([(1, place, last, place)], rule) for place, rule in places]


def book_sheet(book: Sequence[Category]) -> Sheet:
    """Return the sheet with the code book."""
    rows = [tuple(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in book]
    return table_sheet(BOOK, [CODE_BOOK_COLUMNS, *rows])


def guide_sheet(lines: Sequence[str]) -> Sheet:
    """Return a sheet with one sentence a row."""
    return table_sheet(GUIDE, [(line,) for line in lines], widths=(110,))


def table_sheet(
    title: str,
    rows: Sequence[Sequence[str]],
    checks: Sequence[Check] = (),
    marked: frozenset[int] = frozenset(),
    widths: Sequence[int] = (),
) -> Sheet:
    """Return a sheet whose first row is the heading; it stays in sight, with the first column."""
    widths = widths or [_WIDTHS.get(name, 16 if name in CODES else 28) for name in rows[0]]
    formats = [_HEAD, *(_MARK if row in marked else _LINE for row in range(len(rows) - 1))]
    return Sheet(
        title,
        [Column(width) for width in widths],
        [Row(row, look, height(row, widths)) for row, look in zip(rows, formats, strict=True)],
        checks,
        frozen=(1, int(len(widths) > 1)),
    )


HOW_TO_CODE = (
    "How to code",
    "Work alone. Do not look at the other coder's workbook, and do not talk about single texts.",
    "Read the code book first, then all texts once without coding.",
    "Give each text every category that fits: 1 in each column 'code 1' to 'code 5'.",
    "Choose ids from the drop-down. The sheet 'Code book' has them with their definitions.",
    "If a text cannot be coded, leave its codes empty and write yes under 'uncodable'.",
    "Leave no text without either. Use 'note' for anything that you want to talk about afterwards.",
    "If a category is missing, stop and settle it with the other coder: both use 1 code book.",
    "Do not change, sort apart or delete the columns 'unit' and 'text', and rename no sheet.",
    "A text that raises a concern about safety does not wait: follow 'Raising a concern'.",
    "Keep this workbook private. Nobody may see who wrote what, and you do not know it either.",
)
HOW_TO_SETTLE = (
    "How to settle the differences",
    "The texts on a yellow ground are open. Talk about each, and enter what you agree on.",
    "All others have the codes that both of you gave. Change one only if you both agree.",
    "Keep both coders' own workbooks as they were.",
    "Then: mentoring themes table agreed.xlsx",
)


# --- back ---------------------------------------------------------------------------------


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


def parse_coding(tables: Sequence[Table], shown: str, found: list[Problem]) -> Coding:
    """Return a workbook's coding. Raises RefusedError where anything is wrong with it."""
    sheets = {table.sheet: table for table in tables}
    missing = [name for name in (CODING, BOOK) if name not in sheets]
    if missing:
        others = [name for name in sheets if name not in (CODING, BOOK)]
        remedy = f"Its sheets are {listed(map(quoted, others))}." if others else ""
        remedy = f"{remedy} Show it if it is hidden, and give it its name back.".strip()
        fault = f"There is no sheet {listed(map(quoted, missing))}."
        found.append(Problem(SourceLine(shown), "missing-sheet", fault, remedy))
        raise RefusedError(found)
    wrong: list[Problem] = []
    book = parse_book([sheets[BOOK]], wrong, f"The sheet {quoted(BOOK)}")
    findings = FaultLog(sheets[CODING])
    units: list[Coded] = []
    if check_known(findings, f"The sheet {quoted(CODING)}", REQUIRED, OPTIONAL):
        units.extend(_units(findings, book))
    if not units and not findings.whole:
        findings.table_fault("no-rows", "There is no text in it.", "Take the sheet as it came.")
    wrong += findings.all()
    found += wrong
    refuse(wrong)
    return Coding(shown, tuple(units), book)


def _units(findings: FaultLog, book: Sequence[Category]) -> Iterator[Coded]:
    seen: dict[str, SourceLine] = {}
    for row, cells in each_row(findings, "unit"):
        place = findings.table.place(findings.lines[row], findings.table.header.index("unit"))
        broken = row in findings.faulty  # a formula: what it stands for is not known
        for name, rule, fault, remedy in _faults(cells, book, seen):
            if broken and rule in (NOT_CODED, "missing-value"):
                continue
            findings.row_fault(row, findings.table.header.index(name), rule, fault, remedy)
        seen.setdefault(cells["unit"], place)
        unit = Unit(*(cells.get(name, "") for name in UNIT_COLUMNS))
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
    if code not in known:
        fault = f"The code book has no {quoted(code)}."
        yield column, "unknown-code", fault, did_you_mean(code, known) or "Use an id from it."
    elif known[code].merged_into:
        fault = f"'{code}' was merged into '{known[code].merged_into}'."
        yield column, "merged-category", fault, "Use that one."


def unlike(first: Coding, second: Coding) -> tuple[Problem, ...]:
    """Return why two codings cannot be compared: other texts, or another code book."""
    units = (*_other_units(first, second), *_other_units(second, first, back=True))
    return (*units, *_other_books(first, second), *_other_books(second, first))


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


def _other_books(one: Coding, other: Coding) -> Iterator[Problem]:
    where = SourceLine(other.path, sheet=BOOK, cell="A1")
    for code in one.codes:
        if code not in other.codes:
            fault = f"The code {quoted(code)} is in use only in {one.path}."
            remedy = "Settle the code book together. Both code with the same one."
            yield Problem(where, "other-code-book", fault, remedy)
