"""Taking one person's answers out of the response files, as they may ask at any time.

``find`` looks for a survey code in every file below the responses folder: in
response files and categories of free text, where rows can be taken out; in the
copies of earlier removals, where they can be taken out, too; and ``elsewhere`` in anything
else, hidden files included, which is named and must be dealt with by hand
first. Codes that look like this one are found as well, since a person may
stand there in two spellings: whoever asks decides which are theirs.
``without`` makes the new contents. Of a CSV file everything else keeps its bytes.

``take_out`` writes them, and keeps the files as they were, until that is confirmed, in
``forgotten-copies`` below the folder, which no reading looks into, under a name that does not
tell the code.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    in_reading_order,
    refuse,
)
from generator.definitions.suggest import listed
from generator.files import progress, writing
from generator.files.anywhere import every_file, search, words_of
from generator.files.csv_file import decode
from generator.files.ledger_file import ledger_path
from generator.files.programme_folder import records_of
from generator.files.response_folder import COPIES, no_folder, shown_records, walk
from generator.files.tables import READ, Found, read_tables, tables_of
from generator.responses.spelling import UNLINKED, difference, made_by_a_spreadsheet, without_gaps
from generator.responses.table import Table, cells_of

_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: What is told of a code that no row can be taken out for, and what to do about it.
_THERE = "The code '{}' stands here, and not as the respondent of a row that can be taken out."
_BY_HAND = "Delete the file, or take the code out of it by hand; then run the command again."
_COPY = (
    "This is a copy that an earlier removal has kept. Confirm that removal first: "
    "mentoring forget CODE --confirm, with its code."
)
_RECORD = "Ask the organiser to take it out of there. This command changes no records."


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a code, or of one like it: its file, its place and the form it answers."""

    file: str
    where: SourceLine
    code: str
    form: str

    @property
    def copy(self) -> bool:
        """Whether it stands in a copy that an earlier removal has kept."""
        return self.file.startswith(f"{COPIES}/")


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands of a person below a responses folder.

    ``rows`` are those of the code and of all spellings of it; ``others`` maps
    each other spelling to what it differs in. Files are relative to the folder.
    """

    code: str
    rows: tuple[Row, ...]
    others: Mapping[str, str]

    def of(self, codes: Collection[str]) -> list[Row]:
        """Return the rows of some spellings."""
        return [row for row in self.rows if row.code in codes]


def find(folder: Path, code: str, shown: str, found: list[Problem]) -> Trace:
    """Return where a survey code stands in tables, and in which other spellings.

    ``shown`` is what messages call the folder. Raises RefusedError where a table cannot be read,
    as the code may stand in it, and where the code stands nowhere, in any spelling.
    """
    here = SourceLine(shown or ".")
    if not _CODE.fullmatch(code):
        fault, remedy = "This is not a survey code.", "Use 1 to 32 letters, digits, _ and -."
        raise RefusedError([*found, Problem(here, "bad-respondent", fault, remedy)])
    if not folder.is_dir():
        raise RefusedError([*found, no_folder(folder, shown)])
    files = walk(folder, shown, compared=True)
    lists = f"{shown_records(shown)}/"  # a fault of the organiser's lists keeps nobody from leaving
    problems = [
        one
        for one in files.problems
        if one.rule == "answers-in-records" or not one.where.path.startswith(lists)
    ]
    tables = (*files.tables, *files.themes, *_copies(folder, shown))
    rows = [
        row
        for file in progress.each(tables, "Reading responses, file")
        for row in _rows_like(file, code, folder, problems)
    ]
    others = _other_spellings(code, rows)
    mine = tuple(row for row in rows if row.code == code or row.code in others)
    if not mine:
        fault = f"No response file holds the code '{code}', or one like it."
        problems.append(Problem(here, "unknown-respondent", fault, "Check the code."))
        problems += elsewhere(folder, {code}, (), {}, shown)  # a title above a heading hides rows
    problems += _several_sheets(code, mine)
    found += in_reading_order(problems)
    refuse(found)
    return Trace(code, mine, others)


def _several_sheets(code: str, rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield a fault where a sheet without a code shares its number with others': they are people.

    Forms and cohorts count their own sheets, each from 1.
    """
    sheets = [row for row in rows if row.form and not row.copy]
    if code.startswith(UNLINKED) and len(sheets) > 1:
        places = listed([str(row.where) for row in sheets], 5)
        fault = f"'{code}' is {len(sheets):,} sheets without a code, of several people: {places}."
        remedy = "Delete the row of the right one yourself."
        yield Problem(sheets[0].where, "no-code", fault, remedy)


