"""Tables beside the charts: every number that a chart shows, and those it does not.

A withheld row is one cell with its wording; it never holds part of its numbers.
The board, the areas' charts and the sentences are taken from the same tables as
the parts that a reader opens: a page says in its beginning what stands there in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from generator.definitions.programme import TOTAL, in_language
from generator.definitions.variables import CHANGE_CATEGORIES
from generator.disclosure.released import ABSENT
from generator.report.outline import Measured, Outline, Pair, Table
from generator.report.page import Bullets, DataTable, Heading, More, Paragraph, Row
from generator.report.quantities import cell, decimal, heads, listed, lowered, number, probability
from generator.report.view import ReleasedGroup, Shown, Withheld

#: Statistics that a table may add, in order: name, column, decimal places.
STATISTICS: tuple[tuple[str, str, int], ...] = (
    ("median_from", "Median before", 1),
    ("median_to", "Median after", 1),
    ("median", "Median", 1),
    ("quartile_low", "Lower hinge", 1),
    ("quartile_high", "Upper hinge", 1),
    ("p_exact", "p (exact)", 3),
    ("p_holm", "p (Holm)", 3),
)
#: Effects, each with the ends of its interval: name, column, decimal places.
EFFECTS: tuple[tuple[str, str, int], ...] = (
    ("rank_biserial", "Rank-biserial correlation", 2),
    ("superiority", "Probability of superiority", 2),
    ("shift", "Typical change", 1),
    ("higher", "Share higher, %", 0),
    ("p_asymptotic", "p (as in the paper)", 3),
)
ROUNDED = "Numbers of people are inexact: read each as “about”, and 0 as few or none."
SHARES = (
    "Percentages are of the people in the row, rounded separately from the numbers, and may not "
    "add to 100."
)
APART = "Rounded separately from the tables of answers: the 2 may not match."
OWN_ANSWERS = "Higher and lower compare each person’s own 2 answers, joined by survey code."
EFFECT_NOTES = {
    "rank_biserial": "Rank-biserial correlation runs from −1 (every change is downwards) to 1 "
    "(every change is upwards).",
    "superiority": "Probability of superiority: how likely a person picked at random answers "
    "higher after, where the same answer counts half. 0.5 is a balance.",
    "shift": "Typical change of a total: the Hodges-Lehmann estimate, with its exact interval "
    "and the level that this reaches.",
}
INTERVALS = "In brackets: 95% intervals, unless another level is given."
#: More cohorts than this are counted and not named.
NAMED = 12
#: Scales with more points than this (totals) are shown in categories only.
FINEST = 5
DIFFERENT_PEOPLE = "Different people may have answered at each time, so compare with care."
#: Waves by their label and id.
Waves = Sequence[tuple[str, str]]
#: What may stand in a part that a reader opens.
Part = Heading | Paragraph | Bullets | DataTable


def spread(
    caption: str, rows: Sequence[tuple[str, Sequence[tuple[str, Table]]]], firsts: tuple[str, str]
) -> DataTable:
    """Return the table of distributions: a line of the measure, then its waves.

    ``rows`` are (line label, ((wave label, table), …)); ``firsts`` name the two
    header columns.
    """
    tables = [t for _, waves in rows for _, t in waves]
    labels, fine = levels(tables)
    extra = _statistics(tables)
    made = [
        _row((label, wave), found, 0 if place else len(waves), extra, fine=fine)
        for label, waves in rows
        for place, (wave, found) in enumerate(waves)
    ]
    columns = (*firsts, *labels, "People", *(title for _, title, _ in extra))
    notes = notes_of([(label, t) for label, waves in rows for _, t in waves])
    return DataTable(caption, columns, tuple(made), 2, notes)


def change(caption: str, rows: Sequence[tuple[str, Table]], head: str) -> DataTable:
    """Return the table of changes, with verdicts and whatever statistics the release gives."""
    tables = [t for _, t in rows]
    extra, judged = _statistics(tables), has_verdicts(tables)
    made = [_row((label,), found, 1, extra, judged=judged) for label, found in rows]
    columns = (
        head,
        *(c.label for c in CHANGE_CATEGORIES),
        "People",
        *(("Verdict",) if judged else ()),
        *(title for _, title, _ in extra),
    )
    return DataTable(caption, columns, tuple(made), 1, change_notes(rows))


def has_verdicts(tables: Sequence[Table]) -> bool:
    """Say whether any of some tables is large enough for a verdict, or exact."""
    return any(isinstance(t, Shown) and (t.exact or t.large) for t in tables)


def effects(caption: str, rows: Sequence[tuple[str, Table]], head: str) -> DataTable | None:
    """Return the table of effects with their intervals; None where a release gives none."""
    shown = [(label, _effects(t)) for label, t in rows if isinstance(t, Shown)]
    given = {name for _, known in shown for name in known}
    wanted = [one for one in EFFECTS if one[0] in given]
    if not wanted:
        return None
    made = tuple(
        Row((label,), tuple(_effect(known, name, places) for name, _, places in wanted))
        for label, known in shown
    )
    columns = (head, *(title for _, title, _ in wanted))
    notes = [EFFECT_NOTES[name] for name, _, _ in wanted if name in EFFECT_NOTES]
    return DataTable(caption, columns, made, 1, (INTERVALS, *notes))


def _effects(table: Shown) -> Mapping[str, float]:
    """Return a table's statistics, with the share that answered higher where it has an interval."""
    known = table.statistics
    if "higher_low" not in known or not table.base:
        return known
    share = {"higher": table.counts[0] / table.base}
    ends = {name: known[name] for name in ("higher_low", "higher_high")}
    return {**known, **{name: 100 * value for name, value in (share | ends).items()}}


