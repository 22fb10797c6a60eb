"""The command that tells where a programme stands."""

from __future__ import annotations

import argparse
import json

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    folder,
    has_errors,
    path,
    progress,
)


def _status(options: argparse.Namespace) -> int:
    from datetime import date

    from generator.following.report import as_json, screen
    from generator.running import status

    outcome = status.status(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        today=date.today(),
        progress=progress(options),
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    if options.json:
        print(json.dumps(as_json(outcome.value), indent=2))
    else:
        print(screen(outcome.value))
        print(f"\nThe whole of it, by cohort, is in {options.output}. Keep it private.")
    return DONE


def add(commands: Commands) -> None:
    """Add this command to the program's."""
    state = command(
        commands,
        "status",
        _status,
        "tell what is out, returned and typed in, what to do next, and what blocks publication",
    )
    state.add_argument("--responses", metavar="DIR", default="responses", help="default: responses")
    state.add_argument(
        "--output", metavar="FILE.html", default="status.html", help="default: status.html"
    )
    state.add_argument("--json", action="store_true", help="the same for scripts")
