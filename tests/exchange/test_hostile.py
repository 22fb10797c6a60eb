"""Files that are broken, tricky or not what they seem: refused with their place, or read right."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.definitions.problem import RefusedError
from generator.exchange import spss
from generator.exchange.map_writing import map_text
from generator.exchange.reading import read_source
from generator.exchange.report import open_places
from generator.exchange.source import Source
from tests.exchange.invented import as_csv, as_xlsx
from tests.exchange.test_map import HEADS, OF_TINY, TABLE
from tests.exchange.walk import decided, first_step, imported, second_step

ROW = TABLE[1]
UNCHANGED = as_csv(TABLE, encoding="utf-8")


def read(folder: Path, content: bytes) -> Source:
    path = folder / "export.anything"
    path.write_bytes(content)
    (source,) = read_source(path, path.name, [], lambda text: text == "Survey code")
    return source


def rules(folder: Path, content: bytes) -> set[str]:
    with pytest.raises(RefusedError) as refused:
        read(folder, content)
    assert all(one.fault and one.remedy for one in refused.value.problems)
    return {one.rule for one in refused.value.problems}


@pytest.mark.parametrize(
    "content",
    [
        as_csv(TABLE),
        as_csv(TABLE, ";"),
        as_csv(TABLE, "\t"),
        as_csv(TABLE, "\t", "utf-16"),
        as_csv(TABLE, ";", "utf-16-be").join([b"\xfe\xff", b""]),
        as_csv(TABLE, ";", "cp1252"),
        UNCHANGED.replace(b"\r\n", b"\n"),
        UNCHANGED + b"\r\n\r\n,,,\r\n",
        as_csv([[*row, "", ""] for row in TABLE]),
        as_csv([HEADS, ROW[:-1]]),
        as_xlsx(TABLE),
    ],
)
def test_one_table_in_many_spellings(content: bytes, tmp_path: Path) -> None:
    source = read(tmp_path, content)
    assert [heading.name for heading in source.headings] == HEADS
    assert [row[:-1] for row in source.rows] == [ROW[:-1]]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty-file"),
        (b"\xff\xfea", "wrong-encoding"),
        (b"a,b\r\n\x00,1\r\n", "wrong-encoding"),
        (b"%PDF-1.7", "wrong-content"),
        (b"<!DOCTYPE html><p>", "wrong-content"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "wrong-content"),
        (b"PK\x03\x04" + bytes(64), "broken-workbook"),
        (as_csv([HEADS, ROW[:5], ROW]), "row-width"),
        (as_csv([HEADS, [*ROW, "more"], ROW]), "row-width"),
        (as_csv([HEADS, [], ROW]), "empty-line"),
        (as_csv([HEADS, ROW]) + b'"open,1\r\n', "broken-quotes"),
        (b'a,b\r\nx,"y"z\r\n', "broken-quotes"),
        (("a," * 10_001).encode(), "too-large"),
        ("a\u202eb,c\r\n1,2\r\n".encode(), "odd-character"),
        (b"respondent,cohort,instrument,version\r\nA,b,c,1\r\n", "own-answers"),
        (b"$FL2" + bytes(64), "broken-spss"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, rule: str, tmp_path: Path) -> None:
    assert rules(tmp_path, content) == {rule}


def test_without_its_library_spss_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(RefusedError) as refused:
        spss.read_spss(tmp_path, "a.sav", "")
    assert "mentoring[spss]" in refused.value.problems[0].remedy


@pytest.mark.parametrize("end", ['"open,1', 'x,"y"z', "a\rb,c"])
def test_a_row_that_cannot_be_read_is_not_told(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(UNCHANGED + f"zqx@a.example,{end}\r\n".encode())
    with pytest.raises(RefusedError) as refused:
        read_source(path, "a.csv", [], lambda text: False)
    assert "zqx" not in str(refused.value.problems)
    assert [one.where.line for one in refused.value.problems] == [3]


# --- workbooks ---------------------------------------------------------------------------


def book(change: str, cell: str = "E2") -> bytes:
    made = load_workbook(io.BytesIO(as_xlsx(TABLE)))
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    if change == "merged":
        sheet.merge_cells("A1:B1")
    elif change == "gap":
        sheet.insert_rows(2)
    elif change == "number":
        sheet["C2"] = 100000
    else:
        sheet[cell] = change
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_rows_of_odk_may_lack_the_last_cells_of_its_own(tmp_path: Path) -> None:
    """As in a public file of ODK Central: a heading "Status", and no cell below it."""
    heads = ["SubmissionDate", "respondent", "minutes", "KEY", "SubmitterName", "Status"]
    row = ["2026-05-11T10:00:00.000Z", "V01", "30", "uuid:1", "Jo"]
    source = read(tmp_path, as_csv([heads, row, row, row]))
    assert [cells[-1] for cells in source.rows] == [""] * 3
    assert rules(tmp_path, as_csv([heads, row[:-1], row, row])) == {"row-width"}
    assert rules(tmp_path, as_csv([["Date", *heads[1:]], row, row, row])) == {"row-width"}


def test_merged_headings_and_gaps_are_refused(tmp_path: Path) -> None:
    assert rules(tmp_path, book("merged")) == {"merged-cells"}
    assert rules(tmp_path, book("gap")) == {"empty-line"}


@pytest.mark.parametrize(("cell", "stops"), [("E2", True), ("B2", False)])
def test_a_formula_matters_where_its_column_is_taken(
    cell: str, stops: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book("=1+1", cell))
    if not stops:
        assert len(imported(OF_TINY, "visit", path)[1]) == 1
        return
    with pytest.raises(RefusedError) as refused:
        imported(OF_TINY, "visit", path)
    (problem,) = refused.value.problems
    assert (problem.rule, problem.where.cell) == ("formula", "E2")


def test_a_survey_code_that_became_a_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book("number"))
    with pytest.raises(RefusedError) as refused:
        imported(OF_TINY, "visit", path)
    assert {one.rule for one in refused.value.problems} == {"no-code"}


def test_each_sheet_is_a_table_and_a_hidden_one_is_none(tmp_path: Path) -> None:
    made = Workbook()
    for title in ("Answers", "Lists"):
        made.create_sheet(title).append(["a", "b"])
    made["Lists"].sheet_state = "hidden"
    del made["Sheet"]
    path = tmp_path / "a.xlsx"
    made.save(path)
    sources = read_source(path, "a.xlsx", [], lambda text: False)
    assert [source.sheet for source in sources] == ["Answers"]


# --- contents ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "N/A", "-5", "a\nb", "“ŵ”, 🙂"])
def test_free_text_comes_in_as_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([HEADS, [*ROW[:5], text, *ROW[6:]]]))
    assert imported(OF_TINY, "visit", path)[1][0]["remark"] == text


@pytest.mark.parametrize("code", ["", "a@b.c"])
def test_a_survey_code_that_is_none_stops_at_its_cell(code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([HEADS, [*ROW[:2], code, *ROW[3:]]]))
    with pytest.raises(RefusedError) as refused:
        imported(OF_TINY, "visit", path)
    (problem,) = refused.value.problems
    assert (problem.rule, problem.where.line, problem.where.column) == ("bad-respondent", 2, 3)


def test_headings_that_stand_twice_are_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([[*HEADS, HEADS[3]], [*ROW, "99"]]))
    first = first_step(path, OF_TINY.kit("visit"))
    assert first.missing == ("minutes",)
    text = map_text(first, "a.csv")
    assert 'minutes: "?"   # more than 1 fits' in text
    assert "not_found: []" in text
    assert open_places(first) == 1
    with pytest.raises(RefusedError, match="'minutes' is not decided yet"):
        second_step(OF_TINY, path, OF_TINY.kit("visit"), decided(text))


def test_a_first_row_of_answers_is_never_told(tmp_path: Path) -> None:
    """In a file without headings the first person's answers stand in their place."""
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([["jo@trust.example", "Survey code", "10.0.0.1"], ["x", "K1", "y"]]))
    text = map_text(first_step(path, OF_TINY.kit("visit")), "a.csv")
    assert "jo@trust" not in text
    assert "10.0.0.1" not in text


@pytest.mark.parametrize("name", ['a": b.csv', "a\nb.csv", "{x}.csv", "# y.csv", "tŷ.csv"])
def test_a_file_may_be_called_anything(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(as_csv(TABLE))
    kit = OF_TINY.kit("visit")
    text = decided(map_text(first_step(path, kit), path.name, f"{path.name}.map.yml"))
    assert len(second_step(OF_TINY, path, kit, text)[1].rows) == 1
