"""Commands for typing answers in: template, and compare for what two people typed."""

from __future__ import annotations

import argparse
import json
import sys

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    command,
    count,
    folder,
    has_errors,
    list_problems,
    path,
    tell,
)


def _template(options: argparse.Namespace) -> int:
    from generator.running import template

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
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    written = outcome.value
    print(f"{template.WORKBOOK} ({count(written.sheets, 'sheet')}) and {template.CODEBOOK} in "
          f"{options.output}.")  # fmt: skip
    if not written.cohorts:
        tell("No cohorts.csv lists a cohort yet: groups have no drop-down.")
    return DONE


def _preferences_sheet(options: argparse.Namespace) -> int:
    from generator.files.programme_folder import RECORDS
    from generator.running import template

    if options.form or not (options.mentors and options.mentees):
        options.wrong("the preferences' sheet takes --mentors N and --mentees N, and no FORM")
    place = options.output or RECORDS
    outcome = template.preferences_sheet(
        folder(options),
        mentors=options.mentors,
        mentees=options.mentees,
        output=path(options, place),
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(f"{outcome.value.name} in {place}, for the organiser alone. It names people.")
    return DONE


def _people(text: str) -> int:
    from generator.pairing.preferences import MOST_PEOPLE

    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to {MOST_PEOPLE}")
    return int(text)


def _compare(options: argparse.Namespace) -> int:
    from generator.entry.record import in_words
    from generator.files.clock import today
    from generator.running import compare

    places = compare.Places(
        folder(options),
        path(options, options.first),
        path(options, options.second),
        path(options, options.output),
        path(options, options.responses),
        path(options, options.resolution) if options.resolution else None,
    )
    outcome = compare.compare(places, today=today())
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    done = outcome.value
    if options.json:
        print(json.dumps(compare.as_json(done), indent=2))
    else:
        list_problems(done.open, sys.stdout)
        print(in_words(done.comparison))
    if done.open:
        still = count(len(done.open), "difference")
        tell(f"{still} to decide in {done.sheet}. Nothing final was written.")
        tell("Let a third person look at the paper and fill it in; then run this again.")
        return MISTAKE
    tell(f"{count(done.decided, 'difference')} decided. Final: {', '.join(done.written)}.")
    tell(f"How it came about is in {places.shown(places.record)}.")
    return DONE


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    blank = command(
        commands, "template", _template, "make the workbook for typing answers in, and the codebook"
    )
    blank.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms if you name none"
    )
    blank.set_defaults(wrong=blank.error)
    blank.add_argument("--output", metavar="DIR", help="where to write it; preferences: records")
    for role in ("mentors", "mentees"):
        blank.add_argument(
            f"--{role}",
            type=_people,
            metavar="N",
            help=f"make the preferences' sheet instead, for so many {role}",
        )
    blank.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where cohorts.csv is; default: responses",
    )

    double = command(
        commands,
        "compare",
        _compare,
        "compare what 2 people typed, and make the final files",
        tells_warnings=True,
    )
    double.add_argument("first", metavar="FIRST", help="a CSV file, a workbook or a folder")
    double.add_argument("second", metavar="SECOND", help="the same papers, typed by somebody else")
    double.add_argument(
        "--output", required=True, metavar="FINAL", help="a new folder, or a .csv or .xlsx file"
    )
    double.add_argument(
        "--resolution", metavar="FILE", help="default: resolution.xlsx in FINAL.compared"
    )
    double.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where cohorts.csv is; default: responses",
    )
    double.add_argument(
        "--json", action="store_true", help="write differences and agreement for scripts"
    )
