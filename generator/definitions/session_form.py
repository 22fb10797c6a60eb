"""Forms that describe a session and not a person: the session record.

Mentor and mentee fill it in together, so it belongs to the role ``pair`` and
to nobody's answers before and after. Its questions are no variables of a
role; they are counted in sessions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.definitions.instrument import Instrument, NumberItem
from generator.definitions.programme import Programme, in_language
from generator.definitions.variables import Variable, single_questions


@dataclass(frozen=True, slots=True)
class SessionNumber:
    """A question of a session form that is answered by a number, such as minutes."""

    item: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class SessionForm:
    """A session form: its questions with answers to choose from, and those with a number.

    A number stands among ``numbers`` alone, bands or not: two tables of the same
    records could be set against each other.
    """

    id: str
    title: str
    variables: tuple[Variable, ...]
    numbers: tuple[SessionNumber, ...]


def session_forms(
    programme: Programme, instruments: Iterable[Instrument]
) -> tuple[SessionForm, ...]:
    """Return the forms whose role has no people, in order of their ids."""
    language = programme.languages[0]
    without = {role.id for role in programme.roles if not role.people}
    return tuple(
        SessionForm(
            form.id,
            in_language(form.title, language),
            tuple(one for one in single_questions(programme, form) if not one.limits),
            tuple(
                SessionNumber(
                    item.id, in_language(item.text, language), in_language(item.unit, language)
                )
                for item in form.items
                if isinstance(item, NumberItem)
            ),
        )
        for form in sorted(instruments, key=lambda form: form.id)
        if form.role in without and form.kind in {"linked", "unlinked"}
    )
