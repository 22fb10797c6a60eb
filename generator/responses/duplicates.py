"""A survey code that stands in two cohorts, on two forms of one role at one wave.

At a wave a person is in one cohort. So either a cohort was typed wrongly, or
two people have one code. The same on a single form is a repeated response (see
``rows``). From wave to wave people may move to another cohort and keep their code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from generator.definitions.problem import Problem, Severity
from generator.responses.rows import LISTED, Rows, hashes, persons, prefix_words


@dataclass(frozen=True, slots=True)
class SharedCode:
    """A row whose code stood before in another cohort: on ``first_form``, in ``first_row``."""

    form: str
    row: int
    first_form: str
    first_row: int


def shared_codes(rows: Mapping[str, Rows], *, skip_faulty: bool) -> tuple[SharedCode, ...]:
    """Return the rows of all forms by id that share a code with an earlier form's cohort.

    With ``skip_faulty`` faulty rows are passed over.
    """

    def stage(name: str) -> tuple[str, str]:
        return rows[name].role, rows[name].wave

    linked = sorted((name for name in rows if rows[name].linked), key=lambda n: (*stage(n), n))
    groups = [list(names) for _, names in groupby(linked, key=stage)]
    return tuple(
        found
        for names in groups
        if len(names) > 1
        for found in _shared({name: rows[name] for name in names}, skip_faulty)
    )


def _shared(forms: Mapping[str, Rows], skip_faulty: bool) -> Iterator[SharedCode]:
    """Yield the shared codes of one role at one wave; hashes find candidates in one sort."""
    usable = {name: _usable(form, skip_faulty) for name, form in forms.items()}
    keys = {
        name: hashes(form.respondent, np.zeros_like(form.cohort)) for name, form in forms.items()
    }
    pairs = np.concatenate(
        [
            np.column_stack([keys[n], form.cohort.astype(np.uint64)])[usable[n]]
            for n, form in forms.items()
        ]
    )
    names, cohorts = np.unique(np.unique(pairs, axis=0)[:, 0], return_counts=True)
    twice = names[cohorts > 1]
    first: dict[bytes, tuple[str, int]] = {}
    for name, form in forms.items():
        for row in np.flatnonzero(usable[name] & np.isin(keys[name], twice)).tolist():
            before, there = first.setdefault(bytes(form.respondent[row]), (name, row))
            if before != name and forms[before].cohort[there] != form.cohort[row]:
                yield SharedCode(name, row, before, there)


def _usable(form: Rows, skip_faulty: bool) -> npt.NDArray[np.bool_]:
    usable = persons(form) & (form.cohort >= 0)
    usable &= np.strings.str_len(form.respondent) > 0
    return usable & ~form.faulty if skip_faulty else usable


def shared_problems(
    rows: Mapping[str, Rows], shared: Sequence[SharedCode], severity: Severity
) -> Iterator[Problem]:
    """Yield a problem for each of the first hundred shared codes, naming both places."""
    for one in shared[:LISTED]:
        code = rows[one.form].respondent[one.row].decode("ascii")
        (place,) = rows[one.form].places([one.row])
        (before,) = rows[one.first_form].places([one.first_row])
        fault = f"'{code}' is in another cohort on '{one.first_form}' at the same wave: {before}."
        remedy = f"Correct the cohort that is wrong. {prefix_words(code)}"
        yield Problem(place, "shared-code", fault, remedy, severity)
    if len(shared) > LISTED:
        one = shared[LISTED]
        (place,) = rows[one.form].places([one.row])
        fault = f"{len(shared) - LISTED:,} more rows share a code with another cohort."
        remedy = "Correct those above first."
        yield Problem(place, "shared-code", fault, remedy, severity)
