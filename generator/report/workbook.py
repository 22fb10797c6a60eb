"""Tables as an Excel workbook that is ready to read: headings stay in sight, every column sorts.

A nation's rows are many. So openpyxl lays out a workbook with headings alone,
and the rows are put into it packed, as they come; each text stands in it once.
No text is a formula. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import (
    ARC_CONTENT_TYPES,
    ARC_CORE,
    ARC_SHARED_STRINGS,
    ARC_WORKBOOK_RELS,
    REL_NS,
    SHARED_STRINGS,
)
from openpyxl.xml.functions import tostring

from generator.definitions.templates import template
from generator.report.site import LongFile, pieces

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Every part has this date.
EPOCH = (1980, 1, 1, 0, 0, 0)
#: So many rows may a sheet have below its headings, by Excel's limit.
MOST = 1_048_575
#: The format of cells that no spreadsheet makes a number, a date or a formula of, and its number
#: in the workbook: the first that is asked for, after the one that all other cells have.
TEXT, _TEXT_STYLE = "@", 1
#: How a text begins that somebody's spreadsheet would run, once it is typed anew.
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NOTES, _NOTES_WIDTH = "Read me", 100
#: Where openpyxl's layout is added to: what follows stands before the end that is named. It knows
#: no part for texts, and its size of a sheet is that of the headings.
_ROWS_END = b"</sheetData>"
_ADDED = {
    ARC_CONTENT_TYPES: (
        "</Types>",
        f'<Override PartName="/{ARC_SHARED_STRINGS}" ContentType="{SHARED_STRINGS}"/>',
    ),
    ARC_WORKBOOK_RELS: (
        "</Relationships>",
        f'<Relationship Id="texts" Type="{REL_NS}/sharedStrings" Target="/{ARC_SHARED_STRINGS}"/>',
    ),
}
_SIZE = re.compile(rb"<dimension [^>]*/>")

#: Numbers stay numbers, text stays text, and None is an empty cell.
Cell = str | int | float | None


@dataclass(slots=True)
class Sheet:
    """A table: its name, its columns (heading: width in characters), and the rows added to it.

    ``strings`` are the texts of all sheets of one workbook, each with its
    place. Rows beyond Excel's limit are left out.
    """

    title: str
    columns: Mapping[str, int]
    strings: dict[str, int]
    packed: LongFile = field(default_factory=LongFile)
    rows: int = 0

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows of a cell for each column."""
        kept = rows[: MOST - self.rows]
        self.rows += len(kept)
        self.packed.add("".join(map(self._row, kept)).encode())

    def _row(self, cells: Sequence[Cell]) -> str:
        return f"<row>{''.join(map(self._cell, cells))}</row>\n"

    def _cell(self, cell: Cell) -> str:
        """Return a cell; a text by its place among all texts, one like a formula marked as text."""
        if cell is None:
            return "<c/>"
        if not isinstance(cell, str):
            return f"<c><v>{cell}</v></c>"
        place = self.strings.setdefault(cell, len(self.strings))
        style = f' s="{_TEXT_STYLE}"' if cell.startswith(_RISKY) else ""
        return f'<c t="s"{style}><v>{place}</v></c>'


def workbook(notes: Sequence[str], sheets: Sequence[Sheet], banner: str = "") -> bytes:
    """Return a workbook: notes on the sheet "Read me", then a sheet for each table.

    ``banner`` stands above every sheet in print.
    """
    whole = io.BytesIO()
    rows = {f"xl/worksheets/sheet{n}.xml": sheet.packed for n, sheet in enumerate(sheets, 2)}
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in _parts(notes, sheets, banner):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            before, end, after = content.partition(_ROWS_END)
            with made.open(entry, "w") as part:
                for piece in (before, *pieces(rows.get(name, b"")), end, after):
                    part.write(piece)
    return whole.getvalue()


def _parts(
    notes: Sequence[str], sheets: Sequence[Sheet], banner: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a workbook whose tables have headings and no rows."""
    book = Workbook()
    _write_notes(book.worksheets[0], notes)
    for sheet in sheets:
        _write_headings(book.create_sheet(sheet.title), sheet)
    for page in book.worksheets:
        page.oddHeader.left.text = banner or None  # type: ignore[union-attr]
    saved = io.BytesIO()
    book.save(saved)
    book.properties.creator = "mentoring"
    book.properties.created = book.properties.modified = datetime(*EPOCH)
    with zipfile.ZipFile(saved) as parts:
        for name in parts.namelist():
            if name == ARC_CORE:
                continue
            end, added = _ADDED.get(name, ("", ""))
            content = _SIZE.sub(b"", parts.read(name))
            yield name, content.replace(end.encode(), f"{added}{end}".encode()) if end else content
    yield ARC_CORE, tostring(book.properties.to_tree())
    texts = (ILLEGAL_CHARACTERS_RE.sub("", text) for text in sheets[0].strings)
    yield (
        ARC_SHARED_STRINGS,
        template("report/templates/strings.xml.j2").render(strings=texts).encode(),
    )


def _write_notes(page: Worksheet, notes: Sequence[str]) -> None:
    page.title = _NOTES
    page.column_dimensions["A"].width = _NOTES_WIDTH
    for line, text in enumerate(notes, start=1):
        cell = page.cell(line, 1, ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type, cell.number_format = "s", TEXT
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page["A1"].font = Font(bold=True)


def _write_headings(page: Worksheet, sheet: Sheet) -> None:
    for place, (heading, width) in enumerate(sheet.columns.items(), start=1):
        page.cell(1, place, heading).font = Font(bold=True)
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{sheet.rows + 1}"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
