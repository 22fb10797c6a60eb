"""``mentoring import`` as it is typed: two steps, and nothing comes in that is not mapped."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from generator.cli import main
from generator.exchange.map_model import map_path
from tests.exchange.invented import MARK, TOOLS, answers, columns
from tests.exchange.test_round_trip import TINY
from tests.exchange.walk import decided
from tests.small_programme import small_programme

FORM = "mentor_before"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = small_programme(tmp_path / "own")
    (folder / "responses").mkdir()
    cohorts = "cohort,title,organisation,region\nward-a,Ward A,Trust,North\n"
    (folder / "responses/cohorts.csv").write_text(cohorts, "utf-8")
    return folder


def export(home: Path, tool: str = "msforms full", form: str = FORM, seed: int = 1) -> Path:
    instrument = TINY.instrument(form)
    assert instrument is not None
    cells = columns(TINY.programme, instrument, "en")
    rows = answers(cells, 9, seed)
    file = home.parent / "Responses.data"
    file.write_bytes(TOOLS[tool][1](instrument, cells, rows, "en").content)
    return file


def run(home: Path, *words: str | Path) -> int:
    return main(["-C", str(home), "import", *map(str, words)])


def both(home: Path, file: Path, form: str = FORM) -> int:
    assert run(home, file, "--form", form, "--cohort", "ward-a") == 0
    map_ = map_path(file)
    map_.write_text(decided(map_.read_text("utf-8")), "utf-8")
    return run(home, file, "--form", form, "--map", map_)


def imported(home: Path) -> list[dict[str, str]]:
    (file,) = (home / "responses").glob("*-import-*.csv")
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def test_the_first_run_writes_a_map_and_imports_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(home)
    assert run(home, file, "--form", FORM, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["tool"], told["rows"], told["imported"], told["to_decide"]) == ("msforms", 9, 0, 1)
    assert told["left_out"] == ["ID", "Start time", "Completion time", "Email", "Name"]
    assert stat.S_IMODE(map_path(file).stat().st_mode) == 0o600
    assert [path.name for path in (home / "responses").iterdir()] == ["cohorts.csv"]


def test_the_second_run_imports_what_check_reads(home: Path) -> None:
    assert both(home, export(home)) == 0
    rows = imported(home)
    assert len(rows) == 9
    assert {row["cohort"] for row in rows} == {"ward-a"}
    assert main(["-C", str(home), "check", "--responses", "responses"]) == 0


@pytest.mark.parametrize("said", ["instrument", "complete"])
def test_a_file_that_says_that_it_is_another_form_is_refused(
    home: Path, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The form before asks what the form after asks: by its columns alone it would come in."""
    file = export(home, "redcap raw", FORM)
    silenced = {"instrument": f"{FORM}_complete", "complete": "instrument"}[said]
    file.write_text(file.read_text("utf-8").replace(silenced, "anything", 1), "utf-8")
    assert run(home, file, "--form", "mentor_after") == 1
    told = capsys.readouterr().err
    assert "other-form" in told
    assert f"Import it with --form {FORM}." in told
    assert not map_path(file).exists()


def test_a_file_that_fits_another_form_better_is_asked_about(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, form = export(home, "kobo", FORM), "mentee_before"
    assert run(home, file, "--form", form) == 0
    assert "The file fits mentor_" in capsys.readouterr().out
    text = map_path(file).read_text("utf-8")
    assert text.count('form: "?"') == 1
    map_path(file).write_text(text.replace('cohort: "?"', "cohort: ward-a"), "utf-8")
    assert run(home, file, "--form", form, "--map", map_path(file)) == 1
    assert "'form' is not decided yet" in capsys.readouterr().err
    meant = map_path(file).read_text("utf-8").replace('form: "?"', f"form: {form}")
    map_path(file).write_text(meant, "utf-8")
    assert run(home, file, "--form", form, "--map", map_path(file)) == 0


def test_columns_of_one_name_are_not_called_unknown(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home.parent / "twice.csv"
    file.write_text("respondent,remark,remark\nV1,Fine,Well\n", "utf-8")
    assert run(home, file, "--form", "visit") == 1
    words = "2 columns are called as the form calls 'remark': 'remark', 'remark'. Keep 1."
    assert f"twice.csv:1:3: duplicate-column: {words}" in capsys.readouterr().err


def test_a_map_is_never_written_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(home)
    map_path(file).write_text("mine", "utf-8")
    assert run(home, file, "--form", FORM) == 1
    assert map_path(file).read_text("utf-8") == "mine"
    assert "map-exists" in capsys.readouterr().err


def test_one_file_is_imported_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(home)
    assert both(home, file) == 0
    assert run(home, file, "--form", FORM, "--map", map_path(file)) == 1
    assert "imported-already" in capsys.readouterr().err


def test_what_import_wrote_is_nothing_to_import(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Law 9."""
    assert both(home, export(home)) == 0
    (file,) = (home / "responses").glob("*-import-*.csv")
    moved = file.rename(home.parent / "moved.csv")
    assert run(home, moved, "--form", FORM) == 1
    assert "own-answers" in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["msforms full", "kobo", "qualtrics codes"])
def test_no_text_of_a_column_that_is_left_out_is_written_or_told(
    home: Path, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Law 8, with a mark in every such column."""
    form = "visit" if tool == "kobo" else FORM
    file = export(home, tool, form)
    assert both(home, file, form) == 0
    told = capsys.readouterr()
    assert MARK not in told.out + told.err
    for path in home.parent.rglob("*"):
        if path.is_file() and path != file:
            assert MARK.encode() not in path.read_bytes(), path


def test_a_later_export_that_holds_an_earlier_one_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home.parent / "visit.csv"
    heads = "Timestamp,How long was it?,Where was it?"
    rows = ["2026/05/11 2:03:22 pm GMT+1,30,Online", "2026/05/12 2:03:22 pm GMT+1,40,Online"]
    for many in (1, 2):
        file.write_text("\n".join([heads, *rows[:many], ""]), "utf-8")
        assert both(home, file, "visit") == 0
        map_path(file).unlink()
    assert "imported-before" in capsys.readouterr().err
    names = sorted(
        row["respondent"]
        for path in (home / "responses").glob("visit-import-*.csv")
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())
    )
    assert names == ["UNLINKED-001", "UNLINKED-002", "UNLINKED-003"]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["--form", "sign_up"], "named-form"),
        (["--form", "mentor_befor"], "unknown-form"),
        (["--form", FORM, "--cohort", "ward-b"], "unknown-cohort"),
    ],
)
def test_what_cannot_be_imported_is_refused(
    home: Path, words: list[str], rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, export(home), *words) == 1
    assert rule in capsys.readouterr().err
    assert not map_path(export(home)).exists()


def test_an_export_among_the_responses_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = export(home).rename(home / "responses/Responses.xlsx")
    assert run(home, file, "--form", FORM) == 1
    assert "among-responses" in capsys.readouterr().err
