"""``mentoring release``: publish the results, for good, in the private ledger."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from generator.commands.console import DONE, echo, folder, path, runs, takes_results, value_of

if TYPE_CHECKING:
    from generator.told import Publication


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    takes_results(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be published, and write nothing"
    )
    parser.add_argument(
        "--new-ledger", action="store_true", help="begin a ledger if nothing was ever published"
    )
    parser.add_argument(
        "--new-key",
        action="store_true",
        help="make a new key if the old one is lost; cohorts released so far are closed",
    )
    parser.add_argument(
        "--yes", action="store_true", help="publish without asking, as where there is no terminal"
    )
    parser.add_argument("--json", action="store_true", help="say what was published, for scripts")


def _run(options: argparse.Namespace) -> int:
    from generator import releasing  # has the tables' library with it, which --help does without

    outcome = releasing.release(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        audience=options.audience,
        dry=options.dry_run,
        new_ledger=options.new_ledger,
        new_key=options.new_key,
        agree=_agree if sys.stdin.isatty() and not options.yes else lambda _: True,
    )
    made = value_of(options, outcome)
    print(json.dumps(made.as_json(), indent=2) if options.json else made.in_words())
    return DONE


def _agree(would: Publication) -> bool:
    """Show what a release would publish, and ask whether it may."""
    echo(would.in_words())
    print("Publish? It cannot be taken back. [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
