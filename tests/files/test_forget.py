"""Forgetting takes out one person's rows, and nothing else."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from generator.files.forget import apply_forget, confirm_forget, plan_forget, retention_dates
from generator.survey.answers import Responses
from generator.survey.definition import Definitions
from generator.survey.problem import Parsed

HEADER = "respondent;cohort;instrument;version;worries;worries_text"


def record(code: str, text: str = "") -> str:
    return f"{code};tea-1;mentee_after;1.0.0;yes;{text}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_other_bytes_stay(encoding: str, end: str, folder: Path) -> None:
    text = f'"café;{end}""B02"";{end}B02;x"'
    lines = [
        HEADER,
        record("B01", text),
        record("B02", text),
        "",
        record(" B02 "),
        record("B020", "B02"),
    ]
    (folder / "a.csv").write_bytes(end.join(lines).encode(encoding))
    plan = plan_forget(folder, "B02").value
    assert plan is not None
    assert [(file.shown, file.rows) for file in plan.files] == [("responses/a.csv", 2)]
    apply_forget(plan)
    kept = end.join([HEADER, record("B01", text), "", record("B020", "B02")])
    assert (folder / "a.csv").read_bytes() == kept.encode(encoding)


def test_copies_are_kept_until_confirmed(
    folder: Path, read: Callable[..., Parsed[Responses]]
) -> None:
    below = folder / "may" / "deep"
    below.mkdir(parents=True)
    (below / "a.csv").write_text("\n".join([HEADER, record("B01"), record("B02")]))
    before = (below / "a.csv").read_bytes()
    plan = plan_forget(folder, "B02").value
    assert plan is not None
    copies = apply_forget(plan)
    assert (copies / "may" / "deep" / "a.csv").read_bytes() == before
    assert "B02" not in str(copies.relative_to(folder))
    value = read().value  # the copies are not read
    assert value is not None
    assert value.answers["mentee_after"].respondent.tolist() == [b"B01"]
    assert [problem.rule for problem in plan_forget(folder, "B01").problems] == ["older-copies"]
    assert confirm_forget(folder, "B02").value == 1
    assert not (folder / "forgotten-copies").exists()
    assert [problem.rule for problem in confirm_forget(folder, "B02").problems] == ["no-copies"]


def test_a_workbook_loses_the_row_and_keeps_the_rest(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (HEADER, record("B01"), record("B02"), record("B03"), record("B02", "again")):
        sheet.append(line.split(";"))
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("notes").append(["B02 is not a respondent here"])
    book.save(folder / "a.xlsx")
    plan = plan_forget(folder, "B02").value
    assert plan is not None
    assert plan.rows == 2
    apply_forget(plan)
    after = load_workbook(io.BytesIO((folder / "a.xlsx").read_bytes()))
    assert [row[0].value for row in after.worksheets[0].iter_rows()] == ["respondent", "B01", "B03"]
    assert after.worksheets[0].column_dimensions["A"].width == 33
    assert after["notes"]["A1"].value == "B02 is not a respondent here"


def test_nothing_is_written_where_a_file_cannot_be_read(folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B02")]))
    (folder / "b.csv").write_bytes(b"%PDF-1.7")
    planned = plan_forget(folder, "B02")
    assert planned.value is None
    assert [problem.rule for problem in planned.problems] == ["wrong-content"]


@pytest.mark.parametrize(
    ("code", "rule"),
    [("B99", "unknown-respondent"), ("b02", "unknown-respondent"), ("../x", "bad-respondent")],
)
def test_a_code_that_is_not_there(code: str, rule: str, folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B02")]))
    planned = plan_forget(folder, code)
    assert planned.value is None
    assert [problem.rule for problem in planned.problems] == [rule]


def test_retention_dates_are_named(tiny: Definitions) -> None:
    assert len(retention_dates(tiny.programme)) == len(tiny.programme.retention)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("respondent\n", "utf-8")
    for name, fault in (("a.csv", "This is a file, not a folder."),
                        ("none", "There is no such folder.")):  # fmt: skip
        (told,) = plan_forget(tmp_path / name, "B02").problems
        assert (told.rule, told.fault) == ("no-folder", fault)


def test_what_somebody_mentioned_goes_with_their_answers(
    folder: Path, lines: Callable[..., list[str]]
) -> None:
    header = "respondent,cohort,role,wave,categories"
    rows = ["B01,tea-1,mentee,after,time", "B02,tea-1,mentee,after,time power", "B02,tea-2,x,y,"]
    (folder / "a.csv").write_text("\n".join([HEADER, record("B01"), record("B02")]))
    (folder / "themes.csv").write_text("\n".join([header, *rows, ""]))
    (folder / "themes.csv").chmod(0o600)
    plan = plan_forget(folder, "B02").value
    assert plan is not None
    assert [(file.shown, file.rows) for file in plan.files] == [
        ("responses/a.csv", 1),
        ("responses/themes.csv", 2),
    ]
    copies = apply_forget(plan)
    assert (folder / "themes.csv").read_text() == "\n".join([header, rows[0], ""])
    assert stat.S_IMODE((folder / "themes.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE((copies / "themes.csv").stat().st_mode) == 0o600
    assert not [line for line in lines() if "themes.csv" in line]


def test_a_row_that_was_left_over_can_be_forgotten(
    folder: Path, lines: Callable[..., list[str]]
) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B01")]))
    (folder / "themes.csv").write_text(
        "respondent,cohort,role,wave,categories\nB02,tea-1,mentee,after,time\n"
    )
    (told,) = [line for line in lines() if "themes.csv" in line]
    assert "left-over: warning:" in told
    plan = plan_forget(folder, "B02").value
    assert plan is not None
    apply_forget(plan)
    assert not [line for line in lines() if "themes.csv" in line]
