"""``mentoring timeline``: the programme's steps as calendar files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from generator.assembly import load
from generator.files import own_outputs
from generator.following.calendar import calendars
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.rules_people import past_dates
from generator.survey.timeline import bank_holiday, end

START = SourceLine("--start")


@dataclass(frozen=True, slots=True)
class Calendars:
    """The files that were written, and those among them that stood there before."""

    names: tuple[str, ...]
    replaced: tuple[str, ...]


def timeline(
    folder: Path, *, start: date, output: Path, stamp: datetime, force: bool = False
) -> Parsed[Calendars]:
    """Write a calendar for the organiser and each role; only files of ours are replaced."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    programme = loaded.value.programme
    found = [*loaded.problems, *start_faults(start)]
    if not programme.timeline:
        fault = "The programme has no timeline."
        remedy = "Write its steps under 'timeline'; instruments/README.md shows how."
        found.append(Problem(SourceLine(loaded.value.programme_path), "no-timeline", fault, remedy))
    made = {f"{name}.ics": text for name, text in calendars(programme, start, stamp).items()}
    there = tuple(name for name in made if (output / name).exists())
    found += past_dates(loaded.value, stamp.date(), end(programme.timeline, start))
    if any(one.severity == "error" for one in found):
        return Parsed(None, tuple(found))
    files = {output / name: text.encode() for name, text in made.items()}
    refused = own_outputs.write(
        folder, files, over=files if force else (), remedy=own_outputs.FORCE
    )
    if refused:
        return Parsed(None, (*refused, *found))
    return Parsed(Calendars(tuple(made), there), tuple(found))


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
