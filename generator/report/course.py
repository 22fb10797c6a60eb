"""The course over the waves: where the same people stood, seen from each earlier time.

Every answer is published for one set of people (nobody could be worked out
from the difference of two), so there is no line through all waves: its points
would stand for different people. What can be followed is each comparison by
itself: its people are the same at both of its ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.disclosure.view import Shown, ReleasedGroup
from generator.report import sentences, tables
from generator.report.answers import what_of
from generator.report.changes import CHANGE_LEVELS, change_table
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Measured, Outline, Pair, Table
from generator.report.page import Block, Figure, Heading, Paragraph
from generator.report.quantities import capital, direction
from generator.survey.programme import TOTAL

SAME_PEOPLE = (
    "Each line follows the same people from an earlier time to a later one. Different lines may "
    "be about different people, so no line is drawn through all times."
)
#: A measure with its comparisons: (title, ((since, table), …)).
Rows = Sequence[tuple[str, Sequence[tuple[str, Table]]]]


def course_blocks(outline: Outline, group: ReleasedGroup, role: str) -> Iterator[Block]:
    """Yield the part on a role's changes from several earlier times, where there are several."""
    measured = [m for m in outline.measured if m.role == role and m.pair is not None and m.others]
    rows: Rows = [
        (one.title, [(_since(outline, pair), _whole(group, one, pair)) for pair in _pairs(one)])
        for one in measured
        if any(isinstance(_whole(group, one, pair), Shown) for pair in one.others)
    ]
    if not rows:
        return
    every = [found for _, at in rows for _, found in at]
    people = outline.people(role)
    yield Heading(3, "Over the waves")
    yield Paragraph((SAME_PEOPLE,))
    what = "totals" if all(what_of(one) == "total" for one in measured) else "totals and answers"
    yield Figure(
        drawing=Drawing("change", (Panel(CHANGE_LEVELS, tuple(_groups(rows))),)),
        message=_message(every, outline.certain(group)),
        method=(
            f"{capital(people)}’ {what} at the later time against their own at the earlier one. "
            f"{capital(sentences.base_range(every, people))} who answered both times; "
            f"{sentences.unit(every)}."
        ),
        description=(
            f"Stacked bars for {len(every)} comparisons of {len(rows)} measures show how many "
            "gave a lower, the same and a higher answer. Its table gives every number."
        ),
        tables=(tables.course(f"Over the waves, {people}", rows, ("Measure", "Since")),),
    )


def _pairs(measured: Measured) -> list[Pair]:
    """Return a measure's comparisons, the one that begins earliest first."""
    pairs = [pair for pair in (measured.pair, *measured.others) if pair is not None]
    return sorted(pairs, key=lambda pair: pair.primary)


def _whole(group: ReleasedGroup, measured: Measured, pair: Pair) -> Table:
    return change_table(group, measured, pair, TOTAL)


def _since(outline: Outline, pair: Pair) -> str:
    last = {m.pair.to for m in outline.measured if m.pair is not None}
    if last == {pair.to}:
        return f"Since {outline.when(pair.from_)}"
    return f"From {outline.when(pair.from_)} to {outline.when(pair.to)}"


def _groups(rows: Rows) -> Iterator[Group]:
    for title, at in rows:
        yield Group(title, tuple(_bar(since, found) for since, found in at))


def _bar(label: str, found: Table) -> Bar:
    if not isinstance(found, Shown):
        return Bar(label, None)
    return Bar(label, tuple(reversed(found.counts)), found.base)


def _message(found: Sequence[Table], certain: int) -> str:
    shown = [t for t in found if isinstance(t, Shown) and t.base > 0]
    signs = [direction(t.counts[0], t.counts[2], certain) for t in shown]
    rose, fell, total = signs.count(1), signs.count(-1), len(shown)
    if rose and fell:
        many = f"{rose} of {total} comparisons"
        return f"More rose than fell in {many}, and more fell than rose in {fell}"
    if rose or fell:
        how, count = ("rose than fell", rose) if rose else ("fell than rose", fell)
        many = "every comparison" if count == total else f"{count} of {total} comparisons"
        return f"More {how} in {many}"
    if certain == 1:
        return "As many rose as fell"
    return "Rounded counts do not show for certain whether more rose or fell"
