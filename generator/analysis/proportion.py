"""How many out of how many, and how sure that makes us."""

from __future__ import annotations

from scipy.special import betaincinv

#: What is left out at each end.
_TAIL = (1 - 0.95) / 2


def proportion_interval(count: int, n: int) -> tuple[float, float]:
    """Exact interval for a proportion.

    Parameters
    ----------
    count : int
        People who answered higher, say.
    n : int
        People in all.

    Returns
    -------
    (float, float)
        Lower and upper limit, from 0 to 1. Without people, (0, 1).

    Notes
    -----
    The 95% limits for x people of n are quantiles of beta distributions, with
    a = 0.05 (Clopper and Pearson):

        lower limit = quantile a/2 of Beta(x, n - x + 1);
        upper limit = quantile 1 - a/2 of Beta(x + 1, n - x).

    Between them lie all true shares under which a count as low, or as high,
    as this one has a probability of a/2 or more.

    *Assumptions*: each person answers higher or not independently of the others. People
    of one department talk to each other, so the interval is a guide and is rather
    too narrow than too wide.

    *Missing data*: only people who answered both times count.

    *Small n*: it never promises more than it keeps, and so is wide; 5 out of
    5 gives 0.48 to 1. Its limits give away the exact count, so it is never
    published for a small group.

    References
    ----------
    Clopper CJ, Pearson ES. The use of confidence or fiducial limits
    illustrated in the case of the binomial. Biometrika 1934;26:404-13.
    doi:10.1093/biomet/26.4.404

    Examples
    --------
    >>> low, high = proportion_interval(4, 5)
    >>> round(low, 4), round(high, 4)
    (0.2836, 0.9949)

    """
    low = float(betaincinv(count, n - count + 1, _TAIL)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - _TAIL)) if count < n else 1.0
    return low, high
