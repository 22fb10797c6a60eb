"""What a cohort needs on paper: which forms, how many of each, and when they go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme
from generator.definitions.timeline import dates
from generator.responses.cohorts import invited_column, people_roles

#: A pack is for people whom 1 person hands forms to; more in a role are a slip of the pen.
MOST_PEOPLE = 10_000
#: 1 form in so many is a spare, and at least so many are.
SPARE_OF, LEAST_SPARES = 10, 2


@dataclass(frozen=True, slots=True)
class Share:
    """One form's copies: 1 for each of ``people``, and spares.

    ``day`` is the first on which the timeline has it handed out, where that is known.
    """

    form: Instrument
    people: int
    spares: int
    day: date | None = None

    @property
    def copies(self) -> int:
        """Number of copies to print."""
        return self.people + self.spares


def spares(people: int) -> int:
    """Return how many more are printed than there are people.

    >>> spares(0), spares(1), spares(12), spares(101)
    (0, 2, 2, 11)
    """
    return max(LEAST_SPARES, -(-people // SPARE_OF)) if people else 0


def people_in(
    programme: Programme,
    cohort: Cohort,
    given: Mapping[str, int],
    where: str,
    found: list[Problem],
) -> dict[str, int]:
    """Return how many people there are in each role; what is missing is added to ``found``.

    ``given`` are numbers that somebody names, by role, in the place of those invited. ``where``
    is the list of cohorts.
    """
    roles = people_roles(programme)
    for role in given:
        if role not in roles:
            fault = f"Nobody is invited as '{role}' in this programme."
            remedy = f"The roles are: {', '.join(roles)}."
            found.append(Problem(SourceLine(f"--{role}s"), "unknown-role", fault, remedy))
    numbers = {role: given.get(role, cohort.given.get(role)) for role in roles}
    for role, number in numbers.items():
        place = cohort.places.get(role, SourceLine(where))
        if number is None:
            found.append(_missing(cohort, role, place))
        elif number > MOST_PEOPLE:
            fault = f"{number:,} people of the role '{role}' are too many for 1 pack."
            remedy = f"A pack is for up to {MOST_PEOPLE:,}. Divide the cohort, or correct this."
            found.append(Problem(place, "too-many-people", fault, remedy))
    known = {role: number or 0 for role, number in numbers.items()}
    if None not in numbers.values() and not any(known.values()):
        fault = f"Nobody was invited to '{cohort.id}': every number is 0."
        remedy = "Correct the numbers, or name others: --mentors N --mentees N."
        found.append(Problem(SourceLine(where), "nobody-invited", fault, remedy))
    return known


def _missing(cohort: Cohort, role: str, place: SourceLine) -> Problem:
    column = invited_column(role)
    fault = f"It is not known how many people of the role '{role}' take part in '{cohort.id}'."
    named = f", or say it here: --{role}s N" if role in ("mentor", "mentee") else ""
    return Problem(place, "no-number", fault, f"Write it into the column {column}{named}.")


def shares(
    programme: Programme,
    forms: Iterable[Instrument],
    people: Mapping[str, int],
    start: date | None = None,
) -> tuple[Share, ...]:
    """Return what a cohort needs of each form, in the order in which forms are used.

    A form of people is for all in its role. Others that carry a name, such as consent, are for
    everybody; those of nobody, such as the record of a session, are for each pair. Sheets are
    nobody's answers and are left to ``mentoring print``. ``start`` is the first day of week 1.
    """
    waves = [wave.id for wave in programme.waves]
    counted = [form for form in forms if form.kind != "sheet"]
    counted.sort(key=lambda form: waves.index(form.wave) if form.wave in waves else -1)
    numbers = [(form, _number(form, people)) for form in counted]
    return tuple(
        Share(form, number, spares(number), _day(programme, form, start))
        for form, number in numbers
        if number
    )


def _number(form: Instrument, people: Mapping[str, int]) -> int:
    if form.role in people:
        return people[form.role]
    return sum(people.values()) if form.kind == "named" else min(people.values(), default=0)


def _day(programme: Programme, form: Instrument, start: date | None) -> date | None:
    """Return the first day of the timeline's step that has the name of the form's wave.

    None where the day is another for each pair: in a step of several weeks, what comes after
    another wave that begins with it is handed out when that is over.
    """
    steps = {step.id: step for step in programme.timeline}
    if start is None or form.wave not in steps:
        return None
    step = steps[form.wave]
    waves = [wave.id for wave in programme.waves]
    earlier = [steps[one] for one in waves[: waves.index(form.wave)] if one in steps]
    after = any(one.from_ == step.from_ for one in earlier)
    return None if after and step.last > step.from_ else dates(step, start)[0]
