"""Ways to write a table that mean the same: read where that is certain, otherwise named."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import datetime
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from generator.definitions.problem import Problem, format_problem
from generator.files import csv_file
from generator.files.tables import tables_of
from generator.responses.table import Table
from tests.files.conftest import Lines, Read, book
from tests.files.removal import take_out
from tests.outcome import outcome

HEADER = "respondent,cohort,instrument,version,worries,worries_text"
FIRST, SECOND = "B01,tea-1,mentee_after,1.0.0,yes,Cold tea", "B02,tea-2,mentee_after,1.0.0,no,"
VISIT = ["respondent", "cohort", "instrument", "version", "minutes", "held_on", "remark"]


def table(content: bytes, suffix: str = ".csv") -> tuple[Table, list[list[str]], list[str]]:
    """The first table of some bytes, its rows, and what is said of it."""
    parsed = outcome(tables_of, content, f"a{suffix}", suffix)
    assert parsed.value, parsed.problems
    found = parsed.value[0]
    rows: list[list[str]] = []
    for block in found.blocks:
        assert not isinstance(block, Problem), block
        rows.extend(map(list, block.rows))
    return found, rows, [format_problem(problem) for problem in parsed.problems]


def csv(*lines: str, end: str = "\r\n") -> bytes:
    return end.join([*lines, ""]).encode()


PLAIN = [FIRST.split(","), SECOND.split(",")]
SAME = {
    "short rows": csv(HEADER, FIRST, SECOND.rstrip(",")),
    "long empty rows": csv(HEADER, f"{FIRST},,,", f"{SECOND},,"),
    "sep=;": csv("sep=;", *(line.replace(",", ";") for line in (HEADER, FIRST, SECOND))),
    "sep=,": csv("sep=,", HEADER, FIRST, SECOND),
    "sep=tab": csv("sep=\t", *(line.replace(",", "\t") for line in (HEADER, FIRST, SECOND))),
    "sep, filled up": csv("sep=,,,,,", HEADER, FIRST, SECOND),
    "end of file": csv(HEADER, FIRST, SECOND) + b"\x1a",
    "end on a line": csv(HEADER, FIRST, SECOND) + b"\x1a\r\n",
    "blank rows": csv("", ",,,,,", HEADER, "", FIRST, ",,,,,", "", SECOND, ",,,,,"),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + csv(HEADER, FIRST, SECOND),
    "mark within": csv(HEADER.replace(",cohort", ",\ufeffcohort"), FIRST, SECOND),
    "zero width": csv(f"\u200b{HEADER}", FIRST.replace("B01", "\u2060B01\u200b"), SECOND),
    "joiners": csv(HEADER, FIRST.replace("yes", "yes\u200d\u200c"), SECOND.replace("no", "\u200eno")),
    "before a quotation": csv(HEADER, FIRST.replace("B01", '\u200b"B01"'), SECOND),
    "soft hyphens": csv(HEADER, FIRST.replace("tea-1", "te\u00ada-1"), SECOND),
    "old Macintosh": csv(HEADER, FIRST, "", SECOND, end="\r"),
}  # fmt: skip


@pytest.mark.parametrize("way", SAME)
def test_what_means_the_same_is_read_the_same(way: str) -> None:
    found, rows, told = table(SAME[way])
    assert found.header == tuple(HEADER.split(","))
    assert [row[:6] for row in rows] == PLAIN
    assert not any(any(row[6:]) for row in rows)
    assert told == []


@pytest.mark.parametrize("way", SAME)
def test_whatever_the_way_a_code_is_forgotten(way: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(SAME[way])
    take_out(folder, "B01")
    _, rows, _ = table((folder / "a.csv").read_bytes())
    assert [row[:6] for row in rows] == PLAIN[1:]


@pytest.mark.parametrize("above", ["Ward 7 responses", "Ward 7, spring,,,,"])
def test_a_row_above_the_heading_is_refused(above: str, folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_bytes(csv(above, HEADER, FIRST))
    (told,) = lines()
    assert told.startswith("responses/a.csv:1:1: missing-column: Missing here: respondent, ")
    assert "The first row of every table of answers has respondent, " in told


def test_faults_below_blank_lines_keep_their_lines(folder: Path, lines: Lines) -> None:
    (folder / "a.csv").write_bytes(
        csv("", "", HEADER, FIRST.replace("yes", "maybe"), f"{SECOND},more")
    )
    found = [line.split(": ")[0:2] for line in lines() if "warning" not in line]
    assert found == [["responses/a.csv:4:5", "unknown-code"], ["responses/a.csv:5:7", "ragged-row"]]


#: A no-break blank is not among them: it is seen, and is a gap of a code as any blank is.
HIDDEN = ("\u3000", "\u2800", "\u3164", "\u200b", "\u0007")


@pytest.mark.parametrize("sign", HIDDEN)
def test_what_nobody_sees_is_named_where_it_stays(sign: str, folder: Path, lines: Lines) -> None:
    """Between other writings a zero-width sign may mean something."""
    code = f"心{sign}心" if sign == "\u200b" else f"B{sign}1"
    (folder / "a.csv").write_bytes(csv(HEADER, FIRST.replace("B01", code)))
    told = next(line for line in lines() if "bad-respondent" in line)
    shown = code.replace(sign, f"<U+{ord(sign):04X}>")
    assert f"'{shown}' is not a survey code." in told


def test_emoji_and_other_writings_keep_their_joiners() -> None:
    text = "👩\u200d🔬 می\u200cخواهم ❤️\u200d🔥"
    assert table(csv("respondent,text", f"B01,{text}"))[1] == [["B01", text]]


@pytest.mark.parametrize(
    ("encoding", "title", "shown"),
    [
        ("cp1250", "Łódź", "£ódŸ"),
        ("mac_roman", "Ynys Môn", "M™n"),
        ("iso8859_14", "Pen Llŷn", "Llþn"),
        ("utf-8-sig", "Ynys MÃ´n", "MÃ´n"),
    ],
)
def test_odd_letters_are_a_warning_at_their_cell(
    encoding: str, title: str, shown: str, folder: Path, read: Read
) -> None:
    text = (folder / "cohorts.csv").read_text().replace("Second tea", title)
    (folder / "cohorts.csv").write_bytes(text.encode(encoding))
    parsed = read()
    assert parsed.value is not None
    (problem,) = parsed.problems
    assert format_problem(problem) == (
        f"responses/cohorts.csv:3:2: odd-letters: warning: Letters look wrong here: '{shown}' is what "
        "pages would show. Open it in the program that wrote it and save it as 'CSV UTF-8' (comma "
        "delimited). If it is right, leave it."
    )


# --- workbooks ----------------------------------------------------------------------------


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.parametrize("number", [0, 1, 4, 45, 59, 60, 61, 600, 2.5, -97, -99, 99999999])
def test_a_number_in_a_cell_for_dates_is_that_number(number: float, mac: bool) -> None:
    given = book(["respondent", "minutes"], ["B01", number], formats={"B2": "dd/mm/yyyy"}, mac=mac)
    assert table(given, ".xlsx")[1] == [["B01", str(number)]]


@pytest.mark.parametrize("number", [0, 3, 45])
def test_a_whole_number_in_a_cell_for_times(number: int) -> None:
    given = book(["respondent", "minutes"], ["B01", number], formats={"B2": "[h]:mm:ss"})
    assert table(given, ".xlsx")[1] == [["B01", str(number)]]


@pytest.mark.parametrize("mac", [False, True])
def test_a_day_stays_a_day(mac: bool) -> None:
    given = book(["respondent", "held_on"], ["B01", datetime.date(2026, 5, 11)], mac=mac)
    assert table(given, ".xlsx")[1] == [["B01", "2026-05-11"]]


def test_what_a_workbook_escapes_and_hides_is_decoded() -> None:
    given = book(
        ["\u200brespondent", "text"],
        ["B01\u2060", "Cold_x000D_\ntea_x000D_Hot!_x0007_"],
        ["B02", "_x000D_x\u200b"],
    )
    found, rows, _ = table(given, ".xlsx")
    assert found.header == ("respondent", "text")
    assert rows == [["B01", "Cold\nteaHot!"], ["B02", "x"]]


def test_odd_letters_of_a_workbook() -> None:
    given = book(["respondent", "text"], ["B01", "fine – café"], ["B02", "itâ€™s Ynys MÃ´n"])
    assert [line.split(" is what")[0] for line in table(given, ".xlsx")[2]] == [
        "a.xlsx:Sheet!B3: odd-letters: warning: Letters look wrong here: 'itâ€™s'"
    ]


def test_a_strict_workbook_is_called_so() -> None:
    plain = io.BytesIO(book(VISIT, ["V1", "tea-1", "visit", "1.1.0", 5]))
    strict = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name)
                .replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
                .replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                ),
            )
    parsed = outcome(tables_of, strict.getvalue(), "a.xlsx", ".xlsx")
    assert not parsed.value
    assert [format_problem(problem) for problem in parsed.problems] == [
        "a.xlsx:1:1: other-format: The workbook is saved as 'Strict Open XML', which is not read. Save it as 'Excel workbook (.xlsx)', without the word Strict (File, Save as)."
    ]


# --- memory -------------------------------------------------------------------------------


def peak(content: bytes) -> int:
    tracemalloc.start()
    found, rows, _ = table(content)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == PLAIN
    assert found.header_line == 1
    return highest


@pytest.mark.parametrize("blank", [",,,,,\n", "\n", '"",""\n', "\r"])
def test_blank_rows_cost_no_memory(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times as many take not a byte a row more: 64 kB are for whatever else happens to run."""
    monkeypatch.setattr(csv_file, "BLOCK_ROWS", 20)
    end = "\r" if blank == "\r" else "\n"
    ends = (f"{HEADER}{end}{FIRST}{end}", f"{SECOND}{end}")
    few, many = ((blank * times).join(ends).encode() for times in (10_000, 100_000))
    assert peak(many) < peak(few) + 64_000


