"""``mentoring compare``: two people's typing, what a third decides, and the final files."""

from __future__ import annotations

import argparse
import json
import sys

from generator.commands.console import (
    DONE,
    MISTAKE,
    echo,
    folder,
    list_problems,
    path,
    plural,
    runs,
    value_of,
)
from generator.entry.record import in_words
from generator.files.clock import today
from generator.running import compare


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument("first", metavar="FIRST", help="a CSV file, a workbook or a folder")
    parser.add_argument("second", metavar="SECOND", help="the same papers, typed by somebody else")
    parser.add_argument(
        "--output", required=True, metavar="FINAL", help="a new folder, or a .csv or .xlsx file"
    )
    parser.add_argument(
        "--resolution", metavar="FILE", help="default: resolution.xlsx in FINAL.compared"
    )
    parser.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where cohorts.csv is; default: responses",
    )
    parser.add_argument(
        "--json", action="store_true", help="write differences and agreement for scripts"
    )


def _run(options: argparse.Namespace) -> int:
    places = compare.Places(
        folder(options),
        path(options, options.first),
        path(options, options.second),
        path(options, options.output),
        path(options, options.responses),
        path(options, options.resolution) if options.resolution else None,
    )
    done = value_of(options, compare.compare(places, today=today()))
    if options.json:
        print(json.dumps(compare.as_json(done), indent=2))
    else:
        list_problems(done.open, sys.stdout)
        print(in_words(done.comparison))
    if done.open:
        still = plural(len(done.open), "difference")
        echo(f"{still} to decide in {done.sheet}. Nothing final was written.")
        echo("Let a third person look at the paper and fill it in; then run this again.")
        return MISTAKE
    echo(f"{plural(done.decided, 'difference')} decided. Final: {', '.join(done.written)}.")
    echo(f"How it came about is in {places.shown(places.record)}.")
    return DONE
