"""Prorated totals: results beside those of people who answered every domain.

They are private. The table of ``mentoring analyse`` labels them
``total_prorated``; nothing that is published can see them, because no variable
is made for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.analysis.groups import Group, places
from generator.analysis.results import ChangeResult
from generator.analysis.scores import PARTS, TOTAL_PRORATED
from generator.analysis.signed_rank import stratified_p
from generator.analysis.summary import Frequencies, Summary, frequencies, summarise
from generator.analysis.tally import ColumnKey, Counts, Tally
from generator.definitions.programme import TOTAL
from generator.definitions.variables import Variable


def prorated_summary(tally: Tally, key: ColumnKey, group: Group) -> Summary | None:
    """Return the summary of a measure's prorated totals at one wave, in points."""
    rows = _of_group(tally, tally.prorated[key], group)
    found = summarise(frequencies(rows[:, 1].tolist(), rows[:, 2].tolist()))
    if found is None:
        return None
    names = ("median", "quartile_low", "quartile_high", "mean", "minimum", "maximum")
    return replace(found, **{name: getattr(found, name) / PARTS for name in names})


def prorated_results(
    tally: Tally, changes: Iterable[Variable], group: Group
) -> Iterator[tuple[ChangeResult, float]]:
    """Yield the change of each prorated total among some changes, and its stratified p.

    Each belongs to the change of a complete total, whose variable it bears
    with another domain: ``total_prorated``.
    """
    for change in changes:
        variable = replace(change, domain=TOTAL_PRORATED)
        if change.domain != TOTAL or variable.key not in tally.prorated_changes:
            continue
        rows = _of_group(tally, tally.prorated_changes[variable.key], group)
        counts = rows[:, 3].tolist()
        result = ChangeResult(
            variable,
            before=frequencies(rows[:, 1].tolist(), counts),
            after=frequencies(rows[:, 2].tolist(), counts),
            differences=_differences(rows),
            summed=True,
            unit=PARTS,
        )
        strata = (_differences(rows[rows[:, 0] == place]) for place in sorted({*rows[:, 0]}))
        yield result, stratified_p(tuple(sorted(strata)))


def _differences(rows: Counts) -> Frequencies:
    return frequencies((rows[:, 2] - rows[:, 1]).tolist(), rows[:, 3].tolist())


def _of_group(tally: Tally, rows: Counts, group: Group) -> Counts:
    """Return the rows of a sparse table whose cohort is in a group."""
    inside = set(places(tally.cohorts, group.cohorts).tolist())
    kept: Counts = rows[[place in inside for place in rows[:, 0].tolist()]]
    return kept
