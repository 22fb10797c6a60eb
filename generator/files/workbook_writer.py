"""Sheets as data become an XLSX file; the same sheets give the same bytes.

A text is always written as text. One that begins with a sign of formulas is marked as text as
well, so that no spreadsheet makes a formula of it, even after somebody has clicked into the cell.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format as Made
from xlsxwriter.worksheet import Worksheet

from generator.definitions.spreadsheet import TEXT, Format, Paper, Row, Sheet
from generator.files import progress

#: How a text begins that somebody's spreadsheet would run, once it is typed anew.
_RISKY = ("=", "+", "-", "@", "\t")
#: Signs that XML does not know, and the longest text of a cell.
_UNKNOWN, _LONGEST = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]"), 32_767
#: Every workbook has this date.
_MADE_ON = datetime(1980, 1, 1)
_A4 = 9
_LONGEST_TITLE = 31

#: From a format as data to the workbook's own.
Formats = Callable[[Format], Made | None]


def workbook_bytes(sheets: Sequence[Sheet], title: str = "") -> bytes:
    """Return an XLSX file with these sheets, the first in front."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    book.set_properties({"title": title, "author": "mentoring", "created": _MADE_ON})
    formats = _formats(book)
    for sheet in progress.each(sheets, "Laying out sheets"):
        page = book.add_worksheet(sheet.title[:_LONGEST_TITLE])
        _write_rows(page, sheet, formats)
        _lay_out(page, sheet)
        _print_on(page, sheet.paper)
    progress.on("Writing the workbook")
    book.close()
    return written.getvalue()


def _formats(book: Workbook) -> Formats:
    """Return what makes each format once."""
    made: dict[str, Made] = {}

    def format_of(wanted: Format) -> Made | None:
        if not wanted:
            return None
        name = repr(sorted(wanted.items()))
        return made.get(name) or made.setdefault(name, book.add_format(dict(wanted)))

    return format_of


def _write_rows(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, formats(column.format))
    columns = [column.format for column in sheet.columns]
    rows = sheet.rows
    named = progress.each(rows, "Writing texts") if isinstance(rows, Sequence) else rows
    last = 0
    for last, row in enumerate(named):
        if row.hidden or row.height is not None:
            page.set_row(last, row.height, None, {"hidden": row.hidden})
        _write_row(page, last, row, columns, formats)
    if sheet.filtered:
        page.autofilter(0, 0, last, len(columns) - 1)


def _write_row(
    page: Worksheet, line: int, row: Row, columns: Sequence[Format], formats: Formats
) -> None:
    for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        value, own = cell if isinstance(cell, tuple) else (cell, {})
        wanted = {**column, **row.format, **own}
        if isinstance(value, str) and value:
            risky = {**TEXT, "quote_prefix": True} if value.startswith(_RISKY) else {}
            page.write_string(line, place, _plain(value), formats({**wanted, **risky}))
        elif isinstance(value, int | float):
            page.write_number(line, place, value, formats(wanted))
        elif row.format or own:
            page.write_blank(line, place, None, formats(wanted))


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNKNOWN.sub("", lines)[:_LONGEST]


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes(*sheet.frozen)
    for (first, *others), check in sheet.checks:
        page.data_validation(*first, {**check, "other_cells": others})
    # Codes are text: no green corners.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if sheet.locked:
        page.protect("", {"format_columns": True, "format_rows": True})
    if sheet.hidden:
        page.very_hidden()


def _print_on(page: Worksheet, paper: Paper) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.repeat_rows(paper.heading)
    if paper.first_column:
        page.repeat_columns(0)
    if paper.area:
        page.print_area(*paper.area)
    if paper.scale:
        page.set_print_scale(paper.scale)
        page.print_across()
    else:
        page.fit_to_pages(1, 0)
    page.hide_gridlines(0 if paper.gridlines else 1)
    page.set_header(paper.header)
    page.set_footer(paper.footer)
