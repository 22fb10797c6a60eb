"""The names that no point may hold, from a file of their own.

A text has one name on each line. A table has them in a column ``name``, or in
the columns ``mentor`` and ``mentee``: the preferences for the draw will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.definitions.problem import Parsed, Problem
from generator.responses.table import Table

COLUMNS = ("name", "mentor", "mentee")


def names_from_lines(text: str) -> tuple[str, ...]:
    r"""Return the names of a text; empty lines and lines with # are passed over.

    >>> names_from_lines("# mentors\nAda Okafor\n\n  Ben  Invented\nAda Okafor\n")
    ('Ada Okafor', 'Ben Invented')
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def names_from_tables(tables: Iterable[Table]) -> Parsed[tuple[str, ...]]:
    """Return the names in the tables' columns of names; every other column is passed over."""
    names: list[str] = []
    problems: list[Problem] = []
    for table in tables:
        wanted = [at for at, name in enumerate(table.header) if name.casefold() in COLUMNS]
        if not wanted:
            fault = "No column here holds names."
            remedy = "Call the column 'name', or 'mentor' and 'mentee'."
            where = table.place(table.header_line, 0)
            problems.append(Problem(where, "missing-column", fault, remedy))
        for found in _cells(table, wanted):
            if isinstance(found, Problem):
                problems.append(found)
            elif found:
                names.append(found)
    return Parsed(tuple(dict.fromkeys(names)), tuple(problems))


def _cells(table: Table, wanted: list[int]) -> Iterator[str | Problem]:
    for block in table.blocks:
        if isinstance(block, Problem):
            yield block
            return
        for fault in block.faults:
            if fault.column in wanted:
                where = table.place(block.lines[fault.row], fault.column)
                yield Problem(where, fault.rule, fault.fault, fault.remedy)
        for row in block.rows:
            yield from (" ".join(row[at].split()) for at in wanted if at < len(row))
