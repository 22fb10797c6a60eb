"""Commands for typing answers in: template, and compare for what two people typed."""

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
    tell,
)


def _template(options: argparse.Namespace) -> int:
    from generator.running import template

    outcome = template.template(
        folder(options),
        options.form,
        responses=path(options, options.responses),
        output=path(options, options.output),
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    written = outcome.value
    print(f"{template.WORKBOOK} ({count(written.sheets, 'sheet')}) and {template.CODEBOOK} in "
          f"{options.output}.")  # fmt: skip
    if not written.cohorts:
        tell(f"There is no cohorts.csv in {options.responses}: groups have no drop-down.")
    return DONE


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    blank = command(
        commands, "template", _template, "make the workbook for typing answers in, and the codebook"
    )
    blank.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms where none is named"
    )
    blank.add_argument("--output", required=True, metavar="DIR")
    blank.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where cohorts.csv is; default: responses",
    )
