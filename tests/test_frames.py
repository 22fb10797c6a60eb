"""Answers and statistics as analysts get them in pandas, and the guidance that shows how."""

from __future__ import annotations

import csv
import doctest
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from generator import frames
from generator.cli import main
from generator.definitions.problem import RefusedError

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests/cases/tiny/instruments"
COHORTS = "cohort,title,organisation,region\nb,B,Trust,North\na,A,Trust,North\n"
AFTER = (
    "respondent,cohort,instrument,version,mode,completed_on,sureness_tea,worries,worries_text\n"
    "K1,b,mentee_after,1.0.0,paper,2026-03-02,4,yes,NA\n"
    "K2,a,mentee_after,1.0.0,-99,02/03/2026,-98,-97,-99\n"
    "K3,a,mentee_after,1.0.0,,,,,\n"
)
VISIT = ["respondent", "cohort", "instrument", "version", "minutes", "place", "drinks___tea",
         "held_on"]  # fmt: skip


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """The tiny programme with three mentees in a file, and three visits in two."""
    shutil.copytree(TINY, tmp_path / "instruments")
    folder = tmp_path / "responses"
    folder.mkdir()
    (folder / "cohorts.csv").write_text(COHORTS, "utf-8")
    (folder / "after.csv").write_text(AFTER, "utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "visits"
    sheet.append(VISIT)
    sheet.append(["1", "a", "visit", "1.1.0", "45", "online", "1", "2026-05-11"])
    sheet.append(["2", "b", "visit", "1.0.0", "-98", "-99", "", "-97"])
    book.save(folder / "visits.xlsx")
    short = "respondent,cohort,instrument,version,minutes\n3,a,visit,1.1.0,600\n"
    (folder / "more.csv").write_text(short, "utf-8")
    return tmp_path


def test_each_form_is_a_table_in_the_order_of_its_codebook(programme: Path) -> None:
    found = frames.load(programme)
    assert list(found) == ["mentee_after", "visit"]
    after = found["mentee_after"]
    start = ["respondent", "cohort", "version", "mode", "completed_on", "file", "line"]
    assert list(after)[:8] == [*start, "sureness_tea"]
    assert list(after)[-2:] == ["worries", "worries_text"]
    assert after["respondent"].tolist() == ["K1", "K2", "K3"]
    assert after["cohort"].tolist() == ["b", "a", "a"]
    assert after["cohort"].cat.categories.tolist() == ["a", "b"]
    assert after["file"].tolist() == ["responses/after.csv"] * 3
    assert after["line"].tolist() == [2, 3, 4]
    assert after["worries_text"].tolist()[0] == "NA", "typed, and no gap"
    day = pd.Timestamp("2026-03-02")
    assert after["completed_on"].tolist()[:2] == [day, day], "as a spreadsheet rewrites it, too"
    pd.testing.assert_frame_equal(frames.load(programme / "responses", "mentee_after"), after)


def test_numbers_words_and_dates_have_their_kinds(programme: Path) -> None:
    visit = frames.load(programme, "visit")
    kinds = {name: str(kind) for name, kind in visit.dtypes.items()}
    assert (kinds["minutes"], kinds["drinks___tea"], kinds["place"]) == (
        "Int32", "Int16", "category",
    )  # fmt: skip
    assert kinds["held_on"].startswith("datetime64")
    assert "mode" not in kinds, "in no file"
    assert dict(zip(visit["file"], visit["line"], strict=True)) == {
        "responses/more.csv": 2, "responses/visits.xlsx:visits": 3,
    }  # fmt: skip
    assert visit["version"].tolist() == ["1.1.0", "1.1.0", "1.0.0"]


def gaps_of(table: pd.DataFrame, *names: str) -> list[list[object]]:
    return [table[name].astype(object).where(table[name].notna(), None).tolist() for name in names]


def test_gaps_are_missing_or_kept_as_they_were_typed(programme: Path) -> None:
    missing = frames.load(programme)
    names = ("sureness_tea", "worries", "worries_text", "mode")
    assert gaps_of(missing["mentee_after"], *names) == [
        [4, None, None], ["yes", None, None], ["NA", None, None], ["paper", None, None],
    ]  # fmt: skip
    kept = frames.load(programme, gaps="keep")
    assert gaps_of(kept["mentee_after"], *names) == [
        [4, -98, None], ["yes", "-97", None], ["NA", "-99", None], ["paper", "-99", None],
    ]  # fmt: skip
    assert gaps_of(kept["visit"], "minutes", "place", "drinks___tea") == [
        [600, 45, -98], [None, "online", "-99"], [None, 1, None],
    ]  # fmt: skip
    assert kept["visit"]["held_on"].isna().tolist() == [True, False, True]


def test_what_a_file_did_not_ask_is_named(programme: Path) -> None:
    absent = frames.load(programme, "visit").attrs["not_collected"]
    rest = ["drinks___coffee", "drinks___water", "remark"]
    assert absent["responses/visits.xlsx:visits"] == rest
    assert set(absent["responses/more.csv"]) == {"place", "drinks___tea", "held_on", *rest}


def test_labels_are_in_the_order_of_the_scale(programme: Path) -> None:
    after = frames.load(programme, "mentee_after", labels=True)
    tea = after["sureness_tea"]
    assert tea.cat.ordered
    assert tea.cat.categories.tolist() == [
        "Very unsure", "Unsure", "In between", "Sure", "Very sure",
    ]  # fmt: skip
    assert (tea >= "In between").tolist() == [True, False, False]
    assert not after["worries"].cat.ordered, "a choice of two has no order"
    kept = frames.load(programme, "mentee_after", labels=True, gaps="keep")["sureness_tea"]
    assert not kept.cat.ordered
    assert kept.tolist()[:2] == ["Sure", "preferred not to say"]


def test_every_fault_is_raised_at_once(programme: Path) -> None:
    wrong = AFTER.replace(",4,yes", ",9,maybe")
    (programme / "responses/after.csv").write_text(wrong, "utf-8")
    with pytest.raises(RefusedError) as refused:
        frames.load(programme)
    rules = [one.rule for one in refused.value.problems if one.severity == "error"]
    assert rules == ["unknown-code", "unknown-code"]
    assert "'9' is not a code" in str(refused.value)
    with pytest.raises(RefusedError, match="no folder 'instruments'"):
        frames.load(ROOT.parent)


def test_a_form_that_nobody_returned_is_named(programme: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        frames.load(programme, "mentee_aftr")
    (problem,) = refused.value.problems
    assert (problem.rule, problem.remedy) == ("unknown-form", "Did you mean 'mentee_after'?")


def test_statistics_are_the_table_that_analyse_writes(tmp_path: Path) -> None:
    written = tmp_path / "all.csv"
    example = ROOT / "examples/feasibility"
    assert main(["-C", str(ROOT), "analyse", str(example), "--output", str(written)]) == 0
    with written.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file)
    table = frames.statistics(example)
    assert list(table) == header
    again = [[*row[:8], float(row[8]), int(row[9])] for row in lines]
    assert table.astype(object).to_numpy().tolist() == again


def test_the_guidance_for_analysts_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    page = (ROOT / "site_src/analysts/python.md").read_text("utf-8")
    (line,) = re.findall(r"^mentoring (simulate .*)$", page, re.M)
    assert main(["-C", str(tmp_path), *line.split()]) == 0
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.S))
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(code, {}, "python.md", None, 0)
    told: list[str] = []
    assert doctest.DocTestRunner().run(examples, out=told.append).failed == 0, "".join(told)
