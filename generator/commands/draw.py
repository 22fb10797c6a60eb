"""``mentoring draw``: draw pairs by lot, with --commit before it and --verify after it."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.commands.console import DONE, echo, folder, path, runs, value_of
from generator.pairing.rules import DrawRules
from generator.running import draw


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument(
        "preferences",
        nargs="?",
        metavar="PREFERENCES",
        help="a CSV or XLSX file; default: the preferences in records",
    )
    parser.add_argument("--seed", metavar="TEXT", help="what you fixed in front of the witness")
    parser.add_argument("--output", metavar="DIR", help="a new folder, outside every site")
    parser.add_argument(
        "--exclude-supervisors",
        action="store_true",
        help="nobody is paired with their own clinical supervisor",
    )
    for option in ("--mentors-per-mentee", "--mentees-per-mentor"):
        parser.add_argument(option, type=_few, default=1, metavar="N", help="at most; default: 1")
    parser.add_argument(
        "--commit", action="store_true", help="print the hash to publish before the draw"
    )
    parser.add_argument("--verify", metavar="AUDIT", help="repeat a draw from its audit.json")


def _few(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 20")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    _check_usage(options)
    if options.verify:
        return _verify(options)
    preferences = _preferences(options)
    rules = DrawRules(
        options.mentors_per_mentee, options.mentees_per_mentor, options.exclude_supervisors
    )
    if options.commit:
        outcome = draw.commit(folder(options), preferences, rules)
        committed = value_of(options, outcome)
        print(committed.hash)
        for note in outcome.notes:
            echo(note)
        echo("\n".join(["This fixes:", *committed.fixed]))
        echo(f"Publish this hash. Its salt is in {committed.salt_file}: keep that private.")
        return DONE
    drawn = draw.draw(
        folder(options),
        preferences,
        seed=options.seed,
        rules=rules,
        output=path(options, options.output),
    )
    print("\n".join([value_of(options, drawn).in_words(), *drawn.notes]))
    return DONE


def _preferences(options: argparse.Namespace) -> Path:
    """Return the file that is named, or the one among the records."""
    if options.preferences:
        return path(options, options.preferences)
    found = draw.preferences_file(folder(options))
    if found.value is None and not found.problems:
        options.wrong("there are no preferences in records: name the file of PREFERENCES")
    return value_of(options, found)


def _verify(options: argparse.Namespace) -> int:
    preferences = path(options, options.preferences) if options.preferences else None
    outcome = draw.repeat(folder(options), path(options, options.verify), preferences)
    print(value_of(options, outcome))
    return DONE


def _check_usage(options: argparse.Namespace) -> None:
    """End with wrong usage where the options do not go together."""
    drawing = options.seed is not None or options.output is not None
    if options.verify and (options.commit or drawing):
        options.wrong("--verify goes with nothing but PREFERENCES")
    if options.verify:
        return
    if options.commit and drawing:
        options.wrong("--commit comes before the seed is known: leave out --seed and --output")
    if not options.commit and (options.seed is None or options.output is None):
        options.wrong("a draw needs --seed TEXT and --output DIR")
