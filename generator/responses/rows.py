"""Checked rows of one form as they come from tables: light arrays, put end to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.problem import SourceLine
from generator.responses.answers import answers_of
from generator.responses.table import Table


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
    as in ``Responses``; ``text`` is empty unless everything was asked for. ``linked`` is
    True for a linked form, whose respondents are people's survey codes; ``role`` and
    ``wave`` are the form's.
    """

    instrument: str
    role: str
    wave: str
    linked: bool
    sources: tuple[Source, ...]
    lines: npt.NDArray[np.int32]
    faulty: npt.NDArray[np.bool_]
    respondent: npt.NDArray[np.bytes_]
    cohort: npt.NDArray[np.int32]
    codes: Mapping[str, npt.NDArray[np.int8]]
    numbers: Mapping[str, npt.NDArray[np.int32]]
    free_text: frozenset[str]
    text: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)

    def table(self, respondent: pd.Categorical, keep: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """Return the answers of the rows to keep, as in ``Responses``."""
        columns: dict[str, Any] = {**self.codes, **self.numbers, **self.text}
        if self.text:
            columns |= {"file": self._files(), "line": self.lines}
        found = answers_of(respondent, self.cohort, columns)
        return found if keep.all() else found[keep].reset_index(drop=True)

    def _files(self) -> npt.NDArray[np.object_]:
        """Return the file of each row, with the sheet of a workbook."""
        names = [f"{one.path}:{one.sheet}".rstrip(":") for one in self.sources]
        return np.repeat(np.array(names, dtype=object), [one.rows for one in self.sources])

    def places(self, rows: Iterable[int]) -> list[SourceLine]:
        """Return where rows stand, at the cell of the respondent."""
        ends = np.cumsum([source.rows for source in self.sources])
        found = []
        for row in map(int, rows):
            source = self.sources[int(np.searchsorted(ends, row, side="right"))]
            table = Table(source.path, (), (), sheet=source.sheet)
            found.append(table.place(int(self.lines[row]), source.column))
        return found


def put_end_to_end(parts: Sequence[Rows]) -> Rows:
    """Return the rows of several tables of one form, in the order given."""
    first = parts[0]

    def joined(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    def each(name: str) -> Any:
        columns = [getattr(part, name) for part in parts]
        return {key: np.concatenate([one[key] for one in columns]) for key in columns[0]}

    return replace(
        first,
        sources=tuple(source for part in parts for source in part.sources),
        free_text=frozenset().union(*(part.free_text for part in parts)),
        **{name: joined(name) for name in ("lines", "faulty", "respondent", "cohort")},
        **{name: each(name) for name in ("codes", "numbers", "text")},
    )


def by_form(parts: Iterable[Rows]) -> dict[str, Rows]:
    """Return the rows of several tables, put end to end form by form."""
    forms: dict[str, list[Rows]] = {}
    for part in parts:
        forms.setdefault(part.instrument, []).append(part)
    return {name: put_end_to_end(several) for name, several in forms.items()}
