"""A workbook's bytes become tables of text, one a sheet.

A workbook is a zip of XML files, and either can be built to exhaust memory or
to reach outside. So the parts are looked at first, by their declared sizes
and then for document types, and only then handed to openpyxl. Cells become text
as a person reads them: 3.0 is ``3``, a date is ``2026-05-11``.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser  # rows as they are: the rest is public
from openpyxl.xml.constants import ARC_STYLE
from openpyxl.xml.functions import fromstring

from generator.definitions.codebook import REQUIRED_COLUMNS
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.responses.odd_letters import odd_letters, seen
from generator.responses.table import CellFault, Table
from generator.responses.typed_sheet import SheetRows, has_mark, is_typed_sheet, sheet_table

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
#: A part that is larger than this may be at most so many times its packed size.
LARGE_PART, MOST_TIMES = 8 * 1024 * 1024, 200
MOST_ROWS = 300_000
MOST_COLUMNS = 2_000
LAST_LINE = 1_048_576

#: Days of a workbook's calendar that may be somebody's. In the year 1920 and before, a plain
#: number was typed into a cell for dates: 4, or 60, or -97.
_DAYS = range(7_500, 2_958_466)

#: What a workbook may hold in escapes and no text does.
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
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


def read_workbook(content: bytes, shown: str, found: list[Problem]) -> tuple[Table, ...]:
    """Return a table for each sheet that holds anything.

    A hidden sheet counts only where its header is a response file's: the
    others hold lists for drop-downs. Raises RefusedError where the file must not or cannot be
    opened; a sheet that cannot be read is a problem.
    """
    before = len(found)
    tables = tuple(
        table
        for title, state, rows in _opened(content, shown, found)
        for table in _table(rows, title, state, shown, found)
    )
    if any(table.words and table.blocks for table in tables) and _has_comments(content):
        found.append(Problem(SourceLine(shown), *_COMMENTS, "warning"))
    if not tables and len(found) == before:
        fault, remedy = "The workbook is empty.", "Delete it, or save it with its rows."
        raise RefusedError([*found, Problem(SourceLine(shown), "empty-file", fault, remedy)])
    return tables


def read_plain(
    content: bytes, shown: str, found: list[Problem], is_code: Callable[[str], bool]
) -> tuple[Table, ...]:
    """Return a table for each visible sheet as it stands, its first row as the header.

    For what other programs have written. ``is_code`` tells a heading of survey codes, below
    which numbers and dates are noted. Raises RefusedError where cells are merged, too.
    """
    tables = []
    for title, state, rows in _opened(content, shown, found, is_code):
        if state == "visible" and rows.rows:
            found += _merged(rows, title, shown)
            width = max(map(len, rows.rows))
            header = (*rows.rows[0], *[""] * (width - len(rows.rows[0])))
            blocks = rows.blocks(width, range(len(rows.rows) - 1))
            tables.append(Table(shown, header, blocks, sheet=title, header_line=rows.lines[0]))
    refuse(found)
    return tuple(tables)


def _opened(
    content: bytes,
    shown: str,
    found: list[Problem],
    is_code: Callable[[str], bool] = "respondent".__eq__,
) -> list[tuple[str, str, SheetRows]]:
    """Return each sheet's name, its state and its rows.

    Raises RefusedError where the file must not or cannot be opened, or is too large.
    """
    if faults := _check(content, shown):
        raise RefusedError([*found, *faults])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_sheets(content, shown, is_code))
    except RefusedError as error:
        raise RefusedError([*found, *error.problems]) from error
    except Exception as error:
        raise RefusedError([*found, _unreadable(shown)]) from error


def _merged(rows: SheetRows, title: str, shown: str) -> list[Problem]:
    """Return the fault of a sheet whose cells are merged, at the first of them."""
    cells = [area.split(":")[0] for area in rows.merged[:1]]
    return [Problem(SourceLine(shown, sheet=title, cell=cell), *_MERGED) for cell in cells]


def shown_title(title: str) -> str:
    """Return a sheet's name for messages: only characters that can be written and seen."""
    return "".join(letter if letter.isprintable() else " " for letter in title)


