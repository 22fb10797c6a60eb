"""Proposing: uniform over the same allocations that counting finds, repeatable, refused in time."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from math import prod
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from generator.pairing import counting, proposing
from generator.pairing.audit import audit, verify
from generator.pairing.counting import Task, TooManyStates, count
from generator.pairing.draw import draw
from generator.pairing.proposing import UNIT, _chances, heights, proposed
from generator.pairing.rules import DrawRules
from tests.pairing.people import department

UNEVEN = Task(((0, 1, 2), (0, 1), (0, 1, 2), (2,), (1, 2)), 3, (0, 1), (1, 1))
SQUARE = Task(((0, 1, 2), (0, 1), (0, 1, 2), (2, 3), (1, 3, 4), (0, 4)), 5, (0, 1), (1, 1))
COPIES = Task(((0, 1), (0, 1), (0,), (1,), (0, 1), (1,)), 2, (0, 1), (2, 2))

HEIGHTS = [367879441171, 1000000000001, 1444667861012, 4613592567923, 75028409410741]
PROPOSED = (((0,), (), (1,), (2,), (3,), (4,)), 1)


@pytest.mark.parametrize("task", [UNEVEN, SQUARE, COPIES])
def test_every_allocation_is_equally_likely(task: Task) -> None:
    found = Counter(made[0] for n in range(4_000) if (made := proposed(task, str(n), "given")))
    assert len(found) == count(task).total
    assert chisquare(list(found.values())).pvalue > 0.001


def test_attempts_are_as_many_as_the_bound_says() -> None:
    """An attempt stands with the chance of allocations over M: no more and no less."""
    task = Task(((0, 1, 2), (0, 1), (0, 1, 2)), 3, (1, 1), (1, 1))
    expected = prod(heights()[len(row)] / UNIT for row in task.rows) / 4
    tries = [made[1] for n in range(4_000) if (made := proposed(task, str(n), "given"))]
    assert mean(tries) == pytest.approx(expected, rel=0.05)


def test_every_height_shares_itself_out() -> None:
    """1 / h(r-1) is at most e times the logarithm of h(r) / h(r-1), in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        e = Decimal(1).exp()
        for before, after in zip(heights(), heights()[1:], strict=False):
            lower, upper = Decimal(before) / UNIT, Decimal(after) / UNIT
            assert 1 / lower <= e * (upper / lower).ln()
            assert (upper / lower).ln() * lower * e < Decimal("1.00001")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_the_chances_of_one_choice_never_exceed_the_whole(options: list[int]) -> None:
    h = heights()
    chances, whole = _chances([h[r] for r in options], [h[r - 1] for r in options])
    assert 0 < sum(chances) <= whole
    assert whole == prod(h[r] for r in options)
    first = UNIT * prod(h[r - 1] for r in options[1:])
    assert chances[0] == first


def test_the_same_words_are_hashed_on_every_machine() -> None:
    """A difference means that old draws of large groups cannot be repeated."""
    assert [heights()[r] for r in (0, 1, 2, 10, 200)] == HEIGHTS
    assert proposed(SQUARE, "a", "b") == PROPOSED


def test_a_large_department_is_drawn_and_verified() -> None:
    people = department(40)
    made = draw(people, DrawRules(exclude_supervisors=True), "dice")
    assert made is not None
    assert (made.allocations, made.index) == (None, None)
    assert len(set(made.pairs)) == len({mentee for _, mentee in made.pairs}) == 40
    assert not set(made.pairs) & people.supervised
    record = audit(made, salt="ab", committed=False, drawn_on="2026-05-11")
    assert verify(record) == ()
    assert verify({**record, "tries": made.tries + 1})


def test_a_department_of_documented_size_is_counted() -> None:
    made = draw(department(12), DrawRules(exclude_supervisors=True), "dice")
    assert made is not None
    assert made.allocations == 176_214_841  # derangements of 12


def test_what_neither_way_can_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "MOST_WORK", 0)
    monkeypatch.setattr(counting, "MOST_STATES", 50)
    with pytest.raises(TooManyStates):
        draw(department(24), DrawRules(exclude_supervisors=True), "dice")
