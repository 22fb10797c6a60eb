"""Figures that are made from several tables stand only where all of these are shown.

A test that keeps ranks within each smaller group says something of each of
them, and an adjusted p something of every area beside its own. Both are made
before the audit, and before earlier releases are looked at; either may take one
of those tables away. Somebody who has all the others could then work out what
the missing one is like. So the figures are looked at again at the end, where
it is known what is shown. What was published before stays as it was.
"""

from __future__ import annotations

from dataclasses import replace

from generator.disclosure.guard import Column, Shelf
from generator.disclosure.published import Key
from generator.disclosure.released import Released
from generator.disclosure.tables import with_holm

WITHIN = "p_stratified"


def without_missing(shelf: Shelf) -> Shelf:
    """Return the shelf without what its figures say of tables that it does not show."""
    if shelf.audience == "open":
        return shelf  # there, every figure follows from one table
    columns = {key: _within_shown(shelf, key, column) for key, column in shelf.columns.items()}
    variables = [column[0].variable for column in columns.values() if column]
    adjusted = with_holm(variables, columns)
    return replace(
        shelf,
        columns={
            key: tuple(
                new if _is_new(shelf, key, node) else old
                for node, (old, new) in enumerate(zip(column, adjusted[key], strict=True))
            )
            for key, column in columns.items()
        },
    )


def _is_new(shelf: Shelf, key: Key, node: int) -> bool:
    """Tell whether a node's table is published for the first time."""
    return shelf.sets(key)[node] is not None and (key, node) not in shelf.repeated


def _within_shown(shelf: Shelf, key: Key, column: Column) -> Column:
    """Return a column without tests within groups of which one does not show its people of now."""
    bases = shelf.bases[key]

    def stands(node: int) -> bool:
        return all(
            isinstance(table := column[block], Released)
            and table.counts == tuple(bases[block].tolist())
            for block in shelf.tree.blocks(node)
            if bases[block].any()
        )

    return tuple(
        replace(table, statistics={n: v for n, v in table.statistics.items() if n != WITHIN})
        if isinstance(table, Released)
        and WITHIN in table.statistics
        and _is_new(shelf, key, node)
        and not stands(node)
        else table
        for node, table in enumerate(column)
    )
