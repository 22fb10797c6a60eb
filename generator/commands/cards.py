"""``mentoring cards``: random code cards to cut apart; nobody keeps a list of the codes."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from generator.commands.console import DONE, echo, folder, path, plural, report, runs, whole
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, refuse
from generator.files.output_guard import (
    folder_faults,
    who_can_open,
    write_private_folder,
)
from generator.files.programme_folder import RESPONSES, is_there
from generator.files.typesetting import Design, typeset
from generator.inputs import load, read
from generator.packs import cards
from generator.packs.codes import new_codes

FILE = "code-cards.pdf"


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument(
        "--count",
        type=partial(whole, most=cards.MOST),
        metavar="N",
        help="how many: 1 for each person and some to spare",
    )
    parser.add_argument(
        "--output", metavar="DIR", default="cards", help="a new folder; default: cards"
    )


def _run(options: argparse.Namespace) -> int:
    if options.count is None:
        options.wrong("say how many: --count N, 1 for each person and some to spare")
    home, output = folder(options), path(options, options.output)
    found: list[Problem] = [*folder_faults(home, output)]
    definitions = load(home, found, warnings=False)
    refuse(found)
    taken = codes_in_use(home, definitions)
    codes = tuple(new_codes(options.count, taken))
    pdf = typeset(Design(cards.DESIGN, "cards"), cards.cards(codes))
    write_private_folder(output, {FILE: pdf})
    report(options, found)
    sheets = plural(-(-options.count // cards.A_SHEET), "sheet")
    echo(f"{plural(options.count, 'code card')} on {sheets} of A4: {options.output}/{FILE}.")
    echo(f"{who_can_open()} It is the only place where these codes stand together:")
    echo("print it at 100%, on 1 side, cut the cards, shuffle them, then delete this folder.")
    if not definitions.programme.check_characters:
        echo("\n".join(_advice(definitions.programme_path)))
    return DONE


def _advice(place: str) -> tuple[str, ...]:
    """Return what finds slips of the pen in these codes from now on."""
    return (
        "The last character of each code checks the others. If everybody gets such a card, write",
        f"check_characters: true into {place}. Wrong codes are then found when they are typed in.",
    )


def codes_in_use(folder: Path, definitions: Definitions) -> frozenset[str]:
    """Return the codes among the programme's answers, in capitals and without hyphens.

    None where there are no answers, as on an organiser's computer. What is wrong with them is
    not these commands' business: files without an error count.
    """
    responses = folder / RESPONSES
    if not is_there(responses):
        return frozenset()
    answers = read(folder, definitions, responses, [], partly=True, skip_faulty=True).answers
    named = (str(code) for form in answers.values() for code in form["respondent"].unique())
    return frozenset("".join(filter(str.isalnum, code)).upper() for code in named)
