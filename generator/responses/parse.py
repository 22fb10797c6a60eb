"""Cells become numbers, a column at a time.

In the good case a column costs one dictionary look-up a cell, in C. Only a
column that holds something unknown is looked at cell by cell, and then every
bad row is found. Each reader returns the column's values and the rows that
are bad; a bad cell's value is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import (
    GAPS,
    LABELLED_GAPS,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_SAID,
    UNREADABLE,
    Column,
    labelled,
)
from generator.definitions.suggest import listed, nearest, quoted

#: Longest cell that is read.
CELL_LENGTH = 20_000

GAP_VALUES = dict(zip(GAPS, (NOT_ANSWERED, NOT_APPLICABLE, NOT_SAID, UNREADABLE), strict=True))
_GAP_WORDS = "or nothing for not answered, -97 not applicable, -98 not said, -99 unreadable"
_UNLINKED = "a form without a readable code is UNLINKED-001, UNLINKED-002 and so on"
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_RESPONDENT = re.compile(r"[A-Za-z0-9_-]{1,32}")
_RESPONDENTS = re.compile(r"(?:[A-Za-z0-9_-]{1,32},)*")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_EXCEL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)

Rows = list[int]


def code_bytes(codes: Sequence[str], labels: Sequence[str] = ()) -> dict[str, int]:
    """Return the byte that stands for each code and each gap, as an int8 seen unsigned.

    With labels, what a drop-down leaves in a cell stands for its code, too.

    >>> code_bytes(("yes", "no"))
    {'yes': 0, 'no': 1, '': 255, '-97': 254, '-98': 253, '-99': 252}
    >>> code_bytes(("0", "1"), ("None", "Some"))["1 – Some"]
    1
    """
    found = {code: index for index, code in enumerate(codes)}
    found |= {gap: value & 0xFF for gap, value in GAP_VALUES.items()}
    if labels:
        shown = {labelled(code, label): code for code, label in zip(codes, labels, strict=True)}
        shown |= LABELLED_GAPS
        found |= {entry: found[code] for entry, code in shown.items() if entry not in found}
    return found


def plain_code(column: Column, cell: str) -> str:
    """Return a coded cell as its bare code, or its text where it is none.

    >>> plain_code(Column("tea", "tea", "code", "Tea?", ("1", "2"), ("No", "Yes")), " 2 – Yes ")
    '2'
    """
    text = cell.strip()
    entries = zip(column.codes, column.labels, strict=True)
    shown = {labelled(code, label): code for code, label in entries} | LABELLED_GAPS
    return shown.get(text, text)


def read_codes(cells: Sequence[str], known: Mapping[str, int]) -> tuple[npt.NDArray[np.int8], Rows]:
    """Return one int8 a cell: an index into the codes, or a gap."""
    bad: Rows = []
    try:
        # itemgetter looks all of them up in C; the gap at the end keeps it a tuple for one cell.
        found = bytes(itemgetter(*cells, "")(known))[:-1]
    except KeyError:
        loose = [known.get(cell.strip(), -1) for cell in cells]
        bad = [row for row, value in enumerate(loose) if value < 0]
        found = bytes(value & 0xFF for value in loose)
    return np.frombuffer(found, dtype=np.int8), bad


def read_numbers(
    cells: Sequence[str], minimum: int, maximum: int
) -> tuple[npt.NDArray[np.int32], Rows]:
    """Return one int32 a cell: a whole number within the limits, or a gap."""
    known: dict[str, int] = {}
    wrong: set[str] = set()
    for cell in set(cells):
        value = _number(cell.strip(), minimum, maximum)
        if value is None:
            wrong.add(cell)
        known[cell] = NOT_ANSWERED if value is None else value
    bad = [row for row, cell in enumerate(cells) if cell in wrong] if wrong else []
    return np.fromiter(map(known.__getitem__, cells), np.int32, len(cells)), bad


def _number(text: str, minimum: int, maximum: int) -> int | None:
    if text in GAP_VALUES:
        return GAP_VALUES[text]
    if not _WHOLE.fullmatch(text):
        return None
    return int(text) if minimum <= int(text) <= maximum else None


def check_dates(cells: Sequence[str]) -> tuple[Rows, Rows]:
    """Return the rows that hold no date, and those with a date as Excel rewrites it.

    >>> check_dates(["2026-05-11", "11/05/2026", "", "May", "2026-02-30"])
    ([3, 4], [1])
    """
    distinct = {cell: _date_kind(cell) for cell in set(cells)}
    if "bad" not in distinct.values() and "excel" not in distinct.values():
        return [], []
    kinds = [distinct[cell] for cell in cells]
    bad = [row for row, kind in enumerate(kinds) if kind == "bad"]
    return bad, [row for row, kind in enumerate(kinds) if kind == "excel"]


@lru_cache(maxsize=4096)  # a folder holds few different days
def _date_kind(cell: str) -> str:
    text = cell.strip()
    if text in GAPS:
        return "gap"
    iso, excel = _ISO.fullmatch(text), _EXCEL.fullmatch(text)
    parts = iso.groups() if iso else excel.groups()[::-1] if excel else None
    if parts is None:
        return "bad"
    try:
        date(*map(int, parts))
    except ValueError:
        return "bad"
    return "iso" if iso else "excel"


def read_respondents(cells: Sequence[str]) -> tuple[npt.NDArray[np.bytes_], Rows]:
    """Return survey codes as ASCII bytes (S32); a bad cell is empty.

    A gap such as -99 is no code, although it is made of a code's characters.
    """
    joined = f",{','.join(cells)},"
    one_each = joined.count(",") == len(cells) + 1 and ",-9" not in joined
    if one_each and _RESPONDENTS.fullmatch(joined, 1):
        return np.array(cells, dtype="S32"), []
    stripped = [cell.strip() for cell in cells]
    bad = [
        row
        for row, cell in enumerate(stripped)
        if cell in GAP_VALUES or not _RESPONDENT.fullmatch(cell)
    ]
    for row in bad:
        stripped[row] = ""
    return np.array(stripped, dtype="S32"), bad


def check_texts(cells: Sequence[str]) -> tuple[frozenset[str], Rows]:
    """Return the distinct answers of a text column, and the rows whose cell is too long."""
    distinct = frozenset(cells) - GAPS.keys()
    if all(len(cell) <= CELL_LENGTH for cell in distinct):
        return distinct, []
    return distinct, [row for row, cell in enumerate(cells) if len(cell) > CELL_LENGTH]


def describe_code(column: Column, cell: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy for a cell that holds no code of its column."""
    code = _whole_code(column, cell) or _meant_code(column, cell)
    hint = f"Did you mean '{code}'? " if code else ""
    allowed = listed(
        f"{code} ({label})" if label else code
        for code, label in zip(column.codes, column.labels, strict=True)
    )
    fault = f"{quoted(cell)} is not a code of '{column.name}'."
    hint = _date_hint(cell) or hint
    return "unknown-code", fault, f"{hint}Use one of: {allowed}; {_GAP_WORDS}."


