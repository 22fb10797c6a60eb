"""Exports as they lie in public repositories come in whole, from an empty programme on."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from generator.cli import main
from generator.exchange.map_model import map_path
from generator.inputs import load
from tests.exchange.invented import Answer, Cell, answers, columns
from tests.exchange.public_shapes import BEGUN, SHAPES, spss_from_qualtrics
from tests.exchange.test_round_trip import wanted
from tests.exchange.walk import decided
from tests.small_programme import small_programme

COHORTS = "cohort,title,organisation,region\nward-a,Ward A,Trust,North\n"
ROWS = 18
#: Between them they have every kind of question.
FORMS = ("mentor_after", "visit")


def programme(folder: Path, form: str) -> tuple[Path, list[Cell], list[Answer]]:
    """Make a programme with one cohort; return it, the form's columns and invented answers."""
    small_programme(folder)
    (folder / "responses").mkdir()
    (folder / "responses/cohorts.csv").write_text(COHORTS, "utf-8")
    definitions = load(folder, [])
    instrument = definitions.instrument(form)
    assert instrument is not None
    cells = columns(definitions.programme, instrument, "en")
    return folder, cells, answers(cells, ROWS, seed=3)


def run(home: Path, *words: str | Path) -> int:
    return main(["-C", str(home), "import", *map(str, words)])


def second_step(home: Path, file: Path, form: str, dates: str) -> list[Answer]:
    map_ = map_path(file)
    text = map_.read_text("utf-8").replace('dates: "?"', f"dates: {dates}")
    text = text.replace('"0": "?"', '"0": ""')  # SDAPS: nothing was written into the box
    map_.write_text(decided(text), "utf-8")
    assert run(home, file, "--form", form, "--map", map_) == 0
    (made,) = (home / "responses").glob("*-import-*.csv")
    return list(csv.DictReader(made.read_text("utf-8-sig").splitlines(keepends=True)))


def same(got: list[Answer], expected: dict[str, Answer], cells: list[Cell]) -> None:
    assert sorted(row["respondent"] for row in got) == sorted(expected)
    assert BEGUN not in expected
    for row in got:
        mine = expected[row["respondent"]]
        assert {cell.name: row[cell.name] for cell in cells} == {
            cell.name: mine[cell.name] for cell in cells
        }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SHAPES)
def test_a_file_as_the_public_ones_are_comes_in_whole(
    name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shape = SHAPES[name]
    home, cells, rows = programme(tmp_path / "own", form)
    export = shape.made(form, cells, rows)
    file = tmp_path / "export.data"
    file.write_bytes(export.content)
    assert run(home, file, "--form", form, "--cohort", "ward-a") == 0
    told = capsys.readouterr().out
    map_path(file).unlink()
    assert run(home, file, "--form", form, "--cohort", "ward-a", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["tool"], facts["unfinished"]) == (shape.tool, shape.unfinished)
    assert facts["not_found"] == []
    headings = re.search("Headings of (.*?) are among them", told)
    assert (headings[1] if headings else "") == ", ".join(shape.kinds)
    warned = re.search("These columns really hold them: (.*?). Whoever", told)
    assert (warned[1] if warned else "").count(" (") == len(shape.told)
    assert all(one in warned[1] for one in shape.told) if warned else not shape.told
    got = second_step(home, file, form, shape.dates)
    same(got, wanted(cells, rows, export), cells)


def test_the_answers_have_every_kind_of_cell(tmp_path: Path) -> None:
    """What these tests rest on: filled and empty cells of each kind of question."""
    kinds = {}
    for form in FORMS:
        _, cells, rows = programme(tmp_path / form, form)
        for cell in cells:
            kinds.setdefault(cell.kind, set()).update(bool(row[cell.name]) for row in rows)
    every = ("grid", "one", "text", "several", "number", "date")
    assert kinds == {kind: {True, False} for kind in every}


@pytest.mark.parametrize("form", FORMS)
def test_what_qualtrics_writes_for_spss_comes_in_whole(form: str, tmp_path: Path) -> None:
    """As test_data/basic/test_width.sav of Roche/pyreadstat."""
    home, cells, rows = programme(tmp_path / "own", form)
    file = spss_from_qualtrics(tmp_path, cells, rows)
    assert run(home, file, "--form", form, "--cohort", "ward-a") == 0
    got = second_step(home, file, form, "day-first")
    same(got, {row["respondent"]: row for row in rows}, cells)
