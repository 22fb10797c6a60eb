"""What a page says first: a sentence and a verdict for each main comparison."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report import sentences
from generator.report.answers import what_of, when_of
from generator.report.changes import change_table
from generator.report.outline import Outline, Table
from generator.report.page import Block, Bullets, Heading, Paragraph, Words
from generator.report.quantities import lowered
from generator.report.view import ReleasedGroup, Shown
from generator.survey.programme import TOTAL


def headline_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield a sentence for each primary comparison's whole, and one for those withheld."""
    lines: list[Words] = []
    gaps: list[tuple[str, Table]] = []
    for measured in shared.measured:
        if measured.pair is None or not measured.pair.primary:
            continue
        found = change_table(group, measured, measured.pair, TOTAL)
        name = f"{measured.title} ({measured.people})"
        if isinstance(found, Shown):
            what = what_of(measured)
            said = sentences.change(found, measured.people, when_of(shared, measured.pair), what)
            lines.append((f"{name}: {lowered(said)} {sentences.verdict(found, what)}".strip(),))
        elif found is not None:
            gaps.append((lowered(name), found))
    if not lines and not gaps:
        return
    yield Heading(2, "In brief")
    if lines:
        yield Bullets(tuple(lines))
    if gaps:
        names = [name for name, _ in gaps]
        yield Paragraph((sentences.missing(names, [found for _, found in gaps]),))
