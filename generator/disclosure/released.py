"""``Released``: what may be shown, as one tidy table. Pages, charts and files accept nothing else.

Step 4: everything on a page is a sum of what is published. A place
of two groups, one of 13 people printed 5, 5, 0 and one of 15 printed 10, 0, 5,
has each cell times n / M, added up:

>>> first = Table(n=13, M=10, R=(5, 5, 0))
>>> second = Table(n=15, M=15, R=(10, 0, 5))
>>> [round(cell, 1) for cell in added([first, second])]
[16.5, 6.5, 5.0]

A page prints these to the nearest 5 people, and from 30 people on as shares to
the nearest 1%.

A ``Released`` of open pages is made here from a ledger alone; that of
restricted pages in ``exact``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from generator.definitions.cohort import Cohort, invited
from generator.definitions.variables import Variable
from generator.disclosure.groups import Place
from generator.disclosure.ledger import (
    GroupLine,
    Ledger,
    Level,
    OwnLine,
    Table,
    level_of,
    part_of,
)
from generator.disclosure.pages import Page, covering, pages
from generator.disclosure.populations import Population, population_of
from generator.disclosure.rule import Audience
from generator.disclosure.verdict import margin, open_verdict

#: The one wording for every absence on open pages, whatever its cause.
ABSENT = "Not shown: too few answered, or answers came late."
#: A question's key.
KEY = ("role", "measure", "domain", "from", "to")
#: A row a group, question and category.
NUMBERS = (
    "group", *KEY, "category", "people", "base", "margin", "verdict", "status", "counted",
)  # fmt: skip
#: Stands among headcounts where more people of some cohort answered than were invited.
EXCEEDED = "exceeded"
#: A row a group and headcount.
PEOPLE = ("group", "role", "waves", "people")
#: A row a group, question and further number; restricted pages only.
STATISTICS = ("group", *KEY, "statistic", "value")


@dataclass(frozen=True, slots=True)
class Released:
    """Everything that one site may show.

    ``numbers``, columns ``NUMBERS``:

    - ``group``: a page's id; ``role`` to ``to``: the question's key
    - ``category``: its id
    - ``people``: a sum of published cells, each times n / M, or exact; NaN where withheld
    - ``base``: of how many people
    - ``margin``: how far rounding may have moved ``people``; 0 where exact
    - ``verdict``: of a change, one of four words; otherwise empty
    - ``status``: ``released``, or why it is withheld
    - ``counted``: which of the page's cohorts are counted, ids with spaces
      between; empty where all are

    ``people``, columns ``PEOPLE``: headcounts. ``waves`` are a population's,
    joined by ``+``; ``invited``, NaN where that is not known of every cohort;
    ``exceeded`` where more answered in one of them; or, on restricted pages,
    ``form:`` and a form's id.

    ``statistics``, columns ``STATISTICS``: further exact numbers by their name
    in the analysis output.
    """

    audience: Audience
    pages: tuple[Page, ...]
    numbers: pd.DataFrame
    people: pd.DataFrame
    statistics: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATISTICS)))


def added(tables: Sequence[Table]) -> list[float]:
    """Return the sum of published tables, cell by cell, each cell R times n / M."""
    sums = [0.0] * len(tables[0].R)
    for table in tables:
        for place, cell in enumerate(table.R):
            sums[place] += cell * table.n / table.M
    return sums


def nearest_five(people: float) -> int:
    """Return people to the nearest 5, halves upwards.

    >>> nearest_five(12.4), nearest_five(12.5)
    (10, 15)
    """
    return 5 * int(people / 5 + 0.5)


def from_ledger(
    ledger: Ledger, variables: Iterable[Variable], place: Place, cohorts: Iterable[Cohort]
) -> Released:
    """Return what open pages show: a function of the ledger, the questions and the places.

    Parameters
    ----------
    ledger
        Every published table.
    variables
        The programme's questions; only open ones are shown.
    place, cohorts
        Where each cohort lies, and how many were invited. Moving a cohort moves sums only.

    """
    shared = {group: one.number for one in reversed(ledger.releases) for group in one.pages}
    found = pages(place, shared, [line.cohorts for line in ledger.groups])
    cover = _Cover(ledger, found)
    known = {line.population for line in ledger.groups}
    asked = [
        _Question(one, population, (population.id, level_of(one)), part_of(one))
        for one in variables
        if one.open and (population := population_of(one)).id in known
    ]
    numbers = pd.DataFrame(
        [row for page in found for row in _tables(cover, page, asked)], columns=list(NUMBERS)
    ).explode(["category", "people"], ignore_index=True)
    invited = {one.id: one for one in cohorts}
    heads = [row for page in found for row in _heads(cover, page, asked, invited)]
    return Released(
        "open",
        found,
        numbers.astype({"people": float}),
        pd.DataFrame(heads, columns=list(PEOPLE)).astype({"people": float}),
    )


#: A population's name and a level: what has groups of its own.
Grouped = tuple[str, Level]
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with where the ledger has it."""

    variable: Variable
    population: Population
    grouped: Grouped
    part: str


