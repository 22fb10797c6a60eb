"""mentoring compare as its users run it, from two typings to the final files."""
# ruff: noqa: E501 - each message stands on one line

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.data_entry.conftest import run
from tests.outcome import Screen

VISITS = (
    "respondent,cohort,instrument,version,minutes,place,held_on,remark,"
    "drinks___tea,drinks___coffee,drinks___water\n"
)
FIRST = VISITS + (
    "V1,tea-1,visit,1.1.0,45,online,2026-05-11,Cold tea,1,0,0\n"
    "V2,tea-1,visit,1.1.0,30,tea_room,2026-05-12,,0,0,0\n"
    "V3,tea-1,visit,1.1.0,20,tea_room,2026-05-12,,0,0,0\n"
)
SECOND = VISITS + (
    "V2,tea-1,visit,1.1.0,30,tea_room,12/05/2026,,0,0,0\n"
    "V1,tea-1,visit,1.1.0,54,online,2026-05-11,Cold tea ,1,0,1\n"
)
PERSON = {
    "respondent": "B01", "cohort": "tea-1", "sureness_tea": "4 – Sure", "worries": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def typed(programme: Path) -> None:
    (programme / "first.csv").write_text(FIRST, "utf-8")
    (programme / "second.csv").write_text(SECOND, "utf-8")


LINE = "compare first.csv second.csv --output responses/visits"
SHEET = "responses/visits.compared/resolution.xlsx"


def decide(folder: Path, **decisions: str) -> None:
    """Fill in the resolution sheet, by column; 'other:7' stands for another value."""
    book = load_workbook(folder / SHEET)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        name = str(sheet.cell(line, at["column"]).value).strip("()").replace(" ", "_")
        said, _, other = decisions.get(name, "").partition(":")
        sheet.cell(line, at["decision"]).value = said or None
        sheet.cell(line, at["other_value"]).value = other or None
        sheet.cell(line, at["decided_by"]).value = "CD" if said else None
    book.save(folder / SHEET)


def test_from_two_typings_to_the_final_file(programme: Path, capsys: Screen) -> None:
    assert run(programme, LINE) == 1
    said = capsys.readouterr()
    assert (
        "first.csv:2:5: disagreement: 'V1' in 'tea-1', minutes: '45' here, '54' at second.csv:3:5."
        in said.out
    )
    assert "drinks___water: '0' here, '1' at second.csv:3:11." in said.out
    assert (
        "first.csv:4:1: only-in-first: 'V3' in 'tea-1' has a row of 'visit' only in the first file."
        in said.out
    )
    assert (
        "Agreement: 11 of 13 answers, 84.6% (95% interval 54.5% to 98.0%). "
        "1 answer left empty by both: not counted." in said.out
    )
    assert f"3 differences to decide in {SHEET}. Nothing final was written." in said.err
    assert not (programme / "responses/visits").exists()

    decide(programme, minutes="other:40", drinks___water="second")
    assert run(programme, LINE) == 1
    assert f"1 difference to decide in {SHEET}." in capsys.readouterr().err
    decide(programme, minutes="other:40", drinks___water="second", whole_row="keep")
    assert run(programme, LINE) == 0

    final = list(
        csv.DictReader(
            (programme / "responses/visits/visit.csv").read_text("utf-8-sig").splitlines()
        )
    )
    assert [(r["respondent"], r["minutes"], r["held_on"], r["drinks___water"]) for r in final] == [
        ("V1", "40", "2026-05-11", "1"), ("V2", "30", "2026-05-12", "0"), ("V3", "20", "2026-05-12", "0"),
    ]  # fmt: skip
    kept = programme / "responses/visits.compared"
    history = list(csv.DictReader((kept / "history.csv").read_text("utf-8-sig").splitlines()))
    minutes = next(row for row in history if row["column"] == "minutes")
    assert (minutes["first"], minutes["second"], minutes["value"]) == ("45", "54", "40")
    assert (minutes["decision"], minutes["decided_by"]) == ("other", "CD")
    assert minutes["decided_on"]
    # Neither typing was changed, and what is kept beside is no response.
    assert (programme / "first.csv").read_text("utf-8") == FIRST
    assert (programme / "second.csv").read_text("utf-8") == SECOND
    capsys.readouterr()
    shutil.copy(Path(__file__).parents[2] / "mkdocs.yml", programme)
    (programme / "site_src").mkdir()
    run(programme, "check --responses responses")
    assert ".compared" not in capsys.readouterr().out

    assert run(programme, LINE) == 1
    assert "responses/visits:1:1: folder-in-use" in capsys.readouterr().err


def test_a_person_who_withdraws_is_forgotten_in_what_was_kept_too(
    programme: Path, capsys: Screen
) -> None:
    assert run(programme, LINE) == 1
    decide(programme, minutes="first", drinks___water="first", whole_row="leave out")
    assert run(programme, LINE) == 0
    assert run(programme, "forget V1") == 0
    said = capsys.readouterr().out
    assert "responses/visits/visit.csv: 1 removed" in said
    assert "responses/visits.compared/history.csv: 2 removed" in said
    assert f"{SHEET}: 2 removed" in said
    kept = programme / "responses/visits.compared"
    assert b"V1" not in (kept / "history.csv").read_bytes()
    assert "V1" not in {
        cell.value for row in load_workbook(kept / "resolution.xlsx").worksheets[0] for cell in row
    }


def test_an_impossible_decision_is_refused_at_its_cell(programme: Path, capsys: Screen) -> None:
    assert run(programme, LINE) == 1
    decide(programme, minutes="other:700", drinks___water="first", whole_row="keep")
    assert run(programme, LINE) == 1
    assert (
        f"{SHEET}:resolution!H2: bad-decision: '700' is outside the limits of 'minutes'."
        in capsys.readouterr().err
    )
    assert not (programme / "responses/visits").exists()


def test_what_was_typed_anew_is_decided_anew(programme: Path, capsys: Screen) -> None:
    assert run(programme, LINE) == 1
    decide(programme, minutes="first", drinks___water="first", whole_row="keep")
    (programme / "second.csv").write_text(SECOND.replace(",54,", ",55,"), "utf-8")
    capsys.readouterr()
    assert run(programme, LINE) == 1
    said = capsys.readouterr().err
    assert "stale-decision: warning: 1 of the 2 values has changed" in said
    assert "1 difference to decide" in said
    decide(programme, minutes="second", drinks___water="first", whole_row="keep")
    assert run(programme, LINE) == 0
    text = (programme / "responses/visits/visit.csv").read_text("utf-8-sig")
    assert "V1,tea-1,visit,1.1.0,55," in text


def test_faults_are_listed_as_check_does(programme: Path, capsys: Screen) -> None:
    (programme / "first.csv").write_text(FIRST.replace(",45,", ",4O,"), "utf-8")
    (programme / "second.csv").write_text(SECOND.replace("V2,tea-1", "V1,tea-1"), "utf-8")
    assert run(programme, LINE) == 1
    said = capsys.readouterr().err
    assert "first.csv:2:5: wrong-type: '4O' is not a whole number" in said
    assert "second.csv:3:1: duplicate-response" in said
    assert not (programme / "responses/visits.compared").exists()


def test_two_workbooks_agree_whatever_way_codes_were_typed(programme: Path, capsys: Screen) -> None:
    assert run(programme, "template --output blank") == 0
    for name, code in (("one", "4 – Sure"), ("two", 4)):
        book = load_workbook(programme / "blank/data-entry.xlsx")
        sheet = book["mentee_after"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for key, value in (PERSON | {"sureness_tea": code}).items():
            sheet.cell(3, columns[key]).value = value
        (programme / name).mkdir()
        book.save(programme / name / "typed.xlsx")
    capsys.readouterr()
    assert run(programme, "compare one two --output final --json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["differences"] == []
    assert said["final"] == ["final/mentee_after.csv"]
    (row,) = csv.DictReader(
        (programme / "final/mentee_after.csv").read_text("utf-8-sig").splitlines()
    )
    assert (row["sureness_tea"], row["worries"], row["mode"]) == ("4", "no", "paper")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare first.csv third.csv --output final", "third.csv:1:1: no-file"),
        ("compare first.csv first.csv --output final", "first.csv:1:1: same-typing"),
        ("compare first.csv second.csv --output final.xlsx", "go into a folder"),
        ("compare first.csv instruments --output instruments/final", "among the answers in "),
        ("compare first.csv second.csv --output final --responses instruments", "no-cohorts"),
        ("compare first.csv second.csv --output final --resolution first.csv", "no-resolution"),
    ],
)  # fmt: skip
def test_what_is_refused(line: str, said: str, programme: Path, capsys: Screen) -> None:
    assert run(programme, line) == 1
    assert said in capsys.readouterr().err
    assert not (programme / "final").exists()


def test_both_must_have_the_same_columns(programme: Path, capsys: Screen) -> None:
    rows = [line.split(",") for line in SECOND.splitlines()]
    short = "\n".join(",".join(row[:7] + row[8:]) for row in rows)
    (programme / "second.csv").write_text(short, "utf-8")
    assert run(programme, LINE) == 1
    assert (
        "second.csv:1:1: columns-differ: Only this table or first.csv:1:1 has remark."
        in capsys.readouterr().err
    )


def test_a_decision_may_come_as_csv_from_elsewhere(programme: Path) -> None:
    assert run(programme, LINE) == 1
    decide(programme, minutes="first", drinks___water="first", whole_row="keep")
    sheet = load_workbook(programme / SHEET).worksheets[0]
    with (programme / "decided.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[cell.value for cell in row] for row in sheet])
    (programme / SHEET).unlink()
    assert run(programme, f"{LINE} --resolution decided.csv") == 0
