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

from generator.definitions.problem import Problem, SourceLine, first_of
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.answers import among, answers_of
from generator.responses.check import read_respondents, respondent_words
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.spelling import without_gaps
from generator.responses.table import Table
from generator.responses.themes import Category, Stage, Themes, in_use

FILE = "themes.csv"
COLUMNS = ("respondent", "cohort", "role", "wave", "categories")
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


@dataclass(frozen=True, slots=True)
class _Row:
    """A person, by cohort number and survey code, and the categories that they mentioned."""

    stage: Stage
    person: tuple[int, str]
    names: Sequence[str]
    where: SourceLine


def parse_themes(tables: Iterable[Table], known: Known, found: list[Problem]) -> Themes:
    """Return who mentioned what according to all files; every fault is added at its place."""
    rows: dict[Stage, list[_Row]] = {}
    for table in tables:
        findings = FaultLog(table)
        if check_known(findings, FILE, COLUMNS):
            for row in _rows(findings, known):
                rows.setdefault(row.stage, []).append(row)
        found.extend(findings.all())
    people = {
        stage: coded
        for stage in known.returned
        if stage in rows and len(coded := _stage(rows[stage], stage, known, found))
    }
    return Themes(in_use(known.categories), people)


def _rows(findings: FaultLog, known: Known) -> Iterator[_Row]:
    cohorts = {cohort: place for place, cohort in enumerate(known.cohorts)}
    column = findings.table.header.index("respondent")
    for row, cells in each_row(findings, "respondent"):
        names = list(filter(None, _SEPARATORS.split(cells["categories"])))
        if not findings.of_row(row, _faults(cells, names, known, cohorts)):
            person = (cohorts[cells["cohort"]], without_gaps(cells["respondent"]))
            where = findings.table.place(findings.lines[row], column)
            yield _Row((cells["role"], cells["wave"]), person, names, where)


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
        merged = [one.merged_into for one in known.categories if one.id == name]
        hint = f"It was merged: write '{merged[0]}'." if merged else did_you_mean(name, usable)
        fault = f"The code book has no category {quoted(name)} in use."
        yield "categories", "unknown-category", fault, hint or "Add it to themes_codebook.csv."


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


def _stage(rows: Sequence[_Row], stage: Stage, known: Known, found: list[Problem]) -> pd.DataFrame:
    """Return the people of a stage who returned its form; the others are told, and not counted."""
    first: dict[tuple[int, str], _Row] = {}
    again = [row for row in rows if first.setdefault(row.person, row) is not row]
    repeated = (
        Problem(
            row.where,
            "duplicate-row",
            f"This person, role and wave appear twice. The other row: {first[row.person].where}.",
            "Keep 1 row, with everything the person mentioned.",
        )
        for row in again
    )
    found += first_of(repeated, len(again), LISTED)
    people = answers_of(
        np.array([code for _, code in first], dtype="S"),
        np.array([cohort for cohort, _ in first], dtype=np.int32),
        {
            category.id: np.array([category.id in row.names for row in first.values()], dtype=bool)
            for category in in_use(known.categories)
        },
    )
    here = among(people, known.returned[stage])
    strangers = [row for row, is_here in zip(first.values(), here, strict=True) if not is_here]
    if known.complete:
        found += first_of(map(_left_over, strangers), len(strangers), LISTED)
    return people[here].reset_index(drop=True)


def _left_over(row: _Row) -> Problem:
    """Return the warning of a row of somebody who is not among the responses."""
    role, wave = row.stage
    fault = f"This person has returned no form of '{role}' at '{wave}', and is not counted."
    remedy = "If they have withdrawn, delete the row. If not, look at code, cohort, role and wave."
    return Problem(row.where, "left-over", fault, remedy, "warning")
