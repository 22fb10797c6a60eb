"""The variables of the shipped programme and of small changes to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from generator.definitions.instrument import Instrument
from generator.definitions.load import parse_definitions
from generator.definitions.programme import Programme
from generator.definitions.variables import (
    CHANGE_CATEGORIES,
    NumberQuestion,
    Variable,
    number_questions,
    session_questions,
    variables,
)

ROOT = Path(__file__).parents[2]
Shipped = tuple[Programme, tuple[Instrument, ...]]
Found = dict[tuple[str, ...], Variable]


@pytest.fixture(scope="module")
def definitions() -> Shipped:
    files = {p.name: p.read_text("utf-8") for p in (ROOT / "instruments").glob("*.yml")}
    made = parse_definitions(files, [])
    return made.programme, made.instruments


@pytest.fixture(scope="module")
def found(definitions: Shipped) -> Found:
    every = variables(*definitions)
    keys = {variable.key: variable for variable in every}
    assert len(keys) == len(every)
    return keys


def test_how_many_there_are(found: Found) -> None:
    """Changes: seven blocks' worth of 8 and two single ones. No session record, nothing named."""
    kinds = Counter(variable.kind for variable in found.values())
    assert kinds["change"] == 6 * 8 + 2
    assert {v.role for v in found.values()} == {"mentor", "mentee"}
    assert not any("age" in v.measure or v.measure == "minutes" for v in found.values())


