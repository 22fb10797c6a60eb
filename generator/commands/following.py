"""Commands to plan and follow a programme: who can be shown, where it stands, its dates."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date

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
)


def _plan(options: argparse.Namespace) -> int:
    from generator.running.plan import as_json, planned, screen

    outcome = planned(folder(options), path(options, options.responses), rate=options.rate)
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(json.dumps(as_json(outcome.value), indent=2) if options.json else screen(outcome.value))
    return DONE


def _status(options: argparse.Namespace) -> int:
    from generator.files import clock
    from generator.following.report import as_json, screen
    from generator.running import status

    outcome = status.status(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        today=clock.today(),
        start=options.start,
        force=options.force,
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
    from generator.files import clock
    from generator.running import timeline

    outcome = timeline.timeline(
        folder(options),
        start=options.start,
        output=path(options, options.output),
        stamp=clock.now().astimezone(UTC),
        force=options.force,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    made = outcome.value
    print(f"{count(len(made.names), 'calendar')} in {options.output}: {', '.join(made.names)}.")
    if made.replaced:
        print(f"Replaced: {', '.join(made.replaced)}.")
    return DONE


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    planning = command(
        commands,
        "plan",
        _plan,
        "show which groups could be shown to which readers, before you invite",
    )
    planning.add_argument(
        "--rate",
        type=_rate,
        default=60,
        metavar="N",
        help="how many in 100 of those invited will answer both times; default: 60",
    )
    planning.add_argument(
        "--responses", metavar="DIR", default="responses", help="where cohorts.csv is"
    )
    planning.add_argument("--json", action="store_true", help="write the same for scripts")

    state = command(
        commands,
        "status",
        _status,
        "show where you stand: what is out, what came back and what to do next",
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
    state.add_argument("--json", action="store_true", help="write the same for scripts")

    steps = command(
        commands,
        "timeline",
        _timeline,
        "write the timeline as calendar files",
        tells_warnings=True,
    )
    steps.add_argument(
        "--start", type=_day, required=True, metavar="DATE", help="first day of week 1: 2027-01-11"
    )
    steps.add_argument("--output", metavar="DIR", default="calendars", help="default: calendars")
    may_force(steps)


def _rate(text: str) -> int:
    number = text.removesuffix("%")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 100")
    return int(number)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write one like 2027-01-11")
    return day
