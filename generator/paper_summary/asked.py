"""Single questions and session records on paper: what was answered, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generator.disclosure.view import Gap, Release, Shown, ReleasedGroup, Withheld
from generator.report.outline import Outline
from generator.report.quantities import capital, cell, listed, lowered, number
from generator.report.sessions import session_sentences

Json = dict[str, Any]


def missing(names: Sequence[str]) -> str:
    """Name what is withheld; why stands once on the sheet, in the one wording."""
    return f"Missing here: {listed(list(names))}." if names else ""


def questions(shared: Outline, group: ReleasedGroup, role: str) -> Json | None:
    """Return a role's single questions: the words, when they were asked, all answers, people."""
    asked = [
        (variable, at)
        for variable in shared.questions.get(role, ())
        if (at := group.tables.get(variable.key)) is not None
    ]
    if not asked:
        return None
    shown = [(variable, at) for variable, at in asked if isinstance(at, Shown)]
    gaps = len(asked) - len(shown)
    return {
        "title": f"Single questions to {shared.people(role)}",
        "columns": ["Question", "When", "Answers", "People"],
        "rows": [
            [variable.title, capital(shared.when(variable.from_)), answers(at), number(at.base)]
            for variable, at in shown
        ],
        "gap": missing([_others(gaps, among=len(asked))] if gaps else []),
    }


def _others(gaps: int, among: int) -> str:
    """Say how many questions are missing; the page names them, paper has no room to.

    >>> _others(1, among=9), _others(3, among=9), _others(9, among=9)
    ('1 other question', '3 other questions', 'all single questions')
    """
    if gaps == among:
        return "all single questions"
    return "1 other question" if gaps == 1 else f"{gaps} other questions"


def answers(at: Shown) -> str:
    """Return a table's categories with their counts, in the scale's order, on one line."""
    return "; ".join(
        f"{lowered(category.label)} {cell(count, at.base, exact=at.exact)}"
        for category, count in zip(at.variable.categories, at.counts, strict=True)
    )


def sessions(release: Release, group: ReleasedGroup) -> list[str]:
    """Return what the session records say, a sentence each; what is missing in one."""
    said: list[str] = []
    for record in release.sessions.get(group.id, ()):
        if isinstance(record, Gap):
            said.append(f"{record.title}: {lowered(record.wording)}")
            continue
        shown = [figure for figure in record.figures if not isinstance(figure, Gap)]
        said.extend(session_sentences(replace(record, figures=tuple(shown))))
        said.extend(
            f"{at.variable.title} {capital(answers(at))} of {number(at.base)} records."
            for at in record.tables
            if isinstance(at, Shown)
        )
        gaps = [figure.title for figure in record.figures if isinstance(figure, Gap)]
        gaps += [at.variable.title for at in record.tables if isinstance(at, Withheld)]
        if gaps:
            said.append(missing([f"“{title}”" for title in gaps]))
    return said