@pytest.mark.parametrize(
    ("key", "population", "primary"),
    [
        (("mentor", "confidence", "clinical", "before_interview", ""),
         ("before_interview",), False),
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
    found: Found,
    key: tuple[str, ...],
    population: tuple[str, ...],
    primary: bool,
) -> None:
    assert found[key].population == population
    assert found[key].primary is primary


def test_every_question_of_a_role_at_a_wave_belongs_to_one_population(
    definitions: Shipped, found: Found
) -> None:
    """A pair of waves is a primary comparison's; whoever is in two would be counted twice."""
    programme, _ = definitions
    pairs = {(c.role, c.measure, c.from_, c.to) for c in programme.comparisons if c.primary}
    at_waves: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for v in found.values():
        if v.kind == "change":
            continue
        at_waves.setdefault((v.role, v.measure, v.from_), set()).add(v.population)
        assert v.from_ in v.population
        assert len(v.population) == 1 or (v.role, v.measure, *v.population) in pairs
    assert all(len(populations) == 1 for populations in at_waves.values())


def test_open_pages_show_no_change_of_a_further_comparison(found: Found) -> None:
    closed = {v.key for v in found.values() if not v.open}
    further = {v.key for v in found.values() if v.kind == "change" and not v.primary}
    assert closed == further
    assert {key[3:] for key in closed} == {("before_interview", "after_session")}


def test_a_primary_comparison_goes_first_wherever_it_is_listed(definitions: Shipped) -> None:
    programme, instruments = definitions
    turned = programme.model_copy(update={"comparisons": programme.comparisons[::-1]})
    after = ("mentor", "confidence", "total", "after_session", "")
    for each in (programme, turned):
        by_key = {variable.key: variable for variable in variables(each, instruments)}
        assert by_key[after].population == ("before_session", "after_session")


def test_totals_have_three_categories_by_the_average_answer(found: Found) -> None:
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


def test_every_code_is_in_one_category(found: Found) -> None:
    for variable in found.values():
        if variable.kind == "change":
            assert variable.categories == CHANGE_CATEGORIES
            continue
        in_categories = [code for category in variable.categories for code in category.codes]
        assert sorted(in_categories) == sorted(variable.codes), variable.key
        assert len(variable.labels) == len(variable.codes)
        assert 2 <= len(variable.categories) <= 3


def test_questions(found: Found) -> None:
    worries = found["mentor", "worries", "total", "before_interview", ""]
    assert (worries.kind, worries.codes, worries.ordered) == ("question", ("yes", "no"), False)
    assert worries.instrument == "mentor_before_interview"
    change = found["mentee", "worries_change", "total", "after_session", ""]
    assert change.ordered
    assert change.apart == ("9",)
    assert found["mentee", "duration", "total", "after_session", ""].categories[1].codes == ("3",)


def asked(definitions: Shipped, *items: dict[str, object]) -> dict[str, Variable]:
    """Return the variables of a form with other items, by measure; changes left out."""
    programme, instruments = definitions
    form = next(f for f in instruments if f.id == "mentee_after_session")
    data = form.model_dump(by_alias=True)
    data["sections"] = [{"id": "all", "title": "All", "items": items}]
    every = variables(programme, [Instrument.model_validate(data)])
    return {v.measure: v for v in every if v.kind != "change"}


def options(codes: str) -> list[dict[str, str]]:
    return [{"code": code, "label": code.upper()} for code in codes]


def test_choices_of_a_form_s_own(definitions: Shipped) -> None:
    """Up to three options are categories by themselves; more would tell too much apart."""
    bands = [
        {"id": "early", "label": "Early", "codes": ["a", "c"]},
        {"id": "late", "label": "Late", "codes": ["b", "d"]},
    ]
    choice = {"type": "choice", "text": "Which?"}
    found = asked(
        definitions,
        {**choice, "id": "few", "options": options("ab")},
        {**choice, "id": "many", "options": options("abcd")},
        {**choice, "id": "banded", "options": options("abcd"), "bands": bands},
    )
    few, many, banded = found["few"], found["many"], found["banded"]
    assert [category.codes for category in few.categories] == [("a",), ("b",)]
    assert few.instrument == "mentee_after_session"
    assert [c.label for c in many.categories] == ["A", "B", "C", "D"]
    assert [c.codes for c in banded.categories] == [("a", "c"), ("b", "d")]
    assert banded.codes == ("a", "b", "c", "d")
    assert (few.open, many.open, banded.open) == (True, False, True)


def test_each_box_of_a_question_with_several_is_a_question_of_its_own(definitions: Shipped) -> None:
    drinks = {"type": "several", "id": "drinks", "text": "What?", "options": options("abcd")}
    found = asked(definitions, drinks)
    assert list(found) == [f"drinks___{code}" for code in "abcd"]
    box = found["drinks___b"]
    assert (box.title, box.codes, box.ordered, box.open) == ("What? B", ("0", "1"), False, True)
    assert [(c.label, c.codes) for c in box.categories] == [
        ("Ticked", ("1",)), ("Not ticked", ("0",)),
    ]  # fmt: skip


def test_a_number_with_bands_is_a_question(found: Found) -> None:
    minutes = found["mentor", "expected_minutes", "total", "before_session", ""]
    assert (minutes.kind, minutes.open, minutes.ordered) == ("question", True, False)
    assert minutes.codes == ("under_30", "from_30_to_45", "over_45")
    assert minutes.limits == ((0, 29), (30, 45), (46, 600))
    assert [c.codes for c in minutes.categories] == [(code,) for code in minutes.codes]
    assert minutes.population == ("before_session",)


def test_a_number_without_bands_is_none(definitions: Shipped) -> None:
    number = {"type": "number", "id": "cups", "text": "How many?", "minimum": 0, "maximum": 9}
    assert asked(definitions, number) == {}


def test_what_only_some_are_asked_is_not_for_open_pages(definitions: Shipped) -> None:
    yes_no = {"type": "scale", "scale": "yes_no"}
    condition = {"item": "met", "operator": "is", "value": "yes"}
    found = asked(
        definitions,
        {**yes_no, "id": "met", "text": "Did you meet?"},
        {**yes_no, "id": "well", "text": "Was it well?", "show_if": condition},
        {**yes_no, "id": "again", "text": "If you met, would you meet again?"},
        {**yes_no, "id": "iffy", "text": {"en": "Iffy?", "cy": "If you"}},
        {"type": "single", "measure": "awareness", "show_if": condition},
    )
    assert {name: v.open for name, v in found.items()} == {
        "met": True, "well": False, "again": False, "iffy": True, "awareness": False,
    }  # fmt: skip


def test_a_change_of_a_measure_asked_under_a_condition_is_not_for_open_pages(
    definitions: Shipped,
) -> None:
    programme, instruments = definitions
    form = next(f for f in instruments if f.id == "mentee_after_session")
    data = form.model_dump(by_alias=True)
    condition = {"item": "experience", "operator": "answered"}
    for section in data["sections"]:
        for item in section["items"]:
            if item.get("measure") == "awareness":
                item["show_if"] = condition
    others = [f for f in instruments if f.id != form.id]
    every = variables(programme, [*others, Instrument.model_validate(data)])
    mine = {v.key[1:5]: v.open for v in every if v.role == "mentee" and v.domain == "total"}
    assert not mine["awareness", "total", "before_session", "after_session"]
    assert mine["importance", "total", "before_session", "after_session"]
    assert mine["awareness", "total", "before_session", ""]


def test_titles(found: Found) -> None:
    key = ("mentor", "confidence", "clinical", "before_session", "after_session")
    assert found[key].title == "Clinical practice"
    assert found[(*key[:2], "total", *key[3:])].title == "Confidence in giving feedback"


def test_people_s_numbers_are_listed_before_a_session_s(definitions: Shipped) -> None:
    programme, instruments = definitions
    words = "How long do you expect the session to last?"
    found = number_questions(programme, instruments[::-1])
    assert found[:2] == tuple(
        NumberQuestion(
            role, "before_session", f"{role}_before_session", "expected_minutes", words, "minutes"
        )
        for role in ("mentor", "mentee")
    )
    assert [(one.role, one.item) for one in found[2:]] == [("pair", "minutes")]


def test_a_session_s_number_is_counted_as_a_number_alone_bands_or_not(definitions: Shipped) -> None:
    programme, instruments = definitions
    form = next(f for f in instruments if f.id == "session_record")
    data = form.model_dump(by_alias=True)
    data["sections"][0]["items"][0]["bands"] = [
        {"id": "short", "label": "Short", "from": 0, "to": 30},
        {"id": "long", "label": "Long", "from": 31, "to": 600},
    ]
    banded = [Instrument.model_validate(data)]
    assert [one.item for one in number_questions(programme, banded)] == ["minutes"]
    assert session_questions(programme, banded) == session_questions(programme, [form])
