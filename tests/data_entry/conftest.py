"""A blank data-entry workbook of the tiny programme and ways to fill it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from generator.cli import main
from generator.data_entry.template import entry_sheets
from generator.definitions.codebook import Codebook, codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.definitions.problem import format_problem
from generator.files.response_folder import read_responses
from generator.files.workbook_writer import workbook_bytes
from generator.responses.answers import Responses
from tests.outcome import Outcome, outcome
from tests.small_programme import TINY, definitions_in

COHORTS = (
    Cohort("tea-1", "First tea", "Tiny Trust", "North", {"mentor": 6, "mentee": 5}),
    Cohort("tea-2", "Second tea", "Tiny Trust", "North", {"mentor": 4, "mentee": 4}),
)
COHORTS_CSV = (
    "cohort,title,organisation,region,invited_mentors,invited_mentees\n"
    "tea-1,First tea,Tiny Trust,North,6,5\n"
    "tea-2,Second tea,Tiny Trust,North,4,4\n"
)
ONE_COHORT = COHORTS_CSV.splitlines()[0] + "\ntea-1,First tea,Tiny Trust,North,90,5\n"
FIRST_ROW = 3

Edit = Callable[[Workbook], None]
Typed = Mapping[str, Sequence[Mapping[str, object]]]


def run(folder: Path, line: str) -> int:
    """Run a command in a programme's folder."""
    return main(["-C", str(folder), *line.split()])


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """The tiny programme's folder, with its cohorts and no answers."""
    shutil.copytree(TINY, tmp_path / "instruments")
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses/cohorts.csv").write_text(ONE_COHORT, "utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def tiny() -> Definitions:
    """The tiny programme, read."""
    return definitions_in(TINY)


@pytest.fixture(scope="session")
def books(tiny: Definitions) -> dict[str, Codebook]:
    """The codebooks of some forms that are typed in: one without codes, and two with."""
    every = codebooks(tiny.programme, tiny.instruments)
    return {name: every[name] for name in ("mentor_before", "mentee_after", "visit")}


@pytest.fixture(scope="session")
def blank(tiny: Definitions, books: dict[str, Codebook]) -> bytes:
    """The workbook as the program writes it."""
    forms = [(one, one.instrument) for one in books.values()]
    return workbook_bytes(entry_sheets(tiny.programme, forms, COHORTS), "Tiny")


@pytest.fixture(scope="session")
def edited(blank: bytes) -> Callable[..., bytes]:
    """Return the workbook after answers were typed in and something was done to it."""

    def edit(typed: Typed, *edits: Edit) -> bytes:
        book = load_workbook(io.BytesIO(blank))
        for form, rows in typed.items():
            sheet = book[form]
            columns = {cell.value: cell.column for cell in sheet[1]}
            for line, row in enumerate(rows, start=FIRST_ROW):
                for name, value in row.items():
                    sheet.cell(line, columns[name]).value = value
        for one in edits:
            one(book)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()

    return edit


@pytest.fixture(scope="session")
def checked(
    tiny: Definitions, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bytes], Outcome[Responses]]:
    """Read a workbook as the only file of a responses folder."""
    every = codebooks(tiny.programme, tiny.instruments)

    def check(content: bytes) -> Outcome[Responses]:
        folder = tmp_path_factory.mktemp("typed")
        (folder / "cohorts.csv").write_text(COHORTS_CSV, "utf-8")
        (folder / "typed.xlsx").write_bytes(content)
        return outcome(read_responses, folder, tiny.programme, every, shown_as="")

    return check


@pytest.fixture(scope="session")
def lines(checked: Callable[[bytes], Outcome[Responses]]) -> Callable[[bytes], list[str]]:
    """The lines that ``check`` prints for a workbook."""
    return lambda content: [format_problem(problem) for problem in checked(content).problems]
