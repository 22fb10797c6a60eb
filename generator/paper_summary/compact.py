"""A change's table as narrow as half a sheet: for small groups with exact numbers.

Where all rows are of the same few people, the heading says how many, shares
tell nothing that counts do not, and both medians stand in one cell. So two
measures stand side by side, and five pairs need one side of paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.disclosure.rule import LARGE_FROM
from generator.report.quantities import decimal, number
from generator.report.view import Shown

#: Columns after the first: what they are called on paper.
COLUMNS = ("Higher", "Same", "Lower", "Median")
TESTS = (("p_exact", "p"), ("p_holm", "Holm"))


def fits(tables: Sequence[Shown]) -> bool:
    """Say whether tables can be shown so: exact, of the same few people."""
    bases = {at.base for at in tables}
    return (
        bool(tables)
        and all(at.exact for at in tables)
        and (len(bases) == 1 and max(bases) < LARGE_FROM)
    )


def columns(tables: Sequence[Shown]) -> list[str]:
    """Return the titles of the columns after the first."""
    return [*COLUMNS, *(title for name, title in TESTS if _given(tables, name))]


def cells(at: Shown, tables: Sequence[Shown]) -> list[str]:
    """Return a row's cells after the first."""
    tests = [_p(at.statistics.get(name)) for name, _ in TESTS if _given(tables, name)]
    return [*map(number, at.counts), medians(at), *tests]


def medians(at: Shown) -> str:
    """Return both medians, of those that may be shown.

    A dash stands for one that may not.
    """
    both = [at.statistics.get(name) for name in ("median_from", "median_to")]
    if all(value is None for value in both):
        return ""
    return " → ".join("–" if value is None else decimal(value) for value in both)


def _given(tables: Sequence[Shown], name: str) -> bool:
    return any(name in at.statistics for at in tables)


def _p(value: float | None) -> str:
    """Return a p of an exact test to three places, as pages have it.

    >>> _p(1.0), _p(0.0625), _p(0.0004), _p(None)
    ('1.000', '0.062', '<0.001', '')
    """
    if value is None:
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"