def _copies(folder: Path, shown: str) -> Iterator[Found]:
    """Yield the tables kept from earlier removals, in order."""
    for path in sorted((folder / COPIES).rglob("*")):
        if path.is_file() and path.suffix in READ:
            name = path.relative_to(folder).as_posix()
            yield Found(path, f"{shown}/{name}" if shown else name, path.stat().st_size)


def _rows_like(file: Found, code: str, folder: Path, found: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a file whose respondent is the code, or may be another spelling of it."""
    unread: list[Problem] = []
    tables = read_tables(file.path, file.shown, unread)
    found += (problem for problem in unread if problem.rule != "empty-file")
    name = file.path.relative_to(folder).as_posix()
    lost: list[SourceLine] = []
    for table in tables:
        for block in table.blocks:
            if isinstance(block, Problem):
                found.append(block)
                continue
            rows = zip(block.lines, block.rows, strict=True)
            for line, text, form in _respondents(table, rows):
                row = Row(name, table.place(line, table.header.index("respondent")), text, form)
                if text == code or difference(code, text):
                    yield row
                elif text and not row.copy and not _is_code(text):
                    lost.append(row.where)
    if lost:
        places = "1 row here" if len(lost) == 1 else f"{len(lost):,} rows from here on"
        fault = f"A code is lost in {places}. Such a row may be this person's."
        remedy = "Look at the papers: mentoring check names each. Then run the command again."
        found.append(Problem(lost[0], "code-lost", fault, remedy, "warning"))


def _is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text)) and not made_by_a_spreadsheet(text)


def _respondents(
    table: Table, rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, str, str]]:
    """Yield each row's line, its respondent, and its form where it names one."""
    code, form = (
        table.header.index(name) if name in table.header else len(table.header)
        for name in ("respondent", "instrument")
    )
    if code < len(table.header):
        for line, row in rows:
            cells = [*map(str.strip, row[: len(table.header)]), *[""] * len(table.header), ""]
            yield line, without_gaps(cells[code]), cells[form]


def _other_spellings(code: str, rows: Sequence[Row]) -> dict[str, str]:
    """Return other spellings of a code among rows, with what they differ in.

    Two codes that differ by one sign are two people's where both have answered one form.
    """
    forms: dict[str, set[str]] = {}
    for row in rows:
        forms.setdefault(row.code, set()).update({row.form} - {""})
    mine = forms.pop(code, set())
    spelt = {other: difference(code, other) for other in forms}
    return {
        other: differs
        for other, differs in spelt.items()
        if differs != "in one sign" or not mine & forms[other]
    }


def elsewhere(
    folder: Path,
    codes: Collection[str],
    left: Collection[str],
    changed: Mapping[str, bytes],
    shown: str,
) -> list[Problem]:
    """Return a problem for each file that still holds a code, in whatever spelling.

    ``left`` are spellings that are another person's. ``changed`` are files as they will be,
    relative to the folder: a code in them stands in another column, or in a remark. Files
    that cannot be searched are named in a warning, and so are the organiser's records that
    hold a code: whoever takes out answers may not be allowed to change those.
    """
    problems, blind = [], []
    files = walk(folder, compared=True)
    named = (*files.tables, *files.themes, *files.theme_books, *files.cohorts, *files.logs)
    read = {found.path for found in named}
    for path in progress.each(list(every_file(folder)), "Searching for the code, file"):
        if path == ledger_path(folder):
            continue
        name = path.relative_to(folder).as_posix()
        there = search(path, codes, changed.get(name))
        if there is None:
            blind.append(name)
        for code in sorted((there or frozenset()) - set(left)):
            called = f"{shown}/{name}" if shown else name
            where, fault = SourceLine(called), _THERE.format(code)
            remedy = _COPY if name.startswith(f"{COPIES}/") else _BY_HAND
            if path in read:
                content = changed.get(name) or path.read_bytes()
                where = _cell_of(content, path.suffix.lower(), code, called) or where
            problems.append(Problem(where, "code-elsewhere", fault, remedy))
    if blind:
        fault = f"These files cannot be searched: {listed(blind)}."
        remedy = "Look yourself whether they hold answers of this person."
        problems.append(Problem(SourceLine(shown or "."), "not-searched", fault, remedy, "warning"))
    return [*problems, *_in_records(folder, codes, shown)]


def _in_records(folder: Path, codes: Collection[str], shown: str) -> Iterator[Problem]:
    beside = records_of(folder)
    files = list(every_file(beside)) if beside else []
    for path in progress.each(files, "Searching the records, file"):
        name = f"{shown_records(shown)}/{path.relative_to(beside or path).as_posix()}"
        for code in sorted(search(path, codes) or ()):
            fault = _THERE.format(code)
            yield Problem(SourceLine(name), "code-elsewhere", fault, _RECORD, "warning")


def _cell_of(content: bytes, suffix: str, code: str, called: str) -> SourceLine | None:
    """Return the first cell of a table in which a code stands as a word."""
    cells = cells_of(tables_of(content, called, suffix, []))
    return next((where for where, text in cells if code in words_of(text.encode())), None)


# --- taking out ---------------------------------------------------------------------------


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


def _csv_without(content: bytes, codes: Collection[str]) -> bytes:
    """Return a CSV file's bytes without the lines of some codes' records; the rest is untouched."""
    decoded = decode(content, "")
    lines = list(decoded.lines())
    dropped: set[int] = set()
    for line in _lines_of(content, ".csv", codes).get("", ()):
        record = csv.reader(lines[line - 1 :], delimiter=decoded.delimiter)
        next(record)
        dropped.update(range(line - 1, line - 1 + record.line_num))
    kept = enumerate(decoded.byte_lines())
    return b"".join(line for place, line in kept if place not in dropped)


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


def _lines_of(content: bytes, suffix: str, codes: Collection[str]) -> dict[str, list[int]]:
    """Return the lines, by sheet, at which rows of some codes begin."""
    lines: dict[str, list[int]] = {}
    for table in tables_of(content, "", suffix, []):
        people = _respondents(table, table.rows())
        lines.setdefault(table.sheet, []).extend(line for line, code, _ in people if code in codes)
    return lines


def take_out(folder: Path, code: str, changed: Mapping[str, bytes]) -> Path | None:
    """Give files below a folder new contents, all or none; return where their copies are.

    ``changed`` maps relative names to contents. Of copies kept earlier no copy is kept
    again: there may be none to return. Raises OSError where the disk refuses.
    """
    kept_for = _kept_for(folder, code)
    place = next(kept_for / str(n) for n in count(1) if not (kept_for / str(n)).exists())
    files = [file for file in changed if not file.startswith(f"{COPIES}/")]
    kept = {place / file: (folder / file).read_bytes() for file in files}
    new = {folder / file: content for file, content in changed.items()}
    writing.write_files({**kept, **new}, writing.AS_IT_WAS, sure=True)
    return place if kept else None


def confirm(folder: Path, code: str) -> int:
    """Delete the copies that were kept for a code; return how many files there were."""
    copies = _kept_for(folder, code)
    if not copies.is_dir():
        return 0
    files = sum(1 for path in copies.rglob("*") if path.is_file())
    writing.remove_folder(copies)
    if not any(copies.parent.iterdir()):
        copies.parent.rmdir()
    return files


def _kept_for(folder: Path, code: str) -> Path:
    digest = hashlib.sha256(f"mentoring forget {code}".encode()).hexdigest()[:16]
    return folder / COPIES / digest
