"""Files among the responses that are no .csv and no .xlsx: each is read, named or certainly none."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from generator.definitions.problem import format_problem
from generator.responses.known_tables import KNOWN
from tests.files.conftest import Lines, Log, Read, book
from tests.files.removal import traced

HEADER = "respondent,cohort,instrument,version,worries"
ROWS = f"{HEADER}\nB01,tea-1,mentee_after,1.0.0,no\n"
REMEDY = (
    "If it is only a copy, move it out of this folder. If not, open it in Excel and "
    "save it as 'CSV UTF-8 (.csv)' or as 'Excel workbook (.xlsx)'."
)


def zipped(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, ROWS)
    return written.getvalue()


ANSWERS = book(HEADER.split(","), ["B02", "tea-1", "mentee_after", "1.0.0", "no"])
TABS = ROWS.replace(",", "\t")
TABLES = {
    "may.txt": ROWS.encode(),
    "may.tab": TABS.encode(),
    "may.tsv": TABS.encode(),
    "may.dat": ROWS.replace(",", ";").encode(),
    "may": ROWS.encode(),
    "may.csv~": ROWS.encode(),
    "may.csv.bak": b"\xef\xbb\xbf" + ROWS.encode(),
    "may.csv (1)": ROWS.replace(",", "|").encode(),
    "unicode.txt": TABS.encode("utf-16"),
    "titled.txt": f"Ward 7\n\n{ROWS}".encode(),
    "quoted.txt": b'"Respondent";"Instrument"\n',
    "may.md": ROWS.encode(),
    "may.xlsx.crdownload": ANSWERS,
    "may.xls": ANSWERS,
    "cohorts.txt": b"cohort,title,organisation\n",
    "may.json": b'{"rows": [\n{"respondent": "B01", "worries": "no"}]}',
    "json.txt": b'{\n"respondent" : "B01",\n"worries": "no"\n}',
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_under_another_ending_is_an_error(name: str, folder: Path, lines: Lines) -> None:
    (folder / name).write_bytes(TABLES[name])
    suffix = Path(name).suffix
    ending = f"ends in '{suffix}'" if suffix else "has no ending"
    assert lines() == [
        f"responses/{name}:1:1: wrong-ending: This is a table, but its name {ending}. It was not read. {REMEDY}"
    ]
    trace, problems = traced(folder, "B01")
    assert trace is None
    assert "wrong-ending" in [problem.rule for problem in problems]


UNKNOWN = {
    "q.sav": b"$FL2@(#)", "q.sas7bdat": b"\0\0\0\xc2", "q.dta": b"<stata_dta>", "q.rds": b"\x1f\x8b",
    "q.mdb": b"\0\1", "q.accdb": b"\0\1", "q.zip": zipped("may.csv"), "q.docx": zipped("word/a.xml"),
    "q.json": b"[]", "q.xml": b"<a/>", "q.xlsx.part": b"PK", "q": b"", "q.bak": b"x",
    "numbers.txt": b"B01 1\nB01,c,m,1\nB02,c,m,1\n",
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_may_be_a_table_is_a_warning(name: str, folder: Path, read: Read) -> None:
    (folder / name).write_bytes(UNKNOWN[name])
    (problem,) = read().problems
    assert (problem.rule, problem.severity) == ("not-read", "warning")
    assert problem.where.path == f"responses/{name}"
    assert problem.remedy.startswith("If it holds answers, ")
    assert "not-read" in [one.rule for one in traced(folder, "B01")[1]]


@pytest.mark.parametrize(
    "name", ["may.ods", "may.fods", "May.XLSB", "may.numbers", "may.xls", "cohorts.ods"]
)
def test_a_spreadsheet_that_is_not_read_is_an_error(name: str, folder: Path, lines: Lines) -> None:
    (folder / name).write_bytes(b"\0")
    (told,) = lines()
    assert told == (
        f"responses/{name}:1:1: other-format: Files that end in {Path(name).suffix.lower()} are not "
        "read. Open it and save it as 'Excel workbook (.xlsx)' or as CSV."
    )


def test_what_certainly_holds_no_answers_is_passed_over(folder: Path, lines: Lines) -> None:
    for name in ("README", "readme.txt", "notes.md", "scan.PDF", "photo.jpg", "desktop.ini",
                 "Thumbs.db", ".DS_Store", "schema.ini", "datapackage.json", "ordinary_words.txt",
                 "INVENTED.txt"):  # fmt: skip
        (folder / name).write_text("Typed in by Ann, Ben and Cal.\nThe respondent's code first.\n")
    assert lines() == []


@pytest.mark.parametrize("known", ["cohorts", "return_log", "themes"])
def test_a_known_file_under_another_name_is_known_by_its_columns(
    known: str, folder: Path, lines: Lines
) -> None:
    (folder / "may.csv").write_text(ROWS.replace("tea-1", "tea-9"))
    (folder / f"{known} (1).csv").write_text(",".join(KNOWN[f"{known}.csv"]) + "\n")
    (told,) = (line for line in lines() if "not-collected" not in line)
    assert told == (
        f"responses/{known} (1).csv:1:1: copied-file: This seems to be {known}.csv under another "
        f"name. It was not read. Keep one, called {known}.csv or {known}.xlsx, and move the other "
        "out of this folder."
    )


def test_preferences_are_opened_under_no_name(folder: Path, read: Read) -> None:
    names = (
        "preferences (1).csv",
        "Preferences.txt",
        "Copy of preferences.xlsx",
        "preferences.csv~",
    )
    for name in names:
        (folder / name).write_text(ROWS)
    found = read().problems
    assert sorted(problem.where.path for problem in found) == sorted(
        f"responses/{n}" for n in names
    )
    assert {problem.rule for problem in found} == {"preferences"}


def test_a_form_may_be_called_after_preferences(folder: Path, read: Read) -> None:
    (folder / "learning_preferences.csv").write_text(ROWS)
    parsed = read()
    assert "preferences" not in [problem.rule for problem in parsed.problems]
    assert parsed.value is not None
    assert len(parsed.value.answers["mentee_after"]) == 1


def test_known_files_may_be_workbooks(folder: Path, read: Read, log: Log) -> None:
    (folder / "may.csv").write_text(ROWS + "B02,tea-3,mentee_after,1.0.0,no\n")
    columns = ["cohort", "title", "organisation", "region", "invited_mentors", "invited_mentees"]
    (folder / "Cohorts.xlsx").write_bytes(
        book(columns, ["tea-3", "Third tea", "Tiny Trust", "North", 3, 2])
    )
    (folder / "themes_codebook.xlsx").write_bytes(book(["id", "label"], ["milk", "Milk"]))
    (folder / "themes.xlsx").write_bytes(
        book(
            ["respondent", "cohort", "role", "wave", "categories"],
            ["B01", "tea-1", "mentee", "after", "milk"],
        )
    )
    (folder / "return_log.xlsx").write_bytes(
        book(["cohort", "instrument", "issued", "returned"], ["tea-3", "mentee_after", 2, 1])
    )
    parsed = read()
    assert parsed.errors == ()
    assert parsed.value is not None
    assert [cohort.id for cohort in parsed.value.cohorts] == ["tea-1", "tea-2", "tea-3"]
    assert [category.id for category in parsed.value.themes.categories] == ["milk"]
    rows = log("tea-3")
    assert rows.problems == ()
    assert [(row.issued, row.returned) for row in rows.value or ()] == [(2, 1)]


def test_an_id_with_two_meanings_over_both_kinds_of_file(folder: Path, lines: Lines) -> None:
    columns = ["cohort", "title", "organisation", "region", "invited_mentors", "invited_mentees"]
    (folder / "cohorts.xlsx").write_bytes(
        book(columns, ["tea-1", "Other tea", "Tiny Trust", "North", 6, 5])
    )
    (told,) = lines()
    assert told.startswith("responses/cohorts.xlsx:Sheet!A2: cohort-two-meanings: ")


@pytest.mark.parametrize(
    "cohorts",
    [
        "cohort,titel,organisation,region,invited_mentors,invited_mentees\ntea-1,A,B,C,1,1\n",
        "cohort,title,organisation,region,invited_mentors,invited_mentees\ntea 1,A,B,C,1,1\n",
        "",
    ],
)
def test_a_fault_of_the_list_of_cohorts_is_told_there_alone(
    cohorts: str, folder: Path, lines: Lines, log: Log
) -> None:
    (folder / "cohorts.csv").write_text(cohorts)
    (folder / "more").mkdir()
    (folder / "more" / "cohorts.csv").write_text(
        "cohort,title,organisation,region,invited_mentors,invited_mentees\nx,A,B,C,1,1\n"
    )
    rows = "".join(f"B{n},tea-1,mentee_after,1.0.0,no\n" for n in range(60))
    (folder / "may.csv").write_text(f"{HEADER}\n{rows}")
    (folder / "themes.csv").write_text(
        "respondent,cohort,role,wave,categories\nB1,tea-1,mentee,after,\n"
    )
    found = [line for line in lines() if "not-collected" not in line]
    assert {line.split(":")[0] for line in found} == {"responses/cohorts.csv"}
    file = folder / "return_log.csv"
    file.write_text("cohort,instrument,issued,returned\ntea-1,mentee_after,1,1\n")
    assert [format_problem(problem) for problem in log("x").problems] == []


def test_a_fault_of_the_code_book_is_told_there_alone(folder: Path, lines: Lines) -> None:
    (folder / "may.csv").write_text(ROWS)
    (folder / "themes_codebook.csv").write_text("id,lable\nmilk,Milk\n")
    (folder / "themes.csv").write_text(
        "respondent,cohort,role,wave,categories\nB01,tea-1,mentee,after,milk sugar\n"
    )
    found = [line for line in lines() if "not-collected" not in line]
    assert {line.split(":")[0] for line in found} == {"responses/themes_codebook.csv"}


def test_what_the_sound_files_say_can_be_had_alone(folder: Path, read: Read) -> None:
    (folder / "may.csv").write_text(ROWS)
    (folder / "june.csv").write_text("respondent,cohort\n")
    (folder / "themes.csv").write_text("respondent\nB01\n")
    assert read().value is None
    partly = read(partly=True)
    assert partly.value is not None
    assert partly.value.answers["mentee_after"]["respondent"].tolist() == ["B01"]
    assert {problem.where.path for problem in partly.errors} == {
        "responses/june.csv", "responses/themes.csv",
    }  # fmt: skip
