"""Sheets of the data-entry workbook: what their headings say, and how a hurried hand breaks them.

Such a sheet has two headings: a hidden row of column names, which the program
reads, and below it the questions' words, which people read. Both say the same
of each column, so that cells pushed sideways, pasted over or sorted along with
the rows do not stay unseen. A row in which nothing stands but what was there
from the start is no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.definitions.codebook import NUMBERED as _NUMBERED
from generator.definitions.codebook import OWN_HEADINGS, Codebook, one_line
from generator.responses.fault_log import FaultLog
from generator.responses.schema import Expected, Form
from generator.responses.spelling import UNLINKED, without_gaps

Cells = Sequence[str]

#: What stands above the codes of forms that carry none.
NUMBERED = "Number that you wrote on the form"
#: One of these stands above the codes of every sheet.
MARKS = (OWN_HEADINGS["respondent"], NUMBERED)
#: Columns that may be filled before anything is typed: alone they make no row.
PREFILLED = ("cohort", "instrument", "version", "mode", "language")
#: What a row of sums, or of examples, has in place of a survey code.
NO_PEOPLE = frozenset(("total", "totals", "subtotal", "sum", "mean", "average", "example"))
#: So many codes in a row that count upwards look filled down, not read from paper.
COUNTING = 3
_COUNTED = re.compile(r"(.*?)(\d+)")


def headings(codebook: Codebook) -> dict[str, str]:
    """Return the words above each column, by the column's name."""
    questions = {column.name: one_line(column.question) for column in codebook.columns}
    own = {**OWN_HEADINGS, **dict(codebook.own)}
    numbered = own.pop(_NUMBERED, NUMBERED)
    if codebook.kind == "unlinked":
        own["respondent"] = numbered
    return own | questions


def _headings_of(codebook: Codebook, words: Sequence[str]) -> dict[str, str]:
    """Return the headings in the language whose words stand there, as most of them do."""
    there = set(words)
    every = [headings(one) for one in (codebook, *codebook.also)]
    return max(every, key=lambda said: len(there.intersection(said.values())))


def check_own_headings(findings: FaultLog) -> bool:
    """Find the words of one of every form's columns above another; True where reading can go on."""
    table = findings.table
    named = {words: name for name, words in OWN_HEADINGS.items()} | {NUMBERED: "respondent"}
    for index, words in enumerate(map(one_line, table.words)):
        name = table.header[index] if index < len(table.header) else ""
        if words in named and named[words] != name:
            _moved(findings, index, named[words])
            return False
    return True


def _moved(findings: FaultLog, index: int, other: str) -> None:
    table = findings.table
    name = table.header[index] if index < len(table.header) else ""
    what = f"the column is '{name}'" if name else "the column has no name"
    fault = f"This is the heading of '{other}', and {what}."
    remedy = (
        "Cells were pushed sideways, or columns moved in part: undo it, or take a new "
        "workbook (mentoring template) and copy each column's answers into it."
    )
    findings.table_fault("moved-heading", fault, remedy, index, table.words_line)


def check_headings(findings: FaultLog, form: Form, expected: Expected) -> None:
    """Find words that stand above another column than theirs, and a sheet called like another."""
    table = findings.table
    said = _headings_of(form.codebook, [one_line(words) for words in table.words])
    named = {words: name for name, words in said.items()}
    for index, name in enumerate(table.header):
        words = one_line(table.words[index]) if index < len(table.words) else ""
        if name not in said or words == said[name] or (name == "respondent" and words in MARKS):
            continue
        if words in named:
            _moved(findings, index, named[words])
        else:
            fault = f"The heading of '{name}' is not the form's question."
            remedy = f"Check whether the answers below belong to: {said[name]}"
            findings.table_note("changed-heading", fault, remedy, index, table.words_line)
    own = form.codebook.instrument
    if table.sheet in expected.forms and table.sheet != own:
        fault = f"The sheet is called '{table.sheet}', but its rows are of '{own}'."
        remedy = "Type each form into its own sheet; a copied sheet keeps its form."
        findings.table_fault("sheet-name", fault, remedy)


def check_typed_rows(columns: Mapping[str, Cells], form: Form, findings: FaultLog) -> None:
    """Find rows that are no person's, and warn of those that were filled down, or are blank."""
    codes = [without_gaps(cell) for cell in columns["respondent"]]
    index = findings.table.header.index("respondent")
    for row, code in enumerate(codes):
        if code.casefold() in NO_PEOPLE:
            fault = f"'{code}' is not a person. The row seems to hold sums or an example."
            remedy = "Empty the row: sums are made later."
            findings.row_fault(row, index, "no-person", fault, remedy)
    answers = [columns[name] for name in form.columns if name in columns]
    blank = [row for row in range(len(codes)) if not any(cells[row].strip() for cells in answers)]
    findings.note("no-answers", index, blank, _blank_words)
    if form.codebook.kind == "linked":
        findings.note("counting-codes", index, counting(codes), _counting_words)


def counting(codes: Sequence[str]) -> list[int]:
    """Return the places of codes that count upwards, as filling down makes them.

    >>> counting(["K7RM4WDX", "A12", "A13", "A14", "UNLINKED-001"])
    [1, 2, 3]
    """
    found: list[int] = []
    run: list[int] = []
    before: tuple[str, int] | None = None
    for place, code in enumerate([*codes, ""]):
        parts = _COUNTED.fullmatch(code) if not code.startswith(UNLINKED) else None
        here = (parts[1], int(parts[2])) if parts else None
        if before and here == (before[0], before[1] + 1):
            run.append(place)
        else:
            found.extend(run if len(run) >= COUNTING else ())
            run = [place]
        before = here
    return found


def _blank_words(rows: int) -> tuple[str, str]:
    what = "A row has" if rows == 1 else f"{rows:,} rows have"
    fault = f"{what} a code and no answer."
    return fault, "Right for a form that came back blank; else empty what was filled down."


def _counting_words(rows: int) -> tuple[str, str]:
    fault = f"{rows:,} codes count upwards, as when you drag a cell down."
    return fault, "Compare them with the paper forms."


def is_typed(header: Sequence[str], row: Sequence[str]) -> bool:
    """Return True where a row holds more than what stood there from the start."""
    return any(
        cell.strip() and (index >= len(header) or header[index] not in PREFILLED)
        for index, cell in enumerate(row)
    )
