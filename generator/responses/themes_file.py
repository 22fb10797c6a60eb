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
import numpy.typing as npt
import pandas as pd

from generator.definitions.problem import Problem, first_of
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.answers import among
from generator.responses.check import read_respondents, respondent_words
from generator.responses.duplicates import people_of, repeated
from generator.responses.fault_log import FaultLog, check_known, each_block
from generator.responses.rows import Rows, Source, put_end_to_end
from generator.responses.table import Table
from generator.responses.themes import Category, Stage, Themes, in_use

FILE = "themes.csv"
COLUMNS = ("respondent", "cohort", "role", "wave", "categories")
_SEPARATORS = re.compile(r"[\s,;]+")
#: How many rows of one role and wave are told of with one kind of fault.
LISTED = 20

Cells = Sequence[str]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
#: A rule that a cell breaks, the fault and the remedy.
CellFault = tuple[str, str, str]


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
        if check_known(findings, FILE, COLUMNS):
            for stage, rows in _parse(findings, known):
                parts.setdefault(stage, []).append(rows)
        found.extend(findings.all())
    people: dict[Stage, pd.DataFrame] = {}
    for stage in known.returned:
        if stage in parts:
            coded = _stage(put_end_to_end(parts[stage]), stage, known, found)
            if len(coded):
                people[stage] = coded
    return Themes(in_use(known.categories), people)


def _parse(findings: FaultLog, known: Known) -> Iterator[tuple[Stage, Rows]]:
    """Yield the rows without a fault, block by block, by role and wave."""
    for columns in each_block(findings):
        respondent, bad = read_respondents(columns["respondent"])
        place = findings.table.header.index("respondent")
        findings.cells(place, bad, columns["respondent"], respondent_words)
        cohort = _cohorts(columns["cohort"], findings, known)
        stage = _stages(columns["role"], columns["wave"], findings, known)
        mentioned = _mentioned(columns["categories"], findings, known)
        sound = np.ones(len(findings.lines), dtype=bool)
        sound[list(findings.faulty)] = False
        for number, (role, wave) in enumerate(known.returned):
            mine = np.flatnonzero(sound & (stage == number))
            if len(mine):
                people = (cohort[mine], respondent[mine], mentioned[mine])
                yield (role, wave), _rows((role, wave), people, mine, findings, known)


def _rows(
    stage: Stage,
    people: tuple[npt.NDArray[np.int32], npt.NDArray[np.bytes_], Mask],
    mine: Places,
    findings: FaultLog,
    known: Known,
) -> Rows:
    """Return some people as rows that know their places in the file."""
    table, count = findings.table, len(mine)
    cohort, respondent, mentioned = people
    return Rows(
        instrument=FILE,
        role=stage[0],
        wave=stage[1],
        linked=False,  # a sheet without a code is told apart by its cohort
        versions=frozenset(),
        sources=(Source(table.path, table.sheet, count, table.header.index("respondent")),),
        lines=np.array(findings.lines, dtype=np.int32)[mine],
        faulty=np.zeros(count, dtype=bool),
        respondent=respondent,
        cohort=cohort,
        codes={
            category.id: mentioned[:, column].astype(np.int8)
            for column, category in enumerate(in_use(known.categories))
        },
        numbers={},
        free_text=frozenset(),
    )


# --- cells --------------------------------------------------------------------------------


def _cohorts(cells: Cells, findings: FaultLog, known: Known) -> npt.NDArray[np.int32]:
    """Return the cohorts of a block by number; one that is not listed is -1 and a fault."""
    places = {cohort: place for place, cohort in enumerate(known.cohorts)}
    found = np.array([places.get(cell.strip(), -1) for cell in cells], dtype=np.int32)

    def words(text: str) -> CellFault:
        remedy = did_you_mean(text, places) or "Name one that is in cohorts.csv."
        return "unknown-cohort", f"There is no cohort {quoted(text)}.", remedy

    bad = np.flatnonzero(found < 0).tolist()
    findings.cells(findings.table.header.index("cohort"), bad, cells, words)
    return found


def _stages(roles: Cells, waves: Cells, findings: FaultLog, known: Known) -> Places:
    """Return the stages of a block as places in ``known.returned``; -1 where there is none."""
    order = {stage: place for place, stage in enumerate(known.returned)}
    pairs = [(role.strip(), wave.strip()) for role, wave in zip(roles, waves, strict=True)]
    found = np.array([order.get(pair, -1) for pair in pairs], dtype=np.int64)
    for row in np.flatnonzero(found < 0).tolist():
        column, *fault = _stage_fault(*pairs[row], known)
        findings.row_fault(row, findings.table.header.index(column), *fault)
    return found


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


def _mentioned(cells: Cells, findings: FaultLog, known: Known) -> Mask:
    """Return (rows, categories) which categories each cell of a block names."""
    columns = {category.id: place for place, category in enumerate(in_use(known.categories))}
    distinct = {text: place for place, text in enumerate(dict.fromkeys(cells))}
    found = np.zeros((len(distinct), len(columns)), dtype=bool)
    faults: dict[str, list[CellFault]] = {}
    for text, place in distinct.items():
        names = [name for name in _SEPARATORS.split(text) if name]
        found[place, [columns[name] for name in names if name in columns]] = True
        strange = dict.fromkeys(name for name in names if name not in columns)
        if strange:
            faults[text] = [_category_fault(name, known.categories) for name in strange]
    index = findings.table.header.index("categories")
    for row, text in enumerate(cells):
        for fault in faults.get(text, ()):
            findings.row_fault(row, index, *fault)
    return found[[distinct[text] for text in cells]]


def _category_fault(name: str, categories: Sequence[Category]) -> CellFault:
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
