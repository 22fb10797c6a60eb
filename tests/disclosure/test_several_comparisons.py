"""A measure that is compared twice: both changes together tell more than each with its waves."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.published import further_comparisons
from generator.disclosure.release import release
from generator.disclosure.released import Audience, Release, Released, Withheld
from generator.disclosure.rule import LARGE_FROM
from generator.survey.variables import Variable
from tests.disclosure.attacker import FIVE, Attack, Sight, View, bands
from tests.disclosure.invented import (
    change_variable,
    cohorts,
    from_counts,
    programme,
    wave_variable,
)

TIMES = ("early", "after")
EARLY = dataclasses.replace(
    wave_variable("mentor", "before"), from_="early", population=TIMES, primary=False
)
FURTHER = dataclasses.replace(
    change_variable("mentor"), from_="early", population=TIMES, primary=False
)
BEFORE, AFTER = (wave_variable("mentor", wave) for wave in ("before", "after"))
CHANGE = change_variable("mentor")
ALL = (EARLY, BEFORE, AFTER, FURTHER, CHANGE)
#: Somebody's answers early, before and after, each from 0 to 4.
Answers = tuple[int, int, int]


def released(
    blocks: list[list[Answers]], audience: Audience, asked: tuple[Variable, ...] = ALL
) -> Release:
    listed = cohorts([len(block) for block in blocks])
    joint = np.zeros((2, len(blocks), 5, 5), dtype=np.int64)
    for place, block in enumerate(blocks):
        for early, before, after in block:
            joint[0, place, early, after] += 1
            joint[1, place, before, after] += 1
    counted = from_counts(listed, changes={FURTHER.key: joint[0], CHANGE.key: joint[1]})
    return release(programme(), asked, counted, listed, audience=audience)


def test_a_change_that_shares_a_wave_with_the_main_one_is_a_further_one() -> None:
    assert further_comparisons(ALL) == {FURTHER.key}
    assert further_comparisons((BEFORE, AFTER, CHANGE)) == frozenset()
    apart = dataclasses.replace(FURTHER, measure="other")
    assert further_comparisons((BEFORE, AFTER, CHANGE, apart)) == frozenset()


def test_five_people_who_all_answered_three_times() -> None:
    """Before (3, 1, 1), after (2, 2, 1), and two changes: together they would fix what was early.

    Seven tables for the early answers agree with all four, of which most would have been shown.
    """
    people = [(0, 0, 0), (0, 1, 0), (1, 0, 2), (0, 2, 2), (0, 4, 4)]
    group = released([people], "restricted").groups[0]
    assert isinstance(group.tables[FURTHER.key], Withheld)
    without = released([people], "restricted", (EARLY, BEFORE, AFTER, CHANGE)).groups[0]
    for variable in (EARLY, BEFORE, AFTER, CHANGE):
        assert group.tables[variable.key] == without.tables[variable.key]


person = st.tuples(*[st.integers(0, 4)] * 3)


@given(st.lists(st.lists(person, min_size=10, max_size=60), min_size=2, max_size=3), st.data())
@settings(max_examples=15)
def test_only_large_groups_show_it(blocks: list[list[Answers]], data: st.DataObject) -> None:
    audience = data.draw(st.sampled_from(["open", "restricted"]))
    for group in released(blocks, audience).groups:
        people = sum(len(blocks[int(name[1:])]) for name, _ in group.members)
        assert people >= LARGE_FROM or isinstance(group.tables[FURTHER.key], Withheld)


def test_large_groups_do_show_it() -> None:
    everybody = list(product(range(5), repeat=3))
    thirds = [everybody[::3], everybody[1::3], everybody[2::3]]
    for audience in ("open", "restricted"):
        groups = released(thirds, audience).groups
        whole = groups[0].tables[FURTHER.key]
        assert isinstance(whole, Released)
        assert "p_stratified" not in whole.statistics
        parts = [group for group in groups if group.level == "cohort"]
        assert len(parts) == 3
        assert all(isinstance(part.tables[FURTHER.key], Withheld) for part in parts)
        assert any(isinstance(part.tables[CHANGE.key], Released) for part in parts)


#: What an attacker sees who looks at both comparisons at once, of (early, before, after).
VIEWS: dict[str, View] = {
    "early": lambda early, before, after: bands(early),
    "before": lambda early, before, after: bands(before),
    "after": lambda early, before, after: bands(after),
    "further": lambda early, before, after: FIVE["change"](early, after),
    "change": lambda early, before, after: FIVE["change"](before, after),
}


@pytest.mark.parametrize("sizes", [(104,), (112,), (35, 103)])
@pytest.mark.parametrize("spread", [0.03, 0.1])
def test_of_a_hundred_people_both_comparisons_together_give_nothing_away(
    sizes: tuple[int, ...], spread: float
) -> None:
    """The audit looks at one after the other; an attacker of other code looks at both at once."""
    rng = np.random.default_rng([*sizes, int(100 * spread)])
    blocks: list[list[Answers]] = []
    for size in sizes:
        cells = rng.choice(125, size=size, p=rng.dirichlet(np.full(125, spread)))
        blocks.append([(int(c) // 25, int(c) // 5 % 5, int(c) % 5) for c in cells])
    sights = {}
    for group in released(blocks, "open").groups:
        who = frozenset(name for name, _ in group.members)
        people = sum(len(blocks[int(name[1:])]) for name in who)
        for view, variable in zip(VIEWS, ALL, strict=True):
            table = group.tables[variable.key]
            if isinstance(table, Released):
                sights[who, view] = Sight(who, view, people, table.counts)
    seen = sorted({view for _, view in sights})
    assert {"early", "further"} <= set(seen)
    attack = Attack(list(sights.values()), VIEWS, (5, 5, 5))
    assert not list(attack.given_away(seen))
