"""Blocks: everyone in one of them, none too small, and never by answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.blocks import Node, Unit, blocks, grow, hierarchy, refine
from generator.disclosure.headcounts import Headcounts, size_of
from generator.disclosure.naming import group_ids, group_title, slug
from generator.disclosure.shown import lay_out
from tests.disclosure.invented import cohorts

sizes_lists = st.lists(st.integers(0, 30), min_size=1, max_size=25)


def size_by(sizes: list[int]) -> Callable[[tuple[int, ...]], int]:
    return lambda places: sum(sizes[place] for place in places)


def units(sizes: list[int]) -> list[Unit]:
    return [Unit("cohort", f"c{p:02}", f"C{p}", (p,)) for p in range(len(sizes))]


def names(groups: list[tuple[Unit, ...]]) -> list[tuple[int, ...]]:
    return [tuple(place for unit in group for place in unit.cohorts) for group in groups]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([12, 11], [(0,), (1,)]),
        ([4, 12, 7, 3, 8], [(1,), (0, 2), (3, 4)]),
        ([4, 12, 7, 3], [(1,), (0, 2, 3)]),  # the remainder joins the last pool
        ([15, 12, 3], [(0,), (1, 2)]),  # without pools it joins the smallest single
        ([12, 12, 3], [(1,), (0, 2)]),  # of two alike the first
        ([4, 5], []),  # small as a whole
        ([], []),
    ],
)
def test_the_algorithm_by_example(sizes: list[int], expected: list[tuple[int, ...]]) -> None:
    assert names(blocks(units(sizes), 10, size_by(sizes))) == expected


@given(sizes_lists)
def test_blocks_partition_the_parts_and_reach_the_minimum(sizes: list[int]) -> None:
    found = names(blocks(units(sizes), 10, size_by(sizes)))
    if sum(sizes) < 10:
        assert found == []
        return
    assert sorted(place for group in found for place in group) == list(range(len(sizes)))
    assert all(size_by(sizes)(group) >= 10 for group in found)


@st.composite
def places_and_sizes(draw: st.DrawFn) -> tuple[list[int], list[str], list[str]]:
    sizes = draw(sizes_lists)
    organisations = [draw(st.sampled_from("ABCDEF")) for _ in sizes]
    regions = [str(ord(name) % 3) for name in organisations]
    return sizes, organisations, regions


@given(places_and_sizes())
def test_every_group_of_the_tree_reaches_the_minimum(
    world: tuple[list[int], list[str], list[str]],
) -> None:
    sizes, organisations, regions = world
    root = grow(hierarchy(cohorts(sizes, organisations, regions), "P"), 10, size_by(sizes))
    for node in root.walk():
        assert node is root or size_by(sizes)(node.cohorts) >= 10
        if node.children:
            below = [place for child in node.children for place in child.cohorts]
            assert sorted(below) == sorted(node.cohorts)
    assert sorted(root.cohorts) == list(range(len(sizes)))


@given(places_and_sizes())
def test_restricted_groups_nest_in_open_ones(
    world: tuple[list[int], list[str], list[str]],
) -> None:
    """No restricted group crosses an open one: what two readers could subtract is a union."""
    sizes, organisations, regions = world
    opened = grow(hierarchy(cohorts(sizes, organisations, regions), "P"), 10, size_by(sizes))
    restricted = refine(opened, 5, size_by(sizes))
    sets = [set(node.cohorts) for node in (*opened.walk(), *restricted.walk())]
    for one in sets:
        for other in sets:
            assert one <= other or other <= one or not one & other
    assert {frozenset(s.cohorts) for s in opened.walk()} <= {
        frozenset(s.cohorts) for s in restricted.walk()
    }
    for node in restricted.walk():
        assert node is restricted or size_by(sizes)(node.cohorts) >= 5


@given(places_and_sizes(), st.randoms())
def test_the_order_of_cohorts_does_not_matter(
    world: tuple[list[int], list[str], list[str]], random: object
) -> None:
    listed = cohorts(*world)
    turned = list(listed)
    random.shuffle(turned)  # type: ignore[attr-defined]

    def outline(these: list) -> list[tuple[str, ...]]:
        people = {place: cohort.invited_mentors for place, cohort in enumerate(these)}
        root = grow(hierarchy(these, "P"), 10, lambda places: sum(people[p] for p in places))
        return [(node.level, *(these[p].id for p in node.cohorts)) for node in root.walk()]

    assert outline(listed) == outline(turned)


def test_a_small_organisation_joins_another_and_the_large_one_keeps_its_cohorts() -> None:
    sizes = [20, 15, 4]
    listed = cohorts(sizes, ["Large", "Large", "Small"])
    root = grow(hierarchy(listed, "P"), 10, size_by(sizes))
    # With two organisations in all, joining them is the programme itself.
    assert [node.cohorts for node in root.walk()] == [(0, 1, 2), (0,), (1, 2)]
    assert root.children[1].level == "pool"


def test_the_joined_organisations_of_a_region_are_a_named_pool_with_blocks_of_its_own() -> None:
    sizes = [20, 15, 4, 60]
    listed = cohorts(sizes, ["B", "B", "C", "D"])
    root = grow(hierarchy(listed, "P"), 10, size_by(sizes))
    pool = next(node for node in root.children if node.level == "pool")
    assert [unit.title for unit in pool.units] == ["B", "C"]
    assert [child.cohorts for child in pool.children] == [(0,), (1, 2)]


def test_a_region_level_needs_two_regions() -> None:
    one = hierarchy(cohorts([10, 10], ["A", "B"]), "P")
    two = hierarchy(cohorts([10, 10], ["A", "B"], ["N", "S"]), "P")
    assert [unit.level for unit in one.parts] == ["organisation"] * 2
    assert [unit.level for unit in two.parts] == ["region"] * 2


# What a size is


def headcounts(rows: list[list[int]], roles: list[str] | None = None) -> Headcounts:
    return Headcounts(np.array(rows), tuple(roles or ["mentor"] * len(rows)), {})


def test_size_is_the_smallest_base_over_both_roles() -> None:
    size = size_of(headcounts([[12, 20], [11, 19], [9, 18]], ["mentor", "mentor", "mentee"]))
    assert (size((0,)), size((1,)), size((0, 1))) == (9, 18, 27)


def test_the_invited_count_too() -> None:
    found = Headcounts(np.array([[12]]), ("mentor",), {"mentee": np.array([7])})
    assert size_of(found)((0,)) == 7


def test_a_variable_that_few_answered_forces_nobody_into_a_pool() -> None:
    size = size_of(headcounts([[12, 20, 15], [2, 3, 1]]))
    assert size((0,)) == 12


def test_a_variable_not_collected_in_most_of_a_group_does_not_make_it_small() -> None:
    size = size_of(headcounts([[40, 40, 4, 90], [0, 0, 4, 90]]))
    assert size((0,)) == 40
    assert size((2,)) == 4
    assert size((0, 1, 2)) == 84  # four answers of 84 people are withheld, not everyone pooled
    assert size((2, 3)) == 94


def test_a_common_variable_counts_where_it_was_collected() -> None:
    size = size_of(headcounts([[20, 20], [18, 6]]))
    assert size((1,)) == 6


# Names


def walk_ids(root: Node) -> tuple[str, ...]:
    return group_ids(lay_out(root))


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True), st.data())
def test_ids_are_safe_in_file_names_and_unlike_in_any_case(
    texts: list[str], data: st.DataObject
) -> None:
    nodes = []
    for place, text in enumerate(texts):
        level = data.draw(st.sampled_from(["organisation", "pool"]))
        unit = Unit("organisation", text, text, (place,))
        nodes.append(Node(level, (unit, unit), (place,)))
    root = Unit("programme", "programme", "P", tuple(range(len(texts))))
    found = walk_ids(Node("programme", (root,), root.cohorts, tuple(nodes)))
    assert len({name.casefold() for name in found}) == len(found)
    for name in found:
        assert name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert not name.startswith("-")
        assert len(name) < 100


def test_ids_cannot_be_paths_or_devices() -> None:
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("C:\\x") == "c-x"
    assert slug("CON") == "group-con"
    assert slug("....") == "group"


def test_titles_name_every_member_of_a_pool() -> None:
    assert group_title("pool", "cohort", ["Cardiology", "Renal"]) == (
        "Cohorts Cardiology and Renal together"
    )
    assert group_title("pool", "organisation", ["A", "B", "C"]) == (
        "Organisations A, B and C together"
    )
    commas = ["Renal, group 1", "Renal, group 2", "Eyes"]
    expected = "Cohorts Renal, group 1; Renal, group 2 and Eyes together"
    assert group_title("pool", "cohort", commas) == expected
    many = [f"Cohort {number}" for number in range(12)]
    assert (
        group_title("pool", "cohort", many) == "Cohorts 0, 1, 2, 3, 4, 5, 6 and 5 others together"
    )
