"""From invitation to a complete answer: how many people reached each step.

On restricted pages every form that came back is a step. On open pages the
steps follow from released tables alone: who answered at all, who answered both
times, and how many of these gave every answer that a total needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.disclosure.view import Flow, Shown, ReleasedGroup
from generator.report.changes import change_table
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Outline
from generator.report.page import DataTable, Figure, Row
from generator.report.quantities import (
    PERCENTAGES_FROM,
    capital,
    cell,
    listed,
    lowered,
    number,
    of_people,
    percent,
)
from generator.report.tables import ROUNDED, flows
from generator.survey.programme import TOTAL

LEVELS = ("Reached this step", "Did not")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a role's way, how many of the invited reached it, and its name in a chart."""

    title: str
    people: int
    short: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One role's steps."""

    people: str
    flow: Flow
    steps: tuple[Step, ...]


def funnel_figure(outline: Outline, group: ReleasedGroup, roles: Sequence[str]) -> Figure | None:
    """Return the chart of steps with its tables; None where no role's participation is shown."""
    found = [(role, group.flows.get(role)) for role in roles]
    ways = [
        Way(outline.people(role), flow, tuple(_steps(outline, group, role, flow)))
        for role, flow in found
        if isinstance(flow, Flow) and flow.invited > 0
    ]
    if not ways:
        return None
    groups = tuple(Group(_heading(way), tuple(_bars(way))) for way in ways)
    least = min(way.flow.invited for way in ways)
    unit = "percentages" if least >= PERCENTAGES_FROM else "people"
    all_flows = [(capital(outline.people(role)), flow) for role, flow in found]
    return Figure(
        drawing=Drawing("rows", (Panel(LEVELS, groups, ordered=False),)),
        message=_message(ways),
        method=(
            "Of everybody invited: how many reached each step. A bar with a measure’s name is of "
            f"those who answered all of it both times. Numbers are {unit}."
        ),
        description=(
            f"Bars for {listed([way.people for way in ways])}, one for each step. The first part "
            "of a bar are those who reached it. Its table gives every number."
        ),
        tables=(_table(ways), flows("Both times, once or not at all", all_flows)),
    )


def _steps(outline: Outline, group: ReleasedGroup, role: str, flow: Flow) -> Iterator[Step]:
    both, one, _ = flow.counts
    if flow.exact:
        yield from _forms(outline, role, flow)
    else:
        yield Step("Answered at all", min(both + one, flow.invited))
    yield Step("Both times", min(both, flow.invited))
    for measured in outline.measured:
        if measured.role != role or measured.pair is None or not measured.pair.primary:
            continue
        found = change_table(group, measured, measured.pair, TOTAL)
        if isinstance(found, Shown) and measured.domains:
            title = f"Both times, and all of {lowered(measured.title)}"
            yield Step(title, min(found.base, flow.invited), measured.title)


def _forms(outline: Outline, role: str, flow: Flow) -> Iterator[Step]:
    """Yield a step for each time at which a role's forms came back, in the waves' order."""
    came: dict[str, int] = {}
    for variable in outline.release.variables:
        if variable.role == role and variable.instrument in flow.returned:
            came[variable.from_] = flow.returned[variable.instrument]
    pair = outline.primary_pair(role)
    if pair is not None:  # people, where a form may have come back twice or blank
        came |= {
            wave: people
            for wave, people in ((pair.from_, flow.before), (pair.to, flow.after))
            if people is not None
        }
    for wave in outline.programme.waves:
        if wave.id in came:
            yield Step(outline.wave(wave.id), min(came[wave.id], flow.invited))


def _heading(way: Way) -> str:
    about = "" if way.flow.exact else "about "
    return f"{capital(way.people)}: {about}{number(way.flow.invited)} invited"


def _bars(way: Way) -> Iterator[Bar]:
    base = way.flow.invited
    for step in way.steps:
        yield Bar(step.short or step.title, (step.people, base - step.people), base)


def _message(ways: Sequence[Way]) -> str:
    parts = [_share(way.flow, f"invited {way.people}") for way in ways]
    return f"{capital(listed(parts))} answered both times"


def _share(flow: Flow, people: str) -> str:
    both, base = min(flow.counts[0], flow.invited), flow.invited
    if 0 < both < base and base >= PERCENTAGES_FROM:
        return f"{percent(both, base)}% of {people}"
    return of_people(both, base, people, exact=flow.exact)


def _table(ways: Sequence[Way]) -> DataTable:
    rows = []
    for way in ways:
        for place, step in enumerate(way.steps):
            base = way.flow.invited
            counts = (step.people, base - step.people)
            rows.append(
                Row(
                    (capital(way.people), step.title),
                    (*(cell(c, base, exact=way.flow.exact) for c in counts), number(base)),
                    len(way.steps) if place == 0 else 0,
                )
            )
    notes = () if all(way.flow.exact for way in ways) else (ROUNDED,)
    return DataTable(
        "Steps from invitation to a complete answer",
        ("Role", "Step", "Reached it", "Did not", "Invited"),
        tuple(rows),
        2,
        notes,
    )
