"""Taking one person's answers out of the response files, as they may ask at any time.

``find`` looks for a survey code in every file below the responses folder: in
response files and categories of free text, where rows can be taken out; in the
copies of earlier removals, where they can be taken out, too; and in anything
else, hidden files included, which is named and must be dealt with by hand
first. Codes that look like this one are found as well, since a person may
stand there in two spellings: whoever asks decides which are theirs.
``without`` makes the new contents. Of a CSV file everything else keeps its bytes.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.definitions.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.definitions.programme import Programme, in_language
from generator.definitions.suggest import listed
from generator.files import progress
from generator.files.anywhere import every_file, search, search_bytes
from generator.files.csv_file import decode
from generator.files.forgotten_copies import COPIES, earlier_copies
from generator.files.ledger_file import ledger_path
from generator.files.programme_folder import records_of
from generator.files.response_folder import Found, no_folder, shown_records, walk
from generator.files.tables import READ, read_bytes, tables_of
from generator.responses.spelling import difference, made_by_a_spreadsheet
from generator.responses.table import Block, Table

_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a code, or of one like it: its file, its place and the form it answers."""

    file: str
    where: SourceLine
    code: str
    form: str
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands of a person below a responses folder.

    ``rows`` are those of the code and of all spellings of it; ``others`` maps
    each other spelling to what it differs in. ``files`` are all files whose
    rows can be taken out, relative to the folder.
    """

    folder: Path
    code: str
    rows: tuple[Row, ...]
    others: Mapping[str, str]

    def of(self, codes: Collection[str]) -> list[Row]:
        """Return the rows of some spellings."""
        return [row for row in self.rows if row.code in codes]


def find(folder: Path, code: str, shown_as: str | None = None) -> Parsed[Trace]:
    """Return where a survey code stands in tables, and in which other spellings.

    A table that cannot be read stops it, as the code may stand in it. So does
    a code that stands nowhere, in any spelling.
    """
    shown = folder.name if shown_as is None else shown_as
    if not _CODE.fullmatch(code):
        fault, remedy = "This is not a survey code.", "Use 1 to 32 letters, digits, _ and -."
        return Parsed(None, (Problem(SourceLine(shown or "."), "bad-respondent", fault, remedy),))
    if not folder.is_dir():
        return Parsed(None, (no_folder(folder, shown),))
    files = walk(folder, shown, compared=True)
    lists = f"{shown_records(shown)}/"  # a fault of the organiser's lists keeps nobody from leaving
    problems = [
        one
        for one in files.problems
        if one.rule == "answers-in-records" or not one.where.path.startswith(lists)
    ]
    rows: list[Row] = []
    copies = [_found(path, folder, shown) for path in earlier_copies(folder)]
    tables = (*files.tables, *files.themes, *(c for c in copies if c.path.suffix in READ))
    for found in progress.each(tables, "Reading responses, file"):
        read = _rows_like(found, code, folder)
        problems.extend(read.problems)
        rows.extend(read.value or ())
    others = _other_spellings(code, rows)
    mine = tuple(row for row in rows if row.code == code or row.code in others)
    if not mine:
        fault = f"No response file holds the code '{code}', or one like it."
        remedy = "Check the code."
        problems.append(Problem(SourceLine(shown or "."), "unknown-respondent", fault, remedy))
    told = in_reading_order(problems)
    stops = any(problem.severity == "error" for problem in told)
    return Parsed(None if stops else Trace(folder, code, mine, others), told)


def _found(path: Path, folder: Path, shown: str) -> Found:
    name = path.relative_to(folder).as_posix()
    return Found(path, f"{shown}/{name}" if shown else name, path.stat().st_size)


def _rows_like(found: Found, code: str, folder: Path) -> Parsed[list[Row]]:
    """Return the rows of a file whose respondent is the code, or may be another spelling of it."""
    content = read_bytes(found.path, found.shown)
    if content.value is None:
        return Parsed(None, content.problems)
    tables = tables_of(content.value, found.shown, found.path.suffix.lower())
    problems = [problem for problem in tables.problems if problem.rule != "empty-file"]
    file = found.path.relative_to(folder).as_posix()
    copy = file.startswith(f"{COPIES}/")
    rows: list[Row] = []
    lost: list[SourceLine] = []
    for table in tables.value or ():
        for block in table.blocks:
            if isinstance(block, Problem):
                problems.append(block)
                continue
            for place, text, form in _respondents(table, block):
                where = table.place(block.lines[place], table.header.index("respondent"))
                if text == code or difference(code, text):
                    rows.append(Row(file, where, text, form, copy))
                elif (
                    text and not copy and (made_by_a_spreadsheet(text) or not _CODE.fullmatch(text))
                ):
                    lost.append(where)
    if lost:
        fault = f"A code is lost in {_places(lost)}. Such a row may be this person's."
        remedy = "Look at the papers: mentoring check names each. Then run the command again."
        problems.append(Problem(lost[0], "code-lost", fault, remedy, "warning"))
    return Parsed(rows, tuple(problems))


def _places(places: Sequence[SourceLine]) -> str:
    return "1 row here" if len(places) == 1 else f"{len(places):,} rows from here on"


def _respondents(table: Table, block: Block) -> Iterator[tuple[int, str, str]]:
    """Yield each row's place in the block, its respondent, and its form where it names one."""
    if "respondent" not in table.header:
        return
    column = table.header.index("respondent")
    form = table.header.index("instrument") if "instrument" in table.header else -1
    for place, row in enumerate(block.rows):
        if len(row) > column:
            answered = row[form].strip() if -1 < form < len(row) else ""
            yield place, row[column].strip(), answered


