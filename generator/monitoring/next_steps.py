"""What to do next, and by when: from the counts and the dates of the return log.

Reminders go to everybody in a role, 7 and 14 days after a form went out; nobody
knows who has answered, and nobody should.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from generator.definitions.programme import Programme, in_language
from generator.definitions.timeline import dates, when
from generator.monitoring.calendar import events
from generator.monitoring.status import Line

REMINDERS = (7, 14)
#: A step of the timeline is told so long before it begins.
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do for one form in some cohorts; ``by`` is the earliest date among them.

    A step of the timeline has the day ``since`` which it may be done, or its ``weeks`` in words
    where nobody said when week 1 begins.
    """

    what: str
    cohorts: tuple[str, ...]
    by: date | None = None
    since: date | None = None
    weeks: str = ""

    def late(self, today: date) -> bool:
        """Tell whether its date has passed."""
        return self.by is not None and self.by < today


def next_steps(
    programme: Programme, lines: Sequence[Line], today: date, start: date | None = None
) -> tuple[Step, ...]:
    """Return what to do next: the timeline's steps, reminders, then what has no date.

    What has dates is in their order. ``start`` is the first day of week 1; without it the
    timeline has no dates.
    """
    found = [*_from_forms(programme, lines, today, start)]
    if start is not None:
        found = [*_from_timeline(programme, start, today), *found]
    return tuple(
        sorted(found, key=lambda one: (one.by is None, one.since is None, one.by or today))
    )


def _from_timeline(programme: Programme, start: date, today: date) -> Iterable[Step]:
    """Yield the steps of the timeline that are on now, or begin within a week."""
    for event in events(programme, programme.timeline, start):
        if event.first - AHEAD <= today < event.after:
            yield Step(event.what, (), event.after - timedelta(days=1), event.first)


def _from_forms(
    programme: Programme, lines: Sequence[Line], today: date, start: date | None
) -> Iterable[Step]:
    language = programme.languages[0]
    if not lines:
        return (Step("Write your cohorts into records/cohorts.csv: 1 row for each.", ()),)
    found: dict[str, Step] = {}
    for line, what, by in (*_mend(lines), *_typing(lines), *_reminders(lines, today)):
        _add(found, what.format(form=in_language(line.form.title, language)), line, by)
    for line in _to_hand_out(programme, lines):
        title = in_language(line.form.title, language)
        what = f"Hand out “{title}” to everybody in the role, and log how many."
        _add(found, what, line, None)
        found[what] = _dated(found[what], programme, line.form.wave, start)
    return found.values()


def _dated(step: Step, programme: Programme, wave: str | None, start: date | None) -> Step:
    """Return a step with its time: that of the timeline's step that is called as the wave is."""
    planned = next((one for one in programme.timeline if one.id == wave), None)
    if planned is None:
        return step
    if start is None:
        return replace(step, weeks=when(planned))
    first, after = dates(planned, start)
    return replace(step, by=after - timedelta(days=1), since=first)


def _add(found: dict[str, Step], what: str, line: Line, by: date | None) -> None:
    before = found.get(what, Step(what, (), by))
    days = [day for day in (before.by, by) if day]
    cohorts = (*before.cohorts, line.cohort.id)
    found[what] = Step(what, cohorts, min(days) if days else None)


_Found = tuple[Line, str, date | None]


def _mend(lines: Iterable[Line]) -> Iterable[_Found]:
    what = "Correct the return log of “{form}”: more forms came back or were typed in than it says."
    more = "Correct cohorts.csv: more people answered “{form}” than it says were invited."
    return [
        *((line, what, None) for line in lines if line.is_typed and line.counts.contradicts),
        *((line, more, None) for line in lines if line.is_typed and line.exceeded),
    ]


def _typing(lines: Iterable[Line]) -> Iterable[_Found]:
    what = "Type in the forms “{form}” that came back."
    return [(line, what, None) for line in lines if line.to_type]


def _reminders(lines: Iterable[Line], today: date) -> Iterable[_Found]:
    for line in lines:
        if not line.counts.out or line.since is None:
            continue
        due = [line.since + timedelta(days=days) for days in REMINDERS]
        if today <= due[0]:
            yield line, "Remind everybody about “{form}”, even those who have answered.", due[0]
        elif today <= due[1]:
            yield line, "Remind everybody about “{form}” for the second and last time.", due[1]
        else:
            what = "Close “{form}”: empty the boxes once more, log what came, remind nobody again."
            yield line, what, None


def _to_hand_out(programme: Programme, lines: Iterable[Line]) -> Iterable[Line]:
    """Yield, for each cohort and role, the forms of the first wave that has not begun.

    A cohort goes through the waves together: mentees, who are asked nothing around the
    interviews, get their first forms when it is the mentors' turn for the session, too.
    """
    place_of = {wave.id: number for number, wave in enumerate(programme.waves)}
    mine: dict[tuple[str, str], list[tuple[int, Line]]] = {}
    for line in lines:
        if line.form.wave in place_of and line.concerned:
            whose = (line.cohort.id, line.form.role)
            mine.setdefault(whose, []).append((place_of[line.form.wave], line))
    turn: dict[str, int] = {}
    for (cohort, _), found in mine.items():
        following = _following(found)
        if following is not None:
            turn[cohort] = min(turn.get(cohort, following), following)
    for (cohort, _), found in mine.items():
        turn[cohort] = max(turn.get(cohort, -1), _begun(found))
    for (cohort, _), found in mine.items():
        following = _following(found)
        if following is not None and following <= turn[cohort]:
            yield from (line for wave, line in found if wave == following)


def _begun(found: Iterable[tuple[int, Line]]) -> int:
    """Return the last wave of which anything went out; -1 where nothing has."""
    return max((wave for wave, line in found if line.counts.started), default=-1)


def _following(found: Sequence[tuple[int, Line]]) -> int | None:
    begun = _begun(found)
    return min((wave for wave, _ in found if wave > begun), default=None)
