"""The organiser's records beside the responses: lists are found in both, answers in one alone."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from generator.definitions.load import Definitions
from generator.definitions.problem import format_problem
from generator.files.forget import elsewhere, without
from generator.files.private_texts import private_texts
from generator.files.programme_folder import own_responses, records_of
from generator.files.response_folder import walk
from generator.files.tables import tables_of
from generator.files.typed_answers import cohorts_of
from generator.inputs import Choices, Inputs
from generator.responses.cohorts import parse_cohorts
from generator.responses.return_log import parse_return_log
from tests.files.conftest import Lines, Log, Read, book
from tests.files.removal import traced
from tests.outcome import Outcome, outcome

ANSWERS = "respondent,cohort,instrument,version,worries\nB01,tea-1,mentee_after,1.0.0,no\n"
LIST = "cohort,title,organisation,region\n"
LOG = "date,cohort,instrument,issued,returned\n2027-03-02,tea-3,mentee_after,12,\n"


@pytest.fixture
def records(folder: Path) -> Path:
    """The organiser's folder beside the responses."""
    path = folder.parent / "records"
    path.mkdir()
    return path


def test_lists_of_both_folders_are_put_together(
    folder: Path, records: Path, read: Read, log: Log
) -> None:
    (records / "wards").mkdir()
    (records / "wards/cohorts.xlsx").write_bytes(
        book(LIST.strip().split(","), ["tea-3", "Third tea", "Tiny Trust", "North"])
    )
    (folder / "may.csv").write_text(ANSWERS.replace("tea-1", "tea-3"))
    (records / "return_log.csv").write_text(LOG)
    (folder / "return_log.csv").write_text(LOG.replace("12,", ",7"))
    found = read()
    assert found.value is not None
    assert [one.id for one in found.value.cohorts] == ["tea-1", "tea-2", "tea-3"]
    rows = log("tea-3")
    assert not rows.problems
    assert sum(row.issued for row in rows.value or ()) == 12
    assert sum(row.returned for row in rows.value or ()) == 7


def test_the_lists_may_stand_in_the_records_alone(
    folder: Path, records: Path, lines: Lines
) -> None:
    (folder / "cohorts.csv").rename(records / "cohorts.csv")
    (folder / "may.csv").write_text(ANSWERS)
    assert not any("cohort" in line for line in lines())


def test_one_id_with_two_meanings_names_both_places(
    folder: Path, records: Path, lines: Lines
) -> None:
    (records / "cohorts.csv").write_text(f"{LIST}tea-1,Other tea,Tiny Trust,North\n")
    assert lines(shown_as="responses") == [
        (
            "records/cohorts.csv:2:1: cohort-two-meanings: 'tea-1' has 2 meanings, or is written in 2 ways. The "
            "other is at responses/cohorts.csv:2:1: make them the same, or give each its own."
        )
    ]


def test_a_copied_log_does_not_count_twice(folder: Path, records: Path, log: Log) -> None:
    for place in (folder, records):
        (place / "return_log.csv").write_text(LOG)
    assert [format_problem(one) for one in log("tea-3").problems] == [
        (
            "records/return_log.csv:1:1: copied-file: This is the same log as responses/return_log.csv: "
            "its forms would count twice. Delete the copy. The organiser's is the one to keep."
        )
    ]


@pytest.mark.parametrize("name", ["trial", "responses-2027", "responses/old"])
def test_a_trial_folder_never_meets_the_real_list(records: Path, name: str) -> None:
    trial = records.parent / name
    trial.mkdir(parents=True, exist_ok=True)
    (records / "cohorts.csv").write_text(f"{LIST}ward,Ward,Trust,North\n")
    assert records_of(trial) is None
    assert walk(trial).cohorts == ()


