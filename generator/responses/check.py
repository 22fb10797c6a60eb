"""Cells become numbers, a column of a block at a time, and every bad cell is a fault at its place.

Each distinct text of a column is read once, and looked up for every row. A bad cell's value is a
gap; a bad respondent is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import GAPS, NOT_ANSWERED, NOT_COLLECTED, Column
from generator.definitions.suggest import did_you_mean, listed, nearest, quoted
from generator.responses.check_character import has_valid_check_character
from generator.responses.fault_log import Describe, FaultLog, Words
from generator.responses.schema import GAP_VALUES, MODES, Expected, Form
from generator.responses.spelling import (
    UNLINKED,
    is_lost,
    without_gaps,
)

Cells = Sequence[str]
Columns = Mapping[str, Cells]
Int8: TypeAlias = npt.NDArray[np.int8]
Int32: TypeAlias = npt.NDArray[np.int32]

#: Longest cell that is read.
CELL_LENGTH = 20_000
#: What a text that cannot be read stands for, until it becomes a gap.
BAD = -128

_GAP_WORDS = "or nothing for not answered, -97 not applicable, -98 not said, -99 unreadable"
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_RESPONDENT = re.compile(r"[A-Za-z0-9_-]{1,32}")
_RESPONDENTS = re.compile(r"(?:[A-Za-z0-9_-]{1,32},)*")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_EXCEL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def _looked_up(
    name: str, cells: Cells, read: Callable[[str], int], findings: FaultLog, describe: Describe
) -> Int32:
    """Return what each cell of a column stands for, by its text without blanks around it."""
    known = {cell: read(cell.strip()) for cell in set(cells)}
    values = np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))
    if BAD in known.values():
        bad = np.flatnonzero(values == BAD)
        findings.cells(findings.table.header.index(name), bad.tolist(), cells, describe)
        values[bad] = NOT_ANSWERED
    return values


# --- answers ------------------------------------------------------------------------------


def read_answers(
    columns: Columns, form: Form, findings: FaultLog
) -> tuple[dict[str, Int8], dict[str, Int32], frozenset[str]]:
    """Return a block's coded and number columns by name, and its distinct free texts."""
    codes: dict[str, Int8] = {}
    numbers: dict[str, Int32] = {}
    texts: frozenset[str] = frozenset()
    for column in form.codebook.columns:
        name, cells = column.name, columns.get(column.name)
        if column.kind == "code":
            codes[name] = _codes(column, cells, form, findings).astype(np.int8)
        elif column.kind == "number":
            numbers[name] = _numbers(column, cells, findings)
        elif cells is not None and column.kind == "date":
            check_dates(name, cells, findings)
        elif cells is not None:
            texts |= _texts(name, cells, findings)
    return codes, numbers, texts


def _codes(column: Column, cells: Cells | None, form: Form, findings: FaultLog) -> Int32:
    """Return places in the column's codes, or gaps."""
    if cells is None:
        return _not_collected(findings)
    known = form.codes[column.name]
    describe = partial(code_words, column)
    return _looked_up(column.name, cells, lambda text: known.get(text, BAD), findings, describe)


def _numbers(column: Column, cells: Cells | None, findings: FaultLog) -> Int32:
    """Return whole numbers within the column's limits, or gaps."""
    if cells is None:
        return _not_collected(findings)

    def read(text: str) -> int:
        if text in GAP_VALUES:
            return GAP_VALUES[text]
        is_fine = _WHOLE.fullmatch(text) and column.minimum <= int(text) <= column.maximum
        return int(text) if is_fine else BAD

    return _looked_up(column.name, cells, read, findings, partial(_number_words, column))


def _not_collected(findings: FaultLog) -> Int32:
    return np.full(len(findings.lines), NOT_COLLECTED, dtype=np.int32)


def _texts(name: str, cells: Cells, findings: FaultLog) -> frozenset[str]:
    """Return the distinct answers of a text column."""
    distinct = frozenset(cells) - GAPS.keys()
    if any(len(cell) > CELL_LENGTH for cell in distinct):
        bad = [row for row, cell in enumerate(cells) if len(cell) > CELL_LENGTH]
        findings.cells(findings.table.header.index(name), bad, cells, partial(_text_words, name))
    return distinct


def code_words(column: Column, cell: str) -> Words:
    """Return rule, fault and remedy for a cell that holds no code of its column."""
    code = _meant_code(column, cell)
    hint = _date_hint(cell) or (f"Did you mean '{code}'? " if code else "")
    entries = zip(column.codes, column.labels, strict=True)
    allowed = listed(f"{code} ({label})" if label else code for code, label in entries)
    fault = f"{quoted(cell)} is not a code of '{column.name}'."
    return "unknown-code", fault, f"{hint}Use one of: {allowed}; {_GAP_WORDS}."


