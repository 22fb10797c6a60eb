"""A checked form becomes a ``Survey``, which every format is written from.

Values and links in texts are filled in here, a condition is turned into the codes that open it,
and names that are not columns (of notes, of groups) are given so that none stands twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from generator.definitions.codebook import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, codebook
from generator.definitions.instrument import (
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
    ScaleItem,
    Section,
    SeveralItem,
    item_id,
)
from generator.definitions.programme import Programme, ScalePoint, Text, in_language
from generator.definitions.texts import filled, page_values, without_links
from generator.definitions.words import lacking, words_in
from generator.exchange.definitions.survey import (
    NOTHING,
    Answer,
    Asked,
    Condition,
    Kind,
    Line,
    Part,
    Survey,
    Words,
    free_name,
)
from generator.questionnaire.complete import lacks

_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def survey_of(
    instrument: Instrument,
    programme: Programme,
    cohorts: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Survey:
    """Return a checked form as a survey, in these languages or in those that it is offered in.

    Of the latter one is left out, and named, where the form or what it refers to is not in it. A
    group is asked for where there are 2 or more to choose from.
    """
    first, *others = languages or programme.offers("forms")
    without = [tag for tag in others if not languages and lacks(programme, instrument, tag)]
    languages = (first, *(tag for tag in others if tag not in without))
    maker = _Maker(instrument, programme, languages)
    parts = tuple(maker.part(section) for section in instrument.sections)
    return Survey(
        name=instrument.id,
        version=instrument.version,
        status=instrument.status,
        title=maker.line(instrument.title),
        languages=languages,
        parts=maker.with_opening(parts),
        code=_code_words(languages, programme) if instrument.kind == "linked" else NOTHING,
        cohorts=tuple(cohorts) if len(cohorts) > 1 else (),
        incomplete=tuple(without),
        drafts=tuple(tag for tag in languages if _is_draft(programme, tag)),
        english_code=tuple(tag for tag in languages if "code_linked" in lacking(tag, programme)),
    )


def _is_draft(programme: Programme, tag: str) -> bool:
    wording = programme.wording(tag)
    return wording is not None and wording.status != "ready"


def _code_words(languages: Sequence[str], programme: Programme) -> Words:
    """Return what asks for the survey code; English stands in where a language has no words."""
    found = {}
    for tag in languages:
        words = words_in(tag, programme)
        found[tag] = f"{words['code_linked']} {words['code_linked_hint']}"
    return found


class _Maker:
    """Makes a form's questions; knows its languages, its role and which names are taken."""

    def __init__(self, form: Instrument, programme: Programme, languages: Sequence[str]) -> None:
        self.form, self.programme, self.languages = form, programme, languages
        self.values = {tag: page_values(programme, tag) for tag in languages}
        self.made: dict[str, Asked] = {}
        items = [item_id(item) for item in form.items if item_id(item)]
        columns = (column.name for column in codebook(programme, form).columns)
        own = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
        self.lists = {scale.id for scale in programme.scales}
        self.taken = {*own, *items, *columns}

    def said(self, text: Text, tidy: Callable[[str], str]) -> Words:
        whole = {tag: in_language(text, tag) for tag in self.languages}
        return {
            tag: tidy(without_links(filled(words, self.values[tag])))
            for tag, words in whole.items()
            if words.strip()
        }

    def line(self, text: Text) -> Words:
        """Return a text on one line, in each language."""
        return self.said(text, lambda words: " ".join(_drawn(words).split()))

    def lines(self, text: Text) -> Words:
        """Return a text with its line ends, in each language."""
        return self.said(text, lambda words: "\n".join(_drawn(words).strip().splitlines()))

    def with_opening(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return the parts with the form's sentence on privacy before all questions."""
        words = self.lines(self.form.privacy or self.programme.local.privacy)
        if not words or not parts:
            return parts
        words = {tag: f"{self.notice(tag)}{said}" for tag, said in words.items()}
        first = parts[0]
        note = Asked(free_name("opening", self.taken), "note", words)
        return (replace(first, asked=(note, *first.asked)), *parts[1:])

    def notice(self, tag: str) -> str:
        """Return what a draft says of itself before all else, also in English."""
        if not _is_draft(self.programme, tag):
            return ""
        said = (words_in(tag, self.programme)["draft"], words_in("en")["draft"])
        return "".join(f"{words}.\n" for words in dict.fromkeys(said))

    def part(self, section: Section) -> Part:
        asked = [self.asked(item) for item in section.items]
        if intro := self.lines(section.intro):
            asked = [Asked(free_name(f"intro_{section.id}", self.taken), "note", intro), *asked]
        return Part(section.id, self.line(section.title), tuple(asked))

    def asked(self, item: Item) -> Asked:
        if isinstance(item, NoteItem):
            made = Asked(free_name("note", self.taken), "note", self.lines(item.text))
        elif isinstance(item, MeasureBlock | MeasureItem):
            made = self._measured(item)
        else:
            made = self._question(item)
        made = replace(made, hint=self.line(item.hint), condition=self._condition(item))
        self.made[item_id(item)] = made
        return made

    def _measured(self, item: MeasureBlock | MeasureItem) -> Asked:
        role, measure = self.form.role, self.programme.measure(item.measure)
        stem = self.line(measure.stem(role))
        scale = self.programme.scale(measure.scale)
        made = Asked(measure.id, "one", stem, answers=self._answers(scale.points))
        made = replace(made, answers_id=scale.id, ordered=scale.ordered)
        if measure.items == "single":
            return made
        return replace(made, kind="grid", lines=tuple(self._lines(measure.id, stem)))

    def _lines(self, measure: str, stem: Words) -> Iterator[Line]:
        for domain in self.programme.domains:
            given = domain.phrase(self.form.role)
            phrase = self.line(given)
            question = {
                tag: f"{words.rstrip(' .…')} {phrase.get(tag, '')}".strip()
                for tag, words in stem.items()
            }
            yield Line(f"{measure}_{domain.id}", phrase, question, domain.id)

    def _question(self, item: Question) -> Asked:
        plain = Asked(item.id, "short", self.line(item.text))
        if isinstance(item, NumberItem):
            limits = replace(plain, minimum=item.minimum, maximum=item.maximum)
            return replace(limits, kind="number", unit=self.line(item.unit))
        if isinstance(item, ScaleItem):
            scale = self.programme.scale(item.scale)
            coded = replace(plain, kind="one", answers=self._answers(scale.points))
            return replace(coded, answers_id=scale.id, ordered=scale.ordered)
        if isinstance(item, ChoiceItem | SeveralItem):
            kind: Kind = "several" if isinstance(item, SeveralItem) else "one"
            coded = replace(plain, kind=kind, answers=self._answers(item.options))
            return replace(coded, answers_id=free_name(item.id, self.lists))
        written: dict[type[Question], Kind] = {DateItem: "date", LongTextItem: "long"}
        return replace(plain, kind=written.get(type(item), "short"))

    def _answers(self, points: Sequence[ScalePoint]) -> tuple[Answer, ...]:
        return tuple(
            Answer(str(point.code), self.line(point.label), point.apart) for point in points
        )

    def _condition(self, item: Item) -> Condition | None:
        rule = item.show_if
        if rule is None:
            return None
        earlier = self.made[rule.item]
        apart = {answer.code for answer in earlier.answers if answer.apart}
        codes = earlier.codes if earlier.kind == "one" else ()
        opening = tuple(code for code in codes if rule.opened_by(code, apart))
        return Condition(earlier, rule.operator, str(rule.value), opening)


def _drawn(text: str) -> str:
    """Return a text without signs that no file of XML may hold, ends of lines as on Unix."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
