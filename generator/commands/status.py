"""``mentoring status``: what is out, what came back, what to do next, what is in the way."""

from __future__ import annotations

import argparse
import json

from generator.commands.console import DONE, day, folder, may_force, path, runs, value_of
from generator.files import clock
from generator.following.report import as_json, screen
from generator.running import status


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    parser.add_argument(
        "--output", metavar="FILE.html", default="status.html", help="default: status.html"
    )
    parser.add_argument(
        "--start", type=day, metavar="DATE", help="first day of week 1, for the timeline's dates"
    )
    may_force(parser)
    parser.add_argument("--json", action="store_true", help="write the same for scripts")


def _run(options: argparse.Namespace) -> int:
    outcome = status.status(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        today=clock.today(),
        start=options.start,
        force=options.force,
    )
    found = value_of(options, outcome)
    kept = all(problem.rule != status.NOT_KEPT for problem in outcome.problems)
    print(json.dumps(as_json(found), indent=2) if options.json else screen(found))
    if kept and not options.json:
        print(f"\nThe whole of it, by cohort, is in {options.output}. Keep it private.")
    return DONE
