"""Free text taken away from people: shuffled units to code, and the key that leads back.

A **unit** is one answer to one open question, without survey code and cohort. The **key** joins
units to people; it stays with the data holder. The shuffle is the same for the same answers, and
looks at nothing that the unit does not show: an order made from survey codes would tell
something about them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.responses.open_answers import OpenAnswer
from generator.responses.spelling import UNLINKED

#: What stands in the place of a name that was taken out.
REMOVED = "[name]"
KEY_COLUMNS = ("unit", "form", "question", "role", "wave", "cohort", "respondent")


@dataclass(frozen=True, slots=True)
class Unit:
    """One answer to code; ``question`` holds the question's words."""

    id: str
    form: str
    role: str
    wave: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    """Whose unit it is; ``question`` is the question's id."""

    unit: str
    form: str
    question: str
    role: str
    wave: str
    cohort: str
    respondent: str

    @property
    def person(self) -> tuple[str, str]:
        """Return who wrote it, as far as that is known: a sheet without a code is a person."""
        linked = not self.respondent.startswith(UNLINKED)
        return self.cohort, self.respondent if linked else f"{self.form} {self.respondent}"


def collect(
    answers: Iterable[OpenAnswer], seed: str = "", names: Sequence[str] = ()
) -> tuple[tuple[Unit, ...], tuple[KeyLine, ...]]:
    """Return the units in the order in which coders see them, and the key in the same order.

    The order of ``answers`` changes nothing; another ``seed`` is another order. Of the texts
    ``names`` are taken out: whole words, in any case.
    """
    ordered = sorted(answers, key=lambda answer: (_place(answer, seed), _tie(answer), answer))
    width = max(4, len(str(len(ordered))))
    units, key = [], []
    for number, answer in enumerate(ordered, 1):
        name = f"U{number:0{width}}"
        text = without(answer.text, names)
        units.append(Unit(name, answer.form, answer.role, answer.wave, answer.words, text))
        key.append(KeyLine(name, *(getattr(answer, column) for column in KEY_COLUMNS[1:])))
    return tuple(units), tuple(key)


def _place(answer: OpenAnswer, seed: str) -> bytes:
    shown = (seed, answer.form, answer.question, answer.text)
    return hashlib.sha256("\0".join(shown).encode()).digest()


def _tie(answer: OpenAnswer) -> bytes:
    return hashlib.sha256(f"{answer.cohort}\0{answer.respondent}".encode()).digest()


def without(text: str, names: Sequence[str]) -> str:
    """Return a text with names taken out.

    >>> without("Dr Example said so; example.", ["Example"])
    'Dr [name] said so; [name].'
    """
    for name in sorted((name.strip() for name in names if name.strip()), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", REMOVED, text, flags=re.IGNORECASE)
    return text