# --- parts --------------------------------------------------------------------------------


def _check(content: bytes, shown: str) -> tuple[Problem, ...]:
    """Return why a workbook must not be opened; nothing where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_part_faults(archive, SourceLine(shown)))
    except Exception:  # noqa: BLE001 - a broken zip file raises whatever comes
        return (_unreadable(shown),)


def _unreadable(shown: str) -> Problem:
    """Return the fault of a workbook that cannot be read."""
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
        fault = "This is a zip file, but not an Excel workbook."
        yield Problem(where, "wrong-content", fault, "Save the table as .xlsx or .csv.")
        return
    main = next(part for part in parts if part.filename.lower() == "xl/workbook.xml")
    if b"http://purl.oclc.org/ooxml/" in archive.read(main)[:4096]:
        fault = "The workbook is saved as 'Strict Open XML', which is not read."
        remedy = "Save it as 'Excel workbook (.xlsx)', without the word Strict (File, Save as)."
        yield Problem(where, "other-format", fault, remedy)
    elif any(_has_document_type(archive, part) for part in parts):
        yield _unreadable(where.path)


def _has_comments(content: bytes) -> bool:
    """Return True where a workbook holds comments on cells, of the old or the new kind."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any("comments" in name.lower() for name in archive.namelist())


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


# --- cells --------------------------------------------------------------------------------


#: Which of a workbook's styles, by number, are for dates; and which colour or strike a cell out.
_Styles = tuple[frozenset[int], frozenset[int]]


def _sheets(
    content: bytes, shown: str, is_code: Callable[[str], bool]
) -> Iterator[tuple[str, str, SheetRows]]:
    """Yield each sheet's name, its state and its rows.

    Raises RefusedError where one is too large, and what openpyxl raises on a broken workbook, or
    where a sheet is lost.
    """
    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    styles = _styles(reader)
    sheets = list(reader.parser.find_sheets())
    if len(sheets) < len(reader.parser.sheets):
        raise LookupError  # without a part: openpyxl would pass over it
    for sheet, part in sheets:
        if "chartsheet" not in part.Type:
            title = shown_title(sheet.name)
            table = Table(shown, (), (), sheet=title)
            yield (
                title,
                sheet.state or "visible",
                _rows(reader, part.target, styles, is_code, table),
            )


def _styles(reader: ExcelReader) -> _Styles:
    if ARC_STYLE not in reader.valid_files:
        return frozenset(), frozenset()
    tree: Any = fromstring(reader.archive.read(ARC_STYLE))
    sheet: Any = Stylesheet.from_tree(tree)
    marked = (
        number
        for number, style in enumerate(sheet.cell_styles)
        if sheet.fonts[style.fontId].strike or _coloured(sheet.fills[style.fillId])
    )
    return frozenset(sheet.date_formats), frozenset(marked)


def _coloured(fill: Any) -> bool:
    pattern = getattr(fill, "fill_type", "gradient")
    white = getattr(getattr(fill, "fgColor", None), "rgb", "") in ("FFFFFFFF", "00FFFFFF")
    return pattern not in (None, "none", "gray125") and not white


