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
    DateItem,
    Instrument,
    Item,
    Kind,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    ShowIf,
    points_of,
)
from generator.definitions.programme import TOTAL, Programme, ScalePoint
from generator.definitions.words import SOURCE, base, source_phrases, words_in

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
#: How gaps are held in memory, in the order of GAPS; NOT_COLLECTED marks an absent column.
NOT_ANSWERED, NOT_APPLICABLE, NOT_SAID, UNREADABLE, NOT_COLLECTED = -1, -2, -3, -4, -5

#: The words above the columns that every form has. No survey code can look like the first.
OWN_HEADINGS = {
    name: str(source_phrases()["entry"][name]) for name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
}
#: The name of the words above the codes of forms that carry none.
NUMBERED = "numbered"
CODEBOOK_COLUMNS = (
    *("form", "version", "accepts", "column", "item", "words", "type", "codes", "labels"),
    *("minimum", "maximum", "missing", "condition", "measure", "domain", "scale"),
)
#: Between the codes of a cell, and between their labels.
BETWEEN = " | "
_OPERATORS = {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}

ColumnKind = Literal["code", "number", "date", "text"]


def labelled(code: str, label: str) -> str:
    """Return a code as a drop-down shows it, which counts as the code.

    >>> labelled("4", "Very confident"), labelled("paper", "")
    ('4 – Very confident', 'paper')
    """
    return f"{code} – {label}" if label else code


#: Names of the gaps among the fixed words of data entry.
GAP_WORDS = {"-97": "not_applicable", "-98": "not_said", "-99": "unreadable"}
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
    #: What a drop-down in another language shows for a code or a gap, and the code.
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """All columns of one form, and the versions whose answers may be read.

    ``own`` are the words above the columns that every form has, where they are not English;
    ``also`` is the same form in other languages that answers may be typed in; ``programme`` is
    the id of the programme that it belongs to.
    """

    instrument: str
    version: str
    accepts: tuple[str, ...]
    kind: Kind
    role: str
    wave: str
    columns: tuple[Column, ...]
    own: tuple[tuple[str, str], ...] = ()
    also: tuple[Codebook, ...] = ()
    programme: str = ""

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


def codebook(programme: Programme, instrument: Instrument) -> Codebook:
    """Return what a response file of this form may hold.

    Texts are in the programme's first language. Raises KeyError where a form
    refers to a measure or scale that is not there: definitions are checked
    before anything is derived from them.
    """
    role = instrument.role
    return Codebook(
        instrument=instrument.id,
        version=instrument.version,
        accepts=tuple(dict.fromkeys((instrument.version, *instrument.accepts))),
        kind=instrument.kind,
        role=role,
        wave=instrument.wave or "",
        columns=tuple(one for item in instrument.items for one in _columns(item, programme, role)),
        own=_own_headings(programme),
        programme=programme.id,
    )


def _own_headings(programme: Programme) -> tuple[tuple[str, str], ...]:
    language = programme.languages[0]
    if base(language) == SOURCE or programme.wording(language) is None:
        return ()
    words = words_in(language, programme, "entry")
    return tuple((name, words[name]) for name in (*OWN_HEADINGS, NUMBERED))


def gap_labels(programme: Programme) -> dict[str, str]:
    """Return what a drop-down shows for each gap in the first language, and its code."""
    words = words_in(programme.languages[0], programme, "entry")
    return {labelled(code, words[name]): code for code, name in GAP_WORDS.items()}


def codebooks(programme: Programme, instruments: Iterable[Instrument]) -> dict[str, Codebook]:
    """Return the codebook of each form by its id, with the languages that it may be typed in."""
    others = programme.offers("entry")[1:]
    spoken = [programme.spoken(language) for language in others]
    books = {}
    for form in instruments:
        book = codebook(programme, form)
        also = [(codebook(one, form), gap_labels(one)) for one in spoken]
        books[form.id] = _with_others(book, also) if also else book
    return books


def _with_others(book: Codebook, also: Sequence[tuple[Codebook, Mapping[str, str]]]) -> Codebook:
    """Return a codebook that knows what drop-downs in other languages say."""
    columns = []
    for place, column in enumerate(book.columns):
        shown: list[tuple[str, str]] = []
        for other, gaps in also:
            named = zip(column.codes, other.columns[place].labels, strict=True)
            shown += [(labelled(code, label), code) for code, label in named]
            shown += gaps.items()
        columns.append(replace(column, also=tuple(shown)))
    return replace(book, columns=tuple(columns), also=tuple(other for other, _ in also))


def _columns(item: Item, programme: Programme, role: str) -> Iterator[Column]:
    """Yield the columns of one item, in the order in which files hold them."""
    if isinstance(item, MeasureBlock | MeasureItem):
        yield from _measure_columns(item, programme, role)
    elif isinstance(item, SeveralItem):
        words = words_in(programme.languages[0], programme, "entry")
        for point in item.options:
            yield Column(
                name=f"{item.id}___{point.code}",
                item=item.id,
                kind="code",
                question=f"{programme.said(item.text)} {programme.said(point.label)}",
                codes=("0", "1"),
                labels=(words["not_ticked"], words["ticked"]),
                show_if=item.show_if,
            )
    elif isinstance(item, Question):
        yield _single_column(item, programme)


def _measure_columns(
    item: MeasureBlock | MeasureItem, programme: Programme, role: str
) -> Iterator[Column]:
    measure = programme.measure(item.measure)
    stem = programme.said(measure.stem(role))
    plain = Column(measure.id, measure.id, "code", stem, measure=measure.id, domain=TOTAL)
    plain = replace(plain, scale=measure.scale, show_if=item.show_if)
    plain = _coded(plain, points_of(item, programme), programme)
    if measure.items == "single":
        yield plain
        return
    for domain in programme.domains:
        question = f"{stem.rstrip(' .…')} {programme.said(domain.phrase(role))}"
        name = f"{measure.id}_{domain.id}"
        yield replace(plain, name=name, question=question, domain=domain.id)


def _single_column(item: Question, programme: Programme) -> Column:
    """Return the one column of an item with words of its own."""
    plain = Column(item.id, item.id, "text", programme.said(item.text), show_if=item.show_if)
    if isinstance(item, NumberItem):
        return replace(plain, kind="number", minimum=item.minimum, maximum=item.maximum)
    if isinstance(item, DateItem):
        return replace(plain, kind="date")
    if isinstance(item, ScaleItem):
        plain = replace(plain, scale=item.scale)
    points = points_of(item, programme)
    return _coded(plain, points, programme) if points else plain


def _coded(column: Column, points: Sequence[ScalePoint], programme: Programme) -> Column:
    codes, labels = programme.coded(points)
    apart = frozenset(str(point.code) for point in points if point.apart)
    return replace(column, kind="code", codes=codes, labels=labels, apart=apart)


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
    for role in (one.id for one in programme.roles if one.people):
        for wave in programme.waves:
            at = (role, wave.id)
            books = [one for one in sorted(codebooks.items()) if (one[1].role, one[1].wave) == at]
            if names := [name for name, book in books if open_questions(book)]:
                found[at] = names
    return found


# The codebook as a table: one row a column of answers, for people and other programs


def codebook_rows(codebooks: Iterable[Codebook]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each column of each form, in the columns of CODEBOOK_COLUMNS."""
    for book in codebooks:
        for name, words in OWN_HEADINGS.items():
            kind: ColumnKind = "date" if name == "completed_on" else "text"
            yield _row(book, Column(name, "", kind, words))
        for column in book.columns:
            yield _row(book, column)


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
