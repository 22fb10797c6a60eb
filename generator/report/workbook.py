"""Tables as an Excel workbook that is ready to read: headings stay in sight, every column sorts.

A nation's rows are many. So XlsxWriter lays out a workbook with headings alone and knows all
texts, and the rows are put into it packed, as they come: eight times as quick. No text is a
formula. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

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


class Book:
    """A workbook in the making: notes on the sheet "Read me", then a sheet for each table.

    ``tables`` are their columns (heading: width in characters) by the tables' names. ``banner``
    stands above every sheet in print.
    """

    def __init__(
        self, notes: Sequence[str], tables: Mapping[str, Mapping[str, int]], banner: str = ""
    ) -> None:
        self._file = io.BytesIO()
        self._book = Workbook(self._file, {"in_memory": True})
        self._book.set_properties({"author": "mentoring", "created": datetime(*EPOCH)})
        # The first format that is made is the one that marks a cell as text, below too.
        text = self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        read_me = self._book.add_worksheet("Read me")
        read_me.set_column(0, 0, 100, text)
        for line, note in enumerate(notes):
            read_me.write_string(line, 0, _UNKNOWN.sub("", note), text if line else bold)
        self._pages = {title: self._page(title, tables[title], bold) for title in tables}
        for page in self._book.worksheets() if banner else ():
            page.set_header(f"&L{banner.replace('&', '&&')}")
        self._columns = {title: len(columns) for title, columns in tables.items()}
        self._rows = {title: LongFile() for title in tables}
        self._many = dict.fromkeys(tables, 0)

    def _page(self, title: str, columns: Mapping[str, int], bold: Format) -> Worksheet:
        """Return a table's sheet with its headings."""
        page: Worksheet = self._book.add_worksheet(title)
        for place, (heading, width) in enumerate(columns.items()):
            page.write_string(0, place, heading, bold)
            page.set_column(place, place, width)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    def add(self, table: str, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows of a cell for each column; those beyond Excel's limit are left out."""
        kept = rows[: MOST - self._many[table]]
        self._many[table] += len(kept)
        lines = (f"<row>{''.join(map(self._cell, row))}</row>\n" for row in kept)
        self._rows[table].add("".join(lines).encode())

    def _cell(self, cell: Cell) -> str:
        """Return a cell; a text by its place among all texts, one like a formula marked as text."""
        if cell is None:
            return "<c/>"
        if not isinstance(cell, str):
            return f"<c><v>{cell}</v></c>"
        place = self._book.str_table._get_shared_string_index(_UNKNOWN.sub("", cell))
        style = ' s="1"' if cell.startswith(_RISKY) else ""
        return f'<c t="s"{style}><v>{place}</v></c>'

    def packed(self) -> bytes:
        """Return the file; nothing can be added after."""
        for title, page in self._pages.items():
            page.autofilter(0, 0, self._many[title], self._columns[title] - 1)
        self._book.close()
        rows = {f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(self._rows.values(), 2)}
        whole = io.BytesIO()
        with (
            zipfile.ZipFile(self._file) as parts,
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
