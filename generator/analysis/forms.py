"""One form's answers, counted by cohort.

Each function walks over whole columns with numpy: a million rows are counted
in about a second, and no row is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

from generator.analysis.scores import (
    NO_SCORE,
    Scores,
    domain_scores,
    prorated_totals,
    scale_values,
    totals,
)
from generator.definitions.codebook import NOT_COLLECTED, Codebook, Column
from generator.definitions.programme import Measure, Programme
from generator.definitions.variables import measure_scale
from generator.responses.answers import Answers, Responses

Array = npt.NDArray[np.int64]

#: How many kinds of gap stand behind the codes in a count of codes.
GAP_KINDS = -NOT_COLLECTED


@dataclass(frozen=True, slots=True)
class Form:
    """One form's answers beside its codebook; ``cohorts`` is how many there are."""

    book: Codebook
    answers: Answers
    cohorts: int

    def column(self, measure: str, domain: str) -> Column | None:
        """Return the column that asks for a domain of a measure, or None."""
        wanted = (measure, domain)
        return next((c for c in self.book.columns if (c.measure, c.domain) == wanted), None)

    def codes(self, column: Column) -> npt.NDArray[np.int8]:
        """Return a column's codes; a column that is in no file is NOT_COLLECTED throughout."""
        found = self.answers.codes.get(column.name)
        return np.full(self.answers.rows, NOT_COLLECTED, np.int8) if found is None else found

    def answered(self) -> npt.NDArray[np.bool_]:
        """Return which rows hold at least one coded or counted answer."""
        some = np.zeros(self.answers.rows, dtype=bool)
        for codes in self.answers.codes.values():
            some |= codes >= 0
        for numbers in self.answers.numbers.values():
            some |= numbers >= 0
        return some

    def by_cohort(self, rows: npt.NDArray[np.bool_] | None = None) -> Array:
        """Count rows, or those that are marked, by cohort."""
        cohort = self.answers.cohort if rows is None else self.answers.cohort[rows]
        return np.bincount(cohort, minlength=self.cohorts).astype(np.int64)

    def count_codes(self, column: Column) -> Array:
        """Return (cohorts, codes + GAP_KINDS): how often each code and each gap stands."""
        width = len(column.codes) + GAP_KINDS
        codes = self.codes(column).astype(np.int64)
        place = np.where(codes >= 0, codes, len(column.codes) - 1 - codes)
        cells = self.answers.cohort.astype(np.int64) * width + place
        return np.bincount(cells, minlength=self.cohorts * width).reshape(-1, width)

    def count_numbers(self, column: Column) -> Array:
        """Return rows of cohort, value, count; gaps are left out."""
        values = self.answers.numbers.get(column.name)
        if values is None:
            return np.empty((0, 3), dtype=np.int64)
        given = values >= 0
        return count_rows(self.answers.cohort[given], values[given])

    def scores(self, programme: Programme, measure: Measure, domain: str) -> Scores:
        """Return (rows,) scores of a measure in one domain, NO_SCORE where there is none."""
        column = self.column(measure.id, domain)
        if column is None:
            return np.full(self.answers.rows, NO_SCORE, np.int32)
        values = scale_values(measure_scale(programme, measure.id))
        return domain_scores(self.codes(column), values)

    def block(self, programme: Programme, measure: Measure) -> Scores:
        """Return (rows, domains) scores of a measure, NO_SCORE where there is none."""
        domains = [self.scores(programme, measure, domain.id) for domain in programme.domains]
        return np.stack(domains, axis=1)

    def count_totals(self, block: Scores, possible: Sequence[int]) -> Array:
        """Return (cohorts, possible totals): how many people have each total."""
        sums = totals(block)
        given = sums >= 0
        cells = self.answers.cohort[given].astype(np.int64) * len(possible)
        cells += sums[given] - possible[0]
        counts = np.bincount(cells, minlength=self.cohorts * len(possible))
        return counts.reshape(-1, len(possible))

    def count_prorated(self, block: Scores, answered: int) -> Array:
        """Return rows of cohort, prorated total in sixtieths, count."""
        sums = prorated_totals(block, answered)
        return count_rows(self.answers.cohort[sums >= 0], sums[sums >= 0])

    def sum_products(self, block: Scores) -> Array:
        """Return (cohorts, 1 + d + d(d + 1) / 2): people with all, sums, sums of products."""
        complete = (block >= 0).all(axis=1)
        cohort, scores = self.answers.cohort[complete], block[complete].T.astype(np.float64)
        pairs = combinations_with_replacement(range(len(scores)), 2)
        weights = [None, *scores, *(scores[i] * scores[j] for i, j in pairs)]
        # Sums of small whole numbers are exact in float64 far beyond any number of people.
        sums = [np.bincount(cohort, weight, minlength=self.cohorts) for weight in weights]
        return np.stack(sums, axis=1).astype(np.int64)


def forms_of(codebooks: Mapping[str, Codebook], responses: Responses) -> dict[str, Form]:
    """Return every form that was answered, by id and in its order."""
    cohorts = len(responses.cohorts)
    return {
        name: Form(codebooks[name], answers, cohorts)
        for name, answers in sorted(responses.answers.items())
    }


def count_rows(*columns: npt.NDArray[np.signedinteger]) -> Array:
    """Count how often each row stands: distinct rows in order, their count last.

    >>> import numpy as np
    >>> count_rows(np.array([1, 0, 1]), np.array([5, 5, 5]))
    array([[0, 5, 1],
           [1, 5, 2]])
    """
    spans = [int(column.max(initial=0)) + 1 for column in columns]
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column, span in zip(columns, spans, strict=True):
        packed = packed * span + column
    distinct, counts = np.unique(packed, return_counts=True)
    unpacked = [counts.astype(np.int64)]
    for span in reversed(spans):
        distinct, value = np.divmod(distinct, span)
        unpacked.append(value)
    return np.stack(unpacked[::-1], axis=1)
