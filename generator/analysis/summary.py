"""A pile of whole numbers in five words: middle, quarters and ends.

Everything here works on frequencies, how many people have each value, and so
never on rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

#: Values in rising order, each with how many people have it (at least one).
Frequencies = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``summarise`` found; ``n`` is how many people it rests on, at least one."""

    n: int
    median: float
    quartile_low: float
    quartile_high: float
    mean: float
    minimum: int
    maximum: int


def frequencies(values: Iterable[int], counts: Iterable[int] | None = None) -> Frequencies:
    """Return values in order with their counts; values that stand twice are joined.

    >>> frequencies([3, 1, 3])
    ((1, 1), (3, 2))
    >>> frequencies([1, 2, 3], [4, 0, 2])
    ((1, 4), (3, 2))
    """
    found = Counter[int]()
    values = list(values)
    for value, count in zip(values, counts or [1] * len(values), strict=True):
        found[int(value)] += int(count)
    return tuple(sorted((value, count) for value, count in found.items() if count))


def size(counted: Frequencies) -> int:
    """Return how many people a pile holds."""
    return sum(count for _, count in counted)


def summarise(counted: Frequencies) -> Summary | None:
    """Median, quartiles and mean.

    Parameters
    ----------
    counted : tuple of (value, count)
        Values in rising order with how many people have each. Answers that
        stand outside a scale's order are left out by the caller.

    Returns
    -------
    Summary or None
        None where nobody answered.

    Notes
    -----
    Put the n values in order: x_1 is the smallest and x_n the largest.

        median = (x_a + x_b) / 2, with a = ceil(n/2) and b = n + 1 - a.

    So it is the middle value, or the mean of the middle 2. The quartiles are
    the medians of the 2 halves; where n is odd the middle value belongs to
    both:

        lower half = the first ceil(n/2) values;
        upper half = the last ceil(n/2) values.

    These are Tukey's hinges. Statistical programs differ over quartiles; the
    hinges are the common rule that gives every interval which the feasibility
    study prints.

    *Assumptions*: the answers can be put in order. The median and the hinges need
    no more; the mean also takes the steps between answers as equal and is given
    for comparison only.

    *Missing data*: people who did not answer are left out, and n says how many
    are left.

    *Small n*: with 1 person all 6 numbers are that person's answer, and below
    about 10 the quartiles are single people's answers, so they stay in the
    private output.

    References
    ----------
    Tukey JW. Exploratory Data Analysis. Reading: Addison-Wesley, 1977.

    Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat
    1996;50:361-5. doi:10.1080/00031305.1996.10473566

    Examples
    --------
    5 sessions of 25, 30, 45, 50 and 180 minutes:

    >>> found = summarise(frequencies([25, 30, 45, 50, 180]))
    >>> found.median, found.quartile_low, found.quartile_high, found.maximum
    (45.0, 30.0, 50.0, 180)

    """
    n = size(counted)
    if n == 0:
        return None
    half = (n + 1) // 2
    return Summary(
        n=n,
        median=_middle(counted, 0, n),
        quartile_low=_middle(counted, 0, half),
        quartile_high=_middle(counted, n - half, n),
        mean=sum(value * count for value, count in counted) / n,
        minimum=counted[0][0],
        maximum=counted[-1][0],
    )


def _middle(counted: Frequencies, start: int, stop: int) -> float:
    """Return the median of the values at the places from start to before stop."""
    ends = list(accumulate(count for _, count in counted))
    low = counted[bisect_right(ends, (start + stop - 1) // 2)][0]
    high = counted[bisect_right(ends, (start + stop) // 2)][0]
    return (low + high) / 2
