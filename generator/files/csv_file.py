"""A CSV file's bytes become a table of text.

Spreadsheets on ward computers write UTF-8 with or without a mark at the
start, or the older cp1252; with commas, or with semicolons where the system's
language asks for that. A file must be one or the other throughout: a mixture
means that two files were pasted together, and letters would be lost.

What certainly means nothing is taken off: signs that nobody sees, a first line
that only says how columns are separated, a sign for the end of the file, rows
without an answer, and empty cells at the end of a row may be there or not. The
text is made line by line, so that no file stands in memory more than once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from generator.definitions.problem import Problem, RefusedError, SourceLine, tried
from generator.responses.odd_letters import AS_UTF8, odd_letters, odd_word, seen
from generator.responses.table import BLOCK_ROWS, Block, Table

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000

#: Rows, each with the line at which it begins.
Lined = Iterator[tuple[int, list[str]]]

_BOM = b"\xef\xbb\xbf"
_ANYTHING = re.compile(rb"[^\xef\xbb\xbf \t\r\n,;\0\x1a]")
#: Letters of European languages as UTF-8 writes them. Read as cp1252 they would be a capital
#: such as Â, Ã or â before a sign, which no language writes.
_UTF8_LETTER = re.compile(
    rb"[\xc2\xc3][\x80-\xbf]|[\xc4\xc5][\xa1-\xbf]|\xe2[\x80-\x82][\x80-\xbf]"
)
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_OTHERS = "\t|:~"
#: A first line with which Excel is told how columns are separated.
_SEPARATED_BY = re.compile(r'"?sep=([,;|\t])"?[\s,;]*', re.IGNORECASE)
#: What some systems write after the last line; in a cell that is followed by a line end it is text.
_END = re.compile(rb"\x1a+\Z|(?<=[\r\n])\x1a[\x1a\r\n]*\Z")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file that is text, and how it was written.

    ``lone`` where its lines end as on old Macintoshes. Elsewhere such an end cuts a row in two.
    """

    content: bytes
    encoding: str
    lone: bool
    delimiter: str = ","

    def lines(self) -> Iterator[str]:
        """Return the physical lines, without what nobody sees."""
        file = io.BytesIO(self.content)
        newline = "" if self.lone else "\n"
        return map(seen, io.TextIOWrapper(file, self.encoding, newline=newline))

    def byte_lines(self) -> list[bytes]:
        """Return the file's bytes line by line, as ``lines`` counts them."""
        ends = rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z" if self.lone else rb"[^\n]*\n|[^\n]+\Z"
        return re.findall(ends, self.content)

    def rows(self, shown: str) -> Lined:
        """Yield each row with the line at which it begins.

        A first line that says how columns are separated is none. Raises RefusedError where a
        quotation mark or a line end does not fit, or a cell is endless.
        """
        records = csv.reader(self.lines(), delimiter=self.delimiter, strict=True)
        line = 1
        try:
            for row in records:
                if line > 1 or not _SEPARATED_BY.fullmatch(self.delimiter.join(row)):
                    yield line, row
                line = records.line_num + 1
        except csv.Error as error:
            raise RefusedError([_broken(shown, line, error)]) from error


def decode(content: bytes, shown: str) -> Decoded:
    """Return a file as text, with its encoding and its delimiter; raises RefusedError."""
    if not _ANYTHING.search(content):
        words = ("The file is empty.", "Delete it, or export the table again.")
        raise _refused(shown, "empty-file", *words)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        fault = "Not plain CSV: it holds NUL bytes, as 'Unicode text' (UTF-16) does."
        remedy = "Save it as 'CSV UTF-8' (comma delimited)."
        raise _refused(shown, "wrong-encoding", fault, remedy)
    content = _END.sub(b"", content)
    lone = content.count(b"\r") - content.count(b"\r\n") > content.count(b"\n")
    decoded = Decoded(content, _encoding(content, shown), lone)
    return replace(decoded, delimiter=_delimiter(decoded.lines()))


def _encoding(content: bytes, shown: str) -> str:
    try:
        content.isascii() or content.decode("utf-8")
    except UnicodeDecodeError as error:
        is_utf8 = content.startswith(_BOM) or _UTF8_LETTER.search(content)
        if is_utf8 or _NOT_CP1252.search(content):
            fault = "Letters are saved neither all as UTF-8 nor all as cp1252."
            line = len(re.findall(rb"\r\n|\r|\n", content[: error.start])) + 1
            raise _refused(shown, "wrong-encoding", fault, AS_UTF8, line) from error
        return "cp1252"
    return "utf-8"