def test_a_heading_that_was_copied_along_is_passed_over(folder: Path, read: Read) -> None:
    (folder / "a.csv").write_bytes(csv(HEADER, FIRST, HEADER, SECOND))
    parsed = read()
    told = [(p.rule, str(p.where)) for p in parsed.problems if p.rule != "not-collected"]
    assert told == [("heading-again", "responses/a.csv:3:1")]
    assert parsed.value is not None
    assert parsed.value.answers["mentee_after"]["respondent"].tolist() == ["B01", "B02"]


@pytest.mark.parametrize("sign", ["|", ":", "\t"])
def test_other_separators_are_named(sign: str, folder: Path, lines: Lines) -> None:
    content = csv(HEADER, FIRST).replace(b",", sign.encode())
    (folder / "a.csv").write_bytes(content)
    assert "The columns are separated by tabs or by another sign" in lines()[0]


@pytest.mark.parametrize("name", [".a.csv", ".hidden/x.csv", ".a.csv-old-0f3c9a1b"])
def test_hidden_tables_and_leftovers_are_named(name: str, folder: Path, lines: Lines) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(csv(HEADER, FIRST))
    (folder / "._a.csv").write_bytes(b"\0\5\x16\7")
    (folder / ".~lock.a.csv#").write_text(",clerk,ward7,12.01.2027 10:11,file:///;")
    (line,) = lines()
    rule = "hidden-table" if name in (".a.csv", ".hidden/x.csv") else "interrupted"
    assert line.startswith(f"responses/{name}:1:1: {rule}: ")
