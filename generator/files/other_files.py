"""Files among the responses that are read by no name of theirs: none is passed over unseen.

Answers in a file that is not read are missing from every count, and nobody who
asks to be forgotten is taken out of them. So a file whose heading names
respondents or forms is certainly a table under a wrong name, and an error; so is
a spreadsheet in a format that is not read, since people type answers into those.
What only may be a table (a statistics program's file, an archive, a file of unknown
kind) is a warning. Nothing is said of what is certainly none: a read-me,
pictures, PDFs, what a system leaves behind, and notes without columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine, tried
from generator.definitions.suggest import quoted
from generator.files.anywhere import search
from generator.files.programme_folder import PREFERENCES, RESPONSES
from generator.files.tables import READ, are_unread, read_bytes, read_tables, tables_of
from generator.responses.known_tables import (
    HEADING_ROWS,
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
#: What systems and tools leave in folders.
LEFT_BEHIND = (
    "desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r", "readme", "license", "schema.ini",
    "schema.json", "datapackage.json", "csv-metadata.json",
)  # fmt: skip
#: Lists short answers that stand on pages by right, one a line; beside the responses.
ORDINARY = "ordinary_words.txt"

#: So much of a file is looked at.
START = 64 * 1024
_COPY = re.compile(
    r"^(?:(?:copy(?: \(\d+\))? of|kopie von|copie de|copia de|copi o)\s+)+"
    r"|(?:\s*\(\d+\)|\s+\d{1,2}|[\s_-]+(?:copy|kopie|copie|copia|copi|old|backup|bak)\b)+$"
)
_NAMES = {"respondent", "instrument", "cohort"}
#: Columns of survey codes, which no list of the organiser's has.
_CODES = {"respondent", "survey code", "survey_code"}
_KEY = re.compile(r"[\"']respondent[\"']\s*:")


def plain_stem(name: str) -> str:
    """Return a file's name without its endings and without what marks a copy, in small letters.

    >>> plain_stem("Kopie von Cohorts (1).csv"), plain_stem("return_log - Copy.xlsx.bak")
    ('cohorts', 'return_log')
    """
    return _COPY.sub("", name.casefold().partition(".")[0].strip())


def copy_of(name: str) -> str:
    """Return the file known by name of which another is a copy, or nothing."""
    return next((file for file in KNOWN if file == f"{plain_stem(name)}.csv"), "")


def preferences(where: SourceLine) -> Problem:
    """Return the warning of a file of preferences, which is not opened."""
    fault = "There are preferences among the responses. They were not opened."
    remedy = "Keep them apart: they name people, and no command on responses needs them."
    return Problem(where, "preferences", fault, remedy, "warning")


def other_file(path: Path, where: SourceLine) -> Problem | None:
    """Return what to do about a file that is not read; nothing where it holds no answers."""
    name = path.name.casefold()
    suffix = Path(name).suffix
    start = _start(path)
    ending = f"ends in {quoted(suffix)}" if suffix else "has no ending"
    harmless = suffix in NO_TABLES or name in LEFT_BEHIND or Path(name).stem in LEFT_BEHIND
    if _names_columns(start, 1) if harmless else _is_table(path, start):
        fault = f"This is a table, but its name {ending}. It was not read."
        remedy = "If it is only a copy, move it out of this folder. If not, open it in Excel and "
        remedy += "save it as 'CSV UTF-8 (.csv)' or as 'Excel workbook (.xlsx)'."
        return Problem(where, "wrong-ending", fault, remedy)
    if suffix in SPREADSHEETS:
        fault = f"Files that end in {suffix} are not read."
        remedy = "Open it and save it as 'Excel workbook (.xlsx)' or as CSV."
        return Problem(where, "other-format", fault, remedy)
    if harmless or name == ORDINARY or _is_note(name, start):
        return None
    fault = f"A file of another kind: its name {ending}. It was not read."
    remedy = "If it holds answers, unpack it, or save them as 'Excel workbook (.xlsx)' or as CSV. "
    remedy += "If not, move it out of this folder."
    return Problem(where, "not-read", fault, remedy, "warning")


def among_records(path: Path, where: SourceLine) -> Problem | None:
    """Return what is wrong with a file among the organiser's records that is no list of theirs.

    Preferences are not opened. Of other files only those matter that belong to the answers, or
    that were meant for a list and are not read.
    """
    name = path.name.casefold()
    if plain_stem(name) == PREFERENCES:
        return None
    headings = _headings(path)
    if copy_of(name) in (THEMES, THEME_BOOK) or any(map(_CODES.intersection, headings)):
        fault = "This belongs to the answers, and the organiser must not hold answers or codes."
        remedy = f"Move it into the folder {RESPONSES}, which only the data holder opens."
        return Problem(where, "answers-in-records", fault, remedy)
    if Path(name).suffix in READ:
        file = copy_of(name) or next(filter(None, map(misnamed, headings)), "")
        return Problem(where, *copy_words(file)) if file else None
    other = other_file(path, where)
    meant = other is not None and (other.rule == "wrong-ending" or copy_of(name))
    return other if meant else None


def _headings(path: Path) -> list[list[str]]:
    """Return what may be a table's heading, in small letters: the first row, or one that is surely.

    Of a table that cannot be read it is what the file names.
    """
    suffix, unread = path.suffix.casefold(), list[Problem]()
    if suffix not in (*READ, *SPREADSHEETS, ".zip"):
        tables = [[row for row in map(_cells, _lines(_start(path))) if len(row) > 1]]
    elif suffix in READ and not are_unread(read := read_tables(path, "", unread), unread):
        tables = [
            [_casefolded(table.header), *map(_casefolded, table.first_rows(HEADING_ROWS))]
            for table in read
        ]
    else:
        words = search(path, ("respondent", "instrument")) or ()
        tables = [[sorted(words)]] if len(words) > 1 else []
    return [
        row
        for table in tables
        for place, row in enumerate(table[:HEADING_ROWS])
        if not place or len(_NAMES.intersection(row)) > 1
    ]


def _casefolded(cells: Sequence[str]) -> list[str]:
    return [cell.strip().casefold() for cell in cells]


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(START)
    except OSError:
        return b""


def _is_table(path: Path, start: bytes) -> bool:
    """Tell whether a file certainly holds answers, or what belongs to them, whatever its name."""
    if start.startswith(b"PK\x03\x04"):
        content = tried([], partial(read_bytes, path, "")) or b""
        tables = tables_of(content, "", ".xlsx", [])
        return any(_NAMES.intersection(table.header) for table in tables)
    return _names_columns(start, HEADING_ROWS) or any(map(_KEY.search, _lines(start)))


def _names_columns(start: bytes, rows: int) -> bool:
    headings = map(_cells, _lines(start)[:rows])
    return any(len(cells) > 1 and _NAMES.intersection(cells) for cells in headings)


def _is_note(name: str, start: bytes) -> bool:
    """Tell whether a text holds no columns: no two of its first lines have the same three."""
    if Path(name).suffix != ".txt" or any(ending in READ for ending in Path(name).suffixes):
        return False
    widths = [len(_cells(line)) for line in _lines(start)[:HEADING_ROWS]]
    return not any(width > 2 and widths.count(width) > 1 for width in widths)


def _lines(start: bytes) -> list[str]:
    """Return the first lines that hold anything, UTF-16 included."""
    text = start.replace(b"\0", b"").decode("latin-1").lstrip("ÿþï»¿")
    return [line for line in re.split(r"[\r\n]+", text) if line.strip()]


def _cells(line: str) -> list[str]:
    return [cell.strip(" \"'").casefold() for cell in re.split(r"[,;\t|]", line)]


#: What a command that was interrupted leaves, by its name.
_LEFT = re.compile(r"\..+-(?:old|new)-[0-9a-f]{8}")
LEFT = (
    "An interrupted command has left this: a file as it was before, or one that is not whole.",
    "If the file is missing or cut off, give this its name. Otherwise delete this.",
)
#: Hidden folders that hold no answers, and how many files of others are looked at.
_NOT_LOOKED_INTO, _MOST_HIDDEN = (".git", ".svn", ".venv"), 1_000


def is_left_over(name: str) -> bool:
    """Tell whether a name is that of what an interrupted command has left.

    >>> is_left_over(".april.csv-old-0f3c9a1b"), is_left_over(".april.csv")
    (True, False)
    """
    return _LEFT.fullmatch(name) is not None


def hidden(path: Path, shown: str) -> Iterator[Problem]:
    """Yield what to do about a hidden file, or about the files of a hidden folder."""
    if path.is_dir() and not path.is_symlink():
        if path.name not in _NOT_LOOKED_INTO:
            for inside in islice(sorted(path.rglob("*")), _MOST_HIDDEN):
                if inside.is_file() and not inside.is_symlink():
                    name = f"{shown}/{inside.relative_to(path).as_posix()}"
                    yield from _hidden_file(inside, SourceLine(name))
    elif path.is_file() and not path.is_symlink() and not path.name.startswith("~$"):
        yield from _hidden_file(path, SourceLine(shown))


def _hidden_file(path: Path, where: SourceLine) -> Iterator[Problem]:
    if is_left_over(path.name):
        yield Problem(where, "interrupted", *LEFT)
    elif _is_table(path, _start(path)):
        fault = "This is a table, but the file is hidden. It was not read."
        remedy = "If it holds answers, give it a name that does not begin with a point. If not, "
        yield Problem(where, "hidden-table", fault, remedy + "move it out of this folder.")
