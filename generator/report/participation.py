"""Who took part: invited, answered and matched, a sentence a role."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report import sentences
from generator.report.answers import when_of
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, Heading
from generator.report.sentences import When
from generator.report.view import ReleasedGroup


def participation_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on response and matching."""
    said = flow_sentences(outline, group)
    if said:
        yield Heading(2, "Who took part")
        yield Bullets(tuple((one,) for one in said))


def flow_sentences(outline: Outline, group: ReleasedGroup) -> list[str]:
    """Return each role's participation in words."""
    said = []
    for role in outline.roles():
        pair, found = outline.primary_pair(role), group.flows.get(role)
        when = when_of(outline, pair) if pair else When("before", "after")
        if found is not None:
            said.append(sentences.flow(found, outline.people(role), when))
    return said
