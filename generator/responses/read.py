"""Text cells and a codebook become checked answers.

Tables are read column by column (``parse_table``), tables of the same form
are put end to end (``put_end_to_end``), and what is only seen over all of
them, one person answering a form twice, is looked for last (``responses``).
Nothing here reads a file, and nothing raises: a fault is added to what was
found, with its place.

A fault of the table as a whole (its header, its form) makes the table
unusable; a fault of a row makes that row *faulty*. Faulty rows are left out
only where that was asked for, and then they are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.codebook import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from generator.definitions.cohort import Cohort
from generator.definitions.problem import Problem
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses import check, skipped
from generator.responses.answers import Responses
from generator.responses.cohorts import more_than_invited
from generator.responses.duplicates import (
    people_of,
    repeated,
    repeated_problems,
    shared,
    shared_problems,
)
from generator.responses.fault_log import FaultLog, Words, check_required, each_block
from generator.responses.known_tables import PASSED_OVER, copy_words, misnamed
from generator.responses.partners import partners
from generator.responses.rows import Rows, Source, put_end_to_end
from generator.responses.schema import READABLE, Expected, Form
from generator.responses.table import Table
from generator.responses.typed_sheet import check_headings, check_own_headings, check_typed_rows

_OWN = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)


_NEEDS = (
    f"The first row of every table of answers has {listed(REQUIRED_COLUMNS)}. Move others out of "
    "the folder."
)
#: Required columns without which no row can be looked at.
WITHOUT_THESE_NOTHING = {"respondent", "instrument"}


def parse_table(table: Table, expected: Expected, found: list[Problem]) -> Rows | None:
    """Return a table's rows, if it has any that can be used; every fault is added at its place.

    Where faulty rows are left out, their faults are warnings.
    A codebook among the responses is passed over, as is what ``scan`` tells of its pages.
    """
    if table.header in PASSED_OVER:
        return None
    findings = FaultLog(table)
    missing = _check_header(findings)
    readable = not WITHOUT_THESE_NOTHING & set(missing) and check_own_headings(findings)
    parts = _parse_blocks(findings, expected, missing) if readable else []
    rows = put_end_to_end(parts) if parts and not missing else None
    if rows is None and not findings.whole and not table.words:
        findings.table_note("no-rows", "A header and no rows.", "Delete the file if it stays so.")
    found += findings.whole
    found += _as_warnings(findings.single()) if expected.skip_faulty else findings.single()
    return rows


def _as_warnings(problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(one, severity="warning") for one in problems)


def _parse_blocks(findings: FaultLog, expected: Expected, missing: Sequence[str]) -> list[Rows]:
    """Return the rows of each block, as far as the table can be read.

    Where columns are ``missing`` the rows serve only to find what else is wrong.
    """
    form: Form | None = None
    parts: list[Rows] = []
    for columns in each_block(findings):
        count = len(findings.lines)
        if not count:
            continue
        if form is None:
            form = _form_of(columns["instrument"], findings, expected)
            if form is None:
                return []
            _check_columns(findings, form, missing)
            if findings.table.words:
                check_headings(findings, form, expected)
        # A column that is missing, which was said already, has cells without a fault.
        fine = {"version": form.codebook.accepts[-1], "cohort": next(iter(expected.cohorts), "")}
        columns |= {name: [fine[name]] * count for name in missing}
        parts.append(_parse_block(columns, form, findings, expected))
    return parts


def _parse_block(
    columns: check.Columns, form: Form, findings: FaultLog, expected: Expected
) -> Rows:
    """Return one block's rows; faults go to ``findings``."""
    table, book, count = findings.table, form.codebook, len(findings.lines)
    _check_form(columns["instrument"], form, findings, expected)
    check.check_listed(columns, form, findings, expected)
    respondent = check.respondents_of(columns["respondent"], form, findings, expected)
    cohort = check.cohorts_of(columns["cohort"], findings, expected)
    if table.words:
        check_typed_rows(columns, form, findings)
    codes, numbers, free_text = check.read_answers(columns, form, findings)
    skipped.note_skipped(columns, {**codes, **numbers}, form, findings)
    faulty = np.zeros(count, dtype=bool)
    faulty[list(findings.faulty)] = True
    return Rows(
        instrument=book.instrument,
        role=book.role,
        wave=book.wave,
        linked=book.kind == "linked",
        sources=(Source(table.path, table.sheet, count, table.header.index("respondent")),),
        lines=np.array(findings.lines, dtype=np.int32),
        faulty=faulty,
        respondent=respondent,
        cohort=cohort,
        codes=codes,
        numbers=numbers,
        free_text=free_text,
        text=_as_typed(columns, form, count) if expected.everything else {},
    )


def _as_typed(columns: check.Columns, form: Form, count: int) -> dict[str, npt.NDArray[np.object_]]:
    """Return the cells that stay texts, without blanks around them; None where not collected."""
    own = (column.name for column in form.codebook.columns if column.kind in ("date", "text"))
    found = {}
    for name in ("version", *OPTIONAL_COLUMNS, *own):
        cells = [cell.strip() for cell in columns[name]] if name in columns else [None] * count
        found[name] = np.array(cells, dtype=object)
    return found


# --- columns and forms --------------------------------------------------------------------
#
# Names are compared as they are, without blanks around them; their order does not matter. A
# column without a name is passed over where it is wholly empty.


def _check_header(findings: FaultLog) -> list[str]:
    """Find missing required columns, which are returned, and names that occur twice."""
    missing = [name for name in REQUIRED_COLUMNS if name not in findings.table.header]
    if missing and (file := misnamed(findings.table.header)):
        findings.table_fault(*copy_words(file))
        return missing
    return check_required(findings, _NEEDS, REQUIRED_COLUMNS, _OWN)


