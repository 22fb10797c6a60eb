"""How large a change is, whatever its probability.

Two measures of size that need nothing but order: the balance of the ranks of
rises and falls, and how often a person's later answer is the higher one.
"""

from __future__ import annotations

import math
from functools import lru_cache

from scipy.optimize import brentq

from generator.analysis.signed_rank import ranks
from generator.analysis.summary import Frequencies

#: The 97.5% point of the normal distribution: 95% intervals.
Z = 1.959963984540054

#: With fewer non-zero pairs the interval of the rank-biserial correlation is not shown.
FEWEST_FOR_INTERVAL = 10


def rank_biserial(differences: Frequencies) -> float | None:
    """Matched-pairs rank-biserial correlation.

    Parameters
    ----------
    differences : tuple of (difference, count)
        After minus before, in rising order, with how many people have each.

    Returns
    -------
    float or None
        From -1 (all changes are falls) over 0 (rises and falls balance) to 1
        (all changes are rises); None where nobody's answer changed.

    Notes
    -----
    Where T+ is the sum of the ranks of the rises and T- that of the falls,
    ranked as in the signed-rank test with zeros dropped:

        r = (T+ - T-) / (T+ + T-).

    The 95% interval is on Fisher's scale, where z = 1.96, n counts the people
    whose answers changed, and se is the standard error of r when nothing changed:

        lower limit = tanh(atanh(r) - z * se);
        upper limit = tanh(atanh(r) + z * se);
        se = sqrt((2n^3 + 3n^2 + n) / 6) / ((n^2 + n) / 2).

    *Assumptions*: sizes of change can be put in order; for the interval, a normal
    curve for Fisher's transform.

    *Missing data*: only people who answered at both waves.

    *Small n*: people who stayed the same have no part in it, so that one rise
    among fifty people gives r = 1: it is never shown without the counts of
    higher, same and lower. The interval is rough, so it is left out below 10
    changes, and at r = 1 or -1, where it would collapse to a point and promise
    certainty.

    References
    ----------
    Kerby DS. The simple difference formula: an approach to teaching
    nonparametric correlation. Compr Psychol 2014;3:11.IT.3.1.
    doi:10.2466/11.IT.3.1

    Ben-Shachar MS, Luedecke D, Makowski D. effectsize: estimation of effect
    size indices and standardized parameters. J Open Source Softw
    2020;5(56):2815. doi:10.21105/joss.02815

    Examples
    --------
    >>> round(rank_biserial(((-1, 1), (2, 1), (3, 1), (6, 1), (10, 1))), 4)
    0.8667

    """
    found = ranks(differences)
    return (found.plus - found.minus) / (found.plus + found.minus) if found.n else None


def rank_biserial_interval(differences: Frequencies) -> tuple[float, float] | None:
    """Return the 95% interval of the rank-biserial correlation; formula under ``rank_biserial``.

    >>> low, high = rank_biserial_interval(((-1, 3), (1, 9)))
    >>> round(low, 3), round(high, 3)
    (-0.091, 0.831)
    """
    r, n = rank_biserial(differences), ranks(differences).n
    if r is None or abs(r) == 1 or n < FEWEST_FOR_INTERVAL:
        return None
    error = math.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / ((n**2 + n) / 2)
    middle = math.atanh(r)
    return math.tanh(middle - Z * error), math.tanh(middle + Z * error)


def superiority(higher: int, same: int, lower: int) -> tuple[float, float, float] | None:
    """Probability of superiority.

    Parameters
    ----------
    higher, same, lower : int
        People whose later answer is higher than, the same as, or lower than
        their earlier one.

    Returns
    -------
    (float, float, float) or None
        The probability and its 95% limits; None without people.

    Notes
    -----
    With n people in all, it is the chance that a person drawn at random
    answers higher after than before, ties being shared out:

        P = (higher + same/2) / n = (1 + D) / 2, with D = (higher - lower) / n.

    D is the difference of 2 paired proportions. The limits of P are
    (1 + limit of D) / 2, with Tango's score limits of D: the values of D at
    which

        |higher - lower - n*D| = z * sqrt(n * (2q + D * (1 - D))).

    Here z = 1.96, and q is the likeliest share of falls given D:

        q = (sqrt(B^2 - 4*A*C) - B) / (2*A);
        A = 2n;
        B = (2n - higher + lower) * D - higher - lower;
        C = -lower * D * (1 - D).

    *Assumptions*: people answer independently of each other.

    *Missing data*: only people who answered at both waves.

    *Small n*: the score interval holds its level better than most at 10 or
    20 people and stays inside 0 and 1; at 5 it is very wide, as it should
    be.

    References
    ----------
    Tango T. Equivalence test and confidence interval for the difference in
    proportions for the paired-sample design. Stat Med 1998;17:891-908.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B

    Vargha A, Delaney HD. A critique and improvement of the CL common language
    effect size statistics of McGraw and Wong. J Educ Behav Stat
    2000;25:101-32. doi:10.3102/10769986025002101

    Examples
    --------
    >>> p, low, high = superiority(4, 1, 0)
    >>> p, round(low, 3), round(high, 3)
    (0.9, 0.509, 0.982)

    """
    n = higher + same + lower
    if n == 0:
        return None
    low, high = tango_interval(higher, lower, n)
    return (higher + same / 2) / n, (1 + low) / 2, (1 + high) / 2


@lru_cache(maxsize=65536)
def tango_interval(higher: int, lower: int, n: int) -> tuple[float, float]:
    """Return Tango's 95% limits of (higher - lower) / n; formula under ``superiority``.

    >>> low, high = tango_interval(1, 7, 21)
    >>> round(low, 3), round(high, 3)
    (-0.517, -0.026)
    """
    estimate = (higher - lower) / n

    def distance(d: float) -> float:
        if d == estimate:
            return -1.0  # not 0, which is no limit where nobody moved
        a, b = 2 * n, -higher - lower + (2 * n - higher + lower) * d
        c = -lower * d * (1 - d)
        q = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
        variance = n * (2 * q + d * (1 - d))
        return abs(higher - lower - n * d) - Z * math.sqrt(max(0.0, variance))

    def limit(end: float) -> float:
        """Return where the distance turns positive on the way from the estimate to an end."""
        return end if end == estimate else float(brentq(distance, estimate, end, xtol=1e-15))

    return limit(-1.0), limit(1.0)
