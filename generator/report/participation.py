"""Who took part: invited, answered, matched; in words, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.disclosure.released import Flow, ReleasedGroup
from generator.report import sentences, tables
from generator.report.answers import when_of
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Outline, Pair
from generator.report.page import Block, Bullets, Figure, Heading, More
from generator.report.quantities import PERCENTAGES_FROM, capital
from generator.report.sentences import When

STEPS = ("Neither time", "One time only", "Both times")


def participation_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on response and matching."""
    roles = [role for role in outline.roles() if role in group.flows]
    if not roles:
        return
    yield Heading(2, "Who took part")
    yield Bullets(tuple((flow_sentence(outline, group, role),) for role in roles))
    found = [(capital(outline.people(role)), group.flows[role]) for role in roles]
    shown = [(label, flow) for label, flow in found if isinstance(flow, Flow)]
    if not shown:
        return
    bars = tuple(_bar(label, flow) for label, flow in shown)
    exact = any(flow.exact for _, flow in shown)
    yield Figure(
        drawing=Drawing("rows", (Panel(STEPS, (Group("", bars),)),)),
        message="How many answered both times, once or not at all",
        method=(
            "Of everybody invited: who answered at both waves of the main comparison, "
            f"at one of them, at neither. {_unit(shown)}"
        ),
        description=(
            "Stacked bars, one for each role, from neither time to both times. "
            "Its table gives every number."
        ),
        tables=(tables.flows("Invitations and answers", found, _waves(outline, roles[0])),),
    )
    yield from _returned(outline, shown, exact=exact)


def flow_sentence(outline: Outline, group: ReleasedGroup, role: str) -> str:
    """Return one role's participation in words."""
    pair = outline.primary_pair(role)
    when = when_of(outline, pair) if pair else When("before", "after")
    return sentences.flow(group.flows.get(role), outline.people(role), pair, when)


def _bar(label: str, flow: Flow) -> Bar:
    both, one, neither = flow.counts
    return Bar(label, (neither, one, both), flow.invited)


def _unit(shown: list[tuple[str, Flow]]) -> str:
    if min(flow.invited for _, flow in shown) >= PERCENTAGES_FROM:
        return "Numbers are percentages."
    return "Numbers are people."


def _waves(outline: Outline, role: str) -> tuple[str, str]:
    pair: Pair | None = outline.primary_pair(role)
    if pair is None:
        return ("Answered before", "Answered after")
    return (f"Answered {outline.when(pair.from_)}", f"Answered {outline.when(pair.to)}")


def _returned(outline: Outline, shown: list[tuple[str, Flow]], *, exact: bool) -> Iterator[Block]:
    forms: Mapping[str, int] = {
        form: count for _, flow in shown for form, count in flow.returned.items()
    }
    if exact and forms:
        yield More("Forms returned", (tables.returned("Forms returned", forms),))
