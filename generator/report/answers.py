"""What people answered to single questions, and wrote in categories.

Each is a chart of bars with its tables. No words of anybody's stand here: a quote
would need its writer's consent and a recorded check that it identifies nobody,
and nothing in this program shows one. Session records are the answers of pairs,
and stand on restricted pages only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.definitions.programme import TOTAL
from generator.definitions.variables import Variable
from generator.report.charts import Chart
from generator.report.outline import Outline
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
    cell,
    decimal,
    heads,
    lowered,
    number,
    of_all,
    part,
    printed,
    range_of,
)
from generator.report.tables import answer_rows, notes_of
from generator.report.view import Number, ReleasedGroup, Shown

QUESTIONS, WROTE = "Single questions", "What people wrote"
HAS_TABLE = "A bar for each answer to each question. “All the numbers” has its table."
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


def bar(count: int, found: Shown) -> tuple[float, str]:
    """Return a bar's length, from 0 to 1, and what is written at its end."""
    return part(count, found), of_all(count, found)


def _bars(tables: Iterable[Shown]) -> Chart:
    """Return tables, each under its question, as a chart with a bar for each answer."""
    rows = (
        (found.variable.title, category.label, *bar(count, found))
        for found in tables
        for category, count in zip(found.variable.categories, found.counts, strict=True)
    )
    return Chart("bars", tuple(rows))


def _most(chart: Chart, people: str, otherwise: str) -> str:
    """Return the title of a chart of bars: to what its longest bar belongs, if it is one."""
    longest = max((float(row[2]) for row in chart.rows), default=0)
    most = [row for row in chart.rows if row[2] == longest > 0]
    if len(most) != 1:
        return f"What {people} {otherwise}"
    asked, label, _, said = most[0]
    stop = "" if str(asked).endswith(("?", "…")) else "."
    return f"{asked}{stop} {capital(people)} most often: “{label}” ({said})"


def _shown(group: ReleasedGroup, variables: Iterable[Variable]) -> list[Shown]:
    """Return the tables of some questions that a group has and may show."""
    found = (group.tables.get(variable.key) for variable in variables)
    return [one for one in found if isinstance(one, Shown)]


# --- single questions ---------------------------------------------------------------------


def question_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on single questions: a chart a role and time, of what is shown."""
    figures = []
    for role in (*shared.roles(), *shared.session_roles()):
        asked = _shown(group, shared.questions.get(role, ()))
        for wave in dict.fromkeys(found.variable.from_ for found in asked):
            at = [found for found in asked if found.variable.from_ == wave]
            people, bars = shared.people(role), _bars(at)
            method = f"{shared.wave(wave)}: {_who(at, people)} who answered."
            title = _most(bars, people, "answered")
            figures.append(Figure(f"questions-{role}-{wave}", bars, title, method, HAS_TABLE))
    if figures:
        yield Heading(2, QUESTIONS)
        yield Figures(tuple(figures))


def _who(found: Sequence[Shown], people: str) -> str:
    """Say on how many people a chart stands."""
    return range_of((one.base for one in found), people, exact=found[0].exact)


def question_part(shared: Outline, group: ReleasedGroup, role: str) -> More | None:
    """Return the tables of a role's single questions; None where there are none."""
    asked, people = _shown(group, shared.questions.get(role, ())), shared.people(role)
    caption = f"Single questions to {people}"
    tables = [_questions(shared, caption, asked)] if asked else []
    if numbers := [one for one in group.numbers if one.question.role == role]:
        by_number = f"Questions to {people} that are answered by a number"
        tables.append(_numbers_table(shared, by_number, numbers))
    return More(caption, tuple(tables)) if tables else None


def _questions(shared: Outline, caption: str, asked: Sequence[Shown]) -> DataTable:
    named = [(one.variable.title, one) for one in asked]
    rows = tuple(
        row
        for title, one in named
        for row in answer_rows(f"{title} ({shared.wave(one.variable.from_)})", one)
    )
    columns = ("Question", "Answer", "Chose it", "People")
    return DataTable(caption, columns, rows, 2, notes_of(named))


