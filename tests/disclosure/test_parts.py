"""A system in parts: nothing is called safe in a part that is not safe in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure import parts
from generator.disclosure.audit import Finding, audit
from generator.disclosure.known import Known
from generator.disclosure.parts import kept_by_key, kept_together
from generator.disclosure.published import Key, Published, links
from generator.disclosure.rounding import lr5
from generator.disclosure.system import System, single, system
from generator.disclosure.witness import nest
from tests.disclosure.attacker import FIVE as FIVE_VIEWS
from tests.disclosure.attacker import Attack, Sight
from tests.disclosure.invented import WAVES, change_variable, wave_variable

KEYS = (*(wave_variable("mentor", wave).key for wave in WAVES), change_variable("mentor").key)
LINK = links([*(wave_variable("mentor", wave) for wave in WAVES), change_variable("mentor")])[0]
VIEWS = ("before", "after", "change")
Truth = tuple[int, int, int]


@contextmanager
def of_at_most(classes: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "LARGEST", classes)
        yield


def printed(atoms: str, people: list[int]) -> list[Published]:
    """Return the tables before, after and of change of people, each a pair of five codes."""
    joint = np.bincount(people, minlength=25).reshape(5, 5)
    found = []
    for key, view in zip(KEYS, VIEWS, strict=True):
        truth = [0, 0, 0]
        for b in range(5):
            for a in range(5):
                truth[FIVE_VIEWS[view](b, a)] += int(joint[b, a])
        found.append(Published(key, frozenset(atoms), len(people), lr5(truth), group=atoms))
    return found


def nation(blocks: list[list[int]]) -> list[Published]:
    """Return the tables of blocks, of two by two of them, and of all."""
    names = "abcdefgh"[: len(blocks)]
    places = range(0, len(blocks), 2)
    pairs = [(names[i : i + 2], list(chain(*blocks[i : i + 2]))) for i in places]
    groups = [*zip(names, blocks, strict=True), *pairs, (names, list(chain(*blocks)))]
    return [table for atoms, people in groups for table in printed(atoms, people)]


def whole_system(tables: list[Published]) -> System:
    return system(LINK, list({(t.key, t.atoms): t for t in tables}.values()))


people = st.lists(st.integers(0, 24), min_size=9, max_size=14)


@given(st.lists(people, min_size=4, max_size=6), st.booleans())
@settings(max_examples=20, deadline=None)
def test_parts_find_what_the_whole_finds(blocks: list[list[int]], lopsided: bool) -> None:
    if lopsided:
        blocks = [[4 if place % 3 else p for place, p in enumerate(block)] for block in blocks]
    """What one of them shows to be given away the other withholds too.

    It may be for want of an answer: how often the solver is asked is limited.
    """
    tables = nation(blocks)
    for size, other in ((2, 100), (100, 2)):
        shown = {_what(f) for f in _looked_at(tables, size) if f.rule == "given-away"}
        assert shown <= {_what(f) for f in _looked_at(tables, other)}


def _looked_at(tables: list[Published], size: int) -> tuple[Finding, ...]:
    with of_at_most(size):
        return audit(tables, (LINK,), minimum=0)


def _what(one: Finding) -> tuple[frozenset[str], Key, int]:
    return one.atoms, one.key, one.category


@given(st.lists(people, min_size=4, max_size=4))
@settings(max_examples=4, deadline=None)
def test_an_attacker_with_a_solver_finds_no_more_than_the_parts(blocks: list[list[int]]) -> None:
    tables = nation([[4 if p % 4 else p for p in block] for block in blocks])
    named = dict(zip(KEYS, VIEWS, strict=True))
    sights = [Sight(t.atoms, named[t.key], t.people, t.counts) for t in tables]
    attack = Attack(sights, FIVE_VIEWS, (5, 5))
    theirs = {(attack.parts[place], view, k) for place, view, k in attack.given_away(VIEWS)}
    with of_at_most(2):
        ours = audit(tables, (LINK,), minimum=0)
    assert theirs <= {(f.atoms, named[f.key], f.category) for f in ours}


def test_everybody_is_in_one_part_and_neighbours_are_together() -> None:
    found = whole_system(nation([[0, 6, 12, 18, 24, 1, 2, 7, 8]] * 6))
    tree = nest(found)
    assert tree is not None
    with of_at_most(2):
        cut = parts.parts(tree)
    assert sorted(which for part in cut for which in part) == list(range(6))
    assert sorted(tuple(sorted("".join(*found.classes[w]) for w in part)) for part in cut) == [
        ("a", "b"), ("c", "d"), ("e", "f"),
    ]  # fmt: skip
    with of_at_most(6):
        assert len(parts.parts(tree)) == 1


def test_a_part_as_a_whole_stays_as_it_is() -> None:
    """Whatever may be moved in a part, all that stands outside of it prints the same."""
    found = whole_system(nation([[0, 6, 12, 18, 24, 1, 2, 7, 8]] * 4))
    base = np.zeros((4, len(found.cells)), dtype=np.int64)
    base[:, 0] = 9
    inside = kept_together(found, (0, 1), base)
    pin = inside.tables[-1]
    assert (pin.classes, pin.tight) == ((0, 1), True)
    assert (pin.table.exact, pin.table.counts) == (True, (18, 0, 0))
    assert all(set(placed.classes) <= {0, 1} for placed in inside.tables)
    assert len(inside.tables) == 3 * 3 + 1  # two blocks, what is printed of both, and the pin
    by_key = kept_by_key(found, (0, 1), base)
    assert [placed.place for placed in by_key.tables[-3:]] == [0, 1, 2]
    alone = single(found.tables[0].table)
    one = system(alone, [placed.table for placed in found.tables if placed.place == 0])
    lone = kept_together(one, (0, 1), Known(base[:, :3]).base).tables[-1]
    assert not lone.tight  # an exact table of the one key says all that there is
