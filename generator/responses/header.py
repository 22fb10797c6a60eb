"""Checking what a table is: which columns it has, and which one form its rows belong to.

Names are compared as they are, without blanks around them. Order does not
matter. A column without a name is passed over where it is wholly empty, as
spreadsheets leave such columns behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator.definitions.codebook import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import FaultLog, Words, check_required
from generator.responses.known_tables import copy_words, misnamed
from generator.responses.schema import READABLE, Expected, Form

Cells = Sequence[str]
_OWN = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)


_NEEDS = f"Every table of answers has {listed(REQUIRED_COLUMNS)}. Move others out of the folder."


def check_header(findings: FaultLog) -> list[str]:
    """Find missing required columns, which are returned, and names that occur twice."""
    missing = [name for name in REQUIRED_COLUMNS if name not in findings.table.header]
    if missing and (file := misnamed(findings.table.header)):
        findings.table_fault(*copy_words(file))
        return missing
    return check_required(findings, _NEEDS, REQUIRED_COLUMNS, _OWN)


def check_columns(findings: FaultLog, form: Form, missing: Sequence[str] = ()) -> None:
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


def form_of(cells: Cells, findings: FaultLog, expected: Expected) -> Form | None:
    """Return the form that a table's rows belong to; None where that is no form to read."""
    # Of several the most frequent: the others are found, and named, by check_form.
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
    remedy = "Take the file out of this folder. Whatever holds names is kept apart from answers."
    findings.table_fault(f"{kind}-form", fault, remedy)
    return None


def check_form(cells: Cells, form: Form, findings: FaultLog, expected: Expected) -> None:
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
