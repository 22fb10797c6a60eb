"""The released numbers as one long table: ``results/data/statistics.csv`` and a part a group.

A table is written as its categories (``low``, ``middle``, ``high``; ``higher``,
``same``, ``lower``; a question's own), its ``base``, from 30 people its
``margin``, and of a change its ``verdict``; numbers of people to the nearest 5.
Restricted readers get exact numbers, each code and every statistic. A withheld
table is one line with no number. ``n`` is the base.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import ceil

from generator.definitions.programme import TOTAL
from generator.report.quantities import printed
from generator.report.view import Flow, ReleasedGroup, Shown, Withheld

COLUMNS = (
    "level", "unit", "role", "measure", "domain", "from", "to", "statistic", "value", "n", "status",
)  # fmt: skip
#: The measure under which invitations and returns stand.
PARTICIPATION = "participation"
#: The statistics of a question that is answered by a number.
MIDDLE = ("median", "quartile_low", "quartile_high")
#: A spreadsheet would run a cell that begins with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statistics_csv(bodies: Iterable[bytes]) -> bytes:
    """Return a table of groups' lines as UTF-8 with a byte order mark, as spreadsheets expect it.

    ``bodies`` come from ``group_lines``.
    """
    return b"".join((heading(), *bodies))


def heading() -> bytes:
    """Return the first line of a table, with the byte order mark before it."""
    return _text([COLUMNS]).encode("utf-8-sig")


def group_lines(group: ReleasedGroup) -> bytes:
    """Return one group's lines as CSV, without a heading."""
    return "".join(_lines(group)).encode()


def _text(lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def _lines(group: ReleasedGroup) -> Iterator[str]:
    start = (group.level, safe_cell(group.id))
    for role, flow in group.flows.items():
        place = _beginning((*start, safe_cell(role), PARTICIPATION, TOTAL, "", ""))
        invited = "" if flow.invited is None else _people(flow.invited, exact=flow.exact)
        for name, count in _flow(flow):
            yield f"{place},{name},{_people(count, exact=flow.exact)},{invited},released\r\n"
    for key, table in group.tables.items():
        place = _beginning((*start, *map(safe_cell, key)))
        if isinstance(table, Withheld):
            yield f"{place},,,,withheld\r\n"
            continue
        base = _people(table.base, exact=table.exact)
        for statistic, value in _statistics(table, base):
            yield f"{place},{statistic},{value},{base},released\r\n"
    for one in group.numbers:
        asked = one.question
        place = _beginning(
            (*start, *map(safe_cell, (asked.role, asked.item, TOTAL, asked.wave, "")))
        )
        values = (one.median, *one.hinges)
        for name, number in zip(MIDDLE, values, strict=True):
            yield f"{place},{name},{_number(number)},{one.base},released\r\n"


def _beginning(cells: Sequence[str]) -> str:
    """Return the first cells of a line, which many lines share: put in quotes once for all."""
    return _text([cells]).removesuffix("\r\n")


@cache
def _cell(text: str) -> str:
    """Return one cell as it stands in a file.

    >>> _cell("low"), _cell("very, very low")
    ('low', '"very, very low"')
    """
    return _beginning((safe_cell(text),))


def _people(count: int, *, exact: bool) -> str:
    return str(printed(count, exact=exact))


def _statistics(table: Shown, base: str) -> Iterator[tuple[str, str]]:
    for category, count in zip(table.variable.categories, table.counts, strict=True):
        yield _cell(category.id), _people(count, exact=table.exact)
    yield "base", base
    if table.large and not table.exact:
        yield "margin", str(ceil(table.margin))
    if table.verdict:
        yield "verdict", _cell(table.verdict)
    if not table.exact:
        return
    if table.code_counts is not None:
        for code, count in zip(table.variable.codes, table.code_counts, strict=True):
            yield _cell(f"count:{code}"), str(count)
    for name, value in table.statistics.items():
        yield _cell(name), _number(value)


def _flow(flow: Flow) -> Iterator[tuple[str, int]]:
    numbers = (
        ("invited", flow.invited),
        ("before", flow.before),
        ("after", flow.after),
        ("both", flow.both),
    )
    yield from ((name, value) for name, value in numbers if value is not None)


def _number(value: float) -> str:
    """Return a number without a trailing ``.0`` and otherwise unrounded.

    >>> _number(3.0), _number(0.0625)
    ('3', '0.0625')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("A1")
    ("'=1+1", 'A1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
