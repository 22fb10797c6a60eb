"""Who took part: invited, answered, matched; in words, as a chart and as tables."""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import ReleasedGroup
from generator.report import sentences
from generator.report.answers import when_of
from generator.report.funnel import funnel_figure
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, Heading
from generator.report.sentences import When


def participation_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on response and matching."""
    roles = [role for role in outline.roles() if role in group.flows]
    if not roles:
        return
    yield Heading(2, "Who took part")
    yield Bullets(tuple((flow_sentence(outline, group, role),) for role in roles))
    figure = funnel_figure(outline, group, roles)
    if figure is not None:
        yield figure


def flow_sentence(outline: Outline, group: ReleasedGroup, role: str) -> str:
    """Return one role's participation in words."""
    pair = outline.primary_pair(role)
    when = when_of(outline, pair) if pair else When("before", "after")
    return sentences.flow(group.flows.get(role), outline.people(role), pair, when)
