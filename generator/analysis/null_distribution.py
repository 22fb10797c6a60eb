"""How a sum of coin-tossed ranks is distributed when nothing changed.

If a person's answers at two waves could as well be exchanged, each difference
is up or down with probability one half. A sum of ranks of the ups is then

    T = sum over k of step_k * Binomial(trials_k, 1/2),

with one step for each distinct size of difference. Two ways lead to the
probability of a sum no larger than the one seen; both add positive terms only,
so that small probabilities keep their relative accuracy. Where both are slow,
``inversion`` has a third.
"""

from __future__ import annotations

import math
from functools import reduce

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

#: (step, trials) in whole numbers, both at least 1.
Steps = tuple[tuple[int, int], ...]

Floats = npt.NDArray[np.float64]

#: A probability whose logarithm is smaller is below the range of float64.
SMALLEST_LOG = math.log(5e-324)

#: Rescale after so many doublings, long before float64 overflows.
_DOUBLINGS = 500


def lower_tail_one_by_one(steps: Steps, threshold: int) -> float:
    """Return P(T <= threshold), adding one person after another.

    The count of ways to each sum is kept for all sums up to the threshold:
    the time grows with the number of people times the threshold.

    >>> lower_tail_one_by_one(((2, 1), (4, 1)), 2)  # sums 0, 2, 4, 6
    0.5
    """
    return float(probabilities(*whole_steps(steps, threshold)).sum())


def whole_steps(steps: Steps, threshold: int) -> tuple[Steps, int]:
    """Return steps and threshold in units of the steps' common divisor.

    >>> whole_steps(((4, 3), (6, 1)), 9)
    (((2, 3), (3, 1)), 4)
    """
    divisor = reduce(math.gcd, (step for step, _ in steps), 0) or 1
    return tuple((step // divisor, trials) for step, trials in steps), threshold // divisor


def probabilities(steps: Steps, limit: int) -> Floats:
    """Return P(T = 0), P(T = 1) and so on up to the limit, or up to the largest sum.

    >>> probabilities(((1, 1), (2, 1)), 2)
    array([0.25, 0.25, 0.25])
    """
    ways = np.zeros(limit + 1)
    ways[0], reach, people = 1.0, 0, 0
    for step, trials in sorted(steps):
        for _ in range(trials):
            people += 1
            reach = min(reach + step, limit)
            if step <= limit:
                ways[step : reach + 1] += ways[: reach + 1 - step]
            if people % _DOUBLINGS == 0:
                ways[: reach + 1] *= 2.0**-_DOUBLINGS
    return ways[: reach + 1] * 2.0 ** -(people % _DOUBLINGS)


def lower_tail_by_halves(steps: Steps, threshold: int) -> float:
    """Return P(T <= threshold) for at most four steps and any number of people.

    Two steps make one half, two the other. All sums of each half are listed
    with their probabilities; for each sum of the first half, those of the
    second that fit below the threshold are looked up.

    Of each binomial only a window is listed. It lies around the value that is
    likeliest given a sum at the threshold (the binomials tilted so that their
    mean sum is the threshold) and reaches 10 standard deviations and 30 more
    to each side. By Bernstein's inequality less than 1e-18 of the tilted
    probability lies outside, far below float64's own rounding.

    >>> lower_tail_by_halves(((2, 1), (4, 1)), 2)
    0.5
    """
    h = tilt(steps, threshold)
    if log_bound(steps, threshold, h) < SMALLEST_LOG:
        return 0.0
    parts = [window(step, trials, h) for step, trials in steps]
    parts += [(np.zeros(1), np.zeros(1))] * (4 - len(parts))
    # The smallest and the largest list make one half, so that the halves are alike in length.
    parts.sort(key=lambda part: len(part[0]))
    sums_a, logs_a = _outer(parts[0], parts[3])
    sums_b, logs_b = _outer(parts[1], parts[2])
    order = np.argsort(sums_b)
    sums_b, logs_b = sums_b[order], logs_b[order]
    # Scale both halves by their probability at the centre: all products stay within range.
    shift_a, shift_b = _log_at_centre(logs_a, sums_a, h), _log_at_centre(logs_b, sums_b, h)
    below = np.concatenate([[0.0], np.cumsum(np.exp(logs_b - shift_b))])
    fitting = np.searchsorted(sums_b, threshold - sums_a, side="right")
    scaled = float(np.exp(logs_a - shift_a) @ below[fitting])
    return math.exp(min(0.0, math.log(scaled) + shift_a + shift_b)) if scaled > 0 else 0.0


def log_bound(steps: Steps, threshold: int, h: float) -> float:
    """Return the logarithm of Chernoff's bound of P(T <= threshold): E exp(h * (threshold - T)).

    >>> round(log_bound(((1, 2),), 0, 0.5), 4)
    -0.4381
    """
    return h * threshold + sum(t * math.log1p(math.expm1(-h * s) / 2) for s, t in steps)


def tilt(steps: Steps, threshold: int) -> float:
    """Return h >= 0 such that the sum of step * trials / (1 + exp(h * step)) is the threshold.

    A threshold of 0 counts as a half, one above the mean as the mean (h = 0).

    >>> round(tilt(((1, 3),), 1), 4)  # a share of a third: odds of 1 to 2
    0.6931
    """

    def excess(h: float) -> float:
        mean = sum(s * t * math.exp(-h * s) / (1 + math.exp(-h * s)) for s, t in steps)
        return mean - max(threshold, 0.5)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0 / max(step for step, _ in steps)
    while excess(high) > 0:
        low, high = high, 2 * high
    for _ in range(60):  # halving; the window is wide enough for any rounding left
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def window(step: int, trials: int, h: float) -> tuple[Floats, Floats]:
    """Return the sums that one step can add, and the logarithms of their probabilities."""
    share = math.exp(-h * step) / (1 + math.exp(-h * step))
    mean, spread = trials * share, math.sqrt(trials * share * (1 - share))
    reach = 10 * spread + 30
    first, last = max(0, math.floor(mean - reach)), min(trials, math.ceil(mean + reach))
    ups = np.arange(first, last + 1, dtype=np.float64)
    ways = gammaln(trials + 1) - gammaln(ups + 1) - gammaln(trials - ups + 1)
    return ups * step, ways - trials * math.log(2)


def _outer(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    return np.add.outer(a[0], b[0]).ravel(), np.add.outer(a[1], b[1]).ravel()


def _log_at_centre(logs: Floats, sums: Floats, h: float) -> float:
    """Return the logarithm of the probability at the likeliest tilted sum."""
    return float(logs[np.argmax(logs - h * sums)])
