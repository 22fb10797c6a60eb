"""The columns that every response file has besides answers: who, where, which version, when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import GAPS, Column
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses import parse as read
from generator.responses.check_character import has_valid_check_character
from generator.responses.fault_log import Describe, Findings
from generator.responses.schema import MODES, Expected, Form
from generator.responses.spelling import (
    UNLINKED,
    made_by_a_spreadsheet,
    may_be_lost,
    stands_for_no_code,
)

Cells = Sequence[str]


def check_listed(
    columns: Mapping[str, Cells], form: Form, findings: Findings, expected: Expected
) -> None:
    """Check version, mode, language and date of completion."""
    versions = form.codebook.accepts
    _check_among("version", columns["version"], versions, findings, partial(_version_words, form))
    for name, allowed in (("mode", MODES), ("language", expected.languages)):
        if name in columns:
            column = Column(name, name, "code", name, allowed, ("",) * len(allowed))
            describe = partial(read.describe_code, column)
            _check_among(name, columns[name], (*allowed, *GAPS), findings, describe)
    if "completed_on" in columns:
        check_dates("completed_on", columns["completed_on"], findings)


def _check_among(
    name: str, cells: Cells, allowed: Collection[str], findings: Findings, describe: Describe
) -> None:
    if set(cells).issubset(allowed):
        return
    bad = [row for row, cell in enumerate(cells) if cell.strip() not in allowed]
    findings.cells(findings.table.header.index(name), bad, cells, describe)


def _version_words(form: Form, text: str) -> tuple[str, str, str]:
    accepts = listed(form.codebook.accepts)
    if not text.strip():
        return (
            "missing-value",
            "The version is empty.",
            f"Type it from the form's footer: {accepts}.",
        )
    fault = f"Version {quoted(text)} of '{form.codebook.instrument}' is not accepted."
    remedy = f"Accepted: {accepts}. Older answers can only be read if the form lists their version."
    return "version-not-accepted", fault, remedy


def check_dates(name: str, cells: Cells, findings: Findings) -> None:
    """Find cells that are no date, and warn of dates that a spreadsheet rewrote."""
    bad, rewritten = read.check_dates(cells)
    index = findings.table.header.index(name)
    findings.cells(index, bad, cells, partial(read.describe_date, name))
    findings.note("rewritten-date", index, rewritten, partial(_rewritten_words, name))


def _rewritten_words(name: str, rows: int) -> tuple[str, str]:
    dates = "A date" if rows == 1 else f"{rows:,} dates"
    fault = f"{dates} in '{name}' as a spreadsheet rewrites them, read as day/month/year."
    return fault, "Write year, month and day, such as 2026-05-11, so that none can be mistaken."


def respondents_of(
    cells: Cells, form: Form, findings: Findings, expected: Expected
) -> npt.NDArray[np.bytes_]:
    """Return the survey codes of a block; an unusable one is empty and a fault."""
    values, bad = read.read_respondents(cells)
    index = findings.table.header.index("respondent")
    if form.codebook.kind != "linked":
        findings.cells(index, bad, cells, read.describe_respondent)
        return values
    lost = _lost(cells, findings)
    for row in sorted({*bad, *lost}):
        values[row] = b""
        words = lost[row] if row in lost else read.describe_respondent(cells[row])
        findings.row_fault(row, index, *words)
    if expected.checked:
        wrong = [
            row
            for row, cell in enumerate(cells)
            if values[row] and not cell.strip().startswith(UNLINKED) and not _is_checked(cell)
        ]
        findings.cells(index, wrong, cells, _check_character_words)
    return values


def _lost(cells: Cells, findings: Findings) -> dict[int, tuple[str, str, str]]:
    """Return the rows of a linked form whose code is lost, with rule, fault and remedy."""
    found = {row: _lost_words(cells[row], what) for row, what in findings.not_text.items()}
    for row, cell in enumerate(cells):
        if row in found or not may_be_lost(cell):
            continue
        text = cell.strip()
        if what := made_by_a_spreadsheet(text):
            found[row] = _lost_words(cell, what)
        elif text and stands_for_no_code(text):
            fault = f"{quoted(text)} stands for a missing code: such rows would count as 1 person."
            remedy = "Type UNLINKED-001, UNLINKED-002 and so on: capitals, a hyphen, 3 digits."
            found[row] = "no-code", fault, remedy
    return found


def _lost_words(cell: str, what: str) -> tuple[str, str, str]:
    fault = f"{quoted(cell)} is {what}: a spreadsheet has changed the survey code."
    remedy = "Format the column as Text, then type the code again from the paper."
    return "code-changed", fault, remedy


def _is_checked(cell: str) -> bool:
    """Tell whether a code's last character fits; a prefix such as ``wardA-`` counts for nothing.

    Two people of two cohorts with one code are told apart by a prefix. It has a
    small letter, as codes on paper have none, so that no slip passes for one.
    """
    prefix, _, code = cell.partition("-")
    return has_valid_check_character(cell) or (
        any(letter.islower() for letter in prefix) and has_valid_check_character(code)
    )


def _check_character_words(text: str) -> tuple[str, str, str]:
    fault = f"The last character of {quoted(text)} does not fit the others."
    return (
        "check-character",
        fault,
        "Check the paper. 1 character is mistyped or swapped.",
    )


def cohorts_of(cells: Cells, findings: Findings, expected: Expected) -> npt.NDArray[np.int32]:
    """Return the cohorts of a block by number; one that is not listed is -1 and a fault."""
    known = expected.cohorts
    if not known:  # said once, of the folder
        findings.faulty.update(range(len(cells)))
        return np.full(len(cells), -1, dtype=np.int32)
    try:
        return np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))
    except KeyError:
        values = np.array([known.get(cell.strip(), -1) for cell in cells], dtype=np.int32)
    index = findings.table.header.index("cohort")
    bad = np.flatnonzero(values < 0).tolist()
    findings.cells(index, bad, cells, partial(_cohort_words, expected))
    return values


def _cohort_words(expected: Expected, text: str) -> tuple[str, str, str]:
    if not text.strip():
        return "missing-value", "The cohort is empty.", "Type the cohort's id, as in cohorts.csv."
    remedy = did_you_mean(text, expected.cohorts) or "Add it to cohorts.csv, or correct it here."
    return "unknown-cohort", f"The cohort {quoted(text)} is not in any cohorts.csv.", remedy