def test_however_the_folder_is_named_its_records_are_found(
    folder: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for path in (folder, Path(), Path("../responses"), folder / "sub" / "..", Path("x/..")):
        assert records_of(path) == records, path


def zipped(content: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("content.xml", content)
    return written.getvalue()


MOVE = "Move it into the folder responses, which only the data holder opens."
OF_ANSWERS = {
    "may.csv": ANSWERS.encode(),
    "wards/may.CSV": ANSWERS.replace(",", ";").encode("utf-8-sig"),
    "titled.csv": f"Ward 7\nApril\n{ANSWERS}".replace("version", "Vers.").encode(),
    "codes.csv": b"Name,Survey code\nAda,K7RM4WDX\n",
    "may.xlsx": book(["Respondent ", "cohort"], ["B01", "tea-1"]),
    "may.txt": ANSWERS.replace(",", "\t").encode("utf-16"),
    "may.ods": zipped("<p>respondent</p><p>instrument</p>"),
    "broken.xlsx": zipped("<v>respondent</v><v>instrument</v>"),
    "themes.csv": b"respondent,cohort,role,wave,categories\n",
    "themes_codebook.csv": b"id,label\n",
    "may.compared/first.csv": ANSWERS.encode(),
    "packed.csv": zipped("<v>respondent</v><v>instrument</v>"),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_ANSWERS)
def test_answers_and_codes_do_not_belong_to_the_records(
    name: str, records: Path, lines: Lines
) -> None:
    (records / name).parent.mkdir(exist_ok=True)
    (records / name).write_bytes(OF_ANSWERS[name])
    assert lines(shown_as="responses") == [
        (
            f"records/{name}:1:1: answers-in-records: This belongs to the answers, and the organiser "
            f"must not hold answers or codes. {MOVE}"
        )
    ]


HIDDEN = {
    ".may.csv": (ANSWERS, "hidden-table"),
    ".old/may.csv": (ANSWERS, "hidden-table"),
    "may.json": ('[{"respondent": "B01"}]', "wrong-ending"),
    ".cohorts.csv-old-0f3c9a1b": (LIST, "interrupted"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_no_table_is_hidden_among_the_records(name: str, records: Path, lines: Lines) -> None:
    content, rule = HIDDEN[name]
    (records / name).parent.mkdir(exist_ok=True)
    (records / name).write_text(content)
    (told,) = lines(shown_as="responses")
    assert told.startswith(f"records/{name}:1:1: {rule}: ")


MEANT_FOR_A_LIST = {
    "cohorts (1).csv": (LIST.encode(), "copied-file"),
    "our cohorts 2027.xlsx": (book(LIST.strip().split(",")), "copied-file"),
    "log.csv": (LOG.encode(), "copied-file"),
    "cohorts.ods": (b"\0", "other-format"),
    "return_log.tsv": (LOG.replace(",", "\t").encode(), "wrong-ending"),
    "cohorts.txt": (LIST.encode(), "wrong-ending"),
}


@pytest.mark.parametrize("name", MEANT_FOR_A_LIST)
def test_a_list_that_is_not_read_is_an_error(name: str, records: Path, lines: Lines) -> None:
    content, rule = MEANT_FOR_A_LIST[name]
    (records / name).write_bytes(content)
    (told,) = lines(shown_as="responses")
    assert told.startswith(f"records/{name}:1:1: {rule}: ")


def test_the_organisers_own_files_are_left_alone(records: Path, read: Read) -> None:
    (records / "drawn/private").mkdir(parents=True)
    for name, content in {
        "rooms.xlsx": book(["day", "room"], ["Monday", "Library"]),
        "contacts.ods": zipped("<p>name</p>"),
        "agenda.docx": zipped("<p>each respondent has an instrument</p>"),
        "invited.csv": b"name,email\nAda,ada@example.org\n",
        "preferences.csv": ANSWERS.encode(),
        "Preferences (1).xlsx": b"\0",
        "codebook.csv": b"form,column,question\nvisit,respondent,Code\nvisit,instrument,Form\n",
        "notes.txt": b"Each respondent, cohort and instrument is told.\n",
        "drawn/private/audit.json": b"{}",
        "preferences.csv.commitment.json": b"{}",
        "week 1.ics": b"BEGIN:VCALENDAR\r\n",
    }.items():
        (records / name).write_bytes(content)
    assert not read().problems


def test_a_link_out_of_the_records_is_named(records: Path, tmp_path: Path, lines: Lines) -> None:
    (tmp_path / "away.csv").write_text(LIST)
    (records / "cohorts.csv").symlink_to(tmp_path / "away.csv")
    (told,) = lines(shown_as="responses")
    assert told.startswith("records/cohorts.csv:1:1: outside-link: This is a link")


def test_what_is_kept_is_named_after_the_records_too(
    folder: Path, records: Path, tiny: Definitions
) -> None:
    def key() -> str:
        return Inputs.of(tiny, Choices(folder)).key

    before = key()
    (records / "preferences.csv").write_text("mentor,mentee,willing\nA,P,yes\n")
    with_preferences = key()
    (records / "preferences.csv").write_text("mentor,mentee,willing\nA,P,no\n")
    assert key() == with_preferences, "nobody opens them for a build"
    (records / "cohorts.csv").write_text(f"{LIST}ward,Ward,Trust,North\n")
    assert key() not in (before, with_preferences)


def test_the_very_bytes_of_the_records_are_held_against_what_was_read(
    folder: Path, records: Path, tiny: Definitions
) -> None:
    path = records / "cohorts.csv"
    path.write_text(f"{LIST}ward,Ward,Trust,North\n")
    inputs = Inputs.of(tiny, Choices(folder))
    assert inputs.hold({path: inputs.answers[path]})
    assert not inputs.hold({path: "of other bytes"})
    assert inputs.hold({folder.parent / "elsewhere.csv": "of other bytes"})


def test_records_make_the_responses_the_programmes_own(folder: Path, records: Path) -> None:
    (folder / "cohorts.csv").unlink()
    assert own_responses(folder.parent) == folder
    folder.rmdir()
    assert own_responses(folder.parent) == folder
    records.rmdir()
    assert own_responses(folder.parent) is None


def test_a_code_among_the_records_is_told_by_forget(folder: Path, records: Path) -> None:
    (folder / "may.csv").write_text(ANSWERS)
    (records / "minutes.txt").write_text("Somebody says that B01 is Ada.\n")
    trace, _ = traced(folder, "B01")
    assert trace is not None
    changed = without(folder, trace.rows)
    (told,) = elsewhere(folder, {"B01"}, (), changed, "responses")
    assert format_problem(told) == (
        "records/minutes.txt:1:1: code-elsewhere: warning: The code 'B01' stands here, and not "
        "as the respondent of a row that can be taken out. Ask the organiser to take it out of there. "
        "This command changes no records."
    )


def test_a_fault_of_the_organisers_lists_keeps_nobody_from_leaving(
    folder: Path, records: Path
) -> None:
    (folder / "may.csv").write_text(ANSWERS)
    (records / "cohorts (1).csv").write_text(LIST)
    assert traced(folder, "B01")[0] is not None
    (records / "april.csv").write_text(ANSWERS)
    trace, problems = traced(folder, "B01")
    assert trace is None
    assert [one.rule for one in problems] == ["answers-in-records"]


def test_what_two_people_typed_is_held_against_the_records(
    folder: Path, records: Path, tiny: Definitions
) -> None:
    (folder / "cohorts.csv").rename(records / "cohorts.csv")
    typed = folder.parent / "first"
    for paths in ((folder, typed), (folder, folder / "final")):
        found = cohorts_of(folder.parent, paths, tiny.programme, [])
        assert [one.id for one in found] == ["tea-1", "tea-2"]


def test_notes_beside_the_organisers_lists_stay_private(folder: Path, records: Path) -> None:
    """A folder with cohorts.csv is passed over as answers, and this one holds none."""
    (records / "cohorts.csv").write_text(LIST)
    (records / "notes.csv").write_text(
        "mentee,domain,observation,effect,suggestion,contributors\n"
        "M01,strengths,You began before the others,Some came late,Wait for all,3\n"
    )
    texts = private_texts(folder.parent, folder.parent / ".cache")
    assert "You began before the others" in texts


# --- remarks ------------------------------------------------------------------------------


def tables(rows: list[list[object]], kind: str) -> Outcome[tuple[object, ...]]:
    if kind == "xlsx":
        return outcome(tables_of, book(*rows), "list.xlsx", ".xlsx")
    text = "".join(",".join(f'"{cell or ""}"' for cell in row) + "\r\n" for row in rows)
    return outcome(tables_of, text.encode("utf-8-sig"), "list.csv", ".csv")


HEADER: list[object] = ["cohort", "title", "organisation", "region"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_that_begins_with_a_hash_never_counts(kind: str) -> None:
    read = tables(
        [
            HEADER,
            ["# Example: card", "Cardiology", "Trust", "North"],
            ["card", "Cardiology", "Trust", "North"],
            ["#card", "=1+1", "", "", "too much"],
            ["  #", "what follows is old", None, None],
        ],
        kind,
    )
    assert not read.problems
    found = outcome(parse_cohorts, read.value, ("mentor",))
    assert [one.id for one in found.value or ()] == ["card"]
    assert not found.problems


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_real_row_is_never_passed_over_by_accident(kind: str) -> None:
    titled = tables(
        [
            ["title", "cohort", "organisation", "region"],
            ["# 1 in care", "card", "Trust", "North"],
            ["# an example", "# gast", "Trust", "North"],
            ["# and this", None, None, None],
        ],
        kind,
    )
    found = outcome(parse_cohorts, titled.value, ())
    assert [one.title for one in found.value or ()] == ["# 1 in care"]
    # A remark in a list whose columns were moved is named, not passed over.
    assert {one.rule for one in found.problems} == {"bad-cohort", "bad-title"}
    other = outcome(
        parse_cohorts, tables([HEADER, ["card", "# 1", "#Trust", "# North"]], kind).value, ()
    )
    assert [one.region for one in other.value or ()] == ["# North"]


@pytest.mark.parametrize("cell", ["########", "##", "#REF!", "#N/A", "#NAME?", "#DIV/0!", "#WERT!"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_spreadsheet_writes_is_no_remark(cell: str, kind: str) -> None:
    rows = [["date", "cohort", "instrument", "issued", "returned"], [cell, "tea-1", "f", 12, None]]
    found = outcome(parse_return_log, tables(rows, kind).value, ["tea-1"], ["f"])
    (told,) = found.problems
    assert (
        told.where.cell == "A2"
        if kind == "xlsx"
        else (told.where.line, told.where.column) == (2, 1)
    )
