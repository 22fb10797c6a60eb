"""``themes.csv``: how many people mentioned each category, by cohort, role and wave.

There may be several such files, at any depth. A cohort, role and wave that has
any row was coded, and a category without a row of its own was mentioned by
nobody there. What has no row at all was not coded: its people are in no
denominator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from generator.survey.block import columns_of
from generator.survey.findings import Findings
from generator.survey.known_columns import check_known
from generator.survey.nearest import did_you_mean, listed, quoted
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.table import Table
from generator.survey.themes import Category, Counts, Stage, Themes, in_use

FILE = "themes.csv"
COLUMNS = ("cohort", "role", "wave", "category", "people")
_WHOLE = re.compile(r"\d{1,7}", re.ASCII)

#: A column, the rule that its cell breaks, the fault and the remedy.
CellFault = tuple[str, str, str, str]
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name: cohorts in order, categories, and the stages with open questions.

    ``wrote`` and ``answered`` lead a stage to (cohorts,) people who wrote
    anything, and who answered at all.
    """

    cohorts: Sequence[str]
    categories: Sequence[Category]
    wrote: Mapping[Stage, Counts]
    answered: Mapping[Stage, Counts]


@dataclass(slots=True)
class _Counted:
    """The rows read so far: people, and the place of each row."""

    people: dict[Key, int] = field(default_factory=dict)
    places: dict[Key, SourceLine] = field(default_factory=dict)


def parse_themes(tables: Iterable[Table], known: Known) -> Parsed[Themes]:
    """Return the counts of all files, with every fault at its place."""
    counted = _Counted()
    problems: list[Problem] = []
    for table in tables:
        findings = Findings(table)
        if check_known(findings, FILE, COLUMNS):
            _parse(findings, known, counted)
        problems.extend((*findings.whole, *findings.single()))
    return Parsed(_themes(counted, known), tuple(problems))


def _parse(findings: Findings, known: Known, counted: _Counted) -> None:
    places = {cohort: place for place, cohort in enumerate(known.cohorts)}
    for block in findings.table.blocks:
        if isinstance(block, Problem):
            findings.whole.append(block)
            return
        columns = columns_of(block, findings, key="cohort")
        for row in range(len(findings.lines)):
            cells = {name: columns[name][row].strip() for name in COLUMNS}
            faults = list(_faults(cells, known, places)) or list(_crowded(cells, known, places))
            for name, rule, fault, remedy in faults:
                findings.row_fault(row, findings.table.header.index(name), rule, fault, remedy)
            if not faults:
                _add(cells, row, findings, counted)


def _faults(
    cells: Mapping[str, str], known: Known, places: Mapping[str, int]
) -> Iterator[CellFault]:
    """Yield what each cell of a row has wrong by itself."""
    if cells["cohort"] not in places:
        fault = f"There is no cohort {quoted(cells['cohort'])}."
        remedy = did_you_mean(cells["cohort"], places) or "Name one that cohorts.csv lists."
        yield "cohort", "unknown-cohort", fault, remedy
    roles = sorted({role for role, _ in known.wrote})
    if cells["role"] not in roles:
        fault = f"No form with open questions is for the role {quoted(cells['role'])}."
        yield "role", "unknown-role", fault, f"Use one of: {listed(roles)}."
    elif (cells["role"], cells["wave"]) not in known.wrote:
        waves = [wave for role, wave in known.wrote if role == cells["role"]]
        fault = f"No form has open questions for the wave {quoted(cells['wave'])} of this role."
        yield "wave", "unknown-wave", fault, f"Use one of: {listed(waves)}."
    yield from _category_fault(cells["category"], known.categories)
    if not _WHOLE.fullmatch(cells["people"]):
        fault = f"{quoted(cells['people'])} is not a number of people."
        yield "people", "wrong-type", fault, "Use a whole number from 0."


def _category_fault(name: str, categories: Sequence[Category]) -> Iterator[CellFault]:
    found = next((category for category in categories if category.id == name), None)
    if found is None:
        fault = f"The code book has no category {quoted(name)}."
        remedy = did_you_mean(name, [category.id for category in categories])
        yield "category", "unknown-category", fault, remedy or "Add it to themes_codebook.csv."
    elif found.merged_into:
        fault = f"'{name}' was merged into '{found.merged_into}'."
        remedy = "Count the people who mentioned either under that category."
        yield "category", "merged-category", fault, remedy


def _crowded(
    cells: Mapping[str, str], known: Known, places: Mapping[str, int]
) -> Iterator[CellFault]:
    """Yield a fault where more people are counted than can have mentioned anything."""
    people, stage = int(cells["people"]), (cells["role"], cells["wave"])
    place = places[cells["cohort"]]
    wrote, answered = int(known.wrote[stage][place]), int(known.answered[stage][place])
    if people > wrote:
        did = f"{answered} answered" if people > answered else f"{wrote} wrote anything"
        fault = f"{people} people, where {did}."
        remedy = "Count each person once, and only those of this cohort, role and wave."
        if not known.wrote[stage].any():
            remedy = "Type the answers to its open questions in too: none is among the responses."
        yield "people", "too-many-people", fault, remedy


def _add(cells: Mapping[str, str], row: int, findings: Findings, counted: _Counted) -> None:
    key = (cells["cohort"], cells["role"], cells["wave"], cells["category"])
    here = findings.table.place(findings.lines[row], findings.table.header.index("people"))
    if key in counted.people:
        fault = "This cohort, role, wave and category stand there twice."
        remedy = f"The other stands at {counted.places[key]}: keep one."
        column = findings.table.header.index("category")
        findings.row_fault(row, column, "duplicate-row", fault, remedy)
        return
    counted.people[key], counted.places[key] = int(cells["people"]), here


def _themes(counted: _Counted, known: Known) -> Themes:
    categories = in_use(known.categories)
    column = {category.id: place for place, category in enumerate(categories)}
    place_of = {cohort: place for place, cohort in enumerate(known.cohorts)}
    people: dict[Stage, Counts] = {}
    coded = {}
    for (cohort, role, wave, category), count in counted.people.items():
        stage = (role, wave)
        if stage not in people:
            people[stage] = np.zeros((len(known.cohorts), len(categories)), dtype=np.int64)
            coded[stage] = np.zeros(len(known.cohorts), dtype=bool)
        people[stage][place_of[cohort], column[category]] = count
        coded[stage][place_of[cohort]] = True
    return Themes(categories, people, coded)
