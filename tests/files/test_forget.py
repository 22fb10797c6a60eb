"""Forgetting takes out one person's rows, and nothing else."""

from __future__ import annotations

import gzip
import io
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from generator.files.forget import confirm, elsewhere, without
from generator.responses.answers import Responses
from tests.files.removal import take_out, traced
from tests.outcome import Outcome

HEADER = "respondent;cohort;instrument;version;worries;worries_text"


def found(folder: Path, code: str) -> list[tuple[str, str]]:
    trace, _ = traced(folder, code)
    return [(str(row.where), row.code) for row in trace.rows] if trace else []


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
    take_out(folder, "B02")
    kept = end.join([HEADER, record("B01", text), "", record("B020", "B02")])
    assert (folder / "a.csv").read_bytes() == kept.encode(encoding)


def test_half_a_row_is_not_left_behind(folder: Path) -> None:
    for name, text in (("a.csv", "cold"), ("b.csv", "cold\rand weak")):
        (folder / name).write_bytes(f"{HEADER}\n{record('B02', text)}\n".encode())
    trace, problems = traced(folder, "B02")
    assert trace is None
    assert "line-break" in [problem.rule for problem in problems]


def test_a_code_in_rows_that_are_not_read_is_named(folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join(["Ward 7", HEADER, record("B02")]))
    trace, problems = traced(folder, "B02")
    assert trace is None
    assert [(problem.rule, str(problem.where)) for problem in problems] == [
        ("unknown-respondent", "responses:1:1"),
        ("code-elsewhere", "responses/a.csv:3:1"),
    ]


def test_copies_are_kept_until_confirmed(
    folder: Path, read: Callable[..., Outcome[Responses]]
) -> None:
    below = folder / "may" / "deep"
    below.mkdir(parents=True)
    (below / "a.csv").write_text("\n".join([HEADER, record("B01"), record("B02")]))
    before = (below / "a.csv").read_bytes()
    copies = take_out(folder, "B02")
    assert (copies / "may" / "deep" / "a.csv").read_bytes() == before
    assert "B02" not in str(copies.relative_to(folder))
    value = read().value  # the copies are not read
    assert value is not None
    assert value.answers["mentee_after"]["respondent"].tolist() == ["B01"]
    assert confirm(folder, "B02") == 1
    assert not (folder / "forgotten-copies").exists()
    assert confirm(folder, "B02") == 0


