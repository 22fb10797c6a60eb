"""A form as any survey tool has it: parts, questions, answers, conditions; no tool's signs yet.

Each format's file takes a ``Survey`` and knows nothing of definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.definitions.instrument import Operator

#: A text by language tag, in the survey's languages, the first one first.
Words = Mapping[str, str]
Kind = Literal["note", "grid", "one", "several", "number", "date", "short", "long", "code", "menu"]

NOTHING: Words = {}
#: Columns that are no answers, but asked for.
RESPONDENT, COHORT = "respondent", "cohort"
COHORT_HEADING = "Group (cohort)"
#: The list of groups; no scale and no question has capitals in its id.
COHORTS = "Cohorts"
#: A survey code as the kit reads it.
CODE_PATTERN = "[A-Za-z0-9_-]{1,32}"


def free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that nothing else has, with a number behind it if need be, and take it.

    REDCap keeps two underscores for its own columns, so the number stands behind one.
    """
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add(name)
    return name


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
    """When something is asked: what an ``earlier`` question must hold.

    ``codes`` are those of it that open this one, where it has one answer.
    """

    earlier: Asked
    operator: Operator
    value: str
    codes: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        """The earlier question's name."""
        return self.earlier.name

    @property
    def kind(self) -> Kind:
        """The earlier question's kind."""
        return self.earlier.kind

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns of a grid, or the codes of several, any of which is an answer."""
        if self.kind == "several":
            return tuple(self.earlier.codes)
        return self.earlier.columns if self.kind == "grid" else ()


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
    def codes(self) -> list[str]:
        """The codes of its answers."""
        return [answer.code for answer in self.answers]

    @property
    def numbered(self) -> bool:
        """Whether all of its codes are whole numbers."""
        return all(code.isdecimal() for code in self.codes)

    @property
    def with_unit(self) -> Words:
        """Its words, with what is counted behind them."""
        units = {tag: f" ({unit})" for tag, unit in self.unit.items() if unit}
        return {tag: words + units.get(tag, "") for tag, words in self.text.items()}

    @property
    def texts(self) -> list[Words]:
        """All that it says."""
        parts = [*(line.phrase for line in self.lines), *(one.label for one in self.answers)]
        return [self.text, self.hint, self.unit, *parts]

    @property
    def required(self) -> bool:
        """Whether it is every form's own question, which import needs an answer to."""
        return self.kind in ("code", "menu")

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
    def own(self) -> Iterator[Asked]:
        """What is asked before all else: the survey code, and the group if there are several."""
        if self.code:
            yield Asked(RESPONDENT, "code", self.code)
        if self.cohorts:
            words = dict.fromkeys(self.languages, COHORT_HEADING)
            groups = [Answer(one, dict.fromkeys(self.languages, one)) for one in self.cohorts]
            yield Asked(COHORT, "menu", words, answers=tuple(groups), answers_id=COHORTS)

    @property
    def asked(self) -> Iterator[Asked]:
        """Everything else that is asked or to be read, in order."""
        for part in self.parts:
            yield from part.asked

    def said(self, words: Words) -> str:
        """Return words in the first language."""
        return words.get(self.first, "")

    def holding(self, *signs: str) -> list[str]:
        """Return the names of what is asked with one of some signs in it, in any language."""
        return [
            one.name
            for one in self.asked
            if any(sign in text for words in one.texts for text in words.values() for sign in signs)
        ]

    def whole(self, words: Words) -> bool:
        """Tell whether words are there in the first language."""
        return bool(self.said(words).strip())


@dataclass(frozen=True, slots=True)
class Export:
    """A file for another tool, by its name; what it cannot hold, and what to set by hand."""

    file: str
    content: bytes
    notes: tuple[str, ...]
