"""FHIR R4: one form as a Questionnaire, in JSON.

``linkId`` is the column of the answers; what has no column has ``section.``, ``grid.`` or
``note.`` before its name. Conditions on answers with an order are a list of equal signs, as FHIR
compares no codes by size. Checked by rules of FHIR's own (tests): its Python library takes
broken files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.exchange.definitions.survey import (
    Answer,
    Asked,
    Condition,
    Export,
    Part,
    Survey,
    Words,
)
from generator.exchange.definitions.telling import in_words, short, told_of_all

Json = dict[str, Any]

_OWN = "https://example.org/mentoring"
_STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_TYPES = {
    "note": "display",
    "one": "choice",
    "several": "choice",
    "number": "integer",
    "date": "date",
    "short": "string",
    "long": "text",
}
_COMPARED = {"is": "=", "is_not": "!=", "at_least": ">=", "at_most": "<="}


def fhir(survey: Survey) -> Export:
    """Return one form as a Questionnaire, and what FHIR R4 cannot hold."""
    lists = _lists(survey)
    questionnaire: Json = {
        "resourceType": "Questionnaire",
        "id": survey.name.replace("_", "-"),
        "language": survey.first,
        "url": f"{_OWN}/Questionnaire/{survey.name.replace('_', '-')}",
        "version": survey.version,
        "name": "".join(part.capitalize() for part in survey.name.split("_")),
        **_worded("title", survey.title, survey),
        "status": {"draft": "draft", "ready": "active", "retired": "retired"}[survey.status],
        "item": [_part(survey, part, lists) for part in survey.parts if part.asked],
    }
    content = json.dumps(_filled(questionnaire), indent=2, ensure_ascii=False) + "\n"
    return Export(f"{survey.name}-fhir.json", content.encode(), tuple(_notes(survey)))


def _lists(survey: Survey) -> Mapping[str, str]:
    """Return the address of the list of answers of each question that has one."""
    return {
        one.name: f"{_OWN}/CodeSystem/{one.answers_id.replace('_', '-')}"
        for one in survey.asked
        if one.answers
    }


def _filled(value: Json) -> Json:
    """Return an object without the members that are empty: FHIR takes none."""
    return {name: part for name, part in value.items() if part not in ("", [], {}, None)}


def _worded(name: str, words: Words, survey: Survey) -> Json:
    """Return a text, with its other languages as extensions beside it."""
    found: Json = {name: survey.said(words)}
    others = [
        {
            "url": f"{_STRUCTURE}/translation",
            "extension": [
                {"url": "lang", "valueCode": tag},
                {"url": "content", "valueString": words[tag]},
            ],
        }
        for tag in survey.languages[1:]
        if words.get(tag) and found[name]
    ]
    return found | ({f"_{name}": {"extension": others}} if others else {})


def _part(survey: Survey, part: Part, lists: Mapping[str, str]) -> Json:
    items = [_item(survey, one, lists) for one in part.asked]
    return _filled({
        "linkId": f"section.{part.name}",
        **_worded("text", part.title, survey),
        "type": "group",
        "item": items,
    })  # fmt: skip


def _item(survey: Survey, one: Asked, lists: Mapping[str, str]) -> Json:
    if one.kind == "grid":
        return _grid(survey, one, lists)
    limits = [
        {"url": f"{_STRUCTURE}/minValue", "valueInteger": one.minimum},
        {"url": f"{_STRUCTURE}/maxValue", "valueInteger": one.maximum},
    ]
    item: Json = {
        "extension": limits if one.kind == "number" else [],
        "linkId": f"note.{one.name}" if one.kind == "note" else one.name,
        **_worded("text", one.text, survey),
        "type": _TYPES[one.kind],
        **_enabled(survey, one.condition, lists),
        "repeats": True if one.kind == "several" else None,
        "answerOption": _options(survey, one, lists),
        "item": list(_hint(survey, one)),
    }
    return _filled(item)


def _grid(survey: Survey, one: Asked, lists: Mapping[str, str]) -> Json:
    lines = [
        {
            "linkId": line.name,
            **_worded("text", line.phrase, survey),
            "type": "choice",
            "answerOption": _options(survey, one, lists),
        }
        for line in one.lines
    ]
    return _filled({
        "extension": [_control("gtable")],
        "linkId": f"grid.{one.name}",
        **_worded("text", one.text, survey),
        "type": "group",
        **_enabled(survey, one.condition, lists),
        "item": [*_hint(survey, one), *lines],
    })  # fmt: skip


def _control(code: str) -> Json:
    coding = {"system": _CONTROLS, "code": code}
    url = f"{_STRUCTURE}/questionnaire-itemControl"
    return {"url": url, "valueCodeableConcept": {"coding": [coding]}}


def _hint(survey: Survey, one: Asked) -> Iterator[Json]:
    """Yield what stands below a question: its unit and its hint, as words to read."""
    for name, control, words in (("unit", "unit", one.unit), ("hint", "help", one.hint)):
        if survey.whole(words):
            yield {
                "extension": [_control(control)],
                "linkId": f"{name}.{one.name}",
                **_worded("text", words, survey),
                "type": "display",
            }


def _options(survey: Survey, one: Asked, lists: Mapping[str, str]) -> list[Json]:
    return [
        {"valueCoding": _coding(survey, one, answer, lists[one.name])} for answer in one.answers
    ]


def _coding(survey: Survey, one: Asked, answer: Answer, system: str) -> Json:
    found: Json = {}
    if one.ordered and not answer.apart and answer.code.isdecimal():
        value = {"url": f"{_STRUCTURE}/ordinalValue", "valueDecimal": int(answer.code)}
        found["extension"] = [value]
    found |= {"system": system, "code": answer.code}
    return found | _worded("display", answer.label, survey)


# Conditions


def _enabled(survey: Survey, condition: Condition | None, lists: Mapping[str, str]) -> Json:
    """Return when an item is asked; nothing where it always is, or FHIR cannot say it."""
    if condition is None:
        return {}
    rules = list(_rules(condition, lists.get(condition.item, "")))
    return {"enableWhen": rules, "enableBehavior": "any" if len(rules) > 1 else ""}


def _rules(condition: Condition, system: str) -> Iterator[Json]:
    name, operator = condition.item, condition.operator
    if operator == "answered":
        for one in condition.parts if condition.kind == "grid" else (name,):
            yield {"question": one, "operator": "exists", "answerBoolean": True}
    elif condition.kind == "number":
        compared = {"question": name, "operator": _COMPARED[operator]}
        yield {**compared, "answerInteger": int(condition.value)}
    elif condition.kind == "one" or operator == "is":
        for code in condition.codes or (condition.value,):
            coding = {"system": system, "code": code}
            yield {"question": name, "operator": "=", "answerCoding": coding}


def _notes(survey: Survey) -> Iterator[str]:
    yield (
        "The survey code is the response's identifier. Never fill in its subject, author or source."
    )
    yield (
        "The gaps -97, -98 and -99 are data-absent-reason: "
        "not-applicable, asked-declined and unknown."
    )
    yield f"Addresses begin with {_OWN}: put your own in their place before you share the file."
    for one in survey.asked:
        told = one.condition
        if told is not None and told.kind == "several" and told.operator == "is_not":
            yield (
                f"FHIR R4 cannot say it, so it is always asked: “{short(survey.said(one.text))}” "
                f"only where {in_words(survey, told)}."
            )
    yield "mentoring import does not read FHIR: get the answers as a table, a column a linkId."
    yield from told_of_all(replace(survey, cohorts=()))  # it asks for none
