"""What a form's columns are called: by their names, and by their words in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from generator.definitions.codebook import OWN_HEADINGS, Codebook, Column, codebook
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.words import words_in
from generator.exchange.definitions import survey
from generator.exchange.definitions.limesurvey import codes_of
from generator.exchange.definitions.survey_making import survey_of
from generator.exchange.plain_words import folded, norm

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

    ``survey`` is all that a survey of it asks or tells, in every language of the programme;
    ``code_words`` what stands beside the boxes for the survey code.
    """

    book: Codebook
    survey: survey.Survey
    asked: tuple[Asked, ...]
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

    def boxes(self, item: str) -> list[str]:
        """Return the columns of a question with several answers, by name."""
        return [one.name for one in self.several[item]]

    @property
    def targets(self) -> tuple[str, ...]:
        """What a line of a map can name under ``columns``."""
        return (*(one.name for one in self.asked), *self.several)


def form_of(programme: Programme, instrument: Instrument) -> Form:
    """Return a form as tools' files may hold it."""
    book = codebook(programme, instrument)
    made = survey_of(instrument, programme, languages=programme.languages)
    columns = {column.name: column for column in book.columns}
    asked = tuple(part for one in made.asked for part in _asked(one, columns))
    return Form(book, made, asked, tuple(_code_words(programme)))


def _code_words(programme: Programme) -> Iterator[str]:
    """Yield what asks for the survey code, or the number of a sheet, with its hint and without."""
    for tag in ("en", *programme.languages):
        said = words_in(tag, programme)
        for kind in ("code_linked", "code_unlinked"):
            yield said[kind]
            yield f"{said[kind]} {said[f'{kind}_hint']}"


def _asked(one: survey.Asked, columns: Mapping[str, Column]) -> Iterator[Asked]:
    """Yield the columns of a question, or of a grid of them; none of words to read."""
    stems = _in_every_way(one)
    labels = {answer.code: _every(answer.label) for answer in one.answers}
    if one.kind == "several":
        for name, words in zip(one.columns, labels.values(), strict=True):
            yield Asked(columns[name], "option", stems, words, options=labels)
    elif one.kind == "grid":
        for line in one.lines:
            yield Asked(columns[line.name], "grid", stems, _every(line.phrase), labels)
    elif one.kind != "note":
        yield Asked(columns[one.name], "plain", stems, labels=labels)


def _in_every_way(one: survey.Asked) -> tuple[str, ...]:
    """Return a question in every language, also with its unit and its help behind it."""
    found = (*_every(one.text), *(_every(one.with_unit) if one.unit else ()))
    if one.kind == "grid":
        return found
    return (*found, *(f"{text} {hint}" for text, hint in product(found, _every(one.hint))))


def _every(words: survey.Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.values()))


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
        found.setdefault(target.casefold().replace("___", "_"), set()).add(target)
    if tool == "limesurvey":
        for code, target in lime_names(form).items():
            found.setdefault(code.casefold(), set()).add(target)
    return found


def lime_names(form: Form) -> dict[str, str]:
    """Return the target of each column as LimeSurvey calls it.

    Its codes hold letters and digits alone: ``importance_time`` is ``importance[time]``.
    """
    codes = codes_of(form.survey)
    found = {codes.names[name]: name for name in OWN if name in codes.names}
    for one in form.survey.asked:
        code = codes.names[one.name]
        if one.name in codes.parts:
            parts = zip(codes.parts[one.name].values(), one.columns, strict=True)
            found |= {f"{code}[{part}]": column for part, column in parts}
        elif one.columns:
            found[code] = one.name
    return found
