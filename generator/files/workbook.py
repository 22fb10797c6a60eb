"""A workbook's bytes become tables of text, one a sheet.

A workbook is a zip of XML files, and either can be built to exhaust memory or
to reach outside. So the parts are looked at first, by their declared sizes
and then for what no response file needs (macros, links to other files,
document types; see ``workbook_parts``), and only then handed to openpyxl. Cells become text as a
person reads them: 3.0 is ``3``, a date is ``2026-05-11``.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from generator.definitions.codebook import REQUIRED_COLUMNS
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.files import typed_sheet
from generator.files.csv_file import odd_words
from generator.files.typed_sheet import SheetRows
from generator.files.workbook_parts import BROKEN, check_workbook, has_comments, unreadable
from generator.responses.known_tables import HEADING_ROWS, heading_place, title_words
from generator.responses.odd_letters import odd_word
from generator.responses.table import CellFault, Table
from generator.responses.unseen import seen, unescaped

MOST_ROWS = 300_000
MOST_COLUMNS = 2_000
LAST_LINE = 1_048_576

#: Days of a workbook's calendar that may be somebody's. In the year 1920 and before, a plain
#: number was typed into a cell for dates: 4, or 60, or -97.
_DAYS = range(7_500, 2_958_466)

_FORMULA = (
    "formula",
    "The cell holds a formula.",
    "Type the value itself: copy the cells, then paste them as values.",
)
_MERGED = (
    "merged-cells",
    "Cells are merged here: only the first holds a value, the others would count as empty.",
    "Undo the merging (Home, Merge) and type each row's own answer.",
)
_COMMENTS = (
    "comments",
    "The workbook holds comments or notes. Only what is typed into cells is read.",
    "If they say something, type that: -99 for what cannot be read, for example.",
)
_ERROR = ("error-cell", "The cell holds a spreadsheet's error.", "Type the answer, or empty it.")


def read_workbook(content: bytes, shown: str) -> Parsed[tuple[Table, ...]]:
    """Return a table for each sheet that holds anything.

    A hidden sheet counts only where its header is a response file's: the
    others hold lists for drop-downs.
    """
    faults = check_workbook(content, shown)
    if faults:
        return Parsed(None, faults)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheets = [_sheet(book, sheet, shown) for sheet in book.worksheets]
            if len(book.sheetnames) < _sheets_named(content):  # openpyxl passes over lost parts
                return Parsed(None, (unreadable(shown),))
    except BROKEN:
        return Parsed(None, (unreadable(shown),))
    tables = tuple(sheet.value for sheet in sheets if sheet and sheet.value)
    problems = tuple(problem for sheet in sheets if sheet for problem in sheet.problems)
    if any(table.words and table.blocks for table in tables) and has_comments(content):
        problems = (*problems, Problem(SourceLine(shown), *_COMMENTS, "warning"))
    if not tables and not problems:
        where, remedy = SourceLine(shown), "Delete it, or save it with its rows."
        return Parsed(None, (Problem(where, "empty-file", "The workbook is empty.", remedy),))
    return Parsed(tables, problems)


def _sheets_named(content: bytes) -> int:
    """Return how many sheets a workbook says that it has."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.lower() == "xl/workbook.xml")
        return len(re.findall(rb"<(?:\w+:)?sheet[\s/>]", archive.read(name)))


def _sheet(book: Workbook, sheet: ReadOnlyWorksheet, shown: str) -> Parsed[Table] | None:
    """Return a sheet's table; None where it is empty, or hidden and something else."""
    title = shown_title(sheet.title)
    found = _rows(book, sheet)
    if isinstance(found, int):
        where = SourceLine(shown, sheet=title, cell=f"A{min(found, LAST_LINE)}")
        return Parsed(None, (_too_large(where),))
    if not found.rows:
        return None
    marked = typed_sheet.has_mark(found)
    place = 0 if marked else heading_place(found.rows[:HEADING_ROWS])
    if place:
        found = found.below(place)
    header = tuple(text.strip() for text in found.rows[0])
    is_responses = bool(set(REQUIRED_COLUMNS) & set(header))
    if found.merged and (is_responses or marked):
        where = SourceLine(shown, sheet=title, cell=found.merged[0].split(":")[0])
        return Parsed(None, (Problem(where, *_MERGED),))
    moved = typed_sheet.moved_headings(found)
    if moved is not None:
        line, words = moved
        where = SourceLine(shown, line, sheet=title, cell=f"A{line}")
        return Parsed(None, (Problem(where, *words),))
    if sheet.sheet_state != "visible" and not is_responses:
        return None
    table = Table(shown, header, (), sheet=title, header_line=found.lines[0])
    notes = tuple(_notes(found, table, place))
    for fault in found.faults:
        if fault.row < 0:
            where = table.place(found.lines[0], fault.column)
            return Parsed(None, (Problem(where, fault.rule, fault.fault, fault.remedy),))
    if typed_sheet.is_typed_sheet(found):
        typed = typed_sheet.typed_table(found, table)
        return Parsed(typed.value, (*notes, *typed.problems))
    body = [[*row, *[""] * (len(header) - len(row))] for row in found.rows[1:]]
    blocks = (found.block(body, found.lines[1:], found.faults),)
    return Parsed(replace(table, blocks=blocks if body else ()), notes)


