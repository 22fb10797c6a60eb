"""Step 1: populations. Whoever is asked together is counted together.

A population is everybody of a role who returned the form of one wave, or the
forms of both waves of a primary comparison. Every question of a role at a wave
belongs to exactly one population. If the same question stood on a page for 13
people and on another for 10 of them, the three between would be found by
subtraction; with one population a question there is one group to speak of.

So confidence before and after, and its change, are about the mentors who
returned both forms; a question asked only after the session is about all who
returned that form.

>>> Population("mentor", ("before_session", "after_session")).id
'mentor:before_session+after_session'

Categories of free text are counted over everybody whose form was there when
the texts were coded, which may be later than the first release: these are a
population of their own.

>>> Population("mentor", ("after_session",), coded=True).id
'mentor:after_session:texts'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from generator.definitions.codebook import Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.variables import Variable
from generator.responses.answers import PERSON, Responses, has_code
from generator.responses.themes import Themes

NOBODY = pd.DataFrame({"cohort": np.zeros(0, np.int32), "respondent": pd.Categorical([])})


@dataclass(frozen=True, slots=True, order=True)
class Population:
    """A role, the wave or the two waves at which its people answered, and whether of coded text."""

    role: str
    waves: tuple[str, ...]
    coded: bool = False

    @property
    def id(self) -> str:
        """The name in the ledger."""
        return f"{self.role}:{'+'.join(self.waves)}{':texts' if self.coded else ''}"


def population_of(variable: Variable) -> Population:
    """Return the one population that a question belongs to."""
    return Population(variable.role, variable.population, variable.kind == "theme")


def population_named(name: str) -> Population:
    """Return the population that has a name in the ledger.

    >>> population_named("mentor:before+after:texts")
    Population(role='mentor', waves=('before', 'after'), coded=True)
    """
    role, waves, coded = (*name.split(":"), "", "")[:3]
    return Population(role, tuple(waves.split("+")), coded == "texts")


def questions(variables: Iterable[Variable]) -> dict[Population, tuple[Variable, ...]]:
    """Return each population with its questions, in the order of the questions."""
    found: dict[Population, list[Variable]] = {}
    for variable in variables:
        found.setdefault(population_of(variable), []).append(variable)
    return {population: tuple(asked) for population, asked in found.items()}


def members(
    population: Population, books: Mapping[str, Codebook], responses: Responses
) -> pd.DataFrame:
    """Return who is in a population.

    Returns
    -------
    DataFrame
        A row a person, in the order of cohorts and codes: ``cohort`` (its
        place among the responses' cohorts), ``respondent`` (the survey code),
        ``linked`` (False for a sheet without a code, which is nobody's twice).

    """
    at = [_at_wave(population.role, wave, books, responses) for wave in population.waves]
    if population.coded:
        at.append(responses.themes.people[population.role, population.waves[0]][PERSON])
    found = at[0]
    for other in at[1:]:
        found = found.merge(other, on=PERSON)
    found = found.sort_values(PERSON, ignore_index=True)
    found = found.assign(linked=has_code(found["respondent"]))
    if len(population.waves) > 1:
        found = found[found["linked"]].reset_index(drop=True)
    return found


def _at_wave(
    role: str, wave: str, books: Mapping[str, Codebook], responses: Responses
) -> pd.DataFrame:
    """Return everybody who returned a form of a role at a wave, whatever stands in it."""
    forms = [
        answers[PERSON]
        for name, answers in sorted(responses.answers.items())
        if (books[name].role, books[name].wave) == (role, wave)
    ]
    found = pd.concat(forms, ignore_index=True) if forms else NOBODY
    return found.drop_duplicates(ignore_index=True)


def role_sizes(books: Mapping[str, Codebook], responses: Responses) -> dict[str, int]:
    """Return how many people of each role returned any linked form.

    Sheets without a code cannot be told apart over forms; those of the form
    that has most of them count.
    """
    found: dict[str, list[pd.Series]] = {}
    for name, answers in responses.answers.items():
        if books[name].kind == "linked":
            found.setdefault(books[name].role, []).append(answers["respondent"])
    sizes = {}
    for role, forms in found.items():
        coded = [form[has_code(form)] for form in forms]
        plain = max(len(form) - len(mine) for form, mine in zip(forms, coded, strict=True))
        sizes[role] = pd.concat(coded).nunique() + plain
    return sizes


def is_optional(population: Population, people: int, sizes: Mapping[str, int]) -> bool:
    """Say whether a population decides nothing about the groups that it shares with others.

    So it is with forms that under half of a role's people returned, with what
    is not a person's form, and with texts, whose coding takes its time.
    """
    size = sizes.get(population.role, 0)
    return population.coded or not size or 2 * people < size


def assigned(
    population: Population,
    books: Mapping[str, Codebook],
    responses: Responses,
    people: pd.DataFrame,
    groups: int,
) -> Responses:
    """Return the answers of some people of a population, counted by group and no longer by cohort.

    ``people`` are members with a column ``group``, from 0 up to, not
    including, ``groups``.

    Returns
    -------
    Responses
        Of the population's forms alone. Its cohorts are the groups.

    """
    waves = set(population.waves)
    forms = {
        name: _in_groups(answers, people)
        for name, answers in responses.answers.items()
        if (books[name].kind, books[name].role) == ("linked", population.role)
        and books[name].wave in waves
    }
    themes = Themes()
    if population.coded:
        stage = (population.role, population.waves[0])
        coded = _in_groups(responses.themes.people[stage], people)
        themes = replace(responses.themes, people={stage: coded})
    cohorts = tuple(Cohort(str(number), "", "", "") for number in range(groups))
    return replace(responses, cohorts=cohorts, answers=forms, themes=themes)


def _in_groups(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of those who have a group, with it in place of their cohort."""
    group = rows[PERSON].merge(people[[*PERSON, "group"]], on=PERSON, how="left")["group"]
    inside = group.notna().to_numpy()
    return rows[inside].assign(cohort=group[inside].to_numpy(np.int64)).reset_index(drop=True)


def by_cohort(people: pd.DataFrame, cohorts: Sequence[Cohort]) -> dict[str, int]:
    """Return how many of some people each cohort has, by its id; without those that have none."""
    counts = people["cohort"].value_counts()
    return {cohorts[place].id: int(many) for place, many in counts.items()}
