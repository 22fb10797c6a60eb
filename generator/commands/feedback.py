"""The command that makes feedback documents."""

from __future__ import annotations

import argparse

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    count,
    folder,
    has_errors,
    path,
)


def _feedback(options: argparse.Namespace) -> int:
    from generator.files.private_folder import who_can_open
    from generator.running import feedback

    if options.template:
        begun = feedback.template(folder(options), path(options, options.template))
        if has_errors(options, begun.problems) or begun.value is None:
            return MISTAKE
        print(
            f"An empty file of notes is in {options.template}, with an invented example beside it."
        )
        return DONE
    if not options.notes or not options.output:
        options.wrong_usage("name NOTES and --output DIR, or --template FILE")
    outcome = feedback.feedback(
        folder(options),
        path(options, options.notes),
        output=path(options, options.output),
        names=path(options, options.names) if options.names else None,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(f"{count(len(outcome.value), 'page')} of feedback in {options.output}.")
    print(f"{who_can_open()} Print 2 copies of each, then follow the approval step by step.")
    return DONE


def add(commands: Commands) -> None:
    """Add this command to the program's."""
    paper = command(
        commands,
        "feedback",
        _feedback,
        "make 1 page of feedback for each mentee from the facilitator's notes",
        tells_warnings=True,
    )
    paper.add_argument("notes", nargs="?", metavar="NOTES", help="points as .yml, .csv or .xlsx")
    paper.add_argument("--output", metavar="DIR", help="a new folder, outside every site")
    paper.add_argument(
        "--names",
        metavar="FILE",
        help="more names: 1 on each line, or a table such as the preferences",
    )
    paper.add_argument(
        "--template", metavar="FILE", help="write a file of notes to fill in, .yml or .xlsx"
    )
    paper.set_defaults(wrong_usage=paper.error)
