"""Answers are typed in another language, and read whatever language they were typed in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.cli import main
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.files.tables import read_tables
from generator.inputs import look, read
from tests.outcome import Screen

FORMS = ("mentor_before_session", "mentor_after_session")


@pytest.fixture
def folder(home: Callable[[str], Path]) -> Path:
    made = home("[en, {tag: cy, for: [forms, entry]}]")
    (made / "responses").mkdir()
    cohorts = "cohort,title,organisation,region\nward,Ward,Trust,North\n"
    (made / "responses/cohorts.csv").write_text(cohorts, "utf-8")
    return made


@pytest.fixture
def book(folder: Path) -> openpyxl.Workbook:
    """The Welsh workbook."""
    words = ("template", *FORMS, "--language", "cy", "--output", "entry")
    assert main(["-C", str(folder), *words]) == 0
    return openpyxl.load_workbook(folder / "entry/data-entry-cy.xlsx")


def sayings(book: openpyxl.Workbook) -> list[str]:
    """Return every text that people see in a workbook: cells and what stands beside them."""
    said = [c.value for s in book for row in s.iter_rows(min_row=2) for c in row if c.value]
    for sheet in book:
        for check in sheet.data_validations.dataValidation:
            said += [check.prompt, check.error]
    return [text for text in said if isinstance(text, str) and " " in text]


def test_nothing_in_the_workbook_is_english(book: openpyxl.Workbook, folder: Path) -> None:
    assert main(["-C", str(folder), "template", *FORMS, "--output", "english"]) == 0
    english = openpyxl.load_workbook(folder / "english/data-entry.xlsx")
    assert set(sayings(book)) & set(sayings(english)) == set()
    assert book.sheetnames == english.sheetnames
    for ours, theirs in zip(book, english, strict=True):
        if ours.title in FORMS:
            assert [cell.value for cell in ours[1]] == [cell.value for cell in theirs[1]]


def filled(book: openpyxl.Workbook, name: str) -> dict[str, Any]:
    """Type a row into a sheet, with each drop-down's second entry; return what it holds."""
    sheet = book[name]
    names = [cell.value for cell in sheet[1]]
    lists = book["Lists"]
    row: dict[str, Any] = {"respondent": "K7RM-4WDX"}
    for check in sheet.data_validations.dataValidation:
        if check.type != "list":
            continue
        column = check.formula1.split("$")[1]
        entries = [cell.value for cell in lists[column][1:]]
        for area in check.sqref.ranges:
            head = names[area.min_col - 1]
            if sheet.cell(3, area.min_col).value is None:
                row[head] = entries[1] if head not in ("cohort", "mode") else entries[0]
    row["cohort"] = "ward"
    for head, value in row.items():
        sheet.cell(3, names.index(head) + 1).value = value
    return row


def test_what_is_typed_into_it_is_read_as_codes(book: openpyxl.Workbook, folder: Path) -> None:
    typed = {name: filled(book, name) for name in FORMS}
    assert any("–" in str(cell) for cell in typed[FORMS[0]].values())
    assert typed[FORMS[0]]["worries"] == "no – Na"
    book.save(folder / "responses/typed.xlsx")
    definitions = look(folder, [])
    assert definitions is not None
    found: list[Any] = []
    answers = read(folder, definitions, folder / "responses", found)
    assert [problem for problem in found if problem.severity == "error"] == []
    assert not [problem for problem in found if problem.rule == "changed-heading"]
    assert answers.rows == 2


@pytest.mark.parametrize("cell", ["yes – Ie", "yes", "yes – Yes", "-99 – annarllenadwy"])
def test_a_table_in_welsh_is_read(folder: Path, cell: str) -> None:
    head = ["respondent", "cohort", "instrument", "version", "language", "worries"]
    row = ["K7RM-4WDX", "ward", "mentor_before_session", "1.0.0", "cy", cell]
    made = io.StringIO()
    csv.writer(made).writerows([head, row])
    (folder / "responses/a.csv").write_text(made.getvalue(), "utf-8")
    definitions = look(folder, [])
    assert definitions is not None
    found: list[Any] = []
    assert read(folder, definitions, folder / "responses", found).rows == 1
    assert [problem.rule for problem in found if problem.severity == "error"] == []


def test_words_of_no_language_of_the_form_are_still_a_fault(folder: Path, capsys: Screen) -> None:
    rows = "respondent,cohort,instrument,version,language,worries\n"
    rows += "K7RM-4WDX,ward,mentor_before_session,1.0.0,cy,yes – Tak\n"
    (folder / "responses/a.csv").write_text(rows, "utf-8")
    assert main(["-C", str(folder), "check", "--responses", "responses"]) == 1
    assert "unknown-code" in capsys.readouterr().out + capsys.readouterr().err


def test_a_form_that_is_not_whole_is_not_typed_in(folder: Path, capsys: Screen) -> None:
    words = ("template", "session_record", "--language", "cy", "--output", "entry")
    assert main(["-C", str(folder), *words]) == 1
    said = capsys.readouterr().err
    assert "'title' on session_record has no text in cy" in said
    assert "--draft" not in said
    assert not (folder / "entry").exists()


def test_without_other_languages_codebooks_are_what_they_were(english: Definitions) -> None:
    books = codebooks(english.programme, english.instruments)
    assert not any(book.also or book.own for book in books.values())
    assert not any(column.also for book in books.values() for column in book.columns)


def test_a_polish_workbook_is_made_and_read(polish: Path) -> None:
    words = ("template", "visit", "--language", "pl", "--output", "entry")
    assert main(["-C", str(polish), *words]) == 0
    (table,) = read_tables(polish / "entry/data-entry-pl.xlsx", "entry", [])
    assert table.words[0] == "Numer wpisany na formularzu"
