"""Tables beside the charts: every number that a chart shows, and those it does not.

A withheld row is one cell with the one wording; it never holds part of its
numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.disclosure.view import Flow, Shown, Withheld
from generator.report.outline import Table
from generator.report.page import DataTable, Row
from generator.report.quantities import cell, decimal, number
from generator.survey.variables import CHANGE_CATEGORIES

#: Statistics that a table may add, in order: name in the analysis output, column, places.
STATISTICS: tuple[tuple[str, str, int], ...] = (
    ("median_from", "Median before", 1),
    ("median_to", "Median after", 1),
    ("median", "Median", 1),
    ("quartile_low", "Lower quartile", 1),
    ("quartile_high", "Upper quartile", 1),
    ("p_exact", "Exact p", 3),
    ("p_asymptotic", "p as the paper computed it", 3),
    ("p_holm", "p adjusted for seven areas (Holm)", 3),
    ("rank_biserial", "Rank-biserial correlation", 2),
    ("superiority", "Probability of superiority", 2),
)
ROUNDED = "Numbers of people are rounded to 5, so shares are approximate. 0 means few or none."
SHARES = "Percentages are of the people in the row and may not add to 100."
ALL_TIMES = "All\N{NO-BREAK SPACE}times"
HIGHER = "Higher and lower compare each person’s own two answers, joined by survey code."


def spread(
    caption: str, rows: Sequence[tuple[str, Sequence[tuple[str, Table]]]], heads: tuple[str, str]
) -> DataTable:
    """Return the table of distributions: a line of the measure, then its waves.

    ``rows`` are (line label, ((wave label, table), …)); ``heads`` name the two
    header columns.
    """
    tables = [t for _, waves in rows for _, t in waves]
    labels, fine = levels(tables)
    extra = _statistics(tables)
    made: list[Row] = []
    for label, waves in rows:
        gaps = [found for _, found in waves if isinstance(found, Withheld)]
        if len(gaps) == len(waves) > 1:
            made.append(_gap((label, ALL_TIMES), gaps[0], 1))  # one gap is said once
            continue
        for index, (wave, found) in enumerate(waves):
            spans = len(waves) if index == 0 else 0
            made.append(_row((label, wave), found, spans, extra, fine=fine))
    columns = (*heads, *labels, "People", *(title for _, title, _ in extra))
    return DataTable(caption, columns, tuple(made), 2, _notes(tables))


def change(caption: str, rows: Sequence[tuple[str, Table]], head: str) -> DataTable:
    """Return the table of changes, with whatever statistics the release gives."""
    tables = [t for _, t in rows]
    extra = _statistics(tables)
    classed = any(isinstance(t, Shown) and t.p_class for t in tables)
    made = [_row((label,), found, 1, extra, classed=classed) for label, found in rows]
    columns = (
        head,
        *(c.label for c in CHANGE_CATEGORIES),
        "People",
        *(title for _, title, _ in extra),
        *(("p",) if classed else ()),
    )
    gaps = any(not isinstance(t, Shown) for t in tables)
    notes = (HIGHER, *_notes(tables), *_test_notes(extra, classed=classed, gaps=gaps))
    return DataTable(caption, columns, tuple(made), 1, notes)


def questions(caption: str, rows: Sequence[tuple[str, str, Table]]) -> DataTable:
    """Return the table of single questions: one row for each answer.

    ``rows`` are (question, wave, table). Answers differ by question, so each
    is a row of its own.
    """
    made: list[Row] = []
    for title, wave, found in rows:
        head = f"{title} ({wave})"
        if not isinstance(found, Shown):
            made.append(_gap((head, "All answers"), found, 1))
            continue
        labels, fine = levels([found])
        counts = counts_of(found, fine=fine)
        for index, (label, count) in enumerate(zip(labels, counts, strict=True)):
            made.append(
                Row(
                    (head, label),
                    (cell(count, found.base, exact=found.exact), number(found.base)),
                    len(labels) if index == 0 else 0,
                )
            )
    columns = ("Question", "Answer", "Chose it", "People")
    return DataTable(caption, columns, tuple(made), 2, _notes([t for _, _, t in rows]))


def flows(caption: str, rows: Sequence[tuple[str, Flow | Withheld | None]]) -> DataTable:
    """Return the table of who was invited, and who answered both times, once or not at all."""
    exact = any(flow.exact for _, flow in rows if isinstance(flow, Flow))
    made: list[Row] = []
    for label, flow in rows:
        if isinstance(flow, Flow):
            shares = (cell(count, flow.invited, exact=flow.exact) for count in flow.counts)
            made.append(Row((label,), (number(flow.invited), *shares)))
        elif flow is not None:
            made.append(_gap((label,), flow, 1))
    columns = ("Role", "Invited", "Both times", "One time only", "Neither time")
    return DataTable(caption, columns, tuple(made), 1, () if exact else (ROUNDED,))


def course(
    caption: str, rows: Sequence[tuple[str, Sequence[tuple[str, Table]]]], heads: tuple[str, str]
) -> DataTable:
    """Return the table of changes over several waves: a measure, then each earlier time."""
    found = [t for _, at in rows for _, t in at]
    made = [
        _row((label, since), t, len(at) if place == 0 else 0, ())
        for label, at in rows
        for place, (since, t) in enumerate(at)
    ]
    columns = (*heads, *(c.label for c in CHANGE_CATEGORIES), "People")
    return DataTable(caption, columns, tuple(made), 2, (HIGHER, *_notes(found)))


#: Scales with more points than this (totals) are shown in categories only.
FINEST = 5


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


def counts_of(table: Shown, *, fine: bool) -> tuple[int, ...]:
    """Return the counts that belong to ``levels``."""
    return table.code_counts if fine and table.code_counts is not None else table.counts


def _row(
    headers: tuple[str, ...],
    found: Table,
    spans: int,
    extra: Sequence[tuple[str, str, int]],
    *,
    fine: bool = False,
    classed: bool = False,
) -> Row:
    if not isinstance(found, Shown):
        return _gap(headers, found, spans)
    counts = (cell(count, found.base, exact=found.exact) for count in counts_of(found, fine=fine))
    numbers = (_statistic(found.statistics.get(name), name, places) for name, _, places in extra)
    classes = (found.p_class or "not given",) if classed else ()
    return Row(headers, (*counts, number(found.base), *numbers, *classes), spans)


def _gap(headers: tuple[str, ...], found: Withheld | None, spans: int) -> Row:
    words = found.wording if found is not None else "Not asked, or not collected."
    return Row(headers, (words,), spans, gap=True)


def _statistics(tables: Sequence[Table]) -> tuple[tuple[str, str, int], ...]:
    given = {name for t in tables if isinstance(t, Shown) for name in t.statistics}
    return tuple(wanted for wanted in STATISTICS if wanted[0] in given)


def _statistic(value: float | None, name: str, places: int) -> str:
    if value is None:
        return ""
    if name.startswith("p_"):
        return "<0.001" if value < 0.001 else f"{value:.{places}f}"
    return decimal(value, places).replace("-", "\N{MINUS SIGN}")


def _notes(tables: Sequence[Table]) -> tuple[str, ...]:
    shown = [t for t in tables if isinstance(t, Shown)]
    rounded = (ROUNDED,) if any(not t.exact for t in shown) else ()
    shares = (SHARES,) if any(t.percentages_allowed for t in shown) else ()
    return rounded + shares


def _test_notes(
    extra: Sequence[tuple[str, str, int]], *, classed: bool, gaps: bool
) -> tuple[str, ...]:
    names = {name for name, _, _ in extra}
    notes: list[str] = []
    if "p_exact" in names or classed:
        notes.append("Each p is of one test on its own, unless its column says otherwise.")
    if "p_holm" in names and gaps:
        notes.append(
            "In Holm’s adjustment an area that is not shown counts as p = 1: "
            "the others’ adjusted p can only be too large for it, never too small."
        )
    if "superiority" in names:
        notes.append(
            "Probability of superiority: how likely a person picked at random answers higher "
            "after, where the same answer counts half. 0.5 is a balance."
        )
    if "rank_biserial" in names:
        notes.append(
            "Rank-biserial correlation runs from −1 (every change is downwards) to 1 "
            "(every change is upwards)."
        )
    return tuple(notes)
