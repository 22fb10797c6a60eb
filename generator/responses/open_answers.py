"""Answers in people's own words, one by one: the only place where a text meets its code.

Everywhere else free text is looked at for the leak gate alone. Content
analysis needs the words with the question, and for counting people whose they
are. What comes from here is private.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.definitions.codebook import GAPS, Codebook
from generator.definitions.open_questions import open_questions
from generator.definitions.problem import Problem
from generator.responses.block import columns_of
from generator.responses.fault_log import Findings
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
    findings = Findings(table)
    for block in table.blocks:
        if isinstance(block, Problem):
            return
        columns = columns_of(block, findings)
        for row in range(len(findings.lines)):
            book = codebooks.get(columns["instrument"][row].strip())
            if book is None:
                continue
            for name in open_questions(book):
                text = columns[name][row].strip() if name in columns else ""
                column = book.column(name)
                if text not in GAPS and column is not None:
                    yield OpenAnswer(
                        form=book.instrument,
                        question=name,
                        text=text,
                        cohort=columns["cohort"][row].strip(),
                        respondent=columns["respondent"][row].strip(),
                        role=book.role,
                        wave=book.wave,
                        words=column.question,
                    )
