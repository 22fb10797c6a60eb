"""What a model says against a file, in words for the file's author.

pydantic names each fault by a path of keys and indices (its ``loc``). Here the
path is walked through the tree of the file, so that the fault has a line and a
column, and the words are made from what stands there: what is wrong, what is
wanted, what was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic_core import ErrorDetails
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.problem import Problem
from generator.definitions.programme import ID_PATTERN, Model
from generator.definitions.suggest import nearest, suggestion
from generator.definitions.yaml_source import Step, at, child, plain_value

Words = tuple[str, str, str]  # rule, fault, remedy

#: Where a value has the wrong type: what it should be.
_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false, without quotes",
    "dict_type": "1 text for each key, indented below",
    "tuple_type": "a list",
    "model_type": "keys with values, indented below",
    "model_attributes_type": "keys with values, indented below",
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "a date such as 2028-03-31",
    ),
}
#: For every other type of error: its rule, fault and remedy. The names in brackets are what
#: pydantic says of the error, and what ``_words`` finds where it stands.
_WORDS: dict[str, Words] = {
    "missing": ("missing-key", "The key '{key}' is missing here.", "Add '{key}: …'."),
    "extra_forbidden": ("unknown-key", "There is no key '{key}' here.", "{meant}"),
    "literal_error": ("unknown-value", "'{name}' cannot be '{text}'.", "{meant}"),
    "union_tag_invalid": ("unknown-value", "There is no item type '{tag:.60}'.", "{meant}"),
    "union_tag_not_found": (
        "missing-key", "This item has no 'type'.", "Add 'type: …', such as 'scale'.",
    ),
    "greater_than_equal": ("out-of-range", "'{name}' is {text}.", "It must be at least {ge}."),
    "less_than_equal": ("out-of-range", "'{name}' is {text}.", "It must be at most {le}."),
    "string_too_long": (
        "wrong-length", "'{name}' is too long.", "It takes at most {max_length} characters.",
    ),
    "string_too_short": (
        "wrong-length", "'{name}' is too short.", "It takes at least {min_length} characters.",
    ),
    "too_long": ("wrong-length", "'{name}' has {entries}.", "It takes at most {max_length}."),
    "too_short": ("wrong-length", "'{name}' has {entries}.", "It takes at least {min_length}."),
    ID_PATTERN: (
        "id-shape",
        "'{text}' cannot be an id.",
        "Use lower-case letters, digits and '_', with a letter first.",
    ),
    "string_pattern_mismatch": (
        "version-shape",
        "'{text}' is not a version.",
        'Write 3 numbers in quotes, such as "1.0.0".',
    ),
}  # fmt: skip
_ANYTHING_ELSE = ("invalid", "'{name}' cannot be read: {msg:.200}.", "Compare with README.md.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a model at a place of the tree; ``steps`` lead to ``node``."""

    steps: tuple[Step, ...]
    node: Node
    error: ErrorDetails

    @property
    def kind(self) -> str:
        """What pydantic calls this kind of fault."""
        return self.error["type"]

    @property
    def name(self) -> str:
        """The key at which the fault stands, or in whose list."""
        return str(next((s for s in reversed(self.steps) if isinstance(s, str)), "the file"))

    @property
    def key(self) -> str:
        """The last part of pydantic's path: a key that is missing, or one too many."""
        return str(self.error["loc"][-1]) if self.error["loc"] else ""


def located(errors: Iterable[ErrorDetails], root: Node) -> list[Fault]:
    """Return each error with the steps and the node that it concerns.

    Where a value may have several types, pydantic reports each of them; a
    complaint about a whole mapping or list (a list also counts as too short
    where its entries are faulty) gives way to one inside it.
    """
    faults = [_located(error, root) for error in errors]
    around = {f.steps[:n] for f in faults for n in range(len(f.steps))}
    return [
        fault
        for fault in faults
        if fault.steps not in around
        or isinstance(fault.node, ScalarNode)
        or not (fault.kind in _WANTED or fault.kind == "too_short")
    ]


