"""Single questions of a role: one chart of bars, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.report import sentences, tables
from generator.report.charts import Chart
from generator.report.outline import Outline, table
from generator.report.page import Block, DataTable, Figure, Figures, Heading, Row
from generator.report.quantities import capital, decimal, in_title, number, of_all, part
from generator.report.view import Number, ReleasedGroup, Shown

TITLE = "Single questions"
#: A question: its words, when it was asked, its table.
Asked = tuple[str, str, Shown]


def question_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on single questions: a chart a role and time, of what is shown."""
    figures = []
    for role in shared.roles():
        asked = asked_of(shared, group, role)
        for wave in dict.fromkeys(found.variable.from_ for _, _, found in asked):
            at = [one for one in asked if one[2].variable.from_ == wave]
            figures.append(_figure(shared, role, wave, at))
    if figures:
        yield Heading(2, TITLE)
        yield Figures(tuple(figures))


def asked_of(shared: Outline, group: ReleasedGroup, role: str) -> list[Asked]:
    """Return a role's questions of which a group has a table to show."""
    found = []
    for variable in shared.questions.get(role, ()):
        at = table(group, *variable.key)
        if isinstance(at, Shown):
            found.append((variable.title, shared.wave(variable.from_), at))
    return found


def _figure(shared: Outline, role: str, wave: str, asked: Sequence[Asked]) -> Figure:
    people = shared.people(role)
    base = sentences.base_range([found for _, _, found in asked], people)
    return Figure(
        f"questions-{role}-{wave}",
        bars((title, found) for title, _, found in asked),
        _finding(asked, people),
        f"{shared.wave(wave)}: {base} who answered.",
        "A bar for each answer to each question. “All the numbers” has its table.",
    )


def bars(rows: Iterable[tuple[str, Shown]]) -> Chart:
    """Return tables, each under a heading, as a chart with a bar for each answer."""
    return Chart(
        "bars",
        tuple(
            (heading, label, *bar(count, found))
            for heading, found in rows
            for label, count in _answers(found)
        ),
    )


def _answers(found: Shown) -> Iterator[tuple[str, int]]:
    """Yield a question's answers as a chart has them: bands where there are any, with counts."""
    labels = (category.label for category in found.variable.categories)
    yield from zip(labels, found.counts, strict=True)


def bar(count: int, found: Shown) -> tuple[float, str]:
    """Return a bar's length, from 0 to 1, and what is written at its end."""
    base, exact = found.base, found.exact
    return part(count, base, exact=exact), of_all(count, base, exact=exact)


def _finding(asked: Sequence[Asked], people: str) -> str:
    """Return the answer that most people gave to one question, if it is one."""
    most = most_chosen((title, found) for title, _, found in asked)
    if len(most) != 1:
        return f"What {people} answered"
    title, label, many = most[0]
    if len(asked) == 1:
        of = " of" if "%" in many else ""
        return f"“{label}” to “{title}”: {many}{of} {people}"
    return f"{capital(people)} agreed most on “{title}”: {many} chose “{label}”"


def most_chosen(asked: Iterable[tuple[str, Shown]]) -> list[tuple[str, str, str]]:
    """Return the answers of the largest share as it is printed: question, answer, how many."""
    answers = [
        (
            title,
            label,
            bar(count, found)[0],
            in_title(count, found.base, exact=found.exact),
        )
        for title, found in asked
        for label, count in _answers(found)
    ]
    most = max((share for _, _, share, _ in answers), default=0)
    return [(title, label, many) for title, label, share, many in answers if share == most > 0]


def question_tables(shared: Outline, group: ReleasedGroup, role: str) -> Iterator[DataTable]:
    """Yield the tables of a role's single questions."""
    asked, people = asked_of(shared, group, role), shared.people(role)
    if asked:
        yield tables.questions(f"Single questions to {people}", asked)
    numbers = [one for one in group.numbers if one.question.role == role]
    if numbers:
        yield numbers_table(shared, f"Questions to {people} that are answered by a number", numbers)


def numbers_table(outline: Outline, caption: str, numbers: Iterable[Number]) -> DataTable:
    """Return the table of exact middles of what was answered by a number."""
    rows = tuple(
        Row(
            (_with_unit(one), outline.wave(one.question.wave)),
            (number(one.base), *(decimal(value) for value in (one.median, *one.hinges))),
        )
        for one in numbers
    )
    columns = ("Question", "When", "Answered", "Median", "Lower hinge", "Upper hinge")
    return DataTable(caption, columns, rows, 2)


def _with_unit(one: Number) -> str:
    unit = f" ({one.question.unit})" if one.question.unit else ""
    return f"{one.question.title}{unit}"
