"""Taking one person's answers out of the response files, as they may ask at any time.

Three steps, each to be looked at before the next: ``plan_forget`` finds every
row of a survey code, ``apply_forget`` takes the rows out and keeps a copy of
each touched file, and ``confirm_forget`` deletes those copies. The rows of
``themes.csv``, which say what somebody mentioned, go with the answers. Of a CSV file
everything else keeps its very bytes. Copies stand in ``forgotten-copies``
below the responses folder, which no reading looks into, under a name that
does not tell the code.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.files.csv_file import decode
from generator.files.response_folder import COPIES, Found, no_folder, walk
from generator.files.tables import read_bytes, tables_of
from generator.files.writing import write_file
from generator.survey.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.survey.programme import Programme, in_language
from generator.survey.table import Block, Table

_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class TouchedFile:
    """A file that holds the code, and in how many rows."""

    path: Path
    shown: str
    rows: int


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """Everything that forgetting a code will change below a responses folder."""

    folder: Path
    code: str
    files: tuple[TouchedFile, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(file.rows for file in self.files)


def plan_forget(folder: Path, code: str, shown_as: str | None = None) -> Parsed[ForgetPlan]:
    """Return what forgetting a survey code would change; nothing is written.

    A file that cannot be read stops it, as the code may stand in it. So does
    a code that stands nowhere. Copies of an earlier forgetting that may hold
    the code are warned of.
    """
    shown = folder.name if shown_as is None else shown_as
    if not _CODE.fullmatch(code):
        fault, remedy = "This is no survey code.", "Use 1 to 32 letters, digits, _ and -."
        return Parsed(None, (Problem(SourceLine(shown or "."), "bad-respondent", fault, remedy),))
    if not folder.is_dir():
        return Parsed(None, (no_folder(folder, shown),))
    files = walk(folder, shown, records=True)
    problems = list(files.problems)
    touched: list[TouchedFile] = []
    for found in (*files.tables, *files.themes):
        rows = _rows_of(found, code)
        problems.extend(rows.problems)
        if rows.value:
            touched.append(TouchedFile(found.path, found.shown, rows.value))
    problems.extend(_older_copies(folder, shown))
    if not touched:
        fault = f"No response file holds the code '{code}'."
        remedy = "Look at the code again; capitals and small letters are not the same."
        problems.append(Problem(SourceLine(shown or "."), "unknown-respondent", fault, remedy))
    found_all = in_reading_order(problems)
    stops = any(problem.severity == "error" for problem in found_all)
    plan = ForgetPlan(folder, code, tuple(touched))
    return Parsed(None if stops else plan, found_all)


def _rows_of(found: Found, code: str) -> Parsed[int]:
    """Return in how many rows of a file a code stands as respondent."""
    content = read_bytes(found.path, found.shown)
    if content.value is None:
        return Parsed(None, content.problems)
    tables = tables_of(content.value, found.shown, found.path.suffix.lower())
    problems = [problem for problem in tables.problems if problem.rule != "empty-file"]
    count = 0
    for table in tables.value or ():
        for block in table.blocks:
            if isinstance(block, Problem):
                problems.append(block)
            else:
                count += len(_matches(table, block, code))
    return Parsed(count, tuple(problems))


def _matches(table: Table, block: Block, code: str) -> list[int]:
    """Return the places in a block of the rows of a code."""
    if "respondent" not in table.header:
        return []
    column = table.header.index("respondent")
    return [
        place
        for place, row in enumerate(block.rows)
        if len(row) > column and row[column].strip() == code
    ]


def _older_copies(folder: Path, shown: str) -> Iterator[Problem]:
    if (folder / COPIES).is_dir():
        fault = "Copies from an earlier forgetting are still kept; they may hold this code too."
        remedy = (
            "Confirm the earlier one (mentoring forget CODE --confirm) once it is as it should be."
        )
        where = SourceLine(f"{shown}/{COPIES}" if shown else COPIES)
        yield Problem(where, "older-copies", fault, remedy, "warning")


def apply_forget(plan: ForgetPlan) -> Path:
    """Take the rows out, keeping a copy of each touched file; return the copies' folder.

    Every copy is written before the first file changes, and each file is
    replaced as a whole. Raises OSError where the disk refuses.
    """
    copies = _next_folder(_copies_folder(plan.folder, plan.code))
    for file in plan.files:
        relative = file.path.relative_to(plan.folder)
        _write_like(file.path, copies / relative, file.path.read_bytes())
    for file in plan.files:
        content = file.path.read_bytes()
        is_workbook = file.path.suffix.lower() == ".xlsx"
        without = _workbook_without if is_workbook else _csv_without
        _write_like(file.path, file.path, without(content, plan.code))
    return copies


def _write_like(model: Path, path: Path, content: bytes) -> None:
    """Write a file that the same people may read as another."""
    mode = stat.S_IMODE(model.stat().st_mode)
    write_file(path, content)
    path.chmod(mode)


def confirm_forget(folder: Path, code: str, shown_as: str | None = None) -> Parsed[int]:
    """Delete the copies that were kept when a code was forgotten; return how many."""
    copies = _copies_folder(folder, code)
    if not copies.is_dir():
        shown = folder.name if shown_as is None else shown_as
        fault = f"No copies are kept for the code '{code}'."
        remedy = "Forget it first, without --confirm; or they are deleted already."
        return Parsed(None, (Problem(SourceLine(shown or "."), "no-copies", fault, remedy),))
    count = sum(1 for path in copies.rglob("*") if path.is_file())
    shutil.rmtree(copies)
    if not any(copies.parent.iterdir()):
        copies.parent.rmdir()
    return Parsed(count)


def retention_dates(programme: Programme) -> tuple[tuple[str, date | None], ...]:
    """Return what is kept of a programme and until when, in its own words; None where not set."""
    language = programme.languages[0]
    return tuple((in_language(one.what, language), one.until) for one in programme.retention)


def _copies_folder(folder: Path, code: str) -> Path:
    digest = hashlib.sha256(f"mentoring forget {code}".encode()).hexdigest()
    return folder / COPIES / digest[:16]


def _next_folder(folder: Path) -> Path:
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)


def _csv_without(content: bytes, code: str) -> bytes:
    """Return a CSV file's bytes without the lines of a code's records; the rest is untouched."""
    decoded = decode(content, "").value
    if decoded is None:  # the plan has read it; it changed since
        return content
    lines = _LINES.findall(content)
    records = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=decoded.delimiter)
    column: int | None = None
    start = 0
    kept: list[bytes] = []
    for record in records:
        own, start = slice(start, records.line_num), records.line_num
        if column is None:
            names = [name.strip() for name in record]
            column = names.index("respondent") if "respondent" in names else None
        elif len(record) > column and record[column].strip() == code:
            continue
        kept.extend(lines[own])
    kept.extend(lines[start:])
    return b"".join(kept)


def _workbook_without(content: bytes, code: str) -> bytes:
    """Return a workbook without a code's rows; drop-downs and widths stay."""
    from openpyxl import load_workbook

    from generator.files.workbook import shown_title

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content))
    sheets = {shown_title(sheet.title): sheet for sheet in book.worksheets}
    for table in tables_of(content, "", ".xlsx").value or ():
        lines = [
            block.lines[place]
            for block in table.blocks
            if not isinstance(block, Problem)
            for place in _matches(table, block, code)
        ]
        for line in reversed(lines):
            sheets[table.sheet].delete_rows(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
