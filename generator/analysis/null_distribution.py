"""How a sum of coin-tossed ranks is distributed when nothing changed.

If a person's answers at two waves could as well be exchanged, each difference
is up or down with probability one half. A sum of ranks of the ups is then

    T = sum over k of step_k * Binomial(trials_k, 1/2),

with one step for each distinct size of difference. Small groups are worked out
person by person. That takes too long for totals of a thousand people or for
one question asked of a hundred thousand; then the tail comes from the sum's
characteristic function, which is a plain product with one factor for each step.
Two things make that exact and quick:

*Tilting.* The binomials are tilted so that the threshold becomes the mean. A
tail of 1e-40 is then worked out as an ordinary probability near the middle of a
tilted distribution, times a factor that is known. No digits are lost.

*Looking where something is.* The characteristic function is a few narrow peaks
and nothing in between. Blocks of frequencies in which no factor's bound reaches
1e-19 are left out; the others are split, until single frequencies remain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit

#: (step, trials) in whole numbers, both at least 1.
Steps = tuple[tuple[int, int], ...]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Complex = npt.NDArray[np.complex128]

#: Adding one person after another is the quickest way up to so many additions, and where steps
#: are many, which the other way takes one by one, up to so many for each of them.
_QUICK_ADDITIONS, _FOR_EACH_STEP = 10_000_000, 300_000
#: Rescale after so many doublings, long before float64 overflows.
_DOUBLINGS = 500
#: A probability whose logarithm is smaller is below the range of float64.
_SMALLEST_LOG = math.log(5e-324)
#: Frequencies at which the characteristic function is below exp of minus this are left out.
_NEGLIGIBLE = 45.0
#: Blocks of frequencies are split into so many parts.
_PARTS = 8
#: So many blocks are looked at together, to keep memory small.
_AT_ONCE = 1 << 18


def lower_tails(steps: Steps, thresholds: Sequence[int]) -> Floats:
    """Return P(T <= threshold) for each of several thresholds.

    They rise by 1, from 0 or more, and lie close together; none is above the
    mean of T. Small probabilities keep their relative accuracy, about 1e-12 at
    any size. 2,000 people with 57 distinct steps take some hundredths of a
    second, 2,000 with as many steps about one second.

    >>> lower_tails(((2, 1), (4, 1)), range(3))  # sums 0, 2, 4, 6
    array([0.25, 0.25, 0.5 ])
    """
    additions = sum(trials for _, trials in steps) * thresholds[-1]
    if additions <= max(_QUICK_ADDITIONS, _FOR_EACH_STEP * len(steps)):
        each = probabilities(steps, thresholds[-1])
        result: Floats = each[: thresholds[0]].sum() + np.cumsum(each[thresholds[0] :])
        return result
    divisor = math.gcd(*(step for step, _ in steps))
    reduced = tuple((step // divisor, trials) for step, trials in steps)
    return tails_by_frequencies(reduced, np.array(thresholds) // divisor)


def probabilities(steps: Steps, limit: int) -> Floats:
    """Return P(T = 0), P(T = 1) and so on up to the limit, adding one person after another.

    The time grows with the number of people times the limit.

    >>> probabilities(((1, 1), (2, 1)), 4)
    array([0.25, 0.25, 0.25, 0.25, 0.  ])
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
                ways *= 2.0**-_DOUBLINGS
    return ways * 2.0 ** -(people % _DOUBLINGS)


def tails_by_frequencies(steps: Steps, thresholds: Whole) -> Floats:
    """Return what ``lower_tails`` does, from the characteristic function at any size.

    With phi the tilted characteristic function at N equally spaced angles, and m
    counting the sums from the threshold down,

        P(T <= c) = bound * (1/N) * sum over angles of phi * exp(-i*angle*c)
                    * sum over m of exp((-h + i*angle) * m).

    >>> tails_by_frequencies(((1, 2), (2, 1)), np.array([1])).round(12)  # 0, 1, 1 of 8 ways
    array([0.375])
    """
    h = tilt(steps, int(thresholds[-1]))
    step, trials = np.array(steps, dtype=np.int64).T
    share = expit(-h * step)
    points = _points(step, trials, share)
    places = _surviving(step, trials, share, points)
    terms = _characteristic(places, step, trials, share, points)
    terms *= _geometric_sums(places, h, points)
    terms[1:] *= 2  # each place but the first stands for its mirror image too
    scale = float((trials * np.log1p(np.expm1(-h * step) / 2)).sum())
    return np.array([_tail(terms, places, points, int(c), scale + h * int(c)) for c in thresholds])


