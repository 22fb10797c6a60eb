"""What a form's columns are called: by their names, and by their words in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from generator.definitions.codebook import OWN_HEADINGS, Codebook, Column, codebook
from generator.definitions.instrument import (
    ChoiceItem,
    Instrument,
    Item,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
)
from generator.definitions.programme import Programme, ScalePoint, Text
from generator.definitions.texts import filled, page_values, without_links
from generator.exchange.definitions.limesurvey import LONGEST_ANSWER, short_names
from generator.exchange.definitions.survey_making import survey_of
from generator.exchange.plain_words import folded, norm
from generator.questionnaire.words import words_in

_NONE = Column("", "", "text", "")
Shape = Literal["plain", "grid", "option"]

#: How tools put a question and one of its rows or answers together.
_TOGETHER = (
    "{0} [{1}]",
    "{0} - {1}",
    "{0} {1}",
    "{0}.{1}",
    "{0}/{1}",
    "{0}: {1}",
    "{0} (choice={1})",
)
#: Columns that every form has and a tool's file may hold, with the words that stand over them.
OWN = ("respondent", "cohort", "version", "language", "completed_on")
_OWN_WORDS = {
    "respondent": ("Survey code", "Your survey code", "Code on your code card", "Sheet number"),
    "cohort": ("Cohort", "Group", "Your group"),
    "version": (),
    "language": ("Language",),
    "completed_on": (),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A codebook's column as people see it.

    ``stems`` is its question, or what it shares with others, in every language; ``ends`` the
    rest (a grid's phrase, an option). ``labels`` are the words of each code in every language.
    ``options`` are all labels of a question with several answers, by code.
    """

    column: Column
    shape: Shape
    stems: tuple[str, ...]
    ends: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def code(self) -> str:
        """The option's code, of a question with several answers."""
        return self.name.partition("___")[2] if self.shape == "option" else ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its codebook, and its columns as people see them, in the codebook's order.

    ``names`` are those of all that a survey of it asks or tells, in their order;
    ``code_words`` what stands beside the boxes for the survey code, in every language.
    """

    book: Codebook
    asked: tuple[Asked, ...]
    names: tuple[str, ...] = ()
    code_words: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, Asked]:
        """The columns by their names."""
        return {one.name: one for one in self.asked}

    @property
    def several(self) -> dict[str, tuple[Asked, ...]]:
        """The columns of each question with several answers, by its id."""
        ids = dict.fromkeys(one.column.item for one in self.asked if one.shape == "option")
        return {name: tuple(a for a in self.asked if a.column.item == name) for name in ids}

    @property
    def targets(self) -> tuple[str, ...]:
        """What a line of a map can name under ``columns``."""
        return (*(one.name for one in self.asked), *self.several)


def form_of(programme: Programme, instrument: Instrument) -> Form:
    """Return a form as tools' files may hold it."""
    book = codebook(programme, instrument)
    maker = _Maker(programme, instrument.role)
    parts = [part for item in instrument.items for part in maker.parts(item)]
    named = zip(book.columns, parts, strict=True)
    names = tuple(one.name for one in survey_of(instrument, programme).asked)
    asked = tuple(replace(part, column=column) for column, part in named)
    return Form(book, asked, names, tuple(_code_words(programme)))


def _code_words(programme: Programme) -> Iterator[str]:
    """Yield what asks for the survey code, or the number of a sheet, with its hint and without."""
    for tag in ("en", *programme.languages):
        said = words_in(tag, programme)
        for kind in ("code_linked", "code_unlinked"):
            yield said[kind]
            yield f"{said[kind]} {said[f'{kind}_hint']}"


