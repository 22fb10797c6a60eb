"""What a model says against a file, in words for the file's author.

pydantic names each fault by a path of keys and indices (its ``loc``). Here the
path is walked through the tree of the file, so that the fault has a line and a
column, and the words are made from what stands there: what is wrong, what is
wanted, what was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import ID_PATTERN, Model
from generator.definitions.suggest import suggestion
from generator.definitions.yaml_source import Node, plain_value

#: What comparing a file with its model may say.
MODEL_RULES = (
    "id-shape",
    "invalid",
    "missing-key",
    "out-of-range",
    "unknown-key",
    "unknown-value",
    "version-shape",
    "wrong-length",
    "wrong-type",
)

Step = str | int
Words = tuple[str, str, str]  # rule, fault, remedy

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false, without quotes",
    "dict_type": "1 text for each key, indented below",
    "tuple_type": "a list",
    "model_type": "keys with values, indented below",
    "model_attributes_type": "keys with values, indented below",
    "date_type": "a date such as 2028-03-31",
    "date_parsing": "a date such as 2028-03-31",
    "date_from_datetime_parsing": "a date such as 2028-03-31",
    "date_from_datetime_inexact": "a date such as 2028-03-31",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a model at a place of the tree; ``steps`` lead to ``node``."""

    steps: tuple[Step, ...]
    node: Node
    error: ErrorDetails

    @property
    def unknown_key(self) -> bool:
        """True where the fault is a key that the model does not have."""
        return self.error["type"] == "extra_forbidden"


def located(errors: Iterable[ErrorDetails], root: Node) -> list[Fault]:
    """Return each error with the steps and the node that it concerns.

    Where a value may have several types, pydantic reports each of them; a
    complaint about a whole mapping or list (a list also counts as too short
    where its entries are faulty) gives way to one inside it.
    """
    faults = [_located(error, root) for error in errors]
    inner = {f.steps for f in faults}
    return [f for f in faults if not (_about_whole(f) and _has_inner(f.steps, inner))]


def _about_whole(fault: Fault) -> bool:
    kind = fault.error["type"]
    return fault.node.kind != "text" and (kind in _WANTED or kind == "too_short")


def _has_inner(steps: tuple[Step, ...], others: set[tuple[Step, ...]]) -> bool:
    return any(len(o) > len(steps) and o[: len(steps)] == steps for o in others)


def _located(error: ErrorDetails, root: Node) -> Fault:
    node = root
    steps: list[Step] = []
    tagged = False
    for part in error["loc"]:
        if len(steps) >= 2 and steps[-2] == "items" and not tagged and isinstance(part, str):
            tagged = True  # the item's type, which pydantic puts into the path
            continue
        child = node.child(part)
        if child is None:  # a missing key, or the name of one of several allowed types
            continue
        node = child
        steps.append(part)
        tagged = False
    if error["type"] == "extra_forbidden" and steps:
        parent = root
        for step in steps[:-1]:
            parent = parent.child(step) or parent
        node = parent.key(str(steps[-1])) or node
    return Fault(tuple(steps), node, error)


def worded(faults: Sequence[Fault], model: type[Model], root: Node, path: str) -> list[Problem]:
    """Return the problems that faults mean: one for each place and rule."""
    problems: list[Problem] = []
    wanted: dict[tuple[Step, ...], list[str]] = {}
    for fault in faults:
        if (kind := _WANTED.get(fault.error["type"])) is not None:
            wanted.setdefault(fault.steps, []).append(kind)
    for fault in faults:
        kinds = wanted.get(fault.steps)
        if fault.error["type"] in _WANTED and kinds:
            rule, message, remedy = _wrong_type(fault, list(dict.fromkeys(kinds)))
        else:
            rule, message, remedy = _words(fault, model, root)
        place = SourceLine(path, fault.node.line, fault.node.column)
        problems.append(Problem(place, rule, message, remedy))
    meant = {_meant(key) for key in problems if key.rule == "unknown-key"}
    return [one for one in dict.fromkeys(problems) if _missing(one) not in meant]


def _meant(problem: Problem) -> str:
    """Return the key that an unknown one is probably a misspelling of."""
    return problem.remedy.removeprefix("Did you mean ").removesuffix("?")


def _missing(problem: Problem) -> str:
    """Return the key that is missing, as it is quoted."""
    found = problem.rule == "missing-key" and problem.fault.startswith("The key ")
    return problem.fault.split()[2] if found else ""


