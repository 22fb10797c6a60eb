"""More people answered than were invited: a warning, and a number that no page may show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from generator.definitions.cohort import Cohort
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.suggest import quoted


def more_than_invited(
    cohorts: Sequence[Cohort], answers: Mapping[str, pd.DataFrame], roles: Mapping[str, str]
) -> Parsed[tuple[Cohort, ...]]:
    """Return the cohorts, each with the roles of which more people answered one form.

    ``roles`` are those of the forms. There is a warning for each, about the form that
    most people answered.
    """
    most: dict[tuple[int, str], tuple[int, str]] = {}
    for form in sorted(answers):
        cohort = answers[form]["cohort"]
        for place, people in cohort[cohort >= 0].value_counts(sort=False).items():
            key = (place, roles[form])
            if people > most.get(key, (0, ""))[0]:
                most[key] = (people, form)
    found = list(cohorts)
    problems = []
    for (place, role), (people, form) in sorted(most.items()):
        cohort = found[place]
        found[place] = cohort.compared(role, people)
        if found[place] is not cohort:
            problems.append(_warning(cohort, role, people, form))
    return Parsed(tuple(found), tuple(problems))


def _warning(cohort: Cohort, role: str, people: int, form: str) -> Problem:
    invited, place = cohort.given[role], cohort.places.get(role, SourceLine("cohorts.csv"))
    who = "1 person" if people == 1 else f"{people:,} people"
    fault = f"{who} of {quoted(cohort.id)} answered '{form}', and {invited:,} were invited."
    remedy = (
        "Correct the number here, or the cohort of the answers. Until then no page shows a number "
        "invited or a share of it."
    )
    return Problem(place, "more-than-invited", fault, remedy, "warning")
