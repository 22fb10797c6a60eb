"""The codebook as a table: one row a column of answers, for people and other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.definitions.codebook import GAPS, OPTIONAL_COLUMNS, Codebook, Column, ColumnKind
from generator.definitions.instrument import ShowIf

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
