"""Commands for the pairs: draw, with --commit before it and --verify after it."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    folder,
    has_errors,
    path,
    tell,
)


def _draw(options: argparse.Namespace) -> int:
    _check_usage(options)
    if options.verify:
        return _verify(options)
    from generator.pairing.rules import DrawRules
    from generator.running import draw

    preferences = _preferences(options)
    if preferences is None:
        return MISTAKE
    rules = DrawRules(
        options.mentors_per_mentee, options.mentees_per_mentor, options.exclude_supervisors
    )
    if options.commit:
        committed = draw.commit(folder(options), preferences, rules)
        if has_errors(options, committed.problems) or committed.value is None:
            return MISTAKE
        print(committed.value.hash)
        for note in committed.notes:
            tell(note)
        tell("\n".join(["This fixes:", *committed.value.fixed]))
        tell(f"Publish this hash. Its salt is in {committed.value.salt_file}: keep that private.")
        return DONE
    drawn = draw.draw(
        folder(options),
        preferences,
        seed=options.seed,
        rules=rules,
        output=path(options, options.output),
    )
    if has_errors(options, drawn.problems) or drawn.value is None:
        return MISTAKE
    print("\n".join([drawn.value.in_words(), *drawn.notes]))
    return DONE


def _preferences(options: argparse.Namespace) -> Path | None:
    """Return the file that is named, or the one among the records; None where a fault was told."""
    from generator.running import draw

    if options.preferences:
        return path(options, options.preferences)
    found = draw.preferences_file(folder(options))
    if found.value is None and not has_errors(options, found.problems):
        options.wrong("there are no preferences in records: name the file of PREFERENCES")
    return found.value


def _verify(options: argparse.Namespace) -> int:
    from generator.running import draw

    preferences = path(options, options.preferences) if options.preferences else None
    outcome = draw.repeat(folder(options), path(options, options.verify), preferences)
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(outcome.value)
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


def add(commands: Commands) -> None:
    """Add this command to the program's."""
    words = "draw pairs by lot, each allocation equally likely"
    draw = command(commands, "draw", _draw, words, tells_warnings=True)
    draw.set_defaults(wrong=draw.error)
    draw.add_argument(
        "preferences",
        nargs="?",
        metavar="PREFERENCES",
        help="a CSV or XLSX file; default: the preferences in records",
    )
    draw.add_argument("--seed", metavar="TEXT", help="what you fixed in front of the witness")
    draw.add_argument("--output", metavar="DIR", help="a new folder, outside every site")
    draw.add_argument(
        "--exclude-supervisors",
        action="store_true",
        help="nobody is paired with their own clinical supervisor",
    )
    for option in ("--mentors-per-mentee", "--mentees-per-mentor"):
        draw.add_argument(option, type=_few, default=1, metavar="N", help="at most; default: 1")
    draw.add_argument(
        "--commit", action="store_true", help="print the hash to publish before the draw"
    )
    draw.add_argument("--verify", metavar="AUDIT", help="repeat a draw from its audit.json")


def _few(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 20")
    return int(text)