def _meant_code(column: Column, cell: str) -> str:
    """Return the one code that a cell may mean: by its words, their first letters, or nearly so.

    Empty where it may be several, or is a number.

    >>> tea = Column("tea", "tea", "code", "Tea?", ("1", "2", "3"), ("Never", "Not often", "Often"))
    >>> [_meant_code(tea, cell) for cell in ("not  OFTEN", "o", "n", "Nevr", "7")]
    ['2', '3', '', '1', '']
    """
    text = _folded(cell)
    if not text or text.isdigit():
        return ""
    entries = [
        (_folded(words), code)
        for code, label in zip(column.codes, column.labels, strict=True)
        for words in (code, label)
    ]
    near = set(nearest(text, [words for words, _ in entries]))
    for fits in (text.__eq__, lambda words: words.startswith(text), near.__contains__):
        codes = {code for words, code in entries if words and fits(words)}
        if codes:
            return codes.pop() if len(codes) == 1 else ""
    return ""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _whole_code(column: Column, cell: str) -> str:
    """Return the code that 3.0, or 3,0, or a code with another label stands for, or nothing."""
    whole = re.sub(r"[.,]0+$| – .*$", "", cell.strip())
    return whole if whole in column.codes or whole in GAP_VALUES else ""


def _date_hint(cell: str) -> str:
    """Return what to think of a date where none is asked for: spreadsheets make them of 3-4.

    Of a number in a cell for dates they make a day of long ago: of 4 the fourth of January 1900.
    """
    iso, excel = _ISO.fullmatch(cell.strip()), _EXCEL.fullmatch(cell.strip())
    year, month, day = iso.groups() if iso else excel.groups()[::-1] if excel else ("", "", "")
    if year == "1900" and month in ("1", "01"):
        return f"The cell is formatted as a date. It seems that {int(day)} was typed. "
    if not iso:
        return ""
    made = f"{int(day)}-{int(month)} or {int(month)}-{int(day)}"
    return f"A spreadsheet turned this into a date. It may have been {made}. Check the paper. "


def describe_number(column: Column, cell: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy for a cell that holds no number of its column."""
    limits = f"a whole number from {column.minimum} to {column.maximum}, {_GAP_WORDS}"
    text = cell.strip()
    if re.fullmatch(r"-?\d+", text, re.ASCII):
        fault = f"{quoted(text)} is outside the limits of '{column.name}'."
        return "out-of-range", fault, f"Use {limits}."
    fault = f"{quoted(cell)} is not a whole number, which '{column.name}' needs."
    return "wrong-type", fault, f"{_date_hint(cell)}Use {limits}."


def describe_date(name: str, cell: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy for a cell that holds no date."""
    fault = f"{quoted(cell)} is not a date, which '{name}' needs."
    return "wrong-type", fault, "Write year, month and day, such as 2026-05-11."


def describe_text(name: str, cell: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy for a text that is too long."""
    fault = f"The text in '{name}' has {len(cell):,} characters."
    remedy = f"Shorten it to {CELL_LENGTH:,}; or look for a quotation mark that is not closed."
    return "long-cell", fault, remedy


def describe_respondent(cell: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy for a respondent that is not a survey code."""
    if not cell.strip():
        return "missing-value", "The respondent is empty.", f"Type the form's code; {_UNLINKED}."
    if cell.strip() in GAP_VALUES:
        return (
            "bad-respondent",
            f"{quoted(cell)} is not a survey code.",
            f"Type the form's code; {_UNLINKED}.",
        )
    fault = f"{quoted(cell)} is not a survey code."
    return "bad-respondent", fault, "Use 1 to 32 of the letters A to Z, a to z, 0 to 9, _ and -."
