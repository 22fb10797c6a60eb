"""What a page says first: a sentence for each main comparison, one for all that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.disclosure.view import ABSENT, Shown, ReleasedGroup
from generator.report import sentences
from generator.report.answers import what_of, when_of
from generator.report.changes import change_table
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, Heading, Paragraph, Words
from generator.report.quantities import listed, lowered
from generator.survey.programme import TOTAL


def headline_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """One sentence for each primary comparison's whole, and one for those withheld."""
    lines: list[Words] = []
    parts: list[tuple[str, str]] = []
    gaps: list[str] = []
    for measured in shared.measured:
        if measured.pair is None or not measured.pair.primary:
            continue
        found = change_table(group, measured, measured.pair, TOTAL)
        when = when_of(shared, measured.pair)
        name = f"{measured.title} ({measured.people})"
        if isinstance(found, Shown):
            said = sentences.change(found, measured.people, when, what_of(measured))
            lines.append((f"{name}: {lowered(said)}",))
        elif found is not None:
            gaps.append(lowered(name))
            tables = [
                (label, change_table(group, measured, measured.pair, domain))
                for domain, label in measured.domains
            ]
            in_areas = sentences.areas(tables, shared.certain(group))
            if in_areas:
                parts.append((f"{name}: {lowered(in_areas)}", sentences.by_chance(tables)))
    if not lines and not gaps:
        return
    yield Heading(2, "In brief")
    if lines:
        yield Bullets(tuple(lines))
        if gaps:
            yield Paragraph((missing(gaps),))
            yield from _by_area(parts)
        return
    yield Paragraph((_no_headline(len(gaps)),))
    if parts:
        yield Paragraph(("What can be shown, area by area:",))
        yield from _by_area(parts)


def _by_area(parts: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """Say what areas show, and that it may be chance: once, where that holds for all of them."""
    everywhere = bool(parts) and all(chance for _, chance in parts)
    if parts:
        said = (words if everywhere else f"{words} {chance}".strip() for words, chance in parts)
        yield Bullets(tuple((one,) for one in said))
    if everywhere:
        yield Paragraph((sentences.BY_CHANCE,))


def _no_headline(comparisons: int) -> str:
    if comparisons == 1:
        return f"The main comparison cannot be shown. {ABSENT}"
    return f"None of the {comparisons} main comparisons can be shown as a whole. {ABSENT}"


def missing(names: Sequence[str]) -> str:
    """Say once for several things that they are withheld.

    >>> missing(["confidence"])[:37]
    'Missing here: confidence. Not shown o'
    """
    return f"Missing here: {listed(list(names))}. {ABSENT}"
