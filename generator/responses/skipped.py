"""Answers to questions that an earlier answer told people to skip.

People do that on paper. The answers are kept and counted; a warning says how
many there are, since many of them may mean a slip in typing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import GAPS, LABELLED_GAPS
from generator.definitions.instrument import ShowIf
from generator.responses.fault_log import FaultLog
from generator.responses.schema import Form

Mask = npt.NDArray[np.bool_]
Values = npt.NDArray[np.int8] | npt.NDArray[np.int32] | npt.NDArray[np.int64]


def note_skipped(
    columns: Mapping[str, Sequence[str]],
    values: Mapping[str, Values],
    form: Form,
    findings: FaultLog,
) -> None:
    """Warn of answers to questions that an earlier answer says to skip.

    ``values`` are the block's coded and number columns by name. Where the
    earlier question itself has no answer, nothing is known and nothing said.
    """
    for column in form.codebook.columns:
        if column.show_if is not None and column.name in columns:
            cells, hidden = columns[column.name], hidden_rows(column.show_if, values, form)
            rows = [] if hidden is None else np.flatnonzero(hidden).tolist()
            gaps = {*GAPS, *LABELLED_GAPS, *(entry for entry, code in column.also if code in GAPS)}
            rows = [row for row in rows if cells[row] and cells[row].strip() not in gaps]
            index = findings.table.header.index(column.name)
            fault = f"'{column.name}' is answered, which the answer to '{column.show_if.item}' "
            remedy = "It is kept. Check that it was typed as it is on the paper."
            findings.note("skipped-question", index, rows, f"{fault}says to skip", remedy)


def hidden_rows(rule: ShowIf, values: Mapping[str, Values], form: Form) -> Mask | None:
    """Return the rows whose earlier answer hides a question; None where there is no saying.

    Several-choice columns of the earlier item are looked at by code.
    """
    ticks = f"{rule.item}___{rule.value}"
    if ticks in values and rule.operator in ("is", "is_not"):
        wanted = 1 if rule.operator == "is" else 0
        return np.asarray((values[ticks] >= 0) & (values[ticks] != wanted))
    earlier = values.get(rule.item)
    if earlier is None:
        return None
    if rule.operator == "answered":
        return np.asarray(earlier < 0)
    column = form.columns[rule.item]
    if column.kind == "number":
        numbers, places = np.unique(earlier, return_inverse=True)
        holds = np.array([rule.opened_by(str(number)) for number in numbers.tolist()])[places]
    else:
        by_code = np.array([rule.opened_by(code, column.apart) for code in column.codes])
        holds = by_code[np.maximum(earlier, 0)]
    return np.asarray((earlier >= 0) & ~holds)
