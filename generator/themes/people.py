"""From an agreed coding and the key to people: how many mentioned each category.

A person counts once in a category, however many of their texts have it. A text
that cannot be coded counts for no category, and its writer still counts among
those who wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.survey.open_answers import OpenAnswer
from generator.survey.problem import Problem, SourceLine
from generator.survey.themes import in_use
from generator.survey.themes_file import COLUMNS
from generator.themes.coding import Coding
from generator.themes.units import KeyLine

Stage = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """A coding and its key without those who have withdrawn.

    ``gone`` counts their texts, ``new`` the answers that the key does not know.
    """

    coding: Coding
    key: tuple[KeyLine, ...]
    gone: int
    new: int


def still_there(coding: Coding, key: Sequence[KeyLine], answers: Sequence[OpenAnswer]) -> Held:
    """Hold a coding against the answers as they are now."""
    now = {(a.form, a.question, a.cohort, a.respondent) for a in answers}
    known = {(line.form, line.question, line.cohort, line.respondent) for line in key}
    kept = tuple(
        line for line in key if (line.form, line.question, line.cohort, line.respondent) in now
    )
    gone = {line.unit for line in key} - {line.unit for line in kept}
    units = tuple(one for one in coding.units if one.unit.id not in gone)
    return Held(replace(coding, units=units), kept, len(gone), len(now - known))


def key_faults(coding: Coding, key: Sequence[KeyLine], shown: str) -> Iterator[Problem]:
    """Yield why a key does not fit a coding: a unit that the other one does not know."""
    known = {line.unit for line in key}
    coded = {one.unit.id for one in coding.units}
    for one in coding.units:
        if one.unit.id not in known:
            fault = f"The key {shown} has no unit '{one.unit.id}'."
            yield Problem(one.place, "unknown-unit", fault, "Use the key that was made with it.")
    where = SourceLine(coding.path)
    for line in key:
        if line.unit not in coded:
            fault = f"The unit '{line.unit}' of the key is missing."
            yield Problem(where, "missing-unit", fault, "Add its row from a coder's workbook.")


def theme_rows(
    coding: Coding, key: Sequence[KeyLine], stages: Sequence[tuple[str, str]]
) -> list[tuple[str, ...]]:
    """Return the rows of ``themes.csv``, the header first.

    ``stages`` are roles and waves in the order in which to write them. A
    category that nobody mentioned has a row with 0, so that it is seen to have
    been looked for.
    """
    codes = {one.unit.id: one.codes for one in coding.units}
    found: dict[Stage, dict[str, set[tuple[str, str]]]] = {}
    for line in key:
        stage = found.setdefault((line.cohort, line.role, line.wave), {})
        for code in codes.get(line.unit, ()):
            stage.setdefault(code, set()).add(line.person)
    order = {stage: place for place, stage in enumerate(stages)}
    ordered = sorted(found, key=lambda s: (s[0], order.get((s[1], s[2]), len(order)), s))
    rows: list[tuple[str, ...]] = [COLUMNS]
    rows += [
        (*stage, category.id, str(len(found[stage].get(category.id, ()))))
        for stage in ordered
        for category in in_use(coding.book)
    ]
    return rows


def writers_of(key: Sequence[KeyLine]) -> dict[tuple[str, str], int]:
    """Return how many people wrote anything, by role and wave."""
    people: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for line in key:
        people.setdefault((line.role, line.wave), set()).add(line.person)
    return {stage: len(found) for stage, found in people.items()}
