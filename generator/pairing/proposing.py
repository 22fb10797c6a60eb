"""For groups that are too large to count: build one, and let it stand with the right chance.

People of the smaller side (columns) are given people of the larger one (rows),
one after the other, and the way there is left so often that every complete
allocation comes out equally often, exactly. It rests on a number M that is
never smaller than the number of allocations still possible, and that shares
itself out: M of what is left after each choice, summed over the choices, is at
most M of what was there before. So each choice is taken with the chance
M(after) / M(before); with what remains of the chance, everything begins anew.
Along any way to a complete allocation these chances multiply to 1 / M(start):
the same for all.

**M** is the product of h(r) over the rows, where r counts the columns that a
row may still have. With h(0) = 1/e, h(1) = 1 and
h(r) = h(r-1) * exp(1 / (e * h(r-1))) it shares itself out: for the rows S that
a column may have, the choices sum to at most the whole because
sum over S of 1 / h(r-1) <= e * sum over S of log(h(r) / h(r-1)), and e * x <= exp(x)
for every x. M exceeds the number of allocations by little where many are
willing: some ten to a thousand attempts are usual.

After Huber and Law, "Fast approximation of the permanent for very dense
problems", SODA 2008, who draw with a bound of this kind.

Numbers are whole: h is kept in units of a million millionth, rounded upwards,
by decimal arithmetic that is the same everywhere. ``MOST_WORK`` limits the
attempts; beyond it there is no allocation from here, which favours nobody.

A column that takes several rows stands there as several columns. Rows that are
to stay in reserve are given to spare columns that everybody may have. Both
multiply the ways to each allocation by the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Context, Decimal
from functools import lru_cache

from generator.pairing.chance import ALGORITHM, number_below
from generator.pairing.counting import Allocation, Task

#: Rows looked at, over all attempts.
MOST_WORK = 4_000_000
UNIT = 10**12
_EXACT = Context(prec=40)


def can_propose(task: Task) -> bool:
    """Return True where each row has one column at most and all columns have equally many."""
    return task.row_bounds[1] == 1 and task.column_bounds[0] == task.column_bounds[1]


def proposed(task: Task, seed_digest: str, input_digest: str) -> tuple[Allocation, int] | None:
    """Return an allocation and how many attempts it took; None where there were too many."""
    start = f"{ALGORITHM} proposal\n{seed_digest}\n{input_digest}\n"
    columns = _columns(task)
    options = [sum(row in rows for rows in columns) for row in range(len(task.rows))]
    work, attempt = 0, 0
    while work < MOST_WORK:
        taken, looked_at = _attempt(f"{start}{attempt}.", columns, list(options))
        attempt, work = attempt + 1, work + looked_at
        if taken is not None:
            return _allocation(task, taken), attempt
    return None


@lru_cache(maxsize=1)
def heights(most: int = 401) -> tuple[int, ...]:
    """Return h(0), h(1), ... in ``UNIT``, each from the one before it, rounded upwards.

    >>> [round(h / UNIT, 3) for h in heights()[:4]]
    [0.368, 1.0, 1.445, 1.864]
    """
    e = _EXACT.exp(Decimal(1))
    found = [int(_EXACT.divide(Decimal(UNIT), e)), UNIT + 1]
    while len(found) < most:
        last = _EXACT.divide(Decimal(found[-1]), Decimal(UNIT))
        power = _EXACT.exp(_EXACT.divide(Decimal(1), _EXACT.multiply(e, last)))
        found.append(int(_EXACT.multiply(power, Decimal(found[-1])).to_integral(ROUND_CEILING)) + 1)
    return tuple(found)


def _columns(task: Task) -> list[frozenset[int]]:
    """Return the rows that each column may have, copies and spare columns included."""
    each = task.column_bounds[1]
    wanted = [
        frozenset(row for row, columns in enumerate(task.rows) if column in columns)
        for column in range(task.columns)
    ]
    spare = len(task.rows) - each * task.columns
    return [rows for rows in wanted for _ in range(each)] + [
        frozenset(range(len(task.rows)))
    ] * spare


def _attempt(
    start: str, columns: Sequence[frozenset[int]], options: list[int]
) -> tuple[list[int] | None, int]:
    """Return the row of each column, or None where the attempt is given up; and its work."""
    h, free, taken, work = heights(), set(range(len(options))), [], 0
    for place, wanted in enumerate(columns):
        rows = sorted(wanted & free)
        work += len(rows)
        chances, whole = _chances(
            [h[options[row]] for row in rows], [h[options[row] - 1] for row in rows]
        )
        number, _ = number_below(whole, f"{start}{place}.")
        row = _picked(rows, chances, number)
        if row is None:
            return None, work + 1
        free.discard(row)
        taken.append(row)
        for other in rows:
            options[other] -= 1
    return taken, work


def _picked(rows: Sequence[int], chances: Sequence[int], number: int) -> int | None:
    """Return the row whose share of the whole a number lies in; None in what they leave."""
    for row, chance in zip(rows, chances, strict=True):
        number -= chance
        if number < 0:
            return row
    return None


def _chances(before: Sequence[int], after: Sequence[int]) -> tuple[list[int], int]:
    """Return each row's chance and the whole, of which what the rows leave ends the attempt.

    The chance of a row is the product of ``after`` over the other rows, in the
    unit; the whole is the product of ``before`` over all.
    """
    left = [1]
    for height in after:
        left.append(left[-1] * height)
    chances, right, whole = [0] * len(after), UNIT, 1
    for at in reversed(range(len(after))):
        chances[at] = left[at] * right
        right *= after[at]
        whole *= before[at]
    return chances, whole


def _allocation(task: Task, taken: Sequence[int]) -> Allocation:
    """Return each row's columns; copies are one column again, spare ones none."""
    found: list[tuple[int, ...]] = [()] * len(task.rows)
    each = task.column_bounds[1]
    for place, row in enumerate(taken[: each * task.columns]):
        found[row] = (place // each,)
    return tuple(found)
