"""Coding workbooks and their private folder, as they come back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.coding.coding import Coding, parse_coding
from generator.coding.units import KEY_COLUMNS, KeyLine
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.files.tables import read_tables
from generator.responses.same_person import Person
from generator.responses.table import Table
from generator.responses.themes import Stage

RETURNED_COLUMNS = ("cohort", "role", "wave", "respondent")


def key_bytes(key: Sequence[KeyLine]) -> bytes:
    """Return the key as CSV."""
    rows = (tuple(getattr(line, name) for name in KEY_COLUMNS) for line in key)
    return people_bytes([KEY_COLUMNS, *rows])


def people_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows with survey codes as CSV, the header first; each cell stays as it is.

    A code may begin with a hyphen, so nothing is put before it to keep a
    spreadsheet from taking it for a formula.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read_key(path: Path, shown: str) -> Parsed[tuple[KeyLine, ...]]:
    """Return a key's lines; no value where it is none."""
    if not path.is_file():
        return Parsed(None, (_no_file(shown, "Name the key of this coding: --key KEY.csv"),))
    words = ("This is not a key that 'mentoring themes units' wrote.", "Name its key.csv.")
    rows, problems = _rows(
        path, shown, KEY_COLUMNS, Problem(SourceLine(shown), "not-a-key", *words)
    )
    return Parsed(None if problems else tuple(KeyLine(*row) for row in rows), problems)


def returned_bytes(returned: Mapping[Stage, Sequence[Person]]) -> bytes:
    """Return who had returned a form of each role and wave as CSV."""
    rows = (
        (cohort, role, wave, respondent)
        for (role, wave), people in returned.items()
        for cohort, respondent in people
    )
    return people_bytes([RETURNED_COLUMNS, *rows])


def read_returned(path: Path, shown: str) -> Parsed[frozenset[tuple[str, str, str, str]]]:
    """Return cohort, role, wave and code of who had returned a form; no value without a file."""
    if not path.is_file():
        return Parsed(None)
    words = ("'mentoring themes units' did not write this.", "Put its own file here, or delete it.")
    not_it = Problem(SourceLine(shown), "not-a-key", *words)
    rows, problems = _rows(path, shown, RETURNED_COLUMNS, not_it)
    people = frozenset((row[0], row[1], row[2], row[3]) for row in rows)
    return Parsed(None if problems else people, problems)


def _rows(
    path: Path, shown: str, columns: tuple[str, ...], not_it: Problem
) -> tuple[list[Sequence[str]], tuple[Problem, ...]]:
    """Return the rows of a file that this program wrote; ``not_it`` where it has other columns."""
    tables = read_tables(path, shown)
    rows: list[Sequence[str]] = []
    problems = list(tables.problems)
    for table in tables.value or ():
        if table.header != columns:
            problems.append(not_it)
            continue
        for block in table.blocks:
            if isinstance(block, Problem):
                problems.append(block)
                break
            rows.extend(row for row in block.rows if len(row) == len(columns))
    return rows, tuple(problems)


def read_sheets(path: Path, shown: str) -> Parsed[tuple[Table, ...]]:
    """Return a workbook's sheets as tables."""
    if not path.is_file():
        return Parsed(None, (_no_file(shown, "Check its name, and the folder you are in."),))
    if path.suffix.lower() != ".xlsx":
        fault, remedy = "This is not a workbook (.xlsx).", "Save it as 'Excel workbook (.xlsx)'."
        return Parsed(None, (Problem(SourceLine(shown), "other-format", fault, remedy),))
    return read_tables(path, shown)


def _no_file(shown: str, remedy: str) -> Problem:
    return Problem(SourceLine(shown), "no-file", "There is no such file.", remedy)


def exists(path: Path) -> bool:
    """Return True where there is a file of this name."""
    return path.is_file()


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file that hold anything. Raises OSError."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_coding(path: Path, shown: str) -> Parsed[Coding]:
    """Return a workbook's coding, with every fault in it."""
    sheets = read_sheets(path, shown)
    if sheets.value is None:
        return Parsed(None, sheets.problems)
    parsed = parse_coding(sheets.value, shown)
    problems = (*sheets.problems, *parsed.problems)
    return Parsed(None if sheets.errors else parsed.value, problems)