def _located(error: ErrorDetails, root: Node) -> Fault:
    node, parent = root, root
    steps: list[Step] = []
    tagged = False
    for part in error["loc"]:
        if len(steps) >= 2 and steps[-2] == "items" and not tagged and isinstance(part, str):
            tagged = True  # the item's type, which pydantic puts into the path
            continue
        inner = child(node, part)
        if inner is None:  # a missing key, or the name of one of several allowed types
            continue
        node, parent = inner, node
        steps.append(part)
        tagged = False
    if error["type"] == "extra_forbidden" and steps and isinstance(parent, MappingNode):
        node = next(key for key, _ in parent.value if key.value == steps[-1])
    return Fault(tuple(steps), node, error)


def worded(faults: Sequence[Fault], model: type[Model], path: str) -> list[Problem]:
    """Return the problems that faults mean: one for each place and rule.

    A key is not also missing where another is probably a misspelling of it.
    """
    wanted: dict[tuple[Step, ...], dict[str, None]] = {}
    for fault in faults:
        if fault.kind in _WANTED:
            wanted.setdefault(fault.steps, {})[_WANTED[fault.kind]] = None
    meant = {
        near
        for fault in faults
        if fault.kind == "extra_forbidden"
        for near in nearest(fault.key, _choices(fault, model), cutoff=0.6)
    }
    problems: dict[Problem, None] = {}
    for fault in faults:
        if fault.kind in _WANTED:
            words = _wrong_type(fault, list(wanted[fault.steps]))
        elif fault.kind == "missing" and fault.key in meant:
            continue
        else:
            words = _words(fault, _choices(fault, model))
        problems[Problem(at(fault.node, path), *words)] = None
    return list(problems)


def _wrong_type(fault: Fault, kinds: list[str]) -> Words:
    node, name, value = fault.node, fault.name, plain_value(fault.node)
    if value is None:
        return "wrong-type", f"There is nothing after '{name}:'.", f"Give {' or '.join(kinds)}."
    if "a text" in kinds and isinstance(value, bool | int | float):
        sort = "the truth value" if isinstance(value, bool) else "the number"
        said = str(value).lower()
        message = f"Without quotes {node.value} is read as {sort} {said}, not as text."
        whole = ", and give all 3 numbers" if name == "version" else ""
        return "yaml-surprise", message, f'Put quotes round it: "{node.value}"{whole}.'
    here = "a list" if isinstance(node, SequenceNode) else f"'{node.value[:40]}'"
    here = "a set of keys" if isinstance(node, MappingNode) else here
    return "wrong-type", f"'{name}' is {here}.", f"It takes {' or '.join(kinds)}."


def _words(fault: Fault, choices: Sequence[str]) -> Words:
    context: dict[str, Any] = fault.error.get("ctx", {})
    text = fault.node.value[:60] if isinstance(fault.node, ScalarNode) else ""
    written = {"extra_forbidden": fault.key, "union_tag_invalid": str(context.get("tag"))}
    meant = suggestion(written.get(fault.kind, text), choices) if choices else ""
    actual = context.get("actual_length")
    values = {
        "name": fault.name,
        "key": fault.key[:60],
        "text": text,
        "msg": fault.error["msg"],
        "entries": "1 entry" if actual == 1 else f"{actual} entries",
        "meant": meant,
    }
    shape = context.get("pattern")
    rule, said, remedy = _WORDS.get(shape or fault.kind) or _WORDS.get(fault.kind, _ANYTHING_ELSE)
    return rule, said.format(**context | values), remedy.format(**context | values)


def _choices(fault: Fault, model: type[Model]) -> list[str]:
    """Return what could stand at a place: the keys of a model, or the values of pydantic's list.

    That list is text, such as ``'draft', 'ready' or 'retired'``.
    """
    if fault.kind != "extra_forbidden":
        context: dict[str, Any] = fault.error.get("ctx", {})
        return str(context.get("expected_tags") or context.get("expected", "")).split("'")[1::2]
    models = [model]
    for part in fault.error["loc"][:-1]:  # a key, a place in a list, or an item's type
        fields = [f for m in models for n, f in m.model_fields.items() if part in (n, f.alias)]
        of_type = [m for m in models if part in _types(m)]
        models = [m for f in fields for m in _models_in(f.annotation)] or of_type or models
    return [f.alias or n for m in models for n, f in m.model_fields.items()]


def _types(model: type[Model]) -> tuple[Any, ...]:
    """Return what stands after ``type`` in an item of this model."""
    kind = model.model_fields.get("type")
    return get_args(kind.annotation) if kind else ()


def _models_in(annotation: Any) -> list[type[Model]]:
    """Return the models that a field's type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
