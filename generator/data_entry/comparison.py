"""Two people's typing of the same papers: values in one spelling, and what differs.

``4``, ``4 – Very`` and `` 4 `` are one code; 11/05/2026 and 2026-05-11 are one
day; blanks and line ends around and within a text do not tell two typings
apart. Only tables in which ``check`` finds no fault come here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.analysis.proportion import proportion_interval
from generator.definitions.codebook import OPTIONAL_COLUMNS, Column
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import listed, plural, quoted
from generator.responses.schema import Form, plain_code
from generator.responses.spelling import without_gaps
from generator.responses.table import Table

#: What two typings of one paper share: form, cohort and respondent.
KEY_COLUMNS = ("instrument", "cohort", "respondent")
Key = tuple[str, str, str]
#: Columns besides the answers that may differ.
BESIDES = ("version", *OPTIONAL_COLUMNS)
#: In place of a column: one of the two has no such row at all.
WHOLE_ROW = "(whole row)"
TYPED, MISSING = "typed", "no such row"
AGREEMENT_COLUMNS = (
    "instrument", "column", "compared", "agreed", "both_empty", "share", "share_low", "share_high",
)  # fmt: skip
_EXCEL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


# --- what was typed -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One paper as one person typed it: values by column, and where they stand."""

    key: Key
    values: Mapping[str, str]
    table: Table
    line: int

    def place(self, name: str = "respondent") -> SourceLine:
        """Return where a column's value stands; of the row, where its code does."""
        header = self.table.header
        return self.table.place(self.line, header.index(name if name in header else "respondent"))


#: One person's rows by their keys.
Typing = Mapping[Key, TypedRow]


def typed_rows(tables: Iterable[Table], forms: Mapping[str, Form]) -> Typing:
    """Return the rows of tables that were checked before; each key stands there once."""
    return {row.key: row for table in tables for row in _rows(table, forms)}


def _rows(table: Table, forms: Mapping[str, Form]) -> Iterator[TypedRow]:
    for line, row in table.rows():
        if not any(map(str.strip, row)):
            continue
        cells = dict(zip(reversed(table.header), reversed(row), strict=False))
        name, cohort, code = (cells[one].strip() for one in KEY_COLUMNS)
        known = forms[name].columns
        values = {
            one: one_spelling(known.get(one), one, cells[one])
            for one in (*BESIDES, *known)
            if one in cells
        }
        yield TypedRow((name, cohort, without_gaps(code)), values, table, line)


