"""From an agreed coding and the key to people: which categories each of them mentioned.

A person counts once in a category, however many of their texts have it; so does whoever returned
the form and wrote nothing. The private page has every text beside what the same person said
before and after; its writers have numbers, and their survey codes are not on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from generator.coding.units import KeyLine
from generator.coding.workbook import Coded, Coding
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme, in_language
from generator.definitions.templates import template
from generator.responses.answers import Person
from generator.responses.open_answers import OpenAnswer
from generator.responses.themes import UNCODABLE, Category, Stage, in_use
from generator.responses.themes_file import COLUMNS

#: Stands in every private page of this kind, so that a site's search can find one that strayed.
PRIVATE = "Private: words of people who took part, for the data holder and the coders"
_UNABLE = Category(UNCODABLE, "Cannot be coded")
#: Who was there, at which role and wave.
PLACE_COLUMNS = ("cohort", "role", "wave", "respondent")
Place = tuple[str, str, str, str]


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
    whose = attrgetter("form", "question", "cohort", "respondent")
    now, known = set(map(whose, answers)), set(map(whose, key))
    kept = tuple(line for line in key if whose(line) in now)
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
    held: Held, returned: Mapping[Stage, Sequence[Person]], there: Collection[Place] | None = None
) -> list[tuple[str, ...]]:
    """Return the rows of ``themes.csv``, the header first.

    Everybody who returned a form has a row, in the order of ``returned``,
    whether they wrote anything or not. Where it is known who was ``there``
    when the units were made, who came later has none: nobody has read what
    they may have written.
    """
    mentioned = _mentioned(held)
    order = [category.id for category in in_use(held.coding.book)]
    rows: list[tuple[str, ...]] = [COLUMNS]
    for (role, wave), people in returned.items():
        for cohort, respondent in people:
            place = (cohort, role, wave, respondent)
            if there is None or place in there or place in mentioned:
                said = mentioned.get(place, set())
                categories = " ".join(code for code in order if code in said)
                rows.append((respondent, cohort, role, wave, categories))
    return rows


def place_rows(returned: Mapping[Stage, Sequence[Person]]) -> list[tuple[str, ...]]:
    """Return who had returned a form of each role and wave, the header first."""
    return [
        PLACE_COLUMNS,
        *(
            (cohort, role, wave, respondent)
            for (role, wave), people in returned.items()
            for cohort, respondent in people
        ),
    ]


def _mentioned(held: Held) -> dict[Place, set[str]]:
    """Return the codes of all texts of each person who wrote anything that was coded."""
    codes = {one.unit.id: one.codes for one in held.coding.units}
    found: dict[Place, set[str]] = {}
    for line in held.key:
        place = (line.cohort, line.role, line.wave, line.respondent)
        found.setdefault(place, set()).update(codes.get(line.unit, ()))
    return found


def writers_of(key: Sequence[KeyLine]) -> dict[tuple[str, str], int]:
    """Return how many people wrote anything, by role and wave."""
    people: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for line in key:
        people.setdefault((line.role, line.wave), set()).add(line.person)
    return {stage: len(found) for stage, found in people.items()}


# --- the private page ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Titles:
    """What roles and waves are called."""

    roles: Mapping[str, str]
    waves: Mapping[str, str]

    @classmethod
    def of(cls, programme: Programme) -> Titles:
        """Return a programme's, in its first language."""
        language = programme.languages[0]
        return cls(
            {role.id: in_language(role.title, language) for role in programme.roles},
            {wave.id: in_language(wave.title, language) for wave in programme.waves},
        )


#: A text, its role and wave in words, and its writer's number from 1.
_Text = tuple[Coded, str, int]


def context_page(coding: Coding, key: Sequence[KeyLine], titles: Titles) -> str:
    """Return the whole page as HTML; every text is escaped, and nothing in it runs."""
    order = list(titles.waves)
    coded = {one.unit.id: one for one in coding.units}
    writers: dict[object, list[KeyLine]] = {}
    for line in key:
        writers.setdefault((line.role, line.person), []).append(line)
    texts: dict[str, _Text] = {}
    for number, lines in enumerate(writers.values(), start=1):
        lines.sort(key=lambda line: order.index(line.wave) if line.wave in order else -1)
        texts |= {line.unit: (coded[line.unit], _stage(line, titles), number) for line in lines}
    return template("coding/context.html.j2").render(
        private=PRIVATE,
        categories=[
            (category, found, len({number for _, _, number in found}))
            for category in (*in_use(coding.book), _UNABLE)
            for found in [[texts[one.unit.id] for one in coding.units if category.id in one.codes]]
        ],
        writers=[[texts[line.unit] for line in lines] for lines in writers.values()],
        labels={category.id: category.label for category in coding.book},
        unable=_UNABLE,
    )


def _stage(line: KeyLine, titles: Titles) -> str:
    role = titles.roles.get(line.role, line.role)
    return f"{role}, {titles.waves.get(line.wave, line.wave).lower()}."
