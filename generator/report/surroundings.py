"""A group beside the places around it: itself, what it lies in, and the whole programme.

From 30 people on. It is set beside them and never ranked among them, and no
difference is named: groups differ by chance, and in who takes part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report import sentences, tables
from generator.report.changes import CHANGE_LEVELS, change_table
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Outline, Table
from generator.report.page import Block, Figure, Heading, Paragraph
from generator.report.view import ReleasedGroup, Shown
from generator.survey.programme import TOTAL

TITLE = "Beside other places"
NO_ORDER = "Groups differ by chance, and places differ in who takes part. Nothing here is ranked."
#: A main comparison by its name: the tables here, in what the group lies in, and everywhere.
Rows = Sequence[tuple[str, Sequence[tuple[str, Table]]]]


def surroundings_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section that sets a group beside the places around it."""
    rows = _rows(outline, group)
    if rows:
        yield Heading(2, TITLE)
        yield Paragraph((NO_ORDER,))
        yield _figure(rows)


def _rows(outline: Outline, group: ReleasedGroup) -> Rows:
    """Return the main comparisons that are shown both here and everywhere, of 30 people or more."""
    around = _around(outline, group)
    found = []
    for measured in outline.measured:
        if len(around) < 2 or measured.pair is None or not measured.pair.primary:
            continue
        places = [
            (name, change_table(place, measured, measured.pair, TOTAL)) for name, place in around
        ]
        if all(_readable(places[at][1]) for at in (0, -1)):
            kept = [one for one in places if _readable(one[1])]
            found.append((f"{measured.title} ({measured.people})", kept))
    return found


def _readable(found: Table) -> bool:
    return isinstance(found, Shown) and found.large


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


def _figure(rows: Rows) -> Figure:
    shown = [t for _, places in rows for _, t in places]
    return Figure(
        drawing=Drawing("change", (Panel(CHANGE_LEVELS, tuple(_groups(rows))),)),
        message="The main comparisons here and around",
        method=(
            "People whose total or answer was lower, the same or higher at the later time, here "
            f"and around; {sentences.unit(shown)}."
        ),
        description=(
            "Stacked bars: here directly above the places around. Its table gives every number."
        ),
        tables=(tables.course("The main comparisons here and around", rows, ("Measure", "Where")),),
    )


def _groups(rows: Rows) -> Iterator[Group]:
    for name, places in rows:
        yield Group(name, tuple(_bar(where, found) for where, found in places))


def _bar(label: str, found: Table) -> Bar:
    if not isinstance(found, Shown):
        return Bar(label, None)
    return Bar(label, tuple(reversed(found.counts)), found.base, found.exact)
