"""``themes.csv``: a row for each person over whom a role's and wave's texts were coded.

It holds the categories that they mentioned, and has a row for those who
mentioned nothing or left every open question empty, too: they are the others
in "so many of so many". The file is as private as the answers. There may be
several, at any depth.

A person is a cohort and a survey code; a sheet without a code is a person of
its cohort. A role and wave without any row was not coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.definitions.problem import Problem, first_of
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.answers import among
from generator.responses.check import read_respondents, respondent_words
from generator.responses.duplicates import people_of, repeated
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.rows import Rows, Source, put_end_to_end
from generator.responses.spelling import without_gaps
from generator.responses.table import Table
from generator.responses.themes import Category, Stage, Themes, in_use

FILE = "themes.csv"
COLUMNS = ("respondent", "cohort", "role", "wave", "categories")
#: What only a file of counts has, as earlier versions wrote it; and what is told of one.
_OF_COUNTS = {"category", "people"}
_COUNTS_WORDS = (
    f"This is a file of counts. {FILE} has a row for each person now.",
    "Make it again: mentoring themes table AGREED.xlsx --replace",
)
_SEPARATORS = re.compile(r"[\s,;]+")
#: How many rows of one role and wave are told of with one kind of fault.
LISTED = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may name: cohorts in order, categories, and the stages with open questions.

    ``returned`` leads a stage to the answers to its forms. Unless they are
    ``complete``, as some rows have faults, nobody can be said to be missing.
    """

    cohorts: Sequence[str]
    categories: Sequence[Category]
    returned: Mapping[Stage, Sequence[pd.DataFrame]]
    complete: bool = True


def parse_themes(tables: Iterable[Table], known: Known, found: list[Problem]) -> Themes:
    """Return who mentioned what according to all files; every fault is added at its place."""
    parts: dict[Stage, list[Rows]] = {}
    for table in tables:
        findings = FaultLog(table)
        if set(table.header) >= _OF_COUNTS:
            findings.table_fault("file-of-counts", *_COUNTS_WORDS)
        elif check_known(findings, FILE, COLUMNS):
            for stage, rows in _people(findings, known).items():
                parts.setdefault(stage, []).append(_rows(stage, rows, table, known))
        found.extend(findings.all())
    people: dict[Stage, pd.DataFrame] = {}
    for stage in known.returned:
        if stage in parts:
            coded = _stage(put_end_to_end(parts[stage]), stage, known, found)
            if len(coded):
                people[stage] = coded
    return Themes(in_use(known.categories), people)


#: A row's line, its cohort by number, its survey code and the categories that it names.
_Person = tuple[int, int, str, list[str]]


def _people(findings: FaultLog, known: Known) -> dict[Stage, list[_Person]]:
    """Return the rows without a fault, by role and wave."""
    cohorts = {cohort: place for place, cohort in enumerate(known.cohorts)}
    found: dict[Stage, list[_Person]] = {}
    for row, cells in each_row(findings, "respondent"):
        names = list(filter(None, _SEPARATORS.split(cells["categories"])))
        if not findings.of_row(row, _faults(cells, names, known, cohorts)):
            stage = (cells["role"], cells["wave"])
            person = (cohorts[cells["cohort"]], without_gaps(cells["respondent"]), names)
            found.setdefault(stage, []).append((findings.lines[row], *person))
    return found


def _rows(stage: Stage, people: Sequence[_Person], table: Table, known: Known) -> Rows:
    """Return some people as rows that know their places in the file."""
    lines, cohorts, codes, named = zip(*people, strict=True)
    return Rows(
        instrument=FILE,
        role=stage[0],
        wave=stage[1],
        linked=False,  # a sheet without a code is told apart by its cohort
        sources=(Source(table.path, table.sheet, len(lines), table.header.index("respondent")),),
        lines=np.array(lines, dtype=np.int32),
        faulty=np.zeros(len(lines), dtype=bool),
        respondent=np.array(codes, dtype="S"),
        cohort=np.array(cohorts, dtype=np.int32),
        codes={
            category.id: np.array([category.id in names for names in named], dtype=np.int8)
            for category in in_use(known.categories)
        },
        numbers={},
        free_text=frozenset(),
    )


