"""Repeating a draw from its record: everything agrees, and no entry can be altered unseen."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from generator.pairing.audit import audit, checksum, verify
from generator.pairing.draw import draw
from generator.pairing.rules import DrawRules
from tests.pairing.people import BIASED, example, preferences

RULES = DrawRules(exclude_supervisors=True)


def record() -> dict[str, Any]:
    made = draw(example(), RULES, "4 2 6 1 1 5")
    assert made is not None
    return audit(made, salt="ab" * 32, committed=True, drawn_on="2026-05-11")


def read_back() -> Any:
    return json.loads(json.dumps(record()))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every single value, and of every list and mapping."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(below, (*path, key))


def altered(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return None


def test_a_record_agrees_with_the_draw_made_anew() -> None:
    assert verify(read_back()) == ()
    assert verify(read_back(), example()) == ()


def test_every_single_alteration_is_noticed() -> None:
    for path in places(record()):
        for change in ("alter", "delete"):
            said = copy.deepcopy(read_back())
            holder = said
            for key in path[:-1]:
                holder = holder[key]
            if change == "delete":
                del holder[path[-1]]
            else:
                holder[path[-1]] = altered(holder[path[-1]])
            assert verify(said), (path, change)
    assert verify({**read_back(), "more": 1})


@pytest.mark.parametrize(
    "key",
    [
        "pairs",
        "index",
        "allocations",
        "reserves",
        "seed",
        "commitment",
        "salt",
        "input_sha256",
        "rules",
        "preferences",
    ],
)
def test_what_the_draw_gives_is_noticed_under_a_renewed_checksum_too(key: str) -> None:
    said = read_back()
    other = draw(preferences({"A": "123", "B": "12", "C": "123"}), DrawRules(2, 2), "another")
    assert other is not None
    said[key] = audit(other, salt="cd" * 32, committed=True, drawn_on="2026-05-11")[key]
    said["checksum"] = checksum(said)
    found = verify(said)
    assert found
    assert not any(fault.startswith("checksum") for fault in found)


def test_what_differs_is_named_with_both_values() -> None:
    said = read_back()
    right = said["index"]
    said["index"] = 5
    assert f"index: the file says 5; the draw gives {right}." in verify(said)
    assert any("not the one" in fault for fault in verify(read_back(), BIASED))


@pytest.mark.parametrize(
    "hostile",
    [
        {}, {"algorithm": "mentoring-draw-2"}, {"algorithm": "mentoring-draw-1"},
        {"algorithm": "mentoring-draw-1", "preferences": {"mentors": [[]], "mentees": "x"}},
    ],
)  # fmt: skip
def test_hostile_records_are_told_and_not_raised(hostile: dict[str, Any]) -> None:
    assert verify(hostile)


def test_rules_that_no_draw_can_have_are_refused() -> None:
    for rules in ({"mentors_per_mentee": 10**9}, {"mentors_per_mentee": True}, {"x": 1}, [], None):
        said = read_back()
        said["rules"] = {**said["rules"], **rules} if isinstance(rules, dict) else rules
        assert verify(said)


def test_the_number_of_the_only_allocation_is_nought() -> None:
    made = draw(preferences({"A": "1", "B": "12"}), DrawRules(), "x")
    assert made is not None
    assert (made.allocations, made.index) == (1, 0)
    assert made.pairs == (("A", "1"), ("B", "2"))
