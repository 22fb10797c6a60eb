"""Single questions of a role: one chart of bars, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.report import sentences, tables
from generator.report.charts import Chart
from generator.report.outline import Outline, table
from generator.report.page import Block, DataTable, Figure, Figures, Heading, Row
from generator.report.quantities import capital, decimal, heads, number, percent
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
    if found.base <= 0:
        return 0.0, "0"
    share = round(min(1.0, count / found.base), 4)
    if found.large:
        return share, f"{percent(count, found.base)}%"
    exact = found.exact
    return share, f"{heads(count, exact=exact)} of {heads(found.base, exact=exact)}"


def _finding(asked: Sequence[Asked], people: str) -> str:
    """Return the answer that the largest share of people gave to one question."""
    answers = [
        (count / found.base, title, label, bar(count, found)[1])
        for title, _, found in asked
        if found.base > 0
        for label, count in _answers(found)
    ]
    if not answers:
        return f"What {people} answered"
    _, title, label, many = max(answers, key=lambda answer: answer[0])
    if len(asked) == 1:
        return f"“{label}”: {many} of {people}" if "%" in many else f"“{label}”: {many} {people}"
    return f"{capital(people)} agreed most on “{title}”: {many} chose “{label}”"


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
