"""Answers at each time: charts and tables of who chose what, before directly above after.

A measure's domains share one scale and so one key; their total has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report import messages, sentences, tables
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Measured, Outline, Pair, Table, table
from generator.report.page import Block, DataTable, Figure, Paragraph
from generator.report.quantities import lowered
from generator.report.sentences import When
from generator.report.view import ReleasedGroup, Shown
from generator.survey.programme import TOTAL

DIFFERENT_PEOPLE = "Different people may have answered at each time, so compare with care."

#: A line of a measure with its waves: (label, ((wave label, table), …)).
Lines = Sequence[tuple[str, Sequence[tuple[str, Table]]]]


def when_of(outline: Outline, pair: Pair) -> When:
    """Return a comparison's waves as words."""
    return When(outline.when(pair.from_), outline.when(pair.to))


def what_of(measured: Measured) -> str:
    """Return what a person gives: one answer, or a total."""
    return "total" if measured.summed else "answer"


def head_of(measured: Measured) -> str:
    """Return the heading of a table's first column."""
    return "Area" if measured.summed else "Who"


def wave_table(group: ReleasedGroup, measured: Measured, wave: str, domain: str) -> Table:
    """Return the table of answers of one line at one wave."""
    return table(group, measured.role, measured.measure, domain, wave, "")


def spread_figure(outline: Outline, group: ReleasedGroup, measured: Measured, pair: Pair) -> Figure:
    """Return answers before directly above answers after, line by line."""
    waves = (("Before", pair.from_), ("After", pair.to))
    parts = _split(group, measured, waves)
    panels = tuple(_panel(lines, headings=bool(measured.domains)) for lines in parts)
    when = when_of(outline, pair)
    everything = [t for lines in parts for _, at in lines for _, t in at]
    pairs = [(at[0][1], at[1][1]) for _, at in parts[0]]
    on_whom = sentences.base_range(everything, measured.people)
    name = f"{measured.title}, {measured.people}"
    return Figure(
        drawing=Drawing("before-after", panels),
        message=messages.spread_message(pairs),
        method=(
            f"{name}: answers {when.before} (upper bar) and {when.after} (lower bar). "
            f"{on_whom.capitalize()} who answered both times; {sentences.unit(everything)}."
        ),
        description=(
            f"Stacked bars for {'several areas' if measured.domains else '1 row'}, "
            f"before directly above after, {lowered(_levels_in_words(everything))}. "
            "Its table gives every number."
        ),
        tables=_spread_tables(f"{name}: answers before and after", parts, head_of(measured)),
    )


def only_times(outline: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Block]:
    """One chart for the waves of a measure without a comparison."""
    waves = _times(outline, group, measured)
    if not waves:
        return
    parts = _split(group, measured, waves)
    everything = [t for lines in parts for _, at in lines for _, t in at]
    on_whom = sentences.base_range(everything, measured.people)
    first = [at[0][1] for _, at in parts[0]]
    name = f"{measured.title}, {measured.people}: answers {lowered(_names(waves))}"
    differ = " " + DIFFERENT_PEOPLE if len(waves) > 1 else ""
    yield Figure(
        drawing=Drawing("rows", tuple(_panel(p, headings=bool(measured.domains)) for p in parts)),
        message=messages.most_message(first, measured.people),
        method=f"{name}. {on_whom.capitalize()}; {sentences.unit(everything)}.{differ}",
        description=(
            f"Stacked bars of answers, {lowered(_levels_in_words(everything))}. "
            "Its table gives every number."
        ),
        tables=_spread_tables(name, parts, head_of(measured)),
    )


def _times(outline: Outline, group: ReleasedGroup, measured: Measured) -> list[tuple[str, str]]:
    """Return (title, id) of every wave that no primary comparison shows."""
    return [
        (outline.wave(wave), wave)
        for wave in measured.singles
        if any(wave_table(group, measured, wave, d) is not None for d, _ in measured.lines)
    ]


def other_times(
    outline: Outline, group: ReleasedGroup, measured: Measured
) -> Iterator[Paragraph | DataTable]:
    """Tables of the waves that no primary comparison shows."""
    waves = _times(outline, group, measured)
    if not waves:
        return
    parts = _split(group, measured, waves)
    if not any(isinstance(t, Shown) for lines in parts for _, at in lines for _, t in at):
        every = [t for lines in parts for _, at in lines for _, t in at]
        yield Paragraph((sentences.missing([f"answers {lowered(_names(waves))}"], every),))
        return
    if len(waves) > 1:
        yield Paragraph((DIFFERENT_PEOPLE,))
    caption = f"{measured.title}, {measured.people}: answers {lowered(_names(waves))}"
    yield from _spread_tables(caption, parts, head_of(measured))


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
    every = [t for _, at in lines for _, t in at]
    labels, fine = tables.levels(every)
    groups = tuple(
        Group(name if headings else "", tuple(_bars(at, fine=fine))) for name, at in lines
    )
    return Panel(labels, groups, apart=tables.apart_levels(every, fine=fine))


def _bars(at: Sequence[tuple[str, Table]], *, fine: bool) -> Iterator[Bar]:
    """Yield a bar for each wave; a line that is withheld altogether says so once."""
    if not any(isinstance(found, Shown) for _, found in at):
        yield Bar("", None)
        return
    for label, found in at:
        yield _bar(label, found, fine=fine)


def _bar(label: str, found: Table, *, fine: bool = False) -> Bar:
    if not isinstance(found, Shown):
        return Bar(label, None)
    return Bar(label, tables.counts_of(found, fine=fine), found.base, found.exact)


def _spread_tables(caption: str, parts: Sequence[Lines], head: str) -> tuple[DataTable, ...]:
    made = []
    for index, lines in enumerate(parts):
        named = caption if index == 0 else f"{caption}, {lowered(lines[0][0])}"
        made.append(tables.spread(named, lines, (head, "When")))
    return tuple(made)


def _names(waves: Sequence[tuple[str, str]]) -> str:
    first, *rest = [label for label, _ in waves]
    return ", ".join([first, *(lowered(label) for label in rest)])


def _levels_in_words(found: Sequence[Table]) -> str:
    labels, fine = tables.levels(found)
    apart = tables.apart_levels(found, fine=fine)
    inside = [lowered(label) for n, label in enumerate(labels) if n not in apart]
    beside = "".join(f", then “{lowered(labels[n])}”, which stands apart" for n in sorted(apart))
    return f"From “{inside[0]}” to “{inside[-1]}”{beside}" if inside else ""
