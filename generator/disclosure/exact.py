"""Restricted pages: exact and complete, for the named people who run or evaluate the programme.

Groups are made by the same function as those of open pages, of at least 5
people; every larger place is the sum of its groups. Within them nothing is
hidden: medians and hinges, exact tests, effects, single questions with all
their answers. Never a row, a smallest or a largest value, a date, or a text.

There is no ledger: these pages show the answers as they are on their day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from generator.analysis.category_tables import category_table
from generator.analysis.groups import Group as Subset
from generator.analysis.groups import places
from generator.analysis.results import (
    ChangeResult,
    change_results,
    change_statistics,
    in_order,
    number_frequencies,
    wave_result,
)
from generator.analysis.summary import Frequencies, size, summarise
from generator.analysis.tally import Counts, Tally, tally
from generator.definitions.programme import TOTAL
from generator.definitions.variables import NumberQuestion, Variable
from generator.disclosure.groups import Group, share
from generator.disclosure.newcomers import Source
from generator.disclosure.pages import Page, covering, pages
from generator.disclosure.populations import (
    Population,
    by_cohort,
    is_optional,
    members,
    population_of,
    questions,
    role_sizes,
)
from generator.disclosure.released import NUMBERS, PEOPLE, STATISTICS, Released, Row, invitations
from generator.disclosure.rule import Rule
from generator.disclosure.verdict import exact_verdict

#: A question's key.
Key = tuple[str, str, str, str, str]
#: A total has more points than any scale: its codes would be a list of totals.
MOST_CODES = 11


@dataclass(frozen=True, slots=True)
class _Counted:
    """The tally of everything, and which cohorts each page counts of each population.

    ``cover`` goes by a page's and a population's id; ``heads`` are people by
    population and cohort, ``tables`` (cohorts, categories) of each question.
    """

    tally: Tally
    rule: Rule
    cover: Mapping[tuple[str, str], Group]
    tables: Mapping[Key, Counts]
    heads: Mapping[str, Mapping[str, int]]

    def cohorts(self, page: Page, population: Population) -> Group:
        """Return the cohorts that a page counts."""
        return self.cover.get((page.id, population.id), ())

    def whole(self, page: Page, population: Population) -> bool:
        """Say whether a page counts everybody of a population in its cohorts."""
        somebody = self.heads[population.id].keys() & set(page.cohorts)
        return somebody <= set(self.cohorts(page, population))


def exact(
    source: Source,
    rule: Rule,
    numbers: Sequence[NumberQuestion] = (),
) -> Released:
    """Return what restricted pages show.

    Parameters
    ----------
    source
        All questions, open or not, and those about sessions.
    rule
        The rule for restricted pages.
    numbers
        Questions that are answered by a number.

    """
    asked, listed = questions(source.variables), source.responses.cohorts
    heads = {
        population.id: by_cohort(members(population, source.books, source.responses), listed)
        for population in asked
    }
    sizes = role_sizes(source.books, source.responses)
    optional = frozenset(p.id for p in asked if is_optional(p, sum(heads[p.id].values()), sizes))
    sharing = share(source.place(), heads, rule.minimum, optional=optional, first=True)
    groups = dict.fromkeys(group for found in sharing.groups.values() for group in found)
    found = pages(source.place(), dict.fromkeys(sharing.shared, 1), groups)
    counts = tally(source.programme, source.books, source.responses)
    truths = {one.key: category_table(one, counts) for one in source.variables}
    counted = _Counted(counts, rule, _cover(found, sharing.groups), truths, heads)
    wanted = [one for one in source.variables if truths[one.key].any()]  # what was collected
    tables = [_of_page(counted, page, wanted) for page in found]
    return Released(
        "restricted",
        found,
        pd.DataFrame([row for rows, _ in tables for row in rows], columns=list(NUMBERS)),
        pd.DataFrame(
            list(_heads(source, counted, found, asked, heads)), columns=list(PEOPLE)
        ).astype({"people": float}),
        pd.DataFrame(
            [row for _, rows in tables for row in rows]
            + list(_of_numbers(counted, found, numbers)),
            columns=list(STATISTICS),
        ),
    )


def _cover(
    found: Sequence[Page], groups: Mapping[str, tuple[Group, ...]]
) -> dict[tuple[str, str], Group]:
    """Return the cohorts that each page counts of each population: those of its whole groups."""
    return {
        (page, name): tuple(cohort for at in inside for cohort in mine[at])
        for name, mine in groups.items()
        for page, inside in covering(found, mine).items()
        if inside
    }


def _of_page(
    counted: _Counted, page: Page, variables: Sequence[Variable]
) -> tuple[list[Row], list[Row]]:
    """Return a page's rows of numbers, and its further statistics."""
    numbers: list[Row] = []
    statistics: list[Row] = []
    changes = _changes(counted, page, variables)
    for variable in variables:
        inside = counted.cohorts(page, population_of(variable))
        table = counted.tables[variable.key][places(counted.tally.cohorts, inside)].sum(axis=0)
        change = changes.get(variable.key)
        verdict = _verdict(change) if change is not None else ""
        numbers.extend(_numbers(counted, page, variable, inside, table, verdict))
        further = change_statistics(change) if change else _of_wave(counted, variable, inside)
        shown = {category.id for category in variable.categories}  # higher, same, lower
        if table.sum():
            statistics.extend(
                (page.id, *variable.key, name, float(value))
                for name, value in further
                if name not in shown
            )
    return numbers, statistics


