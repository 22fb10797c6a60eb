"""The preferences, as they come back from whoever filled in the sheet."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from generator.definitions.problem import Problem, RefusedError, SourceLine, errors_in
from generator.files import programme_folder
from generator.files.tables import READ, are_unread, read_tables
from generator.files.typesetting import lacking_faults
from generator.pairing.preferences import Preferences, clean_name, parse_preferences
from generator.responses.table import cells_of, without_comments


def chosen_files(records: Path) -> list[Path]:
    """Return the preferences among the records: those that say anything, or else the first."""
    known = [f"{programme_folder.PREFERENCES}{ending}" for ending in READ]
    there = sorted(records.iterdir()) if records.is_dir() else []
    files = [path for path in there if path.name.casefold() in known]
    return [path for path in files if _says_something(path)] or files[:1]


def _says_something(path: Path) -> bool:
    """Tell whether a file has a row below its header, remarks apart; or cannot be read."""
    unread: list[Problem] = []
    tables = read_tables(path, "", unread)
    return are_unread(tables, unread) or any(
        isinstance(block, Problem) or any(map("".join, block.rows))
        for table in map(without_comments, tables)
        for block in table.blocks
    )


def read_preferences(path: Path, shown: str, found: list[Problem]) -> Preferences:
    """Read a file of preferences; ``shown`` is what messages call it.

    Problems are added to ``found``. Raises RefusedError where one is an error.
    """
    if path.suffix.lower() not in READ:
        fault, remedy = "Preferences must be a CSV or XLSX file.", "Save the table as one of these."
        raise RefusedError([*found, Problem(SourceLine(shown), "wrong-kind", fault, remedy)])
    unread: list[Problem] = []
    tables = read_tables(path, shown, unread)
    found += unread
    if errors_in(unread):
        raise RefusedError(found)
    return parse_preferences(tables, found)


def sign_faults(preferences: Preferences, path: Path, shown: str) -> tuple[Problem, ...]:
    """Return a fault for each name that no slip could show, and for the file's on a certificate."""
    places: dict[str, SourceLine] = {}
    tables = read_tables(path, shown, [])
    heads = ((t.place(t.header_line, at), name) for t in tables for at, name in enumerate(t.header))
    for where, text in chain(heads, cells_of(tables)):
        places.setdefault(clean_name(text), where)
    found = [(at, name) for name, at in places.items()]
    names = (*preferences.mentors, *preferences.mentees)
    where = SourceLine(shown)
    return (*lacking_faults(names, found, where), *lacking_faults([path.name], (), where))