def _wrong_type(fault: Fault, kinds: list[str]) -> Words:
    node, name = fault.node, _name(fault.steps)
    value = plain_value(node)
    if value is None:
        return "wrong-type", f"There is nothing after '{name}:'.", f"Give {' or '.join(kinds)}."
    if "a text" in kinds and isinstance(value, bool | int | float):
        sort = "the truth value" if isinstance(value, bool) else "the number"
        said = str(value).lower()
        message = f"Without quotes {node.text} is read as {sort} {said}, not as text."
        whole = ", and give all 3 numbers" if name == "version" else ""
        return "yaml-surprise", message, f'Put quotes round it: "{node.text}"{whole}.'
    here = {"list": "a list", "map": "a set of keys"}.get(node.kind, f"'{node.text[:40]}'")
    return "wrong-type", f"'{name}' is {here}.", f"It takes {' or '.join(kinds)}."


def _name(steps: Sequence[Step]) -> str:
    return str(next((s for s in reversed(steps) if isinstance(s, str)), "the file"))


def _words(fault: Fault, model: type[Model], root: Node) -> Words:
    error, name, text = fault.error, _name(fault.steps), fault.node.text[:60]
    context: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "missing":
            key = str(error["loc"][-1])
            return "missing-key", f"The key '{key}' is missing here.", f"Add '{key}: …'."
        case "extra_forbidden":
            key, keys = str(fault.steps[-1]), known_keys(model, fault.steps[:-1], root)
            return "unknown-key", f"There is no key '{key[:60]}' here.", suggestion(key, keys)
        case "string_pattern_mismatch":
            return _wrong_shape(name, text, str(context.get("pattern", "")))
        case "literal_error":
            choices = _quoted(str(context.get("expected", "")))
            return "unknown-value", f"'{name}' cannot be '{text}'.", suggestion(text, choices)
        case "union_tag_invalid":
            choices = _quoted(str(context.get("expected_tags", "")))
            kind = str(context.get("tag", ""))[:60]
            return "unknown-value", f"There is no item type '{kind}'.", suggestion(kind, choices)
        case "union_tag_not_found":
            return "missing-key", "This item has no 'type'.", "Add 'type: …', such as 'scale'."
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            least = "at least" if "ge" in context else "at most"
            return "out-of-range", f"'{name}' is {text}.", f"It must be {least} {bound}."
        case "string_too_long" | "string_too_short" | "too_long" | "too_short":
            return _wrong_length(name, error["type"], context)
    return "invalid", f"'{name}' cannot be read: {error['msg'][:200]}.", "Compare with README.md."


def _wrong_shape(name: str, text: str, pattern: str) -> Words:
    if pattern == ID_PATTERN:
        fault = f"'{text}' cannot be an id."
        return "id-shape", fault, "Use lower-case letters, digits and '_', with a letter first."
    fault = f"'{text}' is not a version."
    return "version-shape", fault, 'Write 3 numbers in quotes, such as "1.0.0".'


def _wrong_length(name: str, kind: str, context: dict[str, Any]) -> Words:
    actual = context.get("actual_length")
    most, least = context.get("max_length"), context.get("min_length")
    limit = f"at most {most}" if most is not None else f"at least {least}"
    if kind.startswith("string"):
        size = "short" if most is None else "long"
        return "wrong-length", f"'{name}' is too {size}.", f"It takes {limit} characters."
    counted = "1 entry" if actual == 1 else f"{actual} entries"
    return "wrong-length", f"'{name}' has {counted}.", f"It takes {limit}."


def _quoted(expected: str) -> list[str]:
    """Return the names out of pydantic's list, such as ``'draft', 'ready' or 'retired'``."""
    return expected.split("'")[1::2]


def known_keys(model: type[Model], steps: Sequence[Step], root: Node) -> list[str]:
    """Return the keys that a model allows at the end of some steps."""
    models, node = [model], root
    for step in steps:
        node = node.child(step) or node
        if isinstance(step, str):
            fields = [f for m in models for n, f in m.model_fields.items() if step in (n, f.alias)]
            models = [m for f in fields for m in _models_in(f.annotation)]
    kind = node.child("type")
    if kind is not None and len(models) > 1:
        models = [m for m in models if _tag(m) == kind.text] or models
    return [f.alias or n for m in models for n, f in m.model_fields.items()]


def _tag(model: type[Model]) -> str:
    kind = model.model_fields.get("type")
    return str(get_args(kind.annotation)[0]) if kind and get_args(kind.annotation) else ""


def _models_in(annotation: Any) -> list[type[Model]]:
    """Return the models that a field's type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    if get_origin(annotation) is Literal:
        return []
    return [model for part in get_args(annotation) for model in _models_in(part)]
