"""Forms that describe sessions and not persons: what a session record says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from generator.analysis.groups import Group, places
from generator.analysis.summary import Frequencies, Summary, frequencies, summarise
from generator.analysis.tally import Counts, Tally
from generator.survey.codebook import Codebook
from generator.survey.programme import Programme


@dataclass(frozen=True, slots=True)
class FormFigures:
    """What a form says that people do not answer for themselves, such as a session record.

    ``counts`` are (code, count) by column, ``numbers`` summaries by column.
    """

    instrument: str
    returned: int
    counts: Mapping[str, tuple[tuple[str, int], ...]]
    numbers: Mapping[str, Summary]


def session_figures(
    programme: Programme, codebooks: Mapping[str, Codebook], tally: Tally, group: Group
) -> tuple[FormFigures, ...]:
    """Return the figures of forms whose role has no people, such as session records.

    They describe sessions and not persons, and are for restricted pages at
    most; the release decides.
    """
    without = {role.id for role in programme.roles if not role.people}
    rows = places(tally.cohorts, group.cohorts)
    found = []
    for name in sorted(tally.returned):
        book = codebooks[name]
        if book.role not in without:
            continue
        counts = {
            column.name: tuple(
                (code, int(count))
                for code, count in zip(
                    column.codes, tally.answers[name, column.name][rows].sum(axis=0), strict=False
                )
            )
            for column in book.columns
            if column.kind == "code"
        }
        numbers = {
            column.name: summary
            for column in book.columns
            if column.kind == "number"
            if (summary := summarise(number_frequencies(tally, (name, column.name), rows)))
        }
        found.append(FormFigures(name, int(tally.returned[name][rows].sum()), counts, numbers))
    return tuple(found)


def number_frequencies(tally: Tally, key: tuple[str, str], rows: Counts) -> Frequencies:
    """Return how often each value of a number column stands in some cohorts."""
    counts = tally.numbers[key]
    inside = np.zeros(len(tally.cohorts), dtype=bool)
    inside[rows] = True
    counts = counts[inside[counts[:, 0]]]
    return frequencies(counts[:, 1].tolist(), counts[:, 2].tolist())