def _notes(found: SheetRows, table: Table, place: int) -> Iterator[Problem]:
    """Yield what is odd about a sheet that is read all the same."""
    if place:
        yield Problem(table.place(table.header_line, 0), *title_words(place), "warning")
    for line, row in zip(found.lines, found.rows, strict=True):
        for column, cell in enumerate(row):
            word = odd_word(cell, guessed=False)
            if word:
                yield Problem(table.place(line, column), *odd_words(word), "warning")
                return


def _rows(book: Workbook, sheet: ReadOnlyWorksheet) -> SheetRows | int:
    """Return a sheet's rows; of one that is too large, the line where it becomes so."""
    found = SheetRows()
    found.hidden_sheet = sheet.sheet_state != "visible"
    marked, code = _marked_styles(book), 0
    for line, cells in _cells(book, sheet, found):
        wide = max((cell["column"] for cell in cells if cell["value"] is not None), default=0)
        if len(found.rows) > MOST_ROWS or wide > MOST_COLUMNS or not 0 < line <= LAST_LINE:
            return line
        texts, bad = _row(cells, wide, len(found.rows) - 1, book)
        if bad or any(texts):
            found.rows.append(texts)
            found.lines.append(line)
            found.faults.extend(bad)
            if "respondent" in texts:
                code = texts.index("respondent") + 1
            elif what := _not_text(cells, code, book):
                found.not_text[line] = what
            colour = next((c["column"] for c in cells if c["style_id"] in marked), 0)
            if colour:
                found.marked[line] = colour - 1
    return found


def _marked_styles(book: Any) -> frozenset[int]:
    """Return the styles that colour a cell or strike it through, by their number."""
    return frozenset(
        number
        for number, style in enumerate(book._cell_styles)
        if book._fonts[style.fontId].strike or _coloured(book._fills[style.fillId])
    )


def _coloured(fill: Any) -> bool:
    pattern = getattr(fill, "fill_type", "gradient")
    white = getattr(getattr(fill, "fgColor", None), "rgb", "") in ("FFFFFFFF", "00FFFFFF")
    return pattern not in (None, "none", "gray125") and not white


def shown_title(title: str) -> str:
    """Return a sheet's name for messages: only characters that can be written and seen."""
    return "".join(letter if letter.isprintable() else " " for letter in title)


def _too_large(where: SourceLine) -> Problem:
    fault = f"The sheet is larger than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns."
    return Problem(where, "too-large", fault, "Save it as CSV, or split it.")


def _cells(book: Any, sheet: Any, found: SheetRows) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield each row's number and its cells, only those that are there.

    openpyxl's own rows are filled up to the last column and row that a file
    claims to have, which a hostile file can set to a billion. ``found`` takes
    the areas of merged cells, which a sheet names after its rows, and the
    lines of hidden rows.
    """
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=False,
            epoch=book.epoch,
            date_formats=frozenset(),  # numbers as they were typed; see _value
            timedelta_formats=frozenset(),
        )
        for row in parser.parse():
            for line, about in parser.row_dimensions.items():
                if about.get("hidden") in ("1", "true"):
                    found.hidden.add(int(line))
            parser.row_dimensions.clear()
            yield row
    found.merged.extend(str(area.ref) for area in getattr(parser.merged_cells, "mergeCell", ()))


def _row(
    cells: list[dict[str, Any]], wide: int, row: int, book: Any
) -> tuple[list[str], list[CellFault]]:
    """Return a row's texts up to its last filled cell, and the cells that hold no plain value."""
    texts = [""] * wide
    faults: list[CellFault] = []
    for cell in cells:
        kind, column = cell["data_type"], cell["column"] - 1
        if kind in ("f", "e"):
            faults.append(CellFault(row, column, *(_FORMULA if kind == "f" else _ERROR)))
        elif cell["value"] is not None:
            texts[column] = text_of(_value(cell, book))
    return texts, faults


def _not_text(cells: Sequence[dict[str, Any]], column: int, book: Any) -> str:
    """Say what a row's cell in a column holds, from 1, where that is no text."""
    value = next((_value(cell, book) for cell in cells if cell["column"] == column), None)
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a date" if isinstance(value, datetime.date | datetime.time) else ""


def _value(cell: dict[str, Any], book: Any) -> object:
    """Return what was typed into a cell: a number stays one, although its cell is for dates."""
    value = cell["value"]
    if cell["data_type"] != "n" or cell["style_id"] not in book._date_formats:
        return value
    is_day = int(value) in _DAYS or 0 < value < 1
    return from_excel(value, book.epoch) if is_day else value


def text_of(value: object) -> str:
    r"""Return a cell's value as text, the way that a CSV file holds it.

    >>> text_of(3.0), text_of(2.5), text_of(datetime.datetime(2026, 5, 11)), text_of(True)
    ('3', '2.5', '2026-05-11', 'TRUE')
    >>> text_of("Cold_x000D_\ntea")
    'Cold\ntea'
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return unescaped(seen(value)) if isinstance(value, str) else str(value)
