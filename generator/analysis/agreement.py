"""Do two people who coded the same texts agree? Percent agreement, kappa and alpha.

Coders give a text any number of codes, so that every code is a question of
its own: was it given, or not? Its answers are a table of two by two
(``Decisions``). All codes together are pooled from these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

#: The two-sided 95% point of the normal distribution.
NORMAL_95 = 1.959963984540054
#: Resampled sets of texts behind an interval for all codes together, and what they begin with.
RESAMPLES, SEED = 2000, 20110501

Interval = tuple[float, float]
Square = Sequence[Sequence[int]]
Floats = npt.NDArray[np.float64]
#: (texts, codes): did a coder give a text a code?
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decisions:
    """How often two coders gave one code: both, only one of them, neither."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def square(self) -> Square:
        """The same as rows of the first coder by columns of the second; given comes first."""
        return ((self.both, self.first_only), (self.second_only, self.neither))

    @property
    def units(self) -> int:
        """How many texts both coded."""
        return self.both + self.first_only + self.second_only + self.neither


@dataclass(frozen=True, slots=True)
class Kappa:
    """Kappa with its 95% interval; no interval where the formula gives it no width."""

    value: float
    interval: Interval | None


def percent_agreement(square: Square) -> float | None:
    """Return the percentage of texts on which 2 coders agree; None without texts.

    See ``kappa``. Of 10 texts both gave the code to 2 and neither to 6:

    >>> percent_agreement([[2, 1], [1, 6]])
    80.0
    """
    units = _total(square)
    return 100 * sum(square[i][i] for i in range(len(square))) / units if units else None


def kappa(square: Square) -> Kappa | None:
    """Cohen's kappa and percent agreement.

    Parameters
    ----------
    square : rows of int
        How often the first coder gave the row's code and the second the
        column's, codes in the same order.

    Returns
    -------
    Kappa or None
        At most 1; 0 is what chance would give, less is worse than chance.
        None ("not estimable") where both coders gave one and the same code to
        every text, as there is no variation to agree on. The interval is
        absent where the coders agree on every text: the formula would give it
        no width.

    Notes
    -----
    With p_o the share of texts with the same code from both, and p_e the share
    expected if each coder gave codes at random, as often as in fact:

        percent agreement = 100 * p_o;
        kappa = (p_o - p_e) / (1 - p_e).

    Agreement by chance is part of the percentage: where a code is rare, 2 coders
    who never give it to the same text still agree on most texts.

    The interval is kappa -/+ 1.96 standard errors, by the formula of Fleiss,
    Cohen and Everitt for a kappa that is not zero, cut off at -1 and 1.

    *Assumptions*: texts are independent of each other, and coders worked
    without seeing each other's codes. Kappa depends on how common a code is:
    a rare one may have a low kappa with a high agreement.

    *Missing data*: texts that both coded. A workbook that leaves a text out is
    refused.

    *Small n*: 1 text of 10 is 10 percentage points. The interval is a
    large-sample one: read it as rough under about 30 texts, or for a code that
    either coder gave fewer than 5 times.

    References
    ----------
    Cohen J. A coefficient of agreement for nominal scales. Educational and
    Psychological Measurement 1960;20:37-46. doi:10.1177/001316446002000104

    Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and
    weighted kappa. Psychological Bulletin 1969;72:323-7. doi:10.1037/h0028106

    Examples
    --------
    The example of Cohen's paper, 200 cases in 3 classes:

    >>> found = kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    >>> round(found.value, 3), [round(limit, 3) for limit in found.interval]
    (0.492, [0.392, 0.591])

    """
    units = _total(square)
    if not units:
        return None
    p = np.asarray(square, dtype=np.float64) / units
    observed, expected = _agreed(p)
    if expected >= 1:  # both gave one and the same code to every text
        return None
    value = (observed - expected) / (1 - expected)
    reach = NORMAL_95 * _standard_error(p, observed, expected) / sqrt(units)
    if reach <= 0 or observed >= 1:
        return Kappa(value, None)
    return Kappa(value, (max(-1.0, value - reach), min(1.0, value + reach)))


def _agreed(p: Floats) -> tuple[float, float]:
    """Return the observed and the expected share of agreement from a table of shares."""
    return float(np.trace(p)), float(p.sum(axis=1) @ p.sum(axis=0))


def _standard_error(p: Floats, observed: float, expected: float) -> float:
    """Return the standard error of kappa, times the root of the number of texts."""
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    own = np.diag(p) @ ((1 - expected) - (rows + columns) * (1 - observed)) ** 2
    other = (p * (columns[:, None] + rows[None, :]) ** 2).sum()
    other -= np.diag(p) @ (columns + rows) ** 2
    spread = own + (1 - observed) ** 2 * other
    spread -= (observed * expected - 2 * expected + observed) ** 2
    return sqrt(max(0.0, float(spread))) / (1 - expected) ** 2


