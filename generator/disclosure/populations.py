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
import numpy.typing as npt
import pandas as pd

from generator.definitions.codebook import Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.variables import Variable
from generator.responses.answers import Answers, Responses
from generator.responses.spelling import UNLINKED
from generator.responses.themes import CodedPeople, Themes

#: What a member's row says: the cohort's place, the survey code, whether the code is a person's.
COLUMNS = ("cohort", "respondent", "linked")


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
        at.append(_coded(population, responses))
    found = at[0]
    for other in at[1:]:
        found = found.merge(other, on=["cohort", "respondent"])
    found = found.sort_values(["cohort", "respondent"], ignore_index=True)
    linked = ~found["respondent"].str.startswith(UNLINKED)
    found = found.assign(linked=linked.astype(bool))
    if len(population.waves) > 1:
        found = found[found["linked"]].reset_index(drop=True)
    return found


def _at_wave(
    role: str, wave: str, books: Mapping[str, Codebook], responses: Responses
) -> pd.DataFrame:
    """Return everybody who returned a form of a role at a wave, whatever stands in it."""
    forms = [
        _people(answers.cohort, answers.respondent)
        for name, answers in sorted(responses.answers.items())
        if (books[name].role, books[name].wave) == (role, wave)
    ]
    empty = _people(np.zeros(0, np.int32), np.zeros(0, "S32"))
    return pd.concat([empty, *forms], ignore_index=True).drop_duplicates(ignore_index=True)


def _coded(population: Population, responses: Responses) -> pd.DataFrame:
    coded = responses.themes.people[population.role, population.waves[0]]
    return _people(coded.cohort, coded.respondent)


def _people(cohort: npt.NDArray[np.int32], respondent: npt.NDArray[np.bytes_]) -> pd.DataFrame:
    return pd.DataFrame(
        {"cohort": cohort.astype(np.int64), "respondent": respondent.astype("U32").astype(object)}
    )


def role_sizes(books: Mapping[str, Codebook], responses: Responses) -> dict[str, int]:
    """Return how many people of each role returned any linked form.

    Sheets without a code cannot be told apart over forms; those of the form
    that has most of them count.
    """
    found: dict[str, list[pd.DataFrame]] = {}
    for name, answers in responses.answers.items():
        if books[name].kind == "linked":
            people = _people(answers.cohort, answers.respondent)
            found.setdefault(books[name].role, []).append(people)
    sizes = {}
    for role, forms in found.items():
        plain = [form[form["respondent"].str.startswith(UNLINKED)] for form in forms]
        codes = pd.concat(forms, ignore_index=True)["respondent"].drop_duplicates()
        linked = ~codes.str.startswith(UNLINKED)
        sizes[role] = int(linked.sum()) + max(map(len, plain))
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
    place = people.set_index(["cohort", "respondent"])["group"]
    waves = set(population.waves)
    forms = {
        name: _rows(answers, place)
        for name, answers in responses.answers.items()
        if (books[name].kind, books[name].role) == ("linked", population.role)
        and books[name].wave in waves
    }
    cohorts = tuple(Cohort(str(number), "", "", "") for number in range(groups))
    themes = responses.themes
    if population.coded:
        stage = (population.role, population.waves[0])
        themes = replace(themes, people={stage: _coded_rows(themes.people[stage], place)})
    else:
        themes = Themes()
    return replace(responses, cohorts=cohorts, answers=forms, themes=themes)


def _rows(answers: Answers, place: pd.Series[int]) -> Answers:
    group = _group_of(answers.cohort, answers.respondent, place)
    keep = group >= 0
    return replace(
        answers,
        respondent=answers.respondent[keep],
        cohort=group[keep].astype(np.int32),
        codes={name: column[keep] for name, column in answers.codes.items()},
        numbers={name: column[keep] for name, column in answers.numbers.items()},
    )


def _coded_rows(coded: CodedPeople, place: pd.Series[int]) -> CodedPeople:
    group = _group_of(coded.cohort, coded.respondent, place)
    keep = group >= 0
    return replace(
        coded,
        cohort=group[keep].astype(np.int32),
        respondent=coded.respondent[keep],
        mentioned=coded.mentioned[keep],
    )


def _group_of(
    cohort: npt.NDArray[np.int32], respondent: npt.NDArray[np.bytes_], place: pd.Series[int]
) -> npt.NDArray[np.int64]:
    """Return each row's group, -1 where its person is in none."""
    rows = pd.MultiIndex.from_frame(_people(cohort, respondent))
    found = place.index.get_indexer(rows)
    return np.where(found >= 0, place.to_numpy(np.int64)[found], -1) if len(place) else found


def by_cohort(people: pd.DataFrame, cohorts: Sequence[Cohort]) -> dict[str, int]:
    """Return how many of some people each cohort has, by its id; without those that have none."""
    counts = people["cohort"].value_counts()
    return {cohorts[place].id: int(many) for place, many in counts.items()}
