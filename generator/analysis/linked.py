"""Both answers of each person, side by side: the private output of ``mentoring analyse --linked``.

A row is one person and one thing that a comparison compares: a domain or a
total. The rows of a group and a comparison give its line of ``analysis_table``.
Nothing is rounded and nothing is protected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from generator.analysis.scores import (
    PARTS,
    TOTAL_PRORATED,
    Scores,
    block_of,
    has_block,
    prorated_from,
    prorated_totals,
    scores_of,
    totals,
)
from generator.analysis.tally import Pair, pairs_of
from generator.definitions.codebook import Codebook
from generator.definitions.programme import TOTAL, Measure, Programme
from generator.responses.answers import Responses

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
    pairs = pairs_of(programme, codebooks, responses)
    cohorts = [cohort.id for cohort in responses.cohorts]
    measures = {measure.id: measure for measure in programme.measures}
    roles = dict.fromkeys(role for role, _, _ in pairs)
    for one in (c for role in roles for c in programme.comparisons if c.role == role):
        key = (one.role, one.from_, one.to)
        if key not in pairs:
            continue
        people, *at_waves = _in_order(pairs[key], responses)
        before, after = (
            _points(programme, measures[one.measure], codebooks[name], answers)
            for name, answers in at_waves
        )
        who = [(cohorts[place], code) for place, code in people.itertuples(index=False)]
        for domain in [name for name in before if name in after]:
            (first, unit), (second, _) = before[domain], after[domain]
            for place in np.flatnonzero((first >= 0) & (second >= 0)).tolist():
                start = (one.role, *who[place], one.measure, domain, one.from_, one.to)
                points = (first[place] / unit, second[place] / unit)
                yield LinkedRow(*start, *points, points[1] - points[0])


def _in_order(
    pair: Pair, responses: Responses
) -> tuple[pd.DataFrame, tuple[str, pd.DataFrame], tuple[str, pd.DataFrame]]:
    """Return a pair's people by cohort and survey code, and their answers at both waves."""
    people = responses.answers[pair.before][["cohort", "respondent"]].iloc[pair.rows_before]
    people = people.reset_index(drop=True).sort_values(["cohort", "respondent"])
    before = responses.answers[pair.before].iloc[pair.rows_before[people.index]]
    after = responses.answers[pair.after].iloc[pair.rows_after[people.index]]
    return people, (pair.before, before), (pair.after, after)


def _points(
    programme: Programme, measure: Measure, book: Codebook, answers: pd.DataFrame
) -> dict[str, tuple[Scores, int]]:
    """Return the scores of some rows, NO_SCORE where there is none, and what makes one point."""
    if measure.items == "single":
        return {TOTAL: (scores_of(programme, book, answers, measure, TOTAL), 1)}
    if not has_block(programme, book, measure):
        return {}
    block = block_of(programme, book, answers, measure)
    found = {domain.id: (block[:, i], 1) for i, domain in enumerate(programme.domains)}
    found[TOTAL] = (totals(block), 1)
    enough = prorated_from(programme, measure.id)
    if enough:
        found[TOTAL_PRORATED] = (prorated_totals(block, enough), PARTS)
    return found
