"""Before by after: tables over the two waves of each comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from generator.analysis.forms import Array, Form, count_rows
from generator.analysis.matching import match, people
from generator.analysis.scores import TOTAL_PRORATED, Scores, prorated_totals, totals
from generator.definitions.programme import TOTAL, Comparison, Programme
from generator.responses.same_person import Numbers

Blocks = Mapping[tuple[str, str], Scores]


@dataclass(frozen=True, slots=True)
class OverWaves:
    """The parts of a tally that need a person's rows at two waves; keys and shapes as there."""

    matched: dict[tuple[str, str, str], Array] = field(default_factory=dict)
    domains: dict[tuple[str, str, str, str, str], Array] = field(default_factory=dict)
    totals: dict[tuple[str, str, str, str, str], Array] = field(default_factory=dict)
    prorated: dict[tuple[str, str, str, str, str], Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A comparison's two forms, and the rows of the people in both, in step."""

    before: Form
    after: Form
    rows_before: Numbers
    rows_after: Numbers

    @property
    def cohort(self) -> Array:
        """The cohort of each person, by number."""
        return self.before.answers.cohort[self.rows_before].astype(np.int64)


def compared(programme: Programme, forms: Mapping[str, Form]) -> Iterator[tuple[Comparison, Pair]]:
    """Yield each comparison of a programme with the people who handed in both of its forms.

    Role by role. A comparison whose form is missing at one of its waves is left out.
    """
    linked = [form for form in forms.values() if form.book.kind == "linked"]
    for role in dict.fromkeys(comparison.role for comparison in programme.comparisons):
        mine = [form for form in linked if form.book.role == role]
        numbers = people([form.answers for form in mine])
        at = {
            form.book.wave: (form, who)
            for form, who in reversed([*zip(mine, numbers, strict=True)])
        }
        for one in programme.comparisons:
            if one.role == role and one.from_ in at and one.to in at:
                (before, first), (after, second) = at[one.from_], at[one.to]
                yield one, Pair(before, after, *match(first, second))


def count_changes(programme: Programme, forms: Mapping[str, Form], blocks: Blocks) -> OverWaves:
    """Return the tables of all comparisons of a programme.

    A comparison whose form is missing at one of its waves has no tables.
    """
    found = OverWaves()
    for comparison, pair in compared(programme, forms):
        _count(programme, comparison, pair, blocks, found)
    return found


def _count(
    programme: Programme, comparison: Comparison, pair: Pair, blocks: Blocks, found: OverWaves
) -> None:
    role, measure = comparison.role, comparison.measure
    before, after = pair.before.book.instrument, pair.after.book.instrument
    waves = (comparison.from_, comparison.to)
    found.matched[(role, *waves)] = _present_at_both(pair)
    for domain in (*(d.id for d in programme.domains), TOTAL):
        table = _code_table(pair, measure, domain)
        if table is not None:
            found.domains[(role, measure, domain, *waves)] = table
    if (before, measure) in blocks and (after, measure) in blocks:
        both = (blocks[before, measure], blocks[after, measure])
        found.totals[(role, measure, TOTAL, *waves)] = _total_table(pair, *both)
        enough = prorated_from(programme, measure)
        if enough:
            sums = _prorated_table(pair, *both, enough)
            found.prorated[(role, measure, TOTAL_PRORATED, *waves)] = sums


def prorated_from(programme: Programme, measure: str) -> int:
    """Return how many answers are enough for a prorated total; 0 where none is wanted."""
    rule = next(m.missing for m in programme.measures if m.id == measure)
    return (rule.answered or len(programme.domains)) if rule.rule == "prorate" else 0


def _present_at_both(pair: Pair) -> Array:
    some = pair.before.answered()[pair.rows_before] & pair.after.answered()[pair.rows_after]
    return np.bincount(pair.cohort[some], minlength=pair.before.cohorts).astype(np.int64)


def _code_table(pair: Pair, measure: str, domain: str) -> Array | None:
    first, second = pair.before.column(measure, domain), pair.after.column(measure, domain)
    if first is None or second is None:
        return None
    codes, cohorts = len(first.codes), pair.before.cohorts
    a = pair.before.codes(first)[pair.rows_before].astype(np.int64)
    b = pair.after.codes(second)[pair.rows_after].astype(np.int64)
    both = (a >= 0) & (b >= 0)
    cells = (pair.cohort[both] * codes + a[both]) * codes + b[both]
    return np.bincount(cells, minlength=cohorts * codes**2).reshape(cohorts, codes, codes)


def _total_table(pair: Pair, before: Scores, after: Scores) -> Array:
    return _sum_table(pair, totals(before[pair.rows_before]), totals(after[pair.rows_after]))


def _prorated_table(pair: Pair, before: Scores, after: Scores, enough: int) -> Array:
    return _sum_table(
        pair,
        prorated_totals(before[pair.rows_before], enough),
        prorated_totals(after[pair.rows_after], enough),
    )


def _sum_table(pair: Pair, a: Scores, b: Scores) -> Array:
    both = (a >= 0) & (b >= 0)
    return count_rows(pair.cohort[both], a[both], b[both])
