"""A form as any survey tool has it: parts, questions, answers, conditions; no tool's signs yet.

Each format's file takes a ``Survey`` and knows nothing of definitions. Values and links in texts
are filled in here, a condition is turned into the codes that open it, and names that are not
columns (of notes, of groups) are given so that none stands twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

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
    Operator,
    Question,
    ScaleItem,
    Section,
    SeveralItem,
    item_id,
)
from generator.definitions.programme import Programme, ScalePoint, Text, in_language
from generator.definitions.texts import filled, page_values, without_links
from generator.questionnaire.complete import lacks
from generator.questionnaire.words import lacking, words_in

#: A text by language tag, in the survey's languages, the first one first.
Words = Mapping[str, str]
Kind = Literal["note", "grid", "one", "several", "number", "date", "short", "long"]

NOTHING: Words = {}
#: Columns that are filled in by themselves: a survey asks nobody for them.
COHORT = "cohort"
COHORT_HEADING = "Group (cohort)"
RESPONDENT = "respondent"
#: A survey code as the kit reads it.
CODE_PATTERN = "[A-Za-z0-9_-]{1,32}"
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the code that files hold and its words; ``apart`` from the scale's order."""

    code: str
    label: Words
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a grid: its column, the end of its question, and the whole question."""

    name: str
    phrase: Words
    question: Words
    domain: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is asked: what an earlier question must hold.

    ``codes`` are those of ``item`` that open it, where it has one answer. ``parts`` are the
    columns of a grid, or the codes of a several-choice question, any of which is an answer.
    """

    item: str
    kind: Kind
    operator: Operator
    value: str
    codes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, a grid of them, or words to read.

    ``name`` is the column of its answers; of several, what stands before ``___code``; of a grid
    the measure; of a note a name of its own. ``answers_id`` names the list of answers: a scale's
    id, or the question's own. ``minimum`` and ``maximum`` are whole numbers, of kind number.
    """

    name: str
    kind: Kind
    text: Words
    hint: Words = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    answers_id: str = ""
    ordered: bool = False
    lines: tuple[Line, ...] = ()
    minimum: int = 0
    maximum: int = 0
    unit: Words = field(default_factory=dict)
    condition: Condition | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its answers in a response file."""
        if self.kind == "note":
            return ()
        if self.kind == "grid":
            return tuple(line.name for line in self.lines)
        if self.kind == "several":
            return tuple(f"{self.name}___{answer.code}" for answer in self.answers)
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its heading."""

    name: str
    title: Words
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """One form, for one survey of another tool.

    ``code`` is the question for the survey code, empty where nobody has one. ``cohorts`` are
    the groups to choose from, empty where nobody is asked for one. ``incomplete`` are languages
    of the programme that this form is not yet in; ``drafts`` are those that no translator has
    checked, and ``english_code`` those that have no words for the survey code.
    """

    name: str
    version: str
    status: str
    title: Words
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    code: Words = field(default_factory=dict)
    cohorts: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    english_code: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The language of plain texts."""
        return self.languages[0]

    @property
    def asked(self) -> Iterator[Asked]:
        """Everything that is asked or to be read, in order."""
        for part in self.parts:
            yield from part.asked

    def said(self, words: Words) -> str:
        """Return words in the first language."""
        return words.get(self.first, "")

    def whole(self, words: Words) -> bool:
        """Tell whether words are there in the first language."""
        return bool(self.said(words).strip())


@dataclass(frozen=True, slots=True)
class Export:
    """A file for another tool, by its name; what it cannot hold, and what to set by hand."""

    file: str
    content: bytes
    notes: tuple[str, ...]


