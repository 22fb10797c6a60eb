"""Two people's typing of the same papers, laid side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.analysis.proportion import proportion_interval
from generator.data_entry.typed import Key, TypedRow
from generator.definitions.codebook import Column
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import did_you_mean, quoted
from generator.responses.schema import Form

#: In place of a column: one of the two has no such row at all.
WHOLE_ROW = "(whole row)"
TYPED, MISSING = "typed", "no such row"


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


def compare(
    first: Mapping[Key, TypedRow], second: Mapping[Key, TypedRow], forms: Mapping[str, Form]
) -> Comparison:
    """Compare every row and value that either of the two typed."""
    differences: list[Difference] = []
    compared, agreed, empty = (Counter[tuple[str, str]]() for _ in range(3))
    both = sorted(first.keys() & second.keys())
    for key in sorted(first.keys() | second.keys()):
        form = forms[key[0]]
        if key not in first or key not in second:
            differences.append(_lone(key, first.get(key), second.get(key)))
            continue
        differences.extend(_differing(first[key], second[key], form))
        for name in form.columns:
            if name in first[key].values and name in second[key].values:
                one, other = first[key].values[name], second[key].values[name]
                filled = bool(one or other)
                compared[key[0], name] += filled
                agreed[key[0], name] += filled and one == other
                empty[key[0], name] += not filled
    items = tuple(Agreement(*at, compared[at], agreed[at], empty[at]) for at in compared)
    overall = Agreement("", "", compared.total(), agreed.total(), empty.total())
    return Comparison(tuple(differences), items, overall, len(both))


def _lone(key: Key, first: TypedRow | None, second: TypedRow | None) -> Difference:
    return Difference(
        key,
        WHOLE_ROW,
        "Is there such a paper form?",
        TYPED if first else MISSING,
        TYPED if second else MISSING,
        first.place() if first else None,
        second.place() if second else None,
    )


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
    listed = list(differences)
    lone = [one for one in listed if one.is_row]
    for one in listed:
        form, cohort, respondent = one.key
        where = one.first_place or one.second_place or SourceLine("")
        if not one.is_row:
            fault = (
                f"'{respondent}' in '{cohort}', {one.column}: {_said(one.first)} here, "
                f"{_said(one.second)} at {one.second_place}."
            )
            yield Problem(where, "disagreement", fault, "")
            continue
        here, rule = (
            ("first", "only-in-first") if one.first == TYPED else ("second", "only-in-second")
        )
        fault = f"'{respondent}' in '{cohort}' has a row of '{form}' only in the {here} file."
        others = [
            other.key[2]
            for other in lone
            if other.key[:2] == one.key[:2] and other.first != one.first
        ]
        hint = did_you_mean(respondent, others)
        remedy = f"{hint} Correct the code where it is wrong, and run this again." if hint else ""
        yield Problem(where, rule, fault, remedy)


def _said(value: str) -> str:
    return quoted(value) if value else "empty"
