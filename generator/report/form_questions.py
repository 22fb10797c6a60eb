"""What a form asks, in Markdown: its sections, questions and answers.

The words come from the definitions, so that a page cannot say anything else
than the form: a measure's stem with a phrase for each domain, the answers of a scale,
and when a question is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.instrument import (
    AnyItem,
    ChoiceItem,
    Instrument,
    Item,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    RowsTable,
    ScaleItem,
    SeveralItem,
    item_id,
)
from generator.definitions.links import LINK, without_links
from generator.definitions.programme import Programme, ScalePoint, Text, in_language
from generator.definitions.templates import plain, template
from generator.definitions.timeline import when
from generator.definitions.values import MENTEE, filled, page_values
from generator.questionnaire.plain import led, paragraphs


@dataclass(frozen=True, slots=True)
class Speaker:
    """The programme's words in its first language; templates guard them."""

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
        return without_links(self.words(text))

    def rich(self, words: str) -> Markup:
        """Return words of a sheet as Markdown: a bold lead and links are what they say."""
        found = led(" ".join(words.split()))
        if not isinstance(found, str):
            lead, rest = self._linked(found["lead"]), self._linked(found["rest"])
            return Markup("**{}** {}").format(lead, rest)
        return self._linked(found)

    def _linked(self, words: str) -> Markup:
        parts, end = [], 0
        for link in LINK.finditer(words):
            parts += [_between(words[end : link.start()])]
            parts += [Markup("[{}]({}{})").format(plain(link[1]), self.root, link[2])]
            end = link.end()
        return Markup("").join([*parts, _between(words[end:])])

    def people(self, role: str) -> str:
        """Return who answers, in the plural."""
        known = {one.id: one.plural for one in self.programme.roles}
        return self.say(known.get(role, role.capitalize()))


def _between(words: str) -> Markup:
    """Return words as Markdown with the blanks at their ends, which stand beside a link."""
    first = " " if words[:1].isspace() else ""
    last = " " if words[-1:].isspace() and words.strip() else ""
    return Markup("{}{}{}").format(first, plain(words), last)


def said(speaker: Speaker, name: str, **values: object) -> str:
    """Return what one template of forms makes of its values, as Markdown."""
    return template(f"report/templates/{name}.md.j2").render(
        speaker=speaker,
        question=_question,
        condition=_condition,
        answers=_answers,
        paragraphs=lambda text: paragraphs(speaker.words(text), str.strip),
        rows=_rows,
        **values,
    )


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


def _answers(speaker: Speaker, item: Item) -> list[str]:
    """Return the answers that a question offers."""
    return [speaker.say(point.label) for point in _answer_points(speaker, item)]


def _answer_points(speaker: Speaker, asked: Item) -> tuple[ScalePoint, ...]:
    if isinstance(asked, ChoiceItem | SeveralItem):
        return asked.options
    named = asked.scale if isinstance(asked, ScaleItem) else ""
    if isinstance(asked, MeasureBlock | MeasureItem):
        named = next(m.scale for m in speaker.programme.measures if m.id == asked.measure)
    return next((one.points for one in speaker.programme.scales if one.id == named), ())


def _rows(speaker: Speaker, table: RowsTable) -> list[tuple[str, list[Markup]]]:
    """Return each row's label and words; none where a table has numbered empty rows."""

    def rich(text: Text) -> Markup:
        return speaker.rich(speaker.words(text))

    if table.source == "timeline":
        steps = speaker.programme.timeline
        return [(when(step), [*map(rich, (step.what, step.who, step.form))]) for step in steps]
    if table.source == "domains":
        return [(speaker.say(domain.title), []) for domain in speaker.programme.domains]
    if table.printed:
        return [(rich(row.label), [*map(rich, row.words)]) for row in table.printed]
    return [(rich(label), []) for label in table.row_labels]
