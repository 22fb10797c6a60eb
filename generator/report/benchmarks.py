"""A group beside the places around it: itself, what it lies in, and the whole programme.

From 30 people on. It is set beside them and never ranked among them, and no
difference is named: groups differ by chance, and in who takes part.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.programme import TOTAL
from generator.report import tables
from generator.report.charts import Chart
from generator.report.measures import change_table
from generator.report.outline import Measured, Outline
from generator.report.page import Block, Figure, Figures, Heading, More
from generator.report.questions import bar
from generator.report.view import ReleasedGroup, Shown

TITLE = "Beside other places"
NO_ORDER = "Groups differ by chance, and places differ in who takes part. Nothing here is ranked."
#: A main comparison by its name: the tables here, in what the group lies in, and everywhere.
Rows = list[tuple[str, list[tuple[str, Shown]]]]


def surroundings_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section that sets a group beside the places around it."""
    rows = _rows(shared, group)
    if not rows:
        return
    yield Heading(2, TITLE)
    yield Figures(
        (
            Figure(
                "beside",
                Chart(
                    "bars",
                    tuple(
                        (name, where, *bar(found.counts[0], found))
                        for name, places in rows
                        for where, found in places
                    ),
                ),
                "How many answered higher, here and around",
                NO_ORDER,
                "For each main comparison a bar here, above the places around. “All the numbers” "
                "has its table.",
            ),
        )
    )


def surroundings_part(shared: Outline, group: ReleasedGroup) -> More | None:
    """Return the table of the section; None where there is none."""
    rows = _rows(shared, group)
    if not rows:
        return None
    caption = "The main comparisons here and around"
    return More(TITLE, (tables.course(caption, rows, ("Measure", "Where")),))


def _rows(shared: Outline, group: ReleasedGroup) -> Rows:
    """Return the main comparisons that are shown both here and everywhere, of 30 people or more."""
    around = _around(shared, group)
    if len(around) < 2:
        return []
    found = ((measured, _places(around, measured)) for measured in shared.measured)
    return [
        (f"{measured.title} ({measured.people})", places)
        for measured, places in found
        if {"Here", "Everywhere"} <= dict(places).keys()
    ]


def _places(around: list[tuple[str, ReleasedGroup]], measured: Measured) -> list[tuple[str, Shown]]:
    """Return the tables of a measure's main comparison that are large enough to be set beside."""
    if measured.pair is None or not measured.pair.primary:
        return []
    found = ((name, change_table(at, measured, measured.pair, TOTAL)) for name, at in around)
    return [(name, at) for name, at in found if isinstance(at, Shown) and at.large]


def _around(shared: Outline, group: ReleasedGroup) -> list[tuple[str, ReleasedGroup]]:
    """Return the group, the nearest larger group, and the programme, each of other people."""
    programme = shared.release.groups[0]
    found = [("Here", group)]
    if group.parent:
        near = shared.shown_at(shared.groups[group.parent])
        if near.id not in (group.id, programme.id):
            found.append((near.title, near))
    if programme.id != group.id:
        found.append(("Everywhere", programme))
    return found
