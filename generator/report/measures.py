"""The part of a page that is about one measure in one role.

Sentences first, then the answers before directly above the answers after,
then each person's change. Each chart brings its table. Other times at which
the same was asked, and further comparisons, are tables in a part that a reader
opens: a page is read for its main comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.report import sentences
from generator.report.answers import (
    only_times,
    other_times,
    spread_figure,
    wave_table,
    what_of,
    when_of,
)
from generator.report.changes import change_figure, change_table, changes
from generator.report.outline import Measured, Outline, Pair, table
from generator.report.page import Block, Bullets, DataTable, Heading, More, Paragraph
from generator.report.view import ReleasedGroup, Shown
from generator.survey.programme import TOTAL, in_language


def measure_blocks(outline: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Block]:
    """Yield the blocks of one measure, of which something is shown."""
    measured = measured.at(group)
    yield Heading(3, measured.title)
    stem = _stem(outline, measured)
    if stem:
        yield Paragraph((f"The question: “{stem}”",))
    if measured.pair is None:
        yield from only_times(outline, group, measured)
        return
    yield from _pair_blocks(outline, group, measured, measured.pair)
    rest = [
        *other_times(outline, group, measured),
        *(b for pair in measured.others for b in _other_pair(outline, group, measured, pair)),
    ]
    if rest:
        yield More(f"{measured.title}: other times and comparisons", tuple(rest))


def anything(group: ReleasedGroup, measured: Measured) -> bool:
    """Say whether any table of a measure is shown."""
    return any(
        isinstance(found, Shown)
        for key, found in group.tables.items()
        if key[:2] == (measured.role, measured.measure)
    )


def _stem(outline: Outline, measured: Measured) -> str:
    for measure in outline.programme.measures:
        if measure.id == measured.measure and measured.role in measure.stems:
            return in_language(measure.stems[measured.role], outline.language)
    return ""


def _pair_blocks(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Block]:
    statements = tuple(
        (sentence,) for sentence in pair_sentences(outline, group, measured, pair) if sentence
    )
    if statements:
        yield Bullets(statements)
    if not _compared(group, measured, pair):
        found = [change_table(group, measured, pair, d) for d, _ in measured.lines]
        yield Paragraph((sentences.why(found),))
        return
    spread = spread_figure(outline, group, measured, pair)
    if measured.domains:
        yield spread
        yield change_figure(outline, group, measured, pair)
    else:  # one line's change is said in the sentences: its table will do
        changed = changes(outline, group, measured, pair)
        yield replace(spread, tables=(*spread.tables, *changed))


def _compared(group: ReleasedGroup, measured: Measured, pair: Pair) -> bool:
    """Say whether any table of a comparison is shown."""
    keys = ((pair.from_, pair.to), (pair.from_, ""), (pair.to, ""))
    return any(
        isinstance(table(group, measured.role, measured.measure, d, *key), Shown)
        for d, _ in measured.lines
        for key in keys
    )


def pair_sentences(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[str]:
    """Yield what can be said of a comparison beside its headline, the whole before its parts."""
    when, what = when_of(outline, pair), what_of(measured)
    whole = change_table(group, measured, pair, TOTAL)
    before, after = (wave_table(group, measured, w, TOTAL) for w in (pair.from_, pair.to))
    if isinstance(whole, Shown):
        if not pair.primary:  # what the page begins with is not said again
            yield sentences.change(whole, measured.people, when, what)
            yield sentences.verdict(whole, what)
        if isinstance(before, Shown) and isinstance(after, Shown) and _same(before, after):
            yield sentences.highest(before, after, measured.people, when)
        yield sentences.medians(whole, when, what)
    if measured.domains:
        changes = [(n, change_table(group, measured, pair, d)) for d, n in measured.domains]
        yield sentences.areas(changes)


def _same(before: Shown, after: Shown) -> bool:
    """Say whether two waves' tables are about the same people; only then may they be compared."""
    return before.variable.population == after.variable.population


def _other_pair(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Heading | Bullets | DataTable]:
    rows = [change_table(group, measured, pair, d) for d, _ in measured.lines]
    if not any(isinstance(t, Shown) for t in rows):
        return
    when = when_of(outline, pair)
    yield Heading(4, f"From {when.before} to {when.after}")
    statements = tuple((s,) for s in pair_sentences(outline, group, measured, pair) if s)
    if statements:
        yield Bullets(statements)
    yield from changes(outline, group, measured, pair)
