"""A CSV file's bytes become a table of text.

Spreadsheets on ward computers write UTF-8 with or without a mark at the
start, or the older cp1252; with commas, or with semicolons where the system's
language asks for that. A file must be one or the other throughout: a mixture
means that two files were pasted together, and letters would be lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.table import BLOCK_ROWS, Block, Table

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000

if TYPE_CHECKING:
    from _csv import Reader

_BOM = b"\xef\xbb\xbf"
#: Letters of European languages as UTF-8 writes them. Read as cp1252 they would be a capital
#: such as Â, Ã or â before a sign, which no language writes.
_UTF8_LETTER = re.compile(
    rb"[\xc2\xc3][\x80-\xbf]|[\xc4\xc5][\xa1-\xbf]|\xe2[\x80-\x82][\x80-\xbf]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and how it was written."""

    text: str
    encoding: str
    delimiter: str


def decode(content: bytes, shown: str) -> Parsed[Decoded]:
    """Return a file's text, its encoding and its delimiter."""
    if not content.strip(_BOM + b" \t\r\n,;\0"):
        words = ("The file is empty.", "Delete it, or export the table again.")
        return _fault(shown, "empty-file", *words)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        fault = "Not plain CSV: it holds NUL bytes, as 'Unicode text' (UTF-16) does."
        return _fault(shown, "wrong-encoding", fault, "Save it as 'CSV UTF-8' (comma delimited).")
    text = _text(content, shown)
    if text.value is None:
        return Parsed(None, text.problems)
    body, encoding = text.value
    return Parsed(Decoded(body, encoding, _delimiter(body)))


def _text(content: bytes, shown: str) -> Parsed[tuple[str, str]]:
    marked = content.startswith(_BOM)
    content = content.removeprefix(_BOM)
    try:
        return Parsed((content.decode("utf-8"), "utf-8-sig" if marked else "utf-8"))
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start)
    remedy = "Open it in the program that wrote it and save it as 'CSV UTF-8' (comma delimited)."
    if marked or _UTF8_LETTER.search(content):
        fault = "Some letters are written as UTF-8 and some are not: two encodings are mixed."
        return _fault(shown, "mixed-encoding", fault, remedy, line)
    try:
        return Parsed((content.decode("cp1252"), "cp1252"))
    except UnicodeDecodeError as error:
        fault = f"The byte {content[error.start]:02X} is a letter neither in UTF-8 nor in cp1252."
        return _fault(shown, "wrong-encoding", fault, remedy, _line_of(content, error.start))


def _line_of(content: bytes, offset: int) -> int:
    return len(_BYTE_LINE_END.findall(content, 0, offset)) + 1


def _delimiter(text: str) -> str:
    """Return comma or semicolon, whichever the first line holds more of outside quotes."""
    first = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
    bare = re.sub(r'"[^"]*"', "", first)
    return ";" if bare.count(";") > bare.count(",") else ","


def read_csv(content: bytes, shown: str) -> Parsed[Table]:
    """Return a CSV file's table; its rows are read when they are asked for."""
    decoded = decode(content, shown)
    if decoded.value is None:
        return Parsed(None, decoded.problems)
    records = csv.reader(
        _lines_of(decoded.value.text), delimiter=decoded.value.delimiter, strict=True
    )
    try:
        header = next((record for record in records if any(map(str.strip, record))), [])
    except csv.Error as error:
        return Parsed(None, (_broken(shown, records.line_num, error),))
    line = records.line_num
    if len(header) > MOST_COLUMNS:
        fault = f"The header has {len(header):,} columns."
        return _fault(shown, "too-large", fault, f"A table may have {MOST_COLUMNS:,}.", line)
    if len(header) == 1 and "\t" in header[0]:
        fault = "The columns are separated by tabs."
        return _fault(shown, "delimiter", fault, "Save it as CSV with commas or semicolons.", line)
    names = tuple(name.strip() for name in header)
    return Parsed(Table(shown, names, _blocks(records, shown), header_line=line))


def _lines_of(text: str) -> io.StringIO:
    """Return a text to be read by physical lines, old Macintosh line ends included."""
    lone = text.count("\r") > text.count("\r\n")
    return io.StringIO(text, newline="" if lone else "\n")


def _blocks(records: Reader, shown: str) -> Iterator[Block | Problem]:
    """Yield the rows, each with the line at which it begins; a last Problem if it breaks off."""
    seen = 0
    fault: Problem | None = None
    while fault is None:
        rows: list[list[str]] = []
        lines: list[int] = []
        start = records.line_num + 1
        try:
            for row in records:
                rows.append(row)
                lines.append(start)
                start = records.line_num + 1
                if len(rows) == BLOCK_ROWS:
                    break
            else:
                if not rows:
                    return
        except csv.Error as error:
            fault = _broken(shown, start, error)
        seen += len(rows)
        if seen > MOST_ROWS:
            words = (f"More than {MOST_ROWS:,} rows.", "Split the file.")
            fault = Problem(SourceLine(shown, lines[-1]), "too-large", *words)
        if rows:
            yield Block(rows, lines)
    yield fault


def _broken(shown: str, line: int, error: csv.Error) -> Problem:
    if "field larger" in str(error):
        fault = "A cell has more than 131,072 characters."
        remedy = "Look for a quotation mark that is opened and never closed."
        return Problem(SourceLine(shown, max(line, 1)), "long-cell", fault, remedy)
    fault = "A quotation mark does not fit: the rest of the file cannot be read."
    remedy = 'A text in quotation marks ends with one; a mark inside it is doubled ("").'
    return Problem(SourceLine(shown, max(line, 1)), "broken-quotes", fault, remedy)


def _fault(shown: str, rule: str, fault: str, remedy: str, line: int = 1) -> Parsed[Any]:
    return Parsed(None, (Problem(SourceLine(shown, line), rule, fault, remedy),))
