"""What one person typed, from a file or a folder, checked as ``check`` does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.data_entry.comparison import Typing, typed_rows
from generator.definitions.cohort import Cohort
from generator.definitions.problem import (
    Problem,
    RefusedError,
    errors_in,
    in_reading_order,
)
from generator.definitions.programme import Programme
from generator.definitions.suggest import listed, quoted, suggestion
from generator.files.programme_folder import is_there, shown
from generator.files.response_folder import no_cohorts, read_cohorts, walk
from generator.files.tables import Found, read_tables
from generator.responses.read import parse_table, responses
from generator.responses.rows import Rows, by_form
from generator.responses.schema import Expected
from generator.responses.table import Table


def cohorts_of(
    folder: Path, paths: Sequence[Path], programme: Programme, found: list[Problem]
) -> tuple[Cohort, ...]:
    """Return the cohorts that are listed in some folders, the same row in two of them once.

    Adds the errors of the lists to ``found``; raises RefusedError where there is no list.
    """
    named = dict.fromkeys(path.resolve() for path in paths if is_there(path))
    lists = [one for path in named for one in walk(path, shown(path, folder)).cohorts]
    if not lists:
        raise RefusedError([*found, no_cohorts(shown(paths[0], folder))])
    of_list: list[Problem] = []
    cohorts = read_cohorts(lists, programme, of_list)
    found += errors_in(of_list)
    return cohorts


def cohort_named(named: str | None, cohorts: Sequence[Cohort]) -> str:
    """Return the id of the cohort that a command names, or of the only one; or refuse it."""
    known = [cohort.id for cohort in cohorts]
    if named in known or (named is None and len(known) == 1):
        return named or known[0]
    if named is None:
        fault = "Nothing says whose forms these are."
        remedy = f"Name 1 cohort with --cohort. They are: {listed(known)}."
        raise RefusedError.at("--cohort", "no-cohort", fault, remedy)
    fault = f"There is no cohort {quoted(named)}."
    raise RefusedError.at("--cohort", "unknown-cohort", fault, suggestion(named, known))


def read_typing(path: Path, folder: Path, expected: Expected, found: list[Problem]) -> Typing:
    """Read and check everything that one person typed; an error leaves nothing of it.

    All faults are added to ``found``, in the order in which they stand.
    """
    problems: list[Problem] = []
    tables: list[Table] = []
    rows: list[Rows] = []
    files = _files(path, shown(path, folder), problems)
    for file in files:
        for table in read_tables(file.path, file.shown, problems):
            kept = replace(table, blocks=tuple(table.blocks))
            if parsed := parse_table(kept, expected, problems):
                rows.append(parsed)
                tables.append(kept)
    cohorts = [Cohort(name, name, "", "") for name in expected.cohorts]
    responses(by_form(rows), cohorts, len(files), problems)
    found += in_reading_order(problems)
    return {} if errors_in(problems) else typed_rows(tables, expected.forms)


def _files(path: Path, name: str, problems: list[Problem]) -> Sequence[Found]:
    """Return the files to read: one, or those of a folder, with what is wrong with it."""
    if not path.is_dir():
        return (Found(path, name, 0),)  # what is wrong with it is told when it is read
    walked = walk(path, name)
    problems += walked.problems
    return walked.tables
