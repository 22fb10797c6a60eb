"""What a response file may hold, derived from an instrument.

A codebook is the bridge between paper and rows: one column for each answer
that a form asks for, with the codes that may stand in it. Reading, checking,
simulating, data entry and export all follow it; none of them looks at forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from generator.definitions.instrument import (
    ChoiceItem,
    DateItem,
    Instrument,
    Item,
    Kind,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    ShowIf,
)
from generator.definitions.programme import (
    TOTAL,
    Domain,
    Measure,
    Programme,
    Scale,
    ScalePoint,
    Text,
    in_language,
)

#: Columns that every response file must have, in the order in which we write them.
REQUIRED_COLUMNS = ("respondent", "cohort", "instrument", "version")
#: Columns that a response file may have besides answers.
OPTIONAL_COLUMNS = ("mode", "language", "completed_on")
#: What may stand in place of an answer, and what it means.
GAPS = {
    "": "not answered",
    "-97": "not applicable",
    "-98": "preferred not to say",
    "-99": "unreadable",
}
#: How a drop-down shows a code and its label: in the cell this counts as the code.
LABELLED = "{code} – {label}"
#: How gaps are held in memory, in the order of GAPS; NOT_COLLECTED marks an absent column.
NOT_ANSWERED, NOT_APPLICABLE, NOT_SAID, UNREADABLE, NOT_COLLECTED = -1, -2, -3, -4, -5

#: The words above the columns that every form has. No survey code can look like the first.
OWN_HEADINGS = {
    "respondent": "Code on the paper form",
    "cohort": "Group (cohort)",
    "instrument": "Form (at the foot of the page)",
    "version": "Version (at the foot of the page)",
    "mode": "How the form came back",
    "language": "Language of the form",
    "completed_on": "Date on the form",
}
CODEBOOK_COLUMNS = (
    "form",
    "version",
    "accepts",
    "column",
    "item",
    "words",
    "type",
    "codes",
    "labels",
    "minimum",
    "maximum",
    "missing",
    "condition",
    "measure",
    "domain",
    "scale",
)
#: Between the codes of a cell, and between their labels.
BETWEEN = " | "
_OPERATORS = {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}

ColumnKind = Literal["code", "number", "date", "text"]


def labelled(code: str, label: str) -> str:
    """Return a code as a drop-down shows it.

    >>> labelled("4", "Very confident"), labelled("paper", "")
    ('4 – Very confident', 'paper')
    """
    return LABELLED.format(code=code, label=label) if label else code


#: Each gap as a drop-down shows it, with its code.
LABELLED_GAPS = {labelled(code, label): code for code, label in GAPS.items() if code}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of answers.

    ``codes`` are texts as files hold them, in the scale's order, with their
    ``labels``; a several-choice column has the codes 0 and 1. Numbers have
    whole limits, never below 0, so that negative values can stand for gaps.
    ``measure`` and ``domain`` are empty for items that belong to no measure;
    a measure asked once has the domain ``total``.
    """

    name: str
    item: str
    kind: ColumnKind
    question: str
    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    measure: str = ""
    domain: str = ""
    scale: str = ""
    show_if: ShowIf | None = None
    #: Codes that stand outside the order of the others.
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Codebook:
    """All columns of one form, and the versions whose answers may be read."""

    instrument: str
    version: str
    accepts: tuple[str, ...]
    kind: Kind
    role: str
    wave: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def codebook(programme: Programme, instrument: Instrument) -> Codebook:
    """Return what a response file of this form may hold.

    Texts are in the programme's first language. Raises KeyError where a form
    refers to a measure or scale that is not there: definitions are checked
    before anything is derived from them.
    """
    words = _Words(programme, instrument.role)
    return Codebook(
        instrument=instrument.id,
        version=instrument.version,
        accepts=tuple(dict.fromkeys((instrument.version, *instrument.accepts))),
        kind=instrument.kind,
        role=instrument.role,
        wave=instrument.wave or "",
        columns=tuple(column for item in instrument.items for column in _columns(item, words)),
    )


def codebooks(programme: Programme, instruments: Iterable[Instrument]) -> dict[str, Codebook]:
    """Return the codebook of each form by its id."""
    return {instrument.id: codebook(programme, instrument) for instrument in instruments}


@dataclass(frozen=True, slots=True)
class _Words:
    """A programme seen by one role in the programme's first language."""

    programme: Programme
    role: str

    def say(self, text: Text) -> str:
        return in_language(text, self.programme.languages[0])

    def scale(self, name: str) -> Scale:
        return {scale.id: scale for scale in self.programme.scales}[name]

    def measure(self, name: str) -> Measure:
        return {measure.id: measure for measure in self.programme.measures}[name]

    def question(self, measure: Measure, domain: Domain | None = None) -> str:
        stem = self.say(measure.stems.get(self.role) or next(iter(measure.stems.values())))
        if domain is None:
            return stem
        phrase = domain.phrases.get(self.role) or next(iter(domain.phrases.values()), "")
        return f"{stem.rstrip(' .…')} {self.say(phrase)}"


def _columns(item: Item, words: _Words) -> Iterator[Column]:
    """Yield the columns of one item, in the order in which files hold them."""
    if isinstance(item, NoteItem):
        return
    if isinstance(item, MeasureBlock | MeasureItem):
        yield from _measure_columns(item, words)
    elif isinstance(item, SeveralItem):
        question = words.say(item.text)
        for point in item.options:
            yield Column(
                name=f"{item.id}___{point.code}",
                item=item.id,
                kind="code",
                question=f"{question} {words.say(point.label)}",
                codes=("0", "1"),
                labels=("not ticked", "ticked"),
                show_if=item.show_if,
            )
    else:
        yield _single_column(item, words)


