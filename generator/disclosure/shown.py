"""Which groups may show one variable, so that none of the others can be worked out.

A group whose table may not be shown is protected by withholding it only if
the others do not give it away: parent less siblings is the withheld one. So
at every parent, the people who are in no shown child are a **rest**, which
must either be nobody, or be a set that could itself be shown. Where it is
not, the smallest shown child is withheld too, until it is, or until no child
is shown and the parent stands as a block.

A group that is withheld is withheld with everything below it. What a reader
can derive from the shown tables is then a union of the smallest shown groups
and of rests, each of which was allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.tally import Counts
from generator.disclosure.blocks import Node

#: Whether a table (counts in each category) may be shown.
Allowed = Callable[[tuple[int, ...]], bool]


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of groups laid flat, parents first; a node's cohorts are one run of ``order``.

    ``inner`` are the nodes that restricted pages alone show, inside blocks of open ones.
    """

    nodes: tuple[Node, ...]
    children: tuple[tuple[int, ...], ...]
    start: tuple[int, ...]
    stop: tuple[int, ...]
    order: tuple[int, ...]
    inner: frozenset[int] = frozenset()

    def sums(self, table: Counts) -> Counts:
        """Return the table of every node from that of every cohort, summed over the first axis."""
        ends = np.zeros((len(self.order) + 1, *table.shape[1:]), dtype=np.int64)
        np.cumsum(table[list(self.order)], axis=0, out=ends[1:])
        return ends[list(self.stop)] - ends[list(self.start)]

    def members(self, place: int) -> tuple[int, ...]:
        """Return the cohorts of a node."""
        return self.order[self.start[place] : self.stop[place]]

    def named(self, names: Sequence[str]) -> tuple[frozenset[str], ...]:
        """Return the names of every node's cohorts."""
        return tuple(
            frozenset(names[place] for place in self.members(node))
            for node in range(len(self.nodes))
        )

    def blocks(self, place: int) -> tuple[int, ...]:
        """Return the smallest nodes below a node, or itself where there are none."""
        below = self.children[place]
        return tuple(b for child in below for b in self.blocks(child)) if below else (place,)


def lay_out(root: Node) -> Tree:
    """Lay a tree flat."""
    nodes: list[Node] = []
    children: list[tuple[int, ...]] = []
    start: list[int] = []
    stop: list[int] = []
    order: list[int] = []

    def visit(node: Node) -> int:
        place = len(nodes)
        nodes.append(node)
        children.append(())
        start.append(len(order))
        stop.append(0)
        if node.children:
            children[place] = tuple(visit(child) for child in node.children)
        else:
            order.extend(node.cohorts)
        stop[place] = len(order)
        return place

    visit(root)
    return Tree(tuple(nodes), tuple(children), tuple(start), tuple(stop), tuple(order))


@dataclass(frozen=True, slots=True)
class Shown:
    """For one variable, by node: whether it is shown, its shown children, the people beside them.

    ``rest`` is empty where all people of a node are in its shown children, or
    where it has none.
    """

    shown: tuple[bool, ...]
    children: tuple[tuple[int, ...], ...]
    rest: tuple[tuple[int, ...], ...]


def shown_nodes(tree: Tree, tables: Counts, allowed: Allowed, within: Shown | None = None) -> Shown:
    """Decide for one variable which groups are shown.

    Parameters
    ----------
    tree
        The groups.
    tables
        (nodes, categories), the true table of each.
    allowed
        Whether a table may be shown. A union of allowed tables must be allowed.
    within
        Where given, only groups that are shown there may be shown.

    """
    open_to = within.shown if within else (True,) * len(tree.nodes)
    rows = [tuple(int(count) for count in table) for table in tables]
    shown = [False] * len(rows)
    children: list[tuple[int, ...]] = [()] * len(rows)
    rest: list[tuple[int, ...]] = [()] * len(rows)
    shown[0] = open_to[0] and allowed(rows[0])
    for place in range(len(rows)):
        if not shown[place]:
            continue
        visible, beside = _children(rows, tree.children[place], allowed, open_to)
        if visible:
            children[place] = visible
            rest[place] = beside
        for child in visible:
            shown[child] = True
    return Shown(tuple(shown), tuple(children), tuple(rest))


def _children(
    rows: list[tuple[int, ...]],
    children: tuple[int, ...],
    allowed: Allowed,
    open_to: tuple[bool, ...],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the children that may be shown side by side, and the table of the others."""
    visible = [child for child in children if open_to[child] and allowed(rows[child])]
    hidden = [child for child in children if child not in visible]

    def beside() -> tuple[int, ...]:
        return tuple(map(sum, zip(*(rows[child] for child in hidden), strict=True)))

    while visible and any(beside()) and not allowed(beside()):
        smallest = min(reversed(visible), key=lambda child: sum(rows[child]))
        visible.remove(smallest)
        hidden.append(smallest)
    table = beside()
    return tuple(visible), table if any(table) else ()
