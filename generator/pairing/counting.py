"""How many complete allocations there are, and which of them has a given number.

An allocation gives each **row** (a person of the larger side) some **columns**
(people of the smaller side), with bounds on how many partners each may have.
The allocations are numbered, from 0, in this order:

1. The people are divided into groups that no allowed pair connects; the groups
   stand in the order of their first row. The number of an allocation is made
   of one digit a group, as hours, minutes and seconds make a time: the last
   group's changes fastest, and each group has as many digits as it has
   allocations of its own.
2. In a group, the first row counts most, then the second, and so on. What a row
   gets is a list of columns in their order; lists are sorted as words are in a
   dictionary: the empty list first, then those that begin with the first column.

**Counting.** Rows are taken one after the other. What the rest can still do
depends only on how often each column has been taken, so states are counted
and not allocations: 2 to the power of the columns, at most, for each row.
Columns that the rest of the rows cannot tell apart are exchanged for each
other, which keeps large groups small where most are willing. Numbers are whole
and as large as they need to be: nothing is rounded.

**Limit.** At most ``MOST_STATES`` states and ``MOST_STEPS`` steps between
them, where what takes longer counts as several; beyond that ``TooManyStates``
is raised. ``always_counted`` tells what is within it whatever the preferences:
17 people on each side, one to one; or 32 on one side and 12 on the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import prod

MOST_STATES = 1_100_000
MOST_STEPS = 12_000_000
#: As many states as 17 people on each side can lead to, counted in a second or two.
SURE_STATES = 1 << 17

Allocation = tuple[tuple[int, ...], ...]


class TooManyStates(Exception):  # noqa: N818 - it is no error: the caller says what to do
    """The group is too large for exact counting."""


@dataclass(frozen=True, slots=True)
class Task:
    """Which columns each row may have, and how many partners: from, to."""

    rows: tuple[tuple[int, ...], ...]
    columns: int
    row_bounds: tuple[int, int]
    column_bounds: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """A task's groups, each with what was counted, and the number of allocations."""

    task: Task
    groups: tuple[_Group, ...]
    total: int


def always_counted(task: Task) -> bool:
    """Return True for so few people that they are counted whatever they prefer.

    >>> [always_counted(Task(((),) * rows, columns, (0, 1), (1, 1)))
    ...  for rows, columns in ((17, 17), (32, 12), (18, 18), (33, 12))]
    [True, True, False, False]
    """
    if task.row_bounds[1] > 1 or task.column_bounds[1] > 1:
        return False
    states = 1 << task.columns
    if len(task.rows) > task.columns:
        states *= len(task.rows)
    return states <= SURE_STATES


def count(task: Task) -> Counted:
    """Return how many complete allocations there are; raises ``TooManyStates``.

    >>> count(Task(((0, 1, 2), (0, 1), (0, 1, 2)), 3, (1, 1), (1, 1))).total
    4
    """
    taken = {column for row in task.rows for column in row}
    if task.column_bounds[0] > 0 and len(taken) < task.columns:
        return Counted(task, (), 0)
    budget = _Budget(MOST_STATES, MOST_STEPS)
    groups = tuple(_group(task, rows, budget) for rows in _connected(task.rows))
    return Counted(task, groups, prod(_ways(group, 0, 0) for group in groups))


def allocation(counted: Counted, number: int) -> Allocation:
    """Return the allocation of a number: each row's columns."""
    if not 0 <= number < counted.total:
        raise ValueError(f"There is no allocation {number} of {counted.total}.")
    found: list[tuple[int, ...]] = [()] * len(counted.task.rows)
    for group in reversed(counted.groups):
        number, digit = divmod(number, _ways(group, 0, 0))
        state = 0
        for place, row in enumerate(group.rows):
            for chosen in _choices(group, place, state):
                after = _after(group, place, state, chosen)
                ways = -1 if after is None else _ways(group, place + 1, after)
                if digit < ways:
                    break
                digit -= max(ways, 0)
            found[row], state = chosen, after or 0
    return tuple(found)


# --- groups -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Budget:
    states: int
    steps: int


@dataclass(frozen=True, slots=True)
class _Group:
    """People whom allowed pairs connect.

    A state is one whole number: for each column, ``width`` bits that count how
    often it has been taken. ``closing`` are the columns that no later row may
    have, ``twins`` those that the rows from a place on cannot tell apart.
    ``known`` remembers, for each place, how many ways lead on from a state.
    """

    task: Task
    rows: tuple[int, ...]
    width: int
    closing: tuple[tuple[int, ...], ...]
    twins: tuple[tuple[tuple[int, ...], ...], ...]
    known: tuple[dict[int, int], ...]
    budget: _Budget = field(repr=False)


