"""One variable on open pages: a rounded table for every group that may have one.

Each table is rounded from its own true counts, and printed only if, beside
all the tables below it, it leaves everyone in doubt (``family``).
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.analysis.tally import Counts
from generator.disclosure.family import Family, Member, passing
from generator.disclosure.rounding import Table, lr5, nearest_tables, possible_tables
from generator.disclosure.rule import Rule
from generator.disclosure.shown import Tree, shown_nodes


@dataclass(frozen=True, slots=True)
class _Group:
    """What one group prints, if anything, and what a reader then knows of it."""

    table: Table | None
    family: Family


def publish(tree: Tree, tables: Counts, rule: Rule) -> tuple[Table | None, ...]:
    """Return the rounded table of every node, or None where it is withheld.

    Parameters
    ----------
    tree
        The groups.
    tables
        (nodes, categories) true counts; two or three categories.
    rule
        The open audience's rule.

    """
    decided = shown_nodes(tree, tables, lambda table: rule.allows(sum(table)))
    groups: dict[int, _Group] = {}
    for place in reversed(range(len(tree.nodes))):
        if decided.shown[place]:
            children = [groups[child] for child in decided.children[place]]
            truth = tuple(int(count) for count in tables[place])
            groups[place] = _print(truth, children, sum(decided.rest[place]))
    return tuple(
        groups[place].table if place in groups else None for place in range(len(tree.nodes))
    )


def _print(truth: Table, children: list[_Group], rest: int) -> _Group:
    if not children:
        table = lr5(truth)
        return _Group(table, Family((Member(possible_tables(table, sum(truth)), block=True),)))
    if len(children) == 1 and not rest:
        return children[0]  # the same people, so the same table
    family = Family(
        tuple(member for child in children for member in child.family.members),
        (
            *(people for child in children for people in child.family.rests),
            *([rest] if rest else ()),
        ),
    )
    for table in nearest_tables(truth):
        left = passing(family, table)
        if left:
            return _Group(table, Family((Member(left, block=False),)))
    return _Group(None, family)  # its members face the group above on their own
