"""Titles of charts, made from their numbers: what a reader takes away at a glance.

As in sentences, a direction is named only where rounding cannot have made it.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.disclosure.view import Shown
from generator.report.outline import Table
from generator.report.quantities import direction, lowered
from generator.report.sentences import When


def message(tables: Sequence[tuple[str, Table]], certain: int) -> str:
    """Return a change chart's title: in how many areas higher was more common than lower."""
    shown = [t for _, t in tables if isinstance(t, Shown) and t.base > 0]
    if not shown:
        return _nothing([t for _, t in tables])
    signs = [direction(t.counts[0], t.counts[2], certain) for t in shown]
    rose, fell, total = signs.count(1), signs.count(-1), len(shown)
    if all(t.counts[1] == t.base for t in shown):
        return "No answer changed" if certain == 1 else "Few or no answers changed"
    if total == 1:
        return {
            1: "More answers rose than fell",
            -1: "More answers fell than rose",
            0: _no_direction(certain),
        }[signs[0]]
    hidden = total < len(tables)
    if rose and fell:
        where = _in_areas(rose, total, hidden=hidden)
        return f"More answers rose than fell in {where}, and more fell than rose in {fell}"
    if rose or fell:
        how = "rose than fell" if rose else "fell than rose"
        return f"More answers {how} in {_in_areas(rose or fell, total, hidden=hidden)}"
    return _no_direction(certain)


def _in_areas(count: int, total: int, *, hidden: bool) -> str:
    """Return how many of some areas, for the end of a message.

    >>> _in_areas(3, 7, hidden=False), _in_areas(2, 2, hidden=True)
    ('3 of 7 areas', 'both areas shown')
    """
    shown = "areas shown" if hidden else "areas"
    if count == total:
        return f"both {shown}" if total == 2 else f"all {total} {shown}"
    return f"{count} of {total} {shown}"


def _no_direction(certain: int) -> str:
    if certain == 1:
        return "As many answers rose as fell"
    return "Rounded counts do not show for certain whether more answers rose or fell"


def spread_message(
    rows: Sequence[tuple[str, Table, Table]], people: str, when: When, certain: int
) -> str:
    """Return a distribution chart's title: where the highest category certainly grew."""
    both = [
        (b, a)
        for _, b, a in rows
        if isinstance(b, Shown) and isinstance(a, Shown) and min(b.base, a.base) > 0
    ]
    if not both:
        every = [t for _, *at in rows for t in at]
        if any(isinstance(t, Shown) and t.base > 0 for t in every):
            return "Only one of the two times is shown" + (" in each area" if len(rows) > 1 else "")
        return _nothing(every)
    label = lowered(both[0][0].variable.categories[-1].label)
    same_base = [(b, a) for b, a in both if b.base == a.base]
    signs = [direction(a.counts[-1], b.counts[-1], certain) for b, a in same_base]
    rose, fell, total = signs.count(1), signs.count(-1), len(both)
    if rose or fell:
        hidden = total < len(rows)
        where = "" if len(rows) == 1 else f" in {_in_areas(rose or fell, total, hidden=hidden)}"
        also = f", and fewer in {fell}" if rose and fell else ""
        how = "More" if rose else "Fewer"
        return f"{how} {people} chose “{label}” {when.after} than {when.before}{where}{also}"
    if certain == 1:
        return f"As many {people} chose “{label}” {when.after} as {when.before}"
    return f"No sure difference in how many {people} chose “{label}” {when.before} and after"


def most_message(tables: Sequence[Table], people: str, certain: int) -> str:
    """Return the title of a chart of one time: where more than half gave one answer.

    ``tables`` are those of the areas of one measure, on one scale.
    """
    shown = [t for t in tables if isinstance(t, Shown) and t.base > 0]
    if not shown:
        return _nothing(tables, "Nobody answered")
    categories = shown[0].variable.categories
    for place in (len(categories) - 1, 0):
        count = sum(2 * t.counts[place] - t.base >= certain for t in shown)
        if count:
            hidden = len(shown) < len(tables)
            where = f" in {_in_areas(count, len(shown), hidden=hidden)}" if len(tables) > 1 else ""
            return f"More than half of {people} chose “{lowered(categories[place].label)}”{where}"
    where = " in any area" if len(tables) > 1 else ""
    return f"Neither the highest nor the lowest answer has more than half of {people}{where}"


def _nothing(tables: Sequence[Table], empty: str = "Nobody answered both times") -> str:
    """Return the title of a chart without numbers: nobody answered, or it is not shown."""
    return empty if any(isinstance(t, Shown) for t in tables) else "Not shown on its own"


def questions_message(asked: Sequence[tuple[Sequence[int], int]], people: str, certain: int) -> str:
    """Return the title of a chart of several questions: where more than half agree.

    ``asked`` are the counts of each bar, and its base.
    """
    shown = [(counts, base) for counts, base in asked if base > 0]
    agreed = sum(2 * max(counts) - base >= certain for counts, base in shown)
    if not shown or not agreed:
        sure = "" if certain == 1 else "certainly "
        return f"No answer to a single question has {sure}more than half of {people}"
    if len(shown) == 1:
        return f"More than half of {people} gave the same answer"
    many = "both" if agreed == len(shown) == 2 else f"{agreed} of {len(shown)}"
    return f"More than half of {people} gave the same answer to {many} questions"