def _numbers_table(shared: Outline, caption: str, numbers: Iterable[Number]) -> DataTable:
    """Return the table of exact middles of what was answered by a number."""
    rows = []
    for one in numbers:
        unit = f" ({one.question.unit})" if one.question.unit else ""
        middles = map(decimal, (one.median, *one.hinges))
        heading = (f"{one.question.title}{unit}", shared.wave(one.question.wave))
        rows.append(Row(heading, (number(one.base), *middles)))
    columns = ("Question", "When", "Answered", "Median", "Lower hinge", "Upper hinge")
    return DataTable(caption, columns, tuple(rows), 2)


# --- what people wrote --------------------------------------------------------------------


def theme_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on free text, where any of it was coded and may be shown."""
    if shown := _themes(shared, group):
        yield Heading(2, WROTE)
        yield Paragraph(HOW)
        yield Figures(tuple(_wrote(shared, role, mine) for role, mine in shown.items()))


def _themes(shared: Outline, group: ReleasedGroup) -> dict[str, list[Shown]]:
    """Return the categories of free text that a group shows, by their people's role."""
    coded = [one for one in shared.release.variables if one.kind == "theme"]
    found: dict[str, list[Shown]] = {}
    for one in _shown(group, coded):
        found.setdefault(one.variable.role, []).append(one)
    return found


def _wrote(shared: Outline, role: str, found: list[Shown]) -> Figure:
    """Return the chart of one role: at each time the categories that most people mentioned."""
    people = shared.people(role)
    most = [t for wave in _waves(found) for t in _first(found, wave)]
    rows = ((shared.wave(t.variable.from_), t.variable.title, *bar(t.counts[0], t)) for t in most)
    chart = Chart("bars", tuple(rows))
    return Figure(
        f"wrote-{role}",
        chart,
        _most(chart, people, "wrote"),
        f"{capital(_who(found, people))} who returned the form. Up to {MOST} categories mentioned "
        "most at each time; others may be as many.",
        "Bars for each time. “All the numbers” has the table of all categories.",
    )


def _waves(found: Iterable[Shown]) -> list[str]:
    return list(dict.fromkeys(one.variable.from_ for one in found))


def _first(found: list[Shown], wave: str) -> list[Shown]:
    """Return the categories mentioned most at a wave, by the numbers that are shown."""
    mine = [t for t in found if t.variable.from_ == wave and bar(t.counts[0], t)[0]]
    return sorted(mine, key=lambda t: -printed(t.counts[0], exact=t.exact))[:MOST]


def theme_part(shared: Outline, group: ReleasedGroup) -> More | None:
    """Return the tables of what people wrote, and what is meant; None where nothing is shown."""
    shown = _themes(shared, group)
    if not shown:
        return None
    tables = tuple(_theme_table(shared, group, role, mine) for role, mine in shown.items())
    coded = [one.variable for mine in shown.values() for one in mine if one.variable.meaning]
    said = tuple(dict.fromkeys(f"{one.title}: {lowered(one.meaning)}" for one in coded))
    meant = (Heading(3, "What the categories mean"), Bullets(said)) if said else ()
    return More(WROTE, (Paragraph(NO_CHANGE), *tables, *meant))


def _theme_table(shared: Outline, group: ReleasedGroup, role: str, shown: list[Shown]) -> DataTable:
    """Return a role's table: a row for each category and a column for each wave that is shown."""
    waves, people = _waves(shown), shared.people(role)
    rows = tuple(
        Row((title,), tuple(_of(group.tables.get((role, measure, TOTAL, w, ""))) for w in waves))
        for measure, title in dict.fromkeys((t.variable.measure, t.variable.title) for t in shown)
    )
    return DataTable(
        f"Categories of what {people} wrote: people who mentioned it, of all who returned the form",
        ("Category", *map(shared.wave, waves)),
        rows,
        notes=notes_of([(one.variable.title, one) for one in shown]),
    )


def _of(found: object) -> str:
    """Return how many of how many; a share where shares may be given.

    >>> _of(None)
    'Not shown'
    """
    if not isinstance(found, Shown):
        return NOT_SHOWN
    count, bracket, share = cell(found.counts[0], found).partition(" (")
    return f"{count} of {heads(found.base, exact=found.exact)}{bracket}{share}"
