"""Which groups show exact tables: decided so that no gap tells what it is there to hide.

The walk goes from large groups to small ones. Groups that open pages show as
well are decided from the rounded tables (``foreseen``). Below these, inside a
block of open pages, the parts of a group stand **two by two**: the two smallest
are a pair, fixed by headcounts, and a pair counts as one part beside the next.
Of a pair both are shown or neither (``gaps``), since the reader knows what both
are together, and one would give back the other.

Tables of the same people are decided together: what they answered before and
after, and how that changed. Were only the change left out, then the two waves
beside it would narrow down why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.tally import Counts
from generator.disclosure.exact import allowed_table, is_worry
from generator.disclosure.foreseen import foreseen, in_open
from generator.disclosure.gaps import may_stand
from generator.disclosure.rounding import Table
from generator.disclosure.rule import Rule
from generator.disclosure.shown import Shown, Tree, shown_nodes
from generator.survey.variables import Variable


@dataclass(frozen=True, slots=True)
class Family:
    """Children of one group that count as one part: one of them, a pair, or too small ones."""

    people: int
    nodes: tuple[int, ...]
    pair: tuple[Family, ...] = ()

    def table(self, rows: Counts) -> Table:
        """Return the table of all its people."""
        return tuple(rows[list(self.nodes)].sum(axis=0).tolist())


def exact_nodes(
    tree: Tree, variables: Sequence[Variable], tables: Sequence[Counts], rule: Rule
) -> tuple[Shown, ...]:
    """Decide which groups show the exact tables of some variables.

    Parameters
    ----------
    tree
        The groups.
    variables
        One, or several of the same people (a link).
    tables
        For each variable its (nodes, categories) true counts.
    rule
        The rule of restricted pages.

    """
    people = np.min([table.sum(axis=1, keepdims=True) for table in tables], axis=0)
    opened = in_open(tree, people, rule)
    counted = shown_nodes(tree, people, lambda table: rule.allows(sum(table)))
    shown = _outer(tree, variables, tables, opened, rule)
    for place, children in enumerate(tree.children):
        mine = [which for which, nodes in enumerate(shown) if place in nodes]
        if not mine or any(opened.shown[child] for child in children):
            continue
        family = _family(children, counted.children[place], people[:, 0])
        if family is None:
            continue
        looked_at = [(tables[which], is_worry(variables[which])) for which in mine]
        for child in _standing(family, looked_at):
            for which in mine:
                shown[which].add(child)
    return tuple(_laid_out(tree, *one) for one in zip(tables, shown, strict=True))


def _outer(
    tree: Tree,
    variables: Sequence[Variable],
    tables: Sequence[Counts],
    opened: Shown,
    rule: Rule,
) -> list[set[int]]:
    """Return by variable the groups of open pages that show it; where there are none, the root."""
    if not opened.shown[0]:
        return [{0} if stands else set() for stands in _alone(variables, tables, rule)]
    decided = [
        foreseen(tree, table, opened, worry=is_worry(variable)).shown
        for variable, table in zip(variables, tables, strict=True)
    ]
    return [{place for place, stands in enumerate(found) if stands} for found in decided]


def _alone(variables: Sequence[Variable], tables: Sequence[Counts], rule: Rule) -> tuple[bool, ...]:
    """Tell which tables stand of a group that no open page shows.

    A gap says that its people nearly all agreed, and must not say on what. With
    both waves beside it a missing change would, or with one of them the other.
    With the change alone beside them the waves do not: whatever it was, all may
    have been low at both, or all high, as long as each of these has several codes.
    """
    stands = [
        allowed_table(variable, rule)(tuple(table[0].tolist()))
        for variable, table in zip(variables, tables, strict=True)
    ]
    if len(variables) == 1 or all(stands):
        return tuple(stands)
    wide = all(
        sum(len(category.codes) > 1 for category in variable.categories) > 1
        for variable in variables
        if variable.kind != "change"
    )
    return tuple(
        stand and wide and variable.kind == "change"
        for stand, variable in zip(stands, variables, strict=True)
    )


def _family(children: Sequence[int], named: Sequence[int], people: Counts) -> Family | None:
    """Return children two by two, the smallest first; those that are too small are one."""
    small = tuple(child for child in children if child not in named and people[child])
    left = [Family(int(people[child]), (child,)) for child in named]
    if small and named:
        left.append(Family(int(people[list(small)].sum()), small))
    while len(left) > 1:
        left.sort(key=lambda family: (family.people, family.nodes))
        one, other, *left = left
        left.append(Family(one.people + other.people, one.nodes + other.nodes, (one, other)))
    return left[0] if left else None


def _standing(family: Family, tables: Sequence[tuple[Counts, bool]]) -> Iterator[int]:
    """Yield the children that stand, where the table of all of them is known."""
    if not family.pair:
        yield from family.nodes if len(family.nodes) == 1 else ()
        return
    one, other = family.pair
    if all(may_stand(one.table(rows), other.table(rows), worry=w) for rows, w in tables):
        yield from _standing(one, tables)
        yield from _standing(other, tables)


def _laid_out(tree: Tree, table: Counts, shown: set[int]) -> Shown:
    """Return what is shown, with the people beside shown children."""
    children = [tuple(c for c in inside if c in shown) for inside in tree.children]
    rest = [
        tuple((table[place] - table[list(visible)].sum(axis=0)).tolist()) if visible else ()
        for place, visible in enumerate(children)
    ]
    return Shown(
        tuple(place in shown for place in range(len(tree.nodes))),
        tuple(children),
        tuple(one if any(one) else () for one in rest),
    )
