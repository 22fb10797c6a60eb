"""Commands for free text: themes units, themes agree, themes table."""

from __future__ import annotations

import argparse
import json

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

#: More people than this do not code one set of texts.
MOST_CODERS = 9


def _units(options: argparse.Namespace) -> int:
    from generator.running.theme_units import units

    outcome = units(
        folder(options),
        path(options, options.responses),
        output=path(options, options.output),
        coders=options.coders,
        seed=options.seed,
        names=path(options, options.remove) if options.remove else None,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    made = outcome.value
    print(f"{count(made.texts, 'text')} to code, in {options.output}: {', '.join(made.files)}.")
    print("Read them through and take out names and places, in every workbook alike.")
    print("Give each coder 1 workbook. Keep key.csv and returned.csv: they have survey codes.")
    print("When both are done: mentoring themes agree FIRST.xlsx SECOND.xlsx")
    return DONE


def _agree(options: argparse.Namespace) -> int:
    from generator.running.theme_agreement import agree
    from generator.themes.agree import in_words, rows

    first = path(options, options.first)
    outcome = agree(
        folder(options),
        first,
        path(options, options.second),
        output=path(options, options.output) if options.output else first.parent,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    found = outcome.value.agreement
    if options.json:
        header, *lines = rows(found)
        print(json.dumps([dict(zip(header, line, strict=True)) for line in lines], indent=2))
        return DONE
    print("\n".join(in_words(found)))
    where = options.output or first.parent.as_posix()
    left = outcome.value.open
    print(f"\n{count(left, 'text')} to talk about, in {where}: {', '.join(outcome.value.files)}.")
    print("Enter what is agreed in agreed.xlsx, then: mentoring themes table agreed.xlsx")
    return DONE


def _table(options: argparse.Namespace) -> int:
    from generator.running.theme_table import table

    outcome = table(
        folder(options),
        path(options, options.agreed),
        key=path(options, options.key) if options.key else None,
        responses=path(options, options.responses),
        output=path(options, options.output) if options.output else None,
        replace=options.replace,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    made = outcome.value
    print(f"{count(made.texts, 'coded text')}, {count(made.rows, 'row')} of people:")
    print("\n".join(f"  {name}" for name in made.files))
    if made.gone:
        print(f"Left out: {count(made.gone, 'text')} of people who are not among the answers now.")
        print("Delete these rows in every coding workbook too.")
    if made.new:
        print(f"Not coded: {count(made.new, 'answer')} that came later. Make new units, code them.")
    if made.later:
        print(f"Not counted yet: {count(made.later, 'form')} that came after the units were made.")
    print("All of it is private: themes.csv says who mentioned what. The results pages show the")
    print("categories by the release rule.")
    return DONE


def _coders(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_CODERS:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of coders from 1 to {MOST_CODERS}")


def add(commands: Commands) -> None:
    """Add this command, which has three of its own, to the program's."""
    parser = commands.add_parser(
        "themes",
        help="sort free text into categories, and count people in them",
        description="Sort what people wrote into categories, and count people in them.",
    )
    own = parser.add_subparsers(dest="themes", metavar="STEP", required=True)

    units = command(own, "units", _units, "collect free text into a workbook for each coder")
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

    agree = command(own, "agree", _agree, "compare 2 coders' workbooks")
    agree.add_argument("first", metavar="FIRST.xlsx", help="a coder's workbook")
    agree.add_argument("second", metavar="SECOND.xlsx", help="the other coder's workbook")
    agree.add_argument("--output", metavar="DIR", help="default: beside the first workbook")
    agree.add_argument("--json", action="store_true", help="write the agreement for scripts")

    table = command(own, "table", _table, "write who mentioned which agreed category")
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