def _rows(
    reader: ExcelReader, part: str, styles: _Styles, is_code: Callable[[str], bool], sheet: Table
) -> SheetRows:
    """Return a sheet's rows; raises RefusedError at the line where it becomes too large.

    openpyxl's own rows are filled up to the last column and row that a file
    claims to have, which a hostile file can set to a billion; here only those that are there.
    """
    found, code = SheetRows(), -1
    with reader.archive.open(part) as source:
        # Numbers come as they were typed, whatever their cell is for: see _value.
        parser: Any = WorkSheetParser(
            source, reader.shared_strings, epoch=reader.wb.epoch,
            date_formats=frozenset(), timedelta_formats=frozenset(),
        )  # fmt: skip
        for line, cells in parser.parse():
            filled = [cell for cell in cells if cell["value"] is not None]
            wide = max((cell["column"] for cell in filled), default=0)
            if len(found.rows) > MOST_ROWS or wide > MOST_COLUMNS or not 0 < line <= LAST_LINE:
                where = sheet.place(min(int(line), LAST_LINE), 0)
                fault = f"More than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns."
                words = ("too-large", fault, "Save it as CSV, or split it.")
                raise RefusedError([Problem(where, *words)])
            values = {cell["column"] - 1: _value(cell, styles, reader.wb.epoch) for cell in filled}
            texts = [text_of(values.get(column, "")) for column in range(wide)]
            faults = [
                CellFault(len(found.rows) - 1, column, *value)
                for column, value in values.items()
                if isinstance(value, tuple)
            ]
            if faults or any(texts):
                found.rows.append(texts)
                found.lines.append(line)
                found.faults += faults
                named = next((place for place, text in enumerate(texts) if is_code(text)), -1)
                if named >= 0:
                    code = named
                elif what := _not_text(values.get(code)):
                    found.not_text[line] = what
                marked = [c["column"] - 1 for c in cells if c["style_id"] in styles[1]]
                if marked:
                    found.marked[line] = marked[0]
        for line, about in parser.row_dimensions.items():
            if about.get("hidden") in ("1", "true"):
                found.marked.setdefault(int(line), 0)
        found.merged = [str(area.ref) for area in getattr(parser.merged_cells, "mergeCell", ())]
    return found


def _value(cell: dict[str, Any], styles: _Styles, epoch: datetime.datetime) -> object:
    """Return what was typed into a cell, or what is wrong with it.

    A number stays one, although its cell is for dates.
    """
    value, kind = cell["value"], cell["data_type"]
    if kind in ("f", "e"):
        return _FORMULA if kind == "f" else _ERROR
    if kind != "n" or cell["style_id"] not in styles[0]:
        return value
    is_day = int(value) in _DAYS or 0 < value < 1
    return from_excel(value, epoch) if is_day else value


def _not_text(value: object) -> str:
    """Say what a cell holds where that is no text."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a date" if isinstance(value, datetime.date | datetime.time) else ""


def text_of(value: object) -> str:
    r"""Return a cell's value as text, the way that a CSV file holds it.

    >>> text_of(3.0), text_of(2.5), text_of(datetime.datetime(2026, 5, 11)), text_of(True)
    ('3', '2.5', '2026-05-11', 'TRUE')
    >>> text_of("Cold_x000D_\ntea")
    'Cold\ntea'
    """
    if isinstance(value, str):
        text = seen(value)
        return _CONTROL.sub("", unescape(text)) if "_x" in text else text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return "" if isinstance(value, tuple) else str(value)


# --- tables -------------------------------------------------------------------------------


def _table(
    rows: SheetRows, title: str, state: str, shown: str, found: list[Problem]
) -> Iterator[Table]:
    """Yield a sheet's table, unless it is empty, unreadable, or hidden and something else."""
    if not rows.rows:
        return
    header = tuple(text.strip() for text in rows.rows[0])
    table = Table(shown, header, (), sheet=title, header_line=rows.lines[0])
    is_ours = set(REQUIRED_COLUMNS) & set(header) or has_mark(rows) or is_typed_sheet(rows.rows)
    if state != "visible":
        rows.marked = dict.fromkeys(rows.lines, 0)
    if rows.merged and is_ours:
        found += _merged(rows, title, shown)
    elif heading := [fault for fault in rows.faults if fault.row < 0]:
        where = table.place(table.header_line, heading[0].column)
        found.append(Problem(where, heading[0].rule, heading[0].fault, heading[0].remedy))
    elif state == "visible" or is_ours:
        found += odd_letters(table, zip(rows.lines, rows.rows, strict=True))
        yield from sheet_table(rows, table, found)
