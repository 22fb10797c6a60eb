"""The data-entry workbook: sheets with drop-downs, limits and headings that stay in sight.

Every sheet is locked without a password, its cells for answers apart: what
nobody can sort, merge or paste over need not be found afterwards. Cells for
codes and words are text, so that no spreadsheet makes a date of 3-4 or a
number of a survey code. Lists stand on a hidden sheet of their own.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from generator.data_entry.sheet import EntryColumn, EntrySheet
from generator.files import progress
from generator.files.text_cell import TEXT, put_text

#: Where the rows begin, under the hidden names and the words.
FIRST_ROW = 3
#: Rows beyond those that are ready; lists and limits reach so far.
BEYOND = 1_000
LISTS = "Lists"
FONT = "Arial"
NUMBER, DATE = "General", "yyyy-mm-dd;-0;0;@"
WIDTHS = {"list": 19, "respondent": 18, "number": 15, "date": 15, "text": 44}
#: Headings of neighbouring questions; the columns that all forms have.
BANDS, OWN_BAND = ("DCE9F5", "E9EFE3"), "E6E6E6"
_LINE = Side(style="thin", color="7F7F7F")
_GREY = "595959"


def entry_workbook(sheets: Sequence[EntrySheet], title: str, language: str) -> bytes:
    """Return the workbook of some forms."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    book.properties.language = language
    book.properties.creator = "mentoring"
    lists: dict[tuple[str, ...], str] = {}
    for sheet in progress.each(sheets, "Laying out sheets"):
        _write_sheet(book.create_sheet(sheet.name), sheet, lists)
    if lists:
        _write_lists(book.create_sheet(LISTS), lists)
    progress.on("Writing the workbook")
    written = io.BytesIO()
    book.save(written)
    return _without_warnings(written.getvalue())


def _write_sheet(page: Worksheet, sheet: EntrySheet, lists: dict[tuple[str, ...], str]) -> None:
    last = FIRST_ROW + sheet.rows - 1
    for number, column in enumerate(sheet.columns, start=1):
        _write_heads(page, number, column)
        _write_column(page, number, column, last)
        letter = get_column_letter(number)
        rule = _rule(column, letter, lists)
        if rule is not None:
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last + BEYOND}")
            page.add_data_validation(rule)
    page.row_dimensions[1].hidden = True
    page.row_dimensions[2].height = 13.5 * max(map(_lines, sheet.columns)) + 6
    page.freeze_panes = f"C{FIRST_ROW}"
    page.sheet_view.zoomScale = 100
    _protect(page)
    _lay_out(page, sheet, last)


def _write_heads(page: Worksheet, number: int, column: EntryColumn) -> None:
    put_text(page, 1, number, column.name)
    head = put_text(page, 2, number, column.heading)
    head.font = Font(
        FONT, 10, bold=True, color=_GREY if column.own and column.prefilled else "000000"
    )
    head.alignment = Alignment(wrap_text=True, vertical="top")
    colour = OWN_BAND if column.own else BANDS[column.band % len(BANDS)]
    head.fill = PatternFill("solid", fgColor=colour)
    head.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=Side(style="medium"))


def _write_column(page: Worksheet, number: int, column: EntryColumn, last: int) -> None:
    """Set a whole column's style, and write what stands in it already."""
    style = page.column_dimensions[get_column_letter(number)]
    style.width = WIDTHS[column.kind]
    style.number_format = {"number": NUMBER, "date": DATE}.get(column.kind, TEXT)
    style.font = Font(FONT, 11)
    style.protection = Protection(locked=False)
    style.alignment = Alignment(horizontal="left", vertical="top", wrap_text=column.kind == "text")
    if not column.prefilled:
        return
    for row in range(FIRST_ROW, last + 1):
        cell = put_text(page, row, number, column.prefilled)
        cell.protection = Protection(locked=False)
        cell.font = Font(FONT, 11, color=_GREY)
        cell.alignment = Alignment(vertical="top")


