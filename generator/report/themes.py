"""What people wrote, in categories: for each role a chart by stage and a table, counting people.

No words of anybody's stand here. A quote would need its writer's consent and a
recorded check that it identifies nobody, and nothing in this program shows one.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.programme import TOTAL
from generator.definitions.variables import Variable
from generator.report import sentences
from generator.report.charts import Chart
from generator.report.outline import Outline, table
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Figure,
    Figures,
    Heading,
    More,
    Paragraph,
    Row,
)
from generator.report.quantities import (
    capital,
    heads,
    listed,
    lowered,
    percent,
    printed,
    share_of,
)
from generator.report.questions import bar
from generator.report.tables import notes_of
from generator.report.view import ReleasedGroup, Shown

TITLE = "What people wrote"
HOW = (
    "Coders sorted the answers to open questions into these categories. A person counts once in a "
    "category and may count in several. The base is everybody who returned the form, whether or "
    "not they wrote anything."
)
NO_CHANGE = (
    "Different people may have returned different forms, so the columns show no change. Nobody is "
    "quoted: a quote would need its writer’s consent and a recorded check that it identifies "
    "nobody."
)
NOT_SHOWN = "Not shown"
#: So many categories of each time stand in the chart.
MOST = 3


def theme_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on free text, where any of it was coded and may be shown."""
    shown = [variable for variable in coded(shared, group) if _is_shown(group, variable)]
    if not shown:
        return
    yield Heading(2, TITLE)
    yield Paragraph((HOW,))
    roles = dict.fromkeys(variable.role for variable in shown)
    yield Figures(
        tuple(_figure(shared, group, [v for v in shown if v.role == role]) for role in roles)
    )


def coded(shared: Outline, group: ReleasedGroup) -> list[Variable]:
    """Return the categories of free text that a group has tables of, shown or not."""
    return [v for v in shared.release.variables if v.kind == "theme" and v.key in group.tables]


def _is_shown(group: ReleasedGroup, variable: Variable) -> bool:
    return isinstance(group.tables[variable.key], Shown)


def _figure(shared: Outline, group: ReleasedGroup, mine: list[Variable]) -> Figure:
    """Return the chart of one role: at each time the categories that most people mentioned."""
    people = shared.people(mine[0].role)
    found = [t for v in mine if isinstance(t := group.tables[v.key], Shown)]
    most = [t for wave in dict.fromkeys(v.from_ for v in mine) for t in _most(found, wave)]
    return Figure(
        f"wrote-{mine[0].role}",
        Chart(
            "bars",
            tuple(
                (shared.wave(t.variable.from_), t.variable.title, *bar(t.counts[0], t))
                for t in most
            ),
        ),
        _finding(shared, found, people),
        f"{capital(sentences.base_range(found, people))} who returned the form. Up to {MOST} "
        "categories mentioned most at each time; others may be as many.",
        "Bars for each time. “All the numbers” has the table of all categories.",
    )


def _most(found: list[Shown], wave: str) -> list[Shown]:
    """Return the categories mentioned most at a wave, by the numbers that are shown."""
    mine = [t for t in found if t.variable.from_ == wave and bar(t.counts[0], t)[0]]
    return sorted(mine, key=lambda t: -printed(t.counts[0], exact=t.exact))[:MOST]


def _finding(shared: Outline, found: list[Shown], people: str) -> str:
    """Return the category that the largest share of people mentioned at one time, or several."""
    shares = [bar(t.counts[0], t)[0] for t in found]
    most = [t for t, share in zip(found, shares, strict=True) if share == max(shares) > 0]
    who = {share_of(t.counts[0], t.base, people, exact=t.exact) for t in most}
    when = {shared.when(t.variable.from_) for t in most}
    if len(who) != 1 or len(when) != 1 or len(most) > MOST:
        return f"What {people} wrote"
    named = listed([f"“{t.variable.title}”" for t in most])
    return f"{capital(when.pop())}, {who.pop()} mentioned {named}"


def theme_part(shared: Outline, group: ReleasedGroup) -> More | None:
    """Return the tables of what people wrote, and what is meant; None where nothing is shown."""
    shown = [v for v in coded(shared, group) if _is_shown(group, v)]
    if not shown:
        return None
    roles = dict.fromkeys(variable.role for variable in shown)
    made = tuple(_table(shared, group, [v for v in shown if v.role == role]) for role in roles)
    meanings = dict.fromkeys((v.title, v.meaning) for v in shown if v.meaning)
    said = tuple((f"{title}: {lowered(meaning)}",) for title, meaning in meanings)
    meant = (Heading(3, "What the categories mean"), Bullets(said)) if said else ()
    return More(TITLE, (Paragraph((NO_CHANGE,)), *made, *meant))


def _table(shared: Outline, group: ReleasedGroup, shown: list[Variable]) -> DataTable:
    """Return a role's table: a row for each category and a column for each wave that is shown."""
    waves = list(dict.fromkeys(v.from_ for v in shown))
    rows = [
        Row((title,), tuple(_cell(table(group, role, measure, TOTAL, w, "")) for w in waves))
        for role, measure, title in dict.fromkeys((v.role, v.measure, v.title) for v in shown)
    ]
    people = shared.people(shown[0].role)
    return DataTable(
        f"Categories of what {people} wrote: people who mentioned it, of all who returned the form",
        ("Category", *(shared.wave(wave) for wave in waves)),
        tuple(rows),
        notes=notes_of([(v.title, group.tables[v.key]) for v in shown]),
    )


def _cell(found: object) -> str:
    """Return how many of how many; a share where shares may be given.

    >>> _cell(None)
    'Not shown'
    """
    if not isinstance(found, Shown):
        return NOT_SHOWN
    count, base = (heads(people, exact=found.exact) for people in (found.counts[0], found.base))
    share = f" ({percent(found.counts[0], found.base)}%)" if found.exact or found.large else ""
    return f"{count} of {base}{share}"
