"""A responses folder of the tiny programme, and a way to read it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.definitions.problem import format_problem
from generator.files.response_folder import read_lists, read_responses, read_return_log
from generator.responses.answers import Responses
from generator.responses.return_log import LogRow
from tests.outcome import Outcome, outcome
from tests.small_programme import TINY, definitions_in

Lines = Callable[..., list[str]]
Read = Callable[..., Outcome[Responses]]
Log = Callable[..., Outcome[tuple[LogRow, ...]]]
COHORTS = (
    "cohort,title,organisation,region,invited_mentors,invited_mentees\n"
    "tea-1,First tea,Tiny Trust,North,6,5\n"
    "tea-2,Second tea,Tiny Trust,North,4,4\n"
)


def workbook(
    *sheets: tuple[str, list[list[object]]],
    formats: dict[str, str] | None = None,
    mac: bool = False,
) -> bytes:
    """Return a workbook of sheets, each a title and rows; number formats are the last one's."""
    made = Workbook()
    made.remove(made.worksheets[0])
    if mac:
        made.epoch = datetime.datetime(1904, 1, 1)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def book(*rows: list[object], formats: dict[str, str] | None = None, mac: bool = False) -> bytes:
    """Return a workbook of one sheet with these rows."""
    return workbook(("Sheet", [*rows]), formats=formats, mac=mac)


@pytest.fixture(scope="session")
def tiny() -> Definitions:
    """The tiny programme, read."""
    return definitions_in(TINY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A responses folder that holds its cohorts only."""
    path = tmp_path / "responses"
    path.mkdir()
    (path / "cohorts.csv").write_text(COHORTS, "utf-8")
    return path


@pytest.fixture
def read(tiny: Definitions, folder: Path) -> Read:
    """Read the folder; options go through."""
    books = codebooks(tiny.programme, tiny.instruments)

    def reading(**options: object) -> Outcome[Responses]:
        return outcome(read_responses, folder, tiny.programme, books, **options)

    return reading


@pytest.fixture
def lines(read: Read) -> Lines:
    """The lines that ``check`` would print for the folder."""

    def printed(**options: object) -> list[str]:
        return [format_problem(problem) for problem in read(**options).problems]

    return printed


@pytest.fixture
def log(tiny: Definitions, folder: Path) -> Log:
    """Read the return log of the folder, where some cohorts are known."""

    def reading(*cohorts: str) -> Outcome[tuple[LogRow, ...]]:
        lists = read_lists(folder, "responses", tiny.programme)
        known = tuple(Cohort(name, name, "", "") for name in cohorts)
        forms = [form for form in tiny.instruments if form.id == "mentee_after"]
        return outcome(read_return_log, replace(lists, cohorts=known), forms)

    return reading
