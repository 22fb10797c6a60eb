"""What a responses folder may hold, made ready once for all of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.definitions.codebook import Codebook, Column
from generator.definitions.cohort import Cohort
from generator.definitions.programme import Programme
from generator.responses.parse import code_bytes

#: How a form came back.
MODES = ("paper", "screen", "scan")


@dataclass(frozen=True, slots=True)
class Form:
    """A codebook with its columns by name, and each coded column's look-up table."""

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
    codes = {column.name: code_bytes(column.codes, column.labels) for column in coded}
    return Form(codebook, columns, codes)