class _Cover:
    """Which published groups each page counts, and the large places' own roundings."""

    def __init__(self, ledger: Ledger, found: Sequence[Page]) -> None:
        self._groups: dict[str, dict[Grouped, list[GroupLine]]] = {page.id: {} for page in found}
        since = {page.id: page.since for page in found}
        inside = covering(found, [line.cohorts for line in ledger.groups])
        for page, numbers in inside.items():
            for number in numbers:
                line = ledger.groups[number]
                # A pool is the people whom it was made from; late ones count in places alone.
                if not since[page] or line.first or line.release == since[page]:
                    mine = self._groups[page].setdefault((line.population, line.level), [])
                    mine.append(line)
        self._own: dict[tuple[Grouped, str], dict[int, OwnLine]] = {}
        for own in ledger.own:
            known = self._own.setdefault(((own.population, own.level), own.part), {})
            known[own.groups[0]] = own

    def groups(self, page: Page) -> Mapping[Grouped, list[GroupLine]]:
        """Return the groups that a page counts."""
        return self._groups[page.id]

    def tables(self, one: _Question, lines: Sequence[GroupLine]) -> list[Table]:
        """Return the tables of a question that a page with these groups adds."""
        known = self._own.get((one.grouped, one.part), {})
        left = {line.number: line for line in lines}
        found = []
        for own in [known[line.number] for line in lines if line.number in known]:
            if left.keys() >= set(own.groups):
                found.append(own.table)
                for number in own.groups:
                    del left[number]
        return [*found, *(line.tables[one.part] for line in left.values())]


def _tables(cover: _Cover, page: Page, asked: Iterable[_Question]) -> Iterator[Row]:
    """Yield a row a question, as ``NUMBERS``, with all of its categories and cells in one."""
    groups = cover.groups(page)
    for one in asked:
        variable, here = one.variable, groups.get(one.grouped, ())
        lines = [line for line in here if one.part in line.tables]
        if not here and one.grouped[1] == "coarse":
            continue  # under 30 people no page speaks of domains
        categories = [category.id for category in variable.categories]
        if not lines:
            gone = [None] * len(categories)
            yield (page.id, *variable.key, categories, gone, None, None, "", ABSENT, "")
            continue
        tables = cover.tables(one, lines)
        cells, people = added(tables), sum(table.n for table in tables)
        sizes = [(table.base, table.n, table.M) for table in tables]
        verdict = ""
        if variable.kind == "change":
            verdict = open_verdict(cells[0], cells[2], people, sizes)
        rest = (people, margin(sizes), verdict, "released", _counted(page, lines))
        yield (page.id, *variable.key, categories, cells, *rest)


def _counted(page: Page, lines: Iterable[GroupLine]) -> str:
    inside = {cohort for line in lines for cohort in line.cohorts}
    whole = len(inside) == len(page.cohorts)
    return "" if whole else " ".join(cohort for cohort in page.cohorts if cohort in inside)


def _heads(
    cover: _Cover, page: Page, asked: Sequence[_Question], cohorts: Mapping[str, Cohort]
) -> Iterator[Row]:
    """Yield headcounts: of each population, and of those invited to the same cohorts."""
    seen: dict[str, dict[str, int]] = {}
    for population in dict.fromkeys(one.population for one in asked):
        lines = cover.groups(page).get((population.id, "groups"), [])
        if not lines or population.coded:
            continue
        came: Counter[str] = Counter()
        for line in lines:
            came.update(line.by_cohort())
        most = seen.setdefault(population.role, {})
        most.update({name: max(people, most.get(name, 0)) for name, people in came.items()})
        waves = "+".join(population.waves)
        yield (page.id, population.role, waves, sum(line.people for line in lines))
    for role, most in seen.items():
        # Who came late is in no published number, and does not contradict any.
        found = [
            replace(_known(cohorts, name), exceeded=frozenset()).compared(role, people)
            for name, people in most.items()
        ]
        yield from invitations(page, role, found)


def _known(cohorts: Mapping[str, Cohort], name: str) -> Cohort:
    """Return a cohort; of one that is listed no more only its id is known."""
    return cohorts.get(name, Cohort(name, name, "", ""))


def invitations(page: Page, role: str, found: Sequence[Cohort]) -> Iterator[Row]:
    """Yield how many people of a role were invited, and whether more answered in a cohort."""
    yield (page.id, role, "invited", invited(found, role))
    if any(role in one.exceeded for one in found):
        yield (page.id, role, EXCEEDED, None)
