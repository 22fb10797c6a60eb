"""Where the forms stand, by form and cohort: counts, never people.

The return log tells what went out and came back, the response files what has
been typed in, ``cohorts.csv`` who was invited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.responses.cohorts import people_roles
from generator.responses.return_log import COUNTS, LogRow


@dataclass(frozen=True, slots=True)
class Line:
    """How many copies of one form one cohort was given, gave back and had typed in.

    ``of_people`` is False for forms that are nobody's, such as the record of a session: nobody
    is invited to them, and no number of them is too many. ``invited`` is None where it is not
    known. ``spoiled``, ``set_aside`` and ``withdrawn`` are among those returned. ``since`` is
    when the form first went out, where the log says so. What the log has for a day still to
    come, as a pack writes it, is not issued yet.
    """

    form: Instrument
    cohort: Cohort
    of_people: bool
    invited: int | None
    issued: int = 0
    returned: int = 0
    spoiled: int = 0
    set_aside: int = 0
    withdrawn: int = 0
    typed: int = 0
    since: date | None = None

    @property
    def is_typed(self) -> bool:
        """Whether this form's answers are typed in at all: those with names never are."""
        return self.form.kind in ("linked", "unlinked")

    @property
    def out(self) -> int:
        """Forms that went out and have not come back."""
        return max(self.issued - self.returned, 0)

    @property
    def usable(self) -> int:
        """Forms that came back and belong among the answers."""
        return self.returned - self.spoiled - self.set_aside - self.withdrawn

    @property
    def to_type(self) -> int:
        """Forms that belong among the answers and have not been typed in."""
        return max(self.usable - self.typed, 0) if self.is_typed else 0

    @property
    def started(self) -> bool:
        """Whether anything is known to have gone out."""
        return bool(self.issued or self.returned or self.typed)

    @property
    def concerned(self) -> bool:
        """Whether this cohort has such people, as far as is known."""
        return self.started or self.invited != 0

    @property
    def exceeded(self) -> bool:
        """Whether more people answered than were invited."""
        return self.of_people and self.invited is not None and self.typed > self.invited

    @property
    def contradicts(self) -> bool:
        """Whether the log cannot be right: more came back than went out, or were typed in."""
        logged, back = self.issued or self.returned, self.usable
        return bool(logged) and (self.returned > self.issued or self.typed > back or back < 0)


def standing(
    programme: Programme,
    forms: Iterable[Instrument],
    cohorts: Sequence[Cohort],
    typed: Mapping[tuple[str, str], int],
    log: Iterable[LogRow],
    today: date | None = None,
) -> tuple[Line, ...]:
    """Return a line for each form and cohort, in the order in which forms are used.

    Sheets are left out. ``typed`` is how many answers stand in the response files, by form and
    cohort id. Rows of the ``log`` count up to ``today``; without it all do.
    """
    waves = [wave.id for wave in programme.waves]
    people = people_roles(programme)
    counted = [form for form in forms if form.kind != "sheet"]
    counted.sort(key=lambda form: waves.index(form.wave) if form.wave in waves else -1)
    logged: dict[tuple[str, str], Counter[str]] = {}
    since: dict[tuple[str, str], date] = {}
    for row in log:
        key = (row.instrument, row.cohort)
        if today and row.day and row.day > today:
            continue
        logged.setdefault(key, Counter()).update({name: getattr(row, name) for name in COUNTS})
        if row.issued and row.day:
            since[key] = min(since.get(key, row.day), row.day)
    return tuple(
        Line(
            form,
            cohort,
            form.role in people,
            cohort.invited(form.role) if form.role in people else 0,
            **logged.get((form.id, cohort.id), Counter()),
            typed=typed.get((form.id, cohort.id), 0),
            since=since.get((form.id, cohort.id)),
        )
        for form in counted
        for cohort in cohorts
    )


def by_form(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Return each form's lines by form id, in their order."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.form.id, []).append(line)
    return found
