"""Checked rows of one form, made from people alone."""

from __future__ import annotations

import numpy as np

from generator.responses.rows import Rows, Source


def rows_of(
    name: str,
    people: list[tuple[str, int]],
    *,
    role: str = "mentor",
    wave: str = "before",
    linked: bool = True,
    faulty: tuple[int, ...] = (),
) -> Rows:
    """Return rows of these survey codes and cohorts, from line 2 of a file of the form's name."""
    count = len(people)
    return Rows(
        instrument=name,
        role=role,
        wave=wave,
        linked=linked,
        sources=(Source(f"{name}.csv", "", count, 0),),
        lines=np.arange(2, count + 2, dtype=np.int32),
        faulty=np.isin(np.arange(count), faulty),
        respondent=np.array([code.encode() for code, _ in people], dtype="S32"),
        cohort=np.array([cohort for _, cohort in people], dtype=np.int32),
        codes={},
        numbers={},
        free_text=frozenset(),
    )
