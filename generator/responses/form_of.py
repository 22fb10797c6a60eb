"""Which form a table's rows belong to: exactly one, and one that may be read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from generator.definitions.problem import Problem
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import Findings
from generator.responses.schema import Expected, Form

Cells = Sequence[str]
READABLE = ("linked", "unlinked")


def form_of(cells: Cells, findings: Findings, expected: Expected) -> Form | None:
    """Return the form that a table's rows belong to; None where that is no form to read."""
    known = {cell.strip() for cell in set(cells)} & expected.forms.keys()
    if not known:
        row = next((row for row, cell in enumerate(cells) if cell.strip()), 0)
        where = findings.table.place(findings.lines[row], findings.table.header.index("instrument"))
        findings.whole.append(Problem(where, *_unknown_form(expected, cells[row])))
        return None
    # Of several the most frequent: the others are found, and named, by check_form.
    counts = Counter(map(str.strip, cells)) if len(known) > 1 else Counter(known)
    form = expected.forms[max(sorted(known), key=counts.__getitem__)]
    kind = form.codebook.kind
    if kind not in READABLE:
        what = "a named form" if kind == "named" else "a sheet"
        fault = f"'{form.codebook.instrument}' is {what}: it does not belong among responses."
        remedy = (
            "Take the file out of this folder. Whatever holds names is kept apart from answers."
        )
        findings.table_fault(f"{kind}-form", fault, remedy)
        return None
    return form


def _unknown_form(expected: Expected, text: str) -> tuple[str, str, str]:
    if not text.strip():
        return "missing-value", "The instrument is empty.", "Type the form's id, as in its footer."
    readable = sorted(
        name for name, form in expected.forms.items() if form.codebook.kind in READABLE
    )
    remedy = did_you_mean(text, readable) or f"The forms are: {listed(readable, limit=20)}."
    return "unknown-form", f"There is no form {quoted(text)}.", remedy


def check_form(cells: Cells, form: Form, findings: Findings, expected: Expected) -> None:
    """Find rows of another form, or of none."""
    own = form.codebook.instrument
    bad = [] if set(cells) == {own} else [i for i, cell in enumerate(cells) if cell.strip() != own]
    if not bad:
        return
    index = findings.table.header.index("instrument")
    others = {cells[row].strip() for row in bad} & expected.forms.keys()
    if others:
        row = next(row for row in bad if cells[row].strip() in others)
        where = findings.table.place(findings.lines[row], index)
        fault = f"A second form, {quoted(cells[row])}, in a file of '{own}'."
        remedy = "Keep 1 form in each file or sheet. Move these rows to a file of their own."
        findings.whole.append(Problem(where, "two-forms", fault, remedy))
    unknown = [row for row in bad if cells[row].strip() not in others]
    findings.cells(index, unknown, cells, partial(_unknown_form, expected))
