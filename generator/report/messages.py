"""Titles of charts: short, with the numbers they show, and no direction but a verdict's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator.disclosure.verdict import HIGHER, LOWER, TOO_FEW, UNCLEAR
from generator.report.outline import Table
from generator.report.quantities import amount, lowered, number, of_people
from generator.report.view import Shown

#: The title of one change, by its verdict.
ONE: dict[str, str] = {
    HIGHER: "Answers were higher afterwards",
    LOWER: "Answers were lower afterwards",
    UNCLEAR: "No clear change",
}
EACH = "How each person’s answers changed"


def message(tables: Sequence[Table]) -> str:
    """Return the title of a chart of changes: the verdicts, each with how many areas it is on."""
    shown = [t for t in tables if isinstance(t, Shown) and t.base > 0]
    if not shown:
        return _nothing(tables)
    found = Counter(t.verdict for t in shown)
    total = len(shown)
    if total == 1:
        return ONE.get(shown[0].verdict, EACH)
    if not found.keys() & {HIGHER, LOWER}:
        return "No clear change in any area" if found[UNCLEAR] == total else EACH
    parts = [(word, found[word]) for word in (HIGHER, LOWER, UNCLEAR, TOO_FEW) if found[word]]
    return ", ".join(_part(*part, total, first=not n) for n, part in enumerate(parts))


def _part(word: str, count: int, total: int, *, first: bool) -> str:
    if not first:
        return f"{word} in {number(count)}"
    if count == total:
        return f"{word.capitalize()} in {'both' if total == 2 else f'all {number(total)}'} areas"
    return f"{word.capitalize()} in {number(count)} of {number(total)} areas"


def spread_message(rows: Sequence[tuple[Table, Table]]) -> str:
    """Return the title of a chart of answers before and after, a row an area."""
    both = [
        (b, a)
        for b, a in rows
        if isinstance(b, Shown) and isinstance(a, Shown) and min(b.base, a.base) > 0
    ]
    if not both:
        every = [t for at in rows for t in at]
        if any(isinstance(t, Shown) and t.base > 0 for t in every):
            return "Only 1 of the 2 times is shown" + (" in each area" if len(rows) > 1 else "")
        return _nothing(every)
    if len(rows) > 1:
        return f"Answers before and after in the {number(len(rows))} areas"
    highest = both[0][0].variable.ranked[-1:]
    if not highest:
        return "Answers before and after"
    was, is_now = (amount(t.counts[highest[0]], t.base, exact=t.exact) for t in both[0])
    return f"{top(both[0][0])}: {was} before, {is_now} after"


def most_message(tables: Sequence[Table], people: str) -> str:
    """Return the title of a chart of one time, a row an area."""
    shown = [t for t in tables if isinstance(t, Shown) and t.base > 0]
    if not shown:
        return _nothing(tables, "Nobody answered")
    if len(tables) > 1:
        return f"Answers in the {number(len(tables))} areas"
    only = shown[0]
    highest = only.variable.ranked[-1:]
    if not highest:
        return f"Answers of {people}"
    return f"{top(only)}: {of_people(only.counts[highest[0]], only.base, people, exact=only.exact)}"


def top(table: Shown) -> str:
    """Return the words of a table's highest category; of a total, its range."""
    label = table.variable.categories[table.variable.ranked[-1]].label
    reach, colon, _ = label.partition(": ")
    return f"Total of {reach}" if colon else f"“{label}”"


def questions_message(asked: Sequence[Table], people: str) -> str:
    """Return the title of a chart of several questions."""
    shown = [t for t in asked if isinstance(t, Shown)]
    if len(shown) != 1:
        return f"Answers to {number(len(shown))} questions"
    only = shown[0]
    first = only.variable.ranked[:1]
    if not first:
        return "Answers to 1 question"
    said = of_people(only.counts[first[0]], only.base, people, exact=only.exact)
    return f"“{only.variable.categories[first[0]].label}”: {lowered(said)}"


def _nothing(tables: Sequence[Table], empty: str = "Nobody answered both times") -> str:
    """Return the title of a chart without numbers: nobody answered, or it is not shown."""
    return empty if any(isinstance(t, Shown) for t in tables) else "Not shown"
