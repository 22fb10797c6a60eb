"""Who counts now: each population's people who have not been published, and its open questions.

A mark in the ledger says that somebody was counted. Sheets without a code have
none: they count with their cohort's first group, or never. Definitions by which
somebody who has a mark would be counted again are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.disclosure.groups import Place, hierarchy
from generator.disclosure.ledger import (
    Ledger,
    Level,
    RedefinedError,
    categories_of,
    level_of,
    marks,
    part_of,
)
from generator.disclosure.populations import (
    Population,
    is_optional,
    members,
    population_of,
    questions,
    role_sizes,
)
from generator.survey.answers import Responses
from generator.survey.codebook import Codebook
from generator.survey.programme import Programme, in_language
from generator.survey.variables import Variable


@dataclass(frozen=True, slots=True)
class Source:
    """What a release is made from: the programme, its questions, and all answers."""

    programme: Programme
    variables: tuple[Variable, ...]
    books: Mapping[str, Codebook]
    responses: Responses

    def place(self) -> Place:
        """Return the programme with all its places."""
        title = in_language(self.programme.title, self.programme.languages[0])
        return hierarchy(self.responses.cohorts, title)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A population with its open questions, and its people who have not been counted.

    ``fine`` questions are tables of groups, ``domains`` of coarse groups.
    ``optional`` ones do not decide about groups; ``gone`` are how many of
    those counted before are no longer there.
    """

    population: Population
    fine: tuple[Variable, ...]
    domains: tuple[Variable, ...]
    people: pd.DataFrame
    optional: bool
    gone: int

    @property
    def id(self) -> str:
        """The population's name in the ledger."""
        return self.population.id


def newcomers(source: Source, ledger: Ledger, key: bytes) -> Iterator[Newcomers]:
    """Yield each population with the people who may be counted now.

    Cohorts that were published with another key are closed.
    """
    closed = ledger.closed(key)
    listed = np.array([cohort.id for cohort in source.responses.cohorts], dtype=object)
    sizes = role_sizes(source.books, source.responses)
    open_questions = (variable for variable in source.variables if variable.open)
    for population, asked in questions(open_questions).items():
        people = members(population, source.books, source.responses)
        cohort = pd.Series(listed[people["cohort"]], dtype=object)
        groups = ledger.of(population.id, "groups")
        # A sheet without a code counts with its cohort's first group, or never. Where a cohort of
        # the ledger is no longer listed, a new one may be the same with another name.
        begun = {name for group in groups for name in group.cohorts}
        first = ~cohort.isin(begun) & begun.issubset(listed)
        new = ~cohort.isin(closed) & (people["linked"] | first)
        ours = [group for group in groups if not closed.issuperset(group.cohorts)]
        known = {one for group in ours for one in group.marks}
        here = marks_of(key, population, "groups", people) if known else pd.Series(dtype=object)
        if known:
            new &= ~here.isin(known)
        yield Newcomers(
            population,
            tuple(one for one in asked if level_of(one) == "groups"),
            tuple(one for one in asked if level_of(one) == "coarse"),
            people[new.to_numpy(bool)].reset_index(drop=True),
            is_optional(population, len(people), sizes),
            len(known.difference(here)),
        )


def marks_of(key: bytes, population: Population, level: Level, people: pd.DataFrame) -> pd.Series:
    """Return everybody's mark; a sheet without a code has none."""
    made = pd.Series("", index=people.index, dtype=object)
    linked = people["linked"].to_numpy(bool)
    made[linked] = marks(key, population.id, level, people["respondent"][linked])
    return made


def check_questions(ledger: Ledger, variables: Iterable[Variable]) -> None:
    """Refuse definitions by which people who were counted would be counted again.

    Marks go by population. So a question keeps the population and the
    categories that it was published with, and what was published keeps its
    role and waves. Raises RedefinedError.
    """
    known = {(one.population.split(":")[0], one.part): one for one in ledger.questions}
    there = set()
    for variable in variables:
        there.add(population_of(variable).id)
        before = known.get((variable.role, part_of(variable)))
        if before is None or not variable.open:
            continue
        if before.population != population_of(variable).id:
            raise RedefinedError(
                f"“{variable.measure}” was released for other people ({before.population}). Put "
                "the comparisons back as they were. To compare it, ask a new question."
            )
        if before.categories != categories_of(variable):
            raise RedefinedError(
                f"“{variable.measure}” was released with other answers or bands. Put its scale "
                "back as it was. For other answers, ask a new question."
            )
    for line in ledger.groups:  # of texts that are no longer coded nothing is counted
        if line.population not in there and not line.population.endswith(":texts"):
            raise RedefinedError(
                f"What was released of {line.population} has no question any more. Put its role, "
                "waves and form back: under new names its people would be counted again."
            )
