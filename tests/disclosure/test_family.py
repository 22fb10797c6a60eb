"""A parent's table gives nothing away: an attacker who tries every table learns no more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.disclosure import family
from generator.disclosure.family import Family, Member, passing
from generator.disclosure.publish import publish
from generator.disclosure.rounding import lr5, possible_tables, safe
from generator.disclosure.rule import rule_in_force
from generator.survey.programme import ReleaseRule
from tests.disclosure.invented import flat_tree, two_storey_tree

RULE = rule_in_force(ReleaseRule(), "open")
Table = tuple[int, ...]


def every_table(people: int, categories: int) -> list[Table]:
    return [t for t in product(range(people + 1), repeat=categories) if sum(t) == people]


def attack(
    published: list[tuple[list[int], Table]], sizes: list[int], categories: int
) -> list[set[tuple[Table, ...]]]:
    """Return, per block, the tables that some assignment consistent with everything published has.

    Written without any of the code under test but ``lr5``: all tables of all
    blocks are tried. ``published`` are (blocks of the group, printed table).
    """
    own = {tuple(group): table for group, table in published if len(group) == 1}
    candidates = [
        [t for t in every_table(n, categories) if (place,) not in own or lr5(t) == own[place,]]
        for place, n in enumerate(sizes)
    ]
    together = [(group, table) for group, table in published if len(group) > 1]
    left: list[set[Table]] = [set() for _ in sizes]
    for world in product(*candidates):
        if all(
            lr5([sum(c) for c in zip(*(world[b] for b in group), strict=True)]) == table
            for group, table in together
        ):
            for place, table in enumerate(world):
                left[place].add(table)
    return left


block = st.lists(st.integers(0, 6), min_size=3, max_size=3).filter(lambda t: 10 <= sum(t) <= 12)


@given(st.lists(block, min_size=2, max_size=2))
@settings(max_examples=60)
def test_two_blocks_and_their_parent_stay_safe(blocks: list[list[int]]) -> None:
    check_family(blocks)


@pytest.mark.parametrize("seed", range(3))
def test_three_blocks_and_their_parent_stay_safe(seed: int) -> None:
    rng = np.random.default_rng(seed)
    check_family([list(rng.multinomial(10, rng.dirichlet([0.4] * 3))) for _ in range(3)])


def check_family(blocks: list[list[int]]) -> None:
    counts = np.array(blocks)
    tree = flat_tree(len(blocks))
    shown = publish(tree, tree.sums(counts), RULE)
    published = [([place], shown[place + 1]) for place in range(len(blocks))]
    assert all(table == lr5(truth) for (_, table), truth in zip(published, blocks, strict=True))
    if shown[0] is not None:
        published.append((list(range(len(blocks))), shown[0]))
    sizes = [sum(truth) for truth in blocks]
    for people, left in zip(sizes, attack(published, sizes, 3), strict=True):
        for column in zip(*left, strict=True):
            assert safe(column, people)


@given(st.lists(st.tuples(st.integers(0, 13), st.integers(10, 13)), min_size=4, max_size=4))
@settings(max_examples=60)
def test_two_storeys_stay_safe_together(answers: list[tuple[int, int]]) -> None:
    counts = np.array([(min(yes, n), n - min(yes, n)) for yes, n in answers])
    tree = two_storey_tree([2, 2])
    shown = publish(tree, tree.sums(counts), RULE)
    published = [
        (list(tree.members(place)), table) for place, table in enumerate(shown) if table is not None
    ]
    sizes = [int(n) for n in counts.sum(axis=1)]
    for people, left in zip(sizes, attack(published, sizes, 2), strict=True):
        for column in zip(*left, strict=True):
            assert safe(column, people)


@given(
    st.lists(st.tuples(st.integers(0, 16), st.integers(10, 16)), min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=2),
)
@settings(max_examples=60)
def test_people_in_no_shown_child_stay_safe(
    large: list[tuple[int, int]], small: list[tuple[int, int]]
) -> None:
    """Two small blocks are withheld; parent less the shown ones must not pin their sum."""
    counts = np.array([(min(yes, n), n - min(yes, n)) for yes, n in (*large, *small)])
    tree = flat_tree(len(counts))
    shown = publish(tree, tree.sums(counts), RULE)
    visible = [place for place in range(len(counts)) if shown[place + 1] is not None]
    hidden = [place for place in range(len(counts)) if place not in visible]
    rest = counts[hidden].sum(axis=0)
    assume(visible and shown[0] is not None)
    assert sum(rest) >= 10
    sizes = [int(counts[place].sum()) for place in visible] + [int(sum(rest))]
    published = [([i], shown[place + 1]) for i, place in enumerate(visible)]
    published.append((list(range(len(sizes))), shown[0]))
    for people, left in zip(sizes, attack(published, sizes, 2), strict=True):
        for column in zip(*left, strict=True):
            assert safe(column, people)


def brute_passing(family: Family, shown: Table) -> set[Table]:
    """The rule of ``passing``, by trying every combination."""
    people = sum(sum(m.tables[0]) for m in family.members) + sum(family.rests)
    rests = every_table(sum(family.rests), len(shown)) if family.rests else [(0,) * len(shown)]
    targets, totals = set(possible_tables(shown, people)), set()
    left: list[set[Table]] = [set() for _ in (*family.members, None)]
    for world in product(*(m.tables for m in family.members), rests):
        total = tuple(map(sum, zip(*world, strict=True)))
        if total in targets:
            totals.add(total)
            for place, table in enumerate(world):
                left[place].add(table)
    for member, found in zip(family.members, left, strict=False):
        if member.block and not (
            found and all(safe(c, sum(member.tables[0])) for c in zip(*found, strict=True))
        ):
            return set()
        if not member.block and found != set(member.tables):
            return set()
    if len(family.rests) == 1 and not all(
        safe(c, family.rests[0]) for c in zip(*left[-1], strict=True)
    ):
        return set()
    return totals


@given(st.data())
@settings(max_examples=80)
def test_the_lattice_agrees_with_trying_everything(data: st.DataObject) -> None:
    categories = data.draw(st.sampled_from([2, 3]))
    count = data.draw(st.integers(1, 3 if categories == 2 else 2))
    truths = [
        data.draw(
            st.lists(st.integers(0, 6), min_size=categories, max_size=categories).filter(
                lambda t: sum(t) >= 9
            )
        )
        for _ in range(count)
    ]
    rest = data.draw(st.lists(st.integers(0, 5), min_size=categories, max_size=categories))
    rests = (sum(rest),) if sum(rest) >= 5 else ()
    members = tuple(
        Member(possible_tables(lr5(truth), sum(truth)), data.draw(st.booleans()))
        for truth in truths
    )
    together = [sum(c) for c in zip(*truths, *([rest] if rests else []), strict=True)]
    family = Family(members, rests)
    for shown in {lr5(together), tuple(sorted(lr5(together)))}:
        assert set(passing(family, shown)) == brute_passing(family, shown)


@given(st.integers(0, 10_000), st.integers(5, 9), st.sampled_from([2, 3]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_glance_at_a_large_family_says_what_a_full_look_says(
    seed: int, count: int, categories: int, rest: bool
) -> None:
    """Families of five and more count as large here, and two members as a few."""
    rng = np.random.default_rng(seed)
    odds = rng.dirichlet([0.7] * categories)
    truths = [rng.multinomial(int(rng.integers(9, 30)), odds).tolist() for _ in range(count)]
    beside = rng.multinomial(11, odds).tolist() if rest else [0] * categories
    members = tuple(
        Member(possible_tables(lr5(truth), sum(truth)), bool(rng.integers(2))) for truth in truths
    )
    everyone = [sum(column) for column in zip(*truths, beside, strict=True)]
    whole = Family(members, (11,) if rest else ())
    for shown in (lr5(everyone), tuple(sorted(lr5(everyone)))):
        slowly = passing(whole, shown)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(family, "LARGE", 4)
            patch.setattr(family, "FEW", 2)
            assert passing(whole, shown) == slowly


def test_a_large_family_is_seldom_looked_at_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    truths = [
        rng.multinomial(int(rng.integers(10, 60)), [0.5, 0.3, 0.2]).tolist() for _ in range(90)
    ]
    members = tuple(Member(possible_tables(lr5(t), sum(t)), block=False) for t in truths)
    everyone = [sum(column) for column in zip(*truths, strict=True)]
    looks: list[int] = []
    full = family._passing

    def counted(some: Family, targets: object) -> object:
        looks.append(len(some.members))
        return full(some, targets)

    monkeypatch.setattr(family, "_passing", counted)
    assert passing(Family(members), lr5(everyone))
    assert looks == [family.FEW + 1]


def test_a_parent_that_would_pin_a_child_prints_another_table_or_none() -> None:
    """Twelve times nobody: the parent's own rounding would pin each child; found by search."""
    moved = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        counts = np.array(
            [rng.multinomial(int(rng.integers(10, 14)), rng.dirichlet([0.3] * 3)) for _ in range(4)]
        )
        tree = flat_tree(4)
        shown = publish(tree, tree.sums(counts), RULE)
        moved += shown[0] != lr5(counts.sum(axis=0))
    assert moved >= 1  # the check does bite


def test_an_only_child_shares_its_table_with_its_parent() -> None:
    tree = flat_tree(1)
    shown = publish(tree, tree.sums(np.array([[4, 4, 5]])), RULE)
    assert shown == ((5, 5, 5), (5, 5, 5))


def test_a_rest_that_the_parent_would_pin_stops_it() -> None:
    """Known: 6 and 6 in the shown child. The parent's 10 and 5 leave 2, 3 or 4 of the four."""
    known = Member(((6, 6),), block=False)
    assert passing(Family((known,), (4,)), (10, 5)) == ()
    assert passing(Family((known,), (10,)), (15, 5)) != ()
    # Of two rests together, each on its own must be safe.
    assert passing(Family((known,), (10, 1)), (15, 10)) == ()
    assert passing(Family((known,), (12, 12)), (20, 15)) != ()
