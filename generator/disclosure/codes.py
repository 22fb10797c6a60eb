"""Rounded tables of single codes, for large groups on open pages.

A code table splits the rounded categories of the same group, so that the two
agree on the page. It then tells nothing new about the categories: whatever
their true counts, the codes can be shared out to give what is shown. Only one
group on the way from the programme down to a block has one: a second one
could be subtracted from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.analysis.tally import Counts
from generator.disclosure.rounding import PRECISION, Table
from generator.disclosure.rule import LARGE_FROM, MOST_CODES
from generator.disclosure.shown import Tree
from generator.survey.variables import Variable


def code_tables(
    tree: Tree, variable: Variable, tables: Sequence[Table | None], codes: Counts
) -> tuple[Table | None, ...]:
    """Return every node's rounded code table, or None.

    Parameters
    ----------
    tree
        The groups.
    variable
        A variable with codes, not a change.
    tables
        The rounded category tables, by node.
    codes
        (nodes, codes) true counts.

    """
    found: list[Table | None] = [None] * len(tables)
    below = [False] * len(tables)  # a group below has one
    if variable.kind == "change" or len(variable.codes) > MOST_CODES:
        return tuple(found)
    for place in reversed(range(len(tables))):
        children = tree.children[place]
        same = [child for child in children if tree.members(child) == tree.members(place)]
        below[place] = any(below[child] for child in children)
        shown = tables[place]
        if shown is None or codes[place].sum() < LARGE_FROM:
            continue
        if same:
            found[place] = found[same[0]]  # the same cohorts, so the same table
        elif not below[place]:
            found[place] = _split(variable, shown, codes[place])
        below[place] = below[place] or found[place] is not None
    return tuple(found)


def _split(variable: Variable, shown: Table, codes: Counts) -> Table:
    """Share each category's rounded count out over its codes by largest remainder."""
    result = [0] * len(variable.codes)
    for value, category in zip(shown, variable.categories, strict=True):
        places = [variable.codes.index(code) for code in category.codes]
        counts = [int(codes[place]) for place in places]
        for place, share in zip(places, shares(value, counts), strict=True):
            result[place] = share
    return tuple(result)


def shares(value: int, counts: Sequence[int]) -> Table:
    """Return multiples of 5 that add to a value, in proportion to counts.

    >>> shares(15, [7, 5])
    (10, 5)
    """
    counts = counts if any(counts) else [1] * len(counts)  # a moved table may fill an empty one
    units, people = value // PRECISION, sum(counts)
    whole = [count * units // people for count in counts]
    order = sorted(range(len(counts)), key=lambda place: -(counts[place] * units % people))
    for place in order[: units - sum(whole)]:
        whole[place] += 1
    return tuple(PRECISION * unit for unit in whole)
