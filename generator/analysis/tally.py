"""Rows become counts once. Every number on every page is a function of a Tally.

Tallies add: the tally of two sets of responses (with no respondent in both) is
the sum of theirs, and an organisation is the sum of its cohorts. All arrays
have the cohort as their first axis, in the order of ``cohorts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
#: role, measure, domain, from wave, to wave
ChangeKey = tuple[str, str, str, str, str]
#: instrument, column name
ColumnKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of answers, by cohort.

    Shapes, with c cohorts and k codes on a scale:

    - ``people``: instrument -> (c,), rows with at least one answer
    - ``returned``: instrument -> (c,), all rows
    - ``matched``: (role, from, to) -> (c,), people who answered at both waves
    - ``answers``: (instrument, column) -> (c, k + 5): codes in order, then
      not answered, not applicable, preferred not to say, unreadable, not collected
    - ``totals``: (instrument, measure) -> (c, 29): totals 7 to 35 of people
      who answered all seven
    - ``numbers``: (instrument, column) -> (m, 3) rows of cohort index, value, count
    - ``changes``: (role, measure, domain, from, to) -> (c, k, k): before by after,
      for people with this item at both waves; a domain id, or ``total`` for a
      measure with one item
    - ``total_changes``: (role, measure, "total", from, to) -> (m, 4) rows of cohort
      index, total before, total after, count; for measures of seven items
    - ``products``: (instrument, measure) -> (c, 36): people who answered all seven,
      then 7 sums, then 28 sums of products (upper triangle, row by row)
    """

    cohorts: tuple[str, ...]
    people: Mapping[str, Counts]
    returned: Mapping[str, Counts]
    matched: Mapping[tuple[str, str, str], Counts]
    answers: Mapping[ColumnKey, Counts]
    totals: Mapping[ColumnKey, Counts]
    numbers: Mapping[ColumnKey, Counts]
    changes: Mapping[ChangeKey, Counts]
    total_changes: Mapping[ChangeKey, Counts]
    products: Mapping[ColumnKey, Counts]
