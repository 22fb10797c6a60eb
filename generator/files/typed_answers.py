"""What one person typed, from a file or a folder, checked as ``check`` does it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.data_entry.typed import Key, TypedRow, by_key, typed_rows
from generator.definitions.cohort import Cohort
from generator.definitions.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.definitions.programme import Programme
from generator.definitions.suggest import listed
from generator.files.programme_folder import RECORDS, is_there, shown
from generator.files.response_folder import Found, read_cohorts, walk
from generator.files.tables import READ, read_bytes, read_tables
from generator.responses.known_tables import COHORTS
from generator.responses.read import parse_table, responses
from generator.responses.rows import Rows, put_end_to_end
from generator.responses.schema import Expected
from generator.responses.table import Table


@dataclass(frozen=True, slots=True)
class Typing:
    """One person's rows by key, the tables that they stand in, and the files' fingerprints."""

    rows: Mapping[Key, TypedRow]
    tables: Mapping[str, tuple[Table, ...]]
    files: Mapping[str, str]


def cohorts_of(
    folder: Path, paths: Sequence[Path], programme: Programme
) -> Parsed[tuple[Cohort, ...]]:
    """Return the cohorts that are listed in some folders, the same row in two of them once."""
    named = dict.fromkeys(path.resolve() for path in paths if is_there(path))
    walks = [walk(path, shown(path, folder)) for path in named]
    lists = tuple(found for one in walks for found in one.cohorts)
    if not lists:
        where = SourceLine(shown(paths[0], folder))
        fault, remedy = f"There is no {COHORTS}.", f"Write it into {RECORDS}/{COHORTS}."
        return Parsed(None, (Problem(where, "no-cohorts", fault, remedy),))
    return read_cohorts(replace(walks[0], cohorts=lists), programme)


def read_typing(path: Path, folder: Path, expected: Expected) -> Parsed[Typing]:
    """Read and check everything that one person typed; any fault leaves no value."""
    files = _files(path, folder)
    if files.value is None:
        return Parsed(None, files.problems)
    problems = list(files.problems)
    tables: dict[str, list[Table]] = {}
    rows: dict[str, list[Rows]] = {}
    for found in files.value:
        read = read_tables(found.path, found.shown)
        problems.extend(read.problems)
        for table in read.value or ():
            kept = replace(table, blocks=tuple(table.blocks))
            parsed = parse_table(kept, expected)
            problems.extend((*parsed.whole, *parsed.single))
            if parsed.rows is not None:
                rows.setdefault(parsed.rows.instrument, []).append(parsed.rows)
                tables.setdefault(parsed.rows.instrument, []).append(kept)
    together = {name: put_end_to_end(parts) for name, parts in rows.items()}
    problems.extend(responses(together, _numbered(expected), len(files.value)).problems)
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, in_reading_order(problems))
    every = [
        row for parts in tables.values() for t in parts for row in typed_rows(t, expected.forms)
    ]
    prints = {found.shown: _fingerprint(found) for found in files.value}
    by_form = {name: tuple(parts) for name, parts in tables.items()}
    return Parsed(Typing(by_key(every), by_form, prints), in_reading_order(problems))


def _numbered(expected: Expected) -> list[Cohort]:
    return [Cohort(name, name, "", "") for name in expected.cohorts]


def _files(path: Path, folder: Path) -> Parsed[tuple[Found, ...]]:
    name = shown(path, folder)
    where = SourceLine(name)
    if path.is_dir():
        found = walk(path, name)
        return Parsed(found.tables, found.problems)
    if not path.is_file():
        remedy = "Name a CSV file, a workbook, or a folder of them."
        return Parsed(None, (Problem(where, "no-file", "There is no such file.", remedy),))
    if path.suffix.lower() not in READ:
        remedy = "Open it and save it as 'Excel workbook (.xlsx)' or as CSV."
        fault = f"Files that end in '{path.suffix}' are not read."
        return Parsed(None, (Problem(where, "other-format", fault, remedy),))
    return Parsed((Found(path, name, path.stat().st_size),))


def _fingerprint(found: Found) -> str:
    content = read_bytes(found.path, found.shown).value
    return hashlib.sha256(content or b"").hexdigest()


def column_faults(first: Typing, second: Typing, expected: Expected) -> Iterator[Problem]:
    """Yield a fault for each table whose answers have other columns than the form's first table.

    An answer that only one of the two could type would pass for agreed.
    """
    for name in sorted({*first.tables, *second.tables}):
        columns = expected.forms[name].columns
        tables = [*first.tables.get(name, ()), *second.tables.get(name, ())]
        model = _answers(tables[0], columns)
        for table in tables[1:]:
            odd = _answers(table, columns) ^ model
            if odd:
                where = table.place(table.header_line, 0)
                other = tables[0].place(tables[0].header_line, 0)
                fault = f"Only this table or {other} has {listed(sorted(odd))}."
                remedy = "Both must have the same columns: add them, with empty cells, or delete."
                yield Problem(where, "columns-differ", fault, remedy)


def _answers(table: Table, columns: Iterable[str]) -> set[str]:
    return set(table.header) & set(columns)
