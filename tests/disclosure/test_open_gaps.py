"""Gaps of open pages: what was answered before, after, and how it changed, of one block.

All that ten or eleven people can have answered is listed, and put together by what
the page prints. Nothing of the audit is used for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from generator.disclosure.release import release
from generator.disclosure.released import Released
from tests.disclosure.brute_force import Table, rounded, tables
from tests.disclosure.invented import (
    change_variable,
    cohorts,
    from_counts,
    programme,
    question_variable,
    wave_variable,
)

LINK = (
    wave_variable("mentor", "before"),
    wave_variable("mentor", "after"),
    change_variable("mentor"),
)
Q = question_variable("mentor", "q")
Places = npt.NDArray[np.int64]
#: Rounded tables before, after and of the change.
Three = tuple[Table, Table, Table]

#: Codes before and after, counted from 0, that come out differently: low, middle and high are
#: (0, 1), (2,) and (3, 4), and only within low and high can an answer change unseen.
PAIRS = [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (2, 0), (2, 2), (2, 3)]
PAIRS += [(3, 0), (3, 2), (3, 3), (3, 4), (4, 3)]
BAND = (0, 0, 1, 2, 2)


VARIED = np.zeros((5, 5), dtype=np.int64)
VARIED[[0, 0, 1, 2, 2, 3, 3, 4, 4, 1, 0, 3], [0, 1, 2, 2, 3, 3, 4, 4, 3, 0, 3, 0]] = 1


@cache
def everything(people: int) -> tuple[Places, Places]:
    """Return how many people have each pair, in all possible ways, and the nine counts of each."""
    kinds = len(PAIRS)
    bars = np.array(list(combinations(range(people + kinds - 1), kinds - 1)), dtype=np.int16)
    ends = np.full((len(bars), 1), people + kinds - 1)
    ways = np.diff(np.hstack([np.full((len(bars), 1), -1), bars, ends]), axis=1) - 1
    counted = np.zeros((kinds, 9), dtype=np.int64)
    for kind, (before, after) in enumerate(PAIRS):
        change = 0 if after > before else 1 if after == before else 2
        counted[kind, [BAND[before], 3 + BAND[after], 6 + change]] = 1
    return ways, ways @ counted


@cache
def by_print(people: int) -> dict[Three, Places]:
    """Return by rounded tables which ways look like that."""
    _, counts = everything(people)
    number = np.full((people + 1,) * 2, -1)
    printed = [rounded(table) for table in tables(people, 3)]
    for place, table in enumerate(tables(people, 3)):
        number[table[0], table[1]] = printed.index(printed[place])
    of_each = [number[counts[:, 3 * k], counts[:, 3 * k + 1]] for k in range(3)]
    looks = np.stack(of_each, axis=1) @ (len(printed) ** np.arange(3))
    first, place = np.unique(looks, return_index=True, return_inverse=True)[1:]
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place))
    rows = np.split(order, ends[:-1])
    tables_of = np.stack(of_each, axis=1)[first]
    return {
        (printed[a], printed[b], printed[c]): mine
        for (a, b, c), mine in zip(tables_of.tolist(), rows, strict=True)
    }


def joint(people: int, way: int) -> Places:
    """Return (codes, codes): how many people answered so before and after."""
    found = np.zeros((5, 5), dtype=np.int64)
    for (before, after), count in zip(PAIRS, everything(people)[0][way], strict=True):
        found[before, after] = count
    return found


def people(pairs: dict[tuple[int, int], int]) -> Places:
    """Return (codes, codes): how many people answered so before and after."""
    found = np.zeros((5, 5), dtype=np.int64)
    for pair, count in pairs.items():
        found[pair] = count
    return found


def stands(blocks: list[Places], organisations: Sequence[str] | None = None) -> list[list[bool]]:
    """Return by group of a programme of some blocks which of the three tables are shown."""
    return list(by_members(blocks, organisations).values())


def by_members(
    blocks: list[Places], organisations: Sequence[str] | None = None
) -> dict[tuple[str, str], list[bool]]:
    """Return the same by the group's level and its cohorts' numbers."""
    listed = cohorts([int(block.sum()) for block in blocks], organisations)
    answers = np.array([[*block.sum(axis=0), *[0] * 5] for block in blocks])
    counted = from_counts(
        listed, changes={LINK[2].key: np.stack(blocks)}, answers={("mentor_after", "q"): answers}
    )
    made = release(programme(), (*LINK, Q), counted, listed, audience="open")
    return {
        (group.level, " ".join(name[-1] for name, _ in group.members)): [
            isinstance(group.tables[v.key], Released) for v in (*LINK, Q)
        ]
        for group in made.groups
    }


@cache
def hidden(people: int) -> frozenset[Three]:
    """Return what a single block would print and does not, looking at one way for each."""
    return frozenset(
        three
        for three, ways in by_print(people).items()
        if not all(stands([joint(people, ways[len(ways) // 2])])[0][:3])
    )


def in_doubt(counts: Places, people: int) -> bool:
    """The rule, as it is written: three counts, not all of 1 to 4, and two people outside."""
    found = [set(column.tolist()) for column in counts.T]
    return all(len(c) >= 3 and not c <= {1, 2, 3, 4} and min(c) <= people - 2 for c in found)


@pytest.mark.parametrize("people", [10, 11])
def test_a_gap_leaves_every_count_in_doubt(people: int) -> None:
    """Before, after and the change alike: what fails is too varied for a gap to tell anything."""
    _, counts = everything(people)
    looks = by_print(people)
    gaps = hidden(people)
    assert 0 < len(gaps) < len(looks)
    assert in_doubt(counts[np.concatenate([looks[three] for three in gaps])], people)
    for three in looks.keys() - gaps:
        assert in_doubt(counts[looks[three]], people)


@pytest.mark.parametrize("people", [10])
def test_of_a_block_all_three_stand_or_none(people: int) -> None:
    looks = by_print(people)
    for three in sorted(hidden(people)):
        *linked, question = stands([joint(people, looks[three][0])])[0]
        assert linked == [False] * 3
        assert question


def test_whether_they_stand_follows_from_what_they_print() -> None:
    looks = by_print(10)
    for three in sorted(looks)[::9]:
        shown = {
            all(stands([joint(10, way)])[0][:3])
            for way in looks[three][:: len(looks[three]) // 3 + 1]
        }
        assert shown == {three not in hidden(10)}


@pytest.mark.parametrize("people", [10])
def test_a_gap_of_the_change_alone_would_tell_it(people: int) -> None:
    """What was so before: the two waves beside a gap say which changes fail with them."""
    _, counts = everything(people)
    looks = by_print(people)
    told = 0
    for waves in {three[:2] for three in hidden(people)}:
        ways = [looks[three] for three in hidden(people) if three[:2] == waves]
        told += not in_doubt(counts[np.concatenate(ways)], people)
    assert told > 10


def test_by_example() -> None:
    """Ten who were low and are high: that 6 or 7 of them improved must not follow from a gap."""
    waves = (10, 0, 0), (0, 0, 10)
    changes = {three[2] for three in hidden(10) if three[:2] == waves}
    assert (5, 5, 0) in changes
    counts = everything(10)[1][by_print(10)[(*waves, (5, 5, 0))]]
    assert set(counts[:, 6].tolist()) == {6, 7}


def test_the_smallest_block_beside_a_gap_goes_with_it() -> None:
    """Otherwise the group around both, less the other block, would be the one that is missing."""
    gap = joint(10, int(by_print(10)[(10, 0, 0), (0, 0, 10), (5, 5, 0)][0]))
    assert stands([VARIED])[0] == [True] * 4
    *around, largest, missing, beside = stands([VARIED + VARIED, gap, VARIED])
    assert [*around, largest] == [[True] * 4] * (len(around) + 1)
    assert missing == beside == [False, False, False, True]


def test_where_only_groups_of_several_blocks_stand_beside_a_gap_one_of_them_goes() -> None:
    """With its smallest block: the group around all, less the others, would be the one missing."""
    alone = people(
        {(0, 4): 1, (1, 1): 2, (1, 3): 1, (1, 4): 1, (2, 3): 2, (2, 4): 1, (3, 3): 1, (4, 4): 1}
    )
    smallest = people(
        {(0, 4): 1, (1, 2): 2, (1, 3): 1, (1, 4): 1, (2, 2): 1, (2, 3): 1, (2, 4): 2, (3, 3): 1}
    )
    other = people({(0, 2): 1, (1, 2): 1, (1, 3): 2, (1, 4): 3, (2, 2): 1, (2, 4): 2})
    found = by_members([alone, smallest, other], ["A", "B", "B"])
    assert found.pop(("programme", "0 1 2")) == [True] * 4
    assert found.pop(("cohort", "2")) == [True] * 4
    assert {members for (_, members) in found} == {"0", "1 2", "1"}
    assert all(one == [False, False, False, True] for one in found.values())


def test_of_a_hundred_people_a_table_goes_alone() -> None:
    """Figures are at fault there, and most of what stands beside them may stay."""
    rng = np.random.default_rng(3)
    left = 0
    for _ in range(6):
        shares = rng.dirichlet(np.full(25, 0.6))
        blocks = [rng.multinomial(size, shares).reshape(5, 5) for size in (30, 60, 100)]
        left += any(by_members(blocks)["cohort", "2"][:3])
    assert left > 3
