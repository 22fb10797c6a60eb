"""Which questions follow which answers: ``show_if`` turned round for paper.

A definition says when a question is *asked*. Paper cannot hide a question, so
it says at the earlier question where to go *on*: "If no, go to question 8".
Both are the same data read from opposite ends. Where such a jump cannot say
it (the condition is on a number, or on a question further back), the
conditional question itself says when to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.definitions.instrument import ShowIf


@dataclass(frozen=True, slots=True)
class Question:
    """What routing needs to know of a question: its id, number, condition and answers.

    ``answers`` are (code, label) of its boxes; ``several`` where more than one may be ticked,
    so that no answer leads anywhere. ``apart`` are codes that have no place in an order.
    """

    id: str
    number: int
    show_if: ShowIf | None = None
    answers: tuple[tuple[str, str], ...] = ()
    several: bool = False
    apart: frozenset[str] = frozenset()

    def opened_by(self, condition: ShowIf) -> tuple[str, ...]:
        """Return the labels of exactly the answers here that meet a condition."""
        return tuple(label for code, label in self.answers if condition.opened_by(code, self.apart))


@dataclass(frozen=True, slots=True)
class Jump:
    """Answers of one question that lead past the next ones.

    ``number`` is the question to go to, None for the end of the form. With
    ``unless``, ``labels`` are the answers that do *not* jump.
    """

    labels: tuple[str, ...]
    number: int | None
    unless: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The jumps after a question, and whether it has to state its own condition."""

    jumps: tuple[Jump, ...] = ()
    states_condition: bool = False


def _next_shown(questions: Sequence[Question], source: int, code: str) -> int:
    """Return the index of the first question still asked after an answer, or their number."""
    hidden: set[str] = set()
    for index in range(source + 1, len(questions)):
        condition = questions[index].show_if
        if condition is None:
            return index
        if condition.item == questions[source].id:
            shown = condition.opened_by(code, questions[source].apart)
        else:
            shown = condition.item not in hidden
        if shown:
            return index
        hidden.add(questions[index].id)
    return len(questions)


def _jumps(questions: Sequence[Question], source: int, targets: dict[str, int]) -> tuple[Jump, ...]:
    labels = dict(questions[source].answers)
    stays = tuple(labels[code] for code, target in targets.items() if target == source + 1)
    found: dict[int, list[str]] = {}
    for code, target in targets.items():
        if target != source + 1:
            found.setdefault(target, []).append(labels[code])
    jumps = []
    for target, going in found.items():
        number = questions[target].number if target < len(questions) else None
        turned = len(found) == 1 and 0 < len(stays) < len(going) and len(going) > 2
        jumps.append(Jump(stays if turned else tuple(going), number, turned))
    return tuple(jumps)


def routes(questions: Sequence[Question]) -> dict[str, Route]:
    """Return each question's route, by question id.

    >>> worry = Question("worries", 7, answers=(("yes", "yes"), ("no", "no")))
    >>> text = Question("worries_text", 8, ShowIf(item="worries", value="yes"))
    >>> routes([worry, text, Question("good", 9)])["worries"].jumps
    (Jump(labels=('no',), number=9, unless=False),)
    """
    place = {question.id: index for index, question in enumerate(questions)}
    targets = [
        {
            code: _next_shown(questions, index, code)
            for code, _ in question.answers
            if not question.several
        }
        for index, question in enumerate(questions)
    ]
    found: dict[str, Route] = {}
    for index, question in enumerate(questions):
        jumps = _jumps(questions, index, targets[index])
        found[question.id] = Route(jumps, _must_state(questions, index, place, targets))
    return found


def _must_state(
    questions: Sequence[Question],
    index: int,
    place: dict[str, int],
    targets: Sequence[dict[str, int]],
) -> bool:
    """Say whether no jump keeps away those who should not answer a question."""
    condition = questions[index].show_if
    if condition is None:
        return False
    if condition.item not in place or condition.operator == "answered":
        return True
    source, after = questions[place[condition.item]], targets[place[condition.item]]
    return not after or any(
        target <= index
        for code, target in after.items()
        if not condition.opened_by(code, source.apart)
    )
