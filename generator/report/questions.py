"""Single questions of a role: one chart and one table for all of them, and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.report import messages, sentences, tables
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.outline import Outline, Table, table
from generator.report.page import Block, DataTable, Figure, Heading, Paragraph, Row
from generator.report.quantities import capital, decimal, number
from generator.report.view import Number, ReleasedGroup, Shown, Withheld

#: A question: its words, when it was asked, its table.
Asked = tuple[str, str, Table]
#: More questions that are missing than this are counted and not named.
NAMED = 2


def question_blocks(outline: Outline, group: ReleasedGroup, role: str) -> Iterator[Block]:
    """Yield the part on a role's single questions, if any of them is shown."""
    asked = _asked(outline, group, role)
    shown = [one for one in asked if isinstance(one[2], Shown)]
    numbers = [one for one in group.numbers if one.question.role == role]
    if not shown and not numbers:
        return
    people = outline.people(role)
    yield Heading(3, f"Single questions to {people}")
    if shown:
        yield _figure(outline, shown, people)
    if numbers:
        caption = f"Questions to {people} that are answered by a number"
        yield numbers_table(outline, caption, numbers)
    gaps = [(f"“{title}” ({when})", t) for title, when, t in asked if isinstance(t, Withheld)]
    if gaps:
        yield Paragraph(
            (sentences.missing(_named([name for name, _ in gaps]), (t for _, t in gaps)),)
        )


def _named(gaps: list[str]) -> list[str]:
    return gaps if len(gaps) <= NAMED else [f"{number(len(gaps))} questions"]


def _figure(outline: Outline, shown: Sequence[Asked], people: str) -> Figure:
    every = [found for _, _, found in shown]
    return Figure(
        drawing=Drawing("rows", tuple(_panel(outline, *one) for one in shown)),
        message=messages.questions_message(every, people),
        method=(
            f"{capital(sentences.base_range(every, people))} who answered the question, whether "
            f"or not they answered at other times; {sentences.unit(every)}."
        ),
        description="A stacked bar for each question. Its table gives every number.",
        tables=(tables.questions(f"Single questions to {people}", shown),),
    )


def _asked(outline: Outline, group: ReleasedGroup, role: str) -> list[Asked]:
    found: list[Asked] = []
    for variable in outline.questions.get(role, ()):
        at = table(group, *variable.key)
        if at is not None:
            found.append((variable.title, outline.when(variable.from_), at))
    return found


def _panel(outline: Outline, title: str, when: str, found: Table) -> Panel:
    """Return a question's own panel: its words, its own key, its bar."""
    if not isinstance(found, Shown):
        raise TypeError("a withheld question has no bar")
    labels, fine = tables.levels([found])
    counts = tables.counts_of(found, fine=fine)
    bar = Bar(outline.wave(found.variable.from_), counts, found.base, found.exact)
    apart = tables.apart_levels([found], fine=fine)
    return Panel(labels, (Group(title, (bar,)),), found.variable.ordered, apart)


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
