"""What chance alone does to a group's share: whether a difference is worth a word.

Of a group drawn at random from many people, of whom a share answered higher,
the number who did follows a binomial distribution. A group's number counts as
ordinary where it lies within the middle 99.8% of that (the outer lines of a
funnel plot), or where the rounding allows that it does.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log

#: What lies outside on either side.
TAIL = 0.001


@lru_cache(maxsize=1 << 14)
def chance_range(people: int, part: int, whole: int) -> tuple[int, int]:
    """Return the fewest and the most of so many people that chance alone gives.

    ``part`` of ``whole`` is the share in all.

    >>> chance_range(10, 50, 100), chance_range(100, 50, 100), chance_range(10, 0, 100)
    ((1, 9), (35, 65), (0, 0))
    """
    if people <= 0 or part <= 0 or whole <= 0:
        return 0, 0
    if part >= whole:
        return people, people
    low = _quantile(people, part / whole)
    return low, people - _quantile(people, 1 - part / whole)


def _quantile(people: int, share: float) -> int:
    """Return the smallest count up to which more than a tail lies."""
    below = 0.0
    for count in range(people + 1):
        below += exp(
            lgamma(people + 1)
            - lgamma(count + 1)
            - lgamma(people - count + 1)
            + count * log(share)
            + (people - count) * log(1 - share)
        )
        if below > TAIL:
            return count
    return people


def beyond_chance(count: int, people: int, part: int, whole: int, margin: int) -> int:
    """Return 1 where a group's number is certainly above what chance gives, -1 below, else 0.

    ``margin`` is how far rounding may have moved the number: 0 where it is exact.

    >>> beyond_chance(70, 100, 50, 100, 0), beyond_chance(70, 100, 50, 100, 5)
    (1, 0)
    """
    low, high = chance_range(people, part, whole)
    if count - margin > high:
        return 1
    return -1 if count + margin < low else 0
