"""Files among the responses that are read by no name of theirs: none is passed over unseen.

Answers in a file that is not read are missing from every count, and nobody who
asks to be forgotten is taken out of them. So a file whose heading names
respondents or forms is certainly a table under a wrong name, and an error; so is
a spreadsheet in a format that is not read, since people type answers into those.
What only may be a table (a statistics program's file, an archive, a file of unknown
kind) is a warning. Nothing is said of what is certainly none: a read-me,
pictures, PDFs, and texts without columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine, tried
from generator.definitions.suggest import quoted
from generator.files.anywhere import search
from generator.files.programme_folder import PREFERENCES, RESPONSES
from generator.files.tables import READ, read_bytes, tables_of
from generator.responses.known_tables import (
    KNOWN,
    THEME_BOOK,
    THEMES,
    copy_words,
    misnamed,
)

#: What people type into, and this program does not read.
SPREADSHEETS = (
    ".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".ods", ".fods", ".ots", ".numbers",
    ".gsheet", ".tsv",
)  # fmt: skip
#: What holds no table, unless its first line says otherwise.
NO_TABLES = (
    ".md", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif",
    ".tiff", ".heic",
)  # fmt: skip
#: What tools leave in folders.
LEFT_BEHIND = (
    "readme", "license", "schema.ini", "schema.json", "datapackage.json", "csv-metadata.json",
)  # fmt: skip
#: Lists short answers that stand on pages by right, one a line; beside the responses.
ORDINARY = "ordinary_words.txt"

#: So much of a file is looked at.
START = 64 * 1024
#: A heading is looked for in so many rows that hold anything.
HEADING_ROWS = 10
_NAMES = {"respondent", "instrument", "cohort"}
#: Columns of survey codes, which no list of the organiser's has.
_CODES = {"respondent", "survey code", "survey_code"}
#: How JSON names a survey code.
_KEY = re.compile(rb"[\"']respondent[\"']\s*:")
#: Names of preferences and of their copies; a form's id may end so, as in mentor_preferences.csv.
_PREFERENCES = re.compile(rf"(?<![a-z0-9_]){PREFERENCES}")
#: What a command that was interrupted leaves, by its name.
_LEFT = re.compile(r"\..+-(?:old|new)-[0-9a-f]{8}")
LEFT = (
    "An interrupted command has left this: a file as it was before, or one that is not whole.",
    "If the file is missing or cut off, give this its name. Otherwise delete this.",
)


def are_preferences(path: Path) -> bool:
    """Tell whether a name is that of the preferences or of a copy, which nobody opens here.

    >>> [are_preferences(Path(name)) for name in ("Preferences (1).csv", "mentor_preferences.csv")]
    [True, False]
    """
    return _PREFERENCES.search(path.name.casefold()) is not None


def preferences(where: SourceLine) -> Problem:
    """Return the warning of a file of preferences, which is not opened."""
    fault = "There are preferences among the responses. They were not opened."
    remedy = "Keep them apart: they name people, and no command on responses needs them."
    return Problem(where, "preferences", fault, remedy, "warning")


def other_file(path: Path, where: SourceLine) -> Problem | None:
    """Return what to do about a file that is not read; nothing where it holds no answers."""
    name = path.name.casefold()
    suffix = Path(name).suffix
    ending = f"ends in {quoted(suffix)}" if suffix else "has no ending"
    harmless = suffix in NO_TABLES or name in LEFT_BEHIND or Path(name).stem in LEFT_BEHIND
    if _is_table(path, 1 if harmless else HEADING_ROWS):
        fault = f"This is a table, but its name {ending}. It was not read."
        remedy = "If it is only a copy, move it out of this folder. If not, open it in Excel and "
        remedy += "save it as 'CSV UTF-8 (.csv)' or as 'Excel workbook (.xlsx)'."
        return Problem(where, "wrong-ending", fault, remedy)
    if suffix in SPREADSHEETS:
        fault = f"Files that end in {suffix} are not read."
        remedy = "Open it and save it as 'Excel workbook (.xlsx)' or as CSV."
        return Problem(where, "other-format", fault, remedy)
    widths = [len(cells) for cells in _rows(path, HEADING_ROWS)]
    has_columns = any(width > 2 and widths.count(width) > 1 for width in widths)
    if harmless or (suffix == ".txt" and not has_columns):
        return None
    fault = f"A file of another kind: its name {ending}. It was not read."
    remedy = "If it holds answers, unpack it, or save them as 'Excel workbook (.xlsx)' or as CSV. "
    remedy += "If not, move it out of this folder."
    return Problem(where, "not-read", fault, remedy, "warning")


def hidden_file(path: Path, where: SourceLine) -> Problem | None:
    """Return what to do about a hidden file; nothing where it holds no answers."""
    if is_left_over(path.name):
        return Problem(where, "interrupted", *LEFT)
    if path.name.startswith("~$") or not _is_table(path, HEADING_ROWS):
        return None
    fault = "This is a table, but the file is hidden. It was not read."
    remedy = "If it holds answers, give it a name that does not begin with a point. If not, "
    return Problem(where, "hidden-table", fault, remedy + "move it out of this folder.")


def is_left_over(name: str) -> bool:
    """Tell whether a name is that of what an interrupted command has left.

    >>> is_left_over(".april.csv-old-0f3c9a1b"), is_left_over(".april.csv")
    (True, False)
    """
    return _LEFT.fullmatch(name) is not None


def among_records(path: Path, where: SourceLine) -> Problem | None:
    """Return what is wrong with a file among the organiser's records that is no list of theirs.

    Preferences are not opened. Of other files only those matter that belong to the answers, or
    that were meant for a list and are not read.
    """
    name = path.name.casefold()
    if are_preferences(path):
        return None
    meant = f"{name.partition('.')[0]}.csv"
    rows = list(_rows(path, HEADING_ROWS))
    headings = [row for row in rows if row is rows[0] or len(_NAMES.intersection(row)) > 1]
    is_packed = name.endswith((".zip", *READ, *SPREADSHEETS)) and not rows
    words = (is_packed and search(path, ("respondent", "instrument"))) or ()
    if meant in (THEMES, THEME_BOOK) or len(words) > 1 or any(map(_CODES.intersection, headings)):
        fault = "This belongs to the answers, and the organiser must not hold answers or codes."
        remedy = f"Move it into the folder {RESPONSES}, which only the data holder opens."
        return Problem(where, "answers-in-records", fault, remedy)
    if name.endswith(READ):
        file = next(filter(None, map(misnamed, headings)), "")
        return Problem(where, *copy_words(file)) if file else None
    other = other_file(path, where)
    return other if other and (other.rule == "wrong-ending" or meant in KNOWN) else None


def _is_table(path: Path, rows: int) -> bool:
    """Tell whether a file certainly holds answers, or what belongs to them, whatever its name."""
    if any(len(cells) > 1 and _NAMES.intersection(cells) for cells in _rows(path, rows)):
        return True
    return rows > 1 and _KEY.search(_start(path)) is not None


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(START).replace(b"\0", b"")  # UTF-16 included
    except OSError:
        return b""


def _rows(path: Path, number: int) -> Iterator[list[str]]:
    """Yield the cells of the first rows that hold anything, in small letters."""
    start = _start(path)
    if start.startswith(b"PK\x03\x04"):
        content = tried([], partial(read_bytes, path, "")) or b""
        for table in tables_of(content, "", ".xlsx", []):
            for _, row in islice(chain([(0, table.header)], table.rows()), number):
                yield [cell.strip().casefold() for cell in row]
        return
    text = start.decode("latin-1").lstrip("ÿþï»¿")
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    for line in lines[:number]:
        yield [cell.strip(" \"'").casefold() for cell in re.split(r"[,;\t|]", line)]
