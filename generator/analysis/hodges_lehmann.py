"""By how many points totals moved: the Hodges-Lehmann shift."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from generator.analysis.effect import Z
from generator.analysis.null_distribution import Whole, lower_tails
from generator.analysis.signed_rank import LARGEST_EXACT
from generator.analysis.summary import Frequencies, size

#: C lies so near to where the normal curve puts it, or nearer: it is off by 0.15 * sqrt(n).
_NEAR = 10


@dataclass(frozen=True, slots=True)
class Shift:
    """The shift, its limits, and the level of confidence that the limits reach."""

    shift: float
    low: float
    high: float
    level: float


def hodges_lehmann(differences: Frequencies) -> Shift | None:
    """Hodges-Lehmann shift of totals.

    Parameters
    ----------
    differences : tuple of (difference, count)
        Total after minus total before, in rising order, with how many people
        have each. Zeros are kept.

    Returns
    -------
    Shift or None
        Shift and limits in points of the total, and the level reached (0.9375
        at 5 people); None without people.

    Notes
    -----
    Take the mean of every 2 differences, each with itself included: the
    Walsh averages. In rising order they are w_1 to w_M.

        M = n * (n + 1) / 2;
        shift = median of w_1 to w_M;
        limits = w_C and w_K, with K = M + 1 - C;
        level reached = 1 - 2 * P(T <= C - 1).

    T is the sum of ranks of n pairs without ties when nothing changed, and C
    its 2.5% quantile, at least 1.

    *Assumptions*: people answer independently of each other, and differences lie
    evenly around the shift. Points of the total are taken as equal steps.

    *Missing data*: only people with both totals.

    *Small n*: the level that the limits reach is printed, as 95% cannot be met
    exactly: 75% at 3 people, 87.5% at 4, 93.75% at 5. With ties the
    true level is at least that. Above 2000 people C comes from the normal
    approximation. Limits at small n are single people's averages and are never
    published.

    References
    ----------
    Hodges JL, Lehmann EL. Estimates of location based on rank tests. Ann Math
    Stat 1963;34:598-611. doi:10.1214/aoms/1177704172

    Examples
    --------
    >>> hodges_lehmann(((1, 1), (2, 1), (3, 1), (4, 1), (5, 1)))
    Shift(shift=3.0, low=1.0, high=5.0, level=0.9375)

    """
    n = size(differences)
    if n == 0:
        return None
    values, ends = _walsh_sums(differences)
    every = int(ends[-1])
    place, level = _limit_place(n)

    def at(position: int) -> float:
        """Return the Walsh average at a place, from 1."""
        return float(values[np.searchsorted(ends, position)]) / 2

    middle = (at((every + 1) // 2) + at(every // 2 + 1)) / 2
    return Shift(middle, at(place), at(every + 1 - place), level)


def _walsh_sums(differences: Frequencies) -> tuple[Whole, Whole]:
    """Return the distinct sums of two differences, and how many Walsh averages reach to each."""
    values, counts = np.array(differences, dtype=np.int64).T
    first, second = np.triu_indices(len(values))
    averages = counts[first] * (counts[second] + (first == second)) // (1 + (first == second))
    sums, place = np.unique(values[first] + values[second], return_inverse=True)
    ends = np.zeros(len(sums), dtype=np.int64)
    np.add.at(ends, place, averages)
    return sums, np.cumsum(ends)


@lru_cache(maxsize=4096)
def _limit_place(n: int) -> tuple[int, float]:
    """Return C and the level that it reaches, for n pairs without ties or zeros."""
    middle, spread = n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    guess = math.floor(middle - Z * spread)
    if n > LARGEST_EXACT:
        return guess, 1 - math.erfc((middle - guess + 0.5) / spread / math.sqrt(2))
    near = range(max(0, guess - _NEAR), guess + _NEAR)
    tails = lower_tails(tuple((rank, 1) for rank in range(1, n + 1)), near)
    place = max(1, near[np.searchsorted(tails, 0.025)])
    return place, 1 - 2 * float(tails[place - 1 - near[0]])