def _check_columns(findings: FaultLog, form: Form, missing: Sequence[str] = ()) -> None:
    """Find columns that the form does not have, and name those that were not collected.

    A column that is called nearly like a ``missing`` one was named with it.
    """
    header = findings.table.header
    for index, name in enumerate(header):
        if name and name not in form.columns and name not in _OWN:
            if did_you_mean(name, missing):
                continue
            fault = f"'{form.codebook.instrument}' has no column {quoted(name)}."
            findings.table_fault("unknown-column", fault, _unknown_remedy(name, form), index)
    absent = [name for name in form.columns if name not in header]
    if absent:
        fault = f"Not collected in this file: {listed(absent, limit=40)}."
        remedy = (
            "They count as not asked, which is not the same as not answered. If they were asked, "
            "add the columns."
        )
        findings.table_note("not-collected", fault, remedy)


def _unknown_remedy(name: str, form: Form) -> str:
    several = [column for column in form.columns if column.startswith(f"{name}___")]
    if several:
        return f"Any number of answers, with a column of 0 or 1 for each: {listed(several)}."
    hint = did_you_mean(name, [*form.columns, *_OWN])
    return hint or "Delete the column, or see the codebook for the names."


def _form_of(cells: check.Cells, findings: FaultLog, expected: Expected) -> Form | None:
    """Return the form that a table's rows belong to; None where that is no form to read."""
    # Of several the most frequent: the others are found, and named, by _check_form.
    counts = Counter(cell.strip() for cell in cells)
    known = sorted(counts.keys() & expected.forms.keys())
    if not known:
        row = next((row for row, cell in enumerate(cells) if cell.strip()), 0)
        _instrument_fault(findings, row, *_unknown_form(expected, cells[row]))
        return None
    form = expected.forms[max(known, key=counts.__getitem__)]
    kind = form.codebook.kind
    if kind in READABLE:
        return form
    what = "a named form" if kind == "named" else "a sheet"
    fault = f"'{form.codebook.instrument}' is {what}: it does not belong among responses."
    remedy = "Take the file out of this folder."
    if kind == "named":
        remedy += " Whatever holds names is kept apart from answers."
    findings.table_fault(f"{kind}-form", fault, remedy)
    return None


def _check_form(cells: check.Cells, form: Form, findings: FaultLog, expected: Expected) -> None:
    """Find rows of another form, or of none."""
    own = form.codebook.instrument
    if set(cells) == {own}:
        return
    bad = [row for row, cell in enumerate(cells) if cell.strip() != own]
    other = [row for row in bad if cells[row].strip() in expected.forms]
    if other:
        fault = f"A second form, {quoted(cells[other[0]])}, in a file of '{own}'."
        remedy = "Keep 1 form in each file or sheet. Move these rows to a file of their own."
        _instrument_fault(findings, other[0], "two-forms", fault, remedy)
    unknown = [row for row in bad if cells[row].strip() not in expected.forms]
    place = findings.table.header.index("instrument")
    findings.cells(place, unknown, cells, lambda text: _unknown_form(expected, text))


def _instrument_fault(findings: FaultLog, row: int, rule: str, fault: str, remedy: str) -> None:
    """Add a fault of the whole table at the cell that names a row's form."""
    column = findings.table.header.index("instrument")
    findings.table_fault(rule, fault, remedy, column, findings.lines[row])


def _unknown_form(expected: Expected, text: str) -> Words:
    readable = expected.readable
    remedy = did_you_mean(text, readable) or f"The forms are: {listed(readable, limit=20)}."
    return "unknown-form", f"There is no form {quoted(text)}.", remedy


# --- all forms ----------------------------------------------------------------------------


def responses(
    rows: Mapping[str, Rows],
    cohorts: Sequence[Cohort],
    files: int,
    found: list[Problem],
    waves: Mapping[str, str] | None = None,
    *,
    skip_faulty: bool = False,
) -> Responses:
    """Return everything read, once for each form, after looking for repeated responses.

    A survey code is one person's in the whole programme: it stands once on a
    form, whatever the cohort, and in one cohort on all forms of its role at a wave.
    ``cohorts`` are in the order that the rows' cohort numbers mean;
    ``waves`` maps each wave to its phrase, and people are held against each other over
    those alone. With
    ``skip_faulty`` faulty rows and the later ones of repeated rows are left
    out and counted, and the faults become warnings.
    """
    people = people_of(rows)
    notes = partners(people, rows, waves or {}, found)
    counted = people[~people["faulty"]] if skip_faulty else people
    alike, again = shared(counted), repeated(counted)
    told = [*shared_problems(rows, alike), *repeated_problems(rows, again)]
    found.extend(_as_warnings(told) if skip_faulty else told)
    left_out = pd.concat([alike, again])[["form", "row"]]
    answers = {}
    for name in sorted(rows):
        keep = ~rows[name].faulty
        keep[left_out.loc[left_out["form"] == name, "row"]] = False
        respondent = people.loc[people["form"] == name, "respondent"].array
        answers[name] = rows[name].table(respondent, keep)
    roles = {name: form.role for name, form in rows.items()}
    return Responses(
        cohorts=more_than_invited(cohorts, answers, roles, found),
        answers=answers,
        free_text=frozenset().union(*(form.free_text for form in rows.values())),
        files=files,
        skipped=len(people) - sum(map(len, answers.values())),
        notes=notes,
    )
