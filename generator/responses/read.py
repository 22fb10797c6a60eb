"""Text cells and a codebook become checked answers.

Tables are read column by column (``parse_table``), tables of the same form
are put end to end (``put_end_to_end``), and what is only seen over all of
them, one person answering a form twice, is looked for last (``responses``).
Nothing here reads a file, and nothing raises: a fault is a value with its
place.

A fault of the table as a whole (its header, its form) makes the table
unusable; a fault of a row makes that row *faulty*. Faulty rows are left out
only where that was asked for, and then they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import NOT_COLLECTED, OPTIONAL_COLUMNS, Column
from generator.definitions.codebook_table import CODEBOOK_COLUMNS
from generator.definitions.cohort import Cohort
from generator.definitions.problem import Parsed, Problem, Severity
from generator.responses import parse as read
from generator.responses.answers import Answers, Responses
from generator.responses.block import columns_of
from generator.responses.duplicates import shared_codes, shared_problems
from generator.responses.fault_log import Findings
from generator.responses.form_of import check_form, form_of
from generator.responses.header import check_columns, check_required
from generator.responses.invitations import more_than_invited
from generator.responses.partners import partners
from generator.responses.required_columns import (
    check_dates,
    check_listed,
    cohorts_of,
    respondents_of,
)
from generator.responses.rows import Rows, Source, put_end_to_end, repeated, repeated_problems
from generator.responses.schema import Expected, Form
from generator.responses.skipped import Values, skipped_but_answered
from generator.responses.table import Table
from generator.responses.typed_sheet import check_headings, check_own_headings, check_typed_rows

Cells = Sequence[str]
#: Required columns without which no row can be looked at.
WITHOUT_THESE_NOTHING = {"respondent", "instrument"}


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table's rows, if it has any, and what is wrong with it.

    ``whole`` are faults of the table as a whole: with one of them its rows
    cannot be used, and serve only to find further faults. ``single`` are
    faults of single rows, with all warnings.
    """

    rows: Rows | None
    whole: tuple[Problem, ...] = ()
    single: tuple[Problem, ...] = ()


def parse_table(table: Table, expected: Expected) -> ParsedTable:
    """Return a table's rows with every fault in them, each at its place.

    A codebook among the responses is passed over: it is written beside the data-entry workbook.
    """
    if table.header == CODEBOOK_COLUMNS:
        return ParsedTable(None)
    findings = Findings(table)
    missing = check_required(findings)
    readable = not WITHOUT_THESE_NOTHING & set(missing) and check_own_headings(findings)
    parts = _parse_blocks(findings, expected, missing) if readable else []
    rows = put_end_to_end(parts) if parts and not missing else None
    if rows is None and not findings.whole and not table.words:
        findings.table_note("no-rows", "A header and no rows.", "Delete the file if it stays so.")
    return ParsedTable(rows, tuple(findings.whole), findings.single())


def _parse_blocks(findings: Findings, expected: Expected, missing: Sequence[str]) -> list[Rows]:
    """Return the rows of each block, as far as the table can be read.

    Where columns are ``missing`` the rows serve only to find what else is wrong.
    """
    form: Form | None = None
    parts: list[Rows] = []
    for block in findings.table.blocks:
        if isinstance(block, Problem):
            findings.whole.append(block)
            break
        columns = columns_of(block, findings)
        if not findings.lines:
            continue
        if form is None:
            form = form_of(columns["instrument"], findings, expected)
            if form is None:
                return []
            check_columns(findings, form, missing)
            if findings.table.words:
                check_headings(findings, form, expected)
        columns |= _stand_ins(missing, form, expected, len(findings.lines))
        parts.append(_parse_block(columns, form, findings, expected))
    return parts


def _stand_ins(
    missing: Sequence[str], form: Form, expected: Expected, rows: int
) -> dict[str, Cells]:
    """Return cells without a fault for columns that are missing, which was said already."""
    fine = {"version": form.codebook.accepts[-1], "cohort": next(iter(expected.cohorts), "")}
    return {name: [fine[name]] * rows for name in missing}


