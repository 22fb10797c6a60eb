"""Counting and numbering allocations, against every allocation written out."""

from __future__ import annotations

from itertools import combinations, product
from math import factorial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.pairing import counting
from generator.pairing.counting import Task, TooManyStates, allocation, always_counted, count


def written_out(task: Task) -> list[tuple[tuple[int, ...], ...]]:
    """Return every allocation, found by trying everything, in the documented order of one group."""
    low, high = task.row_bounds
    lists = [
        sorted(c for size in range(low, high + 1) for c in combinations(sorted(row), size))
        for row in task.rows
    ]
    found = []
    for chosen in product(*lists):
        taken = [sum(column in row for row in chosen) for column in range(task.columns)]
        if all(task.column_bounds[0] <= times <= task.column_bounds[1] for times in taken):
            found.append(chosen)
    return found


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    columns = draw(st.integers(1, 4))
    row = st.sets(st.integers(0, columns - 1)).map(lambda chosen: tuple(sorted(chosen)))
    rows = tuple(draw(st.lists(row, min_size=1, max_size=5)))
    bounds = st.tuples(st.integers(0, 2), st.integers(0, 2)).map(sorted).map(tuple)
    return Task(rows, columns, draw(bounds), draw(bounds))


@given(tasks())
@example(Task(((0, 1, 2), (0, 1), (0, 1, 2)), 3, (1, 1), (1, 1)))
@example(Task(((0,), (1,), (0, 2), (1,)), 3, (0, 1), (1, 1)))
def test_counts_and_numbers_agree_with_every_allocation_written_out(task: Task) -> None:
    expected = written_out(task)
    counted = count(task)
    assert counted.total == len(expected)
    numbered = [allocation(counted, number) for number in range(counted.total)]
    assert sorted(numbered) == sorted(expected)
    assert len(set(numbered)) == len(numbered)
    if len(counted.groups) == 1:
        assert numbered == sorted(expected)  # dictionary order


def test_groups_are_the_digits_of_a_number_the_last_changing_fastest() -> None:
    task = Task(((0, 1), (2, 3), (0, 1), (2, 3)), 4, (1, 1), (1, 1))
    found = [allocation(count(task), number) for number in range(4)]
    assert found == [
        ((0,), (2,), (1,), (3,)),
        ((0,), (3,), (1,), (2,)),
        ((1,), (2,), (0,), (3,)),
        ((1,), (3,), (0,), (2,)),
    ]


def everybody(rows: int, columns: int, row: tuple[int, int], column: tuple[int, int]) -> Task:
    return Task((tuple(range(columns)),) * rows, columns, row, column)


def test_formulas_of_large_groups_where_all_are_willing() -> None:
    assert count(everybody(60, 60, (1, 1), (1, 1))).total == factorial(60)
    reserves = count(everybody(30, 12, (0, 1), (1, 1))).total
    assert reserves == factorial(30) // factorial(18)
    assert count(everybody(12, 6, (1, 1), (2, 2))).total == factorial(12) // 2**6
    two_of_four = count(everybody(6, 4, (2, 2), (3, 3))).total
    assert two_of_four == 1860  # OEIS A008300-like: 6 by 4 tables of 0 and 1, rows 2, columns 3


def test_nobody_with_their_own_supervisor_gives_derangements() -> None:
    size, expected = 14, [1, 0]
    while len(expected) <= size:
        expected.append((len(expected) - 1) * (expected[-1] + expected[-2]))
    rows = tuple(tuple(c for c in range(size) if c != row) for row in range(size))
    assert count(Task(rows, size, (1, 1), (1, 1))).total == expected[size]


def test_numbers_of_a_large_group_are_those_of_permutations_in_order() -> None:
    counted = count(everybody(40, 40, (1, 1), (1, 1)))
    for number in (0, 1, factorial(40) // 3, factorial(40) - 1):
        left, rest, expected = list(range(40)), number, []
        for more in reversed(range(40)):
            place, rest = divmod(rest, factorial(more))
            expected.append((left.pop(place),))
        assert allocation(counted, number) == tuple(expected)
    with pytest.raises(ValueError, match="no allocation"):
        allocation(counted, factorial(40))


@pytest.mark.parametrize(("bounds", "limit"), [((1, 1), "MOST_STATES"), ((2, 2), "MOST_STEPS")])
def test_a_group_that_cannot_be_counted_is_refused_and_not_guessed(
    bounds: tuple[int, int], limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple(
        tuple(c for c in range(10) if (c * c + row * row * 3 + c * row) % 7) for row in range(10)
    )
    task = Task(rows, 10, bounds, bounds)
    assert count(task).total > 0
    monkeypatch.setattr(counting, limit, 20)
    with pytest.raises(TooManyStates):
        count(task)


@pytest.mark.parametrize(("rows", "columns"), [(17, 17), (32, 12)])
def test_the_documented_size_is_always_within_the_limit(rows: int, columns: int) -> None:
    """The hardest rows are those that nothing makes alike: here some are missing at random."""
    wanted = tuple(
        tuple(c for c in range(columns) if (r * r * 31 + c * 17) % 16) for r in range(rows)
    )
    low = 1 if rows == columns else 0
    task = Task(wanted, columns, (low, 1), (1, 1))
    assert always_counted(task)
    assert count(task).total > 10**9
