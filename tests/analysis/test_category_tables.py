"""Tables of categories by cohort, for each kind of question, against a plain loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generator.analysis.category_tables import category_table, code_table, joint_table
from generator.analysis.tally import Tally, tally
from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.variables import Variable, variables
from generator.responses.answers import Responses, answers_of

COHORTS = tuple(Cohort(name, name, "Trust", "North", {"mentor": 9, "mentee": 9}) for name in "ab")
FORM = "mentee_after_session"
ITEMS = [
    {"type": "choice", "id": "many", "text": "Which?",
     "options": [{"code": code, "label": code.upper()} for code in "vwxyz"]},
    {"type": "choice", "id": "banded", "text": "Which?",
     "options": [{"code": code, "label": code.upper()} for code in "wxyz"],
     "bands": [{"id": "ends", "label": "Ends", "codes": ["z", "w"]},
               {"id": "middle", "label": "Middle", "codes": ["x", "y"]}]},
    {"type": "several", "id": "drinks", "text": "What?",
     "options": [{"code": "tea", "label": "Tea"}, {"code": "milk", "label": "Milk"}]},
    {"type": "number", "id": "cups", "text": "How many?", "minimum": 0, "maximum": 20,
     "bands": [{"id": "none", "label": "None", "from": 0, "to": 0},
               {"id": "some", "label": "Some", "from": 1, "to": 4},
               {"id": "many", "label": "Many", "from": 5, "to": 20}]},
]  # fmt: skip


@pytest.fixture
def asked(
    programme: Programme, instruments: tuple[Instrument, ...]
) -> tuple[Tally, dict[str, Variable]]:
    """Six people of two cohorts who answered a form with each kind of question."""
    form = next(f for f in instruments if f.id == FORM)
    data = form.model_dump(by_alias=True)
    data["sections"] = [{"id": "all", "title": "All", "items": ITEMS}]
    made = Instrument.model_validate(data)
    codes = {
        "many": [0, 0, 4, 2, -1, 3],
        "banded": [0, 3, 1, 2, 2, -4],
        "drinks___tea": [1, 0, 1, 1, 0, -1],
        "drinks___milk": [0, 0, 0, 0, 0, -1],
    }
    answers = answers_of(
        np.array([f"M{place}".encode() for place in range(6)], dtype="S32"),
        np.array([0, 0, 0, 1, 1, 1], np.int32),
        {name: np.array(values, np.int8) for name, values in codes.items()}
        | {"cups": np.array([0, 4, 5, 20, 1, -1], np.int32)},
    )
    responses = Responses(COHORTS, {FORM: answers}, frozenset(), {}, 1)
    counted = tally(programme, codebooks(programme, [made]), responses)
    found = {v.measure: v for v in variables(programme, [made]) if v.kind == "question"}
    return counted, found


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("many", [[2, 0, 0, 0, 1], [0, 0, 1, 1, 0]]),
        ("banded", [[2, 1], [0, 2]]),
        ("drinks___tea", [[2, 1], [1, 1]]),
        ("drinks___milk", [[0, 3], [0, 2]]),
        ("cups", [[1, 1, 1], [0, 1, 1]]),
    ],
)
def test_categories_by_cohort(
    asked: tuple[Tally, dict[str, Variable]], measure: str, wanted: list[list[int]]
) -> None:
    counted, found = asked
    assert category_table(found[measure], counted).tolist() == wanted


def test_what_nobody_was_asked_has_zeros(asked: tuple[Tally, dict[str, Variable]]) -> None:
    counted, found = asked
    for variable in found.values():
        elsewhere = replace(variable, instrument="another")
        table = category_table(elsewhere, counted)
        assert table.shape == (2, len(variable.categories))
        assert not table.any()


def test_a_number_outside_all_bands_is_in_none(asked: tuple[Tally, dict[str, Variable]]) -> None:
    counted, found = asked
    narrow = replace(found["cups"], limits=((2, 4), (5, 19)))
    assert code_table(narrow, counted).tolist() == [[1, 1], [0, 0]]


def test_a_wave_of_a_primary_comparison_is_the_margin_of_its_pairs(
    programme: Programme, instruments: tuple[Instrument, ...], counted: Tally
) -> None:
    """Of an earlier wave that only a further comparison covers, everybody counts."""
    known = {v.key: v for v in variables(programme, instruments)}
    before = known["mentor", "confidence", "time", "before_session", ""]
    change = known["mentor", "confidence", "time", "before_session", "after_session"]
    first = known["mentor", "confidence", "time", "before_interview", ""]
    joint = joint_table(change, counted)
    assert np.array_equal(code_table(before, counted), joint.sum(axis=2))
    assert category_table(change, counted).sum() == joint.sum() == 5
    assert code_table(first, counted).sum() == 6
