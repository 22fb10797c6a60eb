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
    people = tables[0].sum(axis=1).tolist()
    opened = in_open(tree, tables[0], rule)
    counted = shown_nodes(tree, tables[0], lambda table: rule.allows(sum(table)))
    shown = [_outer(tree, *one, opened, rule) for one in zip(variables, tables, strict=True)]
    for place, children in enumerate(tree.children):
        mine = [which for which, nodes in enumerate(shown) if place in nodes]
        family = _family(children, counted.children[place], people)
        if family is None or not mine or any(opened.shown[child] for child in children):
            continue
        looked_at = [(tables[which], is_worry(variables[which])) for which in mine]
        for child in _standing(family, looked_at):
            for which in mine:
                shown[which].add(child)
    return tuple(_laid_out(tree, *one) for one in zip(tables, shown, strict=True))


def _outer(tree: Tree, variable: Variable, table: Counts, opened: Shown, rule: Rule) -> set[int]:
    """Return the groups of open pages that show an exact table; where there are none, the root.

    A gap of the root says that its people nearly all agreed, and not on what.
    """
    if opened.shown[0]:
        found = foreseen(tree, table, opened, worry=is_worry(variable)).shown
        return {place for place, stands in enumerate(found) if stands}
    return {0} if allowed_table(variable, rule)(tuple(table[0].tolist())) else set()


def _family(children: Sequence[int], named: Sequence[int], people: Sequence[int]) -> Family | None:
    """Return children two by two, the smallest first; those that are too small are one."""
    small = tuple(child for child in children if child not in named and people[child])
    left = [Family(people[child], (child,)) for child in named]
    if small and named:
        left.append(Family(sum(people[child] for child in small), small))
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
