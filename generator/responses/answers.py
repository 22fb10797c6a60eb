"""Checked answers, column by column: what reading hands to scoring.

Rows exist only here, between the files and the tally, as compact arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from generator.definitions.cohort import Cohort
from generator.responses.themes import Themes


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers to one form, from all files, one array a column.

    ``respondent`` holds survey codes as ASCII bytes (``S32``); ``cohort``
    indexes ``Responses.cohorts``. ``codes`` maps a coded column's name to
    int8 indices into its codebook's ``codes``, or a gap (NOT_ANSWERED and so
    on, all negative). ``numbers`` maps a number column's name to int32
    values, gaps negative in the same way. All have one length, the rows.
    ``text``, ``file`` and ``line`` are there where everything was asked for: cells as they were
    typed, None where their column is in no file, and where each row stands.
    """

    instrument: str
    respondent: npt.NDArray[np.bytes_]
    cohort: npt.NDArray[np.int32]
    codes: Mapping[str, npt.NDArray[np.int8]]
    numbers: Mapping[str, npt.NDArray[np.int32]]
    text: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)
    file: npt.NDArray[np.object_] | None = None
    line: npt.NDArray[np.int32] | None = None

    @property
    def rows(self) -> int:
        """How many forms came back."""
        return len(self.respondent)


@dataclass(frozen=True, slots=True)
class Responses:
    """Everything that was read from one responses folder.

    ``cohorts`` are in id order. ``free_text`` holds the distinct free-text
    answers, for the leak gate alone. ``versions`` are the form versions met,
    by instrument. ``skipped`` counts faulty rows left out on request.
    ``themes`` are the categories that free text was sorted into, if it was.
    """

    cohorts: tuple[Cohort, ...]
    answers: Mapping[str, Answers]
    free_text: frozenset[str]
    versions: Mapping[str, tuple[str, ...]]
    files: int
    skipped: int = 0
    themes: Themes = field(default_factory=Themes)

    @property
    def rows(self) -> int:
        """How many forms came back in all."""
        return sum(one.rows for one in self.answers.values())
