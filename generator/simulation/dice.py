"""Chance that falls the same way everywhere.

Every draw has a name, such as ("rise", "cardiology-003"). SHA-256 of the seed and that name seeds
a PCG64 generator, from whose words everything is computed in whole numbers: no processor and no
release of numpy changes a file, and a new question leaves all other answers as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: A bell's standard deviation: draws are in thousandths of it.
SD = 1000
_SPREAD_OF_FOUR = 37_837  # standard deviation of the sum of four uniform 16-bit numbers
_MIDDLE_OF_FOUR = 131_070


def words(count: int, *name: str) -> npt.NDArray[np.uint64]:
    """Return so many 64-bit words; the same name gives the same words, shape (count,)."""
    digest = hashlib.sha256("\x1f".join(name).encode()).digest()
    generator = np.random.PCG64(int.from_bytes(digest, "big"))
    return np.asarray(generator.random_raw(count), dtype=np.uint64)


def below(limit: int, count: int, *name: str) -> Whole:
    """Return whole numbers from 0 to one below the limit (up to 2**31), shape (count,).

    >>> below(6, 5, "example").tolist()
    [5, 5, 0, 4, 0]
    """
    high = (words(count, *name) >> np.uint64(33)).astype(np.int64)
    return np.asarray((high * limit) >> 31)


def chance(thousandths: int, count: int, *name: str) -> Mask:
    """Return True with a probability in thousandths, shape (count,)."""
    return np.asarray(below(1000, count, *name) < thousandths)


def bell(count: int, *name: str) -> Whole:
    """Return bell-shaped draws around 0 in thousandths of a standard deviation, shape (count,).

    The sum of four uniform numbers: near enough to normal, and never beyond 3.5.
    """
    drawn = words(count, *name)
    total = np.zeros(count, dtype=np.int64)
    for shift in (0, 16, 32, 48):
        total += ((drawn >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.int64)
    return np.asarray((total - _MIDDLE_OF_FOUR) * SD // _SPREAD_OF_FOUR)


def weighted(weights: Sequence[int], count: int, *name: str) -> Whole:
    """Return indices drawn in proportion to whole weights, shape (count,)."""
    ends = np.cumsum(weights)
    return np.asarray(np.searchsorted(ends, below(int(ends[-1]), count, *name), side="right"))
