"""Where private texts lie that no build may let out: their paths, kept in the programme's cache.

Texts of feedback never pass through the responses, so the leak gate would not know
them. Whoever makes feedback leaves the path of the notes here, never their words;
a build reads the notes where they lie. Notes that are gone cannot be searched for.
The same holds for coding workbooks, in which words of the responses may have been
changed, and coders have written notes of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from generator.feedback.notes import notes_from_tables, notes_from_yaml
from generator.feedback.point import TEXTS, Notes
from generator.files.tables import READ, read_bytes, read_tables, tables_of
from generator.files.writing import OWNER, write_file
from generator.survey.problem import Parsed
from generator.survey.table import Block
from generator.themes.sheets import CODING

#: Below the programme's cache.
REGISTER = "private-texts.txt"
YAML = (".yml", ".yaml")


def read_notes(path: Path, shown: str) -> Parsed[Notes]:
    """Return the points of a file of notes: YAML, CSV or XLSX."""
    content = read_bytes(path, shown)
    if content.value is None:
        return Parsed(None, content.problems)
    if path.suffix.lower() in YAML:
        return notes_from_yaml(content.value, shown)
    tables = tables_of(content.value, shown, path.suffix.lower())
    read = notes_from_tables(tables.value or ())
    return Parsed(read.value, (*tables.problems, *read.problems))


def is_notes(path: Path) -> bool:
    """Tell by its ending whether a file may hold notes."""
    return path.suffix.lower() in (*YAML, *READ)


def remember(cache: Path, path: Path) -> None:
    """Keep the path of a file of notes, or of a coding workbook."""
    known = dict.fromkeys([*_paths(cache), str(path.resolve())])
    write_file(cache / REGISTER, ("\n".join(known) + "\n").encode(), OWNER)


def private_texts(cache: Path) -> frozenset[str]:
    """Return every text of every file that is still where it was."""
    found: set[str] = set()
    for path in map(Path, _paths(cache)):
        coded = coded_texts(path) if path.is_file() else frozenset[str]()
        if coded:
            found |= coded
            continue
        notes = read_notes(path, path.name).value if path.is_file() else None
        for point in notes.points if notes else ():
            found |= {point.text(column) for column in TEXTS} - {""}
    return frozenset(found)


def coded_texts(path: Path) -> frozenset[str]:
    """Return the texts and the notes of a coding workbook; nothing of another file."""
    if path.suffix.lower() != ".xlsx":
        return frozenset()
    return frozenset(
        row[table.header.index(column)].strip()
        for table in read_tables(path, path.name).value or ()
        if table.sheet == CODING
        for column in ("text", "note")
        if column in table.header
        for block in table.blocks
        if isinstance(block, Block)
        for row in block.rows
    ) - {""}


def fingerprint(cache: Path) -> str:
    """Return a digest of what ``private_texts`` would read."""
    whole = hashlib.sha256()
    for path in map(Path, _paths(cache)):
        whole.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return whole.hexdigest()[:16]


def _paths(cache: Path) -> Iterator[str]:
    register = cache / REGISTER
    if register.is_file():
        yield from filter(None, register.read_text("utf-8").splitlines())
