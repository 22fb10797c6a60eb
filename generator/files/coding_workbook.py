"""Coding workbooks and their private folder: sheets as data become XLSX, and come back as tables.

A text that begins with an equals sign is written as text and marked as such,
so that no spreadsheet ever makes a formula of it, even after somebody has
clicked into the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.coding.coding import Coding, parse_coding
from generator.coding.sheets import Choice, Sheet
from generator.coding.units import KEY_COLUMNS, KeyLine
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.files import progress
from generator.files.tables import read_tables
from generator.responses.same_person import Person
from generator.responses.table import Table
from generator.responses.themes import Stage

RETURNED_COLUMNS = ("cohort", "role", "wave", "respondent")
#: The height of a line in points, and the most lines that a row shows: Excel allows 409 points.
_LINE_HEIGHT, _MOST_LINES = 15, 27
_HEAD = PatternFill("solid", fgColor="003087")
_MARK = PatternFill("solid", fgColor="FFF4C2")
_LINE = Border(bottom=Side("thin", color="AEB7BD"))
#: A spreadsheet keeps a cell's text as it was typed in this format.
_TEXT_FORMAT = "@"


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX file with these sheets, the first in front."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    progress.on("Writing the workbook")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for number, row in enumerate(progress.each(sheet.rows, "Writing texts"), 1):
        page.row_dimensions[number].height = _LINE_HEIGHT * _lines(row, sheet.widths)
        for column, text in enumerate(row, 1):
            _write(page.cell(number, column), text, head=number == 1)
            if number > 1 and number - 2 in sheet.marked:
                page.cell(number, column).fill = _MARK
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "B2" if len(sheet.widths) > 1 else "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    for choice in sheet.choices:
        _offer(page, choice, len(sheet.rows))


def _lines(row: Sequence[str], widths: Sequence[int]) -> int:
    """Return how many lines a row needs; not every spreadsheet works it out when it opens a file.

    >>> _lines(("short", "a" * 50), (10, 20))
    3
    """
    wrapped = [
        sum(1 + len(line) // width for line in text.split("\n"))
        for text, width in zip(row, widths, strict=True)
    ]
    return min(max(wrapped, default=1), _MOST_LINES)


def _write(cell: Cell | MergedCell, text: str, *, head: bool) -> None:
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    cell.quotePrefix = text[:1] in {*"=+-@"} and not head
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _LINE
    if head:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD


def _offer(page: Worksheet, choice: Choice, rows: int) -> None:
    """Add a drop-down to a column below its heading, for new rows too."""
    # Where blanks are allowed, a list with empty cells in it would let anything pass.
    offered = DataValidation("list", formula1=choice.source, allow_blank=False)
    offered.showErrorMessage, offered.errorTitle, offered.error = True, choice.title, choice.words
    page.add_data_validation(offered)
    letter = get_column_letter(choice.column + 1)
    offered.add(f"{letter}2:{letter}{rows + 200}")


def key_bytes(key: Sequence[KeyLine]) -> bytes:
    """Return the key as CSV."""
    rows = (tuple(getattr(line, name) for name in KEY_COLUMNS) for line in key)
    return people_bytes([KEY_COLUMNS, *rows])


def people_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows with survey codes as CSV, the header first; each cell stays as it is.

    A code may begin with a hyphen, so nothing is put before it to keep a
    spreadsheet from taking it for a formula.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read_key(path: Path, shown: str) -> Parsed[tuple[KeyLine, ...]]:
    """Return a key's lines; no value where it is none."""
    if not path.is_file():
        return Parsed(None, (_no_file(shown, "Name the key of this coding: --key KEY.csv"),))
    words = ("This is not a key that 'mentoring themes units' wrote.", "Name its key.csv.")
    rows, problems = _rows(
        path, shown, KEY_COLUMNS, Problem(SourceLine(shown), "not-a-key", *words)
    )
    return Parsed(None if problems else tuple(KeyLine(*row) for row in rows), problems)


def returned_bytes(returned: Mapping[Stage, Sequence[Person]]) -> bytes:
    """Return who had returned a form of each role and wave as CSV."""
    rows = (
        (cohort, role, wave, respondent)
        for (role, wave), people in returned.items()
        for cohort, respondent in people
    )
    return people_bytes([RETURNED_COLUMNS, *rows])


def read_returned(path: Path, shown: str) -> Parsed[frozenset[tuple[str, str, str, str]]]:
    """Return cohort, role, wave and code of who had returned a form; no value without a file."""
    if not path.is_file():
        return Parsed(None)
    words = ("'mentoring themes units' did not write this.", "Put its own file here, or delete it.")
    not_it = Problem(SourceLine(shown), "not-a-key", *words)
    rows, problems = _rows(path, shown, RETURNED_COLUMNS, not_it)
    people = frozenset((row[0], row[1], row[2], row[3]) for row in rows)
    return Parsed(None if problems else people, problems)


def _rows(
    path: Path, shown: str, columns: tuple[str, ...], not_it: Problem
) -> tuple[list[Sequence[str]], tuple[Problem, ...]]:
    """Return the rows of a file that this program wrote; ``not_it`` where it has other columns."""
    tables = read_tables(path, shown)
    rows: list[Sequence[str]] = []
    problems = list(tables.problems)
    for table in tables.value or ():
        if table.header != columns:
            problems.append(not_it)
            continue
        for block in table.blocks:
            if isinstance(block, Problem):
                problems.append(block)
                break
            rows.extend(row for row in block.rows if len(row) == len(columns))
    return rows, tuple(problems)


def read_sheets(path: Path, shown: str) -> Parsed[tuple[Table, ...]]:
    """Return a workbook's sheets as tables."""
    if not path.is_file():
        return Parsed(None, (_no_file(shown, "Check its name, and the folder you are in."),))
    if path.suffix.lower() != ".xlsx":
        fault, remedy = "This is not a workbook (.xlsx).", "Save it as 'Excel workbook (.xlsx)'."
        return Parsed(None, (Problem(SourceLine(shown), "other-format", fault, remedy),))
    return read_tables(path, shown)


def _no_file(shown: str, remedy: str) -> Problem:
    return Problem(SourceLine(shown), "no-file", "There is no such file.", remedy)


def exists(path: Path) -> bool:
    """Return True where there is a file of this name."""
    return path.is_file()


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file that hold anything. Raises OSError."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_coding(path: Path, shown: str) -> Parsed[Coding]:
    """Return a workbook's coding, with every fault in it."""
    sheets = read_sheets(path, shown)
    if sheets.value is None:
        return Parsed(None, sheets.problems)
    parsed = parse_coding(sheets.value, shown)
    problems = (*sheets.problems, *parsed.problems)
    return Parsed(None if sheets.errors else parsed.value, problems)
