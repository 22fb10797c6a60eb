"""``mentoring serve``: the site in a browser, renewed after each change."""

from __future__ import annotations

import argparse

from generator.commands.console import (
    DONE,
    folder,
    may_preview,
    path,
    report,
    runs,
    takes_results,
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    takes_results(parser)
    may_preview(parser)
    parser.add_argument(
        "--address",
        default="127.0.0.1:8000",
        metavar="HOST:PORT",
        help="default: 127.0.0.1:8000, for this computer only",
    )


def _run(options: argparse.Namespace) -> int:
    from generator import publish  # has the tables' library with it, which --help does without

    outcome = publish.serve(
        folder(options),
        responses=path(options, options.responses) if options.responses else None,
        audience=options.audience,
        preview=options.preview,
        address=options.address,
    )
    report(options, outcome.problems)
    return DONE