def _effect(known: Mapping[str, float], name: str, places: int) -> str:
    """Return an effect with its interval, as far as both are given."""
    if name not in known:
        return ""
    shown = _statistic(known[name], name, places)
    ends = [known[f"{name}_{end}"] for end in ("low", "high") if f"{name}_{end}" in known]
    if not ends:
        return shown
    low, high = (_statistic(end, name, places) for end in ends)
    level = known.get(f"{name}_level")
    reached = "" if level is None else f"; {decimal(100 * level, 2)}%"
    return f"{shown} ({low} to {high}{reached})"


def answer_rows(heading: str, found: Shown) -> Iterator[Row]:
    """Yield a row for each answer to a question: answers differ by question."""
    labels, counts = every_answer(found)
    people = heads(found.base, exact=found.exact)
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        yield Row((heading, label), (cell(count, found), people), 0 if place else len(labels))


def levels(tables: Sequence[Table]) -> tuple[tuple[str, ...], bool]:
    """Return the labels that tables of one scale can all be shown by, and whether they are codes.

    Every code of the scale where the rule leaves them in all tables, and a
    reader can tell them apart; otherwise the categories.
    """
    shown = [t for t in tables if isinstance(t, Shown)]
    variable = next((t.variable for t in tables if t is not None), None)
    if variable is None:
        return (), False
    fine = bool(shown) and all(
        t.code_counts is not None and len(t.variable.labels) <= FINEST for t in shown
    )
    return (variable.labels if fine else tuple(c.label for c in variable.categories)), fine


def every_answer(table: Shown) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return a question's answers with their counts: all of them where these are given."""
    if table.code_counts is not None:
        return table.variable.labels, table.code_counts
    return tuple(c.label for c in table.variable.categories), table.counts


def _row(
    headers: tuple[str, ...],
    found: Table,
    spans: int,
    extra: Sequence[tuple[str, str, int]],
    *,
    fine: bool = False,
    judged: bool = False,
) -> Row:
    if not isinstance(found, Shown):
        return _gap(headers, found, spans)
    counts = every_answer(found)[1] if fine else found.counts
    cells = (cell(count, found) for count in counts)
    numbers = (_statistic(found.statistics.get(name), name, places) for name, _, places in extra)
    verdict = (found.verdict or "",) if judged else ()
    base = heads(found.base, exact=found.exact)
    return Row(headers, (*cells, base, *verdict, *numbers), spans)


def _gap(headers: tuple[str, ...], found: Withheld | None, spans: int) -> Row:
    words = found.wording if found is not None else ABSENT
    return Row(headers, (words,), spans, gap=True)


def _statistics(tables: Sequence[Table]) -> tuple[tuple[str, str, int], ...]:
    given = {name for t in tables if isinstance(t, Shown) for name in t.statistics}
    return tuple(wanted for wanted in STATISTICS if wanted[0] in given)


def _statistic(value: float | None, name: str, places: int) -> str:
    if value is None:
        return ""
    if name.startswith("p_"):
        return probability(value)
    return decimal(value, places).replace("-", "\N{MINUS SIGN}")


def notes_of(rows: Sequence[tuple[str, Table]]) -> tuple[str, ...]:
    """Return what stands below a table of (label, table): how inexact it is, and who counts."""
    shown = [(label, t) for label, t in rows if isinstance(t, Shown)]
    margin = margin_note([t for _, t in shown])
    rounded = (margin or ROUNDED,) if any(not t.exact for _, t in shown) else ()
    shares = (SHARES,) if any(t.exact or t.large for _, t in shown) else ()
    return (*rounded, *shares, *counted_notes(shown))


