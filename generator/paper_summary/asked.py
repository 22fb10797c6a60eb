"""Single questions and session records on paper: what was answered, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.report.outline import Outline
from generator.report.quantities import capital, cell, decimal, heads, lowered, number
from generator.report.sentences import missing
from generator.report.sessions import asked_of
from generator.report.tables import every_answer
from generator.report.view import ReleasedGroup, Shown, Withheld

Json = dict[str, Any]


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
    gaps = [at for _, at in asked if isinstance(at, Withheld)]
    return {
        "title": f"Single questions to {shared.people(role)}",
        "columns": ["Question", "When", "Answers", "People"],
        "rows": [
            [
                variable.title,
                capital(shared.when(variable.from_)),
                answers(at),
                heads(at.base, exact=at.exact),
            ]
            for variable, at in shown
        ],
        "gap": missing([_others(len(gaps), among=len(asked))], gaps) if gaps else "",
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
    """Return a question's answers with their counts, in the scale's order, on one line."""
    return "; ".join(
        f"{lowered(label)} {cell(count, at.base, exact=at.exact)}"
        for label, count in zip(*every_answer(at), strict=True)
    )


def numbers(group: ReleasedGroup, roles: Sequence[str], what: str) -> list[str]:
    """Return what was answered by a number, a sentence each; ``what`` is people or records."""
    said = []
    for one in group.numbers:
        if one.question.role in roles:
            unit = f" {one.question.unit}" if one.question.unit else ""
            low, high = map(decimal, one.hinges)
            said.append(
                f"{one.question.title} The median of {number(one.base)} {what} is "
                f"{decimal(one.median)}{unit} (hinges {low} and {high})."
            )
    return said


def sessions(shared: Outline, group: ReleasedGroup) -> list[str]:
    """Return what the session records say, a sentence each; what is missing in one."""
    said = numbers(group, shared.session_roles(), "records")
    gaps: dict[str, Shown | Withheld] = {}
    for one in asked_of(shared, group):
        at = group.tables[one.key]
        if isinstance(at, Shown):
            said.append(f"{one.title} {capital(answers(at))} of {number(at.base)} records.")
        else:
            gaps[f"“{one.title}”"] = at
    if gaps:
        said.append(missing(list(gaps), gaps.values()))
    return said
