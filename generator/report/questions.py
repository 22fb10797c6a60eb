"""Single questions of a role: one chart and one table for all of them, and in words."""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import Shown, ReleasedGroup, Withheld
from generator.report import messages, sentences, tables
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.headlines import missing
from generator.report.outline import Outline, Table, table
from generator.report.page import Block, Bullets, Figure, Heading, More, Paragraph
from generator.report.quantities import capital, lowered

#: A question: its words, when it was asked, its table.
Asked = tuple[str, str, Table]


def question_blocks(outline: Outline, group: ReleasedGroup, role: str) -> Iterator[Block]:
    """Yield the part on a role's single questions, if any of them is shown."""
    asked = _asked(outline, group, role)
    shown = [one for one in asked if isinstance(one[2], Shown)]
    if not shown:
        return
    people = outline.people(role)
    yield Heading(3, f"Single questions to {people}")
    every = [found for _, _, found in shown]
    panels = tuple(_panel(outline, *one) for one in shown)
    on_whom = sentences.base_range(every, people)
    bars = [
        (bar.counts or (), bar.base) for panel in panels for g in panel.groups for bar in g.bars
    ]
    yield Figure(
        drawing=Drawing("rows", panels),
        message=messages.questions_message(bars, people, outline.certain(group)),
        method=(
            f"{capital(on_whom)} who answered the question, whether or not they answered "
            f"at other times; {sentences.unit(every)}."
        ),
        description=(
            f"Stacked bars, one for each of {len(shown)} questions. Its table gives every number."
            if len(shown) > 1
            else "One stacked bar for one question. Its table gives every number."
        ),
        tables=(tables.questions(f"Single questions to {people}", shown),),
    )
    gaps = [f"“{title}” ({when})" for title, when, found in asked if isinstance(found, Withheld)]
    if gaps:
        yield Paragraph((missing(gaps),))
    said = tuple(
        (f"{title} ({when}): {lowered(sentences.single(found, people))}",)
        for title, when, found in asked
        if isinstance(found, Shown)
    )
    yield More(f"Single questions to {people}, in words", (Bullets(said),))


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
    label = outline.wave(found.variable.from_)
    bar = Bar(label, counts, found.base)
    return Panel(labels, (Group(title, (bar,)),), found.variable.ordered)
