"""One verdict a comparison, in four words that every page, title and file uses as they are.

*higher*, *lower*, *no clear change*, *too few to say*. Higher and lower are
about answers, never about people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Any, Literal

from generator.disclosure.rounding import rounded
from generator.disclosure.rule import LARGE_FROM

Verdict = Literal["higher", "lower", "no clear change", "too few to say"]
HIGHER: Verdict = "higher"
LOWER: Verdict = "lower"
UNCLEAR: Verdict = "no clear change"
TOO_FEW: Verdict = "too few to say"

#: What 1 in 20 tests reaches if nothing changed, in standard deviations.
Z = 1.96
#: The variance that rounding to fives adds to higher less lower, at most; half of its steps.
ROUNDING, HALF_STEP = 25, 2.5
#: Fewest people whose answers must differ before an exact test can give p < 0.05.
TESTABLE = 6
LEVEL = 0.05


def spread(tables: Sequence[tuple[int, int, int]]) -> float:
    """Return the sum of (base/5 * n/M) squared over tables of (base, n, M).

    >>> spread([(5, 33, 30)]), spread([(10, 105, 100)])
    (1.2100000000000002, 4.41)
    """
    return sum((base / 5 * people / total) ** 2 for base, people, total in tables)


def margin(tables: Sequence[tuple[int, int, int]]) -> float:
    """Margin of a number of people.

    Parameters
    ----------
    tables : sequence of (int, int, int)
        Base, people n and printed total M of each table that was added.

    Returns
    -------
    float
        Plus or minus so many people.

    Notes
    -----
    A number on an open page is a sum of R * n / M over tables that were rounded
    apart. Each part is off by less than base * n / M. Together they are off by
    no more, 19 times in 20 or oftener, than

        5 * sqrt(sum((base / 5 * n / M)^2)).

    *Assumptions*: the tables were rounded apart, with a secret each.

    *Missing data*: a table counts the people who answered its question.

    *Small n*: for one table the margin is a certainty.

    References
    ----------
    Hundepool A, and others. Statistical disclosure control. Wiley, 2012.
    doi:10.1002/9781118348239

    Examples
    --------
    >>> margin([(5, 30, 30)]), round(margin([(5, 14, 10)] * 4), 6)
    (5.0, 14.0)

    """
    return 5 * sqrt(spread(tables))


def open_verdict(
    higher: float, lower: float, people: int, tables: Sequence[tuple[int, int, int]]
) -> Verdict:
    """Verdict on open pages.

    Parameters
    ----------
    higher, lower : float
        People who answered higher and lower, as the published tables add up.
    people : int
        People who answered both times.
    tables : sequence of (int, int, int)
        Base, n and M of each table that was added.

    Returns
    -------
    str
        "higher", "lower", "no clear change" or "too few to say".

    Notes
    -----
    With s = base / 5 * n / M of each table, there is a direction where

        abs(higher - lower) - 2.5 * max(s) > 1.96 * sqrt(higher + lower + 25 * sum(s^2)).

    This is a sign test, with what rounding may add to it: the variance of
    higher less lower is at most 25 * s^2 for each table, and half a step of
    the largest one is taken off, because printed differences go by steps.

    *Assumptions*: people answer independently of each other.

    *Missing data*: only people who answered both times.

    *Small n*: too few to say under 30 people. Where rises and falls were equally
    likely, simulations named a direction in no more than 5 of 100 cases, for any
    share of people whose answers differ. Without the half step it would be up to 12.

    References
    ----------
    Dixon WJ, Mood AM. The statistical sign test. J Am Stat Assoc
    1946;41:557-66. doi:10.1080/01621459.1946.10501898

    Examples
    --------
    >>> open_verdict(25, 0, 30, [(5, 30, 30)]), open_verdict(15, 10, 30, [(5, 30, 30)])
    ('higher', 'no clear change')
    >>> open_verdict(20, 0, 25, [(5, 25, 25)])
    'too few to say'

    """
    if people < LARGE_FROM:
        return TOO_FEW
    step = max(base / 5 * n / total for base, n, total in tables)
    reached = abs(higher - lower) - HALF_STEP * step
    if reached <= Z * sqrt(higher + lower + ROUNDING * spread(tables)):
        return UNCLEAR
    return HIGHER if higher > lower else LOWER


def exact_verdict(p: float | None, balance: float | None, differing: int) -> Verdict:
    """Verdict on restricted pages.

    Parameters
    ----------
    p : float or None
        The exact p; of a domain the one adjusted for all domains (Holm).
    balance : float or None
        The rank-biserial correlation, for the direction.
    differing : int
        How many people's answers differ.

    Returns
    -------
    str
        "too few to say" below 6 people whose answers differ: no exact test
        can then reach p < 0.05.

    Notes
    -----
    A direction is named where p < 0.05.

    *Assumptions*: those of the exact signed-rank test.

    *Missing data*: only people who answered both times.

    *Small n*: with 5 people p cannot be less than 0.0625, whatever they answer.

    References
    ----------
    Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull
    1945;1:80-3. doi:10.2307/3001968

    Examples
    --------
    >>> exact_verdict(0.0625, 1.0, 5), exact_verdict(0.03, -0.9, 7), exact_verdict(0.2, 0.4, 9)
    ('too few to say', 'lower', 'no clear change')

    """
    if differing < TESTABLE:
        return TOO_FEW
    if p is None or balance is None or p >= LEVEL:
        return UNCLEAR
    return HIGHER if balance > 0 else LOWER


#: What the methods page explains of the way numbers are protected, in its order. As with the
#: statistics, the page is made from the functions' own docstrings.
METHODS: tuple[Callable[..., Any], ...] = (rounded, margin, open_verdict, exact_verdict)
