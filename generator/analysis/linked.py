"""Both answers of each person, side by side: the private output of ``mentoring analyse --linked``.

A row is one person and one thing that a comparison compares: a domain or a
total. The rows of a group and a comparison give its line of ``analysis_table``.
Nothing is rounded and nothing is protected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from generator.analysis.forms import Form, forms_of
from generator.analysis.paired import Pair, compared, prorated_from
from generator.analysis.scores import (
    PARTS,
    TOTAL_PRORATED,
    Scores,
    prorated_totals,
    totals,
)
from generator.definitions.codebook import Codebook
from generator.definitions.programme import TOTAL, Measure, Programme
from generator.responses.answers import Responses
from generator.responses.same_person import Numbers

#: The columns of the table, in order.
COLUMNS = (
    "role", "cohort", "respondent", "measure", "domain", "from", "to",
    "before", "after", "difference",
)  # fmt: skip


class LinkedRow(NamedTuple):
    """One row of the table; ``from_`` is the column ``from``, ``difference`` after minus before."""

    role: str
    cohort: str
    respondent: str
    measure: str
    domain: str
    from_: str
    to: str
    before: float
    after: float
    difference: float


def linked_rows(
    programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses
) -> Iterator[LinkedRow]:
    """Yield the whole table: by comparison, then domain, then cohort and survey code.

    A person has a row where both answers have a score: nobody whose answer is
    missing at either wave, or stands apart from the scale, and nobody without
    a survey code. ``total`` needs every domain; ``total_prorated`` is there
    where the programme asks for it. Scores are in points of the scale.
    """
    measures = {measure.id: measure for measure in programme.measures}
    cohorts = [cohort.id for cohort in responses.cohorts]
    for comparison, pair in compared(programme, forms_of(codebooks, responses)):
        measure = measures[comparison.measure]
        waves = (comparison.from_, comparison.to)
        people = _in_order(pair)
        names = [cohorts[place] for place in pair.cohort[people]]
        codes = pair.before.answers.respondent[pair.rows_before][people].tolist()
        before = _points(programme, measure, pair.before, pair.rows_before[people])
        after = _points(programme, measure, pair.after, pair.rows_after[people])
        for domain, (first, unit) in before.items():
            second, _ = after[domain]
            for place in np.flatnonzero((first >= 0) & (second >= 0)).tolist():
                points = (first[place] / unit, second[place] / unit)
                who = (comparison.role, names[place], codes[place].decode("ascii"))
                yield LinkedRow(*who, measure.id, domain, *waves, *points, points[1] - points[0])


def _in_order(pair: Pair) -> Numbers:
    """Return the places of a pair's people by cohort, then by survey code."""
    return np.lexsort((pair.before.answers.respondent[pair.rows_before], pair.cohort))


def _points(
    programme: Programme, measure: Measure, form: Form, rows: Numbers
) -> dict[str, tuple[Scores, int]]:
    """Return the scores of some rows, NO_SCORE where there is none, and what makes one point."""
    if measure.items == "single":
        return {TOTAL: (form.scores(programme, measure, TOTAL)[rows], 1)}
    block = form.block(programme, measure)[rows]
    found = {domain.id: (block[:, i], 1) for i, domain in enumerate(programme.domains)}
    found[TOTAL] = (totals(block), 1)
    enough = prorated_from(programme, measure.id)
    if enough:
        found[TOTAL_PRORATED] = (prorated_totals(block, enough), PARTS)
    return found
