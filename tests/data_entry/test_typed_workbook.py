"""The data-entry workbook, filled in and broken in every way that a hurried hand finds."""
# ruff: noqa: E501 - each message stands on one line

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generator.data_entry.template import code_choices
from generator.definitions.codebook import Codebook, Column, codebooks, labelled
from generator.definitions.csv_text import csv_bytes
from generator.definitions.load import Definitions
from generator.definitions.problem import format_problem
from generator.files.response_folder import read_responses
from generator.responses.answers import Responses
from tests.data_entry.conftest import COHORTS_CSV
from tests.libreoffice import saved_again
from tests.outcome import Outcome, outcome

Edited = Callable[..., bytes]
Lines = Callable[[bytes], list[str]]
Checked = Callable[[bytes], Outcome[Responses]]

PERSON: dict[str, object] = {
    "respondent": "K7RM4WDX",
    "cohort": "tea-1",
    "sureness_tea": "4",
    "sureness_cake": "5",
    "worries": "yes",
    "worries_text": "Cold tea",
}
OTHER = PERSON | {"respondent": "P3XJ9TCN", "cohort": "tea-2", "sureness_tea": "1"}
THIRD = PERSON | {"respondent": "W6FTD7MH", "sureness_tea": "2"}
VISIT: dict[str, object] = {
    "respondent": "S01",
    "cohort": "tea-1",
    "minutes": 45,
    "place": "online",
    "held_on": datetime.date(2026, 5, 11),
}
FORM = "mentee_after"
TYPED = {FORM: [PERSON, OTHER, THIRD], "visit": [VISIT]}


def column(sheet: Worksheet, name: str) -> int:
    """The number of a column, by its hidden name."""
    return next(cell.column for cell in sheet[1] if cell.value == name)


def put(name: str, value: object, line: int = 3, form: str = FORM) -> Callable[[Workbook], None]:
    """Return an edit that types something into a cell."""

    def edit(book: Workbook) -> None:
        sheet = book[form]
        sheet.cell(line, column(sheet, name)).value = value  # type: ignore[union-attr]

    return edit


def test_a_blank_workbook_has_nothing_to_say(blank: bytes, lines: Lines) -> None:
    assert lines(blank) == []


