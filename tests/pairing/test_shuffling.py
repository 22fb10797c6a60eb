"""Shuffling: uniform over the same allocations that counting finds, repeatable, refused in time."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from scipy.stats import chisquare

from generator.pairing import counting, shuffling
from generator.pairing.audit import audit, verify
from generator.pairing.counting import Task, TooManyStates, count
from generator.pairing.draw import draw
from generator.pairing.preferences import Preferences
from generator.pairing.rules import DrawRules
from generator.pairing.shuffling import shuffled

UNEVEN = Task(((0, 1, 2), (0, 1), (0, 1, 2), (2,), (1, 2)), 3, (0, 1), (1, 1))


def test_every_allocation_is_equally_likely() -> None:
    found = Counter(
        made[0] for n in range(20_000) if (made := shuffled(UNEVEN, str(n), "given")) is not None
    )
    assert len(found) == count(UNEVEN).total
    assert chisquare(list(found.values())).pvalue > 0.001


def test_a_round_can_be_worked_out_with_any_sha_256_program() -> None:
    everybody = Task(((0, 1, 2),) * 3, 3, (1, 1), (1, 1))
    raw = hashlib.sha256(b"mentoring-draw-1 shuffle\na\nb\n0.0\n").digest()
    first, second = (int.from_bytes(raw[at : at + 2], "big") for at in (0, 2))
    free = [0, 1, 2]
    rows = [free.pop(first % 3), free.pop(second % 2), free.pop(0)]
    expected = tuple((rows.index(row),) for row in range(3))
    assert shuffled(everybody, "a", "b") == (expected, 1)


def department(size: int) -> Preferences:
    """Return people who are all willing, each with a supervisor of their own."""
    mentors = tuple(f"mentor {n:02}" for n in range(size))
    mentees = tuple(f"mentee {n:02}" for n in range(size))
    every = frozenset((mentor, mentee) for mentor in mentors for mentee in mentees)
    return Preferences(mentors, mentees, every, frozenset(zip(mentors, mentees, strict=True)))


def test_a_large_department_is_shuffled_and_verified() -> None:
    people = department(40)
    made = draw(people, DrawRules(exclude_supervisors=True), "dice")
    assert made is not None
    assert (made.allocations, made.index) == (None, None)
    assert len(set(made.pairs)) == 40
    assert not set(made.pairs) & people.supervised
    record = audit(made, salt="ab", committed=False, drawn_on="2026-05-11")
    assert verify(record) == ()
    assert verify({**record, "tries": made.tries + 1})


def test_a_department_of_documented_size_is_counted() -> None:
    made = draw(department(12), DrawRules(exclude_supervisors=True), "dice")
    assert made is not None
    assert made.allocations == 176_214_841  # derangements of 12


def test_what_neither_way_can_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuffling, "MOST_ROUNDS", 1)
    monkeypatch.setattr(counting, "MOST_STATES", 50)
    with pytest.raises(TooManyStates):  # this seed's first round has a pair that is excluded
        draw(department(24), DrawRules(exclude_supervisors=True), "dice")
