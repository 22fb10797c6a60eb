"""``mentoring timeline``: the programme's steps as calendar files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from generator.assembly import load
from generator.files import own_outputs
from generator.following.calendar import calendars
from generator.survey.problem import Parsed, Problem, SourceLine


def timeline(
    folder: Path, *, start: date, output: Path, stamp: datetime, force: bool = False
) -> Parsed[list[str]]:
    """Write a calendar for the organiser and each role; the value lists the files."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    programme = loaded.value.programme
    if not programme.timeline:
        fault = "The programme has no timeline."
        remedy = "Write its steps under 'timeline'; instruments/README.md shows how."
        place = SourceLine(loaded.value.programme_path)
        return Parsed(None, (*loaded.problems, Problem(place, "no-timeline", fault, remedy)))
    made = {f"{name}.ics": text for name, text in calendars(programme, start, stamp).items()}
    files = {output / name: text.encode() for name, text in made.items()}
    refused = own_outputs.write(
        folder, files, over=files if force else (), remedy=own_outputs.FORCE
    )
    return Parsed(None if refused else list(made), (*loaded.problems, *refused))
