"""What a form asks, in Markdown: its sections, questions and answers.

The words come from the definitions, so that a page cannot say anything else
than the form: a measure's stem with a phrase for each domain, the answers of a scale,
and when a question is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.questionnaire.plain import led, paragraphs
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
from generator.survey.links import LINK, without_links
from generator.survey.programme import Programme, ScalePoint, Text, in_language
from generator.survey.timeline import when
from generator.survey.values import MENTEE, filled, page_values


@dataclass(frozen=True, slots=True)
class Speaker:
    """The programme's words as safe Markdown, in its first language."""

    programme: Programme
    root: str = "../"  # what leads from where the words stand to the site's first page

    def words(self, text: Text) -> str:
        """Return a text with its values, as it is written."""
        words = in_language(text, self.programme.languages[0])
        if "{{" not in words:
            return words
        known = page_values(self.programme, self.programme.languages[0])
        return filled(words, known | {MENTEE: "…"})

    def say(self, text: Text) -> str:
        """Return a text of the definitions, its links as plain words."""
        return plain(without_links(self.words(text)))

    def rich(self, words: str) -> str:
        """Return words of a sheet: a bold lead and links are what they say."""
        found = led(" ".join(words.split()))
        if not isinstance(found, str):
            return f"**{self._linked(found['lead'])}** {self._linked(found['rest'])}"
        return self._linked(found)

    def _linked(self, words: str) -> str:
        parts, end = [], 0
        for link in LINK.finditer(words):
            parts += [_between(words[end : link.start()])]
            parts += [f"[{plain(link[1])}]({self.root}{link[2]})"]
            end = link.end()
        return "".join([*parts, _between(words[end:])])

    def people(self, role: str) -> str:
        """Return who answers, in the plural."""
        known = {one.id: one.plural for one in self.programme.roles}
        return self.say(known.get(role, role.capitalize()))


def _between(words: str) -> str:
    """Return words as Markdown with the blanks at their ends, which stand beside a link."""
    first = " " if words[:1].isspace() else ""
    last = " " if words[-1:].isspace() and words.strip() else ""
    return f"{first}{plain(words)}{last}"


def section_lines(speaker: Speaker, form: Instrument, section: Section) -> Iterator[str]:
    """Yield the lines of one section: its heading, its introduction and each question."""
    yield f"### {speaker.say(section.title)}"
    yield ""
    if section.each_mentee:
        yield "Printed once for each mentee."
        yield ""
    yield from section_body(speaker, form, section)


def section_body(speaker: Speaker, form: Instrument, section: Section) -> Iterator[str]:
    """Yield the lines of one section without its heading."""
    if section.intro:
        yield speaker.rich(speaker.words(section.intro))
        yield ""
    for item in section.items:
        yield from _item(speaker, form, item)
    if section.table is not None:
        yield from _table(speaker, section.table)
    yield ""


def _item(speaker: Speaker, form: Instrument, item: Item) -> Iterator[str]:
    """Yield one item as a list entry; notes are paragraphs of their own."""
    if isinstance(item, NoteItem):
        yield from _note(speaker, item)
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
    rule = item.show_if
    asked = next((one for one in form.items if rule and item_id(one) == rule.item), None)
    if rule is None or asked is None:
        return ""
    question = f"“{_question(speaker, form, asked)}”"
    if rule.operator == "answered":
        return f"only if {question} was answered"
    if isinstance(asked, NumberItem):
        words = {"is": "", "is_not": "not ", "at_least": "at least ", "at_most": "at most "}
        return f"only if the answer to {question} is {words[rule.operator]}{rule.value}"
    points = _answer_points(speaker, asked)
    apart = {str(point.code) for point in points if point.apart}
    but = rule.operator == "is_not"
    wanted = rule.model_copy(update={"operator": "is"}) if but else rule
    labels = [speaker.say(p.label) for p in points if wanted.opened_by(str(p.code), apart)]
    answers = " or ".join(f"“{label}”" for label in labels)
    when = "unless" if but else "only if"
    if isinstance(asked, SeveralItem):
        return f"{when} {answers} is ticked at {question}"
    return f"{when} the answer to {question} is {answers}"


def _question(speaker: Speaker, form: Instrument, asked: Item) -> str:
    """Return the words of a question, a measure's as the form's role reads them."""
    if not isinstance(asked, MeasureBlock | MeasureItem):
        return speaker.say(asked.text)
    measure = next(one for one in speaker.programme.measures if one.id == asked.measure)
    return speaker.say(measure.stems.get(form.role) or next(iter(measure.stems.values())))


def _answer_points(speaker: Speaker, asked: Item) -> tuple[ScalePoint, ...]:
    if isinstance(asked, ChoiceItem | SeveralItem):
        return asked.options
    named = asked.scale if isinstance(asked, ScaleItem) else ""
    if isinstance(asked, MeasureItem):
        named = next(m.scale for m in speaker.programme.measures if m.id == asked.measure)
    return next((one.points for one in speaker.programme.scales if one.id == named), ())


def _note(speaker: Speaker, item: NoteItem) -> Iterator[str]:
    """Yield a note's paragraphs and lists."""
    for part in paragraphs(speaker.words(item.text), str.strip):
        if part["type"] == "text":
            yield speaker.rich(part["text"])
        for number, entry in enumerate(part.get("items", ()), start=1):
            mark = f"{number}." if part["type"] == "steps" else "-"
            yield f"{mark} {speaker.rich(entry)}"
        yield ""


def _table(speaker: Speaker, table: RowsTable) -> Iterator[str]:
    rows = list(_rows(speaker, table))
    if any(column.cell == "words" for column in table.columns):
        yield from _grid(speaker, table, rows)
        return
    columns = ", ".join(speaker.say(column.title) for column in table.columns)
    if any(column.each_mentee for column in table.columns):
        columns = "1 for each mentee"
    if any(column.cell == "tick" for column in table.columns) and rows:
        yield from (f"{number}. {label}" for number, (label, _) in enumerate(rows, start=1))
        return
    number = len(rows) or table.rows
    yield f"A table to fill in by hand, with {number} rows and the columns: {columns}."
    if rows:
        yield from ("", *(f"- {label}" for label, _ in rows))


def _rows(speaker: Speaker, table: RowsTable) -> Iterator[tuple[str, list[str]]]:
    """Yield each row's label and words; none where a table has numbered empty rows."""

    def said(text: Text) -> str:
        return speaker.rich(speaker.words(text))

    if table.source == "timeline":
        for step in speaker.programme.timeline:
            yield when(step), [said(step.what), said(step.who), said(step.form)]
    elif table.source == "domains":
        yield from ((speaker.say(domain.title), []) for domain in speaker.programme.domains)
    elif table.printed:
        yield from ((said(row.label), [*map(said, row.words)]) for row in table.printed)
    else:
        yield from ((said(label), []) for label in table.row_labels)


def _grid(
    speaker: Speaker, table: RowsTable, rows: Sequence[tuple[str, list[str]]]
) -> Iterator[str]:
    """Yield a table with words; what is written by hand is left out of it."""
    heads = [speaker.say(c.title) for c in table.columns if c.cell == "words"]
    first = speaker.say(table.label_title)
    yield f"| {' | '.join([first, *heads])} |"
    yield f"|{'---|' * (len(heads) + 1)}"
    for label, words in rows:
        yield f"| {' | '.join([label, *words])} |"
