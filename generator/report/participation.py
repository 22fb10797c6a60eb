"""Who took part: invited, answered and matched, as a chart and in a sentence a role."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report import sentences
from generator.report.charts import Chart
from generator.report.measures import when_of
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, Figure, Figures, Heading
from generator.report.quantities import capital, how_many, listed, number, printed
from generator.report.sentences import When
from generator.report.view import Flow, ReleasedGroup

TITLE = "Who took part"


def participation_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on response and matching."""
    flows = [(role, group.flows[role]) for role in shared.roles() if role in group.flows]
    if not flows:
        return
    yield Heading(2, TITLE)
    said = tuple((one,) for one in flow_sentences(shared, group))
    rows = tuple(row for role, flow in flows for row in _bars(shared, role, flow))
    if not rows:
        yield Bullets(said)
        return
    yield Figures(
        (
            Figure(
                "took-part",
                Chart("bars", rows),
                _finding(shared, flows),
                "People invited, and who answered at each time.",
                "Bars for each role. The sentences before it have the same numbers.",
            ),
        ),
        said,
    )


def _finding(shared: Outline, flows: list[tuple[str, Flow]]) -> str:
    """Say how many answered both times."""
    both = [
        how_many(flow.both, shared.people(role), exact=flow.exact)
        for role, flow in flows
        if flow.both is not None
    ]
    return f"{capital(listed(both))} answered both times" if both else "Who was invited"


def _bars(shared: Outline, role: str, flow: Flow) -> Iterator[tuple[str | float, ...]]:
    """Yield a bar for those invited and for each time, of the largest of these."""
    when = _when(shared, role)
    found = [
        ("Invited", flow.invited),
        (capital(when.before), flow.before),
        (capital(when.after), flow.after),
        ("Both times", flow.both),
    ]
    shown = [(label, count) for label, count in found if count is not None]
    numbers = [printed(count, exact=flow.exact) for _, count in shown]
    for (label, _), count in zip(shown, numbers, strict=True) if any(numbers) else ():
        said = number(count)
        yield capital(shared.people(role)), label, round(count / max(numbers), 4), said


def flow_sentences(outline: Outline, group: ReleasedGroup) -> list[str]:
    """Return each role's participation in words."""
    return [
        sentences.flow(group.flows[role], outline.people(role), _when(outline, role))
        for role in outline.roles()
        if role in group.flows
    ]


def _when(outline: Outline, role: str) -> When:
    pair = outline.primary_pair(role)
    return when_of(outline, pair) if pair else When("before", "after")
