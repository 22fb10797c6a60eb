"""Forms to write for other tools: the kit's own, and ones that no tool likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions, parse_definitions, read_file
from generator.definitions.programme import Programme
from generator.definitions.texts import texts
from generator.exchange.definitions.survey import Survey
from generator.exchange.definitions.survey_making import survey_of
from generator.inputs import load
from generator.responses.schema import READABLE

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/cases/tiny/instruments"
#: What each tool takes for something else: a formula, a tag, an answer, a line, a cell, a quote.
HOSTILE = (
    '=1+1|a "b" [c] ${d} {e} <script>x</script>\n[[Block]]\n\\"\t@TODAY {{f}} & ]]> ŵ 😀 '
    + "x" * 300
)
#: A form with every kind of question, and every kind of condition.
EVERYTHING = """\
id: everything
version: "1.0.0"
title: Everything
status: ready
kind: linked
role: mentor
wave: later
minutes: 3
purpose: To ask everything.
when: Before tea.
sections:
  - id: main
    title: Main questions
    intro: "Read this:\\n- first\\n- second"
    items:
      - {type: single, measure: grasp}
      - {type: measure, measure: sureness, hint: Tick 1 box in each line., show_if: {item: grasp, operator: at_least, value: 4}}
      - {id: minutes, type: number, minimum: 5, maximum: 90, unit: minutes, text: "How long?"}
      - {id: held_on, type: date, text: "When?", show_if: {item: minutes, operator: at_most, value: 30}}
      - {id: remark, type: short_text, text: "Any remark?", show_if: {item: minutes, operator: is_not, value: 7}}
      - id: drinks
        type: several
        text: What did you drink?
        options:
          - {code: tea, label: Tea}
          - {code: hot_chocolate, label: Hot chocolate}
          - {code: 3, label: Something else}
      - {id: which_tea, type: short_text, text: "Which tea?", show_if: {item: drinks, value: tea}}
      - {id: no_tea, type: long_text, text: "Why no tea?", show_if: {item: drinks, operator: is_not, value: tea}}
      - {id: drinks_text, type: long_text, text: "And then?", show_if: {item: drinks, operator: answered}}
      - {id: sure_text, type: long_text, text: "Why so sure?", show_if: {item: sureness, operator: answered}}
  - id: place
    title: The place
    items:
      - type: note
        text: Think of the last time.
      - id: place
        type: choice
        text: Where?
        options:
          - {code: tea_room, label: In the tea room}
          - {code: online, label: Online}
          - {code: outside, label: Outside}
      - {id: place_text, type: long_text, text: "Why there?", show_if: {item: place, operator: is_not, value: online}}
      - {id: mood, type: scale, scale: mood, text: "How was it?"}
      - {id: mood_text, type: long_text, text: "Why was it good?", show_if: {item: mood, operator: at_least, value: 2}}
      - {type: note, text: Thank you.}
"""  # noqa: E501
MOOD = {
    "id": "mood",
    "title": "Mood",
    "points": [
        {"code": 1, "label": "Bad"},
        {"code": 2, "label": "Good"},
        {"code": 3, "label": "Very good"},
        {"code": 9, "label": "Does not apply", "apart": True},
    ],
    "bands": [
        {"id": "bad", "label": "Bad", "codes": [1]},
        {"id": "good", "label": "Good", "codes": [2, 3]},
        {"id": "apart", "label": "Does not apply", "codes": [9]},
    ],
}


@cache
def kit() -> Definitions:
    """Return the kit's own programme."""
    return load(ROOT, [])


def tiny(
    change: Callable[[str, bool], object] = lambda text, option: text,
    languages: tuple[str, ...] = ("en",),
    domains: int = 7,
) -> Definitions:
    """Return the tiny programme with a form of everything, each of its texts changed.

    ``change`` is told the text and whether it is an answer's label.
    """
    files = {path.name: path.read_text("utf-8") for path in sorted(TINY.glob("*.yml"))}
    files["everything.yml"] = EVERYTHING
    found = {}
    for name, text in files.items():
        raw = yaml.load(text, yaml.CSafeLoader)
        if name == "programme.yml":
            add_to(raw)
            raw["languages"] = list(languages)
            raw["domains"] = list(_domains(raw["domains"], domains))
        _change(raw, name, change)
        found[f"instruments/{name}"] = _dumped(raw)
    return parse_definitions(found, [])


def _dumped(raw: object) -> str:
    made: str = yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return made


def add_to(programme: dict[str, Any]) -> None:
    """Add to a programme, as it is read, what the form of everything needs."""
    programme["scales"].append(deepcopy(MOOD))
    programme["waves"].append({"id": "later", "title": "Later", "phrase": "later"})


def _domains(given: list[dict[str, Any]], many: int) -> Iterator[dict[str, Any]]:
    for place in range(many):
        one = given[place % len(given)]
        again = deepcopy(one) | {"id": f"{one['id']}_again"}
        yield one if place < len(given) else again


def _change(raw: dict[str, Any], name: str, change: Callable[[str, bool], object]) -> None:
    kind: type[Programme] | type[Instrument] = Programme if name == "programme.yml" else Instrument
    model = read_file(_dumped(raw), name, kind, []).model
    assert model is not None
    for steps, words, _ in texts(model):
        parent: Any = raw
        for step in steps[:-1]:
            parent = parent[step] if isinstance(step, int) or step in parent else {}
        if words and (isinstance(steps[-1], int) or steps[-1] in parent):
            parent[steps[-1]] = change(str(words), steps[-1] == "label")


def in_two(text: str, _option: bool) -> object:
    """Return a text in English and in what stands for Welsh."""
    return {"en": text, "cy": f"{text} ŵ"}


def hostile(text: str, _option: bool) -> object:
    """Return a text that no tool likes, still unlike all others."""
    return f"{text} {HOSTILE}"


def surveys(definitions: Definitions, cohorts: tuple[str, ...] = ()) -> dict[str, Survey]:
    """Return each form that is read back as a survey, by its id."""
    return {
        form.id: survey_of(form, definitions.programme, cohorts)
        for form in definitions.instruments
        if form.kind in READABLE
    }


@cache
def all_surveys() -> dict[str, Survey]:
    """Return the kit's forms, and the form of everything: plain, in 2 languages, hostile, large."""
    two = ("en", "cy")
    found = {f"kit {name}": one for name, one in surveys(kit()).items()}
    for sort, definitions in {
        "plain": tiny(),
        "grouped": tiny(),
        "two languages": tiny(in_two, two),
        "hostile": tiny(hostile),
        "three domains": tiny(domains=3),
        "twelve domains": tiny(domains=12),
    }.items():
        cohorts = ("spring-2027", "autumn_2027") if sort == "grouped" else ()
        made = surveys(definitions, cohorts)
        found |= {f"{sort} {name}": made[name] for name in ("everything", "visit")}
    return found
