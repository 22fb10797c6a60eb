"""What people wrote, in categories: for each role a table of categories by stage, counting people.

No words of anybody's stand here. A quote would need its writer's consent and a
recorded check that it identifies nobody, and nothing in this program shows one.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import ABSENT, Shown, ReleasedGroup
from generator.report.headlines import missing
from generator.report.outline import Outline, table
from generator.report.page import Block, Bullets, DataTable, Heading, More, Paragraph, Row, Words
from generator.report.quantities import capital, cell, listed, lowered, number, of_people
from generator.report.tables import ROUNDED
from generator.survey.programme import TOTAL
from generator.survey.variables import Variable

#: How many categories of a stage are named in its sentence.
NAMED = 3
HOW = (
    "Coders sorted the answers to open questions into these categories. A person counts once in a "
    "category, however often they came back to it, and may count in several. Everybody who "
    "returned the form counts, also those who left every open question empty. Those who returned "
    "it at one time are not all who did at another, so the columns show no change. Nobody is "
    "quoted: a quote would need its writer’s consent and a recorded check that it identifies "
    "nobody."
)
NOT_SHOWN = "Not shown"


def theme_blocks(outline: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the part on free text, where any of it was coded."""
    coded = [v for v in outline.release.variables if v.kind == "theme" and v.key in group.tables]
    if not coded:
        return
    yield Heading(2, "What people wrote")
    shown = [v for v in coded if isinstance(group.tables[v.key], Shown)]
    if not shown:
        yield Paragraph((missing(["categories of what people wrote"]),))
        return
    yield Bullets(tuple(_sentences(outline, group, shown)))
    yield Paragraph((HOW,))
    for role in dict.fromkeys(variable.role for variable in coded):
        mine = [variable for variable in coded if variable.role == role]
        if any(variable.role == role for variable in shown):
            yield _table(outline, group, mine)
        else:
            yield Paragraph((missing([f"categories of what {outline.people(role)} wrote"]),))
    meanings = dict.fromkeys((v.title, v.meaning) for v in shown if v.meaning)
    if meanings:
        said = tuple((f"{title}: {lowered(meaning)}",) for title, meaning in meanings)
        yield More("What the categories mean", (Bullets(said),))


def _sentences(outline: Outline, group: ReleasedGroup, shown: list[Variable]) -> Iterator[Words]:
    """Yield for each role and wave the categories that most people mentioned."""
    for role, wave in _stages(shown):
        found = [group.tables[v.key] for v in shown if (v.role, v.from_) == (role, wave)]
        tables = [one for one in found if isinstance(one, Shown) and one.counts[0]]
        tables.sort(key=lambda one: -one.counts[0])
        if not tables:
            continue
        first = tables[0]
        who = of_people(first.counts[0], first.base, outline.people(role), exact=first.exact)
        said = [f"mentioned “{first.variable.title}”"]
        also = [f"“{one.variable.title}”" for one in tables[1:NAMED]]
        end = f" Also often named: {listed(also)}." if also else ""
        yield (f"{capital(outline.when(wave))}, {who} who returned the form {said[0]}.{end}",)


def _table(outline: Outline, group: ReleasedGroup, mine: list[Variable]) -> DataTable:
    """Return a role's table: a row for each category and a column for each wave that is shown."""
    shown = [v for v in mine if isinstance(group.tables[v.key], Shown)]
    waves = [wave for _, wave in _stages(shown)]
    rows = [
        Row((title,), tuple(_cell(table(group, role, measure, TOTAL, w, "")) for w in waves))
        for role, measure, title in dict.fromkeys((v.role, v.measure, v.title) for v in shown)
    ]
    people = outline.people(mine[0].role)
    exact = all(t.exact for v in shown if isinstance(t := group.tables[v.key], Shown))
    return DataTable(
        f"Categories of what {people} wrote: who mentioned it, of everybody who returned the form",
        ("Category", *(outline.wave(wave) for wave in waves)),
        tuple(rows),
        notes=(*(() if exact else (ROUNDED,)), *_gaps(outline, mine, shown, rows)),
    )


def _gaps(
    outline: Outline, mine: list[Variable], shown: list[Variable], rows: list[Row]
) -> Iterator[str]:
    """Yield the note on what a table has no number for, if there is anything."""
    measures, waves = {v.measure for v in shown}, {v.from_ for v in shown}
    titles = dict.fromkeys(f"“{v.title}”" for v in mine if v.measure not in measures)
    times = dict.fromkeys(outline.when(v.from_) for v in mine if v.from_ not in waves)
    if titles or times:
        yield missing([*titles, *(f"all that was written {when}" for when in times)])
    elif any(NOT_SHOWN in row.cells for row in rows):
        yield ABSENT


def _cell(found: object) -> str:
    """Return how many of how many; a share where shares may be given.

    >>> _cell(None)
    'Not shown'
    """
    if not isinstance(found, Shown):
        return NOT_SHOWN
    count, share = found.counts[0], ""
    if found.percentages_allowed:
        share = cell(count, found.base, exact=found.exact).removeprefix(number(count))
    return f"{number(count)} of {number(found.base)}{share}"


def _stages(found: list[Variable]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((variable.role, variable.from_) for variable in found))
