"""The invented feasibility files read clean, apart from what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.definitions.codebook import codebooks
from generator.files.response_folder import read_responses
from tests.outcome import outcome
from tests.small_programme import definitions_in

ROOT = Path(__file__).parents[2]
ROWS = {
    "mentee_after_session": 5,
    "mentee_before_session": 5,
    "mentor_after_interview": 6,
    "mentor_after_session": 5,
    "mentor_before_interview": 6,
    "mentor_before_session": 5,
    "session_record": 5,
}


@pytest.mark.parametrize(
    ("folder", "invented"), [("tests/reference/feasibility", False), ("examples/feasibility", True)]
)
def test_the_feasibility_files(folder: str, invented: bool) -> None:
    forms = ROOT / "instruments"
    definitions = definitions_in(forms)
    books = codebooks(definitions.programme, definitions.instruments)
    parsed = outcome(read_responses, ROOT / folder, definitions.programme, books)
    assert parsed.errors == ()
    assert [problem.rule for problem in parsed.problems] == ["not-collected"] * 6 + ["preferences"]
    assert parsed.value is not None
    assert {name: len(answers) for name, answers in parsed.value.answers.items()} == ROWS
    assert [cohort.invented for cohort in parsed.value.cohorts] == [invented]
    minutes = parsed.value.answers["session_record"]["minutes"].tolist()
    assert minutes == [45, 30, 50, 180, 25]
    first = parsed.value.answers["mentor_after_interview"]
    assert [int(first[name][0]) for name in ("understanding", "confidence_time")] == [2, 3]
