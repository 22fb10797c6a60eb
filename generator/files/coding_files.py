"""Coding's private files as they come back, and the words that people wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.coding.people import PLACE_COLUMNS, Place
from generator.coding.units import KEY_COLUMNS, KeyLine
from generator.coding.workbook import Coding, parse_coding
from generator.definitions.codebook import Codebook, stages
from generator.definitions.problem import Problem, RefusedError, SourceLine, errors_in
from generator.definitions.programme import Programme
from generator.files.response_folder import walk
from generator.files.tables import read_tables
from generator.responses.open_answers import OpenAnswer, open_answers


def read_coding(path: Path, shown: str, found: list[Problem]) -> Coding:
    """Return a workbook's coding. Raises RefusedError where anything is wrong with it."""
    unread: list[Problem] = []  # another workbook's faults may be found already
    sheets = read_tables(path, shown, unread)
    found += unread
    if errors_in(unread):
        raise RefusedError(found)
    return parse_coding(sheets, shown, found)


def read_key(path: Path, shown: str, found: list[Problem]) -> tuple[KeyLine, ...]:
    """Return a key's lines. Raises RefusedError where it is none."""
    words = ("This is not a key that 'mentoring themes units' wrote.", "Name its key.csv.")
    return tuple(KeyLine(*row) for row in _rows(path, shown, KEY_COLUMNS, words, found))


def read_returned(path: Path, shown: str, found: list[Problem]) -> frozenset[Place] | None:
    """Return who had returned a form when the units were made; None where nobody wrote it down."""
    if not path.is_file():
        return None
    words = ("'mentoring themes units' did not write this.", "Put its own file here, or delete it.")
    rows = _rows(path, shown, PLACE_COLUMNS, words, found)
    return frozenset((cohort, role, wave, code) for cohort, role, wave, code in rows)


def _rows(
    path: Path,
    shown: str,
    columns: tuple[str, ...],
    not_it: tuple[str, str],
    found: list[Problem],
) -> list[Sequence[str]]:
    """Return the rows of a file that this program wrote; raise what is wrong with it.

    ``not_it`` is said where it has other columns.
    """
    rows: list[Sequence[str]] = []
    problems: list[Problem] = []
    for table in read_tables(path, shown, problems):
        if table.header != columns:
            problems.append(Problem(SourceLine(shown), "not-a-key", *not_it))
            continue
        for block in table.blocks:
            if isinstance(block, Problem):
                problems.append(block)
                break
            rows.extend(row for row in block.rows if len(row) == len(columns))
    found += problems
    if problems:
        raise RefusedError(found)
    return rows


def read_open_answers(
    folder: Path, programme: Programme, codebooks: Mapping[str, Codebook]
) -> list[OpenAnswer]:
    """Return every answer to an open question of a linked form, in the order of the files.

    The folder has been read without a fault before.
    """
    wanted = {name for names in stages(codebooks, programme).values() for name in names}
    books = {name: book for name, book in codebooks.items() if name in wanted}
    return [
        answer
        for found in walk(folder).tables
        for table in read_tables(found.path, found.shown, [])
        for answer in open_answers(table, books)
    ]