def _tail(terms: Complex, places: Whole, points: int, threshold: int, log_bound: float) -> float:
    """Return P(T <= threshold); ``log_bound`` is that of Chernoff's, E exp(h * (threshold - T))."""
    if log_bound < _SMALLEST_LOG:
        return 0.0
    turned = terms * np.exp(-1j * _angles(places, threshold, points))
    part = float(turned.real.sum()) / points
    return math.exp(min(0.0, log_bound + math.log(part))) if part > 0 else 0.0


def tilt(steps: Steps, threshold: int) -> float:
    """Return h > 0 such that the sum of step * trials / (1 + exp(h * step)) is the threshold.

    A threshold of 0 counts as a half; one of the mean, or above, has the smallest h.

    >>> round(tilt(((1, 3),), 1), 4)  # a share of a third: odds of 1 to 2
    0.6931
    """
    step, trials = np.array(steps, dtype=np.float64).T
    aim, least = max(threshold, 0.5), 1e-100

    def excess(h: float) -> float:
        return float((step * trials) @ expit(-h * step)) - aim

    if excess(least) <= 0:
        return least
    most = math.log(float(step @ trials) / aim) / float(step.min())
    return float(brentq(excess, least, most, xtol=1e-15))


def _points(step: Whole, trials: Whole, share: Floats) -> int:
    """Return how many sums the tilted distribution spreads over, as an odd number.

    To each side 10 standard deviations and 30 of the largest steps: beyond
    lies less than 1e-18 of the probability, by Bernstein's inequality.
    """
    variance = float((step.astype(np.float64) ** 2 * trials * share * (1 - share)).sum())
    reach = 10 * math.sqrt(variance) + 30 * int(step.max())
    return 2 * min(math.ceil(reach), int(step @ trials) + 1) + 1


def _surviving(step: Whole, trials: Whole, share: Floats, points: int) -> Whole:
    """Return the places, from 0 to half of all, that are not negligible, in order.

    The place j stands for the angle 2*pi*j / ``points``, and for its mirror image.
    """
    half = points // 2 + 1
    # In wider blocks than a quarter of the largest step's period no bound says much.
    width = max(1, points // (4 * int(step.max())))
    width = _PARTS ** math.ceil(math.log(width, _PARTS))
    strength = 2 * share * (1 - share)
    order = np.argsort(-trials * strength)
    factors = [(int(step[k]), trials[k] / 2, strength[k]) for k in order]
    found = []
    for first in range(0, half, width * _AT_ONCE):
        starts = np.arange(first, min(first + width * _AT_ONCE, half), width)
        found.append(_narrowed(starts, width, points, factors))
    places = np.concatenate(found)
    return places[places < half]


def _narrowed(
    starts: Whole, width: int, points: int, factors: Sequence[tuple[int, float, float]]
) -> Whole:
    """Return the places that are not negligible in blocks of so many places from each start."""
    while True:
        logs = np.zeros(len(starts))
        for step, half_trials, strength in factors:
            # Twice the middle of a block, so that it is a whole number.
            turns = _turns(2 * starts + (width - 1), step, 2 * points)
            apart = np.minimum(turns, 2 * points - turns)
            near = np.maximum(0.0, (apart - step * (width - 1)) / (2 * points))
            logs += half_trials * np.log1p(strength * (np.cos(2 * np.pi * near) - 1))
            alive = logs > -_NEGLIGIBLE
            if not alive.all():
                starts, logs = starts[alive], logs[alive]
        if width == 1:
            return starts
        width //= _PARTS
        starts = (starts[:, None] + np.arange(_PARTS) * width).ravel()


def _characteristic(
    places: Whole, step: Whole, trials: Whole, share: Floats, points: int
) -> Complex:
    logs = np.zeros(len(places), dtype=np.complex128)
    for r, t, q in zip(step, trials, share, strict=True):
        logs += t * np.log1p(q * np.expm1(1j * _angles(places, int(r), points)))
    result: Complex = np.exp(logs)
    return result


def _geometric_sums(places: Whole, h: float, points: int) -> Complex:
    """Return the sums of exp((-h + i*angle) * m) over half of the points: m from 0 up."""
    half = points // 2 + 1
    result: Complex = np.expm1(-h * half + 1j * _angles(places, half, points))
    result /= np.expm1(-h + 1j * _angles(places, 1, points))
    return result


def _angles(places: Whole, factor: int, points: int) -> Floats:
    """Return the angles of so many times the places, from -pi to pi."""
    turns = _turns(places, factor, points)
    result: Floats = 2 * np.pi * (turns - points * (turns > points // 2)) / points
    return result


def _turns(places: Whole, factor: int, points: int) -> Whole:
    """Return places * factor, less whole turns, without overflow at ten million people."""
    high, low = divmod(factor % points, 1 << 20)
    result: Whole = ((places * high % points << 20) + places * low) % points
    return result
