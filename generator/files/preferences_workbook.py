"""The preferences: a blank sheet, mentors by mentees with drop-downs, and the file that is read."""

from __future__ import annotations

import io
from itertools import chain
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.signs import UnprintableError, unprintable
from generator.files import programme_folder
from generator.files.tables import READ, read_tables
from generator.files.text_cell import put_text
from generator.files.typesetting import lacks
from generator.pairing.preferences import (
    LONGEST_NAME,
    MENTOR,
    OWN,
    Preferences,
    clean_name,
    parse_preferences,
)
from generator.responses.table import cells_of, without_comments

NAME, FILE = "preferences", "preferences.xlsx"
HINT = "# Mentees' names stand above, mentors' names below. Where a form is empty, choose no."
#: The hint stands between the mentees' names and the mentors' rows.
FIRST_ROW = 3
_FONT, _LINE = "Arial", Side(style="thin", color="7F7F7F")


def preferences_workbook(mentors: int, mentees: int) -> bytes:
    """Return a blank sheet for so many mentors and mentees."""
    book = Workbook()
    book.properties.creator = "mentoring"
    page = book.worksheets[0]
    page.title = NAME
    last, right = FIRST_ROW + mentors - 1, get_column_letter(mentees + 1)
    for row in (1, *range(FIRST_ROW, last + 1)):
        for column in range(1, mentees + 2):
            _style(page, row, column)
    put_text(page, 1, 1, MENTOR)
    hint = put_text(page, 2, 1, HINT)
    hint.font = Font(_FONT, 10, italic=True, color="595959")
    for area, rule in (
        (f"B1:{right}1", _name("mentee")),
        (f"A{FIRST_ROW}:A{last}", _name("mentor")),
        (f"B{FIRST_ROW}:{right}{last}", _answer()),
    ):
        rule.add(area)
        page.add_data_validation(rule)
    _lay_out(page, f"A1:{right}{last}")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _style(page: Worksheet, row: int, column: int) -> None:
    cell = put_text(page, row, column, "")
    is_head = 1 in (row, column)
    cell.font = Font(_FONT, 11, bold=is_head)
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_head:
        cell.fill = PatternFill("solid", fgColor="DCE9F5")


def _name(role: str) -> DataValidation:
    """Return what a spreadsheet says and refuses where a name is typed."""
    rule = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(LONGEST_NAME))
    return _with_words(rule, f"The {role}'s name", "Spell each name once, as on the slips.")


def _answer() -> DataValidation:
    rule = DataValidation("list", formula1=f'"yes,no,{OWN}"')
    words = f"yes: willing. no: not willing, or the form is empty. {OWN}: willing, and the mentee "
    return _with_words(rule, "Willing?", f"{words}is this mentor's own clinical supervisor.")


def _with_words(rule: DataValidation, title: str, words: str) -> DataValidation:
    rule.allow_blank = True
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, title, words
    rule.showErrorMessage, rule.errorTitle, rule.error = True, title, words
    return rule


def _lay_out(page: Worksheet, area: str) -> None:
    page.column_dimensions["A"].width = 28
    for column in range(2, page.max_column + 1):
        page.column_dimensions[get_column_letter(column)].width = 16
    page.row_dimensions[1].height = 48
    page.freeze_panes = f"B{FIRST_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows, page.print_title_cols = "1:1", "A:A"
    page.print_area = area
    head = HeaderFooterItem()
    head.right.text = "Confidential"
    page.HeaderFooter.oddHeader = head


def chosen_files(records: Path) -> list[Path]:
    """Return the preferences among the records: those that say anything, or else the first."""
    known = [f"{programme_folder.PREFERENCES}{ending}" for ending in READ]
    there = sorted(records.iterdir()) if records.is_dir() else []
    files = [path for path in there if path.name.casefold() in known]
    return [path for path in files if _says_something(path)] or files[:1]


def _says_something(path: Path) -> bool:
    """Tell whether a file has a row below its header, remarks apart; or cannot be read."""
    tables = read_tables(path, "").value
    return tables is None or any(
        isinstance(block, Problem) or any(map("".join, block.rows))
        for table in map(without_comments, tables)
        for block in table.blocks
    )


def read_preferences(path: Path, shown: str) -> Parsed[Preferences]:
    """Read a file of preferences; ``shown`` is what messages call it."""
    if path.suffix.lower() not in READ:
        fault, remedy = "Preferences must be a CSV or XLSX file.", "Save the table as one of these."
        return Parsed(None, (Problem(SourceLine(shown), "wrong-kind", fault, remedy),))
    tables = read_tables(path, shown)
    if tables.value is None or tables.errors:
        return Parsed(None, tables.problems)
    parsed = parse_preferences(tables.value)
    return Parsed(parsed.value, (*tables.problems, *parsed.problems), parsed.notes)


def sign_faults(preferences: Preferences, path: Path, shown: str) -> tuple[Problem, ...]:
    """Return a fault for each name that no slip could show, and for the file's on a certificate."""
    return (*_slip_faults(preferences, path, shown), *_name_faults(path, SourceLine(shown)))


def _slip_faults(preferences: Preferences, path: Path, shown: str) -> tuple[Problem, ...]:
    """Return a fault for each name that a slip could not show; a hash is not worth it before."""
    names = {name: lacks(name) for name in (*preferences.mentors, *preferences.mentees)}
    lacking = tuple(name for name, signs in names.items() if signs)
    if not lacking:
        return ()
    places: dict[str, SourceLine] = {}
    tables = read_tables(path, shown).value or ()
    heads = ((t.place(t.header_line, at), name) for t in tables for at, name in enumerate(t.header))
    for where, text in chain(heads, cells_of(tables)):
        places.setdefault(clean_name(text), where)
    found = UnprintableError(lacking, frozenset().union(*names.values()))
    return unprintable(found, ((at, name) for name, at in places.items()), SourceLine(shown))


def _name_faults(path: Path, where: SourceLine) -> tuple[Problem, ...]:
    """Return a fault where the certificate could not show what the file is called."""
    signs = lacks(path.name)
    return unprintable(UnprintableError((path.name,), signs), (), where) if signs else ()
