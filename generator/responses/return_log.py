"""``return_log.csv``: how many forms went out and came back, by form and cohort.

Each row adds to the counts: one for every time that forms were handed out or a
box was emptied. Nothing in it is about one person, and no survey code belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.definitions.problem import Problem
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.check import day_of
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.table import Table, without_comments

REQUIRED = ("cohort", "instrument", "issued", "returned")
OPTIONAL = ("date", "spoiled", "set_aside", "withdrawn")
COUNTS = ("issued", "returned", *OPTIONAL[1:])
MOST_FORMS = 100_000

_WHOLE = re.compile(r"\d{0,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of ``return_log.csv``.

    Of those returned, ``spoiled`` cannot be typed in, ``set_aside`` are not typed in because
    nobody can tell whose they are, and ``withdrawn`` were removed because somebody withdrew.
    """

    cohort: str
    instrument: str
    issued: int = 0
    returned: int = 0
    spoiled: int = 0
    set_aside: int = 0
    withdrawn: int = 0
    day: date | None = None


def parse_return_log(
    tables: Iterable[Table], cohorts: Iterable[str], forms: Iterable[str], found: list[Problem]
) -> tuple[LogRow, ...]:
    """Return the rows of all logs in their order; every fault is added at its cell."""
    known = {"cohort": tuple(cohorts), "instrument": tuple(forms)}
    rows: list[LogRow] = []
    for table in map(without_comments, tables):
        findings = FaultLog(table)
        if check_known(findings, "return_log.csv", REQUIRED, OPTIONAL):
            rows.extend(_rows(findings, known))
        found.extend(findings.all())
    return tuple(rows)


def _rows(findings: FaultLog, known: Mapping[str, Sequence[str]]) -> Iterator[LogRow]:
    for row, cells in each_row(findings, "cohort"):
        if not findings.of_row(row, _faults(cells, known)):
            counts = {name: int(cells.get(name) or 0) for name in COUNTS}
            yield LogRow(
                cells["cohort"], cells["instrument"], **counts, day=day_of(cells.get("date", ""))
            )


def _faults(
    cells: Mapping[str, str], known: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the column, rule, fault and remedy of each bad cell of a row."""
    for name, rule in (("cohort", "unknown-cohort"), ("instrument", "unknown-form")):
        if cells[name] not in known[name]:
            remedy = did_you_mean(cells[name], known[name]) or f"Known: {listed(known[name][:20])}."
            yield name, rule, f"There is no {name} {quoted(cells[name])}.", remedy
    for name in COUNTS:
        if not _WHOLE.fullmatch(cells.get(name, "")) or int(cells.get(name) or 0) > MOST_FORMS:
            fault = f"{quoted(cells[name])} is not a number of forms."
            remedy = f"Use a whole number from 0 to {MOST_FORMS:,}, or leave it empty."
            yield name, "wrong-type", fault, remedy
    if cells.get("date") and day_of(cells["date"]) is None:
        fault = f"{quoted(cells['date'])} is not a date."
        yield "date", "wrong-type", fault, "Write year, month and day, such as 2026-05-11."
