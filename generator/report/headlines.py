"""What a page says first: a sentence for each main comparison, one for all that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.disclosure.released import WITHHELD_WORDING, Released, ReleasedGroup
from generator.report import sentences
from generator.report.answers import what_of, when_of
from generator.report.changes import change_table
from generator.report.outline import Measured, Outline, Pair
from generator.report.page import Block, Bullets, Heading, Paragraph, Words
from generator.report.quantities import listed, lowered
from generator.survey.programme import TOTAL


def headline_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """One sentence for each primary comparison's whole, and one for those withheld."""
    lines: list[Words] = []
    parts: list[Words] = []
    gaps: list[str] = []
    for measured in shared.measured:
        if measured.pair is None or not measured.pair.primary:
            continue
        found = change_table(group, measured, measured.pair, TOTAL)
        when = when_of(shared, measured.pair)
        name = f"{measured.title} ({measured.people})"
        if isinstance(found, Released):
            said = sentences.change(found, measured.people, when, what_of(measured))
            lines.append((f"{name}: {lowered(said)}",))
        elif found is not None:
            gaps.append(lowered(name))
            in_areas = _areas(shared, group, measured, measured.pair)
            if in_areas:
                parts.append((f"{name}: {lowered(in_areas)}",))
    if not lines and not gaps:
        return
    yield Heading(2, "In brief")
    if lines:
        yield Bullets(tuple(lines))
        if gaps:
            yield Paragraph((missing(gaps),))
            yield from (Bullets(tuple(parts)),) if parts else ()
        return
    yield Paragraph((_no_headline(len(gaps)),))
    if parts:
        yield Paragraph(("What can be shown, area by area:",))
        yield Bullets(tuple(parts))


def _areas(shared: Outline, group: ReleasedGroup, measured: Measured, pair: Pair) -> str:
    """Say of a measure whose whole is not shown in which of its areas answers rose."""
    tables = [(name, change_table(group, measured, pair, d)) for d, name in measured.domains]
    return sentences.areas(tables, shared.certain(group))


def _no_headline(comparisons: int) -> str:
    if comparisons == 1:
        return f"The main comparison cannot be shown. {WITHHELD_WORDING}"
    return f"None of the {comparisons} main comparisons can be shown as a whole. {WITHHELD_WORDING}"


def missing(names: Sequence[str]) -> str:
    """Say once for several things that they are withheld.

    >>> missing(["confidence"])[:37]
    'Missing here: confidence. Not shown o'
    """
    return f"Missing here: {listed(list(names))}. {WITHHELD_WORDING}"
