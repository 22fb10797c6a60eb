"""A first evening: a new programme, its lists, its pairs, with no option and no dead end."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from errno import EACCES
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.cli import main
from generator.files.starter import GITIGNORE, private_files
from generator.inputs import Choices
from generator.site_build import generated_site
from tests.once import fresh_programme, printed_small_programme
from tests.outcome import Screen
from tests.small_programme import TINY, definitions_in, small_programme

COHORT = "card,Our own ward,Example Trust,North,{},{}\r\n"


@pytest.fixture
def shipped(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new programme."""
    fresh_programme(tmp_path / "own", tmp_path_factory)
    return tmp_path / "own"


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new programme of few forms."""
    small = printed_small_programme(tmp_path / "own", tmp_path_factory)
    (small / "preferences.csv").unlink()
    for name, content in private_files(definitions_in(TINY)).items():
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_bytes(content)
    return small


def run(home: Path, *words: str) -> int:
    return main(["-C", str(home), *words])


def add(path: Path, text: str) -> None:
    """Add rows as a spreadsheet would, below what stands there."""
    path.write_bytes(path.read_bytes() + text.encode())


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_new_programme_has_the_organisers_lists(shipped: Path) -> None:
    records = shipped / "records"
    assert sorted(path.name for path in records.iterdir()) == [
        "cohorts.csv", "preferences.csv", "return_log.csv",
    ]  # fmt: skip
    for path in records.iterdir():
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
        assert content.count(b"\r\n") == content.count(b"\n") == 2
        header, example = rows(path)
        assert len(header) == len(example)
        assert example[0].startswith("# Example: ")
    assert rows(records / "cohorts.csv")[0] == [
        "cohort", "title", "organisation", "region", "invited_mentors", "invited_mentees",
    ]  # fmt: skip
    assert rows(records / "return_log.csv")[1][2] == "mentor_before_interview"
    assert [path.name for path in (shipped / "responses").rglob("*") if path.is_file()] == [
        "ledger.jsonl"
    ]
    lines = (shipped / ".gitignore").read_text("utf-8").splitlines()
    assert {"records*/", "preferences*", "draw*/", "*.commitment.json"} <= set(lines)
    assert (shipped / ".gitignore").read_bytes() == GITIGNORE


def test_what_a_new_programme_says_next_can_be_done(tmp_path: Path, capsys: Screen) -> None:
    assert main(["init", str(tmp_path / "own ward")]) == 0
    told = capsys.readouterr().out
    assert "Next: write your cohorts into records/cohorts.csv" in told
    assert "only the data holder" in told
    home = tmp_path / "own ward"
    assert run(home, "plan") == 1
    told = capsys.readouterr().err
    assert told.startswith("records/cohorts.csv:1:1: no-cohorts: No cohorts.csv lists a cohort. ")
    assert "Write 1 row for each cohort into records/cohorts.csv." in told
    add(home / "records/cohorts.csv", COHORT.format(24, 22))
    assert run(home, "plan") == 0
    assert "If you invite 24 mentors and 22 mentees" in capsys.readouterr().out


@pytest.mark.parametrize("copy", ["the organiser's", "the data holder's"])
def test_every_command_finds_the_lists(home: Path, copy: str, capsys: Screen) -> None:
    add(home / "records/cohorts.csv", COHORT.format(24, 22))
    add(home / "records/return_log.csv", "2027-03-02,card,mentor_before,24,,\r\n")
    if copy == "the organiser's":
        shutil.rmtree(home / "responses")
    assert run(home, "plan") == 0
    assert run(home, "status") == 0
    assert " 24 " in capsys.readouterr().out
    assert run(home, "template", "mentor_before", "--output", "entry") == 0
    assert "drop-down" not in capsys.readouterr().err
    book = load_workbook(home / "entry/data-entry.xlsx")
    assert book["mentor_before"]["B3"].value == "card"
    assert run(home, "check") == 0
    assert run(home, "build") == 0


def test_faults_of_the_lists_are_told_before_anybody_has_answered(
    home: Path, capsys: Screen
) -> None:
    add(home / "records/cohorts.csv", COHORT.format("many", 22))
    add(home / "records/return_log.csv", "2027-03-02,carp,mentor_before,24,,\r\n")
    (home / "records/may.csv").write_text("respondent,cohort,instrument,version\n")
    assert run(home, "check") == 1
    told = capsys.readouterr().out
    assert "records/cohorts.csv:3:5: wrong-type: 'many' is not a number of people." in told
    assert "records/return_log.csv:3:2: unknown-cohort: There is no cohort 'carp'." in told
    assert "records/may.csv:1:1: answers-in-records: " in told


def test_a_build_follows_the_records_and_keeps_nothing_stale(tmp_path: Path) -> None:
    home = small_programme(tmp_path / "small")
    for name in ("responses", "records"):
        (home / name).mkdir()
    words = ["simulate", "--cohorts", "2", "--pairs", "12", "--seed", "a", "--output", "invented"]
    assert run(home, *words) == 0
    for path in (home / "invented").iterdir():
        shutil.move(path, home / "responses")
    shutil.move(home / "responses/cohorts.csv", home / "records/cohorts.csv")

    def pages(place: Path) -> dict[str, object]:
        site = generated_site(place, Choices(place / "responses"), []).site
        return {**site.pages, **site.slots}

    before = pages(home)
    lists = home / "records/cohorts.csv"
    header, first, *rest = lists.read_bytes().split(b"\r\n")
    title = first.split(b",")[1]
    lists.write_bytes(b"\r\n".join([header, first.replace(title, b"Renamed ward", 1), *rest]))
    after = pages(home)
    assert after != before
    shutil.copytree(home, tmp_path / "anew", ignore=shutil.ignore_patterns(".cache"))
    assert after == pages(tmp_path / "anew")
    assert run(home, "analyse", "responses", "--output", "numbers.csv") == 0


def test_a_trial_beside_the_real_list_stays_apart(home: Path, capsys: Screen) -> None:
    add(home / "records/cohorts.csv", COHORT.format(24, 22))
    words = ["simulate", "--cohorts", "2", "--pairs", "12", "--seed", "a", "--output", "trial"]
    assert run(home, *words) == 0
    assert run(home, "build", "--responses", "trial", "--site-dir", "trial-site") == 0
    assert "Every answer is invented" in capsys.readouterr().out
    assert "Our own ward" not in (home / "trial-site/results/index.html").read_text("utf-8")


def test_answers_that_only_the_data_holder_opens_stop_no_list(
    home: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home / "records/cohorts.csv", COHORT.format(24, 22))
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "responses":
            raise PermissionError(EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert run(home, "plan") == 0
    assert run(home, "status") == 0
    assert run(home, "template", "mentor_before", "--output", "entry") == 0
    capsys.readouterr()
    for words in (["check"], ["build"]):
        assert run(home, *words) == 1
        told = "".join(capsys.readouterr())
        assert "responses:1:1: unreadable: The folder cannot be read: Permission denied." in told
        assert "Answers are opened by the data holder alone: let them run this." in told


def test_no_site_is_built_among_the_records(home: Path) -> None:
    before = sorted((home / "records").rglob("*"))
    for place in ("records", "records/site"):
        assert run(home, "build", "--site-dir", place) == 1
        assert sorted((home / "records").rglob("*")) == before


BLANK = (14, 15, *(n + m for n in range(22, 75, 6) for m in range(3)), 80, 83, 86, 89, 92, 95)


def test_many_blanks_are_one_line_with_an_example_and_few_are_listed(
    shipped: Path, capsys: Screen
) -> None:
    assert run(shipped, "check") == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first == (
        "instruments/programme.yml:13:17: blank-local: warning: The organisation's name is blank. "
        "Fill in 'organisation' under 'local'. Other local names, contacts and dates are blank "
        f"too: lines {', '.join(map(str, BLANK))}."
    )
    assert last == "13 forms, 13 sheets: 0 errors, 36 warnings."
    path = shipped / "instruments/programme.yml"
    text = path.read_text("utf-8").replace("until:\n", "until: 2034-05-31\n")
    for number in range(30):
        text = text.replace('""', f'"x{"abcdefghijklmnopqrstuvwxyzäöüß"[number]}"', 1)
    path.write_text(text, "utf-8")
    assert run(shipped, "check") == 0
    told = [one for one in capsys.readouterr().out.splitlines() if "blank-local" in one]
    assert len(told) == len([one for one in told if " is blank. Fill in '" in one]) == 1


def test_the_guidances_own_dates_give_no_warning(
    shipped: Path, capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795910400")  # some weeks before the start
    guidance = {page.name: page.read_text("utf-8") for page in shipped.rglob("site_src/**/*.md")}
    (until,) = re.findall(r"Fill in `retention`: .*? as `([\d-]+)`", guidance["set-up.md"])
    (start,) = re.findall(r"mentoring timeline --start (\S+)\n", guidance["timeline.md"])
    path = shipped / "instruments/programme.yml"
    path.write_text(path.read_text("utf-8").replace("until:\n", f"until: {until}\n"), "utf-8")
    assert run(shipped, "timeline", "--start", start) == 0
    told = capsys.readouterr().err
    assert "kept-too-short" not in told
    assert "past-date" not in told
    assert run(shipped, "check") == 0
    assert until not in capsys.readouterr().out


# --- preferences --------------------------------------------------------------------------

DRAW = ("draw", "--seed", "4 2 6", "--output", "records/drawn")


def fill(path: Path, *, mentors: tuple[str, ...] = ("Ann", "Ben", "Cal")) -> None:
    """Fill the sheet in as an organiser would."""
    book = load_workbook(path)
    page = book.worksheets[0]
    page["B1"], page["C1"] = "Dr P", "Dr Q"
    for row, name in enumerate(mentors, start=3):
        page.cell(row, 1).value = name
        page.cell(row, 2).value, page.cell(row, 3).value = "yes", "own supervisor"
    book.save(path)


def test_the_sheet_of_preferences_is_made_filled_in_and_drawn(home: Path, capsys: Screen) -> None:
    assert run(home, "template", "--mentors", "4", "--mentees", "2") == 0
    assert "preferences.xlsx in records, for the organiser alone." in capsys.readouterr().out
    path = home / "records/preferences.xlsx"
    assert path.stat().st_mode & 0o077 == 0
    page = load_workbook(path).worksheets[0]
    areas = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert areas["B3:C6"] == '"yes,no,own supervisor"'
    assert page["A1"].value == "mentor"
    assert run(home, *DRAW) == 1, "nothing is typed in yet"
    fill(path)
    before = path.read_bytes()
    assert run(home, "template", "--mentors", "9", "--mentees", "9") == 1
    assert "records/preferences.xlsx:1:1: file-in-use:" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert run(home, "draw", "--commit") == 0
    assert (home / "records/preferences.xlsx.commitment.json").is_file()
    assert run(home, *DRAW) == 0
    told = capsys.readouterr().out
    assert "The draw is made: 2 pairs, 1 mentor in reserve." in told
    assert "begin" not in told, "the hint below the names is nobody's row"
    assert run(home, "check") == 0, "what a draw leaves among the records is no fault"


def test_the_starter_file_is_drawn_from_and_its_example_is_told(home: Path, capsys: Screen) -> None:
    assert run(home, *DRAW) == 1
    assert "records/preferences.csv:1:1: no-rows: " in capsys.readouterr().err
    add(home / "records/preferences.csv", "Ann,Dr P,yes,\r\nBen,Dr P,yes,no\r\n")
    assert run(home, *DRAW) == 0
    told = capsys.readouterr().out
    assert "1 pair, 1 mentor in reserve" in told
    assert "Rows that begin with # were passed over: 1." in told


def test_two_files_that_both_say_something_are_named(home: Path, capsys: Screen) -> None:
    assert run(home, "template", "--mentors", "3", "--mentees", "2") == 0
    fill(home / "records/preferences.xlsx")
    add(home / "records/preferences.csv", "Ann,Dr P,yes,\r\n")
    assert run(home, *DRAW) == 1
    told = capsys.readouterr().err
    assert (
        "records/preferences.xlsx:1:1: two-files: There are preferences in preferences.csv too."
        in told
    )
    assert run(home, "draw", "records/preferences.csv", *DRAW[1:]) == 0


def test_without_preferences_the_draw_asks_for_them(home: Path, capsys: Screen) -> None:
    shutil.rmtree(home / "records")
    with pytest.raises(SystemExit) as ended:
        run(home, *DRAW)
    assert ended.value.code == 2
    assert "name the file of PREFERENCES" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    ["--mentors 3", "--mentees 3", "mentor_before --mentors 3 --mentees 3",
     "--mentors 0 --mentees 3", "--mentors 3 --mentees 201", ""],
)  # fmt: skip
def test_wrong_usage_of_the_template(home: Path, words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(home, "template", *words.split())
    assert ended.value.code == 2
