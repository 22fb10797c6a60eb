"""Notes to begin with as a workbook: points with drop-downs, names, and an example to look at."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

#: Rows that drop-downs and checks reach down to.
LAST_ROW = 500
_WIDE, _NARROW = 46, 16


def notes_workbook(
    header: Sequence[str],
    example: tuple[str, Sequence[Sequence[str]]],
    choices: Mapping[str, Sequence[str]],
    prompts: Mapping[str, str],
) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    header
        The columns of points.
    example
        Invented points, for a sheet of this name of their own.
    choices
        What a column may hold, by its name.
    prompts
        What Excel says when a cell of the column is chosen, by its name.

    """
    book = Workbook()
    points = book.worksheets[0]
    points.title = "points"
    _fill(points, header, ())
    for at, name in enumerate(header):
        letter = chr(ord("A") + at)
        points.column_dimensions[letter].width = _WIDE if at in (2, 3, 4) else _NARROW
        listed = ",".join(choices.get(name, ()))
        check = DataValidation(
            type="list" if listed else None, formula1=f'"{listed}"' if listed else None
        )
        check.promptTitle, check.prompt = name, prompts.get(name, "")
        check.showInputMessage, check.showErrorMessage = True, bool(listed)
        check.add(f"{letter}2:{letter}{LAST_ROW}")
        points.add_data_validation(check)
    _fill(book.create_sheet("names"), ["name"], ())
    book.worksheets[1].column_dimensions["A"].width = _WIDE
    shown = book.create_sheet(example[0])
    _fill(shown, header, example[1])
    for at in range(len(header)):
        letter = chr(ord("A") + at)
        shown.column_dimensions[letter].width = points.column_dimensions[letter].width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet.append(list(header))
    for row in rows:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2, max_row=LAST_ROW, max_col=len(header)):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
