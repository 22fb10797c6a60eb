"""Columns that hold whole numbers, such as minutes, as piles of equal values."""

from __future__ import annotations

import numpy as np

from generator.analysis.summary import Frequencies, frequencies
from generator.analysis.tally import Counts, Tally


def number_frequencies(tally: Tally, key: tuple[str, str], rows: Counts) -> Frequencies:
    """Return how often each value of a number column stands in some cohorts."""
    counts = tally.numbers[key]
    inside = np.zeros(len(tally.cohorts), dtype=bool)
    inside[rows] = True
    counts = counts[inside[counts[:, 0]]]
    return frequencies(counts[:, 1].tolist(), counts[:, 2].tolist())
