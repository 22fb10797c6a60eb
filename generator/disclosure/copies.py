"""Published tables as plain values, to be kept in the ledger and read back unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from generator.disclosure.released import (
    Flow,
    Gap,
    Released,
    SessionFigure,
    SessionRecord,
    Withheld,
)
from generator.survey.variables import Variable

Copy = Mapping[str, Any]


def table_copy(table: Released) -> dict[str, Any]:
    """Return a table as plain values; its variable is known by the copy's place."""
    return {
        "base": table.base,
        "counts": list(table.counts),
        "exact": table.exact,
        "codes": None if table.code_counts is None else list(table.code_counts),
        "statistics": dict(table.statistics),
        "p_class": table.p_class,
    }


def table_from(copy: Copy, variable: Variable) -> Released:
    """Return the table that a copy was made of."""
    return Released(
        variable,
        int(copy["base"]),
        tuple(copy["counts"]),
        exact=bool(copy["exact"]),
        code_counts=None if copy["codes"] is None else tuple(copy["codes"]),
        statistics=dict(copy["statistics"]),
        p_class=str(copy["p_class"]),
    )


def flow_copy(flow: Flow) -> dict[str, Any]:
    """Return a role's participation as plain values."""
    return {**asdict(flow), "counts": list(flow.counts)}


def flow_from(copy: Copy) -> Flow:
    """Return the participation that a copy was made of."""
    both, one, neither = copy["counts"]
    return Flow(**{**copy, "counts": (both, one, neither)})


def session_copy(record: SessionRecord) -> dict[str, Any]:
    """Return a group's session records as plain values."""
    return {
        "title": record.title,
        "returned": record.returned,
        "figures": [
            {"title": one.title} if isinstance(one, Gap) else asdict(one) for one in record.figures
        ],
        "tables": [
            [list(table.variable.key), None if isinstance(table, Withheld) else table_copy(table)]
            for table in record.tables
        ],
    }


def session_from(copy: Copy, variables: Mapping[tuple[str, ...], Variable]) -> SessionRecord:
    """Return the records that a copy was made of; questions that are asked no more are left out."""
    return SessionRecord(
        copy["title"],
        int(copy["returned"]),
        tuple(_figure(one) for one in copy["figures"]),
        tuple(
            Withheld(variables[tuple(key)])
            if table is None
            else table_from(table, variables[tuple(key)])
            for key, table in copy["tables"]
            if tuple(key) in variables
        ),
    )


def _figure(copy: Copy) -> SessionFigure | Gap:
    if "base" not in copy:
        return Gap(copy["title"])
    hinges = copy["hinges"]
    return SessionFigure(**{**copy, "hinges": None if hinges is None else tuple(hinges)})
