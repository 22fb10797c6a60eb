"""Answers that a map translates: what a file holds, and the code that it stands for."""

from __future__ import annotations

from collections.abc import Sequence

from yaml import MappingNode, ScalarNode

from generator.definitions.codebook import GAPS, Column
from generator.definitions.suggest import listed, quoted, suggestion
from generator.exchange import days
from generator.exchange.map_model import OPEN
from generator.exchange.map_shapes import Shapes
from generator.exchange.plain_words import folded
from generator.exchange.taking import Kit


def answers_in(root: MappingNode, shapes: Shapes, kit: Kit) -> dict[str, dict[str, str]]:
    """Return the code of each text, by the form's column; faults go to ``shapes``."""
    found: dict[str, dict[str, str]] = {}
    node = shapes.mapping(root, "answers")
    for key, value in node.value if node else ():
        if not shapes.is_column(key, (*kit.form.targets, "cohort", "completed_on")):
            continue
        if isinstance(value, MappingNode):
            found[key.value] = _given(key.value, value, shapes, kit)
        else:
            remedy = 'Write "what the file holds": code, a line for each.'
            shapes.fault(value, "wrong-type", f"'{key.value}' holds no answers.", remedy)
    return found


def _given(target: str, node: MappingNode, shapes: Shapes, kit: Kit) -> dict[str, str]:
    given: dict[str, str] = {}
    seen: dict[str, str] = {}
    for key, value in node.value:
        text, code = str(key.value), str(value.value)
        if not isinstance(value, ScalarNode):
            shapes.fault(value, "wrong-type", f"{quoted(text)} needs 1 code.", "Write a code.")
        elif code == OPEN:
            shapes.is_open(value, text)
        elif reason := _no_code(target, code, kit):
            fault = f"{quoted(code)} is no code of '{target}'."
            shapes.fault(value, "unknown-code", fault, reason)
        elif seen.setdefault(folded(text), code) != code:
            fault = f"{quoted(text)} stands here twice, with 2 codes."
            shapes.fault(key, "answer-twice", fault, "Delete 1 of the 2.")
        else:
            given[text] = code
    return given


def _no_code(target: str, code: str, kit: Kit) -> str:
    """Return what would be a code, where this is none."""
    form = kit.form
    if target == "cohort":
        return _unless(code, [cohort.id for cohort in kit.cohorts])
    if code in GAPS:
        return ""
    if target in form.several:
        return _unless(code, [one.code for one in form.several[target]])
    return _no_code_of(form.by_name[target].column if target in form.by_name else None, code)


def _unless(code: str, known: Sequence[str]) -> str:
    return "" if code in known else suggestion(code, known)


def _no_code_of(column: Column | None, code: str) -> str:
    if column is None or column.kind == "date":
        return "" if days.day_in(code, "") == code else "Write a date such as 2026-05-11, or a gap."
    if column.kind == "text":
        return 'Of a text only gaps are set: "", -97, -98 or -99.'
    if column.kind == "number":
        whole = code.isascii() and code.isdigit() and len(code) < 20
        fits = whole and column.minimum <= int(code) <= column.maximum
        return "" if fits else f"Write a whole number from {column.minimum} to {column.maximum}."
    return "" if code in column.codes else f"Use one of: {listed(column.codes)}; or a gap."
