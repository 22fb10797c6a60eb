"""``mentoring plan``: which groups could be shown to whom, before anybody is invited."""

from __future__ import annotations

import argparse
import json

from generator.commands.console import DONE, folder, path, runs, value_of
from generator.running.plan import as_json, planned, screen


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument(
        "--rate",
        type=_rate,
        default=60,
        metavar="N",
        help="how many in 100 of those invited will answer both times; default: 60",
    )
    parser.add_argument(
        "--responses", metavar="DIR", default="responses", help="where cohorts.csv is"
    )
    parser.add_argument("--json", action="store_true", help="write the same for scripts")


def _rate(text: str) -> int:
    number = text.removesuffix("%")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 100")
    return int(number)


def _run(options: argparse.Namespace) -> int:
    found = value_of(
        options, planned(folder(options), path(options, options.responses), rate=options.rate)
    )
    print(json.dumps(as_json(found), indent=2) if options.json else screen(found))
    return DONE
