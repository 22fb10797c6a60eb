"""Questions of people's forms that are answered by a number, such as the minutes they expect.

Restricted pages show a middle answer of them. Where a number has bands, the
bands are a variable as well (see ``variables``). For the numbers of a session
record see ``session_form``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.definitions.instrument import Instrument, NumberItem
from generator.definitions.programme import Programme, in_language
from generator.definitions.variables import people_forms


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A question that is answered by a number: who is asked it, when, and on which form.

    ``item`` is its column, and ``(instrument, item)`` its key in ``Tally.numbers``.
    ``title`` is its words, ``unit`` what is counted, such as minutes, or empty.
    """

    role: str
    wave: str
    instrument: str
    item: str
    title: str
    unit: str


def number_questions(
    programme: Programme, instruments: Iterable[Instrument]
) -> tuple[NumberQuestion, ...]:
    """Return the numbers that linked forms ask of people, by role, wave, form and place on it.

    Parameters
    ----------
    programme
        A checked programme.
    instruments
        Its checked forms, in any order.

    """
    language = programme.languages[0]
    return tuple(
        NumberQuestion(
            role=form.role,
            wave=form.wave or "",
            instrument=form.id,
            item=item.id,
            title=in_language(item.text, language),
            unit=in_language(item.unit, language),
        )
        for form in people_forms(programme, instruments)
        for item in form.items
        if isinstance(item, NumberItem)
    )
