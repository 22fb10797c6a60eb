"""What a form asks, in Markdown: its sections, questions and answers.

The words come from the definitions, so that a page cannot say anything else
than the form: a measure's stem with its seven phrases, the answers of a scale,
and when a question is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.report.site import plain
from generator.survey.instrument import (
    AnyItem,
    ChoiceItem,
    DateItem,
    Instrument,
    Item,
    LongTextItem,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    NumberItem,
    Question,
    RowsTable,
    ScaleItem,
    Section,
    SeveralItem,
    ShortTextItem,
    item_id,
)
from generator.survey.programme import Programme, Text, in_language


@dataclass(frozen=True, slots=True)
class Speaker:
    """The programme's words as safe Markdown, in its first language."""

    programme: Programme

    def say(self, text: Text) -> str:
        """Return a text of the definitions."""
        return plain(in_language(text, self.programme.languages[0]))

    def people(self, role: str) -> str:
        """Return who answers, in the plural."""
        known = {one.id: one.plural for one in self.programme.roles}
        return self.say(known.get(role, role.capitalize()))


def section_lines(speaker: Speaker, form: Instrument, section: Section) -> Iterator[str]:
    """Yield the lines of one section: its heading, its introduction and each question."""
    yield f"### {speaker.say(section.title)}"
    yield ""
    if section.intro:
        yield speaker.say(section.intro)
        yield ""
    for item in section.items:
        yield from _item(speaker, form, item)
    if section.table is not None:
        yield from _table(speaker, section.table)
    yield ""


def _item(speaker: Speaker, form: Instrument, item: Item) -> Iterator[str]:
    """Yield one item as a list entry; notes are paragraphs of their own."""
    if isinstance(item, NoteItem):
        yield from (speaker.say(item.text), "")
        return
    condition = _condition(speaker, form, item)
    if isinstance(item, MeasureBlock | MeasureItem):
        yield from _measure(speaker, form, item, condition)
    else:
        yield f"- **{speaker.say(item.text)}**{_line(condition)}"
        if item.hint:
            yield f"    <br>{speaker.say(item.hint)}"
        yield f"    <br>{_answers(speaker, item)}"
    yield ""


def _line(condition: str) -> str:
    return f" ({condition})" if condition else ""


def _measure(
    speaker: Speaker, form: Instrument, item: MeasureBlock | MeasureItem, condition: str
) -> Iterator[str]:
    measure = next((one for one in speaker.programme.measures if one.id == item.measure), None)
    if measure is None:
        return
    stem = measure.stems.get(form.role) or next(iter(measure.stems.values()))
    yield f"- **{speaker.say(stem)}**{_line(condition)}"
    if isinstance(item, MeasureBlock):
        yield ""
        for domain in speaker.programme.domains:
            phrase = domain.phrases.get(form.role, domain.title)
            yield f"    - {speaker.say(phrase)}"
        yield ""
        yield f"    {_points(speaker, measure.scale)}"
    else:
        yield f"    <br>{_points(speaker, measure.scale)}"


def _points(speaker: Speaker, scale_id: str) -> str:
    scale = next((one for one in speaker.programme.scales if one.id == scale_id), None)
    labels = [speaker.say(point.label) for point in scale.points] if scale else []
    return _one_of(labels)


def _one_of(labels: Sequence[str], lead: str = "One answer") -> str:
    return f'<span class="answers">{lead}: {" / ".join(labels)}</span>'


def _answers(speaker: Speaker, item: Question) -> str:
    """Return in words how a question is answered."""
    match item:
        case ScaleItem():
            return _points(speaker, item.scale)
        case ChoiceItem():
            return _one_of([speaker.say(point.label) for point in item.options])
        case SeveralItem():
            labels = [speaker.say(point.label) for point in item.options]
            return _one_of(labels, "Any number of answers")
        case NumberItem():
            unit = f" {speaker.say(item.unit)}" if item.unit else ""
            words = f"A number from {item.minimum:,} to {item.maximum:,}{unit}"
        case DateItem():
            words = "A date"
        case LongTextItem():
            words = "In your own words"
        case ShortTextItem():
            words = "A few words"
        case _:
            words = "An answer"
    return f'<span class="answers">{words}</span>'


def _condition(speaker: Speaker, form: Instrument, item: AnyItem) -> str:
    """Return when a question is asked, for a question that is not always asked."""
    if item.show_if is None:
        return ""
    asked = next((one for one in form.items if item_id(one) == item.show_if.item), None)
    if not isinstance(asked, Question):
        return "asked only after some answers"
    answer = _label(speaker, asked, item.show_if.value)
    return {
        "is": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}”",
        "is_not": f"unless the answer to “{speaker.say(asked.text)}” is “{answer}”",
        "at_least": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}” or higher",
        "at_most": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}” or lower",
        "answered": f"only if “{speaker.say(asked.text)}” was answered",
    }[item.show_if.operator]


def _label(speaker: Speaker, asked: Question, code: int | str) -> str:
    points = asked.options if isinstance(asked, ChoiceItem | SeveralItem) else ()
    if isinstance(asked, ScaleItem):
        points = next((one.points for one in speaker.programme.scales if one.id == asked.scale), ())
    found = next((point.label for point in points if point.code == code), str(code))
    return speaker.say(found)


def _table(speaker: Speaker, table: RowsTable) -> list[str]:
    columns = ", ".join(speaker.say(column.title) for column in table.columns)
    rows = len(table.row_labels) or table.rows
    lines = [f"A table to fill in by hand, with {rows} rows and the columns: {columns}."]
    if table.row_labels:
        lines += ["", *(f"- {speaker.say(label)}" for label in table.row_labels)]
    return lines
