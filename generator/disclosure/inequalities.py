"""What a printed table says of its true counts, in whole-number inequalities.

A largest-remainder table ``v`` of base ``b`` was printed of ``n`` people with
true counts ``C`` exactly if, for all places ``k`` and ``l`` with ``v[l] >= 5``,

    b * (C[k] - C[l]) <= n * (5 + v[k] - v[l]) - [k < l],

so that the sets of true tables need not be listed to be searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generator.disclosure.published import Published
from generator.disclosure.rounding import PRECISION, Table


@dataclass(frozen=True, slots=True)
class Bound:
    """``low <= weights . C <= high`` for the true counts ``C`` of a printed table."""

    weights: tuple[int, ...]
    low: float
    high: float


def bounds(table: Published) -> Iterator[Bound]:
    """Yield all that a printed table and the shares beside it say."""
    values = table.counts
    if table.exact:
        yield from (
            Bound(_unit(place, len(values)), value, value) for place, value in enumerate(values)
        )
    else:
        yield from rounded_bounds(values, table.people)
    yield from figure_bounds(table)


def figure_bounds(table: Published) -> Iterator[Bound]:
    """Yield what the shares beside a table say."""
    for figure in table.figures:
        yield Bound(
            tuple(round(2 * weight) for weight in figure.weights),
            2 * table.people * (figure.value - figure.half) - 1e-9,
            2 * table.people * (figure.value + figure.half) + 1e-9,
        )


def rounded_bounds(values: Table, people: int) -> Iterator[Bound]:
    """Yield the inequalities of a table rounded by largest remainder, divided by the base."""
    base = sum(values)
    for k, first in enumerate(values):
        for other, second in enumerate(values):
            if k != other and second >= PRECISION:
                weights = [0] * len(values)
                weights[k], weights[other] = 1, -1
                high = (people * (PRECISION + first - second) - (k < other)) // base
                yield Bound(tuple(weights), -np.inf, high)


def _unit(place: int, length: int) -> tuple[int, ...]:
    return tuple(int(place == other) for other in range(length))
