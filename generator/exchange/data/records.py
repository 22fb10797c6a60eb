"""One form's answers as every other program has them: columns with their words, rows of text.

Each format's file takes ``Records`` and writes what its program reads. What comes from here is
not protected: it holds survey codes, single answers and people's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.codebook import (
    GAPS,
    NOT_COLLECTED,
    OPTIONAL_COLUMNS,
    OWN_HEADINGS,
    Codebook,
    Column,
    ColumnKind,
    codebooks,
    condition,
    one_line,
)
from generator.definitions.csv_text import csv_text, safe_cell
from generator.definitions.load import Definitions
from generator.definitions.suggest import plural
from generator.responses.answers import Responses

#: The gaps that have a code of their own, with what they mean.
CODED_GAPS: Mapping[str, str] = {code: words for code, words in GAPS.items() if code}
#: How the gaps are held in memory, as in GAPS, and how files hold them.
_HELD = {-1 - place: code for place, code in enumerate(GAPS)} | {NOT_COLLECTED: ""}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its question, and what may stand in it.

    ``whole`` is True where all codes are whole numbers; ``ordered`` where they have an order,
    none apart. ``own`` columns are no answers: a gap's code in them is a text like any other.
    """

    name: str
    question: str
    kind: ColumnKind
    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    ordered: bool = False
    own: bool = False
    condition: str = ""

    @property
    def whole(self) -> bool:
        """Whether what stands in it is a whole number."""
        coded = self.kind == "code" and all(code.isdecimal() for code in self.codes)
        return coded or self.kind == "number"

    @property
    def described(self) -> str:
        """When it is asked, what its codes mean, and the gaps; empty where there is none of it."""
        gaps = {} if self.own else CODED_GAPS
        words = [*zip(self.codes, self.labels, strict=True), *gaps.items()]
        told = [self.condition] if self.condition else []
        return " | ".join([*told, *(f"{code} {label}" for code, label in words)])


