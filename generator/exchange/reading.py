"""A file's bytes become a ``Source``: which format it is, its first bytes say, never its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from generator.definitions.codebook import REQUIRED_COLUMNS
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.signs import turning_fault
from generator.exchange.plain_words import shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.spss import IS_SPSS, read_spss
from generator.exchange.tool import TOOLS, tool_of
from generator.files.csv_file import Decoded, decode
from generator.files.tables import kind_of, read_bytes
from generator.responses.table import Block, Table

MOST_ROWS, MOST_COLUMNS = 300_000, 10_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", ";", "\t")
#: Columns of ODK Central's own behind all answers.
_ODK_LAST = ("Status", "ReviewState", "DeviceID", "Edits", "FormVersion")
Rows = list[tuple[int, list[str]]]


def read_source(
    path: Path, shown: str, found: list[Problem], is_code: Callable[[str], bool]
) -> tuple[Source, ...]:
    """Return the tables of a file: one, or one a visible sheet of a workbook.

    ``is_code`` tells a heading of survey codes. Raises RefusedError where the file cannot be
    read, is the kit's own, or breaks off.
    """
    content = read_bytes(path, shown, found)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(IS_SPSS):
        return (read_spss(path, shown, digest),)
    tables = _tables(content, shown, found, is_code)
    return tuple(_source(table, digest) for table in tables)


def _tables(
    content: bytes, shown: str, found: list[Problem], is_code: Callable[[str], bool]
) -> Sequence[Table]:
    if content.startswith(b"PK\x03\x04"):
        from generator.files.workbook import read_plain  # openpyxl takes long to load

        return read_plain(content, shown, found, is_code)
    if kind := kind_of(content):
        fault = f"The file is {kind}."
        remedy = "Export the answers as CSV or as .xlsx, and import that file."
        raise RefusedError([*found, Problem(SourceLine(shown), "wrong-content", fault, remedy)])
    if content.startswith(_UTF16):
        content = _from_utf16(content, shown)
    return [_csv_table(decode(content, shown), shown)]


def _from_utf16(content: bytes, shown: str) -> bytes:
    try:
        return content.decode("utf-16").encode()
    except UnicodeError as error:
        fault = "The file begins as UTF-16 and does not go on so."
        remedy = "Export it again, as CSV in UTF-8 if there is a choice."
        raise RefusedError.at(shown, "wrong-encoding", fault, remedy) from error


# --- CSV ---------------------------------------------------------------------------------


def _csv_table(decoded: Decoded, shown: str) -> Table:
    """Return a CSV file's table; empty lines and ragged rows are let pass at the end alone."""
    decoded = replace(decoded, delimiter=_delimiter(decoded.lines()))
    rows = _csv_rows(decoded, shown)
    while rows and not any(map(str.strip, rows[-1][1])):
        rows.pop()
    line, header = rows[0] if rows else (1, [])
    while header and not any("".join(row[len(header) - 1 :]).strip() for _, row in rows):
        header.pop()
    width = len(header)
    refuse(list(_misfits(rows[1:], width, _fewest([row for _, row in rows[:11]], width), shown)))
    block = Block(
        [[*row[:width], *[""] * (width - len(row))] for _, row in rows[1:]],
        [number for number, _ in rows[1:]],
    )
    return Table(shown, tuple(header), (block,), header_line=line)


def _csv_rows(decoded: Decoded, shown: str) -> Rows:
    """Return all rows with the lines at which they begin, without what stands above the first."""
    rows = Rows()
    for line, row in decoded.rows(shown):
        if rows or any(map(str.strip, row)):
            rows.append((line, row))
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
            fault = f"The table is larger than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns."
            remedy = "Export the answers of this form alone."
            where = SourceLine(shown, line)
            raise RefusedError([Problem(where, "too-large", fault, remedy)])
    return rows


def _delimiter(lines: Iterable[str]) -> str:
    """Return what stands most often in the first row, outside quotation marks."""
    counts, quoted, begun = dict.fromkeys(_DELIMITERS, 0), False, False
    for sign in chain.from_iterable(lines):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in counts:
            counts[sign] += 1
        elif not quoted and sign == "\n" and begun:
            break
        begun = begun or not sign.isspace()
    return max(counts, key=counts.__getitem__)


def _fewest(first: Sequence[Sequence[str]], width: int) -> int:
    """Return how many cells each row has: some ODK servers leave out the last of their own."""
    if tool_of(first) == "odk":
        while first[0][width - 1] in _ODK_LAST:
            width -= 1
    return width


def _misfits(rows: Rows, width: int, fewest: int, shown: str) -> Iterable[Problem]:
    """Yield a fault for each row that is empty, too short or too long before the last one."""
    for place, (line, row) in enumerate(rows):
        where = SourceLine(shown, line)
        if not any(map(str.strip, row)):
            fault = "An empty line inside the table: what follows may be another table."
            yield Problem(where, "empty-line", fault, "Delete the line, or export the table again.")
        elif any(map(str.strip, row[width:])) or (len(row) < fewest and place + 1 < len(rows)):
            fault = f"The row has {len(row)} cells, and there are {width} headings."
            remedy = "Export the table again; a text with a comma needs quotation marks."
            yield Problem(where, "row-width", fault, remedy)


# --- from a table to a source ------------------------------------------------------------


def _source(table: Table, digest: str) -> Source:
    """Return a table as what its tool wrote; raises RefusedError where it is the kit's own."""
    block = next(iter(table.blocks), Block((), ()))
    if isinstance(block, Problem):
        raise RefusedError([block])
    first = [table.header, *block.rows[:10]]
    tool = TOOLS[tool_of(first)]
    if tool.id == "table" and set(REQUIRED_COLUMNS) <= {name.strip() for name in table.header}:
        fault = "This is a file of answers as the kit writes them: nothing is left to import."
        remedy = "Put it into the folder of responses as it is, once."
        raise RefusedError.at(table.path, "own-answers", fault, remedy)
    below = tool.heading_rows - 1
    headings = _headings(table, block.rows[:below])
    if table.sheet:
        refuse(_gaps_in(table, block))
    return Source(
        table.path,
        table.sheet,
        digest,
        tool.id,
        headings,
        block.rows[below:],
        block.lines[below:],
        table.header_line,
        {(one.row - below, one.column): one for one in block.faults if one.row >= below},
        {row - below: what for row, what in block.not_text.items() if row >= below},
    )


def _headings(table: Table, below: Sequence[Sequence[str]]) -> tuple[Heading, ...]:
    found: list[Problem] = []
    headings = []
    for place, text in enumerate(table.header):
        words = below[0][place] if below else text
        if fault := turning_fault(text) or turning_fault(words):
            found.append(Problem(table.place(table.header_line, place), *fault))
        headings.append(Heading(place, shown_heading(text), words))
    refuse(found)
    return tuple(headings)


def _gaps_in(table: Table, block: Block) -> list[Problem]:
    """Return a fault for each empty row inside a sheet."""
    expected, found = table.header_line + 1, []
    for line in block.lines:
        if line != expected:
            fault = "An empty row inside the table: what follows may be another table."
            remedy = "Delete the row, or export the table again."
            found.append(Problem(table.place(expected, 0), "empty-line", fault, remedy))
        expected = line + 1
    return found