def _other_spellings(code: str, rows: Iterable[Row]) -> dict[str, str]:
    """Return other spellings of a code among rows, with what they differ in.

    Two codes that differ by one sign are two people's where both have answered one form.
    """
    listed_rows = list(rows)
    mine = {row.form for row in listed_rows if row.code == code and row.form}
    others: dict[str, str] = {}
    for other in dict.fromkeys(row.code for row in listed_rows if row.code != code):
        differs = difference(code, other)
        answered = {row.form for row in listed_rows if row.code == other and row.form}
        if differs != "in one sign" or not mine & answered:
            others[other] = differs
    return others


def elsewhere(
    folder: Path,
    codes: Collection[str],
    left: Collection[str],
    changed: Mapping[str, bytes],
    shown: str,
) -> tuple[Problem, ...]:
    """Return a problem for each file that still holds a code, in whatever spelling.

    ``left`` are spellings that are another person's. ``changed`` are files as they will be,
    relative to the folder: a code in them stands in another column, or in a remark. Files
    that cannot be searched are named in a warning, and so are the organiser's records that
    hold a code: whoever takes out answers may not be allowed to change those.
    """
    problems, blind = [], []
    read = {found.path for found in _tables(folder)}
    for path in progress.each(list(every_file(folder)), "Searching for the code, file"):
        name = path.relative_to(folder).as_posix()
        if path == ledger_path(folder):
            continue
        searched = (
            search_bytes(path, changed[name], codes) if name in changed else search(path, codes)
        )
        if not searched.readable:
            blind.append(name)
        for code in sorted(searched.codes - set(left)):
            called = f"{shown}/{name}" if shown else name
            where = SourceLine(called)
            if path in read:
                place = _cell_of(path, changed.get(name), code, called) or where
                fault = f"The code '{code}' stands here, and not as a row's respondent."
                remedy = "Take it out of the text, the note or the sheet; then run this again."
                problems.append(Problem(place, "code-elsewhere", fault, remedy))
                continue
            fault, remedy = _COPY if name.startswith(f"{COPIES}/") else _OTHER
            fault = fault.format(code)
            problems.append(Problem(where, "code-elsewhere", fault, remedy))
    if blind:
        fault = f"These files cannot be searched: {listed(blind)}."
        remedy = "Look yourself whether they hold answers of this person."
        problems.append(Problem(SourceLine(shown or "."), "not-searched", fault, remedy, "warning"))
    return (*problems, *_in_records(folder, codes, shown))