@dataclass(frozen=True, slots=True)
class Records:
    """All answers to one form. ``cells`` has a column of text for each field, in their order.

    A cell is a code, a whole number, an ISO date, a text, a gap's code or empty.
    """

    form: str
    title: str
    version: str
    fields: tuple[Field, ...]
    cells: pd.DataFrame
    not_collected: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DataExport:
    """Files for another program, by their names; what it cannot hold, and what to mind."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def records(
    definitions: Definitions, responses: Responses, forms: Sequence[str] = ()
) -> tuple[Records, ...]:
    """Return the records of each form that came back, or of some of them, in the forms' order.

    ``responses`` must be read with everything: texts, dates and places too.
    """
    programme = definitions.programme
    ordered = frozenset(scale.id for scale in programme.scales if scale.ordered)
    books = codebooks(programme, definitions.instruments)
    cohorts = np.array([cohort.id for cohort in responses.cohorts], dtype=object)
    return tuple(
        _records(books[form.id], programme.said(form.title), responses, cohorts, ordered)
        for form in definitions.instruments
        if form.id in responses.answers and (not forms or form.id in forms)
    )


def _records(
    book: Codebook,
    title: str,
    responses: Responses,
    cohorts: npt.NDArray[np.object_],
    ordered: frozenset[str],
) -> Records:
    answers = responses.answers[book.instrument]
    fields = (*_own_fields(answers), *(_field(one, book, ordered) for one in book.columns))
    cells: dict[str, Sequence[str]] = {
        "respondent": answers["respondent"].astype(str).tolist(),
        "cohort": cohorts[answers["cohort"].to_numpy()].tolist(),
        "file": answers["file"].astype(str).tolist(),
        "line": answers["line"].astype(str).tolist(),
    }
    for name in ("version", *OPTIONAL_COLUMNS):
        cells[name] = _dates(answers[name]) if name == "completed_on" else _texts(answers[name])
    for column in book.columns:
        cells[column.name] = _cells(column, answers[column.name])
    frame = pd.DataFrame({field.name: cells[field.name] for field in fields}, dtype=object)
    return Records(
        book.instrument, title, book.version, fields, frame, _not_collected(book, answers)
    )


def _own_fields(answers: pd.DataFrame) -> Iterator[Field]:
    """Yield what a row has besides answers; what no file has is left out."""
    for name in ("respondent", "cohort", "version", *OPTIONAL_COLUMNS):
        if name in ("respondent", "cohort") or answers[name].notna().any():
            kind: ColumnKind = "date" if name == "completed_on" else "text"
            yield Field(name, OWN_HEADINGS[name], kind, own=True)
    yield Field("file", "The file that the row stands in", "text", own=True)
    yield Field("line", "The line of that file", "number", maximum=2_147_483_647, own=True)


def _field(column: Column, book: Codebook, ordered: frozenset[str]) -> Field:
    return Field(
        name=column.name,
        question=one_line(column.question),
        kind=column.kind,
        codes=column.codes,
        labels=tuple(map(one_line, column.labels)),
        minimum=column.minimum,
        maximum=column.maximum,
        ordered=column.scale in ordered and not column.apart,
        condition=condition(column.show_if, book),
    )


def _cells(column: Column, held: pd.Series) -> list[str]:
    """Return a column of answers as text; gaps by their codes."""
    if column.kind == "date":
        return _dates(held)
    if column.kind == "text":
        return _texts(held)
    known = dict(enumerate(column.codes)) if column.kind == "code" else {}
    return [_HELD[one] if one < 0 else known.get(one, str(one)) for one in held.tolist()]


def _texts(typed: pd.Series) -> list[str]:
    return ["" if missing else str(one) for one, missing in zip(typed, typed.isna(), strict=True)]


def _dates(typed: pd.Series) -> list[str]:
    """Return ISO dates and gaps; what a spreadsheet rewrote is day/month/year."""
    return [_iso(one) for one in _texts(typed)]


def _iso(text: str) -> str:
    """Return a checked date as ISO writes it; anything else as it is.

    >>> _iso("2/3/2026"), _iso("2026-03-02"), _iso("-97")
    ('2026-03-02', '2026-03-02', '-97')
    """
    day, slash, rest = text.strip().partition("/")
    month, _, year = rest.partition("/")
    return f"{year}-{int(month):02}-{int(day):02}" if slash else text.strip()


def _not_collected(book: Codebook, answers: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the columns that each file does not have; files that have all are left out."""
    found: dict[str, list[str]] = {}
    for column in book.columns:
        held = answers[column.name]
        absent = held.isna() if column.kind in ("date", "text") else held == NOT_COLLECTED
        for path in answers["file"][absent].unique():
            found.setdefault(str(path), []).append(column.name)
    return {path: tuple(names) for path, names in found.items()}


# What the formats that are CSV share


def csv_files(every: Sequence[Records]) -> tuple[dict[str, bytes], list[str]]:
    """Return a CSV for each form, and what there is to tell of all formats that are CSV."""
    files, notes = {}, list(told_of_all(every))
    for one in every:
        files[f"{one.form}.csv"], many = _csv_of(one)
        if many:
            texts = plural(many, "text")
            notes.append(f"{one.form}: got a ' in front, as formulas begin so: {texts}.")
    return files, notes


def _csv_of(one: Records) -> tuple[bytes, int]:
    """Return records as CSV in UTF-8, and how many texts got a sign against spreadsheets.

    Only people's own words may begin as a formula does; codes and numbers stay as they are.
    """
    cells, many = one.cells, 0
    for field in one.fields:
        if field.kind == "text" and field.name != "respondent":
            made = [safe_cell(cell) for cell in cells[field.name]]
            many += sum(a != b for a, b in zip(made, cells[field.name], strict=True))
            cells = cells.assign(**{field.name: made})
    rows = cells.itertuples(index=False, name=None)
    return csv_text([[field.name for field in one.fields], *rows]).encode("utf-8"), many


def told_of_all(every: Sequence[Records]) -> Iterator[str]:
    """Yield what is true in every format."""
    yield "Not protected: survey codes, single answers and people's own words. Keep it private."
    yield "Nothing that you compute from it goes on a page, a slide or into an email."
    for one in every:
        for path, names in one.not_collected.items():
            yield f"{one.form}: {path} does not have, so empty there: {', '.join(names)}."
