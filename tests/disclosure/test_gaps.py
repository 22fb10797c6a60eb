"""A gap is evidence: somebody who knows the code asks which answers would have left it.

Every possible set of answers of a few small groups is published
(``brute_force``). Among those that look the same, two people of every group
must be able to have answered otherwise, whatever the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.disclosure.audit import audit
from generator.disclosure.exact import allowed_table, exact_code_nodes
from generator.disclosure.gaps import gap, may_come
from generator.disclosure.published import Published
from generator.disclosure.release import release
from generator.disclosure.released import Audience, Released
from generator.disclosure.rule import rule_in_force
from generator.disclosure.shown import Tree, shown_nodes
from generator.disclosure.together import exact_nodes
from generator.survey.programme import ReleaseRule
from generator.survey.variables import Category, Variable
from tests.disclosure.brute_force import (
    Decide,
    Printed,
    Table,
    World,
    alike,
    attacked,
    from_tables,
    known,
    linked,
    lone,
    members,
    published,
    rounded,
    sums,
    tables,
    worlds,
)
from tests.disclosure.invented import (
    change_variable,
    cohorts,
    flat_tree,
    from_counts,
    programme,
    question_variable,
    two_storey_tree,
    wave_variable,
)

RULE = rule_in_force(ReleaseRule(), "restricted")
Q = question_variable("mentor", "q")
WORRY = question_variable("mentor", "worries_change")
LINK = (
    wave_variable("mentor", "before"),
    wave_variable("mentor", "after"),
    change_variable("mentor"),
)

#: The same question with two answers.
TWO = (Category("low", "Low", ("1", "2")), Category("high", "High", ("3", "4", "5")))


def product_of(*variables: Variable, inner: Iterable[int] = ()) -> Decide:
    """Return what the product decides of some variables, those of one link together."""

    def decide(tree: Tree, counts: Sequence[np.ndarray]) -> list[tuple[bool, ...]]:
        tree = replace(tree, inner=frozenset(inner))
        return [one.shown for one in exact_nodes(tree, variables, counts, RULE)]

    return decide


def of_answers_alone(tree: Tree, counts: Sequence[np.ndarray]) -> list[tuple[bool, ...]]:
    """The rule as it once was: it asks of each table whether it may be shown, and no more."""
    return [shown_nodes(tree, one, allowed_table(Q, RULE)).shown for one in counts]


PAIRS = [(one, other) for one in range(5, 10) for other in range(one, 10)]
TWO_PARTS, THREE_PARTS = flat_tree(2), flat_tree(3)


@pytest.mark.parametrize("sizes", PAIRS)
def test_no_gap_tells_the_answer_of_two_parts_with_two_answers(sizes: tuple[int, int]) -> None:
    decide = product_of(Q, inner=(1, 2))
    for swapped in (sizes, sizes[::-1]):
        assert not attacked(TWO_PARTS, worlds(swapped, 2), decide)


@pytest.mark.parametrize("sizes", [(5, 5), (5, 6), (6, 5), (5, 9), (7, 8), (8, 6)])
def test_no_gap_tells_the_answer_of_two_parts_with_three_answers(sizes: tuple[int, int]) -> None:
    assert not attacked(TWO_PARTS, worlds(sizes, 3), product_of(Q, inner=(1, 2)))


@pytest.mark.parametrize("sizes", [(6, 7), (7, 8), (8, 9)])
def test_the_rule_of_once_is_caught(sizes: tuple[int, int]) -> None:
    assert attacked(TWO_PARTS, worlds(sizes, 3), of_answers_alone)


def test_by_example() -> None:
    """Of 15 with (6, 5, 4), a gap of 7 and 8 could only be about the first answer of the 7."""
    decide = product_of(Q, inner=(1, 2))
    hidden = [((6, 1, 0), (0, 4, 4)), ((5, 1, 1), (1, 4, 3))]
    assert [published(TWO_PARTS, (world,), decide)[0][1:] for world in hidden] == [(None, None)] * 2
    stands = ((4, 2, 1), (2, 3, 3))
    assert published(TWO_PARTS, (stands,), decide) == (((6, 5, 4), *stands),)
    once = published(TWO_PARTS, (hidden[1],), of_answers_alone)
    assert once == (((6, 5, 4), *hidden[1]),)


@pytest.mark.parametrize(
    ("sizes", "categories"), [((5, 6, 7), 2), ((7, 5, 5), 2), ((9, 8, 6), 2), ((5, 5, 6), 3)]
)
def test_no_gap_tells_the_answer_of_three_parts(sizes: tuple[int, ...], categories: int) -> None:
    decide = product_of(Q, inner=(1, 2, 3))
    assert not attacked(THREE_PARTS, worlds(sizes, categories), decide)


@pytest.mark.parametrize(
    ("sizes", "categories"), [((5, 6, 5), 2), ((5, 7, 6), 2), ((9, 5, 8), 2), ((5, 5, 5), 3)]
)
def test_no_gap_tells_the_answer_of_parts_in_parts(sizes: tuple[int, ...], categories: int) -> None:
    """A block of open pages, in it a group of two and one of one."""
    tree = two_storey_tree([2, 1])
    decide = product_of(Q, inner=range(1, 6))
    assert not attacked(tree, worlds(sizes, categories), decide)


@pytest.mark.parametrize("sizes", [(5, 2, 7), (3, 6, 7), (4, 4, 9)])
def test_no_gap_tells_the_answer_of_parts_too_small_for_a_table(sizes: tuple[int, ...]) -> None:
    """Few of a cohort answered this question; as a class it stands with others."""
    decide = product_of(Q, inner=(1, 2, 3))
    found = alike(THREE_PARTS, worlds(sizes, 2), decide, (0,))
    for possible in found.values():
        small = [(v, node, c) for v, node, c in known(THREE_PARTS, possible) if sizes[node - 1] > 4]
        assert not [one for one in small if one[1] > 0]


@pytest.mark.parametrize("people", range(10, 17))
def test_a_gap_of_a_block_says_no_more_than_its_rounded_table(people: int) -> None:
    """None, one and two others stay possible, and all that the open page leaves beside them."""
    found = alike(flat_tree(1), worlds((people,), 3), product_of(Q), (0,))
    for (printed, _), possible in found.items():
        if printed[0][0] is None:
            others = {people - max(parts[0]) for (parts,) in possible}
            assert others >= {0, 1, 2}


def test_on_open_blocks_gaps_follow_from_the_rounded_tables() -> None:
    """Three blocks beside each other: which are shown is known to readers of open pages."""
    found = alike(THREE_PARTS, worlds((10, 11, 13), 2), product_of(Q), range(1, 4))
    pattern: dict[tuple[Table, ...], tuple[bool, ...]] = {}
    for printed, read in found:
        stands = tuple(table is not None for table in printed[0])
        assert pattern.setdefault(read, stands) == stands
    assert len(set(pattern.values())) > 2


SEVERAL_BLOCKS = two_storey_tree([2, 1, 1])


def test_of_open_blocks_gaps_tell_nothing_that_tables_do_not() -> None:
    """A programme of three open blocks, the first with two parts."""
    every = list(worlds((5, 6, 10, 12), 2))
    opened, decide = (0, 1, 4, 6), product_of(Q, inner=(2, 3))
    found = list(from_tables(SEVERAL_BLOCKS, every, decide, opened))
    assert found
    assert not any(by_gaps for *_, by_gaps in found)
    once = from_tables(SEVERAL_BLOCKS, every, of_answers_alone, opened)
    assert any(by_gaps for *_, by_gaps in once)


def test_what_the_tables_themselves_tell_the_audit_finds() -> None:
    """A programme of two open blocks, the first with two parts."""
    tree, sizes, opened = two_storey_tree([2, 1]), (5, 6, 10), (0, 1, 4)
    decide = product_of(Q, inner=(2, 3))
    names = [frozenset(f"c{place}" for place in group) for group in members(tree)]
    people = [sum(sizes[place] for place in group) for group in members(tree)]
    found = list(from_tables(tree, worlds(sizes, 2), decide, opened))
    assert found
    for printed, read, _, _ in found:
        shown = [
            Published(Q.key, names[node], people[node], table, exact=True, audience="restricted")
            for node, table in enumerate(printed[0])
            if table is not None
        ]
        beside = [
            Published(Q.key, names[node], people[node], table)
            for node, table in zip(opened, read, strict=True)
        ]
        assert audit([*shown, *beside], minimum=10, restricted_minimum=5)


def test_of_a_link_gaps_tell_nothing_that_tables_do_not() -> None:
    decide = product_of(*LINK, inner=(1, 2))
    assert not any(g for *_, g in from_tables(TWO_PARTS, linked((5, 5)), decide, (0,)))


def test_each_table_of_a_link_for_itself_is_caught() -> None:
    """Why they are decided together."""
    one = product_of(Q, inner=(1, 2))

    def apart(tree: Tree, counts: Sequence[np.ndarray]) -> list[Sequence[bool]]:
        return [one(tree, [table])[0] for table in counts]

    assert any(g for *_, g in from_tables(TWO_PARTS, linked((5, 5)), apart, (0,)))


@pytest.mark.parametrize("codes", [(1, 2, 4, 5), (2, 3, 4), (1, 3, 5)])
def test_no_gap_of_a_lone_group_tells_the_answer(codes: tuple[int, ...]) -> None:
    """Five people whom no open page shows: that they agreed may be known, and not on what."""
    every = set(lone(5, codes))
    for found in from_tables(flat_tree(1), every, product_of(*LINK), ()):
        assert not found[-1], found
    assert len(codes) < 4 or not attacked(flat_tree(1), every, product_of(*LINK), ())


def test_a_change_missing_between_its_waves_is_caught() -> None:
    every = set(lone(5, (1, 2, 4, 5)))

    def apart(tree: Tree, counts: Sequence[np.ndarray]) -> list[Sequence[bool]]:
        return [product_of(Q)(tree, [table])[0] for table in counts]

    assert attacked(flat_tree(1), every, apart, ())


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=10, max_size=13),
    st.integers(5, 6),
)
@settings(max_examples=40, deadline=None)
def test_no_gap_tells_the_answer_before_after_or_of_the_change(
    people: list[tuple[int, int]], first: int
) -> None:
    """Even to somebody who knows everybody's answers, but not who is in which part."""
    types = sorted(set(people))
    many = [people.count(one) for one in types]
    ways = [part for part in product(*(range(n + 1) for n in many)) if sum(part) == first]
    bands = (0, 0, 1, 2, 2)
    places = [[bands[b] for b, _ in types], [bands[a] for _, a in types]]
    places.append([0 if a > b else 1 if a == b else 2 for b, a in types])

    def world(part: tuple[int, ...]) -> World:
        both = (part, tuple(n - k for n, k in zip(many, part, strict=True)))
        return tuple(
            tuple(tuple(np.bincount(place, one, 3).astype(int).tolist()) for one in both)
            for place in places
        )

    found = alike(TWO_PARTS, map(world, ways), product_of(*LINK, inner=(1, 2)), (0,))
    for (printed, _), possible in found.items():
        if all(table[0] is not None for table in printed):
            assert not known(TWO_PARTS, possible)


