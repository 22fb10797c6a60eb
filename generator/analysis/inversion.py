"""The tail of a sum of coin-tossed ranks from its characteristic function.

Listing every sum takes too long for totals of a thousand people. But the sum's
characteristic function is a plain product, one factor for each step, and the
probability of every sum follows from it by a Fourier sum. Two things make that
exact and quick:

*Tilting.* The binomials are tilted so that the threshold becomes the mean. A
tail of 1e-40 is then worked out as an ordinary probability near the middle of a
tilted distribution, times a factor that is known. No digits are lost.

*Looking where something is.* The characteristic function is a few narrow peaks
and nothing in between. Blocks of frequencies in which no factor's bound reaches
1e-19 are left out; the others are split, until single frequencies remain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.analysis.null_distribution import (
    SMALLEST_LOG,
    Floats,
    Steps,
    log_bound,
    tilt,
    whole_steps,
)

Whole = npt.NDArray[np.int64]
Complex = npt.NDArray[np.complex128]

#: Frequencies at which the characteristic function is below exp of minus this are left out.
_NEGLIGIBLE = 45.0
#: Blocks are split into so many.
_PARTS = 8
#: So many blocks are looked at together, to keep memory small.
_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The characteristic function of a tilted sum, where it is not negligible.

    ``places`` are whole numbers from 0: the place j stands for the angle
    2*pi*j / ``points``, and for its mirror image. ``values`` are the function
    there, ``tilt`` is h.
    """

    places: Whole
    values: Complex
    points: int
    tilt: float

    def share_up_to(self, threshold: int) -> float:
        """Return the sum of exp(-h * (threshold - T)) times P(T) over all T up to a threshold.

        Without a tilt that is P(T <= threshold), to about 1e-15. The threshold
        must be the tilted mean, or lie up to 3 standard deviations below it.
        """
        terms = self.values * np.exp(
            -1j * _angle(_times(self.places, threshold, self.points), self.points)
        )
        terms *= _geometric_sums(self.places, self.tilt, self.points)
        # Each place but the first stands for its mirror image too.
        return (2 * float(terms.real.sum()) - float(terms.real[0])) / self.points


def lower_tail_by_frequencies(steps: Steps, threshold: int) -> float:
    """Return P(T <= threshold) for a threshold of at most the mean of T.

    The time grows with the number of people times the number of steps. The
    relative error is about 1e-12.

    >>> round(lower_tail_by_frequencies(((1, 2), (2, 1)), 1), 12)  # 0, 1, 1 of 8 ways
    0.375
    """
    steps, threshold = whole_steps(steps, threshold)
    h = tilt(steps, threshold)
    scale = log_bound(steps, threshold, h)
    if scale < SMALLEST_LOG:
        return 0.0
    share = spectrum(steps, h).share_up_to(threshold)
    return math.exp(min(0.0, scale + math.log(share))) if share > 0 else 0.0


def spectrum(steps: Steps, h: float = 0.0) -> Spectrum:
    """Return the characteristic function of a sum tilted by h (0 leaves it as it is)."""
    step, trials = np.array(steps, dtype=np.int64).T
    odds = np.exp(-h * step.astype(np.float64))
    share: Floats = odds / (1 + odds)
    points = _points(step, trials, share)
    places = _surviving(step, trials, share, points)
    values = _characteristic(places, step, trials, share, points)
    return Spectrum(places, values, points, h)


def _points(step: Whole, trials: Whole, share: Floats) -> int:
    """Return how many sums the tilted distribution spreads over, as an odd number.

    To each side 10 standard deviations and 30 of the largest steps: beyond
    lies less than 1e-18 of the probability, by Bernstein's inequality.
    """
    variance = float((step.astype(np.float64) ** 2 * trials * share * (1 - share)).sum())
    reach = 10 * math.sqrt(variance) + 30 * int(step.max())
    whole = int((step * trials).sum()) + 1
    return 2 * min(math.ceil(reach), whole) + 1


def _surviving(step: Whole, trials: Whole, share: Floats, points: int) -> Whole:
    """Return the places, from 0 to half of all, that are not negligible, in order."""
    half = points // 2 + 1
    # In wider blocks than a quarter of the largest step's period no bound says much.
    width = max(1, points // (4 * int(step.max())))
    width = _PARTS ** max(0, math.ceil(math.log(width, _PARTS)))
    strength = 2 * share * (1 - share)
    order = np.argsort(-trials * strength)
    factors = (step[order], trials[order], strength[order])
    found = [
        _narrowed(
            np.arange(first, min(first + width * _AT_ONCE, half), width), width, points, factors
        )
        for first in range(0, half, width * _AT_ONCE)
    ]
    places = np.concatenate(found)
    return places[places < half]


def _narrowed(
    starts: Whole, width: int, points: int, factors: tuple[Whole, Whole, Floats]
) -> Whole:
    """Return the places that are not negligible in blocks of so many places from each start."""
    while True:
        logs = np.zeros(len(starts))
        for r, t, strength in zip(*factors, strict=True):
            # Twice the middle of a block, so that it is a whole number.
            turns = _times(2 * starts + (width - 1), int(r), 2 * points)
            apart = np.minimum(turns, 2 * points - turns)
            near = np.maximum(0.0, (apart - r * (width - 1)) / (2 * points))
            logs += t / 2 * np.log1p(strength * (np.cos(2 * np.pi * near) - 1))
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
        turn = np.exp(1j * _angle(_times(places, int(r), points), points)) - 1
        logs += t * np.log1p(q * turn)
    result: Complex = np.exp(logs)
    return result


def _times(places: Whole, factor: int, points: int) -> Whole:
    """Return places * factor, less whole turns, without overflow at ten million people."""
    high, low = divmod(factor % points, 1 << 20)
    result: Whole = ((places * high % points << 20) + places * low) % points
    return result


def _angle(turns: Whole, points: int) -> Floats:
    """Return places, less whole turns, as angles from -pi to pi."""
    result: Floats = 2 * np.pi * (turns - points * (turns > points // 2)) / points
    return result


def _geometric_sums(places: Whole, h: float, points: int) -> Complex:
    """Return the sums of exp((-h + i*angle) * m) over half of the points: m from 0 up."""
    half = points // 2 + 1
    once = -h + 1j * _angle(places, points)
    every = -h * half + 1j * _angle(_times(places, half, points), points)
    if h == 0:
        once[0] = 1.0  # the sum of ones; set apart below
    sums: Complex = np.expm1(every) / np.expm1(once)
    if h == 0:
        sums[0] = half
    return sums
