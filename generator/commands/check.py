"""``mentoring check``: every fault of forms, settings, pages and answers, at once."""

from __future__ import annotations

import argparse
import json
import sys

from generator import build
from generator.commands.console import (
    DONE,
    MISTAKE,
    as_json,
    folder,
    list_problems,
    path,
    plural,
    runs,
)
from generator.files import progress


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument(
        "--responses",
        metavar="DIR",
        help="the folder of answers; default: responses, if there is one",
    )
    parser.add_argument(
        "--strict", action="store_true", help="end with an error if there are warnings"
    )
    parser.add_argument("--json", action="store_true", help="write the problems for scripts")


def _run(options: argparse.Namespace) -> int:
    responses = path(options, options.responses) if options.responses else None
    outcome = build.check(folder(options), responses)
    progress.on("")
    problems = outcome.problems
    if options.json:
        print(json.dumps([as_json(problem) for problem in problems], indent=2))
    else:
        list_problems(problems, sys.stdout)
    errors = len(outcome.errors)
    warnings = sum(problem.severity == "warning" for problem in problems)
    if not options.json:
        counts = f"{plural(errors, 'error')}, {plural(warnings, 'warning')}"
        for note in outcome.notes:
            print(note)
        if outcome.value and outcome.value.populations and not errors:
            print("Counted together on open pages:")
            print("\n".join(f"  {line}" for line in outcome.value.populations))
        print(f"{outcome.value.what if outcome.value else 'Checked'}: {counts}.")
    return MISTAKE if errors or (options.strict and warnings) else DONE
