"""What a responses folder may hold, made ready once for all of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """A codebook with its columns by name, and what each text of a coded column stands for."""

    codebook: Codebook
    columns: Mapping[str, Column]
    codes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Expected:
    """Everything that a table is checked against.

    ``cohorts`` maps an id to its place in the list of cohorts. ``checked`` is
    True where survey codes must end in a valid check character. With ``everything``
    analysts get all of it: texts, dates, versions and places too.
    """

    forms: Mapping[str, Form]
    cohorts: Mapping[str, int]
    languages: tuple[str, ...]
    checked: bool
    everything: bool = False

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
) -> Expected:
    """Return what tables of this programme are checked against; cohorts in their order."""
    return Expected(
        forms={name: form_of_codebook(codebook) for name, codebook in codebooks.items()},
        cohorts={cohort.id: index for index, cohort in enumerate(cohorts)},
        languages=programme.languages,
        checked=programme.check_characters,
        everything=everything,
    )


def form_of_codebook(codebook: Codebook) -> Form:
    """Return a codebook with its look-up tables."""
    columns = {column.name: column for column in codebook.columns}
    coded = [column for column in codebook.columns if column.kind == "code"]
    codes = {one.name: code_values(one.codes, one.labels, one.also) for one in coded}
    return Form(codebook, columns, codes)


def code_values(
    codes: Sequence[str], labels: Sequence[str] = (), also: Iterable[tuple[str, str]] = ()
) -> dict[str, int]:
    """Return the number that stands for each code, its place, and for each gap.

    With labels, what a drop-down leaves in a cell stands for its code, too; ``also`` is what
    drop-downs in other languages leave there, each with its code.

    >>> code_values(("yes", "no"))
    {'yes': 0, 'no': 1, '': -1, '-97': -2, '-98': -3, '-99': -4}
    >>> code_values(("0", "1"), ("None", "Some"))["1 – Some"]
    1
    """
    found = {code: index for index, code in enumerate(codes)} | GAP_VALUES
    if labels:
        shown = {labelled(code, label): code for code, label in zip(codes, labels, strict=True)}
        shown |= LABELLED_GAPS | dict(also)
        found |= {entry: found[code] for entry, code in shown.items() if entry not in found}
    return found


def plain_code(column: Column, cell: str) -> str:
    """Return a coded cell as its bare code, or its text where it is none.

    >>> plain_code(Column("tea", "tea", "code", "Tea?", ("1", "2"), ("No", "Yes")), " 2 – Yes ")
    '2'
    """
    text = cell.strip()
    entries = zip(column.codes, column.labels, strict=True)
    shown = {labelled(code, label): code for code, label in entries}
    shown |= LABELLED_GAPS | dict(column.also)
    return shown.get(text, text)
