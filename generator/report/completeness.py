"""How complete the answers are, on restricted pages: what is missing, question by question."""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.programme import TOTAL
from generator.report.measures import change_table, wave_table
from generator.report.outline import Measured, Outline, Pair, Table
from generator.report.page import Bullets, DataTable, More, Row, Words
from generator.report.quantities import amount, cell, listed, lowered, number
from generator.report.view import Flow, ReleasedGroup, Shown

TITLE = "How complete the answers are"


def completeness_part(outline: Outline, group: ReleasedGroup) -> More | None:
    """Return what is missing and was left out; open pages have nothing of it."""
    if not outline.exact:
        return None
    said: list[Words] = [
        (line,) for role in outline.roles() for line in _of_role(outline, group, role)
    ]
    rows = tuple(_rows(outline, group))
    table = DataTable(
        "Missing by question, of those who returned both forms",
        ("Measure", "Question", "Answered", "Missing", "Both times"),
        rows,
        2,
    )
    blocks = (Bullets((*said, (left_out(outline.release.skipped),))), *((table,) if rows else ()))
    return More(TITLE, blocks)


def left_out(skipped: int) -> str:
    """Say how many rows with faults were left out of a build.

    >>> left_out(0)
    'No rows were left out.'
    """
    if skipped == 0:
        return "No rows were left out."
    many = "1 row with a fault was" if skipped == 1 else f"{number(skipped)} rows with faults were"
    return f"{many} left out before anything was counted."


def _of_role(outline: Outline, group: ReleasedGroup, role: str) -> Iterator[str]:
    flow = group.flows.get(role)
    if flow is None or not flow.both:
        return
    both, people = flow.both, outline.people(role)
    whole = [
        f"{amount(min(found.base, both), both, exact=flow.exact)} answered all of "
        f"{lowered(measured.title)}"
        for measured in outline.measured
        if (found := _whole(group, measured, role)) is not None
    ]
    if whole:
        yield (
            f"Of {number(both)} {people} who returned both forms, {listed(whole)}. "
            f"A total needs all {outline.areas} areas."
        )


def _whole(group: ReleasedGroup, measured: Measured, role: str) -> Shown | None:
    """Return the change of a measure's total over the waves of the main comparison."""
    if measured.role != role or not measured.summed:
        return None
    if measured.pair is None or not measured.pair.primary:
        return None
    found = change_table(group, measured, measured.pair, TOTAL)
    return found if isinstance(found, Shown) else None


def _rows(outline: Outline, group: ReleasedGroup) -> Iterator[Row]:
    for measured in (one.at(group) for one in outline.measured):
        flow = group.flows.get(measured.role)
        if measured.pair is None or not measured.pair.primary or flow is None or not flow.both:
            continue
        name = f"{measured.title} ({measured.people})"
        lines = [
            (label, _answered(group, measured, measured.pair, domain))
            for domain, label in measured.lines
        ]
        if not any(isinstance(found, Shown) for _, found in lines):
            continue  # the page says so where the measure would stand
        for place, (label, found) in enumerate(lines):
            spans = len(lines) if place == 0 else 0
            yield _row((name, label if measured.domains else "The question"), found, flow, spans)


def _answered(group: ReleasedGroup, measured: Measured, pair: Pair, domain: str) -> Table:
    """Return a table of everybody who answered a line both times, answers apart among them."""
    changed = change_table(group, measured, pair, domain)
    before = wave_table(group, measured, pair.from_, domain)
    whole = isinstance(before, Shown) and before.variable.population == (pair.from_, pair.to)
    return before if whole and changed is not None and changed.variable.apart else changed


def _row(headers: tuple[str, str], found: Table, flow: Flow, spans: int) -> Row:
    both = flow.both or 0
    if not isinstance(found, Shown):
        words = found.wording if found is not None else "Not asked."
        return Row(headers, (words,), spans, gap=True)
    missing = cell(max(0, both - found.base), both, exact=flow.exact)
    return Row(headers, (number(found.base), missing, number(both)), spans)
