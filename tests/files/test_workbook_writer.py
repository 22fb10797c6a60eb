"""Sheets written and read back: text stays text, and the same sheets are the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.definitions.spreadsheet import TEXT, Column, Paper, Row, Sheet
from generator.files.workbook_writer import workbook_bytes


def written(*rows: Row, **how: object) -> Worksheet:
    columns = [Column(12)] * len(rows[0].cells)
    made = workbook_bytes([Sheet("a", columns, rows, **how)])  # type: ignore[arg-type]
    page = load_workbook(io.BytesIO(made)).worksheets[0]
    assert isinstance(page, Worksheet)
    return page


@given(st.sampled_from("=+-@\t") | st.just(""), st.text(max_size=9))
def test_no_text_is_a_formula_or_a_number(sign: str, text: str) -> None:
    cell = written(Row([f"{sign}{text}", 1]))["A1"]
    assert cell.data_type in "ns"
    assert cell.value is None or isinstance(cell.value, str)
    assert cell.quotePrefix == (bool(sign) or text[:1] in {*"=+-@\t"})


@pytest.mark.parametrize(
    ("value", "read"),
    [("007", "007"), ("2026-05-11", "2026-05-11"), (7, 7), (-2.5, -2.5), (None, None), ("", None),
     ("a\r\nb\rc", "a\nb\nc"), ("bell\x07", "bell"), ("x" * 40_000, "x" * 32_767)],
)  # fmt: skip
def test_what_is_written_comes_back(value: str | float | None, read: object) -> None:
    assert written(Row([value, "beside"]))["A1"].value == read


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets = [Sheet("a", [Column(9, TEXT)], [Row(["x"], {"bold": True})])]
    first, again = (workbook_bytes(sheets, "Title") for _ in range(2))
    assert first == again
    assert load_workbook(io.BytesIO(first)).properties.created == datetime(1980, 1, 1)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_formats_add_up_and_what_is_locked_stays_so() -> None:
    page = written(
        Row([("head", {"bg_color": "#DCE9F5"})], {"bold": True}, hidden=True),
        Row([("typed", {"locked": False})], TEXT, height=45),
        locked=True,
        frozen=(1, 1),
        checks=[([(1, 0, 1, 0), (3, 0, 4, 0)], {"validate": "list", "source": ["yes", "no"]})],
        paper=Paper(area=(0, 0, 1, 0), header="&RConfidential"),
    )
    assert (page["A1"].font.b, page["A1"].fill.fgColor.rgb) == (True, "FFDCE9F5")
    assert page.row_dimensions[1].hidden
    assert page.row_dimensions[2].height == 45
    assert page.protection.sheet
    assert [page[name].protection.locked for name in ("A1", "A2")] == [True, False]
    assert page.freeze_panes == "B2"
    (check,) = page.data_validations.dataValidation
    assert (str(check.sqref), check.formula1) == ("A2 A4:A5", '"yes,no"')
    assert (page.print_title_rows, page.oddHeader.right.text) == ("$1:$1", "Confidential")


def test_a_hidden_sheet_is_in_no_menu() -> None:
    sheets = [Sheet("a", [Column(9)], []), Sheet("b", [Column(9)], [], hidden=True)]
    book = load_workbook(io.BytesIO(workbook_bytes(sheets)))
    assert [page.sheet_state for page in book] == ["visible", "veryHidden"]
