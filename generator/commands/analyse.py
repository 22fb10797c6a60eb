"""``mentoring analyse``: every statistic, unprotected, for the analyst alone."""

from __future__ import annotations

import argparse

from generator import build
from generator.commands.console import DONE, folder, may_force, path, runs, value_of


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument("responses", metavar="RESPONSES", help="the folder of answers")
    parser.add_argument(
        "--output", metavar="FILE.csv", help="every statistic, in a file outside every site"
    )
    parser.add_argument(
        "--linked",
        metavar="FILE.csv",
        help="each person's answers before and after, in a file outside every site",
    )
    parser.add_argument("--skip-faulty", action="store_true", help="leave faulty rows out")
    may_force(parser)


def _run(options: argparse.Namespace) -> int:
    if not (options.output or options.linked):
        options.wrong("name a file: --output FILE.csv, --linked FILE.csv, or both")
    outcome = build.analyse(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output) if options.output else None,
        linked=path(options, options.linked) if options.linked else None,
        skip_faulty=options.skip_faulty,
        force=options.force,
    )
    lines = value_of(options, outcome)
    for name in filter(None, (options.output, options.linked)):
        many = lines[path(options, name)]
        print(f"{many:,} lines in {name}. They are not protected: keep them private.")
    return DONE
