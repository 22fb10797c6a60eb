"""Wilcoxon's signed-rank test, exact with ties and zeros.

Everything starts from the frequencies of the differences (after minus before).
The tests here differ from ``scipy.stats.wilcoxon`` on purpose: its exact
method is not exact where values are tied or zero, which answers on a scale
from 1 to 5 always are.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.analysis.null_distribution import Steps, lower_tails
from generator.analysis.summary import Frequencies

#: Up to so many non-zero pairs the exact test is given for any sizes of difference.
LARGEST_EXACT = 2000
#: With so few distinct sizes of difference it is given at any n.
FEW_SIZES = 4
#: What a probability below the range of float64 is given as: smaller, but never nothing.
SMALLEST_P = sys.float_info.min


@dataclass(frozen=True, slots=True)
class Ranks:
    """The ranks of the differences that are not zero, doubled so that they are whole.

    ``steps`` holds, for each distinct size of difference in rising order,
    twice its midrank and how many pairs have that size. ``plus`` and
    ``minus`` are the doubled rank sums of the ups and of the downs.
    """

    steps: Steps
    plus: int
    minus: int

    @property
    def n(self) -> int:
        """How many pairs differ."""
        return sum(trials for _, trials in self.steps)


def ranks(differences: Frequencies) -> Ranks:
    """Rank the differences that are not zero by size; equal sizes share their middle rank.

    >>> ranks(((-1, 1), (0, 4), (1, 2), (3, 1)))
    Ranks(steps=((4, 3), (8, 1)), plus=16, minus=4)
    """
    counts = dict(differences)
    steps, plus, minus, smaller = [], 0, 0, 0
    for distance in sorted({abs(value) for value in counts if value}):
        ups, downs = counts.get(distance, 0), counts.get(-distance, 0)
        doubled = 2 * smaller + ups + downs + 1
        steps.append((doubled, ups + downs))
        plus, minus = plus + doubled * ups, minus + doubled * downs
        smaller += ups + downs
    return Ranks(tuple(steps), plus, minus)


@lru_cache(maxsize=65536)
def exact_p(differences: Frequencies) -> float:
    """Signed-rank test, exact.

    Parameters
    ----------
    differences : tuple of (difference, count)
        After minus before, in rising order, with how many people have each.

    Returns
    -------
    float
        Two-sided p, above 0 and at most 1. Without any difference other than zero, 1.

    Notes
    -----
    Differences of zero are dropped; n is what is left. Their sizes are
    ranked, equal sizes sharing their middle rank. For each distinct size k
    let R_k be twice that rank and t_k how many pairs have it. If nothing
    changed, each pair is as likely up as down, and

        T = sum over k of R_k * Binomial(t_k, 1/2);
        W = n * (n + 1), the largest sum there can be;
        p = min(1, 2 * P(T <= min(T observed, W - T observed))).

    The distribution is that of all 2^n ways to give the differences their
    signs, with the ties as they are, and is worked out in full up to
    n = 2000, and for up to 4 distinct sizes (any single question from 1
    to 5) at any n: in small groups person by person, otherwise from the
    characteristic function of the sum.
    Only for totals of more than 2000 people is the tie-corrected normal
    approximation given instead; at that size it differs by less than a
    hundredth of p wherever p is above 0.001.

    *Assumptions*: people answer independently of each other, and if nothing
    changed a person's difference is as likely up as down. It tests that pattern
    of signs, not whether the medians are equal.

    *Missing data*: only people who answered at both waves count, and nothing is
    imputed.

    *Small n*: the smallest p that n pairs can give is 2/2^n, so with 5 pairs
    no result is below 0.0625: below 6 non-zero pairs nothing can reach 0.05.

    References
    ----------
    Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull
    1945;1:80-3. doi:10.2307/3001968

    Hothorn T, Hornik K, van de Wiel MA, Zeileis A. Implementing a class of
    permutation tests: the coin package. J Stat Softw 2008;28(8):1-23.
    doi:10.18637/jss.v028.i08

    Examples
    --------
    5 people of whom all went up, by 1, 1, 2, 2 and 3 points:

    >>> exact_p(((1, 2), (2, 2), (3, 1)))
    0.0625

    """
    return _two_sided([ranks(differences)])


@lru_cache(maxsize=4096)
def stratified_p(strata: tuple[Frequencies, ...]) -> float:
    """Signed-rank test within cohorts.

    Parameters
    ----------
    strata : tuple of tuples of (difference, count)
        The differences of each cohort.

    Returns
    -------
    float
        p, above 0 and at most 1.

    Notes
    -----
    Each cohort's differences are ranked on their own, and the rank sums are
    added. As the cohorts are independent, the distribution of the sum is the
    product of the cohorts' generating functions, which is that of one test
    with all (R, t) of all cohorts:

        T = sum over cohorts s and sizes k of R_sk * Binomial(t_sk, 1/2).

    Cohorts that use the scale differently are thus not ranked against each
    other; a larger cohort weighs more. Above 2000 pairs with more than 4
    distinct ranks the normal approximation with the same variance,
    the sum of R^2 * t, is given.

    *Assumptions*: those of the exact test, within each cohort. With one cohort
    the 2 tests are the same.

    *Missing data*: as in the exact test. A cohort without people at both waves
    has no part.

    *Small n*: cohorts of 1 or 2 pairs add almost nothing, as their ranks
    are all alike.

    References
    ----------
    Hothorn T, Hornik K, van de Wiel MA, Zeileis A. Implementing a class of
    permutation tests: the coin package. J Stat Softw 2008;28(8):1-23.
    doi:10.18637/jss.v028.i08

    Examples
    --------
    >>> stratified_p((((1, 3),), ((1, 2), (2, 1))))
    0.03125

    """
    return _two_sided([ranks(differences) for differences in strata])


def asymptotic_p(differences: Frequencies) -> float:
    """Signed-rank test, approximate.

    Parameters
    ----------
    differences : tuple of (difference, count)
        After minus before, in rising order, with how many people have each.

    Returns
    -------
    float
        p, above 0 and at most 1. Without any difference other than zero, 1.

    Notes
    -----
    Zeros are dropped and sizes ranked as in the exact test. With S the sum of
    the doubled ranks, those of falls taken as negative:

        z = S / sqrt(sum of R_k^2 * t_k);
        p = 2 * (1 - Phi(|z|)), with Phi the normal distribution.

    The variance allows for ties, and there is no continuity correction. This
    is the rule of the common statistics package behind the feasibility
    study; it is given so that the study's numbers can be met with, and is
    labelled so.

    *Assumptions*: those of the exact test, and enough pairs for the normal curve
    to stand in for the true distribution.

    *Missing data*: as there.

    *Small n*: misleading. 5 pairs that all rise give about 0.04 although no
    test of 5 signs can do better than 0.0625. Trust the exact p.

    References
    ----------
    Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull
    1945;1:80-3. doi:10.2307/3001968

    Raju SA, et al. Does reverse mentoring work in the NHS: a feasibility
    study of clinicians in practice. BMJ Open 2022;12:e062361.
    doi:10.1136/bmjopen-2022-062361

    Examples
    --------
    >>> round(asymptotic_p(((1, 2), (2, 2), (3, 1))), 6)
    0.041227

    """
    return _normal_p([ranks(differences)])


def _two_sided(strata: Sequence[Ranks]) -> float:
    trials = Counter[int]()
    for stratum in strata:
        for step, pairs in stratum.steps:
            trials[step] += pairs
    if not trials:
        return 1.0
    if trials.total() > LARGEST_EXACT and len(trials) > FEW_SIZES:
        return _normal_p(strata)
    threshold = min(sum(s.plus for s in strata), sum(s.minus for s in strata))
    tail = float(lower_tails(tuple(sorted(trials.items())), [threshold])[0])
    return max(SMALLEST_P, min(1.0, 2 * tail))


def _normal_p(strata: Sequence[Ranks]) -> float:
    variance = sum(step**2 * trials for s in strata for step, trials in s.steps)
    if variance == 0:
        return 1.0
    z = sum(s.plus - s.minus for s in strata) / math.sqrt(variance)
    return max(SMALLEST_P, math.erfc(abs(z) / math.sqrt(2)))
