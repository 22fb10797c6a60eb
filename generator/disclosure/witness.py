"""Ways the answers could have been: proof that a count is still in doubt.

To show that a category of a class may have another count it is enough to name
one set of answers that has it and that agrees with everything published. From
answers that agree, others are found by letting people of a class move from one
cell to another; where a group above would no longer print what it did, people
of its other classes make the opposite move, so that the group's answers stay
exactly as they were. All such moves are looked at side by side.

Only what was found is claimed: every move keeps all inequalities, in whole
numbers. What is not found here is left to ``solver``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.disclosure.abreast import FURTHEST
from generator.disclosure.system import Counts, System


@dataclass(frozen=True, slots=True)
class Gathering:
    """Rows that belong to the same number, to be put together side by side.

    - ``order``: the rows, by number; ``starts``: where each number's rows begin there
    - ``numbers``: the numbers
    """

    order: Counts
    starts: Counts
    numbers: Counts

    @classmethod
    def of(cls, numbers: Counts) -> Gathering:
        """Gather rows by the number that each belongs to."""
        order = np.argsort(numbers, kind="stable")
        found, starts = np.unique(numbers[order], return_index=True)
        return cls(order, starts, found)

    def together(self, rows: Counts, put: np.ufunc) -> Counts:
        """Return one row for each of ``numbers``."""
        return np.asarray(put.reduceat(rows[self.order], self.starts, axis=0))


@dataclass(frozen=True, slots=True)
class Nest:
    """The printed sets as a tree: each one's parent, its own classes, and its tables.

    Node 0 stands for everybody; parents come before children. Each class is a
    leaf of its own, behind the sets.

    - ``tables``: the numbers of each set's tables; ``holder``: the set of each table
    - ``tight``: sets with figures beside a table
    - ``levels``: the nodes by their distance from node 0, which is left out, and each
      level's nodes by their parents
    """

    parent: Counts
    leaf: Counts
    children: tuple[tuple[int, ...], ...]
    tables: tuple[tuple[int, ...], ...]
    holder: Counts
    tight: Counts
    levels: tuple[tuple[Counts, Gathering], ...]


def nest(found: System) -> Nest | None:
    """Return the sets of a system as a tree, or None where two of them cross."""
    sets = sorted({placed.classes for placed in found.tables}, key=len, reverse=True)
    holder = [0] * len(found.sizes)  # the smallest set so far that each class is in
    parent, place_of = [0], {}
    for place, members in enumerate(sets, 1):
        holders = {holder[member] for member in members}
        if len(holders) != 1:
            return None
        parent.append(holders.pop())
        place_of[members] = place
        for member in members:
            holder[member] = place
    tables: list[list[int]] = [[] for _ in parent]
    for number, placed in enumerate(found.tables):
        tables[place_of[placed.classes]].append(number)
    tight = {place_of[placed.classes] for placed in found.tables if placed.tight}
    leaf = np.arange(len(parent), len(parent) + len(holder))
    parents = [*parent, *holder]
    children: list[list[int]] = [[] for _ in parents]
    for place, above in enumerate(parents[1:], 1):
        children[above].append(place)
    return Nest(
        np.array(parents, dtype=np.int64),
        leaf,
        tuple(map(tuple, children)),
        tuple(map(tuple, tables)),
        np.array([place_of[placed.classes] for placed in found.tables], dtype=np.int64),
        np.array(sorted(tight), dtype=np.int64),
        _levels(parents),
    )


def _levels(parents: Sequence[int]) -> tuple[tuple[Counts, Gathering], ...]:
    depth, above = [0] * len(parents), np.array(parents, dtype=np.int64)
    for place, parent in enumerate(parents[1:], 1):
        depth[place] = depth[parent] + 1
    levels = [np.flatnonzero(np.array(depth) == level) for level in range(1, max(depth) + 1)]
    return tuple((level, Gathering.of(above[level])) for level in levels)


@dataclass(frozen=True, slots=True)
class Survey:
    """Every move of one person from a cell to another, from some answers; (nodes, moves) each.

    - ``held``: (nodes, cells), the people of each node
    - ``source``, ``goal``: the cells of a move; ``back``: the opposite move
    - ``tables``: how many people before the node's own tables would change
      (negative where one of them contradicts the answers)
    - ``room``: the same, but nobody where figures are printed beside them
    - ``absorbed``: how many the node can take in, by moves below it
    - ``free``: how many can be made there, those who balance them included
    """

    base: Counts
    held: Counts
    source: Counts
    goal: Counts
    back: Counts
    tables: Counts
    room: Counts
    absorbed: Counts
    free: Counts

    @property
    def agrees(self) -> bool:
        """True where the answers agree with everything published."""
        return bool((self.tables >= 0).all())


def survey(
    found: System,
    tree: Nest,
    base: Counts,
    ignored: frozenset[int] = frozenset(),
    loose: Mapping[int, Counts] | None = None,
    *,
    figures: bool = True,
) -> Survey:
    """Look at every move from some answers.

    Tables of the ``ignored`` nodes do not count, nor without ``figures`` those
    that are printed beside tables. ``loose`` holds, for some
    classes, moves that are known to change nothing printed around them.
    """
    cells = np.arange(len(found.cells))
    source, goal = (side.ravel() for side in np.meshgrid(cells, cells, indexing="ij"))
    back = goal * len(cells) + source
    tables = _room(found, tree, base, source, goal, ignored)
    room = tables.copy()
    if figures:
        bound = np.array([node for node in tree.tight.tolist() if node not in ignored], dtype=int)
        room[np.ix_(bound, source != goal)] = np.minimum(room[np.ix_(bound, source != goal)], 0)
    absorbed, within = np.maximum(room, 0), np.zeros_like(room)
    first = len(room) - len(tree.leaf)
    for level, parents in reversed(tree.levels):
        sets = level[level < first]
        absorbed[sets] = np.minimum(absorbed[sets], within[sets])
        within[parents.numbers] = parents.together(absorbed[level], np.add)
    free = np.maximum(room, 0)
    for level, _ in tree.levels:
        above = tree.parent[level]
        balanced = (within[above] - absorbed[level])[:, back]
        free[level] = np.minimum(free[level], balanced + free[above])
    for which, moves in (loose or {}).items():
        free[first + which] = np.maximum(free[first + which], moves)
    return Survey(base, _held(tree, base), source, goal, back, tables, room, absorbed, free)


def _held(tree: Nest, base: Counts) -> Counts:
    held = np.zeros((len(tree.parent), base.shape[1]), dtype=np.int64)
    held[tree.leaf] = base
    for level, parents in reversed(tree.levels):
        held[parents.numbers] = parents.together(held[level], np.add)
    return held


def reach(found: System, seen: Survey) -> Counts:
    """Return how far each count can go, at least, from where it stands.

    Returns
    -------
    (classes, keys, categories, 2)
        For each class, key and category (of the longest key) how many people
        fewer and how many more are possible.

    """
    free = seen.free[-len(found.sizes) :]
    most = max(found.categories(place) for place in range(len(found.keys)))
    result = np.zeros((len(found.sizes), len(found.keys), most, 2), dtype=np.int64)
    for place in range(len(found.keys)):
        column = found.column(place)
        for category in range(found.categories(place)):
            leaves, enters = column[seen.source] == category, column[seen.goal] == category
            result[:, place, category, 0] = free[:, leaves & ~enters].max(axis=1, initial=0)
            result[:, place, category, 1] = free[:, enters & ~leaves].max(axis=1, initial=0)
    return result


def step(
    tree: Nest, seen: Survey, node: int, move: int, touched: set[int]
) -> tuple[tuple[int, int], ...] | None:
    """Return one person's move at a node, with the opposite one that balances it.

    Parameters
    ----------
    tree, seen
        The sets, and the moves from the present answers.
    node
        A class (one of ``tree.leaf``), or a set in which the move was made already.
    move
        Which move.
    touched
        Nodes that changed since ``seen``; those that this step changes are added.

    Returns
    -------
    tuple of (leaf, move), or None
        None where it cannot be made without looking again.

    """
    first = len(tree.parent) - len(tree.leaf)
    path = []
    found: tuple[tuple[int, int], ...] = ((node, move),) if node >= first else ()
    while node:
        if node in touched or seen.room[node, move] < 1:
            return None
        path.append(node)
        above = int(tree.parent[node])
        other = take_in(tree, seen, above, int(seen.back[move]), touched | {node})
        if other is not None:
            touched.update(path, other)
            return (*found, (other[-1], int(seen.back[move])))
        node = above
    touched.update(path)
    return found


def take_in(tree: Nest, seen: Survey, node: int, move: int, touched: set[int]) -> list[int] | None:
    """Return a way down from below a node to a class that makes a move, every node taking it."""
    first = len(tree.parent) - len(tree.leaf)
    way: list[int] = []
    while node < first:
        below = [
            child
            for child in tree.children[node]
            if child not in touched and seen.absorbed[child, move] >= 1
        ]
        if not below:
            return None
        node = max(below, key=lambda child: int(seen.absorbed[child, move]))
        way.append(node)
    return way


def moved(tree: Nest, seen: Survey, steps: Iterable[tuple[int, int]]) -> Counts:
    """Return the answers after some steps."""
    base = seen.base.copy()
    first = len(tree.parent) - len(tree.leaf)
    for leaf, move in steps:
        base[leaf - first, seen.source[move]] -= 1
        base[leaf - first, seen.goal[move]] += 1
    return base


def room_of(found: System, numbers: Counts, base: Counts, source: Counts, goal: Counts) -> Counts:
    """Return how many people may make each move before each of some tables changes.

    Returns
    -------
    (tables, moves)
        Negative for some moves where the answers contradict the table.

    """
    room = np.full((len(numbers), len(source)), FURTHEST, dtype=np.int64)
    for place, side in enumerate(found.sides):
        rows = side.row[numbers]
        where = np.flatnonzero(rows >= 0)
        if len(where):
            column = found.column(place)
            slack = side.slack(base @ found.projection(place), rows[where])
            room[where] = slack[:, column[source], column[goal]]
    return room


def _room(
    found: System, tree: Nest, base: Counts, source: Counts, goal: Counts, ignored: frozenset[int]
) -> Counts:
    """Return how many people may make each move before a node's own tables change."""
    room = np.full((len(tree.parent), len(source)), FURTHEST, dtype=np.int64)
    numbers = np.arange(len(found.tables))
    if ignored:
        numbers = numbers[~np.isin(tree.holder, sorted(ignored))]
    if len(numbers):
        by_table = room_of(found, numbers, base, source, goal)
        holders = Gathering.of(tree.holder[numbers])
        room[holders.numbers] = holders.together(by_table, np.minimum)
    room[tree.leaf] = np.minimum(room[tree.leaf], base[:, source])
    return room
