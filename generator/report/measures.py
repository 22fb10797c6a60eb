"""All numbers of one measure in one role, as tables that a reader opens.

The board, the areas' charts and the sentences are taken from these tables: a
page says in its beginning what stands here in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.definitions.programme import TOTAL, in_language
from generator.report import sentences, tables
from generator.report.outline import Measured, Outline, Pair, Table, table
from generator.report.page import Bullets, DataTable, Heading, More, Paragraph
from generator.report.quantities import capital, lowered
from generator.report.sentences import When
from generator.report.view import ReleasedGroup, Shown

DIFFERENT_PEOPLE = "Different people may have answered at each time, so compare with care."

#: Waves by their label and id.
Waves = Sequence[tuple[str, str]]
#: What may stand in a part that a reader opens.
Part = Heading | Paragraph | Bullets | DataTable


def measure_part(shared: Outline, group: ReleasedGroup, measured: Measured) -> More | None:
    """Return a measure's tables; None where none has anything to show."""
    measured = measured.at(group)
    blocks = tuple(_blocks(shared, group, measured))
    if not any(isinstance(block, DataTable) for block in blocks):
        return None
    stem = _stem(shared, measured)
    asked = (Paragraph((f"The question: “{stem}”",)),) if stem else ()
    return More(f"{measured.title} ({measured.people})", (*asked, *blocks))


def change_table(group: ReleasedGroup, measured: Measured, pair: Pair, domain: str) -> Table:
    """Return the table of change of one line."""
    return table(group, measured.role, measured.measure, domain, pair.from_, pair.to)


def wave_table(group: ReleasedGroup, measured: Measured, wave: str, domain: str) -> Table:
    """Return the table of answers of one line at one wave."""
    return table(group, measured.role, measured.measure, domain, wave, "")


def when_of(shared: Outline, pair: Pair) -> When:
    """Return a comparison's waves as words."""
    return When(shared.when(pair.from_), shared.when(pair.to))


def _stem(shared: Outline, measured: Measured) -> str:
    for measure in shared.programme.measures:
        if measure.id == measured.measure and measured.role in measure.stems:
            return in_language(measure.stems[measured.role], shared.language)
    return ""


def _blocks(shared: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Part]:
    if measured.pair is not None:
        pair = measured.pair
        waves = (("Before", pair.from_), ("After", pair.to))
        yield from _answers(group, measured, waves, "answers before and after")
        yield from _changes(shared, group, measured, pair)
    others = [(shared.wave(wave), wave) for wave in measured.singles]
    asked = [
        (label, wave)
        for label, wave in others
        if any(wave_table(group, measured, wave, d) is not None for d, _ in measured.lines)
    ]
    if asked:
        names = ", ".join([asked[0][0], *(lowered(label) for label, _ in asked[1:])])
        made = list(_answers(group, measured, asked, f"answers {lowered(names)}"))
        if made and len(asked) > 1:
            yield Paragraph((DIFFERENT_PEOPLE,))
        yield from made
    for pair in measured.others:
        yield from _changes(shared, group, measured, pair)


def _answers(
    group: ReleasedGroup, measured: Measured, waves: Waves, what: str
) -> Iterator[DataTable]:
    """Yield who chose what at some waves: the domains, which share a scale, then their total."""
    caption, head = f"{measured.title}, {measured.people}: {what}", _head(measured)
    whole = [line for line in measured.lines if line[0] == TOTAL]
    for part in (measured.domains, whole):
        rows = [
            (name, [(label, wave_table(group, measured, wave, domain)) for label, wave in waves])
            for domain, name in part
        ]
        if any(isinstance(found, Shown) for _, at in rows for _, found in at):
            apart = f", {lowered(rows[0][0])}" if part is whole and measured.domains else ""
            yield tables.spread(f"{caption}{apart}", rows, (head, "When"))


def _changes(
    shared: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Part]:
    """Yield the table of a comparison's changes, of its effects, and what a test says of it."""
    rows = [(name, change_table(group, measured, pair, d)) for d, name in measured.lines]
    if not any(isinstance(found, Shown) for _, found in rows):
        return
    when = when_of(shared, pair)
    name, times = f"{measured.title}, {measured.people}", f"from {when.before} to {when.after}"
    whole = change_table(group, measured, pair, TOTAL)
    if isinstance(whole, Shown) and (
        said := sentences.verdict(whole, "total" if measured.summed else "answer")
    ):
        yield Paragraph((f"{capital(when.after)}, against {when.before}. {said}",))
    yield tables.change(f"{name}: change {times}", rows, _head(measured))
    effects = tables.effects(f"{name}: effects {times}", rows, _head(measured))
    if effects is not None:
        yield effects


def _head(measured: Measured) -> str:
    return "Area" if measured.summed else "Who"