def _numbers(
    counted: _Counted,
    page: Page,
    variable: Variable,
    inside: Group,
    table: Counts,
    verdict: str,
) -> Iterator[Row]:
    start, people = (page.id, *variable.key), int(table.sum())
    few = "" if inside else _too_few(counted.rule)
    few = few or ("" if people else "Nobody answered this here.")
    whole = counted.whole(page, population_of(variable))
    for category, count in zip(variable.categories, table, strict=True):
        if few:
            yield (*start, category.id, None, None, None, "", few, "")
        else:
            some = "" if whole else " ".join(inside)
            yield (*start, category.id, int(count), people, 0.0, verdict, "released", some)


def _too_few(rule: Rule) -> str:
    return f"Not shown here: fewer than {rule.minimum} people returned this form."


def _changes(
    counted: _Counted, page: Page, variables: Sequence[Variable]
) -> dict[tuple[str, ...], ChangeResult]:
    """Return the results of every comparison, those of the same people together."""
    together: dict[Group, list[Variable]] = {}
    for variable in variables:
        if variable.kind == "change":
            inside = counted.cohorts(page, population_of(variable))
            together.setdefault(inside, []).append(variable)
    return {
        result.variable.key: result
        for inside, mine in together.items()
        for result in change_results(counted.tally, mine, _subset(inside))
    }


def _subset(cohorts: Group) -> Subset:
    return Subset("cohort", "", "", cohorts)


def _verdict(result: ChangeResult) -> str:
    p = result.p_exact if result.variable.domain == TOTAL else result.p_holm
    return exact_verdict(p, result.rank_biserial, result.higher + result.lower)


Statistic = tuple[str, float]


def _of_wave(counted: _Counted, variable: Variable, inside: Group) -> Iterator[Statistic]:
    if not variable.codes:
        return
    result = wave_result(counted.tally, variable, _subset(inside))
    if len(variable.codes) <= MOST_CODES:
        for code, count in zip(variable.codes, result.counts, strict=True):
            yield f"count:{code}", float(count)
    yield from _middle(in_order_of(variable, result.counts) if variable.ordered else ())


def in_order_of(variable: Variable, counts: Sequence[int]) -> Frequencies:
    """Return how many people have each value of a question's scale; codes apart are left out."""
    return in_order(variable.codes, counts, variable.apart)


def _middle(counted: Frequencies) -> Iterator[Statistic]:
    found = summarise(counted)
    if found is not None:
        yield "median", float(found.median)
        yield "quartile_low", float(found.quartile_low)
        yield "quartile_high", float(found.quartile_high)


def _of_numbers(
    counted: _Counted, found: Sequence[Page], numbers: Sequence[NumberQuestion]
) -> Iterator[Row]:
    """Yield the middle of what was answered by a number, with how many answered."""
    for page in found:
        for one in numbers:
            inside = counted.cohorts(page, Population(one.role, (one.wave,)))
            if one.instrument not in counted.tally.forms or not inside:
                continue
            mine = places(counted.tally.cohorts, inside)
            values = number_frequencies(counted.tally, one.instrument, one.item, mine)
            start = (page.id, one.role, one.item, TOTAL, one.wave, "")
            yield (*start, "n", float(size(values)))
            yield from ((*start, *statistic) for statistic in _middle(values))


def _heads(
    source: Source,
    counted: _Counted,
    found: Sequence[Page],
    asked: Mapping[Population, tuple[Variable, ...]],
    heads: Mapping[str, Mapping[str, int]],
) -> Iterator[Row]:
    """Yield headcounts: of each population, of the forms returned, of those invited."""
    cohorts = {one.id: one for one in source.responses.cohorts}
    for page in found:
        seen: dict[str, dict[str, None]] = {}
        for population in asked:
            inside = counted.cohorts(page, population)
            if not inside or population.coded:
                continue
            seen.setdefault(population.role, {}).update(dict.fromkeys(inside))
            many = sum(heads[population.id].get(name, 0) for name in inside)
            yield (page.id, population.role, "+".join(population.waves), many)
        for role, all_inside in seen.items():
            yield from invitations(page, role, [cohorts[name] for name in all_inside])
