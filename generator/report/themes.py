"""What people wrote, in categories: for each role a table of categories by stage, counting people.

No words of anybody's stand here. A quote would need its writer's consent and a
recorded check that it identifies nobody, and nothing in this program shows one.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.outline import Outline, table
from generator.report.page import Block, Bullets, DataTable, Heading, More, Paragraph, Row, Words
from generator.report.quantities import capital, heads, listed, lowered, of_people, percent
from generator.report.sentences import missing, why
from generator.report.tables import notes_of
from generator.report.view import ReleasedGroup, Shown
from generator.survey.programme import TOTAL
from generator.survey.variables import Variable

#: How many categories of a stage are named in its sentence.
NAMED = 3
HOW = (
    "Coders sorted the answers to open questions into these categories. A person counts once in a "
    "category, however often they came back to it, and may count in several. The base is everybody "
    "who returned the form, whether or not they wrote anything. Different people may have returned "
    "different forms, so the columns show no change. Nobody is quoted: a quote would need its "
    "writer’s consent and a recorded check that it identifies nobody."
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
        gaps = [group.tables[v.key] for v in coded]
        yield Paragraph((missing(["categories of what people wrote"], gaps),))
        return
    yield Bullets(tuple(_sentences(outline, group, shown)))
    yield Paragraph((HOW,))
    for role in dict.fromkeys(variable.role for variable in coded):
        mine = [variable for variable in coded if variable.role == role]
        if any(variable.role == role for variable in shown):
            yield _table(outline, group, mine)
        else:
            gaps = [group.tables[v.key] for v in mine]
            name = f"categories of what {outline.people(role)} wrote"
            yield Paragraph((missing([name], gaps),))
    meanings = dict.fromkeys((v.title, v.meaning) for v in shown if v.meaning)
    if meanings:
        said = tuple((f"{title}: {lowered(meaning)}",) for title, meaning in meanings)
        yield More("What the categories mean", (Bullets(said),))


def _sentences(outline: Outline, group: ReleasedGroup, shown: list[Variable]) -> Iterator[Words]:
    """Yield for each role and wave the categories that most people mentioned."""
    for role, wave in _stages(shown):
        found = [group.tables[v.key] for v in shown if (v.role, v.from_) == (role, wave)]
        tables = [one for one in found if isinstance(one, Shown) and _anybody(one)]
        tables.sort(key=lambda one: -one.counts[0])
        if not tables:
            continue
        first = tables[0]
        who = of_people(first.counts[0], first.base, outline.people(role), exact=first.exact)
        named = f"“{first.variable.title}”"
        also = [f"“{one.variable.title}”" for one in tables[1:NAMED]]
        end = f" Also often named: {listed(also)}." if also else ""
        yield (
            f"{capital(outline.when(wave))}, {who} who returned the form mentioned {named}.{end}",
        )


def _table(outline: Outline, group: ReleasedGroup, mine: list[Variable]) -> DataTable:
    """Return a role's table: a row for each category and a column for each wave that is shown."""
    shown = [v for v in mine if isinstance(group.tables[v.key], Shown)]
    waves = [wave for _, wave in _stages(shown)]
    rows = [
        Row((title,), tuple(_cell(table(group, role, measure, TOTAL, w, "")) for w in waves))
        for role, measure, title in dict.fromkeys((v.role, v.measure, v.title) for v in shown)
    ]
    people = outline.people(mine[0].role)
    notes = notes_of([(v.title, group.tables[v.key]) for v in shown])
    return DataTable(
        f"Categories of what {people} wrote: people who mentioned it, of all who returned the form",
        ("Category", *(outline.wave(wave) for wave in waves)),
        tuple(rows),
        notes=(*notes, *_gaps(outline, group, mine, rows)),
    )


def _gaps(
    outline: Outline, group: ReleasedGroup, mine: list[Variable], rows: list[Row]
) -> Iterator[str]:
    """Yield the note on what a table has no number for, if there is anything."""
    shown = [v for v in mine if isinstance(group.tables[v.key], Shown)]
    measures, waves = {v.measure for v in shown}, {v.from_ for v in shown}
    titles = dict.fromkeys(f"“{v.title}”" for v in mine if v.measure not in measures)
    times = dict.fromkeys(outline.when(v.from_) for v in mine if v.from_ not in waves)
    gaps = [group.tables[v.key] for v in mine]
    if titles or times:
        names = [*titles, *(f"all that was written {when}" for when in times)]
        yield missing(names, gaps)
    elif any(NOT_SHOWN in row.cells for row in rows):
        yield why(gaps)


def _anybody(found: Shown) -> bool:
    return heads(found.counts[0], exact=found.exact) != "0"


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


def _stages(found: list[Variable]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((variable.role, variable.from_) for variable in found))
