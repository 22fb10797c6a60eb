"""The variables of the shipped programme and of small changes to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from generator.survey.definition import parse_definitions
from generator.survey.instrument import Instrument
from generator.survey.programme import Programme
from generator.survey.variables import CHANGE_CATEGORIES, Variable, variables

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def definitions() -> tuple[Programme, tuple[Instrument, ...]]:
    files = {p.name: p.read_text("utf-8") for p in (ROOT / "instruments").glob("*.yml")}
    parsed = parse_definitions(files)
    assert parsed.value is not None
    return parsed.value.programme, tuple(parsed.value.instruments)


@pytest.fixture(scope="module")
def found(
    definitions: tuple[Programme, tuple[Instrument, ...]],
) -> dict[tuple[str, str, str, str, str], Variable]:
    every = variables(*definitions)
    keys = {variable.key: variable for variable in every}
    assert len(keys) == len(every)
    return keys


def test_how_many_there_are(found: dict[object, Variable]) -> None:
    """Changes: seven blocks' worth of 8 and two single ones. No session record, nothing named."""
    kinds = Counter(variable.kind for variable in found.values())
    assert kinds["change"] == 6 * 8 + 2
    assert {v.role for v in found.values()} == {"mentor", "mentee"}
    assert not any("age" in v.measure or v.measure == "minutes" for v in found.values())


@pytest.mark.parametrize(
    ("key", "population", "primary"),
    [
        (("mentor", "confidence", "clinical", "before_interview", ""),
         ("before_interview", "after_session"), False),
        (("mentor", "confidence", "total", "before_session", ""),
         ("before_session", "after_session"), True),
        (("mentor", "confidence", "total", "after_session", ""),
         ("before_session", "after_session"), True),
        (("mentor", "confidence", "total", "after_interview", ""), ("after_interview",), False),
        (("mentor", "ability", "time", "before_interview", ""), ("before_interview",), False),
        (("mentor", "understanding", "total", "after_session", ""),
         ("before_session", "after_session"), True),
        (("mentor", "confidence", "total", "follow_up", ""), ("follow_up",), False),
        (("mentee", "worries", "total", "before_session", ""), ("before_session",), False),
        (("mentor", "confidence", "total", "before_interview", "after_session"),
         ("before_interview", "after_session"), False),
    ],
)  # fmt: skip
def test_population(
    found: dict[tuple[str, ...], Variable],
    key: tuple[str, ...],
    population: tuple[str, ...],
    primary: bool,
) -> None:
    assert found[key].population == population
    assert found[key].primary is primary


def test_a_primary_comparison_goes_first_wherever_it_is_listed(
    definitions: tuple[Programme, tuple[Instrument, ...]],
) -> None:
    programme, instruments = definitions
    turned = programme.model_copy(update={"comparisons": programme.comparisons[::-1]})
    after = ("mentor", "confidence", "total", "after_session", "")
    for each in (programme, turned):
        by_key = {variable.key: variable for variable in variables(each, instruments)}
        assert by_key[after].population == ("before_session", "after_session")


def test_totals_have_three_categories_by_the_average_answer(
    found: dict[tuple[str, ...], Variable],
) -> None:
    total = found["mentee", "awareness", "total", "before_session", ""]
    assert total.codes == tuple(str(code) for code in range(7, 36))
    low, middle, high = total.categories
    assert (low.codes[0], low.codes[-1]) == ("7", "17")
    assert (middle.codes[0], middle.codes[-1]) == ("18", "24")
    assert (high.codes[0], high.codes[-1]) == ("25", "35")
    assert [category.id for category in total.categories] == ["low", "middle", "high"]
    assert low.label == "7 to 17: on average below “moderately aware”"
    assert middle.label == "18 to 24: about “moderately aware” on average"
    assert high.label == "25 to 35: on average above “moderately aware”"


def test_every_code_is_in_one_category(found: dict[object, Variable]) -> None:
    for variable in found.values():
        if variable.kind == "change":
            assert variable.categories == CHANGE_CATEGORIES
            continue
        in_categories = [code for category in variable.categories for code in category.codes]
        assert sorted(in_categories) == sorted(variable.codes), variable.key
        assert len(variable.labels) == len(variable.codes)
        assert 2 <= len(variable.categories) <= 3


def test_questions(found: dict[tuple[str, ...], Variable]) -> None:
    worries = found["mentor", "worries", "total", "before_interview", ""]
    assert (worries.kind, worries.codes, worries.ordered) == ("question", ("yes", "no"), False)
    assert worries.instrument == "mentor_before_interview"
    change = found["mentee", "worries_change", "total", "after_session", ""]
    assert change.ordered
    assert change.apart == ("9",)
    assert found["mentee", "duration", "total", "after_session", ""].categories[1].codes == ("3",)


def test_choices_of_a_form_s_own(definitions: tuple[Programme, tuple[Instrument, ...]]) -> None:
    """Up to three options are categories by themselves; more would tell too much apart."""
    programme, instruments = definitions
    form = next(f for f in instruments if f.id == "mentee_after_session")
    few = {"code": "a", "label": "A"}, {"code": "b", "label": "B"}
    many = tuple({"code": code, "label": code.upper()} for code in "abcd")
    items = [
        {"type": "choice", "id": "few", "text": "Which?", "options": few},
        {"type": "choice", "id": "many", "text": "Which?", "options": many},
    ]
    data = form.model_dump(by_alias=True)
    data["sections"][0]["items"] = items
    every = variables(programme, [Instrument.model_validate(data)])
    (choice,) = [v for v in every if v.measure in {"few", "many"}]
    assert choice.measure == "few"
    assert [category.codes for category in choice.categories] == [("a",), ("b",)]
    assert choice.instrument == "mentee_after_session"


def test_titles(found: dict[tuple[str, ...], Variable]) -> None:
    key = ("mentor", "confidence", "clinical", "before_session", "after_session")
    assert found[key].title == "Clinical practice"
    assert found[(*key[:2], "total", *key[3:])].title == "Confidence in giving feedback"
