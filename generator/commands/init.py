"""``mentoring init``: a new programme in an empty folder."""

from __future__ import annotations

import argparse

from generator import build
from generator.commands.console import DONE, path, runs, value_of

_THEN = {
    "check": "names every fault, and what is still blank",
    "plan": "tells which groups could be shown",
    "print": "makes the questionnaires",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument("folder", metavar="FOLDER", help="a new or empty folder")


def _run(options: argparse.Namespace) -> int:
    files = value_of(options, build.init(path(options, options.folder)))
    place = f'"{options.folder}"' if " " in options.folder else options.folder
    print(f"A new programme is in {place} ({files} files).")
    print(
        "Next: write your cohorts into records/cohorts.csv, and the local names and contacts into\n"
        "instruments/programme.yml. Then:"
    )
    for then, why in _THEN.items():
        print(f"  mentoring -C {place} {then:<6} {why}")
    print("Answers go into the folder responses, which only the data holder may open.")
    return DONE