@given(st.lists(st.integers(0, 25), min_size=2, max_size=3).map(tuple), st.integers(5, 20))
@settings(deadline=None)
def test_of_larger_parts_no_gap_tells_the_answer(whole: Table, people: int) -> None:
    other = sum(whole) - people
    assume(other >= 5)
    assume(sum(whole) - max(whole) >= 2)
    hidden = np.array(sorted(gap(whole, people)))
    if len(hidden):
        assert ((people - hidden).max(axis=0) >= 2).all()
        assert ((other - (np.array(whole) - hidden)).max(axis=0) >= 2).all()
    bad = [t for t in tables(people, len(whole)) if people - max(t) < 2]
    fit = {t for t in bad if all(a <= b for a, b in zip(t, whole, strict=True))}
    assert fit <= set(map(tuple, hidden.tolist()))


def told_by_waiting(
    late: int, others: int, waits: Callable[[Table, Table], bool], *, worry: bool = False
) -> int:
    """Count what readers learn from a batch that waits, and not from tables alone.

    They know the others' exact table, and the rounded one of both together.
    """
    told = 0
    for known_table in tables(others, 3):
        alike: dict[Table, list[Table]] = {}
        for batch in tables(late, 3):
            both = tuple(map(sum, zip(known_table, batch, strict=True)))
            alike.setdefault(rounded(both), []).append(batch)
        for possible in alike.values():
            for answer in range(3):
                counts = {t[answer] for t in possible}
                left = {t[answer] for t in possible if waits(t, known_table)}
                told += bool(left) and min(left) > late - 2 >= min(counts)
                told += worry and left == {1} != counts
    return told


