"""The disk's edge: encodings, endings, workbooks honest and hostile, odd folders."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import datetime
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from generator.definitions.problem import Problem, format_problem
from generator.files.response_folder import walk
from generator.files.tables import read_bytes, tables_of
from tests.files.conftest import Lines, Read, workbook
from tests.outcome import outcome

HEADER = "respondent;cohort;instrument;version;worries;worries_text"
QUIET = "responses/{}:1:1: not-collected"


def text_rows(content: bytes) -> list[list[str]]:
    parsed = outcome(tables_of, content, "a.csv", ".csv")
    assert parsed.value is not None, parsed.problems
    return [list(row) for block in parsed.value[0].blocks for row in block.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_that_spreadsheets_write_csv(encoding: str, delimiter: str, end: str) -> None:
    rows = [["respondent", "text"], ["B01", "café, “£5”; – è"], ["B02", "a\nb"]]
    text = end.join(
        delimiter.join(f'"{cell}"' if set(cell) & set(",;\n") else cell for cell in row)
        for row in rows
    )
    parsed = outcome(tables_of, text.encode(encoding), "a.csv", ".csv")
    assert parsed.value is not None
    assert parsed.value[0].header == ("respondent", "text")
    assert text_rows(text.encode(encoding)) == rows[1:]


def test_capital_letters_before_a_curly_quote_are_cp1252() -> None:
    # On its own É’ would be one letter of UTF-8; with any other accent there is no doubt.
    assert text_rows("a,b\nCAFÉ’S,à\n".encode("cp1252")) == [["CAFÉ’S", "à"]]


BYTES = [
    (b"", ".csv", "empty-file", 1),
    (b"\xef\xbb\xbf\r\n\r\n", ".csv", "empty-file", 1),
    ("a,b\ncafé,1\n".encode() + "é,2\n".encode("cp1252"), ".csv", "wrong-encoding", 3),
    (b"\xef\xbb\xbfa,b\n1,2\nx,\xe9\n", ".csv", "wrong-encoding", 3),
    (b"a,b\n1,2\n\x81,2\n", ".csv", "wrong-encoding", 3),
    ("a,b\n1,2\n".encode("utf-16"), ".csv", "wrong-encoding", 1),
    (b"a,b\n1,\0\n", ".csv", "wrong-encoding", 1),
    (b"PK\x03\x04rest", ".csv", "wrong-content", 1),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", ".csv", "wrong-content", 1),
    (b"%PDF-1.7\n", ".csv", "wrong-content", 1),
    (b" <!DOCTYPE html><html>", ".csv", "wrong-content", 1),
    (b"respondent,cohort\n", ".xlsx", "wrong-content", 1),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xlsx", "wrong-content", 1),
    (b"", ".xlsx", "empty-file", 1),
    (b"PK\x03\x04 and then nothing of a zip", ".xlsx", "broken-workbook", 1),
]


@pytest.mark.parametrize(("content", "suffix", "rule", "line"), BYTES)
def test_bytes_that_are_no_table(content: bytes, suffix: str, rule: str, line: int) -> None:
    parsed = outcome(tables_of, content, "x", suffix)
    assert not parsed.value
    assert [(one.rule, one.where.line) for one in parsed.problems] == [(rule, line)]


@given(
    st.binary(max_size=400),
    st.sampled_from([".csv", ".xlsx"]),
    st.sampled_from([b"", b"PK\x03\x04"]),
)
def test_no_bytes_ever_raise(content: bytes, suffix: str, start: bytes) -> None:
    parsed = outcome(tables_of, start + content, "x", suffix)
    assert parsed.value or parsed.problems
    for table in parsed.value or ():
        for block in table.blocks:
            assert isinstance(block, Problem) or len(block.rows) == len(block.lines)


@example([["", "\x1a"]])
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cf"], exclude_characters="\0")),
            min_size=2,
            max_size=2,
        ),
        max_size=6,
    )
)
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    from generator.definitions.csv_text import csv_bytes

    rows = [["a", *row] for row in rows]
    read = text_rows(csv_bytes([["respondent", "one", "two"], *rows]))
    assert read == rows


VISITS: list[list[object]] = [
    ["respondent", "cohort", "instrument", "version", "minutes", "place", "held_on", "remark",
     "drinks___tea", "drinks___coffee", "drinks___water"],
    ["V1", "tea-1", "visit", "1.1.0", 45.0, "online", datetime.date(2026, 5, 11), "=x", 1, 0, 0],
]  # fmt: skip
PEOPLE: list[list[object]] = [
    ["respondent", "cohort", "instrument", "version", "worries", "worries_text"],
    ["B01", "tea-1", "mentee_after", "1.0.0", "yes", -97],
]


def test_a_workbook_is_read_as_a_person_reads_it(folder: Path, read: Read) -> None:
    visits = [VISITS[0], [*VISITS[1][:7], "'tis", *VISITS[1][8:]]]
    (folder / "a.xlsx").write_bytes(
        workbook(("visits", visits), ("people", PEOPLE), ("Sheet3", []))
    )
    parsed = read()
    assert parsed.errors == ()
    assert parsed.value is not None
    assert parsed.value.answers["visit"]["minutes"].tolist() == [45]
    assert parsed.value.answers["visit"]["drinks___tea"].tolist() == [1]
    assert parsed.value.answers["mentee_after"]["worries"].tolist() == [0]
    assert parsed.value.free_text == {"'tis"}


def test_faults_of_a_workbook_name_sheet_and_cell(folder: Path, lines: Lines) -> None:
    bad = [*VISITS[1]]
    bad[0], bad[4], bad[5], bad[7] = "V2", 700, "=1+1", "plain"
    (folder / "a.xlsx").write_bytes(
        workbook(("May visits", [VISITS[0], [*VISITS[1][:7], "x", 1, 0, 0], [], bad]))
    )
    found = lines()
    assert found[0] == (
        "responses/a.xlsx:May visits!E4: out-of-range: '700' is outside the limits of 'minutes'. "
        "Use a whole number from 0 to 600, or nothing for not answered, -97 not applicable, "
        "-98 not said, -99 unreadable."
    )
    assert found[1] == (
        "responses/a.xlsx:May visits!F4: formula: The cell holds a formula. "
        "Type the value itself: copy the cells, then paste them as values."
    )
    assert len(found) == 2


def test_merged_cells_are_not_taken_for_empty_ones(folder: Path, lines: Lines) -> None:
    book = load_workbook(io.BytesIO(workbook(("visits", [*VISITS, *VISITS[1:]]))))
    book["visits"].merge_cells("E2:E3")
    book.save(folder / "a.xlsx")
    (found,) = lines()
    assert found.startswith("responses/a.xlsx:visits!E2: merged-cells: Cells are merged here")


def test_hidden_lists_are_passed_over_and_other_sheets_are_not(folder: Path, lines: Lines) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "visits"
    for row in ([*VISITS[0]], [*VISITS[1][:7], "x", 1, 0, 0]):
        sheet.append(row)
    book.create_sheet("lists").append(["yes", "no"])
    book["lists"].sheet_state = "hidden"
    book.create_sheet("notes").append(["Ward 6", "call back"])
    book.save(folder / "a.xlsx")
    assert [line.split(": ")[0:2] for line in lines()] == [
        ["responses/a.xlsx:notes!A1", "missing-column"]
    ]


def rezipped(content: bytes, extra: dict[str, bytes], without: str = "") -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != without and name not in extra:
                new.writestr(name, old.read(name))
        for name, part in extra.items():
            new.writestr(name, part)
    return written.getvalue()


ENTITIES = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
HOSTILE = [
    ({"xl/media/big.bin": b"\0" * (40 * 1024 * 1024)}, "", "unpacked-size"),
    ({f"xl/p{number}.xml": b"" for number in range(2100)}, "", "unpacked-size"),
    ({"xl/sharedStrings.xml": ENTITIES}, "", "broken-workbook"),
    ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row r='x'>"}, "", "broken-workbook"),
    ({}, "xl/workbook.xml", "wrong-content"),
    ({}, "xl/worksheets/sheet1.xml", "broken-workbook"),
]


@pytest.mark.parametrize(("extra", "without", "rule"), HOSTILE, ids=[rule for *_, rule in HOSTILE])
def test_a_hostile_workbook_is_not_opened(extra: dict[str, bytes], without: str, rule: str) -> None:
    parsed = outcome(
        tables_of, rezipped(workbook(("a", PEOPLE)), extra, without), "a.xlsx", ".xlsx"
    )
    assert [problem.rule for problem in parsed.problems] == [rule]
    assert not parsed.value


@pytest.mark.parametrize("cell", ["ZZZZZ1", "A99999999999", "A0", "1A"])
def test_a_cell_far_outside_is_a_problem_not_a_gigabyte(cell: str) -> None:
    number = "".join(filter(str.isdigit, cell))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = rezipped(workbook(("a", PEOPLE)), {"xl/worksheets/sheet1.xml": sheet.encode()})
    parsed = outcome(tables_of, content, "a.xlsx", ".xlsx")
    assert [problem.rule in ("too-large", "broken-workbook") for problem in parsed.problems] == [
        True
    ]


@given(st.integers(0, 8000), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_never_raises(place: int, noise: bytes) -> None:
    content = bytearray(workbook(("a", PEOPLE)))
    at = place % len(content)
    content[at : at + len(noise)] = noise
    parsed = outcome(tables_of, bytes(content), "a.xlsx", ".xlsx")
    assert parsed.value is not None or parsed.problems


def test_which_files_of_a_folder_count(folder: Path, lines: Lines) -> None:
    for name in (
        "notes.txt",
        "~$a.xlsx",
        ".hidden.csv",
        "return_log.csv",
        "photo.jpg",
    ):
        (folder / name).write_bytes(b"\0nothing to read")
    for name in (".git", "forgotten-copies"):
        (folder / name).mkdir()
        (folder / name / "a.csv").write_text("not,a,response\n")
    assert lines() == []


@pytest.mark.skipif(os.name == "nt", reason="making links needs rights that Windows users lack")
def test_links_are_named_wherever_they_lead(folder: Path, tmp_path: Path, lines: Lines) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.csv").symlink_to("nothing.csv")
    words = "outside-link: This is a link to another place. Put the file itself here."
    names = ("again", "nowhere.csv", "out.csv", "up")
    assert lines() == [f"responses/{name}:1:1: {words}" for name in names]


def test_a_file_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    told = [
        format_problem(one) for one in outcome(read_bytes, tmp_path / "no.yml", "no.yml").problems
    ]
    remedy = "Check its name, and the folder you are in."
    assert told == [f"no.yml:1:1: no-file: There is no such file. {remedy}"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes among its files")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    assert walk(folder).tables == ()


def test_a_name_with_a_line_end_stays_on_one_line(folder: Path, lines: Lines) -> None:
    if os.name != "nt":
        (folder / "a\nb.csv").write_text("")
        assert lines() == [
            "responses/a?b.csv:1:1: empty-file: The file is empty. Delete it, or export the table again."
        ]


def test_a_folder_that_is_not_there(folder: Path, lines: Lines) -> None:
    (folder / "cohorts.csv").unlink()
    folder.rmdir()
    assert lines() == [
        "responses:1:1: no-folder: There is no such folder. Name the folder that holds the responses."
    ]