def _connected(rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the rows of each group, the groups in the order of their first row."""
    group_of = list(range(len(rows)))

    def root(row: int) -> int:
        while group_of[row] != row:
            row = group_of[row]
        return row

    first: dict[int, int] = {}
    for row, columns in enumerate(rows):
        for column in columns:
            one, other = sorted((root(row), root(first.setdefault(column, row))))
            group_of[other] = one
    groups: dict[int, list[int]] = {}
    for row in range(len(rows)):
        groups.setdefault(root(row), []).append(row)
    return [tuple(group) for _, group in sorted(groups.items())]


def _group(task: Task, rows: tuple[int, ...], budget: _Budget) -> _Group:
    futures: list[dict[int, int]] = [{}]
    for place in reversed(range(len(rows))):
        after = dict(futures[0])
        for column in task.rows[rows[place]]:
            after[column] = after.get(column, 0) | 1 << place
        futures.insert(0, after)
    return _Group(
        task,
        rows,
        width=max(task.column_bounds[1].bit_length(), 1),
        closing=tuple(
            tuple(c for c in before if c not in after) for before, after in pairwise(futures)
        ),
        twins=tuple(map(_twins, futures)),
        known=tuple({} for _ in futures),
        budget=budget,
    )


def _twins(future: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    alike: dict[int, list[int]] = {}
    for column, rows in sorted(future.items()):
        alike.setdefault(rows, []).append(column)
    return tuple(tuple(columns) for columns in alike.values() if len(columns) > 1)


# --- states -------------------------------------------------------------------------------


def _ways(group: _Group, place: int, state: int) -> int:
    """Return in how many ways the rows from a place on can be completed."""
    if place == len(group.rows):
        return 1
    if group.twins[place]:
        group.budget.steps -= 4 * (1 + group.task.columns // 16)
        state = _same(group, place, state)
    known = group.known[place]
    found = known.get(state)
    if found is None:
        group.budget.states -= 1
        if group.budget.states < 0 or group.budget.steps < 0:
            raise TooManyStates
        found = 0
        later = group.known[place + 1]
        cost = (1 if group.task.row_bounds == (1, 1) else 4) * (1 + group.task.columns // 24)
        for chosen in _choices(group, place, state):
            after = _after(group, place, state, chosen)
            if after is None:
                continue
            group.budget.steps -= cost
            ways = later.get(after)
            found += _ways(group, place + 1, after) if ways is None else ways
        known[state] = found
    return found


def _same(group: _Group, place: int, state: int) -> int:
    """Return the one state that stands for all that differ only among twins."""
    width, most = group.width, (1 << group.width) - 1
    for twins in group.twins[place]:
        taken = sorted(state >> width * column & most for column in twins)
        for column, times in zip(twins, taken, strict=True):
            state += (times - (state >> width * column & most)) << width * column
    return state


def _choices(group: _Group, place: int, state: int) -> Iterator[tuple[int, ...]]:
    """Yield what the row at a place may get, in dictionary order."""
    width, most = group.width, (1 << group.width) - 1
    limit = group.task.column_bounds[1]
    free = [
        column
        for column in group.task.rows[group.rows[place]]
        if (state >> width * column & most) < limit
    ]
    return _lists(free, *group.task.row_bounds)


def _lists(columns: Sequence[int], low: int, high: int) -> Iterator[tuple[int, ...]]:
    """Yield ordered lists of columns with a length between the bounds, as in a dictionary.

    >>> list(_lists([3, 5, 7], 0, 2))
    [(), (3,), (3, 5), (3, 7), (5,), (5, 7), (7,)]
    """
    if low <= 0:
        yield ()
    if high <= 0:
        return
    for at, column in enumerate(columns):
        for rest in _lists(columns[at + 1 :], low - 1, high - 1):
            yield (column, *rest)


def _after(group: _Group, place: int, state: int, chosen: Sequence[int]) -> int | None:
    """Return the state once a row has its columns, without those that are closed now.

    None where a column ends with too few.
    """
    width, most, low = group.width, (1 << group.width) - 1, group.task.column_bounds[0]
    for column in chosen:
        state += 1 << width * column
    for column in group.closing[place]:
        taken = state >> width * column & most
        if taken < low:
            return None
        state -= taken << width * column
    return state