def survey_of(instrument: Instrument, programme: Programme, cohorts: Sequence[str] = ()) -> Survey:
    """Return a checked form as a survey.

    A language is left out, and named, where the form or what it refers to is not in it. A group
    is asked for where there are 2 or more to choose from.
    """
    first, *others = programme.offers("forms")
    without = [tag for tag in others if lacks(programme, instrument, tag)]
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
    return wording is not None and not wording.ready


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
        self.items = {item_id(item): item for item in form.items if item_id(item)}
        columns = (column.name for column in codebook(programme, form).columns)
        own = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
        self.taken = {*own, *self.items, *columns}

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

    def named(self, wanted: str) -> str:
        """Return a name that nothing else has.

        REDCap keeps two underscores for its own columns, so a number is put behind one.
        """
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name)
        return name

    def with_opening(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return the parts with the form's sentence on privacy before all questions."""
        words = self.lines(self.form.privacy or self.programme.local.privacy)
        if not words or not parts:
            return parts
        words = {tag: f"{self.notice(tag)}{said}" for tag, said in words.items()}
        first = parts[0]
        note = Asked(self.named("opening"), "note", words)
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
            asked = [Asked(self.named(f"intro_{section.id}"), "note", intro), *asked]
        return Part(section.id, self.line(section.title), tuple(asked))

    def asked(self, item: Item) -> Asked:
        if isinstance(item, NoteItem):
            made = Asked(self.named("note"), "note", self.lines(item.text))
        elif isinstance(item, MeasureBlock | MeasureItem):
            made = self._measured(item)
        else:
            made = self._question(item)
        return replace(made, hint=self.line(item.hint), condition=self._condition(item))

    def _measured(self, item: MeasureBlock | MeasureItem) -> Asked:
        role, measure = self.form.role, self.programme.measure(item.measure)
        stem = self.line(measure.stems.get(role) or next(iter(measure.stems.values())))
        scale = self.programme.scale(measure.scale)
        made = Asked(measure.id, "one", stem, answers=self._answers(scale.points))
        made = replace(made, answers_id=scale.id, ordered=scale.ordered)
        if measure.items == "single":
            return made
        return replace(made, kind="grid", lines=tuple(self._lines(measure.id, stem)))

    def _lines(self, measure: str, stem: Words) -> Iterator[Line]:
        for domain in self.programme.domains:
            given = domain.phrases.get(self.form.role) or next(iter(domain.phrases.values()), "")
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
            return replace(coded, answers_id=self._own_list(item.id))
        written: dict[type[Question], Kind] = {DateItem: "date", LongTextItem: "long"}
        return replace(plain, kind=written.get(type(item), "short"))

    def _own_list(self, name: str) -> str:
        """Return a name for a question's own answers that no scale has."""
        scales = {scale.id for scale in self.programme.scales}
        while name in scales or name == COHORT:
            name = f"{name}_own"
        return name

    def _answers(self, points: Sequence[ScalePoint]) -> tuple[Answer, ...]:
        return tuple(
            Answer(str(point.code), self.line(point.label), point.apart) for point in points
        )

    def _condition(self, item: Item) -> Condition | None:
        rule = item.show_if
        if rule is None:
            return None
        earlier = self.items[rule.item]
        asked = self._bare(earlier)
        found = Condition(rule.item, asked.kind, rule.operator, str(rule.value))
        if asked.kind == "one":
            apart = {answer.code for answer in asked.answers if answer.apart}
            codes = (answer.code for answer in asked.answers)
            return replace(found, codes=tuple(c for c in codes if rule.opened_by(c, apart)))
        if asked.kind == "grid":
            return replace(found, parts=tuple(line.name for line in asked.lines))
        if asked.kind == "several":
            return replace(found, parts=tuple(answer.code for answer in asked.answers))
        return found

    def _bare(self, item: Item) -> Asked:
        """Return an earlier item as it is asked, its own condition apart."""
        if isinstance(item, MeasureBlock | MeasureItem):
            return self._measured(item)
        return self._question(item) if isinstance(item, Question) else Asked("", "note", NOTHING)


def _drawn(text: str) -> str:
    """Return a text without signs that no file of XML may hold, ends of lines as on Unix."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


# What there is to tell of any survey


def in_words(survey: Survey, condition: Condition) -> str:
    """Return a condition in words, for whoever sets it by hand, in the first language."""
    earlier = next(one for one in survey.asked if one.name == condition.item)
    labels = {answer.code: survey.said(answer.label) for answer in earlier.answers}
    subject = f"“{survey.said(earlier.text)}”"
    if condition.operator == "answered":
        return f"{subject} has any answer"
    if condition.kind == "one":
        wanted = " or ".join(f"“{labels[code]}”" for code in condition.codes)
        return f"the answer to {subject} is {wanted}"
    if condition.kind == "several":
        is_not = "not " if condition.operator == "is_not" else ""
        return f"“{labels[condition.value]}” is {is_not}ticked in {subject}"
    compared = {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}
    return f"the answer to {subject} {compared[condition.operator]} {condition.value}"


def conditions_by_hand(survey: Survey, where: str) -> Iterator[str]:
    """Yield a line for each condition that a tool's file cannot hold."""
    for one in survey.asked:
        if one.condition is not None:
            when = in_words(survey, one.condition)
            yield f"{where} “{short(survey.said(one.text))}” only where {when}."


def short(text: str, most: int = 80) -> str:
    """Return the beginning of a long text.

    >>> short("a b c d e f", 6)
    'a b c…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def tags(languages: Sequence[str]) -> str:
    """Return languages for a sentence.

    >>> tags(["cy"]), tags(["cy", "pl"])
    ('cy', 'cy and pl')
    """
    *most, last = languages
    return f"{', '.join(most)} and {last}" if most else last


def told_of_all(survey: Survey, *, several_languages: bool = True) -> Iterator[str]:
    """Yield what is true for every tool: languages, the group, the heading of the code."""
    if survey.incomplete:
        yield (
            f"Left out, as the form is not yet whole in it: {tags(survey.incomplete)}. "
            "mentoring check lists what is missing."
        )
    others = survey.languages[1:]
    if others and not several_languages:
        yield f"The file is in {survey.first} alone. Add by hand: {tags(others)}."
    kept = survey.languages if several_languages else survey.languages[:1]
    drafts = [tag for tag in kept if tag in survey.drafts]
    if drafts:
        yield f"Checked by no translator yet, and a draft until then: {tags(drafts)}."
    english = [tag for tag in kept if survey.code and tag in survey.english_code]
    if english:
        yield f"The question for the survey code is in English; translate it: {tags(english)}."
    if not survey.cohorts:
        yield "Nobody is asked for the group: name it when you bring answers back."
    if not survey.code:
        yield "Nobody is asked for a survey code, as this form is not joined to others."
