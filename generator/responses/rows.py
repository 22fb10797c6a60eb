"""Checked rows of one form, put end to end, and the responses that stand there twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from generator.definitions.problem import Problem, Severity, SourceLine
from generator.responses.answers import Answers
from generator.responses.spelling import UNLINKED
from generator.responses.table import Table

#: How many repeated responses of one form are listed.
LISTED = 100

Element = TypeVar("Element", bound=np.generic)
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table that rows came from; ``column`` is that of the respondent, from 0."""

    path: str
    sheet: str
    rows: int
    column: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The checked rows of one form from one or more tables, column by column.

    ``lines`` are the places of the rows in their sources, which follow one
    another. ``faulty`` marks rows with a fault; their bad cells hold gaps, a
    bad respondent is empty and an unknown cohort is -1. The other columns are
    as in ``Answers``; ``text`` is empty unless everything was asked for. ``linked`` is
    True for a linked form, whose respondents are people's survey codes; ``role`` and
    ``wave`` are the form's.
    """

    instrument: str
    role: str
    wave: str
    linked: bool
    versions: frozenset[str]
    sources: tuple[Source, ...]
    lines: npt.NDArray[np.int32]
    faulty: npt.NDArray[np.bool_]
    respondent: npt.NDArray[np.bytes_]
    cohort: npt.NDArray[np.int32]
    codes: Mapping[str, npt.NDArray[np.int8]]
    numbers: Mapping[str, npt.NDArray[np.int32]]
    free_text: frozenset[str]
    text: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)

    def answers(self, keep: npt.NDArray[np.bool_]) -> Answers:
        """Return the answers of the rows to keep."""
        every = bool(keep.all())

        def kept(values: npt.NDArray[Element]) -> npt.NDArray[Element]:
            return values if every else values[keep]

        return Answers(
            instrument=self.instrument,
            respondent=kept(self.respondent),
            cohort=kept(self.cohort),
            codes={name: kept(values) for name, values in self.codes.items()},
            numbers={name: kept(values) for name, values in self.numbers.items()},
            text={name: kept(values) for name, values in self.text.items()},
            file=kept(self._files()) if self.text else None,
            line=kept(self.lines) if self.text else None,
        )

    def _files(self) -> npt.NDArray[np.object_]:
        """Return the file of each row, with the sheet of a workbook."""
        names = [f"{one.path}:{one.sheet}".rstrip(":") for one in self.sources]
        return np.repeat(np.array(names, dtype=object), [one.rows for one in self.sources])

    def places(self, rows: Sequence[int]) -> list[SourceLine]:
        """Return where rows stand, at the cell of the respondent."""
        ends = np.cumsum([source.rows for source in self.sources])
        found = []
        for row in rows:
            source = self.sources[int(np.searchsorted(ends, row, side="right"))]
            table = Table(source.path, (), (), sheet=source.sheet)
            found.append(table.place(int(self.lines[row]), source.column))
        return found


def put_end_to_end(parts: Sequence[Rows]) -> Rows:
    """Return the rows of several tables of one form, in the order given."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return Rows(
        instrument=first.instrument,
        role=first.role,
        wave=first.wave,
        linked=first.linked,
        versions=frozenset().union(*(part.versions for part in parts)),
        sources=tuple(source for part in parts for source in part.sources),
        lines=np.concatenate([part.lines for part in parts]),
        faulty=np.concatenate([part.faulty for part in parts]),
        respondent=np.concatenate([part.respondent for part in parts]),
        cohort=np.concatenate([part.cohort for part in parts]),
        codes={name: np.concatenate([part.codes[name] for part in parts]) for name in first.codes},
        numbers={
            name: np.concatenate([part.numbers[name] for part in parts]) for name in first.numbers
        },
        free_text=frozenset().union(*(part.free_text for part in parts)),
        text={name: np.concatenate([part.text[name] for part in parts]) for name in first.text},
    )


def repeated(rows: Rows, ignore: npt.NDArray[np.bool_] | None = None) -> Pairs:
    """Return pairs (first, later) of rows with one respondent, by the later row.

    A survey code is one person's in the whole programme. What stands in its
    place is its cohort's own, so that another cohort may have the same: a
    number such as UNLINKED-001, and the numbers of forms that are not linked.

    Rows whose respondent or cohort is unknown are passed over, and those that
    ``ignore`` marks. A 64-bit hash finds candidates in one sort; they are then
    compared as they are, so that no two different people are ever taken for one.
    """
    usable = (rows.cohort >= 0) & (rows.respondent != b"")
    if ignore is not None:
        usable &= ~ignore
    index = np.flatnonzero(usable)
    home = np.where(persons(rows), np.int32(0), rows.cohort)
    keys = hashes(rows.respondent[index], home[index])
    ordered = np.sort(keys)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return []
    first: dict[tuple[bytes, int], int] = {}
    pairs: Pairs = []
    for row in index[np.isin(keys, twice)].tolist():
        key = (bytes(rows.respondent[row]), int(home[row]))
        if key in first:
            pairs.append((first[key], row))
        else:
            first[key] = row
    return pairs


def persons(rows: Rows) -> npt.NDArray[np.bool_]:
    """Return which rows hold a person's survey code, (rows,): no placeholder, no sheet's number."""
    if not rows.linked:
        return np.zeros(len(rows.respondent), dtype=bool)
    return ~np.strings.startswith(rows.respondent, UNLINKED.encode())


def hashes(
    respondent: npt.NDArray[np.bytes_], cohort: npt.NDArray[np.int32]
) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash of each respondent and cohort."""
    words = np.ascontiguousarray(respondent).view(np.uint64).reshape(-1, 4)
    mixed = cohort.astype(np.uint64)
    for column in range(4):
        mixed = (mixed ^ words[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def prefix_words(code: str) -> str:
    """Say how two people of two cohorts who have one code are told apart.

    >>> prefix_words("K7RM")
    'If they are 2 people, write wardA-K7RM and wardB-K7RM on every form from each of them.'
    """
    return (
        f"If they are 2 people, write wardA-{code} and wardB-{code} on every form from each of "
        "them."
    )


def repeated_problems(rows: Rows, pairs: Pairs, severity: Severity) -> Iterator[Problem]:
    """Yield a problem for each repeated row, naming both places; the first hundred in full."""
    shown = pairs[:LISTED]
    firsts = rows.places([first for first, _ in shown])
    laters = rows.places([later for _, later in shown])
    for (first, row), before, place in zip(shown, firsts, laters, strict=True):
        code = rows.respondent[row].decode("ascii")
        same = rows.cohort[first] == rows.cohort[row]
        where = "this cohort" if same else "another cohort"
        fault = f"'{code}' has answered '{rows.instrument}' in {where} already: {before}."
        remedy = (
            "Keep the row that is right. If both belong to 1 person, check the paper forms."
            if same
            else f"Keep the row that is right. {prefix_words(code)}"
        )
        yield Problem(place, "duplicate-response", fault, remedy, severity)
    if len(pairs) > LISTED:
        place = rows.places([pairs[LISTED][1]])[0]
        fault = f"{len(pairs) - LISTED:,} more rows of '{rows.instrument}' appear twice."
        remedy = "Check whether a file was copied into the folder twice."
        yield Problem(place, "duplicate-response", fault, remedy, severity)