def _parse_block(
    columns: Mapping[str, Cells], form: Form, findings: Findings, expected: Expected
) -> Rows:
    """Return one block's rows; faults go to ``findings``."""
    table, count = findings.table, len(findings.lines)
    check_form(columns["instrument"], form, findings, expected)
    check_listed(columns, form, findings, expected)
    respondent = respondents_of(columns["respondent"], form, findings, expected)
    cohort = cohorts_of(columns["cohort"], findings, expected)
    if table.words:
        check_typed_rows(columns, form, findings)
    codes, numbers, free_text = _answers(columns, form, findings)
    for column in form.codebook.columns:
        if column.show_if is not None and column.name in columns:
            _note_skipped(column, columns[column.name], {**codes, **numbers}, form, findings)
    faulty = np.zeros(count, dtype=bool)
    faulty[list(findings.faulty)] = True
    return Rows(
        instrument=form.codebook.instrument,
        role=form.codebook.role,
        wave=form.codebook.wave,
        linked=form.codebook.kind == "linked",
        versions=frozenset(columns["version"]) & frozenset(form.codebook.accepts),
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


def _as_typed(
    columns: Mapping[str, Cells], form: Form, count: int
) -> dict[str, npt.NDArray[np.object_]]:
    """Return the cells that stay texts, without blanks around them; None where not collected."""
    own = (column.name for column in form.codebook.columns if column.kind in ("date", "text"))
    found = {}
    for name in ("version", *OPTIONAL_COLUMNS, *own):
        cells = [cell.strip() for cell in columns[name]] if name in columns else [None] * count
        found[name] = np.array(cells, dtype=object)
    return found


def _answers(
    columns: Mapping[str, Cells], form: Form, findings: Findings
) -> tuple[
    dict[str, npt.NDArray[np.int8]],
    dict[str, npt.NDArray[np.int32]],
    frozenset[str],
]:
    """Return a block's coded and number columns, and its distinct free texts."""
    count = len(findings.lines)
    codes: dict[str, npt.NDArray[np.int8]] = {}
    numbers: dict[str, npt.NDArray[np.int32]] = {}
    texts: list[frozenset[str]] = []
    for column in form.codebook.columns:
        name, cells = column.name, columns.get(column.name)
        if column.kind == "code":
            codes[name] = (
                np.full(count, NOT_COLLECTED, dtype=np.int8)
                if cells is None
                else _codes(column, cells, form, findings)
            )
        elif column.kind == "number":
            numbers[name] = (
                np.full(count, NOT_COLLECTED, dtype=np.int32)
                if cells is None
                else _numbers(column, cells, findings)
            )
        elif cells is not None and column.kind == "date":
            check_dates(name, cells, findings)
        elif cells is not None:
            texts.append(_texts(column, cells, findings))
    return codes, numbers, frozenset().union(*texts)


def _codes(column: Column, cells: Cells, form: Form, findings: Findings) -> npt.NDArray[np.int8]:
    values, bad = read.read_codes(cells, form.codes[column.name])
    if bad:
        index = findings.table.header.index(column.name)
        findings.cells(index, bad, cells, partial(read.describe_code, column))
    return values


def _numbers(column: Column, cells: Cells, findings: Findings) -> npt.NDArray[np.int32]:
    values, bad = read.read_numbers(cells, column.minimum, column.maximum)
    if bad:
        index = findings.table.header.index(column.name)
        findings.cells(index, bad, cells, partial(read.describe_number, column))
    return values


def _texts(column: Column, cells: Cells, findings: Findings) -> frozenset[str]:
    texts, bad = read.check_texts(cells)
    if bad:
        index = findings.table.header.index(column.name)
        findings.cells(index, bad, cells, partial(read.describe_text, column.name))
    return texts


def _note_skipped(
    column: Column,
    cells: Cells,
    values: Mapping[str, Values],
    form: Form,
    findings: Findings,
) -> None:
    """Warn of answers to a question that an earlier answer says to skip."""
    rows = skipped_but_answered(column, cells, values, form)
    if not rows or column.show_if is None:
        return
    earlier = column.show_if.item

    def words(count: int) -> tuple[str, str]:
        answers = "An answer" if count == 1 else f"{count:,} answers"
        fault = f"{answers} to '{column.name}', which the answer to '{earlier}' says to skip."
        return fault, "It is kept. Check that it was typed as it is on the paper."

    findings.note("skipped-question", findings.table.header.index(column.name), rows, words)


def responses(
    rows: Mapping[str, Rows],
    cohorts: Sequence[Cohort],
    files: int,
    waves: Mapping[str, str] | None = None,
    *,
    skip_faulty: bool = False,
) -> Parsed[Responses]:
    """Return everything read, once for each form, after looking for repeated responses.

    A survey code is one person's in the whole programme: it stands once on a
    form, whatever the cohort, and in one cohort on all forms of its role at a wave.
    ``cohorts`` are in the order that the rows' cohort numbers mean;
    ``waves`` maps each wave to its phrase, and people are held against each other over
    those alone. With
    ``skip_faulty`` faulty rows and the later ones of repeated rows are left
    out and counted, and the faults become warnings.
    """
    problems: list[Problem] = []
    found_again = partners(rows, waves or {})
    problems.extend(found_again.problems)
    severity: Severity = "warning" if skip_faulty else "error"
    shared = shared_codes(rows, skip_faulty=skip_faulty)
    problems.extend(shared_problems(rows, shared, severity))
    answers: dict[str, Answers] = {}
    skipped = 0
    for name in sorted(rows):
        found = rows[name]
        again = repeated(found, ignore=found.faulty if skip_faulty else None)
        problems.extend(repeated_problems(found, again, severity))
        keep = ~found.faulty
        keep[[later for _, later in again]] = False
        keep[[one.row for one in shared if one.form == name]] = False
        skipped += int(np.count_nonzero(~keep))
        answers[name] = found.answers(keep)
    roles = {name: found.role for name, found in rows.items()}
    compared = more_than_invited(cohorts, answers, roles)
    problems.extend(compared.problems)
    value = Responses(
        cohorts=compared.value or (),
        answers=answers,
        free_text=frozenset().union(*(found.free_text for found in rows.values())),
        versions={name: tuple(sorted(rows[name].versions)) for name in sorted(rows)},
        files=files,
        skipped=skipped,
    )
    return Parsed(value, tuple(problems), found_again.notes)
