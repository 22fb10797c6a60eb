"""What a response file may hold, derived from an instrument.

A codebook is the bridge between paper and rows: one column for each answer
that a form asks for, with the codes that may stand in it. Reading, checking,
simulating, data entry and export all follow it; none of them looks at forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.survey.instrument import Kind, ShowIf

#: Columns that every response file must have, in the order in which we write them.
REQUIRED_COLUMNS = ("respondent", "cohort", "instrument", "version")
#: Columns that a response file may have besides answers.
OPTIONAL_COLUMNS = ("mode", "language", "completed_on")
#: What may stand in place of an answer, and what it means.
GAPS = {"": "not answered", "-97": "not applicable", "-98": "preferred not to say", "-99": "unreadable"}
#: How gaps are held in memory, in the order of GAPS; NOT_COLLECTED marks an absent column.
NOT_ANSWERED, NOT_APPLICABLE, NOT_SAID, UNREADABLE, NOT_COLLECTED = -1, -2, -3, -4, -5

ColumnKind = Literal["code", "number", "date", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of answers.

    ``codes`` are texts as files hold them, in the scale's order, with their
    ``labels``; a several-choice column has the codes 0 and 1. Numbers have
    whole limits, never below 0, so that negative values can stand for gaps.
    ``measure`` and ``domain`` are empty for items that belong to no measure;
    a measure asked once has the domain ``total``.
    """

    name: str
    item: str
    kind: ColumnKind
    question: str
    codes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    measure: str = ""
    domain: str = ""
    scale: str = ""
    show_if: ShowIf | None = None


@dataclass(frozen=True, slots=True)
class Codebook:
    """All columns of one form, and the versions whose answers may be read."""

    instrument: str
    version: str
    accepts: tuple[str, ...]
    kind: Kind
    role: str
    wave: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)
