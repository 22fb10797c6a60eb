"""A reader by brute force, who knows the code and every headcount, and gets no help from it.

Every possible set of answers of a few small groups is a **world**. Worlds that
come out the same, gaps and rounded tables of open pages included, cannot be
told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np

from generator.disclosure.shown import Tree

Table = tuple[int, ...]
#: The smallest groups' tables, by variable.
World = tuple[tuple[Table, ...], ...]
#: What stands on restricted pages, by variable and group; None is a gap.
Printed = tuple[tuple[Table | None, ...], ...]
#: For the true counts of every group, by variable: what of it is shown.
Decide = Callable[[Tree, Sequence[np.ndarray]], Sequence[Sequence[bool]]]


def tables(people: int, categories: int) -> list[Table]:
    """Every way to spread people over categories."""
    every = product(range(people + 1), repeat=categories - 1)
    return [(*some, people - sum(some)) for some in every if sum(some) <= people]


def worlds(sizes: Sequence[int], categories: int) -> Iterator[World]:
    for parts in product(*(tables(people, categories) for people in sizes)):
        yield (parts,)


def rounded(table: Table) -> Table:
    """Round as the policy is written: fives to the largest remainders, ties to the first."""
    people = sum(table)
    fives = (people + 2) // 5
    shares = [Fraction(count * fives, people) for count in table]
    whole = [int(share) for share in shares]
    for _ in range(fives - sum(whole)):
        left = [share - given for share, given in zip(shares, whole, strict=True)]
        whole[left.index(max(left))] += 1
    return tuple(5 * one for one in whole)


def members(tree: Tree) -> list[tuple[int, ...]]:
    return [tree.members(node) for node in range(len(tree.nodes))]


def sums(groups: Sequence[tuple[int, ...]], parts: Sequence[Table]) -> list[Table]:
    return [tuple(map(sum, zip(*(parts[p] for p in group), strict=True))) for group in groups]


def published(tree: Tree, world: World, decide: Decide) -> Printed:
    """Return what stands on restricted pages of one world."""
    found = [sums(members(tree), parts) for parts in world]
    shown = decide(tree, [np.array(one) for one in found])
    return tuple(
        tuple(table if stands else None for table, stands in zip(one, stand, strict=True))
        for one, stand in zip(found, shown, strict=True)
    )


def alike(
    tree: Tree, every: Iterable[World], decide: Decide, opened: Sequence[int]
) -> dict[tuple[Printed, tuple[Table, ...]], list[World]]:
    """Return the worlds that readers cannot tell apart, by what they read."""
    groups = [tree.members(node) for node in opened]
    found: dict[tuple[Printed, tuple[Table, ...]], list[World]] = {}
    for world in every:
        read = tuple(rounded(table) for parts in world for table in sums(groups, parts))
        found.setdefault((published(tree, world, decide), read), []).append(world)
    return found


def known(tree: Tree, possible: Sequence[World]) -> list[tuple[int, int, int]]:
    """Return the variables, groups and answers that all, or all but one, must have given."""
    found = []
    for variable in range(len(possible[0])):
        groups = [sums(members(tree), world[variable]) for world in possible]
        for node in range(len(tree.nodes)):
            counts = np.array([group[node] for group in groups])
            outside = counts.sum(axis=1, keepdims=True) - counts
            found += [(variable, node, c) for c in np.flatnonzero(outside.max(axis=0) < 2)]
    return found


def attacked(
    tree: Tree, every: Iterable[World], decide: Decide, opened: Sequence[int] = (0,)
) -> int:
    """Return in how many worlds somebody reads off what nearly all of a group answered."""
    found = alike(tree, every, decide, opened)
    return sum(len(possible) for possible in found.values() if known(tree, possible))


def from_tables(
    tree: Tree, every: Iterable[World], decide: Decide, opened: Sequence[int]
) -> Iterator[tuple[Printed, tuple[Table, ...], set[tuple[int, int, int]], bool]]:
    """Yield what is read where somebody is given away, and what of it gaps alone tell."""
    whole = list(every)
    groups = [tree.members(node) for node in opened]
    true = {w: tuple(table for parts in w for table in sums(members(tree), parts)) for w in whole}
    rounds = {w: tuple(rounded(t) for parts in w for t in sums(groups, parts)) for w in whole}
    for (printed, read), possible in alike(tree, whole, decide, opened).items():
        told = set(known(tree, possible))
        if told:
            stands = [(at, t) for at, t in enumerate(sum(printed, ())) if t is not None]
            agree = [
                w for w in whole if rounds[w] == read and all(true[w][a] == t for a, t in stands)
            ]
            yield printed, read, told, bool(told - set(known(tree, agree)))


def linked(sizes: Sequence[int]) -> Iterator[World]:
    """Every world of people who answered low or high, before and after."""
    places = list(product(range(2), repeat=2))
    change = [0 if after > before else 1 if after == before else 2 for before, after in places]
    sides = [[before for before, _ in places], [after for _, after in places], change]
    for latent in product(*(tables(people, 4) for people in sizes)):
        yield tuple(
            tuple(
                tuple(
                    sum(n for n, at in zip(part, side, strict=True) if at == c)
                    for c in range(max(side) + 1)
                )
                for part in latent
            )
            for side in sides
        )


def lone(people: int, codes: Sequence[int]) -> Iterator[World]:
    """Every world of a few people who are a programme by themselves."""
    types = list(product(codes, repeat=2))
    bands = (0, 0, 1, 2, 2)
    for group in combinations_with_replacement(types, people):
        places = [
            [bands[before - 1] for before, _ in group],
            [bands[after - 1] for _, after in group],
            [0 if after > before else 1 if after == before else 2 for before, after in group],
        ]
        yield tuple((tuple(place.count(c) for c in range(3)),) for place in places)
