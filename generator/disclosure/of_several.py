"""Figures that are made from several tables stand only where all of these are shown.

A test that keeps ranks within each smaller group says something of each of
them, an adjusted p something of every area beside its own, and a median of
totals something of every area in them: if half of the people have 34 of 35,
nobody of these answered low anywhere. All are made
before the audit, and before earlier releases are looked at; either may take one
of those tables away. Somebody who has all the others could then work out what
the missing one is like. So the figures are looked at again at the end, where
it is known what is shown. What was published before stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.disclosure.guard import Column, Shelf
from generator.disclosure.published import Key
from generator.disclosure.released import Released, Withheld
from generator.disclosure.tables import with_holm
from generator.survey.programme import TOTAL

WITHIN = "p_stratified"
#: What tells where people stand by their totals.
IN_ORDER = frozenset({
    "median", "quartile_low", "quartile_high", "median_from", "median_to",
    "shift", "shift_low", "shift_high", "shift_level",
})  # fmt: skip


def without_missing(shelf: Shelf) -> Shelf:
    """Return the shelf without what its figures say of tables that it does not show."""
    if shelf.audience == "open":
        return shelf  # there, every figure follows from one table
    columns = {key: _within_shown(shelf, key, column) for key, column in shelf.columns.items()}
    variables = [column[0].variable for column in columns.values() if column]
    adjusted = _whole_totals(with_holm(variables, columns))
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


def _whole_totals(columns: Mapping[Key, Column]) -> dict[Key, Column]:
    """Return the columns without medians and shifts of totals beside an area that is withheld."""
    result = dict(columns)
    for key, column in columns.items():
        if key[2] != TOTAL:
            continue
        times = {(key[3], ""), (key[4], ""), key[3:]}
        areas = [
            other
            for name, other in columns.items()
            if name[:2] == key[:2] and name[2] != TOTAL and name[3:] in times
        ]
        result[key] = tuple(
            table if all(isinstance(area[node], Released) for area in areas) else _unordered(table)
            for node, table in enumerate(column)
        )
    return result


def _unordered(table: Released | Withheld) -> Released | Withheld:
    if isinstance(table, Withheld):
        return table
    left = {name: value for name, value in table.statistics.items() if name not in IN_ORDER}
    return replace(table, statistics=left)
