"""Writing text into a workbook's cell, whatever the text is: never a formula."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

#: The format of cells that no spreadsheet makes a number, a date or a formula of.
TEXT = "@"


def put_text(page: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text into a cell and return the cell."""
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - no cells are merged here
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
    cell.number_format = TEXT
    return cell
