"""Rows become counts once. Every number on every page is a function of a Tally.

Tallies add: the tally of two sets of responses (with no respondent in both) is
the sum of theirs, and an organisation is the sum of its cohorts. All arrays
have the cohort as their first axis, in the order of ``cohorts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from generator.analysis.forms import forms_of
from generator.analysis.paired import count_changes, prorated_from
from generator.analysis.theme_counts import theme_answers
from generator.definitions.codebook import Codebook
from generator.definitions.programme import Programme
from generator.definitions.variables import measure_scale, total_codes
from generator.responses.answers import Responses

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
      not answered, not applicable, preferred not to say, unreadable, not collected;
      categories of free text among them (see ``theme_counts``)
    - ``totals``: (instrument, measure) -> (c, totals): every possible total, such as 7 to
      35, of people who answered for all d domains
    - ``numbers``: (instrument, column) -> (m, 3) rows of cohort index, value, count
    - ``changes``: (role, measure, domain, from, to) -> (c, k, k): before by after,
      for people with this item at both waves; a domain id, or ``total`` for a
      measure with one item
    - ``total_changes``: (role, measure, "total", from, to) -> (m, 4) rows of cohort
      index, total before, total after, count; for measures of all domains
    - ``products``: (instrument, measure) -> (c, 1 + d + d(d + 1) / 2): people who
      answered all, then d sums, then sums of products (upper triangle, row by row)
    - ``prorated``: (instrument, measure) -> (m, 3) rows of cohort index, prorated
      total in sixtieths of a point, count; only where the programme asks for it
    - ``prorated_changes``: (role, measure, "total_prorated", from, to) -> (m, 4) rows
      of cohort index, prorated total before, after, count
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
    prorated: Mapping[ColumnKey, Counts] = field(default_factory=dict)
    prorated_changes: Mapping[ChangeKey, Counts] = field(default_factory=dict)


def tally(programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses) -> Tally:
    """Reduce responses to counts.

    Parameters
    ----------
    programme
        A checked programme, for its measures and comparisons.
    codebooks
        The codebook of every form that may be among the responses, by id.
    responses
        Checked answers. A survey code is unique within a form, over all cohorts; what stands
        in its place, such as UNLINKED-001, is unique within form and cohort.

    Returns
    -------
    Tally
        It does not depend on the order of rows or files.

    """
    forms = forms_of(codebooks, responses)
    blocks = {
        (name, measure.id): form.block(programme, measure)
        for name, form in forms.items()
        for measure in programme.measures
        if measure.items == "domains" and form.column(measure.id, programme.domains[0].id)
    }
    changes = count_changes(programme, forms, blocks)
    return Tally(
        cohorts=tuple(cohort.id for cohort in responses.cohorts),
        people={name: form.by_cohort(form.answered()) for name, form in forms.items()},
        returned={name: form.by_cohort() for name, form in forms.items()},
        matched=changes.matched,
        answers={
            (name, column.name): form.count_codes(column)
            for name, form in forms.items()
            for column in form.book.columns
            if column.kind == "code"
        }
        | dict(theme_answers(programme, codebooks, responses)),
        totals={
            key: forms[key[0]].count_totals(
                block, total_codes(measure_scale(programme, key[1]), len(programme.domains))
            )
            for key, block in blocks.items()
        },
        numbers={
            (name, column.name): form.count_numbers(column)
            for name, form in forms.items()
            for column in form.book.columns
            if column.kind == "number"
        },
        changes=changes.domains,
        total_changes=changes.totals,
        products={key: forms[key[0]].sum_products(block) for key, block in blocks.items()},
        prorated={
            key: forms[key[0]].count_prorated(block, enough)
            for key, block in blocks.items()
            if (enough := prorated_from(programme, key[1]))
        },
        prorated_changes=changes.prorated,
    )
