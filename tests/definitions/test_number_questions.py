"""Numbers that people are asked for, beside those of a session record."""

from __future__ import annotations

from pathlib import Path

from generator.definitions.instrument import Instrument, NumberItem
from generator.definitions.load import parse_definitions
from generator.definitions.number_questions import NumberQuestion, number_questions
from generator.definitions.session_form import session_forms

ROOT = Path(__file__).parents[2]


def shipped() -> tuple[object, tuple[Instrument, ...]]:
    files = {p.name: p.read_text("utf-8") for p in (ROOT / "instruments").glob("*.yml")}
    parsed = parse_definitions(files)
    assert parsed.value is not None
    return parsed.value.programme, tuple(parsed.value.instruments)


def test_people_s_numbers_are_listed_and_a_session_s_are_not() -> None:
    programme, instruments = shipped()
    words = "How long do you expect the session to last?"
    assert number_questions(programme, instruments[::-1]) == tuple(  # type: ignore[arg-type]
        NumberQuestion(role, "before_session", f"{role}_before_session", "expected_minutes", words,
                       "minutes")
        for role in ("mentor", "mentee")
    )  # fmt: skip


def test_a_session_s_number_stands_among_its_numbers_alone_bands_or_not() -> None:
    programme, instruments = shipped()
    form = next(f for f in instruments if f.id == "session_record")
    data = form.model_dump(by_alias=True)
    minutes = data["sections"][0]["items"][0]
    minutes["bands"] = [
        {"id": "short", "label": "Short", "from": 0, "to": 30},
        {"id": "long", "label": "Long", "from": 31, "to": 600},
    ]
    banded = Instrument.model_validate(data)
    assert isinstance(banded.items[0], NumberItem)
    (before,) = session_forms(programme, [form])  # type: ignore[arg-type]
    (after,) = session_forms(programme, [banded])  # type: ignore[arg-type]
    assert [number.item for number in after.numbers] == ["minutes"]
    assert after == before