def one_spelling(column: Column | None, name: str, cell: str) -> str:
    """Return a cell's value in the one spelling in which values are compared and written.

    >>> one_spelling(Column("held_on", "held_on", "date", ""), "held_on", "1/5/2026 ")
    '2026-05-01'
    >>> one_spelling(Column("minutes", "minutes", "number", ""), "minutes", "045")
    '45'
    """
    text = cell.strip()
    kind = column.kind if column else "date" if name == "completed_on" else "own"
    if column is not None and kind == "code":
        return plain_code(column, text)
    if kind == "number":
        return str(int(text)) if text.isdecimal() and len(text) < 20 else text
    if kind == "date":
        day = _EXCEL_DATE.fullmatch(text)
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else text
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def column_faults(first: Typing, second: Typing, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """Yield a fault for each table whose answers have other columns than the form's first table.

    An answer that only one of the two could type would pass for agreed.
    """
    rows = sorted((*first.values(), *second.values()), key=lambda row: row.key[0])
    tables = {(row.key[0], id(row.table)): row.table for row in rows}
    models: dict[str, Table] = {}
    for (name, _), table in tables.items():
        model = models.setdefault(name, table)
        odd = (set(table.header) ^ set(model.header)) & set(forms[name].columns)
        if odd:
            where, other = (one.place(one.header_line, 0) for one in (table, model))
            fault = f"Only this table or {other} has {listed(sorted(odd))}."
            remedy = "Both must have the same columns: add them, with empty cells, or delete."
            yield Problem(where, "columns-differ", fault, remedy)


# --- what differs -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two typed differently: a value, or a row that only one has."""

    key: Key
    column: str
    question: str
    first: str
    second: str
    first_place: SourceLine | None
    second_place: SourceLine | None

    @property
    def is_row(self) -> bool:
        """True where only one of the two has the row."""
        return self.column == WHOLE_ROW


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many values of one column agree; of all columns where form and column are empty.

    ``compared`` are the pairs of cells of which at least one is filled: two empty cells are
    counted in ``both_empty`` alone, and say nothing of how well two people type.
    """

    form: str
    column: str
    compared: int
    agreed: int
    both_empty: int

    @property
    def interval(self) -> tuple[float, float]:
        """The exact 95% interval of the share that agrees."""
        return proportion_interval(self.agreed, self.compared)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference, in the order of forms, groups, codes and columns; and the agreement."""

    differences: tuple[Difference, ...]
    agreements: tuple[Agreement, ...]
    overall: Agreement
    rows: int


def compare(first: Typing, second: Typing, forms: Mapping[str, Form]) -> Comparison:
    """Compare every row and value that either of the two typed."""
    differences: list[Difference] = []
    compared, agreed, empty = (Counter[tuple[str, str]]() for _ in range(3))
    for key in sorted(first.keys() | second.keys()):
        one, other = first.get(key), second.get(key)
        if one is None or other is None:
            differences.append(_lone(key, one, other))
            continue
        differences.extend(_differing(one, other, forms[key[0]]))
        for name in (c for c in forms[key[0]].columns if c in one.values and c in other.values):
            filled = bool(one.values[name] or other.values[name])
            compared[key[0], name] += filled
            agreed[key[0], name] += filled and one.values[name] == other.values[name]
            empty[key[0], name] += not filled
    items = tuple(Agreement(*at, compared[at], agreed[at], empty[at]) for at in compared)
    overall = Agreement("", "", compared.total(), agreed.total(), empty.total())
    return Comparison(tuple(differences), items, overall, len(first.keys() & second.keys()))


def _lone(key: Key, first: TypedRow | None, second: TypedRow | None) -> Difference:
    said = (TYPED, MISSING) if first else (MISSING, TYPED)
    places = (first.place() if first else None, second.place() if second else None)
    return Difference(key, WHOLE_ROW, "Is there such a paper form?", *said, *places)


def _differing(first: TypedRow, second: TypedRow, form: Form) -> Iterator[Difference]:
    for name, value in first.values.items():
        other = second.values.get(name, value)
        if value != other:
            column = form.columns.get(name)
            question = _question(column) if column else ""
            places = (first.place(name), second.place(name))
            yield Difference(first.key, name, question, value, other, *places)


def _question(column: Column) -> str:
    """Return a question with its codes, for whoever decides with the paper in hand."""
    labels = zip(column.codes, column.labels, strict=True)
    codes = ", ".join(f"{code} {label}" for code, label in labels)
    return f"{column.question} ({codes})" if codes else column.question


def problems(differences: Iterable[Difference]) -> Iterator[Problem]:
    """Yield each difference as a line for people, at the place where the first typed it."""
    for one in differences:
        form, cohort, respondent = one.key
        where = one.first_place or one.second_place or SourceLine("")
        whose = f"'{respondent}' in '{cohort}'"
        if not one.is_row:
            fault = f"{whose}, {one.column}: {_said(one.first)} here, "
            fault += f"{_said(one.second)} at {one.second_place}."
            yield Problem(where, "disagreement", fault, "")
            continue
        here = "first" if one.first == TYPED else "second"
        fault = f"{whose} has a row of '{form}' only in the {here} file."
        remedy = "If the code is wrong, correct it there. Otherwise decide in the sheet."
        yield Problem(where, f"only-in-{here}", fault, remedy)


def _said(value: str) -> str:
    return quoted(value) if value else "empty"


# --- how far they agree -------------------------------------------------------------------


def agreement_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield the agreement of all columns, then of each; no share where neither typed anything."""
    for one in (comparison.overall, *comparison.agreements):
        numbers = (one.agreed / one.compared, *one.interval) if one.compared else ()
        counts = map(str, (one.compared, one.agreed, one.both_empty))
        shares = [f"{number:.4f}" for number in numbers] or ["", "", ""]
        yield (one.form, one.column, *counts, *shares)


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return a comparison for scripts."""
    return {
        "rows_in_both": comparison.rows,
        "differences": [
            {
                **dict(zip(KEY_COLUMNS, one.key, strict=True)),
                "column": one.column,
                "first": one.first,
                "second": one.second,
                "place_first": str(one.first_place or ""),
                "place_second": str(one.second_place or ""),
            }
            for one in comparison.differences
        ],
        "agreement": [
            dict(zip(AGREEMENT_COLUMNS, row, strict=True)) for row in agreement_rows(comparison)
        ],
    }


def in_words(comparison: Comparison) -> str:
    """Return the agreement of all answers for people; nothing short of all is called 100%."""
    whole = comparison.overall
    if not comparison.rows:
        return "No row is in both."
    if not whole.compared:
        return "Nothing was typed in the rows that are in both."
    shares = (whole.agreed / whole.compared, *whole.interval)
    said, low, high = (f"{int(1000 * share + 1e-9) / 10:.1f}%" for share in shares)
    told = f"Agreement: {whole.agreed:,} of {whole.compared:,} answers, {said}"
    apart = f" {plural(whole.both_empty, 'answer')} left empty by both: not counted."
    return f"{told} (95% interval {low} to {high}).{apart if whole.both_empty else ''}"