def change_notes(rows: Sequence[tuple[str, Table]]) -> tuple[str, ...]:
    """Return what stands below a table of changes: what higher means, what does not fit."""
    exact = all(t.exact for _, t in rows if isinstance(t, Shown))
    return (OWN_ANSWERS, *not_compared(rows), *(() if exact else (APART,)), *notes_of(rows))


def not_compared(rows: Sequence[tuple[str, Table]]) -> tuple[str, ...]:
    """Say which answers have no place in the order, so that nobody rises or falls to them."""
    variables = [t.variable for _, t in rows if isinstance(t, Shown)]
    labels = [
        f"“{label}”"
        for v in variables
        for code, label in zip(v.codes, v.labels, strict=True)
        if code in v.apart
    ]
    chosen = " or ".join(dict.fromkeys(labels))
    return (f"People who chose {chosen} at either time are not compared.",) if labels else ()


def margin_note(shown: Sequence[Shown]) -> str:
    """Say how far rounding may have moved numbers of people: on open pages, from 30 people."""
    margins = [t.margin for t in shown if t.large and not t.exact]
    if not margins:
        return ""
    most = number(ceil(max(margins)))
    return f"Numbers of people are inexact, give or take about {most} people; 0 is few or none."


def counted_notes(shown: Sequence[tuple[str, Shown]]) -> Iterator[str]:
    """Yield which cohorts count, where they are not all: once where it is the same for all."""
    found: dict[tuple[str, ...], list[str]] = {}
    for label, one in shown:
        found.setdefault(one.counted, []).append(label)
    for cohorts, labels in found.items():
        if not cohorts:
            continue
        named = (
            listed(list(cohorts)) if len(cohorts) <= NAMED else f"{number(len(cohorts))} cohorts"
        )
        where = "" if len(found) == 1 else f" for {listed(list(dict.fromkeys(labels)))}"
        yield f"Counted here{where}: {named}."


# --- all numbers of one measure in one role ---------------------------------------------


def measure_part(shared: Outline, group: ReleasedGroup, measured: Measured) -> More | None:
    """Return a measure's tables; None where none has anything to show."""
    measured = measured.at(group)
    blocks = tuple(_blocks(shared, group, measured))
    if not any(isinstance(block, DataTable) for block in blocks):
        return None
    stem = _stem(shared, measured)
    asked = (Paragraph(f"The question: “{stem}”"),) if stem else ()
    return More(f"{measured.title} ({measured.people})", (*asked, *blocks))


def _stem(shared: Outline, measured: Measured) -> str:
    for measure in shared.programme.measures:
        if measure.id == measured.measure and measured.role in measure.stems:
            return in_language(measure.stems[measured.role], shared.language)
    return ""


def _blocks(shared: Outline, group: ReleasedGroup, measured: Measured) -> Iterator[Part]:
    if pair := measured.primary:
        waves = (("Before", pair.from_), ("After", pair.to))
        yield from _answers(group, measured, waves, "answers before and after")
        yield from _changes(shared, group, measured, pair)
    others = [(shared.wave(wave), wave) for wave in measured.singles]
    asked = [
        (label, wave)
        for label, wave in others
        if any(measured.answers(group, wave, d) is not None for d, _ in measured.lines)
    ]
    if asked:
        names = ", ".join([asked[0][0], *(lowered(label) for label, _ in asked[1:])])
        made = list(_answers(group, measured, asked, f"answers {lowered(names)}"))
        if made and len(asked) > 1:
            yield Paragraph(DIFFERENT_PEOPLE)
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
            (name, [(label, measured.answers(group, wave, domain)) for label, wave in waves])
            for domain, name in part
        ]
        if any(isinstance(found, Shown) for _, at in rows for _, found in at):
            apart = f", {lowered(rows[0][0])}" if part is whole and measured.domains else ""
            yield spread(f"{caption}{apart}", rows, (head, "When"))


def _changes(
    shared: Outline, group: ReleasedGroup, measured: Measured, pair: Pair
) -> Iterator[Part]:
    """Yield the table of a comparison's changes, and of its effects."""
    rows = [(name, measured.change(group, pair, d)) for d, name in measured.lines]
    if not any(isinstance(found, Shown) for _, found in rows):
        return
    when = shared.times(pair)
    name, times = f"{measured.title}, {measured.people}", f"from {when.before} to {when.after}"
    yield change(f"{name}: change {times}", rows, _head(measured))
    found = effects(f"{name}: effects {times}", rows, _head(measured))
    if found is not None:
        yield found


def _head(measured: Measured) -> str:
    return "Area" if measured.summed else "Who"