def _delimiter(lines: Iterable[str]) -> str:
    """Return what the first line says, or comma or semicolon: what it holds more of."""
    first = next((line for line in lines if line.strip(" \t\r\n,;")), "")
    if said := _SEPARATED_BY.fullmatch(first):
        return said[1]
    bare = re.sub(r'"[^"]*"', "", first)
    # Names at the heads of a matrix may have a comma each, so that an equal number is enough.
    return ";" if ";" in bare and bare.count(";") >= bare.count(",") else ","


def read_csv(content: bytes, shown: str, found: list[Problem]) -> Table:
    """Return a CSV file's table; its rows are read when they are asked for.

    Raises RefusedError where it holds no table; what is odd is added to ``found``.
    """
    decoded = decode(content, shown)
    rows = decoded.rows(shown)
    line, header = next((one for one in rows if any(map(str.strip, one[1]))), (1, list[str]()))
    if len(header) > MOST_COLUMNS:
        fault = f"The header has {len(header):,} columns."
        raise _refused(shown, "too-large", fault, f"A table may have {MOST_COLUMNS:,}.", line)
    if len(header) == 1 and set(_OTHERS).intersection(header[0]):
        fault = "The columns are separated by tabs or by another sign."
        remedy = "Save it as CSV with commas or semicolons."
        raise _refused(shown, "delimiter", fault, remedy, line)
    names = tuple(name.strip() for name in header)
    table = Table(shown, names, _blocks(rows, shown, len(names)), header_line=line)
    guessed = decoded.encoding == "cp1252"
    # Lines are quick to look at. Where rows break off is told when they are read.
    if not content.isascii() and any(odd_word(one, guessed=guessed) for one in decoded.lines()):
        odd = partial(odd_letters, table, decoded.rows(shown), guessed=guessed)
        found += tried([], lambda _: list(odd())) or ()
    return table


def _blocks(coming: Lined, shown: str, width: int) -> Iterator[Block | Problem]:
    """Yield the rows that hold anything, each with the line at which it begins and full width.

    A last Problem where the file breaks off.
    """
    fault: Problem | None = None
    lines: list[int] = []
    rows: list[list[str]] = []
    count = 0
    try:
        for line, row in coming:
            if any(row):
                rows.append(row)
                lines.append(line)
                count += 1
            if count > MOST_ROWS:
                words = (f"More than {MOST_ROWS:,} rows.", "Split the file.")
                fault = Problem(SourceLine(shown, line), "too-large", *words)
                break
            if len(rows) >= BLOCK_ROWS:
                yield Block(_padded(rows, width), lines)
                lines, rows = [], []
    except RefusedError as broken:
        (fault,) = broken.problems
    if rows:
        yield Block(_padded(rows, width), lines)
    if fault:
        yield fault


def _padded(rows: list[list[str]], width: int) -> list[list[str]]:
    """Return rows with the empty cells at their ends that some programs do not write."""
    if min(map(len, rows)) >= width:
        return rows
    return [row + [""] * (width - len(row)) for row in rows]


def _broken(shown: str, line: int, error: csv.Error) -> Problem:
    rule, fault = "broken-quotes", "A quotation mark does not fit"
    remedy = 'A text in quotation marks ends with one; a mark inside it is doubled ("").'
    if "unquoted field" in str(error):  # half a row would be read, and half forgotten
        rule, fault = "line-break", "There is a line break inside a heading or a cell"
        remedy = "Delete it. Where it belongs to a text, put the text into quotation marks."
    elif "field larger" in str(error):
        rule, fault = "long-cell", f"A cell has more than {csv.field_size_limit():,} characters"
        remedy = "Shorten it; or look for a quotation mark that is opened and never closed."
    fault = f"{fault}: the rest of the file cannot be read."
    return Problem(SourceLine(shown, line), rule, fault, remedy)


def _refused(shown: str, rule: str, fault: str, remedy: str, line: int = 1) -> RefusedError:
    return RefusedError([Problem(SourceLine(shown, line), rule, fault, remedy)])