def _measure_columns(item: MeasureBlock | MeasureItem, words: _Words) -> Iterator[Column]:
    measure = words.measure(item.measure)
    points = words.scale(measure.scale).points
    single = measure.items == "single"
    for domain in (None,) if single else words.programme.domains:
        yield Column(
            name=measure.id if domain is None else f"{measure.id}_{domain.id}",
            item=measure.id,
            kind="code",
            question=words.question(measure, domain),
            codes=tuple(str(point.code) for point in points),
            labels=tuple(words.say(point.label) for point in points),
            measure=measure.id,
            domain=TOTAL if domain is None else domain.id,
            scale=measure.scale,
            show_if=item.show_if,
            apart=_apart(points),
        )


def _single_column(item: Question, words: _Words) -> Column:
    """Return the one column of an item with words of its own."""
    plain = Column(item.id, item.id, "text", words.say(item.text), show_if=item.show_if)
    if isinstance(item, NumberItem):
        return replace(plain, kind="number", minimum=item.minimum, maximum=item.maximum)
    if isinstance(item, DateItem):
        return replace(plain, kind="date")
    if isinstance(item, ScaleItem):
        return replace(_coded(plain, words.scale(item.scale).points, words), scale=item.scale)
    if isinstance(item, ChoiceItem):
        return _coded(plain, item.options, words)
    return plain


def _apart(points: Iterable[ScalePoint]) -> frozenset[str]:
    return frozenset(str(point.code) for point in points if point.apart)


def _coded(column: Column, points: Sequence[ScalePoint], words: _Words) -> Column:
    named = tuple((str(point.code), words.say(point.label)) for point in points)
    codes, labels = (tuple(part) for part in zip(*named, strict=True))
    return replace(column, kind="code", codes=codes, labels=labels, apart=_apart(points))


# Where people answer in their own words


def open_questions(book: Codebook) -> tuple[str, ...]:
    """Return a form's columns that take words; none where it is not joined over waves."""
    if book.kind != "linked" or not book.wave:
        return ()
    return tuple(column.name for column in book.columns if column.kind == "text")


def stages(
    codebooks: Mapping[str, Codebook], programme: Programme
) -> dict[tuple[str, str], list[str]]:
    """Return the forms with open questions by role and wave, in the programme's order."""
    found: dict[tuple[str, str], list[str]] = {}
    for role in programme.roles:
        for wave in programme.waves:
            names = [
                name
                for name, book in sorted(codebooks.items())
                if (book.role, book.wave) == (role.id, wave.id) and open_questions(book)
            ]
            if names and role.people:
                found[role.id, wave.id] = names
    return found


# The codebook as a table: one row a column of answers, for people and other programs


def codebook_rows(codebooks: Iterable[Codebook]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each column of each form, in the columns of CODEBOOK_COLUMNS."""
    for book in codebooks:
        for name, words in OWN_HEADINGS.items():
            yield _row(book, Column(name, "", _own_kind(name), words))
        for column in book.columns:
            yield _row(book, column)


def _own_kind(name: str) -> ColumnKind:
    return "date" if name == "completed_on" else "text"


def _row(book: Codebook, column: Column) -> tuple[str, ...]:
    number = column.kind == "number"
    return (
        book.instrument,
        book.version,
        BETWEEN.join(book.accepts),
        column.name,
        column.item,
        one_line(column.question),
        column.kind,
        BETWEEN.join(column.codes),
        BETWEEN.join(map(one_line, column.labels)),
        str(column.minimum) if number else "",
        str(column.maximum) if number else "",
        _missing(column),
        condition(column.show_if, book),
        column.measure,
        column.domain,
        column.scale,
    )


def _missing(column: Column) -> str:
    """Return what may stand in place of a value."""
    if not column.item:
        return "may be empty" if column.name in OPTIONAL_COLUMNS else "required"
    gaps = [f"{code} {label}" for code, label in GAPS.items() if code]
    return BETWEEN.join(("empty: not answered", *gaps))


def condition(rule: ShowIf | None, book: Codebook) -> str:
    """Return in words when a question is asked; nothing where it always is."""
    if rule is None:
        return ""
    if rule.operator == "answered":
        return f"asked where {rule.item} is answered"
    column = book.column(rule.item)
    if column is None:  # each box of a question with several answers is a column of its own
        return f"asked where {rule.item}___{rule.value} {_OPERATORS[rule.operator]} ticked"
    if not column.codes:
        return f"asked where {rule.item} {_OPERATORS[rule.operator]} {rule.value}"
    but = rule.operator == "is_not"
    wanted = rule.model_copy(update={"operator": "is"}) if but else rule
    named = zip(column.codes, column.labels, strict=True)
    labels = [one_line(w) for code, w in named if wanted.opened_by(code, column.apart)]
    answers = " or ".join(f"“{label}”" for label in labels)
    return f"asked where {rule.item} is {'not ' if but else ''}{answers}"


def one_line(text: str) -> str:
    """Return a text without line ends and doubled blanks, as headings are compared.

    >>> one_line(" How  many" + chr(10) + "minutes? ")
    'How many minutes?'
    """
    return " ".join(text.split())