def _in_records(folder: Path, codes: Collection[str], shown: str) -> Iterator[Problem]:
    beside = records_of(folder)
    files = list(every_file(beside)) if beside else []
    for path in progress.each(files, "Searching the records, file"):
        name = f"{shown_records(shown)}/{path.relative_to(beside or path).as_posix()}"
        for code in sorted(search(path, codes).codes):
            fault = (
                f"The code '{code}' stands among the organiser's records, where no code belongs."
            )
            remedy = "Ask the organiser to take it out of there. This command changes no records."
            yield Problem(SourceLine(name), "code-elsewhere", fault, remedy, "warning")


_OTHER = (
    "The code '{}' stands in this file, which is no response file.",
    "Delete the file, or take it out of there; then run the command again.",
)
_COPY = (
    "The code '{}' stands in a copy that an earlier removal has kept.",
    "Confirm that removal first: mentoring forget CODE --confirm, with its code.",
)


def _tables(folder: Path) -> list[Found]:
    files = walk(folder, compared=True)
    return [*files.tables, *files.themes, *files.theme_books, *files.cohorts, *files.logs]


def _cell_of(path: Path, content: bytes | None, code: str, called: str) -> SourceLine | None:
    """Return the first cell of a table in which a code stands as a word."""
    whole = path.read_bytes() if content is None else content
    for table in tables_of(whole, called, path.suffix.lower()).value or ():
        for block in table.blocks:
            if isinstance(block, Problem):
                break
            for row, line in zip(block.rows, block.lines, strict=True):
                for column, cell in enumerate(row):
                    if code in re.findall(r"[A-Za-z0-9_-]+", cell):
                        return table.place(line, column)
    return None


def without(folder: Path, rows: Iterable[Row]) -> dict[str, bytes]:
    """Return the new content of each file that some rows are taken out of."""
    codes: dict[str, set[str]] = {}
    for row in rows:
        codes.setdefault(row.file, set()).add(row.code)
    contents = {}
    for file, gone in progress.each(list(codes.items()), "Taking out answers, file"):
        content = (folder / file).read_bytes()
        make = _workbook_without if file.lower().endswith(".xlsx") else _csv_without
        contents[file] = make(content, gone)
    return contents


def retention_dates(programme: Programme) -> tuple[tuple[str, date | None], ...]:
    """Return what is kept of a programme and until when, in its own words; None where not set."""
    language = programme.languages[0]
    return tuple((in_language(one.what, language), one.until) for one in programme.retention)


def _csv_without(content: bytes, codes: Collection[str]) -> bytes:
    """Return a CSV file's bytes without the lines of some codes' records; the rest is untouched."""
    decoded = decode(content, "").value
    if decoded is None:  # the plan has read it; it changed since
        return content
    lines = list(decoded.lines())
    dropped: set[int] = set()
    for line in _lines_of(content, ".csv", codes).get("", ()):
        record = csv.reader(lines[line - 1 :], delimiter=decoded.delimiter)
        next(record)
        dropped.update(range(line - 1, line - 1 + record.line_num))
    kept = enumerate(decoded.byte_lines())
    return b"".join(line for place, line in kept if place not in dropped)


def _lines_of(content: bytes, suffix: str, codes: Collection[str]) -> dict[str, list[int]]:
    """Return the lines, by sheet, at which rows of some codes begin."""
    lines: dict[str, list[int]] = {}
    for table in tables_of(content, "", suffix).value or ():
        for block in table.blocks:
            if not isinstance(block, Problem):
                lines.setdefault(table.sheet, []).extend(
                    block.lines[place]
                    for place, text, _ in _respondents(table, block)
                    if text in codes
                )
    return lines


def _workbook_without(content: bytes, codes: Collection[str]) -> bytes:
    """Return a workbook without some codes' rows; drop-downs and widths stay."""
    from openpyxl import load_workbook

    from generator.files.workbook import shown_title

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content))
    sheets = {shown_title(sheet.title): sheet for sheet in book.worksheets}
    for sheet, lines in _lines_of(content, ".xlsx", codes).items():
        for line in reversed(lines):
            sheets[sheet].delete_rows(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
