"""Withholding one group withholds as much beside it as keeps it withheld."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.shown import shown_nodes
from tests.disclosure.invented import flat_tree, two_storey_tree


def ten(table: tuple[int, ...]) -> bool:
    return sum(table) >= 10


def decide(sizes: list[int]) -> tuple[bool, ...]:
    tree = flat_tree(len(sizes))
    return shown_nodes(tree, tree.sums(np.array(sizes)[:, None]), ten).shown


def test_by_example() -> None:
    assert decide([12, 13]) == (True, True, True)
    assert decide([12, 13, 4]) == (True, False, True, False)  # 4 alone would be parent less two
    assert decide([12, 13, 4, 7]) == (True, True, True, False, False)  # 11 together may be known
    assert decide([12, 4]) == (True, False, False)
    assert decide([12, 0]) == (True, True, False)  # nobody is nothing to protect
    assert decide([4, 3]) == (False, False, False)
    assert decide([10, 10, 3]) == (True, True, False, False)  # of two alike the last goes


@given(st.lists(st.integers(0, 25), min_size=5, max_size=5))
def test_no_sum_or_difference_of_shown_groups_is_too_small(sizes: list[int]) -> None:
    """Every set in the span of the shown sets, found by linear algebra over all 32 subsets."""
    tree = two_storey_tree([2, 3])
    found = shown_nodes(tree, tree.sums(np.array(sizes)[:, None]), ten)
    sets = np.array(
        [
            [float(place in tree.members(node)) for place in range(5)]
            for node in range(len(tree.nodes))
            if found.shown[node]
        ]
    ).reshape(-1, 5)
    # Cohorts without anybody are free: they may be in a set or not.
    people = [place for place in range(5) if sizes[place]]
    sets = sets[:, people]
    for count in range(1, len(people) + 1):
        for chosen in combinations(range(len(people)), count):
            wanted = np.array([float(place in chosen) for place in range(len(people))])
            reach = np.linalg.matrix_rank(np.vstack([sets, wanted])) if len(sets) else 1
            derivable = len(sets) and reach == np.linalg.matrix_rank(sets)
            assert not derivable or sum(sizes[people[place]] for place in chosen) >= 10


@given(st.lists(st.integers(0, 25), min_size=5, max_size=5))
def test_rests_and_shown_children_add_up(sizes: list[int]) -> None:
    tree = two_storey_tree([2, 3])
    tables = tree.sums(np.array(sizes)[:, None])
    found = shown_nodes(tree, tables, ten)
    for node, children in enumerate(found.children):
        if children:
            parts = sum(int(tables[child, 0]) for child in children)
            assert parts + sum(found.rest[node]) == tables[node, 0]
            assert not found.rest[node] or ten(found.rest[node])