def _meant_code(column: Column, cell: str) -> str:
    """Return the code that a cell may mean: as 3.0 does, by its words, or nearly so; or nothing.

    >>> tea = Column("tea", "tea", "code", "Tea?", ("1", "2", "3"), ("Never", "Not often", "Often"))
    >>> [_meant_code(tea, cell) for cell in ("3.0", "not  OFTEN", "Nevr", "7")]
    ['3', '2', '1', '']
    """
    bare = " ".join(re.sub(r"[.,]0+$| – .*$", "", cell.strip()).casefold().split())
    entries = zip((*column.labels, *column.codes), column.codes * 2, strict=True)
    meant = {words.casefold(): code for words, code in entries}
    if bare.isdigit():
        return meant.get(bare, "")
    return next((meant[near] for near in nearest(bare, meant)), "")


def _date_hint(cell: str) -> str:
    """Return what to think of a date where none is asked for: spreadsheets make them of 3-4."""
    is_date = _ISO.fullmatch(cell.strip())
    return "A spreadsheet turned this into a date. Check the paper. " if is_date else ""


def _number_words(column: Column, cell: str) -> Words:
    limits = f"a whole number from {column.minimum} to {column.maximum}, {_GAP_WORDS}"
    text = cell.strip()
    if re.fullmatch(r"-?\d+", text, re.ASCII):
        fault = f"{quoted(text)} is outside the limits of '{column.name}'."
        return "out-of-range", fault, f"Use {limits}."
    fault = f"{quoted(cell)} is not a whole number, which '{column.name}' needs."
    return "wrong-type", fault, f"{_date_hint(cell)}Use {limits}."


def _text_words(name: str, cell: str) -> Words:
    fault = f"The text in '{name}' has {len(cell):,} characters."
    remedy = f"Shorten it to {CELL_LENGTH:,}; or look for a quotation mark that is not closed."
    return "long-cell", fault, remedy


# --- dates --------------------------------------------------------------------------------


def check_dates(name: str, cells: Cells, findings: FaultLog) -> None:
    """Find cells that are no date, and warn of dates that a spreadsheet rewrote."""
    kinds = _looked_up(name, cells, _date_kind, findings, partial(_date_words, name))
    rewritten = np.flatnonzero(kinds > 0).tolist()
    index = findings.table.header.index(name)
    fault = f"Dates in '{name}' as a spreadsheet rewrites them, read as day/month/year"
    remedy = "Write year, month and day, such as 2026-05-11, so that none can be mistaken."
    findings.note("rewritten-date", index, rewritten, fault, remedy)


@lru_cache(maxsize=4096)  # a folder holds few different days
def _date_kind(text: str) -> int:
    """Return 0 for a date or a gap, 1 for a date as a spreadsheet rewrites it."""
    if text in GAPS:
        return 0
    return BAD if day_of(text) is None else int("/" in text)


def day_of(text: str) -> date | None:
    """Return a date as written, or as a spreadsheet rewrites it; None where it is none.

    >>> day_of("2026-05-11") == day_of("11/05/2026"), day_of("2026-02-30"), day_of("May")
    (True, None, None)
    """
    try:
        return date(*map(int, _day_parts(text)))
    except ValueError:
        return None


def _day_parts(text: str) -> Sequence[str]:
    """Return year, month and day as they stand in a date; three empty texts where it is none."""
    iso, excel = _ISO.fullmatch(text), _EXCEL.fullmatch(text)
    return iso.groups() if iso else excel.groups()[::-1] if excel else ("", "", "")


def _date_words(name: str, cell: str) -> Words:
    fault = f"{quoted(cell)} is not a date, which '{name}' needs."
    return "wrong-type", fault, "Write year, month and day, such as 2026-05-11."


# --- version, mode, language, cohort --------------------------------------------------------


def check_listed(columns: Columns, form: Form, findings: FaultLog, expected: Expected) -> None:
    """Check version, mode, language and date of completion."""

    def check(name: str, allowed: Collection[str], describe: Describe) -> None:
        if not set(columns[name]).issubset(allowed):
            _looked_up(
                name, columns[name], lambda t: 0 if t in allowed else BAD, findings, describe
            )

    check("version", form.codebook.accepts, partial(_version_words, form))
    for name, allowed in (("mode", MODES), ("language", expected.languages)):
        if name in columns:
            column = Column(name, name, "code", name, allowed, ("",) * len(allowed))
            check(name, (*allowed, *GAPS), partial(code_words, column))
    if "completed_on" in columns:
        check_dates("completed_on", columns["completed_on"], findings)


