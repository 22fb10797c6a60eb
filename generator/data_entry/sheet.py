"""A sheet of the data-entry workbook, as data: its columns and what may be typed into them.

A clerk types a bare code, or picks it with its label from the drop-down; both
count as the code (see ``definitions.codebook.labelled``). So each list begins with
the labelled codes and gaps, which fit the eight lines that a drop-down shows,
and goes on with the bare ones, which only make typing quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.definitions.codebook import GAPS, LABELLED_GAPS, Codebook, Column, labelled
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.responses.form_of import READABLE
from generator.responses.schema import MODES
from generator.responses.typed_sheet import headings

#: Fewest rows that a sheet has ready (they fit one printed page), and the most.
FEWEST_ROWS, MOST_ROWS = 40, 2_000
#: Longest name of a sheet.
TITLE_LENGTH = 31
#: Longest help beside a cell.
HELP_LENGTH = 255
_GAP_HELP = "Not ticked: leave empty. 2 boxes or unreadable: -99"

Kind = Literal["list", "respondent", "number", "date", "text"]


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One column: its name, the words above it, what may be typed, and what stands there already.

    ``choices`` are a list's entries. ``band`` tells columns of one question
    from those of the next. ``help`` appears beside a chosen cell, ``refusal``
    where something else was typed.
    """

    name: str
    heading: str
    kind: Kind
    band: int = 0
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    help: str = ""
    refusal: str = ""
    prefilled: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One form's sheet: its name, the form's title, its columns, and how many rows are ready."""

    name: str
    title: str
    columns: tuple[EntryColumn, ...]
    rows: int


def typed_forms(programme: Programme, forms: Sequence[Instrument]) -> list[Instrument]:
    """Return the forms that are typed in, by role and wave, as people meet them."""
    waves = [wave.id for wave in programme.waves]
    roles = [role.id for role in programme.roles]

    def place(form: Instrument) -> tuple[bool, int, int]:
        wave = waves.index(form.wave) if form.wave in waves else len(waves)
        role = roles.index(form.role) if form.role in roles else len(roles)
        return form.kind != "linked", role, wave

    return sorted((form for form in forms if form.kind in READABLE), key=place)


def entry_sheet(
    programme: Programme, book: Codebook, title: str, cohorts: Sequence[Cohort]
) -> EntrySheet:
    """Return the sheet of one form.

    Code and group come first and stay in sight; then the answers, in the
    order of the paper; last what is the same in every row.
    """
    words = headings(book)
    answers = tuple(_answer(column, words[column.name], band) for column, band in _banded(book))
    columns = (
        _respondent(words),
        _cohort(words, cohorts),
        *answers,
        _own(words, "mode", MODES, "paper"),
        _own(words, "language", programme.languages, _only(programme.languages)),
        _own(words, "version", book.accepts, book.version),
        _own(words, "instrument", (book.instrument,), book.instrument),
    )
    return EntrySheet(book.instrument[:TITLE_LENGTH], title, columns, rows_ready(book, cohorts))


def rows_ready(book: Codebook, cohorts: Sequence[Cohort]) -> int:
    """Return how many rows a sheet has ready: one for everybody invited, and a few over."""
    # A form of pairs is filled in by one of two: no more of them than the most of a role.
    invited = sum(
        cohort.invited(book.role) or max(cohort.given.values(), default=0) for cohort in cohorts
    )
    return min(max(FEWEST_ROWS, invited + 20), MOST_ROWS)


def _banded(book: Codebook) -> list[tuple[Column, int]]:
    """Return each column with the number of its question."""
    items = list(dict.fromkeys(column.item for column in book.columns))
    return [(column, items.index(column.item)) for column in book.columns]


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _respondent(words: dict[str, str]) -> EntryColumn:
    return EntryColumn(
        "respondent",
        words["respondent"],
        "respondent",
        help="The survey code, or the number that you wrote on the form. No name, ever. "
        "A form that should have a code and has none: UNLINKED-001, UNLINKED-002 and so on.",
        refusal="A code has 1 to 32 letters A to Z, digits, - and _, no space, and is here once "
        "for each group. Check the paper.",
        own=True,
    )


def _cohort(words: dict[str, str], cohorts: Sequence[Cohort]) -> EntryColumn:
    ids = tuple(cohort.id for cohort in cohorts)
    return EntryColumn(
        "cohort",
        words["cohort"],
        "list" if ids else "text",
        choices=ids,
        help="The group's id, as in cohorts.csv.",
        refusal="There is no such group in cohorts.csv. Pick one from the list.",
        prefilled=_only(ids),
        own=True,
    )


def _own(words: dict[str, str], name: str, choices: Sequence[str], prefilled: str) -> EntryColumn:
    refusal = "Pick one from the list."
    return EntryColumn(
        name, words[name], "list", choices=tuple(choices), refusal=refusal, prefilled=prefilled,
        own=True,
    )  # fmt: skip


def _answer(column: Column, heading: str, band: int) -> EntryColumn:
    if column.kind == "code":
        return EntryColumn(
            column.name,
            heading,
            "list",
            band,
            choices=code_choices(column),
            help=_code_help(column),
            refusal="Type one of the codes, or pick it from the list. " + _GAP_HELP + ".",
        )
    if column.kind == "number":
        limits = f"A whole number from {column.minimum} to {column.maximum}"
        return EntryColumn(
            column.name,
            heading,
            "number",
            band,
            minimum=column.minimum,
            maximum=column.maximum,
            help=f"{limits}. Nothing written: leave empty. Unreadable, or a range: -99",
            refusal=f"{limits}, or -97 (does not apply), -98 (rather not say), -99 (unreadable).",
        )
    if column.kind == "date":
        return EntryColumn(
            column.name,
            heading,
            "date",
            band,
            help="Day, month and year. No date: leave empty. Unreadable: -99",
            refusal="Type a date, such as 2026-05-11, or -97, -98 or -99.",
        )
    help_words = "As written. Correct nothing. Put [name] in place of a name. Unreadable: -99"
    return EntryColumn(column.name, heading, "text", band, help=help_words)


def code_choices(column: Column) -> tuple[str, ...]:
    """Return a drop-down's entries: labelled codes and gaps, then the bare ones."""
    shown = [labelled(c, label) for c, label in zip(column.codes, column.labels, strict=True)]
    bare = [*column.codes, *(gap for gap in GAPS if gap)]
    return tuple(dict.fromkeys([*shown, *LABELLED_GAPS, *bare]))


def _code_help(column: Column) -> str:
    entries = [f"{c} {label}" for c, label in zip(column.codes, column.labels, strict=True)]
    words = "\n".join([*entries, _GAP_HELP])
    return words if len(words) <= HELP_LENGTH else _GAP_HELP
