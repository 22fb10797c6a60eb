"""Answers in people's own words, one by one: the only place where a text meets its code.

Everywhere else free text is looked at for the leak gate alone. Content
analysis needs the words with the question, and for counting people whose they
are. What comes from here is private.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.definitions.codebook import GAPS, Codebook, open_questions
from generator.responses.fault_log import FaultLog, each_row
from generator.responses.spelling import without_gaps
from generator.responses.table import Table


@dataclass(frozen=True, slots=True, order=True)
class OpenAnswer:
    """One answer to an open question; ``words`` are the question's."""

    form: str
    question: str
    text: str
    cohort: str
    respondent: str
    role: str
    wave: str
    words: str


def open_answers(table: Table, codebooks: Mapping[str, Codebook]) -> Iterator[OpenAnswer]:
    """Yield a table's answers to open questions; the table has been checked before."""
    for _, cells in each_row(FaultLog(table), "respondent"):
        book = codebooks.get(cells["instrument"])
        if book is None:
            continue
        for name in open_questions(book):
            column = book.column(name)
            if column is not None and cells.get(name, "") not in GAPS:
                yield OpenAnswer(
                    form=book.instrument,
                    question=name,
                    text=cells[name],
                    cohort=cells["cohort"],
                    respondent=without_gaps(cells["respondent"]),
                    role=book.role,
                    wave=book.wave,
                    words=column.question,
                )
