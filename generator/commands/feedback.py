"""``mentoring feedback``: from the facilitator's notes to one private page for each mentee."""

from __future__ import annotations

import argparse

from generator.commands.console import DONE, folder, path, plural, runs, value_of
from generator.files.private_folder import who_can_open
from generator.running import feedback


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument("notes", nargs="?", metavar="NOTES", help="points as .yml, .csv or .xlsx")
    parser.add_argument("--output", metavar="DIR", help="a new folder, outside every site")
    parser.add_argument(
        "--names",
        metavar="FILE",
        help="more names: 1 on each line, or a table such as the preferences",
    )
    parser.add_argument(
        "--template", metavar="FILE", help="write a file of notes to fill in, .yml or .xlsx"
    )


def _run(options: argparse.Namespace) -> int:
    if options.template:
        value_of(options, feedback.template(folder(options), path(options, options.template)))
        print(
            f"An empty file of notes is in {options.template}, with an invented example beside it."
        )
        return DONE
    if not options.notes or not options.output:
        options.wrong("name NOTES and --output DIR, or --template FILE")
    outcome = feedback.feedback(
        folder(options),
        path(options, options.notes),
        output=path(options, options.output),
        names=path(options, options.names) if options.names else None,
    )
    files = value_of(options, outcome)
    print(f"{plural(len(files), 'page')} of feedback in {options.output}.")
    print(f"{who_can_open()} Print 2 copies of each, then follow the approval step by step.")
    return DONE
