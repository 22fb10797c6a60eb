"""Who is who over several tables: a person is a cohort and a survey code.

Everything here walks over whole columns, so that a nation's people are told
apart in about a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
#: A person by name: a cohort's id and a survey code.
Person = tuple[str, str]


class Persons(Protocol):
    """Rows of people: answers to a form, or anything else that tells people apart so."""

    @property
    def cohort(self) -> npt.NDArray[np.int32]:
        """Their cohorts, by number."""

    @property
    def respondent(self) -> npt.NDArray[np.bytes_]:
        """Their survey codes."""


def numbered(tables: Sequence[Persons]) -> list[Numbers]:
    """Return a number for each row of each table, from 0, the same for the same person."""
    if not tables:
        return []
    codes = np.concatenate([table.respondent.astype("S32") for table in tables])
    cohort = np.concatenate([table.cohort for table in tables])
    # Four 64-bit words sort far faster than 32 bytes; most codes fill only the first.
    words = codes.view(np.uint64).reshape(-1, 4)
    keys = [cohort, *(words[:, word] for word in range(4) if words[:, word].any())]
    order = np.lexsort(keys)
    new = np.zeros(len(order), dtype=bool)
    for key in keys:
        sorted_key = key[order]
        new[1:] |= sorted_key[1:] != sorted_key[:-1]
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new)
    return np.split(numbers, np.cumsum([len(table.cohort) for table in tables])[:-1])


def among(people: Persons, tables: Sequence[Persons]) -> npt.NDArray[np.bool_]:
    """Return which of some people are in any of the tables."""
    mine, *others = numbered([people, *tables])
    seen = np.zeros(len(mine) + sum(map(len, others)), dtype=bool)
    for numbers in others:
        seen[numbers] = True
    return seen[mine]


def everybody(tables: Sequence[Persons], cohorts: Sequence[str]) -> list[Person]:
    """Return the people of some tables, each once, by cohort and code; ``cohorts`` are ids."""
    found = {
        person
        for table in tables
        for person in zip(table.cohort.tolist(), table.respondent.tolist(), strict=True)
    }
    return [(cohorts[cohort], code.decode("ascii")) for cohort, code in sorted(found)]
