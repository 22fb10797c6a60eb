"""``mentoring themes``: free text into categories, step by step: units, agree, table."""

from __future__ import annotations

import argparse
import json

from generator.commands.console import (
    DONE,
    add_command,
    folder,
    path,
    plural,
    runs,
    value_of,
)
from generator.running.theme_agreement import agree
from generator.running.theme_table import table
from generator.running.theme_units import units
from generator.themes.agree import in_words, rows

#: More people than this do not code one set of texts.
MOST_CODERS = 9


def add(parser: argparse.ArgumentParser) -> None:
    """Add the steps of this command, and what each takes."""
    parser.formatter_class = argparse.HelpFormatter
    parser.description = "Sort what people wrote into categories, and count people in them."
    own = parser.add_subparsers(dest="themes", metavar="STEP", required=True)

    units = add_command(own, "units", "collect free text into a workbook for each coder")
    runs(units, _units)
    units.add_argument(
        "responses",
        metavar="RESPONSES",
        nargs="?",
        default="responses",
        help="the folder of answers; default: responses",
    )
    units.add_argument("--output", metavar="DIR", default="themes", help="default: themes")
    units.add_argument("--coders", type=_coders, default=2, metavar="N", help="default: 2")
    units.add_argument("--seed", default="", metavar="TEXT", help="another order of the texts")
    units.add_argument("--remove", metavar="FILE.txt", help="names to take out, 1 on each line")

    agree = add_command(own, "agree", "compare 2 coders' workbooks")
    runs(agree, _agree)
    agree.add_argument("first", metavar="FIRST.xlsx", help="a coder's workbook")
    agree.add_argument("second", metavar="SECOND.xlsx", help="the other coder's workbook")
    agree.add_argument("--output", metavar="DIR", help="default: beside the first workbook")
    agree.add_argument("--json", action="store_true", help="write the agreement for scripts")

    table = add_command(own, "table", "write who mentioned which agreed category")
    runs(table, _table)
    table.add_argument("agreed", metavar="AGREED.xlsx", help="the workbook with what was agreed")
    table.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where the private themes.csv goes; default: responses",
    )
    table.add_argument("--key", metavar="KEY.csv", help="default: key.csv beside the workbook")
    table.add_argument(
        "--output", metavar="DIR", help="private pages; default: beside the workbook"
    )
    table.add_argument("--replace", action="store_true", help="replace an older themes.csv")


def _coders(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_CODERS:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of coders from 1 to {MOST_CODERS}")


def _units(options: argparse.Namespace) -> int:
    outcome = units(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        coders=options.coders,
        seed=options.seed,
        names=path(options, options.remove) if options.remove else None,
    )
    made = value_of(options, outcome)
    print(f"{plural(made.texts, 'text')} to code, in {options.output}: {', '.join(made.files)}.")
    print("Read them through and take out names and places, in every workbook alike.")
    print("Give each coder 1 workbook. Keep key.csv and returned.csv: they have survey codes.")
    print("When both are done: mentoring themes agree FIRST.xlsx SECOND.xlsx")
    return DONE


def _agree(options: argparse.Namespace) -> int:
    first = path(options, options.first)
    outcome = agree(
        folder(options),
        first,
        path(options, options.second),
        output=path(options, options.output) if options.output else first.parent,
    )
    agreed = value_of(options, outcome)
    found = agreed.agreement
    if options.json:
        header, *lines = rows(found)
        print(json.dumps([dict(zip(header, line, strict=True)) for line in lines], indent=2))
        return DONE
    print("\n".join(in_words(found)))
    where = options.output or first.parent.as_posix()
    left = agreed.open
    print(f"\n{plural(left, 'text')} to talk about, in {where}: {', '.join(agreed.files)}.")
    print("Enter what is agreed in agreed.xlsx, then: mentoring themes table agreed.xlsx")
    return DONE


def _table(options: argparse.Namespace) -> int:
    outcome = table(
        folder(options),
        path(options, options.agreed),
        key=path(options, options.key) if options.key else None,
        responses=path(options, options.responses),
        output=path(options, options.output) if options.output else None,
        replace=options.replace,
    )
    made = value_of(options, outcome)
    print(f"{plural(made.texts, 'coded text')}, {plural(made.rows, 'row')} of people:")
    print("\n".join(f"  {name}" for name in made.files))
    if made.gone:
        print(f"Left out: {plural(made.gone, 'text')} of people who are not among the answers now.")
        print("Delete these rows in every coding workbook too.")
    if made.new:
        print(
            f"Not coded: {plural(made.new, 'answer')} that came later. Make new units, code them."
        )
    if made.later:
        later = plural(made.later, "form")
        print(f"Not counted yet: {later} that came after the units were made.")
    print("All of it is private: themes.csv says who mentioned what. The results pages show the")
    print("categories by the release rule.")
    return DONE
