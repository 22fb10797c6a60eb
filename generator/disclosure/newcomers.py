"""Who counts now: each population's people who have not been published, and its open questions.

A mark in the ledger says that somebody was counted. Sheets without a code have
none: they count with their cohort's first group, or never. Definitions by which
somebody who has a mark would be counted again are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.definitions.codebook import Codebook
from generator.definitions.programme import Programme, in_language
from generator.definitions.variables import Variable
from generator.disclosure.groups import Place, hierarchy
from generator.disclosure.ledger import (
    GroupLine,
    Ledger,
    Level,
    QuestionLine,
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
    population_named,
    population_of,
    questions,
    role_sizes,
)
from generator.responses.answers import Responses


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
    renamed = sorted(closed.difference(listed))
    if renamed:
        raise RedefinedError(
            f"“{renamed[0]}” is closed, because it was released with a key that is lost, and it "
            "is no longer listed. Put its id back. Under another id its people would be counted "
            "again."
        )
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
            len(known.difference(here)) + _sheets_gone(ours, cohort, people),
        )


def _sheets_gone(groups: Sequence[GroupLine], cohort: pd.Series, people: pd.DataFrame) -> int:
    """Return how many counted sheets without a code are no longer there, at the least."""
    counted = sum(group.people - len(group.marks) for group in groups)
    homes = {name for group in groups for name in group.cohorts}
    here = int((~people["linked"] & cohort.isin(homes)).sum())
    return max(0, counted - here)


def marks_of(key: bytes, population: Population, level: Level, people: pd.DataFrame) -> pd.Series:
    """Return everybody's mark; a sheet without a code has none."""
    made = pd.Series("", index=people.index, dtype=object)
    linked = people["linked"].to_numpy(bool)
    made[linked] = marks(key, population.id, level, people["respondent"][linked])
    return made


def check_questions(ledger: Ledger, variables: Iterable[Variable]) -> None:
    """Refuse definitions by which people who were counted would be counted again.

    Marks go by population. So a question keeps the population and the
    categories that it was published with, under its own name and on its own
    form, and what was published keeps its role and waves. Raises RedefinedError.
    """
    asked = tuple(variables)
    _check_kept(ledger, asked)
    _check_there(ledger, asked)


def _check_kept(ledger: Ledger, asked: Sequence[Variable]) -> None:
    """Check each question that is asked against how it was published."""
    named: dict[tuple[str, ...], QuestionLine] = {}
    for one in ledger.questions:
        role = population_named(one.population).role
        named[role, one.part] = one
        if one.form:
            named[role, one.form, *one.part.split("/")[:2]] = one
    for variable in asked:
        if not variable.open:
            continue
        place = (variable.role, variable.instrument, variable.measure, variable.domain)
        on_form = None if variable.kind == "theme" else named.get(place)
        for line in filter(None, (named.get((variable.role, part_of(variable))), on_form)):
            _check_same(line, variable)


def _check_same(line: QuestionLine, variable: Variable) -> None:
    """Check that a question counts the people and the categories that it was published with."""
    if line.population != population_of(variable).id:
        raise RedefinedError(
            f"“{variable.measure}” was released for other people ({line.population}). Put "
            "waves and comparisons back as they were. To compare it, ask a new question."
        )
    if line.categories != categories_of(variable):
        raise RedefinedError(
            f"“{variable.measure}” was released with other answers or bands. Put its scale "
            "back as it was. For other answers, ask a new question."
        )


def _check_there(ledger: Ledger, asked: Sequence[Variable]) -> None:
    """Check that what was published is still asked, as far as a new name could hide it.

    A question that is gone may have come back under another name. That does no
    harm among people who keep their population, and so their marks.
    """
    there = {population_of(one) for one in asked}
    published = {population_named(one.population) for one in ledger.groups}
    published = {one for one in published if not one.coded}  # texts may be coded no more
    for population in sorted(published - there):
        raise RedefinedError(
            f"What was released of {population.id} has no question any more. Put its role, "
            "waves and form back: under new names its people would be counted again."
        )
    parts = {(one.role, part_of(one)) for one in asked}
    gone: dict[str, str] = {}
    for line in ledger.questions:
        before = population_named(line.population)
        if not before.coded and (before.role, line.part) not in parts:
            gone.setdefault(before.role, line.part.split("/")[0])
    for one in asked:
        fresh = population_of(one)
        if not one.open or fresh.coded or fresh in published or one.role not in gone:
            continue
        if any(old.role == one.role and {*old.waves} & {*fresh.waves} for old in published):
            raise RedefinedError(
                f"“{gone[one.role]}” was released and is not asked any more, and “{one.measure}” "
                "asks the same people again. Put the first back: both may be the same question."
            )