def krippendorff_alpha(table: Decisions) -> float | None:
    """Krippendorff's alpha.

    Parameters
    ----------
    table : Decisions
        How often both gave the code, only one of them, neither.

    Returns
    -------
    float or None
        At most 1; 0 is what chance would give. None ("not estimable") where
        there are fewer than 2 texts, or both gave the code to every text or
        to none.

    Notes
    -----
    With n texts, d of them with the code from only one coder, g how often the
    code was given by either, and 2n - g how often it was not:

        alpha = 1 - (2n - 1) * d / (g * (2n - g)).

    It is Krippendorff's alpha for nominal codes with 2 coders and no gaps.

    *Assumptions*: coders are interchangeable and worked apart from each other.
    Unlike kappa, chance is taken from the codes of both coders together, and
    corrected for small n.

    *Missing data*: texts that both coded.

    *Small n*: corrected by 2n - 1. No interval is given for one code's alpha;
    it lies close to kappa, whose interval stands beside it.

    References
    ----------
    Krippendorff K. Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, 2011. https://repository.upenn.edu/handle/20.500.14332/2089

    Hayes AF, Krippendorff K. Answering the call for a standard reliability
    measure for coding data. Communication Methods and Measures 2007;1:77-89.
    doi:10.1080/19312450709336664

    Examples
    --------
    Krippendorff's 2 coders, 10 texts, a code given or not:

    >>> round(krippendorff_alpha(Decisions(both=1, first_only=1, second_only=3, neither=5)), 3)
    0.095

    """
    observed, expected = _disagreement(table)
    return 1 - observed / expected if expected else None


def _disagreement(table: Decisions) -> tuple[float, float]:
    """Return observed and expected disagreement; (0, 0) with fewer than two texts."""
    apart, twice = table.first_only + table.second_only, 2 * table.units
    given = 2 * table.both + apart
    if table.units < 2:
        return 0.0, 0.0
    return apart / table.units, 2 * given * (twice - given) / (twice * (twice - 1))


def pooled_kappa(tables: Sequence[Decisions]) -> float | None:
    """Kappa of all codes together.

    Parameters
    ----------
    tables : sequence of Decisions
        One table of 2 by 2 for each code, over the same texts.

    Returns
    -------
    float or None
        At most 1. None where no code has variation.

    Notes
    -----
    A text may have several codes, so that there is no single table of codes by
    codes. The observed and the expected agreement are averaged over the codes
    first:

        kappa = (mean p_o - mean p_e) / (1 - mean p_e).

    A code that is not estimable by itself has p_o = p_e = 1 and moves neither
    sum. Alpha is pooled in the same way, from observed and expected
    disagreement.

    The 95% interval is a bootstrap: 2,000 times as many texts as there are
    are drawn with replacement, each with all its codes, and the 2.5% and 97.5%
    points are taken of the kappas that can be estimated. The draws begin from
    a fixed seed, so that the same codings always give the same interval.

    *Assumptions*: as for kappa. Codes of one text depend on each other, which
    is why texts are drawn and not single decisions.

    *Missing data*: texts that both coded.

    *Small n*: under about 30 texts the interval is rough; it has no width
    where the coders agree on every text, and then it is not given.

    References
    ----------
    De Vries H, Elliott MN, Kanouse DE, Teleki SS. Using pooled kappa to
    summarize interrater agreement across many items. Field Methods
    2008;20:272-82. doi:10.1177/1525822X08317166

    Examples
    --------
    2 codes over 10 texts, one agreed on always and one less often:

    >>> round(pooled_kappa([Decisions(3, 0, 0, 7), Decisions(1, 1, 3, 5)]), 3)
    0.535

    """
    shares = [_agreed(np.array(table.square) / table.units) for table in tables if table.units]
    possible = sum(1 - expected for _, expected in shares)
    return (
        sum(observed - expected for observed, expected in shares) / possible if possible else None
    )


def pooled_alpha(tables: Sequence[Decisions]) -> float | None:
    """Return Krippendorff's alpha of all codes together; see ``pooled_kappa``.

    >>> round(pooled_alpha([Decisions(3, 0, 0, 7), Decisions(1, 1, 3, 5)]), 3)
    0.548
    """
    parts = [_disagreement(table) for table in tables]
    possible = sum(expected for _, expected in parts)
    return 1 - sum(observed for observed, _ in parts) / possible if possible else None


def pooled_kappa_interval(
    first: Marks, second: Marks, draws: Iterable[int] = range(RESAMPLES)
) -> Interval | None:
    """Return the 95% interval of the kappa of all codes, by drawing texts anew.

    There is a drawing for each of ``draws``, which may tell how far it is. None
    where the interval would have no width, or under 10 texts.
    """
    units = len(first)
    if units < 10 or (first == second).all():
        return None
    dice = np.random.Generator(np.random.PCG64(SEED))
    drawn = (dice.integers(0, units, units) for _ in draws)
    kappas = [pooled_kappa(decisions(first[texts], second[texts])) for texts in drawn]
    found = [value for value in kappas if value is not None]
    low, high = (float(limit) for limit in np.percentile(found, (2.5, 97.5)))
    return (low, high) if low < high else None


def decisions(first: Marks, second: Marks) -> tuple[Decisions, ...]:
    """Return each code's table from the marks of two coders on the same texts."""
    cells = (first & second, first & ~second, ~first & second, ~first & ~second)
    counts = [cell.sum(axis=0).tolist() for cell in cells]
    return tuple(Decisions(*column) for column in zip(*counts, strict=True))


def _total(square: Square) -> int:
    return sum(map(sum, square))
