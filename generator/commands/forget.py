"""``mentoring forget``: one person's answers are taken out, in every spelling of their code."""

from __future__ import annotations

import argparse
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
)
from generator.files import progress
from generator.running.forget import Wish, confirm, forget


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument("code", metavar="CODE", help="the survey code of the person")
    parser.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    parser.add_argument(
        "--also",
        metavar="CODE",
        action="append",
        default=[],
        help="another spelling of the same person's code; you may repeat it",
    )
    parser.add_argument(
        "--only",
        action="store_true",
        help="leave rows in other spellings, because they are another person's",
    )
    parser.add_argument("--confirm", action="store_true", help="delete the copies that were kept")


def _run(options: argparse.Namespace) -> int:
    responses = path(options, options.responses)
    if options.confirm:
        outcome = confirm(folder(options), options.code, responses)
    else:
        ask = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
        wish = Wish(options.code, tuple(options.also), options.only, ask)
        outcome = forget(folder(options), wish, responses)
    progress.on("")
    for line in outcome.value or ():
        print(line)
    list_problems(outcome.problems, sys.stderr)
    if outcome.errors and not options.confirm:
        echo(f"{plural(len(outcome.errors), 'error')}. No answers were removed.")
    return MISTAKE if outcome.errors or outcome.value is None else DONE


def _ask(question: str) -> bool:
    progress.on("")
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")