def waits_now(worry: bool = False) -> Callable[[Table, Table], bool]:
    return lambda batch, others: (
        not may_come(batch, [tuple(map(sum, zip(others, batch, strict=True)))], worry=worry)
    )


LATE = [(3, 10), (5, 5), (5, 12), (7, 6), (8, 10), (10, 7)]


@pytest.mark.parametrize(("late", "others"), LATE)
def test_that_a_late_batch_waits_tells_nothing(late: int, others: int) -> None:
    assert not told_by_waiting(late, others, waits_now())
    assert not told_by_waiting(late, others, waits_now(worry=True), worry=True)
    assert told_by_waiting(late, others, lambda t, _: late - max(t) < 2)  # as it was once


def test_a_late_batch_that_may_not_be_shown_waits() -> None:
    for batch in tables(6, 3):
        for around in ([], [tuple(count + 3 for count in batch)]):
            assert not may_come(batch, around) or 6 - max(batch) >= 2
    assert may_come((3, 2, 1), [])
    assert may_come((4, 1, 1), [])
    assert not may_come((4, 1, 1), [(14, 1, 1)])


@pytest.mark.parametrize("sizes", [(5, 6, 10), (11, 5, 12)])
def test_whether_codes_stand_follows_from_the_tables_beside_them(sizes: tuple[int, ...]) -> None:
    """So that a gap among codes says nothing, for a question and for a measure compared."""
    for variable in (Q, LINK[0]):
        seen: dict[Printed, tuple[bool, ...]] = {}
        for world in worlds(sizes, 2):
            counts = np.array(sums(members(THREE_PARTS), world[0]))
            tree = replace(THREE_PARTS, inner=frozenset({1, 2, 3}))
            (shown,) = exact_nodes(tree, [variable], [counts], RULE)
            codes = exact_code_nodes(tree, variable, counts, shown, RULE)
            stands = published(tree, world, product_of(variable, inner=(1, 2, 3)))
            assert seen.setdefault(stands, codes) == codes


