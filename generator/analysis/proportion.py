"""How many out of how many, and how sure that makes us."""

from __future__ import annotations

from scipy.special import betaincinv


def proportion_interval(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for a proportion (Clopper and Pearson).

    Parameters
    ----------
    count : int
        People who answered higher, say.
    n : int
        People in all.
    level : float
        The level of confidence.

    Returns
    -------
    (float, float)
        Lower and upper limit, from 0 to 1. Without people, (0, 1).

    Notes
    -----
    With x people of n and a = 1 - level, the limits are quantiles of beta
    distributions:

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
    tail = (1 - level) / 2
    low = float(betaincinv(count, n - count + 1, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return low, high
