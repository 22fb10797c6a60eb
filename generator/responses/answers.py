"""Checked answers, a table a form: what reading hands to scoring.

Rows exist only here, between the files and the tally.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.cohort import Cohort
from generator.responses.spelling import PAST_UNLINKED, UNLINKED
from generator.responses.themes import Themes

#: What tells people apart: a cohort and a survey code.
PERSON = ["cohort", "respondent"]
#: A person by name: a cohort's id and a survey code.
Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Responses:
    """Everything that was read from one responses folder.

    ``answers`` has a table for each form, by its id, and a row for each form that came back:

    - ``respondent``: the survey code, a category; the categories are in order, and in what
      was read they are those of all forms
    - ``cohort``: int32, its place in ``cohorts``
    - a column for each coded answer: int8, the place in its codebook's ``codes``, or a gap
      (NOT_ANSWERED and so on, all negative)
    - a column for each number: int32, gaps negative in the same way
    - where everything was asked for, what stays text, as it was typed (None where its column
      is in no file), and where the row stands: ``file`` and ``line``

    ``cohorts`` are in id order. ``free_text`` holds the distinct free-text answers, for the
    leak gate alone. ``skipped`` counts faulty rows left out on request. ``themes`` are the
    categories that free text was sorted into, if it was. ``notes`` are sentences about who was
    found again, whatever is wrong.
    """

    cohorts: tuple[Cohort, ...]
    answers: Mapping[str, pd.DataFrame]
    free_text: frozenset[str]
    files: int
    skipped: int = 0
    themes: Themes = field(default_factory=Themes)
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many forms came back in all."""
        return sum(map(len, self.answers.values()))


def answers_of(
    respondent: npt.NDArray[np.bytes_] | pd.Categorical,
    cohort: npt.NDArray[np.int32],
    columns: Mapping[str, npt.NDArray[Any]] | None = None,
) -> pd.DataFrame:
    """Return the table of one form: survey codes, cohorts, and columns as in ``Responses``."""
    if not isinstance(respondent, pd.Categorical):
        respondent = categorised(respondent)
    return pd.DataFrame({"respondent": respondent, "cohort": cohort, **(columns or {})})


def categorised(respondents: npt.NDArray[np.bytes_]) -> pd.Categorical:
    """Return survey codes as categories, in order."""
    codes = np.array([code.decode() for code in respondents.tolist()], dtype=object)
    numbers, distinct = pd.factorize(codes, sort=True)
    return pd.Categorical.from_codes(numbers, pd.Index(distinct, dtype=object))


def has_code(respondent: pd.Series) -> pd.Series:
    """Return which survey codes are a person's; sheets without a code are nobody's twice."""
    known = respondent.astype("category").cat  # its categories are in order
    first, end = known.categories.searchsorted([UNLINKED, PAST_UNLINKED])
    return ~known.codes.between(first, end, inclusive="left")


def matched(before: pd.DataFrame, after: pd.DataFrame) -> tuple[npt.NDArray[np.intp], ...]:
    """Return the rows of the people who are in both of two tables, in step.

    >>> one = answers_of(np.array([b"K1", b"UNLINKED-001", b"K2"]), np.array([0, 0, 1]))
    >>> other = answers_of(np.array([b"K2", b"UNLINKED-001", b"K1"]), np.array([1, 0, 0]))
    >>> matched(one, other)
    (array([0, 2]), array([2, 0]))
    """
    people = before.loc[has_code(before["respondent"]), PERSON]
    found = people.reset_index(names="before").merge(
        after[PERSON].reset_index(names="after"), on=PERSON
    )
    return found["before"].to_numpy(), found["after"].to_numpy()


def among(people: pd.DataFrame, tables: Iterable[pd.DataFrame]) -> npt.NDArray[np.bool_]:
    """Return which of some people are in any of the tables."""
    every = pd.concat([people[PERSON].head(0), *(table[PERSON] for table in tables)])
    found = people[PERSON].merge(every.drop_duplicates(), on=PERSON, how="left", indicator=True)
    here: npt.NDArray[np.bool_] = (found["_merge"] == "both").to_numpy(copy=True)
    return here


def everybody(tables: Iterable[pd.DataFrame], cohorts: Sequence[str]) -> list[Person]:
    """Return the people of some tables, each once, by cohort and code; ``cohorts`` are ids."""
    found = {
        person
        for table in tables
        for person in zip(table["cohort"].tolist(), table["respondent"].tolist(), strict=True)
    }
    return [(cohorts[cohort], code) for cohort, code in sorted(found)]
