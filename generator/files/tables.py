"""The disk's edge of reading: a file's bytes become tables of text.

What a file is, its first bytes say; its ending must agree. Nothing is opened
in another way than its ending promises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.definitions.problem import Problem, RefusedError, SourceLine, errors_in, tried
from generator.definitions.signs import TURNING, TURNING_SIGNS, turning_fault
from generator.files.csv_file import read_csv
from generator.responses.table import Block, CellFault, Table
from generator.responses.typed_sheet import typed_csv

#: Files of these endings are tables.
READ = (".csv", ".xlsx")

LARGEST = 256 * 1024 * 1024
#: What turns the direction of writing, as CSV holds it: a large file is searched for it as a whole.
_TURNING = tuple(sign.encode() for sign in TURNING_SIGNS)

_read: ContextVar[dict[Path, str] | None] = ContextVar("_read", default=None)

_KINDS = (
    (b"PK\x03\x04", "a workbook or another zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old or a locked Excel file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "a word processor's file"),
    (b"<?xml", "an XML file"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a folder: where it is, how messages call it, how large it is."""

    path: Path
    shown: str
    size: int


def each_table(files: Iterable[Found], found: list[Problem]) -> tuple[Table, ...]:
    """Return the tables of some files, one after the other."""
    return tuple(table for file in files for table in read_tables(file.path, file.shown, found))


def read_tables(path: Path, shown: str, found: list[Problem]) -> tuple[Table, ...]:
    """Return the tables that a CSV file (one) or a workbook (one a sheet) holds.

    ``shown`` is the file's name in messages. Rows are read from memory when
    they are asked for; the file is closed. A file that cannot be read has no
    table, and an error is added to ``found``.
    """
    content = tried(found, partial(read_bytes, path, shown))
    return () if content is None else tables_of(content, shown, path.suffix.lower(), found)


def tables_of(content: bytes, shown: str, suffix: str, found: list[Problem]) -> tuple[Table, ...]:
    """Return the tables in a file's bytes; ``suffix`` is its ending in small letters.

    What cannot be read has none, and an error is added to ``found``.
    """
    own: list[Problem] = []
    read = _of_workbook if suffix == ".xlsx" else _of_csv
    tables = tried(own, partial(read, content, shown, suffix)) or ()
    found += own
    return tables


def are_unread(tables: Sequence[Table], found: Iterable[Problem]) -> bool:
    """Tell whether a file has no table since it could not be read, from what was found in it."""
    return not tables and bool(errors_in(found))


def _of_workbook(
    content: bytes, shown: str, suffix: str, found: list[Problem]
) -> tuple[Table, ...]:
    if content.startswith(b"PK\x03\x04"):
        # Here, since openpyxl takes long to load and most folders hold no workbook.
        from generator.files.workbook import read_workbook

        return tuple(map(_guarded, read_workbook(content, shown, found)))
    if not content.strip():
        raise _refused(shown, "empty-file", "The file is empty.", "Delete it, or export again.")
    fault = f"The name ends in {suffix}, but the file is {kind_of(content) or 'text'}."
    raise _refused(shown, "wrong-content", fault, "Open it and save it as an Excel workbook.")


def _of_csv(content: bytes, shown: str, suffix: str, found: list[Problem]) -> tuple[Table, ...]:
    if kind := kind_of(content):
        fault = f"The name ends in {suffix}, but the file is {kind}."
        raise _refused(shown, "wrong-content", fault, "Open it and save it as CSV or as .xlsx.")
    tables = tuple(typed_csv(read_csv(content, shown, found), found))
    plain = content.isascii() or not any(sign in content for sign in _TURNING)
    return tables if plain else tuple(map(_guarded, tables))


def _guarded(table: Table) -> Table:
    """Return a table with a fault for each cell that turns the direction of writing."""
    return replace(table, blocks=tuple(map(_guarded_block, table.blocks)))


def _guarded_block(block: Block | Problem) -> Block | Problem:
    if isinstance(block, Problem):
        return block
    faults = (
        CellFault(row, column, *fault)
        for row, cells in enumerate(block.rows)
        if TURNING.search("".join(cells))
        for column, cell in enumerate(cells)
        if (fault := turning_fault(cell))
    )
    return replace(block, faults=(*block.faults, *faults))


def kind_of(content: bytes) -> str:
    """Return what a file's first bytes say that it is; nothing for plain text.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"respondent,cohort")
    ('a PDF', '')
    """
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, kind in _KINDS:
        if content.startswith(magic) or start.startswith(magic.lower()):
            return kind
    return ""


def read_bytes(path: Path, shown: str, found: list[Problem]) -> bytes:
    """Return a file's bytes; raises RefusedError if it is missing, too large, or kept shut."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        remedy = "Check its name, and the folder you are in."
        found.append(Problem(SourceLine(shown), "no-file", "There is no such file.", remedy))
        raise RefusedError(found) from error
    except OSError as error:
        fault = f"The file cannot be read: {error.strerror or 'the disk refuses'}."
        remedy = "Close it in other programs, or ask for access."
        found.append(Problem(SourceLine(shown), "unreadable", fault, remedy))
        raise RefusedError(found) from error
    note_read({path: hashlib.sha256(content).hexdigest()})
    if len(content) > LARGEST:
        fault = f"The file is larger than {LARGEST // 1024 // 1024} MB."
        found.append(Problem(SourceLine(shown), "too-large", fault, "Split it."))
        raise RefusedError(found)
    return content


@contextmanager
def noted_reading() -> Iterator[dict[Path, str]]:
    """Note the digest of the very bytes of each file that is read here."""
    before, read = _read.get(), dict[Path, str]()
    _read.set(read)
    try:
        yield read
    finally:
        _read.set(before)


def note_read(digests: Mapping[Path, str]) -> None:
    """Note files that were read, by another process, say; nothing fits one that has changed."""
    noted = _read.get()
    if noted is not None:
        noted |= {path: one if noted.get(path, one) == one else "" for path, one in digests.items()}


def _refused(shown: str, rule: str, fault: str, remedy: str) -> RefusedError:
    return RefusedError([Problem(SourceLine(shown), rule, fault, remedy)])