def _version_words(form: Form, text: str) -> Words:
    accepts = listed(form.codebook.accepts)
    fault = f"Version {quoted(text)} of '{form.codebook.instrument}' is not accepted."
    remedy = f"Accepted: {accepts}. Older answers can only be read if the form lists their version."
    return "version-not-accepted", fault, remedy


def cohorts_of(cells: Cells, findings: FaultLog, expected: Expected) -> Int32:
    """Return the cohorts of a block by number; one that is not listed is -1 and a fault."""
    known = expected.cohorts
    if not known:  # said once, of the folder
        findings.faulty.update(range(len(cells)))
        return np.full(len(cells), -1, dtype=np.int32)

    def words(text: str) -> Words:
        remedy = did_you_mean(text, known) or "Add it to cohorts.csv, or correct it here."
        return "unknown-cohort", f"The cohort {quoted(text)} is not in any cohorts.csv.", remedy

    return _looked_up("cohort", cells, lambda text: known.get(text, BAD), findings, words)


# --- survey codes -------------------------------------------------------------------------


def respondents_of(
    cells: Cells, form: Form, findings: FaultLog, expected: Expected
) -> npt.NDArray[np.bytes_]:
    """Return the survey codes of a block; an unusable one is empty and a fault."""
    values, bad = read_respondents(cells)
    index = findings.table.header.index("respondent")
    if form.codebook.kind != "linked":
        findings.cells(index, bad, cells, respondent_words)
        return values
    lost = {row for row, cell in enumerate(cells) if is_lost(cell.strip())}.union(findings.not_text)
    for row in sorted(lost.union(bad)):
        values[row] = b""
        words = _lost_words if row in lost else respondent_words
        findings.row_fault(row, index, *words(cells[row]))
    if expected.checked:
        wrong = [
            row
            for row, cell in enumerate(cells)
            if values[row]
            and not cell.strip().startswith(UNLINKED)
            and not _is_checked(without_gaps(cell))
        ]
        findings.cells(index, wrong, cells, _check_character_words)
    return values


def read_respondents(cells: Cells) -> tuple[npt.NDArray[np.bytes_], list[int]]:
    """Return survey codes as ASCII bytes (S32 at most), and the rows of bad cells, which are empty.

    Blanks inside of a code are taken out. A gap such as -99 is no code, although it is made of
    a code's characters.
    """
    joined = f",{','.join(cells)},"
    one_each = joined.count(",") == len(cells) + 1 and ",-9" not in joined
    if one_each and _RESPONDENTS.fullmatch(joined, 1):
        return np.array(cells, dtype="S"), []
    stripped = [without_gaps(cell) for cell in cells]
    bad = [
        row
        for row, cell in enumerate(stripped)
        if cell in GAP_VALUES or not _RESPONDENT.fullmatch(cell)
    ]
    for row in bad:
        stripped[row] = ""
    return np.array(stripped, dtype="S"), bad


def respondent_words(cell: str) -> Words:
    """Return rule, fault and remedy for a respondent that is not a survey code."""
    remedy = (
        "Type the form's code: 1 to 32 of the letters A to Z, a to z, 0 to 9, _ and -. A form "
        "without a readable code is UNLINKED-001, UNLINKED-002 and so on."
    )
    return "bad-respondent", f"{quoted(cell)} is not a survey code.", remedy


def _lost_words(cell: str) -> Words:
    fault = f"{quoted(cell)} is no code: a spreadsheet has changed it, or it means a missing one."
    remedy = (
        "Format the column as Text, then type the code again from the paper. Without one type "
        "UNLINKED-001, UNLINKED-002 and so on: capitals, a hyphen, 3 digits."
    )
    return "no-code", fault, remedy


def _is_checked(cell: str) -> bool:
    """Tell whether a code's last character fits; a prefix such as ``wardA-`` counts for nothing.

    Two people of two cohorts with one code are told apart by a prefix. It has a
    small letter, as codes on paper have none, so that no slip passes for one.
    """
    prefix, _, code = cell.partition("-")
    return has_valid_check_character(cell) or (
        any(letter.islower() for letter in prefix) and has_valid_check_character(code)
    )


def _check_character_words(text: str) -> Words:
    fault = f"The last character of {quoted(text)} does not fit the others."
    return "check-character", fault, "Check the paper. 1 character is mistyped or swapped."
