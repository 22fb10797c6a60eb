"""From an agreed coding and the key to people: which categories each of them mentioned.

A person counts once in a category, however many of their texts have it. A text
that cannot be coded counts for no category, and its writer is a person like
the others. So is whoever returned the form and wrote nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.survey.open_answers import OpenAnswer
from generator.survey.problem import Problem, SourceLine
from generator.survey.themes import Stage, in_use
from generator.survey.themes_file import COLUMNS
from generator.themes.coding import Coding
from generator.themes.units import KeyLine

#: Cohort and survey code.
Person = tuple[str, str]
#: Cohort, role, wave and survey code.
Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """A coding and its key without those who have withdrawn.

    ``gone`` counts their texts, ``new`` are the answers that the key does not know.
    """

    coding: Coding
    key: tuple[KeyLine, ...]
    gone: int
    new: tuple[OpenAnswer, ...]


def still_there(coding: Coding, key: Sequence[KeyLine], answers: Sequence[OpenAnswer]) -> Held:
    """Hold a coding against the answers as they are now."""
    now = {(a.form, a.question, a.cohort, a.respondent): a for a in answers}
    known = {(line.form, line.question, line.cohort, line.respondent) for line in key}
    kept = tuple(
        line for line in key if (line.form, line.question, line.cohort, line.respondent) in now
    )
    new = tuple(answer for place, answer in now.items() if place not in known)
    gone = {line.unit for line in key} - {line.unit for line in kept}
    units = tuple(one for one in coding.units if one.unit.id not in gone)
    return Held(replace(coding, units=units), kept, len(gone), new)


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


def theme_rows(held: Held, returned: Mapping[Stage, Sequence[Person]]) -> list[tuple[str, ...]]:
    """Return the rows of ``themes.csv``, the header first.

    Everybody who returned a form has a row, in the order of ``returned``, but
    for those whose texts all came after the units were made: nobody has read
    them yet. Where that is so of all the texts of a cohort, or of all cohorts,
    at a role's wave, nobody there has a row.
    """
    mentioned = _mentioned(held)
    late = {(a.cohort, a.role, a.wave, a.respondent) for a in held.new} - mentioned.keys()
    unread = _homes(late) - _homes(mentioned)
    order = [category.id for category in in_use(held.coding.book)]
    rows: list[tuple[str, ...]] = [COLUMNS]
    for (role, wave), people in returned.items():
        for cohort, respondent in people:
            place = (cohort, role, wave, respondent)
            if place in late or (cohort, role, wave) in unread or (role, wave) in unread:
                continue
            said = mentioned.get(place, set())
            rows.append((respondent, cohort, role, wave, " ".join(c for c in order if c in said)))
    return rows


def _mentioned(held: Held) -> dict[Place, set[str]]:
    """Return the codes of all texts of each person who wrote anything that was coded."""
    codes = {one.unit.id: one.codes for one in held.coding.units}
    found: dict[Place, set[str]] = {}
    for line in held.key:
        place = (line.cohort, line.role, line.wave, line.respondent)
        found.setdefault(place, set()).update(codes.get(line.unit, ()))
    return found


def _homes(places: Collection[Place]) -> set[tuple[str, ...]]:
    """Return each cohort at a role's wave, and each role's wave as a whole."""
    return {home for place in places for home in (place[:3], place[1:3])}


def writers_of(key: Sequence[KeyLine]) -> dict[tuple[str, str], int]:
    """Return how many people wrote anything, by role and wave."""
    people: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for line in key:
        people.setdefault((line.role, line.wave), set()).add(line.person)
    return {stage: len(found) for stage, found in people.items()}