class _Maker:
    """Makes the columns of items; its texts have their values filled in, in every language."""

    def __init__(self, programme: Programme, role: str) -> None:
        self.programme, self.role = programme, role
        self.values = {tag: page_values(programme, tag) for tag in programme.languages}

    def parts(self, item: Item) -> Iterator[Asked]:
        """Yield an item's columns without the codebook's part, in its order."""
        if isinstance(item, MeasureBlock | MeasureItem):
            yield from self._measured(item)
        elif isinstance(item, SeveralItem):
            options = self._labels(item.options)
            for point in item.options:
                ends = self.every(point.label)
                yield Asked(_NONE, "option", self._question(item), ends, options=options)
        elif isinstance(item, ScaleItem):
            labels = self._labels(self.programme.scale(item.scale).points)
            yield Asked(_NONE, "plain", self._question(item), labels=labels)
        elif isinstance(item, Question):
            choices = item.options if isinstance(item, ChoiceItem) else ()
            yield Asked(_NONE, "plain", self._question(item), labels=self._labels(choices))

    def _measured(self, item: MeasureBlock | MeasureItem) -> Iterator[Asked]:
        measure = self.programme.measure(item.measure)
        stem = measure.stems.get(self.role) or next(iter(measure.stems.values()))
        labels = self._labels(self.programme.scale(measure.scale).points)
        if measure.items == "single":
            yield Asked(_NONE, "plain", self.every(stem), labels=labels)
            return
        for domain in self.programme.domains:
            phrase = domain.phrases.get(self.role) or next(iter(domain.phrases.values()), "")
            yield Asked(_NONE, "grid", self.every(stem), self.every(phrase), labels)

    def _question(self, item: Question) -> tuple[str, ...]:
        """Return a question in every language, also with its unit and its help behind it."""
        found = list(self.every(item.text))
        if isinstance(item, NumberItem) and item.unit:
            found += [f"{q} ({u})" for q, u in product(found, self.every(item.unit))]
        hints = self.every(item.hint) if item.hint else ()
        return (*found, *(f"{text} {hint}" for text, hint in product(found, hints)))

    def every(self, text: Text) -> tuple[str, ...]:
        """Return a text in every language that it has."""
        own = {self.programme.languages[0]: text} if isinstance(text, str) else text
        filled_in = (
            without_links(filled(words, self.values.get(tag, {}))) for tag, words in own.items()
        )
        return tuple(dict.fromkeys(filled_in))

    def _labels(self, points: Iterable[ScalePoint]) -> dict[str, tuple[str, ...]]:
        return {str(point.code): self.every(point.label) for point in points}


# --- what headings may say ---------------------------------------------------------------


def words_of(form: Form) -> dict[str, set[str]]:
    """Return what may be asked by each wording, ready for comparing: names of targets.

    A form's own question goes before the columns that every form has.
    """
    found: dict[str, set[str]] = {}
    for target, text in _said(form):
        found.setdefault(norm(text), set()).add(target)
    return {text: targets.difference(OWN) or targets for text, targets in found.items()}


def _said(form: Form) -> Iterator[tuple[str, str]]:
    for one in form.asked:
        if one.shape == "plain":
            yield from ((one.name, stem) for stem in one.stems)
        for stem, end in product(one.stems, one.ends):
            for start in {folded(stem), norm(stem)}:
                yield from ((one.name, way.format(start, end)) for way in _TOGETHER)
    for item, several in form.several.items():
        yield from ((item, stem) for stem in several[0].stems)
    for own, words in _OWN_WORDS.items():
        yield from ((own, text) for text in (*words, OWN_HEADINGS[own]))
    yield from (("respondent", text) for text in form.code_words)


def names_of(form: Form, tool: str) -> dict[str, set[str]]:
    """Return what may be called by each name, in small letters: names of targets."""
    found: dict[str, set[str]] = {}
    for target in (*form.targets, *OWN):
        found.setdefault(target.casefold(), set()).add(target)
    if tool == "limesurvey":
        for code, target in lime_names(form).items():
            found.setdefault(code.casefold(), set()).add(target)
    return found


def lime_names(form: Form) -> dict[str, str]:
    """Return the target of each column as LimeSurvey calls it.

    Its codes hold letters and digits alone: ``importance_time`` is ``importance[time]``.
    """
    own = ("respondent", "cohort", "instrument", "version")
    items = list(dict.fromkeys(one.column.item for one in form.asked))
    codes = short_names(list(dict.fromkeys((*own, *form.names, *items))))
    found = {codes[name]: name for name in OWN if name in codes}
    for item in items:
        asked = [one for one in form.asked if one.column.item == item]
        if asked[0].shape == "plain":
            found[codes[item]] = asked[0].name
            continue
        rows = short_names([one.code or one.column.domain for one in asked], "L")
        found |= {
            f"{codes[item]}[{row}]": one.name for row, one in zip(rows.values(), asked, strict=True)
        }
    return found


def lime_answers(codes: Sequence[str]) -> dict[str, str]:
    """Return the kit's code of each of LimeSurvey's: as they are if each fits, or A1, A2 and so on.

    >>> lime_answers(["yes", "no"]), lime_answers(["in_person", "online"])
    ({'yes': 'yes', 'no': 'no'}, {'A1': 'in_person', 'A2': 'online'})
    """
    if all(re.fullmatch(rf"[A-Za-z0-9]{{1,{LONGEST_ANSWER}}}", code) for code in codes):
        return {code: code for code in codes}
    return {f"A{place}": code for place, code in enumerate(codes, start=1)}
