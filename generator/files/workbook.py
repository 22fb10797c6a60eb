"""A workbook's bytes become tables of text, one a sheet.

A workbook is a zip of XML files, and either can be built to exhaust memory or
to reach outside. So the parts are looked at first, by their declared sizes
and then for what no response file needs (macros, links to other files,
document types), and only then handed to openpyxl. Cells become text as a
person reads them: 3.0 is ``3``, a date is ``2026-05-11``.
"""

from __future__ import annotations

import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from generator.survey.codebook import REQUIRED_COLUMNS
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.table import Block, CellFault, Table

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
#: A part that is larger than this may be at most so many times its packed size.
LARGE_PART, MOST_TIMES = 8 * 1024 * 1024, 200
MOST_ROWS = 300_000
MOST_COLUMNS = 2_000
LAST_LINE = 1_048_576

#: What openpyxl and the standard library raise on a broken workbook.
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DefusedXmlException,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

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
_ERROR = ("error-cell", "The cell holds a spreadsheet's error.", "Type the answer, or empty it.")


def check_workbook(content: bytes, shown: str) -> tuple[Problem, ...]:
    """Return why a workbook must not be opened; nothing where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_part_faults(archive, SourceLine(shown)))
    except BROKEN:
        return (_unreadable(shown),)


def _unreadable(shown: str) -> Problem:
    fault = "The workbook is broken: it cannot be read."
    return Problem(SourceLine(shown), "broken-workbook", fault, "Open it and save it again.")


def _part_faults(archive: zipfile.ZipFile, where: SourceLine) -> Iterator[Problem]:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS
    bomb |= any(part.file_size > max(LARGE_PART, MOST_TIMES * part.compress_size) for part in parts)
    if bomb:
        fault = f"Unpacked, the workbook would have {unpacked / 1e6:,.0f} MB in {len(parts)} parts."
        remedy = "Copy the rows into a new workbook, or save the sheet as CSV."
        yield Problem(where, "unpacked-size", fault, remedy)
        return
    if "xl/workbook.xml" not in names:
        fault = "This is a zip file, but no Excel workbook."
        yield Problem(where, "wrong-content", fault, "Save the table as .xlsx or .csv.")
        return
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        remedy = "Save it as 'Excel workbook (.xlsx)', which holds no macros."
        yield Problem(where, "macros", "The workbook holds macros.", remedy)
    if any("externallinks/" in name or "connections.xml" in name for name in names):
        remedy = "Break the links (Data, Edit links), or paste the values into a new workbook."
        yield Problem(where, "external-link", "The workbook is linked to other files.", remedy)
    if any(_has_document_type(archive, part) for part in parts):
        yield _unreadable(where.path)


def _has_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return True where an XML part could define entities, or hides its text in UTF-16."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    before = b""
    with archive.open(part) as file:
        while piece := file.read(1024 * 1024):
            text = before + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                return True
            before = piece[-16:]
    return False


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
                return Parsed(None, (_unreadable(shown),))
    except BROKEN:
        return Parsed(None, (_unreadable(shown),))
    tables = tuple(sheet for sheet in sheets if isinstance(sheet, Table))
    problems = tuple(sheet for sheet in sheets if isinstance(sheet, Problem))
    if not tables and not problems:
        where, remedy = SourceLine(shown), "Delete it, or save it with its rows."
        return Parsed(None, (Problem(where, "empty-file", "The workbook is empty.", remedy),))
    return Parsed(tables, problems)


def _sheets_named(content: bytes) -> int:
    """Return how many sheets a workbook says that it has."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.lower() == "xl/workbook.xml")
        return len(re.findall(rb"<(?:\w+:)?sheet[\s/>]", archive.read(name)))


def _sheet(book: Workbook, sheet: ReadOnlyWorksheet, shown: str) -> Table | Problem | None:
    """Return a sheet's table; None where it is empty, or hidden and something else."""
    title = shown_title(sheet.title)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[CellFault] = []
    merged: list[str] = []
    for line, cells in _cells(book, sheet, merged):
        wide = max((cell["column"] for cell in cells if cell["value"] is not None), default=0)
        if len(rows) > MOST_ROWS or wide > MOST_COLUMNS or not 0 < line <= LAST_LINE:
            return _too_large(SourceLine(shown, sheet=title, cell=f"A{min(line, LAST_LINE)}"))
        texts, bad = _row(cells, wide, len(rows) - 1)
        if bad or any(texts):
            rows.append(texts)
            lines.append(line)
            faults.extend(bad)
    if not rows:
        return None
    header = tuple(text.strip() for text in rows[0])
    if merged and set(REQUIRED_COLUMNS) & set(header):
        return Problem(SourceLine(shown, sheet=title, cell=merged[0].split(":")[0]), *_MERGED)
    if sheet.sheet_state != "visible" and not set(REQUIRED_COLUMNS) & set(header):
        return None
    body = [[*row, *[""] * (len(header) - len(row))] for row in rows[1:]]
    blocks = (Block(body, lines[1:], tuple(fault for fault in faults if fault.row >= 0)),)
    table = Table(shown, header, blocks if body else (), sheet=title, header_line=lines[0])
    for fault in faults:
        if fault.row < 0:
            return Problem(
                table.place(lines[0], fault.column), fault.rule, fault.fault, fault.remedy
            )
    return table


def shown_title(title: str) -> str:
    """Return a sheet's name for messages: only characters that can be written and seen."""
    return "".join(letter if letter.isprintable() else " " for letter in title)


def _too_large(where: SourceLine) -> Problem:
    fault = f"The sheet is larger than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns."
    return Problem(where, "too-large", fault, "Save it as CSV, or split it.")


def _cells(book: Any, sheet: Any, merged: list[str]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield each row's number and its cells, only those that are there.

    openpyxl's own rows are filled up to the last column and row that a file
    claims to have, which a hostile file can set to a billion. ``merged`` takes
    the areas of merged cells, which a sheet names after its rows.
    """
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=False,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        yield from parser.parse()
    merged.extend(str(area.ref) for area in getattr(parser.merged_cells, "mergeCell", ()))


def _row(cells: list[dict[str, Any]], wide: int, row: int) -> tuple[list[str], list[CellFault]]:
    """Return a row's texts up to its last filled cell, and the cells that hold no plain value."""
    texts = [""] * wide
    faults: list[CellFault] = []
    for cell in cells:
        kind, column = cell["data_type"], cell["column"] - 1
        if kind in ("f", "e"):
            faults.append(CellFault(row, column, *(_FORMULA if kind == "f" else _ERROR)))
        elif cell["value"] is not None:
            texts[column] = text_of(cell["value"])
    return texts, faults


def text_of(value: object) -> str:
    """Return a cell's value as text, the way that a CSV file holds it.

    >>> text_of(3.0), text_of(2.5), text_of(datetime.datetime(2026, 5, 11)), text_of(True)
    ('3', '2.5', '2026-05-11', 'TRUE')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return str(value)
