"""``mentoring simulate``: invented answers to try things out."""

from __future__ import annotations

import argparse

from generator import build
from generator.commands.console import DONE, folder, path, plural, runs, value_of


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument(
        "--cohorts", type=_whole, required=True, metavar="N", help="how many cohorts"
    )
    parser.add_argument(
        "--pairs",
        type=_pairs,
        required=True,
        metavar="M",
        help="pairs in each cohort: a number, or 7-30",
    )
    parser.add_argument(
        "--seed", required=True, metavar="S", help="any text; the same text gives the same files"
    )
    parser.add_argument("--organisations", type=_whole, default=1, metavar="N", help="default: 1")
    parser.add_argument("--regions", type=_whole, default=1, metavar="N", help="default: 1")
    parser.add_argument("--output", required=True, metavar="DIR", help="a new folder")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 100,000")
    return int(text)


def _pairs(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    pair = (_whole(low), _whole(high or low))
    if pair[0] > pair[1]:
        raise argparse.ArgumentTypeError(f"'{text}' runs downwards; write the smaller number first")
    return pair


def _run(options: argparse.Namespace) -> int:
    outcome = build.simulate(
        folder(options),
        cohorts=options.cohorts,
        pairs=options.pairs,
        seed=options.seed,
        organisations=options.organisations,
        regions=options.regions,
        output=path(options, options.output),
    )
    print(
        f"{plural(value_of(options, outcome), 'file')} of invented responses in {options.output}."
    )
    site = "" if options.output == "responses" else " --site-dir trial-site"
    print(f'To see their results: mentoring build --responses "{options.output}"{site}')
    return DONE