def _lines(column: EntryColumn) -> int:
    """Return how many lines a heading needs, a little more rather than less."""
    room = WIDTHS[column.kind] * 0.92
    lines, used = 1, 0.0
    for word in column.heading.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
        lines += math.floor(max(used - 1, 0) / room) if used == len(word) else 0
    return lines


def _rule(
    column: EntryColumn, letter: str, lists: dict[tuple[str, ...], str]
) -> DataValidation | None:
    """Return what a spreadsheet itself refuses in a column, with its help."""
    cell = f"{letter}{FIRST_ROW}"
    if column.kind == "list":
        place = lists.setdefault(column.choices, get_column_letter(len(lists) + 1))
        last = len(column.choices) + 1
        rule = DataValidation("list", formula1=f"{LISTS}!${place}$2:${place}${last}")
    elif column.kind == "number":
        limits = f"{cell}>={column.minimum},{cell}<={column.maximum},{cell}=INT({cell})"
        rule = _custom(f"OR(AND(ISNUMBER({cell}),{limits}),{_gaps(cell)})")
    elif column.kind == "date":
        limits = f"{cell}>=DATE(1950,1,1),{cell}<=DATE(2199,12,31)"
        rule = _custom(f"OR(AND(ISNUMBER({cell}),{limits}),{_gaps(cell)})")
    elif column.kind == "respondent":
        area = f"$A${FIRST_ROW}:$A${FIRST_ROW + 3_000}"
        group = f"$B${FIRST_ROW}:$B${FIRST_ROW + 3_000}"
        once = f"SUMPRODUCT(({area}={cell})*({group}=B{FIRST_ROW}))<=1"
        rule = _custom(f'AND(LEN({cell})<=32,ISERROR(FIND(" ",{cell})),{once})')
        rule.errorStyle = "warning"  # a form without a group yet, say
    elif column.help:
        rule = DataValidation()
    else:
        return None
    _say(rule, column)
    return rule


def _custom(formula: str) -> DataValidation:
    return DataValidation("custom", formula1=formula)


def _gaps(cell: str) -> str:
    return f"{cell}=-97,{cell}=-98,{cell}=-99"


def _say(rule: DataValidation, column: EntryColumn) -> None:
    rule.allow_blank = True
    title = column.name if len(column.name) <= 32 else column.name[:31] + "…"
    if column.help:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, title, column.help[:255]
    if column.refusal:
        rule.showErrorMessage, rule.errorTitle, rule.error = True, title, column.refusal[:225]


def _protect(page: Worksheet) -> None:
    """Lock headings, rows and columns; widths, heights and filters stay free."""
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False


def _lay_out(page: Worksheet, sheet: EntrySheet, last: int) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.scale = 60
    page.page_setup.pageOrder = "overThenDown"
    page.print_title_rows = "2:2"
    page.print_title_cols = "A:A"
    # On paper nobody needs the columns that are the same in every row.
    answers = max(n for n, one in enumerate(sheet.columns, start=1) if not one.own or n <= 2)
    page.print_area = f"A2:{get_column_letter(answers)}{last}"
    page.print_options.gridLines = True
    head, foot = HeaderFooterItem(), HeaderFooterItem()
    head.left.text, head.right.text = sheet.title.replace("&", "&&"), "Confidential"
    foot.left.text, foot.right.text = sheet.name, "Page &P of &N"
    page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter = head, foot


def _write_lists(page: Worksheet, lists: dict[tuple[str, ...], str]) -> None:
    for choices, letter in lists.items():
        number = column_index_from_string(letter)
        put_text(page, 1, number, f"List {letter}")
        for row, choice in enumerate(choices, start=2):
            put_text(page, row, number, choice)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True


def _without_warnings(content: bytes) -> bytes:
    """Return a workbook in which Excel does not mark codes as 'numbers stored as text'.

    openpyxl has no word for it; the element stands last but for drawings and tables.
    """
    quiet = b'<ignoredErrors><ignoredError sqref="A1:XFD4000" numberStoredAsText="1"/>'
    quiet += b"</ignoredErrors></worksheet>"
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part.filename):
                data = data.replace(b"</worksheet>", quiet)
            new.writestr(part, data)
    return written.getvalue()
