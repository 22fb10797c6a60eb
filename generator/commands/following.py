"""Commands to follow a programme: where it stands, and its dates."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    count,
    folder,
    has_errors,
    may_force,
    path,
    progress,
)


def _status(options: argparse.Namespace) -> int:
    from generator.following.report import as_json, screen
    from generator.running import status

    outcome = status.status(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        today=date.today(),
        start=options.start,
        force=options.force,
        progress=progress(options),
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    kept = all(problem.rule != status.NOT_KEPT for problem in outcome.problems)
    if options.json:
        print(json.dumps(as_json(outcome.value), indent=2))
    else:
        print(screen(outcome.value))
    if kept and not options.json:
        print(f"\nThe whole of it, by cohort, is in {options.output}. Keep it private.")
    return DONE


def _timeline(options: argparse.Namespace) -> int:
    from generator.running import timeline

    outcome = timeline.timeline(
        folder(options),
        start=options.start,
        output=path(options, options.output),
        stamp=datetime.now(UTC),
        force=options.force,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(
        f"{count(len(outcome.value), 'calendar')} in {options.output}: {', '.join(outcome.value)}."
    )
    return DONE


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    state = command(
        commands,
        "status",
        _status,
        "tell what is out, returned and typed in, what to do next, and what blocks publication",
        tells_warnings=True,
    )
    state.add_argument("--responses", metavar="DIR", default="responses", help="default: responses")
    state.add_argument(
        "--output", metavar="FILE.html", default="status.html", help="default: status.html"
    )
    state.add_argument(
        "--start", type=_day, metavar="DATE", help="first day of week 1, for the timeline's dates"
    )
    may_force(state)
    state.add_argument("--json", action="store_true", help="the same for scripts")

    steps = command(commands, "timeline", _timeline, "write the timeline as calendar files")
    steps.add_argument(
        "--start", type=_day, required=True, metavar="DATE", help="first day of week 1: 2027-01-11"
    )
    steps.add_argument("--output", metavar="DIR", default="calendars", help="default: calendars")
    may_force(steps)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write one like 2027-01-11")
    return day
