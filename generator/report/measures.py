"""The part of a page that is about one measure in one role.

Sentences first, then the answers before directly above the answers after,
then each person's change, and last the other times at which the same was
asked. Each chart brings its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.disclosure.released import WITHHELD_WORDING, Released, ReleasedGroup
from generator.report import sentences, tables
from generator.report.charts import Bar, Drawing, Group, Panel, Shift
from generator.report.outline import Measured, Outline, Pair, Table, table
from generator.report.page import Block, Bullets, DataTable, Figure, Heading, Paragraph
from generator.report.quantities import lowered
from generator.report.sentences import When
from generator.survey.programme import TOTAL, in_language
from generator.survey.variables import CHANGE_CATEGORIES

#: Lower first, so that colours run the same way as in the charts of answers.
CHANGE_LEVELS = tuple(category.label for category in reversed(CHANGE_CATEGORIES))

#: A line of a measure with its waves: (label, ((wave label, table), …)).
Lines = Sequence[tuple[str, Sequence[tuple[str, Table]]]]


def measure_blocks(outline: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Block]:
    """Yield the blocks of one measure."""
    yield Heading(3, measured.title)
    stem = _stem(outline, measured)
    if stem:
        yield Paragraph((f"The question: “{stem}”",))
    if not _anything(group, measured):
        yield Paragraph((WITHHELD_WORDING,))
        return
    if measured.pair:
        yield from _pair_blocks(outline, group, measured, measured.pair)
    if measured.singles:
        yield from _other_times(outline, group, measured)
    for pair in measured.others:
        yield from _other_pair(outline, group, measured, pair)


def when_of(outline: Outline, pair: Pair) -> When:
    """Return a comparison's waves as words."""
    return When(outline.when(pair.from_), outline.when(pair.to))


def what_of(measured: Measured) -> str:
    """Return what a person gives: one answer, or a total of seven."""
    return "total" if measured.domains else "answer"


def change_table(group: ReleasedGroup, measured: Measured, pair: Pair, domain: str) -> Table:
    """Return the table of change of one line."""
    return table(group, measured.role, measured.measure, domain, pair.from_, pair.to)


def wave_table(group: ReleasedGroup, measured: Measured, wave: str, domain: str) -> Table:
    """Return the table of answers of one line at one wave."""
    return table(group, measured.role, measured.measure, domain, wave, "")


def _stem(outline: Outline, measured: Measured) -> str:
    for measure in outline.programme.measures:
        if measure.id == measured.measure and measured.role in measure.stems:
            return in_language(measure.stems[measured.role], outline.language)
    return ""


def _head(measured: Measured) -> str:
    return "Area" if measured.domains else "Who"


def _anything(group: ReleasedGroup, measured: Measured) -> bool:
    return any(
        isinstance(found, Released)
        for key, found in group.tables.items()
        if key[:2] == (measured.role, measured.measure)
    )


def _pair_blocks(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Block]:
    statements = tuple(
        (sentence,) for sentence in pair_sentences(outline, group, measured, pair) if sentence
    )
    if statements:
        yield Bullets(statements)
    yield _spread_figure(outline, group, measured, pair)
    yield _change_figure(outline, group, measured, pair, rings=True)