@pytest.mark.parametrize("sizes", [(5, 6), (6, 7), (5, 9)])
def test_no_gap_tells_that_one_person_has_a_worry(sizes: tuple[int, int]) -> None:
    decide = product_of(WORRY, inner=(1, 2))
    found = alike(TWO_PARTS, worlds(sizes, 3), decide, (0,))
    for possible in found.values():
        assert not known(TWO_PARTS, possible)
        counts = np.array([sums(members(TWO_PARTS), world[0]) for world in possible])
        assert (counts != 1).any(axis=0).all()


def whole_release(sizes: Sequence[int], parts: Sequence[Table]) -> Printed:
    """Return what both audiences read of one question, after the audit."""
    listed = cohorts(sizes)
    coded = [(part[0], 0, *part[1:-1], part[-1], 0) for part in parts]
    answers = np.array([[*some, *[0] * (10 - len(some))] for some in coded])
    counts = from_counts(listed, answers={("mentor_after", "q"): answers})
    asked = Q if len(parts[0]) == 3 else replace(Q, categories=TWO)
    read = []
    audiences: tuple[Audience, ...] = ("restricted", "open")
    for audience in audiences:
        made = release(programme(), (asked,), counts, listed, audience=audience)
        shown = [group.tables[Q.key] for group in made.groups]
        read.append(tuple(t.counts if isinstance(t, Released) else None for t in shown))
    return tuple(read)


def released_alike(sizes: Sequence[int], categories: int) -> dict[Printed, list[World]]:
    found: dict[Printed, list[World]] = {}
    for world in worlds(sizes, categories):
        found.setdefault(whole_release(sizes, world[0]), []).append(world)
    return found


def test_no_gap_of_a_whole_release_tells_the_answer() -> None:
    """Two cohorts of one trust, from their answers to what both kinds of pages show."""
    found = released_alike((6, 7), 3)
    assert len(found) > 100
    assert not [possible for possible in found.values() if known(TWO_PARTS, possible)]


def test_what_the_audit_leaves_out_may_still_tell() -> None:
    """What is known to remain: all that was exact is left out, and few answers cause that.

    The audit looks at the programme's table, and at what it tells of the one
    cohort that nearly all agreed in; that it is left out says what it would.
    """
    found = released_alike((5, 6, 10), 2)
    told = {read: possible for read, possible in found.items() if known(THREE_PARTS, possible)}
    assert all(table is None for restricted, _ in told for table in restricted)
    assert sum(map(len, told.values())) <= 26
    assert sum(map(len, found.values())) == 462
