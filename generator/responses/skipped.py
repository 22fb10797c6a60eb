"""Answers to questions that an earlier answer told people to skip.

People do that on paper. The answers are kept and counted; a warning says how
many there are, since many of them may mean a slip in typing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import GAPS, LABELLED_GAPS, Column
from generator.definitions.instrument import ShowIf
from generator.responses.schema import Form

Mask = npt.NDArray[np.bool_]
Values = npt.NDArray[np.int8] | npt.NDArray[np.int32] | npt.NDArray[np.int64]


def skipped_but_answered(
    column: Column,
    cells: Sequence[str],
    values: Mapping[str, Values],
    form: Form,
) -> list[int]:
    """Return the rows that answer a column which an earlier answer says to skip.

    ``values`` are the block's coded and number columns by name. Where the
    earlier question itself has no answer, nothing is known and nothing said.
    """
    if column.show_if is None:
        return []
    hidden = hidden_rows(column.show_if, values, form)
    if hidden is None or not hidden.any():
        return []
    return [
        row
        for row in np.flatnonzero(hidden).tolist()
        if cells[row] and cells[row].strip() not in (*GAPS, *LABELLED_GAPS)
    ]


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
        return (earlier >= 0) & ~_holds_number(rule, earlier)
    holds = np.array([rule.opened_by(code, column.apart) for code in column.codes])
    return np.asarray((earlier >= 0) & ~holds[np.maximum(earlier, 0)])


def _holds_number(rule: ShowIf, numbers: Values) -> Mask:
    try:
        limit = int(rule.value)
    except ValueError:
        return np.ones(len(numbers), dtype=bool)
    if rule.operator == "is":
        return np.asarray(numbers == limit)
    if rule.operator == "is_not":
        return np.asarray(numbers != limit)
    return np.asarray(numbers >= limit if rule.operator == "at_least" else numbers <= limit)