def pair_sentences(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[str]:
    """Yield what can be said of a comparison, the whole before its parts."""
    when, what = when_of(outline, pair), what_of(measured)
    whole = change_table(group, measured, pair, TOTAL)
    before, after = (wave_table(group, measured, w, TOTAL) for w in (pair.from_, pair.to))
    if isinstance(whole, Released):
        yield sentences.change(whole, measured.people, when, what)
        if isinstance(before, Released) and isinstance(after, Released) and _same(before, after):
            yield sentences.highest(before, after, measured.people, when)
        yield sentences.medians(whole, when, what)
        yield sentences.verdict(whole, what)
    if measured.domains:
        changes = [(n, change_table(group, measured, pair, d)) for d, n in measured.domains]
        yield sentences.areas(changes, outline.certain(group))


def _same(before: Released, after: Released) -> bool:
    """Say whether two waves' tables are about the same people; only then may they be compared."""
    return before.variable.population == after.variable.population


def _spread_figure(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Figure:
    waves = (("Before", pair.from_), ("After", pair.to))
    parts = _split(group, measured, waves)
    panels = tuple(_panel(lines, headings=bool(measured.domains)) for lines in parts)
    when = when_of(outline, pair)
    everything = [t for lines in parts for _, at in lines for _, t in at]
    pairs = [(label, at[0][1], at[1][1]) for label, at in parts[0]]
    on_whom = sentences.base_range(everything, measured.people)
    name = f"{measured.title}, {measured.people}"
    return Figure(
        drawing=Drawing("before-after", panels),
        message=sentences.spread_message(pairs, measured.people, when, outline.certain(group)),
        method=(
            f"{name}: answers {when.before} (upper bar) and {when.after} (lower bar). "
            f"{on_whom.capitalize()} who answered both times; {sentences.unit(everything)}."
        ),
        description=(
            f"Stacked bars for {len(pairs)} {'areas' if measured.domains else 'question'}, "
            f"before directly above after, {lowered(_levels_in_words(everything))}. "
            "The table below gives every number."
        ),
        tables=_spread_tables(f"{name}: answers before and after", parts, _head(measured)),
    )


def _split(
    group: ReleasedGroup, measured: Measured, waves: Sequence[tuple[str, str]]
) -> list[Lines]:
    """Return the lines that share one scale together: domains first, then their total."""

    def line(domain: str, name: str) -> tuple[str, Sequence[tuple[str, Table]]]:
        return name, [(label, wave_table(group, measured, w, domain)) for label, w in waves]

    domains = [line(d, name) for d, name in measured.domains]
    totals = [line(d, name) for d, name in measured.lines if d == TOTAL]
    return [lines for lines in (domains, totals) if lines]


def _panel(lines: Lines, *, headings: bool) -> Panel:
    labels, fine = tables.levels([t for _, at in lines for _, t in at])
    groups = tuple(
        Group(name if headings else "", tuple(_bar(label, t, fine=fine) for label, t in at))
        for name, at in lines
    )
    return Panel(labels, groups)


def _bar(label: str, found: Table, *, fine: bool = False) -> Bar:
    if not isinstance(found, Released):
        return Bar(label, None)
    return Bar(label, tables.counts_of(found, fine=fine), found.base)


def _spread_tables(caption: str, parts: Sequence[Lines], head: str) -> tuple[DataTable, ...]:
    made = []
    for index, lines in enumerate(parts):
        named = caption if index == 0 else f"{caption}, {lowered(lines[0][0])}"
        made.append(tables.spread(named, lines, (head, "When")))
    return tuple(made)


def _change_figure(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair, *, rings: bool
) -> Figure:
    rows = [(name, change_table(group, measured, pair, d)) for d, name in measured.lines]
    judged = [row for row in rows if row[0] in dict(measured.domains).values()] or rows
    when = when_of(outline, pair)
    shifts, high = _shifts(group, measured, pair) if rings else ([], "")
    on_whom = sentences.base_range([t for _, t in rows], measured.people)
    name = f"{measured.title}, {measured.people}"
    return Figure(
        drawing=_change_drawing(rows, shifts, high),
        message=sentences.message(judged, outline.certain(group)),
        method=(
            f"{name}: each person’s answer {when.after} against their own {when.before}. "
            f"{on_whom.capitalize()} who answered both times; "
            f"{sentences.unit([t for _, t in rows])}."
        ),
        description=_change_description(shifts, high, len(rows)),
        tables=(
            tables.change(
                f"{name}: change from {when.before} to {when.after}", rows, _head(measured)
            ),
        ),
    )


def _change_description(shifts: Sequence[Shift], high: str, rows: int) -> str:
    bars = (
        f"Stacked bars for {rows} {'rows' if rows > 1 else 'row'} show how many gave a lower, "
        "the same and a higher answer. The table below gives every number."
    )
    if not shifts:
        return bars
    lead = f"A hollow ring before and a solid dot after show how many chose “{lowered(high)}”. "
    return lead + bars


def _change_drawing(
    rows: Sequence[tuple[str, Table]], shifts: Sequence[Shift], high: str
) -> Drawing:
    bars = []
    for name, found in rows:
        counts = tuple(reversed(found.counts)) if isinstance(found, Released) else None
        base = found.base if isinstance(found, Released) else 0
        bars.append(Bar(name, counts, base))
    panel = Panel(CHANGE_LEVELS, (Group("", tuple(bars)),))
    return Drawing("change", (panel,), tuple(shifts), high)


def _shifts(group: ReleasedGroup, measured: Measured, pair: Pair) -> tuple[list[Shift], str]:
    """Return a row for each line on the measure's own scale whose two tables are both shown."""
    found: list[Shift] = []
    high = ""
    for domain, name in measured.domains or measured.lines:
        before = wave_table(group, measured, pair.from_, domain)
        after = wave_table(group, measured, pair.to, domain)
        if not isinstance(before, Released) or not isinstance(after, Released):
            continue
        if min(before.base, after.base) <= 0:
            continue
        high = before.variable.categories[-1].label
        found.append(Shift(name, before.counts[-1], after.counts[-1], before.base, after.base))
    return found, high


def _other_times(outline: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Block]:
    """One chart for every wave that no primary comparison shows."""
    waves = [
        (outline.wave(wave), wave)
        for wave in measured.singles
        if any(wave_table(group, measured, wave, d) is not None for d, _ in measured.lines)
    ]
    if not waves:
        return
    parts = _split(group, measured, waves)
    everything = [t for lines in parts for _, at in lines for _, t in at]
    if not any(isinstance(t, Released) for t in everything):
        yield Paragraph((f"{_names(waves)}: {lowered(WITHHELD_WORDING)}",))
        return
    if measured.pair:
        yield Heading(4, f"{measured.title} at other times")
    on_whom = sentences.base_range(everything, measured.people)
    name = f"{measured.title}, {measured.people}"
    yield Figure(
        drawing=Drawing("rows", tuple(_panel(p, headings=bool(measured.domains)) for p in parts)),
        message=f"{measured.title}: {lowered(_names(waves))}",
        method=(
            f"{name}. {on_whom.capitalize()}; {sentences.unit(everything)}. "
            "Different people may have answered at each time, so compare with care."
            if len(waves) > 1
            else f"{name}. {on_whom.capitalize()}; {sentences.unit(everything)}."
        ),
        description=(
            f"Stacked bars of answers, {lowered(_levels_in_words(everything))}. "
            "The table below gives every number."
        ),
        tables=_spread_tables(f"{name}: answers {lowered(_names(waves))}", parts, _head(measured)),
    )


def _names(waves: Sequence[tuple[str, str]]) -> str:
    first, *rest = [label for label, _ in waves]
    return ", ".join([first, *(lowered(label) for label in rest)])


def _other_pair(
    outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Block]:
    rows = [change_table(group, measured, pair, d) for d, _ in measured.lines]
    if not any(isinstance(t, Released) for t in rows):
        return
    when = when_of(outline, pair)
    yield Heading(4, f"From {when.before} to {when.after}")
    statements = tuple((s,) for s in pair_sentences(outline, group, measured, pair) if s)
    if statements:
        yield Bullets(statements)
    yield _change_figure(outline, group, measured, pair, rings=False)


def _levels_in_words(found: Sequence[Table]) -> str:
    labels, _ = tables.levels(found)
    return f"From “{lowered(labels[0])}” to “{lowered(labels[-1])}”" if labels else ""
