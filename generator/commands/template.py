"""``mentoring template``: the data-entry workbook and the codebook; the preferences' sheet."""

from __future__ import annotations

import argparse

from generator.commands.console import DONE, echo, folder, path, plural, runs, value_of
from generator.files.programme_folder import RECORDS
from generator.pairing.preferences import MOST_PEOPLE
from generator.running import template


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms if you name none"
    )
    parser.add_argument("--output", metavar="DIR", help="where to write it; preferences: records")
    for role in ("mentors", "mentees"):
        parser.add_argument(
            f"--{role}",
            type=_people,
            metavar="N",
            help=f"make the preferences' sheet instead, for so many {role}",
        )
    parser.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where cohorts.csv is; default: responses",
    )


def _people(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to {MOST_PEOPLE}")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    if options.mentors or options.mentees:
        return _preferences_sheet(options)
    if not options.output:
        options.wrong("name the folder to write into: --output DIR")
    outcome = template.template(
        folder(options),
        options.form,
        responses=path(options, options.responses),
        output=path(options, options.output),
    )
    written = value_of(options, outcome)
    print(f"{template.WORKBOOK} ({plural(written.sheets, 'sheet')}) and {template.CODEBOOK} in "
          f"{options.output}.")  # fmt: skip
    if not written.cohorts:
        echo("No cohorts.csv lists a cohort yet: groups have no drop-down.")
    return DONE


def _preferences_sheet(options: argparse.Namespace) -> int:
    if options.form or not (options.mentors and options.mentees):
        options.wrong("the preferences' sheet takes --mentors N and --mentees N, and no FORM")
    place = options.output or RECORDS
    outcome = template.preferences_sheet(
        folder(options),
        mentors=options.mentors,
        mentees=options.mentees,
        output=path(options, place),
    )
    name = value_of(options, outcome).name
    print(f"{name} in {place}, for the organiser alone. It names people.")
    return DONE
