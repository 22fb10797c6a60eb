"""Texts of feedback that no build may let out, read where the facilitator keeps them.

They never pass through the responses, so the leak gate would not know them. Notes
that lie anywhere in the programme's folder are found by what they hold; of notes
elsewhere, the path is kept in the programme's cache when pages are made, never the
words. Notes that are gone cannot be searched for. The same holds for coding
workbooks, in which words of the responses may have been changed, and coders have
written notes of their own.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from generator.coding.workbook import CODING
from generator.definitions.problem import Problem, SourceLine, tried
from generator.definitions.signs import turning_fault
from generator.definitions.yaml_source import decoded
from generator.feedback.notes import (
    EXAMPLES,
    TEXTS,
    Notes,
    names_from_lines,
    names_from_tables,
    notes_from_tables,
    notes_from_yaml,
)
from generator.files.programme_folder import RECORDS
from generator.files.tables import READ, read_bytes, read_tables, tables_of
from generator.files.writing import write_kept

#: Below the programme's cache.
REGISTER = "private-texts.txt"
YAML = (".yml", ".yaml")
#: The points that notes begin with stand on a page of guidance, too, and are nobody's.
INVENTED = frozenset(text for point in EXAMPLES for text in point)
#: One of these stands in every file of notes or codings; no such file is larger than this.
MARKS, LARGEST = (b"observation", f'"{CODING}"'.encode()), 2_000_000
COHORTS = {"cohorts.csv", "cohorts.xlsx"}
#: Folders of a programme that hold other things, and how far down notes are looked for.
OTHERS = ("instruments", "site_src", "site", "site-restricted", "printed", "responses", "build")
DEEPEST = 4


def read_notes(path: Path, shown: str, found: list[Problem]) -> Notes:
    """Return the points of a file of notes: YAML, CSV or XLSX.

    Raises RefusedError where none can be read; what else is wrong is added to ``found``.
    """
    content = read_bytes(path, shown, found)
    if path.suffix.lower() in YAML:
        return notes_from_yaml(content, shown, found)
    return notes_from_tables(tables_of(content, shown, path.suffix.lower(), found), found)


def read_names(path: Path, shown: str, found: list[Problem]) -> tuple[str, ...]:
    """Return names from a text with one on each line, or from a table's columns of names.

    Raises RefusedError where the file cannot be read; what else is wrong is added to ``found``.
    """
    content = read_bytes(path, shown, found)
    if path.suffix.lower() in READ:
        return names_from_tables(tables_of(content, shown, path.suffix.lower(), found), found)
    text = decoded(content, shown, found)
    for number, line in enumerate(text.splitlines(), start=1):
        if fault := turning_fault(line):
            found.append(Problem(SourceLine(shown, number), *fault))
    return names_from_lines(text)


def is_notes(path: Path) -> bool:
    """Tell by its ending whether a file may hold notes."""
    return path.suffix.lower() in (*YAML, *READ)


def remember(cache: Path, path: Path) -> None:
    """Keep the path of a file of notes, or of a coding workbook."""
    known = dict.fromkeys([*_paths(cache), str(path.resolve())])
    write_kept(cache / REGISTER, ("\n".join(known) + "\n").encode())


def private_texts(folder: Path, cache: Path) -> frozenset[str]:
    """Return every text of every such file in a programme's folder, or kept in mind there."""
    return frozenset().union(*(texts for _, texts in texts_by_file(folder, cache))) - INVENTED


def texts_by_file(folder: Path, cache: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield every such file with its texts."""
    for path in _known(folder, cache):
        coded = coded_texts(path)
        if coded:
            yield path, coded
            continue
        notes = tried([], partial(read_notes, path, path.name))
        points = notes.points if notes else ()
        yield path, frozenset(p.text(column) for p in points for column in TEXTS) - {""}


def coded_texts(path: Path) -> frozenset[str]:
    """Return the texts and the notes of a coding workbook; nothing of another file."""
    if path.suffix.lower() != ".xlsx":
        return frozenset()
    return frozenset(
        row[table.header.index(column)].strip()
        for table in read_tables(path, path.name, [])
        if table.sheet == CODING
        for column in ("text", "note")
        if column in table.header
        for _, row in table.rows()
    ) - {""}


def fingerprint(folder: Path, cache: Path) -> str:
    """Return a digest of what ``private_texts`` would read."""
    whole = hashlib.sha256()
    for path in _known(folder, cache):
        whole.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def _known(folder: Path, cache: Path) -> list[Path]:
    kept = {path for path in map(Path, _paths(cache)) if path.is_file()}
    return sorted(kept | set(_below(folder.resolve())))


def _below(folder: Path) -> Iterator[Path]:
    """Yield what may be notes in a programme's folder, other folders passed over."""
    for place, folders, names in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not (depth == 0 and name in OTHERS) and depth < DEEPEST
        ]
        in_records = here.relative_to(folder).parts[:1] == (RECORDS,)
        if COHORTS.intersection(names) and not in_records:  # responses, known to the gate otherwise
            folders.clear()
            continue
        for path in (here / name for name in names):
            if is_notes(path) and path.is_file() and _may_be_notes(path):
                yield path


def _may_be_notes(path: Path) -> bool:
    if path.stat().st_size > LARGEST:
        return False
    if path.suffix.lower() != ".xlsx":
        return _marked(path.read_bytes())
    try:
        with zipfile.ZipFile(path) as book:
            sizes = {part.filename: part.file_size for part in book.infolist()}
            return any(size <= LARGEST and _marked(book.read(name)) for name, size in sizes.items())
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False  # a broken or locked file: nobody can copy words from it either


def _marked(content: bytes) -> bool:
    return any(mark in content for mark in MARKS)


def _paths(cache: Path) -> Iterator[str]:
    register = cache / REGISTER
    if register.is_file():
        yield from filter(None, register.read_text("utf-8").splitlines())
