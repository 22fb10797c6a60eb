"""Which exact tables of open groups may stand: those of which open pages say so beforehand.

Readers of restricted pages also read the rounded tables of open ones. Where a
gap on restricted pages depended on the answers themselves, it would say
something that the rounded table leaves in doubt. So it depends on the rounded
tables alone: an exact table stands where all the tables that the reader of
open pages must hold for possible may be shown. Which group is left out beside
another, so that subtraction does not give it back, is decided from the same.

Of a group that open pages show, and that has no such group inside it, the
reader knows the rounded table; of larger ones their sum; of people in none of
these nothing but how many they are. That gives the fewest and the most who
may have given an answer.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from generator.analysis.tally import Counts
from generator.disclosure.exact import FEWEST_OTHERS_IN_OPEN
from generator.disclosure.rounding import Table, lr5, possible_tables
from generator.disclosure.rule import Rule
from generator.disclosure.shown import Allowed, Shown, Tree, shown_nodes


def in_open(tree: Tree, people: Counts, rule: Rule) -> Shown:
    """Return the groups of which open pages show a table; ``people`` are (nodes, 1)."""
    outer = tuple(place not in tree.inner for place in range(len(tree.nodes)))
    nothing = ((),) * len(outer)
    within = Shown(outer, nothing, nothing)
    return shown_nodes(tree, people, lambda table: sum(table) >= rule.open_minimum, within)


def foreseen(tree: Tree, tables: Counts, opened: Shown, *, worry: bool = False) -> Shown:
    """Decide which of the groups on open pages show an exact table, from the rounded ones.

    Parameters
    ----------
    tree
        The groups.
    tables
        (nodes, categories), the true table of each; looked at through rounded ones alone.
    opened
        The groups that open pages show.
    worry
        Where no count of one may be shown.

    """
    return shown_nodes(tree, _bounds(tree, tables, opened), _surely(worry), within=opened)


def _surely(worry: bool) -> Allowed:
    """Return whether all tables within some bounds may be shown; it holds for sums as well."""

    def surely(bounds: tuple[int, ...]) -> bool:
        people, fewest, most = bounds[0], bounds[1::2], bounds[2::2]
        return people - max(most) >= FEWEST_OTHERS_IN_OPEN and not (worry and min(fewest) < 2)

    return surely


def _bounds(tree: Tree, tables: Counts, opened: Shown) -> Counts:
    """Return of every node its people, and the fewest and the most in each category."""
    found = np.zeros((len(tree.nodes), 1 + 2 * tables.shape[1]), dtype=np.int64)
    for place in reversed(range(len(tree.nodes))):
        people = int(tables[place].sum())
        inside = [child for child in tree.children[place] if opened.shown[child]]
        if opened.shown[place] and not inside:
            found[place, 1::2], found[place, 2::2] = _extremes(tuple(tables[place].tolist()))
        elif inside:
            found[place] = found[list(tree.children[place])].sum(axis=0)
        else:
            found[place, 2::2] = people
        found[place, 0] = people
    return found


@lru_cache(maxsize=1 << 14)
def _extremes(truth: Table) -> tuple[Table, Table]:
    """Return the fewest and the most in each category, of all tables rounded like one.

    >>> _extremes((9, 2, 1))
    ((8, 0, 0), (12, 3, 3))
    """
    columns = list(zip(*possible_tables(lr5(truth), sum(truth)), strict=True))
    return tuple(min(column) for column in columns), tuple(max(column) for column in columns)
