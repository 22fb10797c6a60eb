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
    blank.add_argument("--output", required=True, metavar="DIR", help="a new folder")
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
