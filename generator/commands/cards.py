"""``mentoring cards``: random code cards to cut apart; nobody keeps a list of the codes."""

from __future__ import annotations

from functools import partial

from generator.commands.console import DONE, Options, Parser, echo, report, whole
from generator.definitions.problem import Problem
from generator.definitions.suggest import plural
from generator.files.output_guard import folder_faults, who_can_open, write_private_folder
from generator.files.typesetting import Design, typeset
from generator.inputs import codes_in_use, load
from generator.packs import cards
from generator.packs.codes import new_codes

FILE = "code-cards.pdf"


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "cards --count 30", "cards --count 30 --output private/cards")
    parser.value(
        "--count",
        "N",
        "how many: 1 for each person and some to spare",
        type=partial(whole, most=cards.MOST),
        required=True,
    )
    parser.value("--output", "DIR", "a new folder; default: cards", default="cards")


def _run(options: Options) -> int:
    home, output = options.home, options.path(options.output)
    found: list[Problem] = [*folder_faults(home, output)]
    definitions = load(home, found)
    taken = codes_in_use(home, definitions)
    codes = tuple(new_codes(options.count, taken))
    pdf = typeset(Design(cards.DESIGN), cards.cards(codes))
    write_private_folder(output, {FILE: pdf})
    report(found)
    sheets = plural(-(-options.count // cards.A_SHEET), "sheet")
    echo(f"{plural(options.count, 'code card')} on {sheets} of A4: {options.output}/{FILE}.")
    echo(f"{who_can_open()} It is the only place where these codes stand together:")
    echo("print it at 100%, on 1 side, cut the cards, shuffle them, then delete this folder.")
    return DONE