def _faults(
    cells: Mapping[str, str], names: Iterable[str], known: Known, cohorts: Mapping[str, int]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the column, rule, fault and remedy of each bad cell of a row."""
    if read_respondents([cells["respondent"]])[1]:
        yield "respondent", *respondent_words(cells["respondent"])
    if cells["cohort"] not in cohorts:
        remedy = did_you_mean(cells["cohort"], cohorts) or "Name one that is in cohorts.csv."
        yield "cohort", "unknown-cohort", f"There is no cohort {quoted(cells['cohort'])}.", remedy
    if (cells["role"], cells["wave"]) not in known.returned:
        yield _stage_fault(cells["role"], cells["wave"], known)
    usable = {category.id for category in in_use(known.categories)}
    for name in dict.fromkeys(name for name in names if name not in usable):
        yield "categories", *_category_fault(name, known.categories)


def _stage_fault(role: str, wave: str, known: Known) -> tuple[str, str, str, str]:
    """Return what is wrong with a role or a wave, its column first."""
    waves = [one for other, one in known.returned if other == role]
    if not waves:
        roles = sorted({role for role, _ in known.returned})
        fault = f"No form with open questions is for the role {quoted(role)}."
        remedy = did_you_mean(role, roles) or f"Use one of: {listed(roles)}."
        return "role", "unknown-role", fault, remedy
    fault = f"No form has open questions for the wave {quoted(wave)} of this role."
    remedy = did_you_mean(wave, waves) or f"Use one of: {listed(waves)}."
    return "wave", "unknown-wave", fault, remedy


def _category_fault(name: str, categories: Sequence[Category]) -> tuple[str, str, str]:
    found = next((category for category in categories if category.id == name), None)
    if found is not None:
        fault = f"'{name}' was merged into '{found.merged_into}'."
        return "merged-category", fault, f"Write '{found.merged_into}' in its place."
    remedy = did_you_mean(name, [category.id for category in in_use(categories)])
    fault = f"The code book has no category {quoted(name)}."
    return "unknown-category", fault, remedy or "Add it to themes_codebook.csv."


# --- people -------------------------------------------------------------------------------


def _stage(rows: Rows, stage: Stage, known: Known, found: list[Problem]) -> pd.DataFrame:
    """Return the people of a stage who returned its form; the others are told, and not counted."""
    who = people_of({FILE: rows})
    again = repeated(who)
    people = rows.table(who["respondent"].array, ~rows.faulty)
    here = among(people, known.returned[stage])
    found += first_of(_repeated_problems(rows, again), len(again), LISTED)
    if known.complete:
        strangers = np.flatnonzero(~here).tolist()
        found += first_of(_left_over(rows, stage, strangers), len(strangers), LISTED)
    here[again["row"]] = False
    kept = people[here].reset_index(drop=True)
    return kept.astype(dict.fromkeys(rows.codes, bool))


def _repeated_problems(rows: Rows, again: pd.DataFrame) -> Iterator[Problem]:
    remedy = "Keep 1 row, with everything the person mentioned."
    for first, row in zip(again["first"], again["row"], strict=True):
        before, place = rows.places([first, row])
        fault = f"This person, role and wave appear twice. The other row: {before}."
        yield Problem(place, "duplicate-row", fault, remedy)


def _left_over(rows: Rows, stage: Stage, strangers: Iterable[int]) -> Iterator[Problem]:
    """Yield a warning for each row of somebody who is not among the responses."""
    fault = f"This person has returned no form of '{stage[0]}' at '{stage[1]}', and is not counted."
    remedy = "If they have withdrawn, delete the row. If not, look at code, cohort, role and wave."
    for row in strangers:
        (place,) = rows.places([row])
        yield Problem(place, "left-over", fault, remedy, "warning")
