"""The resolution sheet, in which a third person decides; and final rows as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.data_entry.comparison import Difference
from generator.data_entry.decisions import (
    RESOLUTION_COLUMNS,
    TO_FILL_IN,
    About,
    Decision,
    about,
    choices,
)
from generator.definitions.problem import SourceLine
from generator.files.text_cell import put_text

FONT = "Arial"
_WIDTHS = {
    **dict.fromkeys(("instrument", "column"), 25),
    **dict.fromkeys(("first", "second", "other_value", "note"), 26),
    **dict.fromkeys(("place_first", "place_second"), 38),
    "question": 48,
}
_WIDTH = 18
_HELP = {
    "decision": "Look at the paper. first or second: that value is right. other: neither is, and "
    "the right one goes into the next column. A whole row: keep, or leave out.",
    "other_value": "Only with 'other': the code, number, date or words on the paper. "
    "Leave it empty where nothing is ticked.",
    "decided_by": "Your initials.",
    "note": "Why, if it is not plain. No names.",
}


def resolution_workbook(
    differences: Sequence[Difference], decisions: Mapping[About, Decision]
) -> bytes:
    """Return the sheet of all differences, with the decisions that were taken already."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "resolution"
    for number, name in enumerate(RESOLUTION_COLUMNS, start=1):
        head = put_text(page, 1, number, name)
        head.font = Font(FONT, 10, bold=True)
        fill_in = name in TO_FILL_IN
        head.fill = PatternFill("solid", fgColor="FFF2CC" if fill_in else "E6E6E6")
        page.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _WIDTH)
    for row, difference in enumerate(differences, start=2):
        _write_row(page, row, difference, decisions.get(about(difference)))
    _guide(page, max(len(differences), 1) + 1)
    _offer(page, differences)
    page.freeze_panes = "A2"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    page.print_area = f"A1:{get_column_letter(len(RESOLUTION_COLUMNS) - 2)}{len(differences) + 1}"
    page.print_title_rows = "1:1"
    page.print_options.gridLines = True
    return _bytes(book)


def _write_row(page: Worksheet, row: int, one: Difference, decision: Decision | None) -> None:
    values = (
        *one.key,
        one.column,
        one.question,
        one.first,
        one.second,
        *((decision.decision, decision.other_value, decision.decided_by, decision.note)
          if decision else ("", "", "", "")),
        _said(one.first_place),
        _said(one.second_place),
    )  # fmt: skip
    for number, value in enumerate(values, start=1):
        cell = put_text(page, row, number, value)
        cell.font = Font(FONT, 11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=RESOLUTION_COLUMNS[number - 1] not in TO_FILL_IN)
    most = max(
        _lines(text, _WIDTHS.get(name, _WIDTH))
        for name, text in zip(RESOLUTION_COLUMNS, values, strict=True)
    )
    page.row_dimensions[row].height = 15 * min(most, 25) + 3


def _lines(text: str, width: int) -> int:
    """Return how many lines a text needs in a column, rather one too many."""
    return sum(1 + len(line) // width for line in text.split("\n"))


def _said(place: SourceLine | None) -> str:
    return str(place) if place else ""


def _guide(page: Worksheet, last: int) -> None:
    """Add the help that appears beside the cells to fill in, decisions apart."""
    for name in TO_FILL_IN[1:]:
        letter = get_column_letter(RESOLUTION_COLUMNS.index(name) + 1)
        rule = DataValidation(allow_blank=True, promptTitle=name, prompt=_HELP[name])
        rule.showInputMessage = True
        rule.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(rule)


def _offer(page: Worksheet, differences: Sequence[Difference]) -> None:
    """Add the drop-downs of decisions: of values, and of whole rows."""
    letter = get_column_letter(RESOLUTION_COLUMNS.index("decision") + 1)
    rules: dict[tuple[str, ...], DataValidation] = {}
    for row, one in enumerate(differences, start=2):
        offered = choices(one.column)
        if offered not in rules:
            rule = DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True)
            rule.promptTitle, rule.prompt = "decision", _HELP["decision"]
            rule.errorTitle, rule.error = "decision", f"Choose: {', '.join(offered)}."
            rule.showInputMessage = rule.showErrorMessage = True
            page.add_data_validation(rule)
            rules[offered] = rule
        rules[offered].add(f"{letter}{row}")


def final_workbook(tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return final rows as a workbook, a sheet a form, every cell a text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        page = book.create_sheet(name[:31])
        for line, row in enumerate(rows, start=1):
            for number, value in enumerate(row, start=1):
                put_text(page, line, number, value)
        page.freeze_panes = "B2"
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
