"""Step 3: one table a question, rounded at random to fives, as a whole.

A table of counts is printed as multiples of 5 that add to the largest
multiple of 5 within its people. Where each boundary between two categories
falls is drawn at random, so that nobody can turn the drawing back, and so
that on average every cell is right (random rounding to base 5).

Thirteen mentors, of whom seven answered higher, four the same and two lower,
make a table of 10 people. With the secret number 30 it is printed so:

>>> rounded((7, 4, 2), 30)
(5, 5, 0)

Whoever reads 5, 5 and 0, and knows that 13 answered, can say no more than
this: between 1 and 12 answered higher, between 1 and 12 the same, and up to 6
lower.

>>> window(13, (5, 5, 0))
((1, 12), (1, 12), (0, 6))

The secret number follows from a key, from what the table is about and from
the counts themselves. It is another one as soon as a single answer differs, so
that two tables can never be compared to find out what moved.

>>> about = Subject("demo", "mentor:after_session", "experience", ("a", "b"), 1)
>>> secret_number(b"k" * 32, about, (7, 4, 2)) == secret_number(b"k" * 32, about, (7, 4, 2))
True

Source: fixed random rounding to base 5 is what Statistics Canada does. Tables
that are rounded apart from their totals gave back exact values (West and
others, arXiv 2307.13859); here totals are sums of what is printed.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

#: Every printed table holds multiples of this.
BASE: Literal[5] = 5
#: What a large place's own rounding holds multiples of.
COARSE_BASE: Literal[10] = 10
Base = Literal[5, 10]
#: Of fewer people there is no table.
FEWEST = 6

Counts = tuple[int, ...]


def rounded(counts: Sequence[int], secret: int, base: int = BASE) -> Counts:
    """Random rounding of a table.

    Parameters
    ----------
    counts : sequence of int
        People in each category, c_1 to c_k.
    secret : int
        A whole number u from 0 up to, not including, base * n.
    base : int
        What the cells are multiples of: 5, and 10 for a large place's own table.

    Returns
    -------
    tuple of int
        R_1 to R_k, which add to M, the largest multiple of the base within n.

    Raises
    ------
    ValueError
        For a table of fewer than 6 people, or a secret out of its range.

    Notes
    -----
    With C_i = c_1 + ... + c_i and whole numbers rounded down:

        R_i = base * (B_i - B_j), j = i - 1, with B_i = floor((C_i * M + u) / (base * n)).

    Over all secrets the mean of R_i is c_i * M / n, so that on average every
    cell is right. The tables behind a printed one are those with
    abs(c_i * M / n - R_i) < base in every cell: nobody can say more.

    *Assumptions*: none about the answers. The secret must be unknown.

    *Missing data*: a table counts the people who answered its question.

    *Small n*: nothing under 6 people.

    References
    ----------
    Statistics Canada. Random rounding. Guide to the Census of Population, 2021.

    Hundepool A, and others. Statistical disclosure control. Wiley, 2012.
    doi:10.1002/9781118348239

    Examples
    --------
    >>> rounded((11, 0, 0), 54), rounded((6, 5, 0), 0), rounded((6, 5, 0), 54)
    ((10, 0, 0), (5, 5, 0), (10, 0, 0))

    """
    people = sum(counts)
    if people < FEWEST or not 0 <= secret < base * people:
        raise ValueError("a table needs six people, and a secret number below base times people")
    total, reached, before, cells = base * (people // base), 0, 0, []
    for count in counts:
        reached += count
        steps = (reached * total + secret) // (base * people)
        cells.append(base * (steps - before))
        before = steps
    return tuple(cells)


def window(people: int, printed: Sequence[int], base: int = BASE) -> tuple[tuple[int, int], ...]:
    """Return the least and the most that each count may be, given what is printed.

    The tables behind a printed one are exactly those with
    ``|c_i * M / n - R_i| < base`` in every cell.

    Examples
    --------
    >>> window(11, (10, 0, 0)), window(15, (0, 15, 0))
    (((6, 11), (0, 5), (0, 5)), ((0, 4), (11, 15), (0, 4)))

    """
    total = base * (people // base)
    ranges = []
    for cell in printed:
        least = max(0, (cell - base) * people // total + 1)
        most = min(people, ((cell + base) * people - 1) // total)
        ranges.append((least, most))
    return tuple(ranges)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a table is about, for its secret number.

    ``part`` names measure, domain, wave, option or category; ``cohorts`` are
    the ids of the group, ``release`` the number of the release.
    """

    programme: str
    population: str
    part: str
    cohorts: tuple[str, ...]
    release: int


def secret_number(key: bytes, subject: Subject, counts: Sequence[int], base: int = BASE) -> int:
    """Return a table's secret number: HMAC-SHA256 of all that it is about, modulo base * n.

    Parameters
    ----------
    key
        32 random bytes that nobody else knows.
    subject, counts
        What the table is about, and its true counts. Each goes in with its
        length before it, so that no two tables share an input.
    base
        What the table is rounded to.

    """
    about = _about(subject.programme, subject.population, subject.part)
    numbers = message(str(subject.release), str(base), str(len(counts)), *map(str, counts))
    drawn = hmac.digest(key, about + _inside(subject.cohorts) + numbers, "sha256")
    return int.from_bytes(drawn) % (base * sum(counts))


def digest(key: bytes, *fields: str) -> bytes:
    """Return HMAC-SHA256 over texts, each with its length before it.

    >>> digest(b"k", "ab", "c") == digest(b"k", "a", "bc")
    False
    """
    return hmac.digest(key, message(*fields), "sha256")


def message(*fields: str) -> bytes:
    """Return texts as bytes, each with its length before it."""
    return b"".join(map(_known, fields))


def with_length(text: str) -> bytes:
    """Return a text as bytes with its length before it."""
    encoded = text.encode()
    return len(encoded).to_bytes(8) + encoded


#: A nation's tables have the same few thousand names and numbers in common.
_known = lru_cache(maxsize=1 << 13)(with_length)


@lru_cache(maxsize=1 << 10)
def _about(programme: str, population: str, part: str) -> bytes:
    """Return a question, which is the same for each of its groups, as bytes."""
    return message("round", programme, population, part)


@lru_cache(maxsize=64)
def _inside(cohorts: tuple[str, ...]) -> bytes:
    """Return a group's cohorts, which are the same in each of its tables, as bytes."""
    return message(str(len(cohorts)), *sorted(cohorts))
