"""``mentoring timeline``: the programme's steps as calendar files."""

from __future__ import annotations

import argparse
from datetime import UTC

from generator.commands.console import DONE, day, folder, may_force, path, plural, runs, value_of
from generator.files import clock
from generator.running.timeline import timeline


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument(
        "--start", type=day, required=True, metavar="DATE", help="first day of week 1: 2027-01-11"
    )
    parser.add_argument("--output", metavar="DIR", default="calendars", help="default: calendars")
    may_force(parser)


def _run(options: argparse.Namespace) -> int:
    outcome = timeline(
        folder(options),
        start=options.start,
        output=path(options, options.output),
        stamp=clock.now().astimezone(UTC),
        force=options.force,
    )
    made = value_of(options, outcome)
    print(f"{plural(len(made.names), 'calendar')} in {options.output}: {', '.join(made.names)}.")
    if made.replaced:
        print(f"Replaced: {', '.join(made.replaced)}.")
    return DONE
