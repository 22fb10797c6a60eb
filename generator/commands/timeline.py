"""``mentoring timeline``: the programme's steps as calendar files."""

from __future__ import annotations

from datetime import UTC

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.problem import Problem, SourceLine, refuse
from generator.definitions.rules_words import past_dates
from generator.definitions.suggest import plural
from generator.definitions.timeline import end
from generator.files import clock
from generator.inputs import load
from generator.monitoring.calendar import calendars, start_faults


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "timeline --start 2027-01-11")
    parser.takes("--start", required=True)
    parser.takes("--force")
    parser.value("--output", "DIR", "default: calendars", default="calendars")


def _run(options: Options) -> int:
    found: list[Problem] = []
    definitions = load(options.home, found, warnings=True)
    programme, start = definitions.programme, options.start
    stamp, output = clock.now().astimezone(UTC), options.path(options.output)
    found += start_faults(start)
    if not programme.timeline:
        fault = "The programme has no timeline."
        remedy = "Write its steps under 'timeline'; instruments/README.md shows how."
        found.append(Problem(SourceLine(definitions.programme_path), "no-timeline", fault, remedy))
    made = {f"{name}.ics": text for name, text in calendars(programme, start, stamp).items()}
    found += past_dates(definitions, stamp.date(), end(programme.timeline, start))
    refuse(found)
    files = {output / name: text.encode() for name, text in made.items()}
    options.write(files, found)
    report(found)
    print(f"{plural(len(made), 'calendar')} in {options.output}: {', '.join(made)}.")
    return DONE
