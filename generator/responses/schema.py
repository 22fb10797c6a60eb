"""What a responses folder may hold, made ready once for all of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.codebook import (
    GAPS,
    LABELLED_GAPS,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_SAID,
    UNREADABLE,
    Codebook,
    Column,
    labelled,
)
from generator.definitions.cohort import Cohort
from generator.definitions.programme import Programme

#: How a form came back.
MODES = ("paper", "screen", "scan")
#: The kinds of forms that are read back.
READABLE = ("linked", "unlinked")
GAP_VALUES = dict(zip(GAPS, (NOT_ANSWERED, NOT_APPLICABLE, NOT_SAID, UNREADABLE), strict=True))


@dataclass(frozen=True, slots=True)
class Form:
    """A codebook with its columns by name, and the number that stands for each text of a coded one.

    That is the place of its code, or a gap.
    """

    codebook: Codebook
    columns: Mapping[str, Column]
    codes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Expected:
    """Everything that a table is checked against.

    ``cohorts`` maps an id to its place in the list of cohorts. ``checked`` is
    True where survey codes must end in a valid check character. With ``everything``
    analysts get all of it: texts, dates, versions and places too. With ``skip_faulty`` faulty
    rows are left out.
    """

    forms: Mapping[str, Form]
    cohorts: Mapping[str, int]
    languages: tuple[str, ...]
    checked: bool
    everything: bool = False
    skip_faulty: bool = False

    @property
    def readable(self) -> list[str]:
        """The ids of forms that are read back, in order."""
        return sorted(n for n, form in self.forms.items() if form.codebook.kind in READABLE)


def expected(
    programme: Programme,
    codebooks: Mapping[str, Codebook],
    cohorts: Iterable[Cohort],
    *,
    everything: bool = False,
    skip_faulty: bool = False,
) -> Expected:
    """Return what tables of this programme are checked against; cohorts in their order."""
    return Expected(
        forms={name: form_of_codebook(codebook) for name, codebook in codebooks.items()},
        cohorts={cohort.id: index for index, cohort in enumerate(cohorts)},
        languages=programme.languages,
        checked=programme.check_characters,
        everything=everything,
        skip_faulty=skip_faulty,
    )


def form_of_codebook(codebook: Codebook) -> Form:
    """Return a codebook with its look-up tables."""
    columns = {column.name: column for column in codebook.columns}
    coded = [column for column in codebook.columns if column.kind == "code"]
    return Form(codebook, columns, {column.name: _numbers(column) for column in coded})


def _numbers(column: Column) -> dict[str, int]:
    numbers = {code: place for place, code in enumerate(column.codes)} | GAP_VALUES
    return {text: numbers[code] for text, code in _entries(column).items()}


def _entries(column: Column) -> dict[str, str]:
    """Return the code that each text stands for: a drop-down leaves a code with its words."""
    pairs = zip(column.codes, column.labels, strict=False)
    shown = {labelled(code, label): code for code, label in pairs}
    own = {code: code for code in (*column.codes, *GAPS)}
    return {**shown, **LABELLED_GAPS, **dict(column.also), **own}


def plain_code(column: Column, cell: str) -> str:
    """Return a coded cell as its bare code, or its text where it is none.

    >>> plain_code(Column("tea", "tea", "code", "Tea?", ("1", "2"), ("No", "Yes")), " 2 – Yes ")
    '2'
    """
    return _entries(column).get(cell.strip(), cell.strip())
