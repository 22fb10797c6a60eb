"""Law 1: what a tool exports of invented answers comes back as these answers."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.programme import Programme as Shared
from generator.definitions.rules import read_definitions
from generator.exchange.drafting import Draft
from generator.exchange.match import grids_of, order_is_refused
from tests.exchange.invented import (
    GAPS,
    TOOLS,
    Answer,
    Cell,
    Export,
    answers,
    columns,
    spss,
)
from tests.exchange.walk import Programme, imported

ROOT = Path(__file__).parents[2]
#: These name the lines of a grid by their phrases alone.
PHRASES_ALONE = ("redcap label", "msforms likert")
_TEXTS = ("label", "text", "hint", "unit", "title", "purpose", "when", "intro", "plural", "phrase")


def read(folder: Path) -> Definitions:
    files = {f"{p.relative_to(folder.parent)}": p.read_text("utf-8") for p in folder.rglob("*.yml")}
    return read_definitions(files, [])


KIT = Programme(read(ROOT / "instruments"))
TINY = read(ROOT / "tests/cases/tiny/instruments")


def _in_two(value: Any, key: str = "", above: str = "") -> Any:
    """Every text that people read, in Welsh as well."""
    if isinstance(value, dict):
        return {k: _in_two(v, k, key) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_in_two(one, key, above) for one in value]
    if isinstance(value, str) and value and (key in _TEXTS or above in ("phrases", "stems")):
        return {"en": value, "cy": f"{value[:-1]}ŵ{value[-1]}"}
    return value


def _both(definitions: Definitions) -> Definitions:
    shared = _in_two(definitions.programme.model_dump(by_alias=True, mode="json"))
    forms = tuple(
        Instrument.model_validate(_in_two(form.model_dump(by_alias=True, mode="json")))
        for form in definitions.instruments
        if form.kind in ("linked", "unlinked")
    )
    programme = Shared.model_validate(shared | {"languages": ["en", "cy"]})
    return replace(definitions, programme=programme, instruments=forms)


TWO = Programme(_both(TINY))
Case = tuple[Programme, str, str]
CASES: list[Case] = [
    (programme, form.id, language)
    for programme, languages in ((KIT, ("en",)), (TWO, ("en", "cy")))
    for form in programme.definitions.instruments
    if form.kind in ("linked", "unlinked")
    for language in languages
]
ROWS = 8


def wanted(cells: list[Cell], rows: list[Answer], export: Export) -> dict[str, Answer]:
    """What the kit can know of the answers."""
    found = {}
    for row in rows:
        known = {name: "" if v in GAPS and not export.keeps else v for name, v in row.items()}
        for item in {cell.item for cell in cells if cell.kind == "several"}:
            names = [cell.name for cell in cells if cell.item == item]
            if "1" not in {known[name] for name in names} and not export.zeros:
                known |= dict.fromkeys(names, "")
        found[row["respondent"]] = known
    return found


def compare(case: Case, path: Path, export: Export, cells: list[Cell], rows: list[Answer]) -> Draft:
    """Import an export, hold the kit's rows against the answers, and return what was found."""
    programme, form, _ = case
    path.write_bytes(export.content)
    first, got = imported(programme, form, path)
    expected = wanted(cells, rows, export)
    assert [row["respondent"] for row in got] == sorted(expected)
    held = [cell.name for cell in cells if cell.name not in first.missing]
    for row in got:
        assert {name: row[name] for name in held} == {
            name: expected[row["respondent"]][name] for name in held
        }
        assert row["cohort"] == "ward-a"
        assert row["instrument"] == form
        assert not set(first.missing) & set(row)
    return first


def invented(case: Case, seed: int) -> tuple[Instrument, list[Cell], list[Answer]]:
    programme, form, language = case
    instrument = programme.definitions.instrument(form)
    assert instrument is not None
    cells = columns(programme.definitions.programme, instrument, language)
    return instrument, cells, answers(cells, ROWS, seed, gaps=True)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_form_comes_back_from_every_tool(tool: str, tmp_path: Path) -> None:
    id_, simulate = TOOLS[tool]
    for number, case in enumerate(CASES):
        instrument, cells, rows = invented(case, number + 1)
        export = simulate(instrument, cells, rows, case[2])
        first = compare(case, tmp_path / f"{number}.data", export, cells, rows)
        assert first.source.tool == id_
        grids = {cell.name for cell in cells if cell.kind == "grid"}
        lost = (
            grids if tool in PHRASES_ALONE and order_is_refused(grids_of(first.kit.form)) else set()
        )
        assert set(first.missing) == lost


@pytest.mark.parametrize("tool", ["redcap raw", "msforms full", "limesurvey codes", "google"])
@pytest.mark.parametrize("form", ["mentor_before_session", "mentee_after_session"])
def test_the_answers_of_the_example_come_back(tool: str, form: str, tmp_path: Path) -> None:
    file = ROOT / f"examples/feasibility/{form}.csv"
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    instrument, cells, _ = invented((KIT, form, "en"), 1)
    names = ("respondent", *(cell.name for cell in cells))
    mine = [{name: row.get(name, "") for name in names} for row in rows]
    export = TOOLS[tool][1](instrument, cells, mine, "en")
    compare((KIT, form, "en"), tmp_path / "a.data", export, cells, mine)


def test_every_form_comes_back_from_spss(tmp_path: Path) -> None:
    for number, case in enumerate(CASES):
        _, cells, rows = invented(case, number + 1)
        for row in rows:  # SPSS cannot hold a gap of a date, nor an empty box of several
            for cell in cells:
                if cell.kind == "date" and row[cell.name] in GAPS:
                    row[cell.name] = ""
        export = spss(tmp_path, cells, rows)
        path = tmp_path / f"{number}.sav"
        first = compare(case, path, export, cells, rows)
        assert first.missing == ()
