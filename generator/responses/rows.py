"""Checked rows of one form as they come from tables: light arrays, put end to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
