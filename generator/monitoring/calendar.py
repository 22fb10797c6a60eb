"""The timeline as calendar files (iCalendar, RFC 5545): all-day events from a start date.

An event keeps its UID from run to run, so that a calendar that is imported again
moves its events and does not double them. Events are marked private, because
others may see a calendar, and they leave their days free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme, Step, Text
from generator.definitions.texts import calendar_values, filled, without_links
from generator.definitions.timeline import bank_holiday, dates

#: Who has every step, and the dates on which things are destroyed.
ORGANISER = "organiser"
#: How each calendar of ours begins.
BEGINNING = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//mentoring//Timeline of reverse mentoring//EN",
)
#: The option that names the first day of week 1.
START = SourceLine("--start")
#: Octets of a line, the blank that begins a folded one included.
LINE = 75


@dataclass(frozen=True, slots=True)
class Event:
    """Something on one day or more; ``after`` is the day after its last."""

    id: str
    first: date
    after: date
    what: str
    details: str = ""


def start_faults(start: date) -> Iterator[Problem]:
    """Yield what is wrong with the first day of week 1: it is a Monday on which people work."""
    monday = start - timedelta(start.weekday())
    if start != monday:
        fault = f"{start.isoformat()} is a {start:%A}, and week 1 begins on a Monday."
        remedy = f"Take {monday.isoformat()} or {(monday + timedelta(7)).isoformat()}."
        yield Problem(START, "start-day", fault, remedy)
    elif bank_holiday(start):
        fault = f"{start.isoformat()} is a bank holiday in England: nobody is asked on that day."
        remedy = f"Take another Monday, such as {(monday + timedelta(7)).isoformat()}."
        yield Problem(START, "bank-holiday", fault, remedy, "warning")


def calendars(programme: Programme, start: date, stamp: datetime) -> dict[str, str]:
    """Return each calendar by its name: the organiser's, and that of each role that has steps.

    ``start`` is the first day of week 1, ``stamp`` the time (UTC) of writing.
    """
    roles = [role.id for role in programme.roles if role.id != ORGANISER]
    of_role = {role: [step for step in programme.timeline if role in step.roles] for role in roles}
    found = {
        ORGANISER: [*events(programme, programme.timeline, start), *_destroying(programme)],
        **{role: list(events(programme, steps, start)) for role, steps in of_role.items()},
    }
    return {name: calendar(programme, name, some, stamp) for name, some in found.items() if some}


def events(programme: Programme, steps: Iterable[Step], start: date) -> Iterator[Event]:
    """Yield steps with their dates, where week 1 begins at ``start``, in plain words."""
    values = calendar_values(programme, programme.languages[0])

    def say(text: Text) -> str:
        return " ".join(without_links(filled(programme.said(text), values)).split())

    asks = next((one.name.strip() for one in programme.contacts if one.id == ORGANISER), "")
    for step in steps:
        first, after = dates(step, start)
        lines = [f"Who: {say(step.who)}", f"Form: {say(step.form)}" if step.form else ""]
        lines += [f"Questions: {asks}" if asks else ""]
        yield Event(step.id, first, after, say(step.what), "\n".join(filter(None, lines)))


def _destroying(programme: Programme) -> Iterator[Event]:
    for kept in programme.retention:
        if kept.until is not None:
            what = f"Last day to keep: {programme.said(kept.what)}"
            details = "Destroy it, and write down what, when and who."
            yield Event(f"until-{kept.id}", kept.until, kept.until + timedelta(1), what, details)


def calendar(programme: Programme, name: str, events: Iterable[Event], stamp: datetime) -> str:
    """Return one calendar file: lines with CRLF, long ones folded."""
    title = programme.said(programme.title)
    lines = [*BEGINNING, "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(title)}"]
    place = f"{programme.id}/{programme.local.organisation}/{programme.local.department}"
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(NAMESPACE_URL, f'{place}/{name}/{event.id}')}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.after:%Y%m%d}",
            f"SUMMARY:{escaped(f'{title}: {event.what}')}",
            *([f"DESCRIPTION:{escaped(event.details)}"] if event.details else []),
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    r"""Return a text as a value: no sign in it can end the value or the line.

    >>> escaped("Yes, no; a\\b\nEND:VEVENT")
    'Yes\\, no\\; a\\\\b\\nEND:VEVENT'
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = ("".join(c for c in line if c >= " " and c != "\x7f") for line in text.splitlines())
    return "\\n".join(lines)


def folded(line: str) -> str:
    r"""Return a line in parts of at most 75 octets, none of which cuts a letter in two.

    >>> folded("x" * 80) == "x" * 75 + "\r\n " + "x" * 5
    True
    """
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            parts.append("")
            size = 1  # the blank
        parts[-1] += sign
        size += octets
    return "\r\n ".join(parts)
