"""Tables as an Excel workbook that is ready to read: headings stay in sight, every column sorts.

A nation's rows are many. So XlsxWriter lays out a workbook with headings alone, and the rows are
put into it packed, as they come: eight times as quick. No text is a formula. The same tables give
the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from markupsafe import escape
from xlsxwriter import Workbook

from generator.report.site import LongFile, pieces

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Every part has this date.
EPOCH = (1980, 1, 1, 0, 0, 0)
#: So many rows may a sheet have below its headings, by Excel's limit.
MOST = 1_048_575
#: What XML cannot hold, and how a text begins that a spreadsheet would run once it is typed anew.
_UNKNOWN, _RISKY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]"), ("=", "+", "-", "@", "\t", "\r")
#: Where rows are added to the layout, and its size, which is that of the headings alone.
_ROWS_END, _SIZE = b"</sheetData>", re.compile(rb"<dimension [^>]*/>")

#: Numbers stay numbers, text stays text, and None is an empty cell.
Cell = str | int | float | None


@dataclass(slots=True)
class Sheet:
    """A table: its name, its columns (heading: width in characters), and the rows added to it.

    Rows beyond Excel's limit are left out.
    """

    title: str
    columns: Mapping[str, int]
    packed: LongFile = field(default_factory=LongFile)
    rows: int = 0

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows of a cell for each column."""
        kept = rows[: MOST - self.rows]
        self.rows += len(kept)
        self.packed.add(
            "".join(f"<row>{''.join(map(_cell, row))}</row>\n" for row in kept).encode()
        )


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    return _text(cell) if isinstance(cell, str) else f"<c><v>{cell}</v></c>"


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """Return a cell of text; one like a formula has the first format, which marks it as text."""
    style = ' s="1"' if text.startswith(_RISKY) else ""
    words = escape(_UNKNOWN.sub("", text))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{words}</t></is></c>'


def workbook(notes: Sequence[str], sheets: Sequence[Sheet], banner: str = "") -> bytes:
    """Return a workbook: notes on the sheet "Read me", then a sheet for each table.

    ``banner`` stands above every sheet in print.
    """
    whole = io.BytesIO()
    rows = {f"xl/worksheets/sheet{n}.xml": sheet.packed for n, sheet in enumerate(sheets, 2)}
    with (
        zipfile.ZipFile(_layout(notes, sheets, banner)) as parts,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            before, end, after = _SIZE.sub(b"", parts.read(name)).partition(_ROWS_END)
            with made.open(entry, "w") as part:
                for piece in (before, *pieces(rows.get(name, b"")), end, after):
                    part.write(piece)
    return whole.getvalue()


def _layout(notes: Sequence[str], sheets: Sequence[Sheet], banner: str) -> io.BytesIO:
    """Return a workbook whose tables have headings and no rows."""
    saved = io.BytesIO()
    book = Workbook(saved, {"in_memory": True})
    book.set_properties({"author": "mentoring", "created": datetime(*EPOCH)})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    read_me = book.add_worksheet("Read me")
    read_me.set_column(0, 0, 100, text)
    for line, note in enumerate(notes):
        read_me.write_string(line, 0, _UNKNOWN.sub("", note), text if line else bold)
    for sheet in sheets:
        page, last = book.add_worksheet(sheet.title), len(sheet.columns) - 1
        for place, (heading, width) in enumerate(sheet.columns.items()):
            page.write_string(0, place, heading, bold)
            page.set_column(place, place, width)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, sheet.rows, last)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    for page in book.worksheets() if banner else ():
        page.set_header(f"&L{banner.replace('&', '&&')}")
    book.close()
    return saved
