"""What to do next, and by when: from the counts and the dates of the return log.

Reminders go to everybody in a role, 7 and 14 days after a form went out; nobody
knows who has answered, and nobody should.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from generator.definitions.programme import Programme
from generator.definitions.timeline import dates
from generator.definitions.words import weeks, words_in
from generator.monitoring.calendar import events
from generator.monitoring.status import Line

REMINDERS = (timedelta(days=7), timedelta(days=14))
#: A step of the timeline is told so long before it begins.
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do for one form in some cohorts; ``by`` is the earliest date among them.

    A step of the timeline has the day ``since`` which it may be done, or its ``weeks`` in words
    where nobody said when week 1 begins.
    """

    what: str
    cohorts: tuple[str, ...] = ()
    by: date | None = None
    since: date | None = None
    weeks: str = ""


#: What is to be done about one form in one cohort; "{form}" stands for its title.
_Found = Iterator[tuple[Line, Step]]


def next_steps(
    programme: Programme, lines: Sequence[Line], today: date, start: date | None = None
) -> tuple[Step, ...]:
    """Return what to do next: the timeline's steps, reminders, then what has no date.

    What has dates is in their order. ``start`` is the first day of week 1; without it the
    timeline has no dates.
    """
    found = [] if start is None else [*_from_timeline(programme, start, today)]
    if lines:
        by_line = (*_from_counts(lines, today), *_to_hand_out(programme, lines, start))
        found += _together(programme, by_line)
    else:
        found.append(Step("Write your cohorts into records/cohorts.csv: 1 row for each."))
    return tuple(
        sorted(found, key=lambda one: (one.by is None, one.since is None, one.by or today))
    )


def _from_timeline(programme: Programme, start: date, today: date) -> Iterator[Step]:
    """Yield the steps of the timeline that are on now, or begin within a week."""
    for event in events(programme, programme.timeline, start):
        if event.first - AHEAD <= today < event.after:
            yield Step(event.what, (), event.after - timedelta(days=1), event.first)


def _together(programme: Programme, found: Iterable[tuple[Line, Step]]) -> Iterable[Step]:
    """Put the cohorts of one step together, and name its form."""
    steps: dict[str, Step] = {}
    for line, step in found:
        what = step.what.format(form=programme.said(line.form.title))
        before = steps.get(what, Step(what))
        days = [day for day in (before.by, step.by) if day]
        cohorts = (*before.cohorts, line.cohort.id)
        steps[what] = replace(step, what=what, cohorts=cohorts, by=min(days, default=None))
    return steps.values()


#: A pack that was made without the first day of week 1 leaves the days open.
_NO_DAY = (
    "Write into the return log on which day “{form}” is handed out: reminders are counted from it."
)


def _from_counts(lines: Sequence[Line], today: date) -> _Found:
    typed = [line for line in lines if line.is_typed]
    what = "Correct the return log of “{form}”: more forms came back or were typed in than it says."
    yield from ((line, Step(what)) for line in typed if line.contradicts)
    what = "Correct cohorts.csv: more people answered “{form}” than it says were invited."
    yield from ((line, Step(what)) for line in typed if line.exceeded)
    what = "Type in the forms “{form}” that came back."
    yield from ((line, Step(what)) for line in lines if line.to_type)
    for line in lines:
        if line.out and line.since is not None:
            yield line, _reminder(line.since, today)
    yield from ((line, Step(_NO_DAY)) for line in lines if line.out and line.since is None)


def _reminder(since: date, today: date) -> Step:
    """Return what to do about a form of which some copies are out ``since`` a day."""
    first, second = (since + days for days in REMINDERS)
    if today <= first:
        what = "Remind everybody about “{form}”, even those who have answered."
        return Step(what, by=first)
    if today <= second:
        return Step("Remind everybody about “{form}” for the second and last time.", by=second)
    what = "Close “{form}”: empty the boxes once more, log what came, remind nobody again."
    return Step(what)


#: A pack has logged it, perhaps for a day to come.
_TO_LOG = "Hand out “{form}” to everybody in the role. See that the log has how many, and the day."


def _to_hand_out(programme: Programme, lines: Iterable[Line], start: date | None) -> _Found:
    """Yield the forms whose turn it is, when the timeline's step says that has the wave's name."""
    for line in _whose_turn(programme, lines):
        step = Step(_TO_LOG)
        planned = next((one for one in programme.timeline if one.id == line.form.wave), None)
        if planned is not None and start is None:
            step = replace(step, weeks=weeks(words_in("en"), planned))
        elif planned is not None and start is not None:
            first, after = dates(planned, start)
            step = replace(step, by=after - timedelta(days=1), since=first)
        yield line, step


def _whose_turn(programme: Programme, lines: Iterable[Line]) -> Iterator[Line]:
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
    begun = {
        whose: max((wave for wave, line in found if line.started), default=-1)
        for whose, found in mine.items()
    }
    following = {
        whose: min(later)
        for whose, found in mine.items()
        if (later := [wave for wave, _ in found if wave > begun[whose]])
    }
    turn: dict[str, int] = {}
    for (cohort, _), wave in following.items():
        turn[cohort] = min(turn.get(cohort, wave), wave)
    for (cohort, _), wave in begun.items():
        turn[cohort] = max(turn.get(cohort, -1), wave)
    for whose, wave in following.items():
        if wave <= turn[whose[0]]:
            yield from (line for at, line in mine[whose] if at == wave)
