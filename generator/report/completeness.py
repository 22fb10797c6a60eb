"""How complete the answers are: what is missing by question, what came late, what was left out.

Everything follows from released tables: how many people answered both times,
and how many of these stand in a question's table. On open pages both are
rounded, so a small difference means few or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import Flow, Shown, ReleasedGroup
from generator.report.changes import change_table
from generator.report.outline import Measured, Outline, Table
from generator.report.page import Block, Bullets, DataTable, Heading, More, Row
from generator.report.quantities import (
    PERCENTAGES_FROM,
    amount,
    capital,
    cell,
    listed,
    lowered,
    number,
    of_people,
)
from generator.report.tables import ROUNDED
from generator.survey.programme import TOTAL

TITLE = "How complete the answers are"
LATE = (
    "Forms that came late, or were corrected, wait in this group: its tables stay as they were "
    "published until enough have come that nobody’s answer shows."
)


def completeness_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on missing, late and left-out answers."""
    said = [
        *(line for role in outline.roles() for line in _of_role(outline, group, role)),
        *_late(outline, group),
        left_out(outline.release.skipped),
    ]
    yield Heading(2, TITLE)
    yield Bullets(tuple((line,) for line in said))
    rows = tuple(_rows(outline, group))
    if rows:
        table = DataTable(
            "Missing by question, of those who answered both times",
            ("Measure", "Question", "Answered", "Missing", "Both times"),
            rows,
            2,
            () if outline.exact else (ROUNDED,),
        )
        yield More("Missing, question by question", (table,))


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
    if not isinstance(flow, Flow) or flow.counts[0] <= 0:
        return
    both, once, _ = flow.counts
    people = outline.people(role)
    whole = []
    for measured in outline.measured:
        found = _whole(group, measured, role)
        if found is not None:
            share = amount(min(found.base, both), both, exact=flow.exact)
            whole.append(f"{share} answered all of {lowered(measured.title)}")
    if whole:
        about = "" if flow.exact else "about "
        both_times = f"Of {about}{number(both)} {people} who answered both times"
        yield f"{both_times}, {listed(whole)}. A total needs all seven areas."
    if once > 0:
        some = of_people(once, flow.invited, f"invited {people}", exact=flow.exact)
        yield f"{capital(some)} answered at one time only: no change can be worked out for them."


def _whole(group: ReleasedGroup, measured: Measured, role: str) -> Shown | None:
    """Return the change of a measure's total over the waves of the main comparison."""
    if measured.role != role or not measured.domains:
        return None
    if measured.pair is None or not measured.pair.primary:
        return None
    found = change_table(group, measured, measured.pair, TOTAL)
    return found if isinstance(found, Shown) else None


def _late(outline: Outline, group: ReleasedGroup) -> Iterator[str]:
    own = {group.id, *(other.id for other in outline.merged_into(group))}
    if own & set(outline.release.waiting):
        yield LATE
    elif outline.release.number:
        yield "No late forms wait in this group."


def _rows(outline: Outline, group: ReleasedGroup) -> Iterator[Row]:
    for measured in outline.measured:
        flow = group.flows.get(measured.role)
        if measured.pair is None or not measured.pair.primary or not isinstance(flow, Flow):
            continue
        name = f"{measured.title} ({measured.people})"
        lines = [
            (label, change_table(group, measured, measured.pair, domain))
            for domain, label in measured.lines
        ]
        if flow.counts[0] <= 0 or not any(isinstance(found, Shown) for _, found in lines):
            continue  # the page says so where the measure would stand
        for place, (label, found) in enumerate(lines):
            spans = len(lines) if place == 0 else 0
            yield _row((name, label if measured.domains else "The question"), found, flow, spans)


def _row(headers: tuple[str, str], found: Table, flow: Flow, spans: int) -> Row:
    if not isinstance(found, Shown):
        words = found.wording if found is not None else "Not asked, or not collected."
        return Row(headers, (words,), spans, gap=True)
    both = flow.counts[0]
    missing = max(0, both - found.base)
    share = cell(missing, both, exact=flow.exact) if both >= PERCENTAGES_FROM else number(missing)
    return Row(headers, (number(found.base), share, number(both)), spans)