def test_what_was_typed_is_read(edited: Edited, checked: Checked) -> None:
    parsed = checked(edited(TYPED))
    assert parsed.problems == ()
    assert parsed.value is not None
    answers = parsed.value.answers[FORM]
    assert answers["respondent"].tolist() == ["K7RM4WDX", "P3XJ9TCN", "W6FTD7MH"]
    assert answers["cohort"].tolist() == [0, 1, 0]
    assert answers["sureness_tea"].tolist() == [3, 0, 1]
    assert answers["sureness_talk"].tolist() == [-1, -1, -1]
    assert parsed.value.answers["visit"]["minutes"].tolist() == [45]
    assert parsed.value.free_text == {"Cold tea"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [(4, 3), (4.0, 3), ("4", 3), (" 4", 3), ("4 ", 3), ("4 – Sure", 3), (-97, -2), ("-98", -3),
     ("-99 – unreadable", -4), (None, -1)],
)  # fmt: skip
def test_ways_to_type_a_code(typed: object, read: int, edited: Edited, checked: Checked) -> None:
    parsed = checked(edited(TYPED, put("sureness_tea", typed)))
    assert parsed.errors == ()
    assert parsed.value is not None
    assert parsed.value.answers[FORM]["sureness_tea"][0] == read


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("sureness_tea", "4,0", "unknown-code: '4,0' is not a code of 'sureness_tea'. Did you mean '4'?"),
        ("sureness_tea", "4.0", "Did you mean '4'?"),
        ("sureness_tea", "4 – Very sure", "'4 – Very sure' is not a code of 'sureness_tea'. Did you mean '4'?"),
        ("sureness_tea", "6", "unknown-code: '6' is not a code"),
        ("sureness_tea", datetime.date(2027, 4, 3),
         "A spreadsheet turned this into a date. Check the paper."),
        ("sureness_tea", "=1+3", "formula: The cell holds a formula."),
        ("sureness_tea", "#N/A", "error-cell"),
        ("sureness_tea", True, "'TRUE' is not a code"),
        ("respondent", "A name", "bad-respondent"),
        ("respondent", None, "bad-respondent: '' is not a survey code."),
        ("respondent", "Total", "bad-respondent: 'Total' is not a person"),
        ("respondent", "wardA-P3XJ9TCN", None),
        ("cohort", "tea-9", "unknown-cohort"),
        ("cohort", None, "unknown-cohort: The cohort '' is not in"),
        ("version", "0.1.0", "version-not-accepted"),
        ("instrument", "visit", "two-forms"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(
    name: str, typed: object, said: str | None, edited: Edited, lines: Lines
) -> None:
    book = edited(TYPED, put(name, typed))
    sheet = load_workbook(io.BytesIO(book))[FORM]
    found = lines(book)
    if said is None:  # told apart by a prefix from the same code in another cohort
        assert found == []
        return
    assert len(found) == 1
    assert found[0].startswith(f"typed.xlsx:{FORM}!{get_column_letter(column(sheet, name))}3: ")
    assert said in found[0]


def test_dates_as_spreadsheets_keep_them(edited: Edited, lines: Lines, checked: Checked) -> None:
    assert lines(edited(TYPED, put("held_on", "2026-05-11", form="visit"))) == []
    assert lines(edited(TYPED, put("held_on", datetime.datetime(2026, 5, 11), form="visit"))) == []
    assert lines(edited(TYPED, put("held_on", -97, form="visit"))) == []
    (said,) = lines(edited(TYPED, put("held_on", "11/05/2026", form="visit")))
    assert "rewritten-date: warning" in said
    (said,) = lines(edited(TYPED, put("minutes", datetime.date(2026, 5, 4), form="visit")))
    assert "turned this into a date" in said


def swap(one: int, two: int) -> Callable[[Workbook], None]:
    """Return an edit that swaps two rows, as sorting does."""

    def edit(book: Workbook) -> None:
        sheet = book[FORM]
        for number in range(1, sheet.max_column + 1):
            first, second = sheet.cell(one, number), sheet.cell(two, number)
            first.value, second.value = second.value, first.value

    return edit


def push_right(book: Workbook) -> None:
    """Insert cells before the second answer, in all visible rows."""
    sheet = book[FORM]
    start = column(sheet, "sureness_cake")
    for row in sheet.iter_rows(min_row=2, max_row=8):
        values = [cell.value for cell in row]
        values.insert(start - 1, None)
        for cell, value in zip(row, values, strict=False):
            cell.value = value


def paste_over(book: Workbook) -> None:
    sheet = book[FORM]
    sheet.cell(2, column(sheet, "sureness_cake")).value = "Cake"


def delete_column(book: Workbook) -> None:
    sheet = book[FORM]
    sheet.delete_cols(column(sheet, "sureness_cake"))


def move_column(book: Workbook) -> None:
    """Move a whole column with both headings: nothing is wrong."""
    sheet = book[FORM]
    a, b = column(sheet, "sureness_cake"), column(sheet, "worries")
    for line in range(1, 9):
        one, two = sheet.cell(line, a), sheet.cell(line, b)
        one.value, two.value = two.value, one.value


def colour(book: Workbook) -> None:
    book[FORM].cell(4, 3).fill = PatternFill("solid", fgColor="FFFF00")


def strike(book: Workbook) -> None:
    book[FORM].cell(5, 1).font = Font(strike=True)


def hide(book: Workbook) -> None:
    book[FORM].row_dimensions[4].hidden = True


def hide_sheet(book: Workbook) -> None:
    book[FORM].sheet_state = "hidden"


def merge(book: Workbook) -> None:
    book[FORM].merge_cells("C4:D4")


def copy_sheet(book: Workbook) -> None:
    book.copy_worksheet(book[FORM])


def rename(title: str) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        if title in book.sheetnames:
            book[title].title = "old"
        book[FORM].title = title

    return edit


def blank_rows(book: Workbook) -> None:
    """Leave a gap, and thousands of empty rows with a format."""
    book[FORM].insert_rows(4, 3)
    for line in range(70, 4_000):
        book[FORM].cell(line, 1).number_format = "@"


def own_notes(book: Workbook) -> None:
    sheet = book[FORM]
    end = sheet.max_column + 1
    sheet.cell(2, end).value = "My notes"
    sheet.cell(3, end).value = "two boxes ticked"


def comment(book: Workbook) -> None:
    book[FORM].cell(3, 3).comment = Comment("two boxes ticked", "AB")


def fill_down(book: Workbook) -> None:
    for line in range(3, 8):
        book[FORM].cell(line, 1).value = f"K7RM{line:03}"


def total_row(book: Workbook) -> None:
    book[FORM].cell(6, 1).value = "Total"


def change_names(book: Workbook) -> None:
    sheet = book[FORM]
    sheet.cell(1, column(sheet, "sureness_cake")).value = "sureness_tea"


BREAKS: dict[str, tuple[Callable[[Workbook], None], list[str]]] = {
    "sorted": (swap(2, 4), [f"{FORM}!A4: moved-heading: The hidden row of column names"]),
    "names sorted": (swap(1, 5), [f"{FORM}!A5: moved-heading: The hidden row of column names"]),
    "names gone": (lambda book: book[FORM].delete_rows(1), [f"{FORM}!A1: moved-heading: The hidden row of column names"]),
    "pushed right": (push_right, [f"{FORM}!M2: moved-heading: This is the heading of"]),
    "heading": (paste_over, [f"{FORM}!D2: changed-heading: warning: The heading of 'sureness_cake' is not"]),
    "deleted": (delete_column, [f"{FORM}!A1: not-collected: warning: Not collected in this file: sureness_cake"]),
    "moved": (move_column, []),
    "colour": (colour, [f"{FORM}!C4: marked-rows: warning: Hidden, coloured or struck-out rows: 1."]),
    "strike": (strike, [f"{FORM}!A5: marked-rows: warning: "]),
    "hidden": (hide, [f"{FORM}!A4: marked-rows: warning: "]),
    "hidden sheet": (hide_sheet, [f"{FORM}!A3: marked-rows: warning: Hidden, coloured or struck-out rows: 3."]),
    "merged": (merge, [f"{FORM}!C4: merged-cells"]),
    "copied": (copy_sheet, [f"{FORM} Copy!A{line}: duplicate-response" for line in (3, 4, 5)]),
    "renamed": (rename("Mentees, May"), []),
    "misnamed": (rename("visit"), ["visit!A1: sheet-name: The sheet is called 'visit', but"]),
    "gaps": (blank_rows, []),
    "notes": (own_notes, ["unknown-column: There is a value in a column without a name."]),
    "comment": (comment, ["typed.xlsx:1:1: comments: warning: The workbook holds comments"]),
    "filled down": (fill_down, [
        f"{FORM}!A3: counting-codes: warning: Codes count upwards: 5 rows",
        f"{FORM}!A6: no-answers: warning: A code and no answer: 2 rows",
        f"{FORM}!B6: unknown-cohort", f"{FORM}!B7: unknown-cohort"]),
    "total": (total_row, [
        f"{FORM}!A6: no-answers", f"{FORM}!A6: bad-respondent", f"{FORM}!B6: unknown-cohort"]),
    "names changed": (change_names, [f"{FORM}!A1: not-collected", f"{FORM}!D1: duplicate-column", f"{FORM}!D2: moved-heading"]),
}  # fmt: skip


@pytest.fixture(scope="session")
def broken(edited: Edited) -> dict[str, bytes]:
    """Every broken workbook, by name."""
    return {name: edited(TYPED, edit) for name, (edit, _) in BREAKS.items()}


def _expect(found: list[str], said: list[str]) -> None:
    for words in said:
        assert any(words in line for line in found), (words, found)
    assert len(found) == len(said), found


@pytest.mark.parametrize("name", BREAKS)
def test_what_a_hurried_hand_does_is_named(
    name: str, broken: Mapping[str, bytes], lines: Lines
) -> None:
    _expect(lines(broken[name]), BREAKS[name][1])


@pytest.fixture(scope="session")
def saved(broken: dict[str, bytes], blank: bytes, edited: Edited) -> dict[str, bytes]:
    """Every broken workbook, the blank one and the good one, as LibreOffice has saved them."""
    return saved_again({**broken, "blank": blank, "good": edited(TYPED)})


@pytest.mark.parametrize("name", BREAKS)
def test_the_same_where_libreoffice_has_saved_it(
    name: str, saved: dict[str, bytes], lines: Lines
) -> None:
    _expect(lines(saved[name]), BREAKS[name][1])


def test_libreoffice_keeps_answers_lists_and_locks(
    saved: dict[str, bytes], checked: Checked, edited: Edited
) -> None:
    assert checked(saved["blank"]).problems == ()
    good, before = checked(saved["good"]), checked(edited(TYPED))
    assert good.problems == ()
    assert good.value is not None
    assert before.value is not None
    for form, answers in before.value.answers.items():
        for name, values in answers.items():
            again = good.value.answers[form]
            assert again[name].tolist() == values.tolist()
    sheet = load_workbook(io.BytesIO(saved["good"]))[FORM]
    assert sheet.protection.sheet
    assert sheet.row_dimensions[1].hidden
    assert not sheet.cell(3, 3).protection.locked
    kinds = [rule.type for rule in sheet.data_validations.dataValidation]
    assert kinds.count("list") >= 8


def _values(one: Column) -> st.SearchStrategy[tuple[object, int]]:
    """What may be typed for a column, with the code in memory that must come of it."""
    gaps = [("", -1), ("-97", -2), (-98, -3), ("-99 – unreadable", -4)]
    answers: list[tuple[object, int]] = []
    for index, (code, label) in enumerate(zip(one.codes, one.labels, strict=True)):
        answers += [(code, index), (labelled(code, label), index), (f" {code} ", index)]
        answers += [(int(code), index), (float(code), index)] if code.isdigit() else []
    if one.kind == "number":
        return st.integers(one.minimum, one.maximum).map(lambda n: (n, n)) | st.sampled_from(
            gaps[:3]
        )
    return st.sampled_from(answers + gaps)


@settings(max_examples=8)
@given(data=st.data())
def test_whatever_is_typed_comes_back(
    data: st.DataObject, books: dict[str, Codebook], edited: Edited, checked: Checked
) -> None:
    form = data.draw(st.sampled_from(sorted(books)))
    columns = [one for one in books[form].columns if one.kind in ("code", "number")]
    rows = data.draw(st.lists(st.tuples(*map(_values, columns)), min_size=1, max_size=4))
    typed = [
        {"respondent": f"Q{n}X", "cohort": "tea-1"}
        | {one.name: value for one, (value, _) in zip(columns, row, strict=True)}
        for n, row in enumerate(rows)
    ]
    parsed = checked(edited({form: typed}))
    assert parsed.errors == ()
    assert parsed.value is not None
    answers = parsed.value.answers[form]
    for place, one in enumerate(columns):
        values = answers[one.name]
        assert values.tolist() == [row[place][1] for row in rows], one.name


def as_csv(content: bytes, form: str) -> bytes:
    """A sheet as a spreadsheet saves it as CSV: hidden rows and all."""
    sheet = load_workbook(io.BytesIO(content))[form]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    return csv_bytes(rows)


def test_a_sheet_saved_as_csv_is_understood(
    edited: Edited, tiny: Definitions, tmp_path: Path
) -> None:
    every = codebooks(tiny.programme, tiny.instruments)
    (tmp_path / "cohorts.csv").write_text(COHORTS_CSV, "utf-8")

    def said(*edits: Callable[[Workbook], None]) -> list[str]:
        (tmp_path / "typed.csv").write_bytes(as_csv(edited(TYPED, *edits), FORM))
        return [
            format_problem(one)
            for one in outcome(
                read_responses, tmp_path, tiny.programme, every, shown_as=""
            ).problems
        ]

    assert said() == []
    _expect(said(push_right), ["typed.csv:2:13: moved-heading: This is the heading of"])
    _expect(said(put("sureness_tea", "6")), ["typed.csv:3:3: unknown-code: '6'"])
    _expect(
        said(lambda book: book[FORM].delete_rows(1)),
        ["typed.csv:1:1: moved-heading: The hidden row of column names"],
    )


def test_lists_begin_with_labels_and_end_with_bare_codes(books: dict[str, Codebook]) -> None:
    column = books[FORM].column("sureness_tea")
    assert column is not None
    assert code_choices(column) == (
        "1 – Very unsure", "2 – Unsure", "3 – In between", "4 – Sure", "5 – Very sure",
        "-97 – not applicable", "-98 – preferred not to say", "-99 – unreadable",
        "1", "2", "3", "4", "5", "-97", "-98", "-99",
    )  # fmt: skip


def test_every_cell_for_answers_can_be_typed_into_and_no_heading(blank: bytes) -> None:
    for sheet in load_workbook(io.BytesIO(blank)):
        if sheet.sheet_state != "visible":
            continue
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet.freeze_panes == "C3"
        for number in range(1, sheet.max_column + 1):
            assert sheet.cell(1, number).protection.locked
            assert sheet.cell(2, number).protection.locked
        free = [one for one in sheet.column_dimensions.values() if not one.protection.locked]
        columns = {number for one in free for number in range(one.min, one.max + 1)}
        assert columns == set(range(1, sheet.max_column + 1))
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225


def test_a_form_without_a_code_asks_for_the_number_written_on_it(
    blank: bytes, edited: Callable[..., bytes], lines: Callable[[bytes], list[str]]
) -> None:
    book = load_workbook(io.BytesIO(blank))
    said = {name: book[name].cell(2, column(book[name], "respondent")).value
            for name in ("mentor_before", "visit")}  # fmt: skip
    assert said == {
        "mentor_before": "Code on the paper form",
        "visit": "Number that you wrote on the form",
    }

    def older(book: Workbook) -> None:
        book["visit"].cell(2, column(book["visit"], "respondent")).value = "Code on the paper form"

    typed = {"visit": [{"respondent": "S01", "cohort": "tea-1", "minutes": 30}]}
    assert lines(edited(typed)) == lines(edited(typed, older))
    assert not [line for line in lines(edited(typed)) if "heading" in line]
