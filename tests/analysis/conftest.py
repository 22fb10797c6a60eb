"""The feasibility files as Responses, read here by hand so that only analysis is under test."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from generator.analysis.analysis_table import AnalysisRow, analysis_rows
from generator.analysis.tally import Tally, tally
from generator.definitions.codebook import NOT_COLLECTED, Codebook, codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.load import parse_definitions
from generator.definitions.problem import Problem, refuse
from generator.definitions.programme import Programme
from generator.responses.answers import Responses, answers_of

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference"


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_answers(book: Codebook, rows: list[dict[str, str]], cohorts: list[str]) -> pd.DataFrame:
    """Turn rows of text into columns; an empty cell is a gap, an absent column not collected."""

    def code(column: Any, row: dict[str, str]) -> int:
        if column.name not in row:
            return NOT_COLLECTED
        return column.codes.index(row[column.name]) if row[column.name] else -1

    coded = [c for c in book.columns if c.kind == "code"]
    counted = [c for c in book.columns if c.kind == "number"]
    return answers_of(
        np.array([row["respondent"].encode() for row in rows], dtype="S32"),
        np.array([cohorts.index(row["cohort"]) for row in rows], dtype=np.int32),
        {c.name: np.array([code(c, row) for row in rows], dtype=np.int8) for c in coded}
        | {
            c.name: np.array([int(row.get(c.name) or -1) for row in rows], dtype=np.int32)
            for c in counted
        },
    )


@pytest.fixture(scope="session")
def definitions() -> tuple[Programme, tuple[Instrument, ...]]:
    files = {p.name: p.read_text("utf-8") for p in (ROOT / "instruments").glob("*.yml")}
    found: list[Problem] = []
    made = parse_definitions(files, found)
    refuse(found)
    return made.programme, made.instruments


@pytest.fixture(scope="session")
def programme(definitions: tuple[Programme, tuple[Instrument, ...]]) -> Programme:
    return definitions[0]


@pytest.fixture(scope="session")
def instruments(definitions: tuple[Programme, tuple[Instrument, ...]]) -> tuple[Instrument, ...]:
    return definitions[1]


@pytest.fixture(scope="session")
def books(programme: Programme, instruments: tuple[Instrument, ...]) -> dict[str, Codebook]:
    return codebooks(programme, instruments)


@pytest.fixture(scope="session")
def feasibility(books: dict[str, Codebook]) -> Responses:
    folder = REFERENCE / "feasibility"
    cohorts = tuple(
        Cohort(
            row["cohort"], row["title"], row["organisation"], row["region"],
            {"mentor": int(row["invited_mentors"]), "mentee": int(row["invited_mentees"])},
            invented=True,
        )
        for row in read_rows(folder / "cohorts.csv")
    )  # fmt: skip
    ids = [cohort.id for cohort in cohorts]
    files = [p for p in sorted(folder.glob("*.csv")) if p.stem in books]
    answers = {p.stem: read_answers(books[p.stem], read_rows(p), ids) for p in files}
    return Responses(cohorts, answers, frozenset(), {}, len(files))


@pytest.fixture(scope="session")
def counted(programme: Programme, books: dict[str, Codebook], feasibility: Responses) -> Tally:
    return tally(programme, books, feasibility)


@pytest.fixture(scope="session")
def table(
    programme: Programme,
    instruments: tuple[Instrument, ...],
    books: dict[str, Codebook],
    counted: Tally,
    feasibility: Responses,
) -> list[AnalysisRow]:
    return list(analysis_rows(programme, instruments, books, counted, feasibility.cohorts))
