"""A group beside the places around it: itself, what it lies in, and the whole programme.

It is set beside them and never ranked among them. A difference is named only
where it is larger than chance and rounding together can make it, because
groups of few people differ a lot by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.disclosure.view import Shown, ReleasedGroup, Withheld
from generator.report import tables
from generator.report.chance import beyond_chance
from generator.report.changes import CHANGE_LEVELS, change_table
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Measured, Outline, Table
from generator.report.page import Block, Figure, Heading, Paragraph
from generator.report.quantities import listed, lowered
from generator.report.spread import spread_blocks
from generator.survey.programme import TOTAL

TITLE = "Beside other places"
NO_ORDER = (
    "Groups of few people differ by chance alone, and places differ in who takes part. "
    "Nothing here is ranked."
)
NAMED_ONLY = (
    " A difference is named only where it is larger than chance would make it in 998 of 1,000 "
    "groups of this size."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One main comparison: the tables here, in what the group lies in, and everywhere."""

    measured: Measured
    places: tuple[tuple[str, Table], ...]

    @property
    def name(self) -> str:
        """The measure and whose it is."""
        return f"{self.measured.title} ({self.measured.people})"

    @property
    def here(self) -> Table:
        """The group's own table."""
        return self.places[0][1]

    @property
    def everywhere(self) -> Table:
        """The whole programme's table."""
        return self.places[-1][1]


def surroundings_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section that sets a group beside the places around it.

    The whole programme has nothing around it: its section is on how its
    organisations differ.
    """
    rows = _rows(outline, group)
    spread = tuple(spread_blocks(outline, group))
    if not rows and not spread:
        return
    yield Heading(2, TITLE if group.parent else "How organisations differ")
    yield Paragraph((NO_ORDER + (NAMED_ONLY if rows else ""),))
    if rows:
        yield _figure(outline, group, rows)
    yield from spread


def _rows(outline: Outline, group: ReleasedGroup) -> list[Beside]:
    """Return the main comparisons that are shown both here and everywhere."""
    around = _around(outline, group)
    if len(around) < 2:
        return []
    found = []
    for measured in outline.measured:
        if measured.pair is None or not measured.pair.primary:
            continue
        places = tuple(
            (name, change_table(place, measured, measured.pair, TOTAL)) for name, place in around
        )
        one = Beside(measured, places)
        if isinstance(one.here, Shown) and isinstance(one.everywhere, Shown):
            found.append(one)
    return found


def _around(outline: Outline, group: ReleasedGroup) -> list[tuple[str, ReleasedGroup]]:
    """Return the group, the nearest larger group, and the programme, each of other people."""
    programme = outline.release.groups[0]
    found = [("Here", group)]
    if group.parent:
        near = outline.shown_at(outline.groups[group.parent])
        if near.id not in (group.id, programme.id):
            found.append((near.title, near))
    if programme.id != group.id:
        found.append(("Everywhere", programme))
    return found


def _figure(outline: Outline, group: ReleasedGroup, rows: Sequence[Beside]) -> Figure:
    panel = Panel(CHANGE_LEVELS, tuple(_group(row) for row in rows))
    shown = [t for row in rows for _, t in row.places]
    return Figure(
        drawing=Drawing("change", (panel,)),
        message=_message(outline, group, rows),
        method=(
            "People whose total or answer was lower, the same or higher at the later time, here "
            f"and around. {_unit(shown)}"
        ),
        description=(
            f"Stacked bars for {len(rows)} comparisons: here directly above the places around. "
            "Its table gives every number."
        ),
        tables=(
            tables.course(
                "The main comparisons here and around",
                [(row.name, row.places) for row in rows],
                ("Measure", "Where"),
            ),
        ),
    )


def _group(row: Beside) -> Group:
    return Group(row.name, tuple(_bar(name, found) for name, found in row.places))


def _bar(label: str, found: Table) -> Bar:
    if not isinstance(found, Shown):
        return Bar(label, None)
    return Bar(label, tuple(reversed(found.counts)), found.base)


def _unit(found: Sequence[Table]) -> str:
    shares = all(isinstance(t, Withheld) or (t is not None and t.base >= 30) for t in found)
    return "Numbers are percentages." if shares else "Numbers are people."


def _message(outline: Outline, group: ReleasedGroup, rows: Sequence[Beside]) -> str:
    """Say in which comparisons more, or fewer, answered higher here, if chance cannot be why."""
    signs = [(row.measured, _sign(outline, group, row)) for row in rows]
    more = [lowered(m.title) for m, sign in signs if sign > 0]
    fewer = [lowered(m.title) for m, sign in signs if sign < 0]
    parts = [
        f"{how} answered higher here in {listed(names)} than chance would make it"
        for how, names in (("More", more), ("Fewer", fewer))
        if names
    ]
    if parts:
        return "; ".join((parts[0], *(lowered(part) for part in parts[1:])))
    if len(rows) == 1:
        return "Much as everywhere: the difference is no larger than chance can make it"
    return "Much as everywhere: no difference is larger than chance can make it"


def _sign(outline: Outline, group: ReleasedGroup, row: Beside) -> int:
    here, whole = row.here, row.everywhere
    if not isinstance(here, Shown) or not isinstance(whole, Shown):
        return 0
    # Which of two rounded counts is larger is certain from a difference of twice the margin.
    margin = 0 if here.exact else outline.certain(group) // 2
    return beyond_chance(here.counts[0], here.base, whole.counts[0], whole.base, margin)
