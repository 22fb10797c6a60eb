"""Rules of FHIR R4 for a Questionnaire that its Python library does not hold anybody to.

The numbers are those of the specification's constraints (``que-1`` and so on), as far as they are
about what we write; beside them stand its lists of codes, and that conditions lead somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
STATUS = {"draft", "active", "retired", "unknown"}
TYPES = {
    *("group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string"),
    *("text", "url", "choice", "open-choice", "attachment", "reference", "quantity"),
}
OPERATORS = {"exists", "=", "!=", ">", "<", ">=", "<="}
#: What a condition compares an answer of each type with.
ANSWERS = {"choice": "answerCoding", "integer": "answerInteger", "string": "answerString"}
WITH_OPTIONS = {"choice", "open-choice", "integer", "date", "time", "string", "decimal"}


def faults(questionnaire: Json) -> list[str]:
    """Return every rule that a questionnaire breaks, with the item that breaks it."""
    found = [] if questionnaire.get("status") in STATUS else ["status"]
    if not re.fullmatch(r"[A-Z]\w{0,254}", questionnaire.get("name", "")):
        found.append("que-0")
    items = list(every(questionnaire))
    names = [item.get("linkId", "") for item in items]
    found += [f"que-2 {name}" for name in names if names.count(name) > 1 or not name.strip()]
    for place, item in enumerate(items):
        found += [f"{rule} {item.get('linkId')}" for rule in _of_item(item)]
        before = {one["linkId"]: one for one in items[:place] if "linkId" in one}
        found += [f"{rule} {item.get('linkId')}" for rule in _of_conditions(item, before)]
    return found


def every(parent: Json) -> Iterator[Json]:
    """Yield each item, those above before those below."""
    for item in parent.get("item", []):
        yield item
        yield from every(item)


def _of_item(item: Json) -> Iterator[str]:
    kind = item.get("type")
    options = "answerOption" in item
    shown = kind == "display"
    broken = {
        "type": kind not in TYPES,
        "que-1": (kind == "group" and not item.get("item")) or (shown and "item" in item),
        "que-5": kind not in WITH_OPTIONS and options,
        "que-6": shown and ("required" in item or "repeats" in item),
        "que-12": len(item.get("enableWhen", [])) > 1
        and item.get("enableBehavior") not in ("all", "any"),
        "empty": "" in item.values() or [] in item.values() or None in item.values(),
    }
    yield from (rule for rule, is_broken in broken.items() if is_broken)


def _of_conditions(item: Json, before: dict[str, Json]) -> Iterator[str]:
    for rule in item.get("enableWhen", []):
        answers = [name for name in rule if name.startswith("answer")]
        asked = before.get(rule.get("question", ""))
        if rule.get("operator") not in OPERATORS:
            yield "operator"
        if asked is None or asked["type"] in ("group", "display"):
            yield "target"
        if len(answers) != 1:
            yield "answer"
        elif rule["operator"] == "exists":
            if rule.get("answerBoolean") not in (True, False):
                yield "que-7"
        elif asked is not None:
            if answers != [ANSWERS.get(asked["type"])]:
                yield "answer"
            elif asked["type"] == "choice" and not _is_option(rule["answerCoding"], asked):
                yield "option"


def _is_option(coding: Json, asked: Json) -> bool:
    known = [one["valueCoding"] for one in asked["answerOption"]]
    return any(coding == {"system": k["system"], "code": k["code"]} for k in known)