def test_a_workbook_loses_the_row_and_keeps_the_rest(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (HEADER, record("B01"), record("B02"), record("B03"), record("B02", "again")):
        sheet.append(line.split(";"))
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("notes").append(["B02 is not a respondent here"])
    book.save(folder / "a.xlsx")
    take_out(folder, "B02")
    after = load_workbook(io.BytesIO((folder / "a.xlsx").read_bytes()))
    assert [row[0].value for row in after.worksheets[0].iter_rows()] == ["respondent", "B01", "B03"]
    assert after.worksheets[0].column_dimensions["A"].width == 33
    assert after["notes"]["A1"].value == "B02 is not a respondent here"


def test_nothing_is_written_where_a_file_cannot_be_read(folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B02")]))
    (folder / "b.csv").write_bytes(b"%PDF-1.7")
    trace, problems = traced(folder, "B02")
    assert trace is None
    assert [problem.rule for problem in problems] == ["wrong-content"]


@pytest.mark.parametrize(
    ("code", "rule"), [("B99", "unknown-respondent"), ("../x", "bad-respondent")]
)
def test_a_code_that_is_not_there(code: str, rule: str, folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B02")]))
    trace, problems = traced(folder, code)
    assert trace is None
    assert [problem.rule for problem in problems] == [rule]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("respondent\n", "utf-8")
    for name, fault in (("a.csv", "This is a file, not a folder."),
                        ("none", "There is no such folder.")):  # fmt: skip
        (told,) = traced(tmp_path / name, "B02")[1]
        assert (told.rule, told.fault) == ("no-folder", fault)


def test_what_somebody_mentioned_goes_with_their_answers(
    folder: Path, lines: Callable[..., list[str]]
) -> None:
    header = "respondent,cohort,role,wave,categories"
    rows = ["B01,tea-1,mentee,after,time", "B02,tea-1,mentee,after,time power", "B02,tea-2,x,y,"]
    (folder / "a.csv").write_text("\n".join([HEADER, record("B01"), record("B02")]))
    (folder / "themes.csv").write_text("\n".join([header, *rows, ""]))
    (folder / "themes.csv").chmod(0o600)
    assert [where for where, _ in found(folder, "B02")] == [
        "responses/a.csv:3:1",
        "responses/themes.csv:3:1",
        "responses/themes.csv:4:1",
    ]
    copies = take_out(folder, "B02")
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
    take_out(folder, "B02")
    assert not [line for line in lines() if "themes.csv" in line]


@pytest.mark.parametrize(
    ("asked", "typed"),
    [("K7RM-4W08", "k7rm4w08"), ("K7RM4W08", "K7RM-4WO8"), ("K7RM4W08", "K7RM4W09"),
     ("0012", "12"), ("K7RM-4W08", "K7RM–4W08"), ("K7RM", "Ｋ7RM"),
     ("K7RM", "К7RM")],
)  # fmt: skip
def test_every_spelling_of_a_code_is_found(asked: str, typed: str, folder: Path) -> None:
    lines = [HEADER, record("P3XJ"), record(typed, "secret")]
    (folder / "a.csv").write_text("\n".join(lines), "utf-8")
    assert found(folder, asked) == [("responses/a.csv:3:1", typed)]
    copies = take_out(folder, asked, typed)
    assert (folder / "a.csv").read_text() == f"{HEADER}\n{record('P3XJ')}\n"
    assert "secret" in (copies / "a.csv").read_text()


@pytest.mark.parametrize("gap", [" ", "\u00a0"])
def test_a_code_that_was_typed_with_its_gap_is_found_and_searched(gap: str, folder: Path) -> None:
    typed = f"PRCV{gap}T3CT"
    rows = [HEADER, record("P3XJ"), record(typed, "secret"), record("B01", f"ask {typed}!")]
    (folder / "a.csv").write_text("\n".join(rows), "utf-8")
    assert found(folder, "PRCVT3CT") == [("responses/a.csv:3:1", "PRCVT3CT")]
    trace, _ = traced(folder, "PRCVT3CT")
    assert trace is not None
    changed = without(folder, trace.of({"PRCVT3CT"}))
    assert b"secret" not in changed["a.csv"]
    (told,) = elsewhere(folder, {"PRCVT3CT"}, (), changed, "responses")
    assert str(told.where) == "responses/a.csv:3:6"


def test_somebody_else_who_differs_by_one_sign_is_not_taken_for_them(folder: Path) -> None:
    rows = [record("K7RM4W08"), record("K7RM4W09")]
    (folder / "a.csv").write_text("\n".join([HEADER, *rows]))
    assert [code for _, code in found(folder, "K7RM4W08")] == ["K7RM4W08"]


def test_copies_that_were_kept_for_others_lose_the_rows_too(folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("B01"), record("P02"), record("K03")]))
    first = take_out(folder, "B01")
    assert "P02" in (first / "a.csv").read_text()
    take_out(folder, "P02")
    assert (first / "a.csv").read_text() == f"{HEADER}\n{record('B01')}\n{record('K03')}"
    assert found(folder, "P02")  # in its own copies, until they are confirmed
    confirm(folder, "P02")
    assert not found(folder, "P02")
    assert not elsewhere(folder, {"P02"}, (), {}, "responses")


@pytest.mark.parametrize(
    ("name", "content"),
    [(".a.csv.x8y2k1qz", b"P02,tea-1"), ("notes/.hidden", b"see P02."), ("a.csv~", b"1;P02;2"),
     ("old.txt", "respondent\tP02".encode("utf-16")), ("low.dat", b"a p02"), ("l.bin", b"x P-02")],
)  # fmt: skip
def test_any_file_below_the_folder_is_searched(name: str, content: bytes, folder: Path) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (told,) = elsewhere(folder, {"P02", "P0"}, (), {}, "responses")
    assert told.rule == "code-elsewhere"
    assert str(told.where) == f"responses/{name}:1:1"
    word = {"low.dat": "p02", "l.bin": "P-02"}.get(name, "P02")
    assert told.fault.startswith(
        f"The code '{word}' stands here, and not as the respondent of a row"
    )


def test_archives_are_searched_and_what_cannot_be_is_named(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.csv", "P02,tea")
    (folder / "mail.zip").write_bytes(packed.getvalue())
    (folder / "scan.pdf").write_bytes(b"%PDF")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04")
    blind, there = sorted(elsewhere(folder, {"P02"}, (), {}, "responses"))
    assert there.where.path == "responses/mail.zip"
    assert (blind.rule, blind.severity) == ("not-searched", "warning")
    assert "broken.zip, scan.pdf" in blind.fault


def test_a_code_in_another_column_of_a_response_file_is_named_at_its_cell(folder: Path) -> None:
    rows = [HEADER, record("B01", "P02 said so"), record("P02")]
    (folder / "a.csv").write_text("\n".join(rows))
    trace, _ = traced(folder, "P02")
    assert trace is not None
    changed = without(folder, trace.of({"P02"}))
    (told,) = elsewhere(folder, {"P02"}, (), changed, "responses")
    assert str(told.where) == "responses/a.csv:2:6"
    assert "not as the respondent of a row" in told.fault
    book = Workbook()
    book.worksheets[0].append(HEADER.split(";"))
    book.worksheets[0]["A2"].comment = Comment("was P02", "clerk")
    book.save(folder / "b.xlsx")
    assert "responses/b.xlsx" in [
        one.where.path for one in elsewhere(folder, {"P02"}, (), changed, "responses")
    ]


def test_a_packed_file_is_never_said_to_be_searched(folder: Path) -> None:
    (folder / "backup.dat").write_bytes(gzip.compress(b"P02"))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.gz", gzip.compress(b"P02"))
    (folder / "inner.zip").write_bytes(inner.getvalue())
    (told,) = elsewhere(folder, {"P02"}, (), {}, "responses")
    assert told.rule == "not-searched"
    assert "backup.dat, inner.zip" in told.fault


def test_sheets_without_a_code_that_share_a_number_are_several_people(folder: Path) -> None:
    rows = [HEADER, record("UNLINKED-001"), record("UNLINKED-002")]
    (folder / "a.csv").write_text("\n".join(rows))
    assert len(found(folder, "UNLINKED-001")) == 1
    (folder / "b.csv").write_text("\n".join(rows).replace("mentee_after", "mentee_before"))
    trace, told = traced(folder, "UNLINKED-001")
    assert trace is None
    assert [(one.rule, str(one.where)) for one in told] == [("no-code", "responses/a.csv:2:1")]
    assert "2 sheets without a code, of several people" in told[0].fault


def test_rows_whose_code_is_lost_are_told_of(folder: Path) -> None:
    (folder / "a.csv").write_text("\n".join([HEADER, record("P02"), record("1.2E+05")]))
    (told,) = traced(folder, "P02")[1]
    assert (told.rule, str(told.where)) == ("code-lost", "responses/a.csv:3:1")


def test_a_short_code_is_not_found_in_packed_bytes_by_chance(folder: Path) -> None:
    noise = random.Random(7).randbytes(2_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "P02\n")
        archive.writestr("xl/media/image1.emf", noise)
    (folder / "a.zip").write_bytes(packed.getvalue())
    (folder / "noise.dat").write_bytes(b"\0" + noise)
    found = elsewhere(folder, {"V1"}, (), {}, "responses")
    assert [one.rule for one in found] == ["not-searched"]
    assert "noise.dat" in found[0].fault
    assert "a.zip" not in found[0].fault
    assert "code-elsewhere" in [one.rule for one in elsewhere(folder, {"P02"}, (), {}, "responses")]
