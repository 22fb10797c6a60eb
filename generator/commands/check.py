"""``mentoring check``: every fault of forms, settings, pages and answers, at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.console import DONE, MISTAKE, as_json, folder, list_problems, path, runs
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, errors_in
from generator.definitions.suggest import plural
from generator.definitions.variables import variables
from generator.files import progress
from generator.files.clock import today
from generator.files.programme_folder import own_responses
from generator.inputs import examined, look, page_faults

if TYPE_CHECKING:
    from generator.responses.answers import Responses


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, "check", "check --responses responses --strict")
    parser.add_argument(
        "--responses",
        metavar="DIR",
        help="the folder of answers; default: responses, if there is one",
    )
    parser.add_argument(
        "--strict", action="store_true", help="end with an error if there are warnings"
    )
    parser.add_argument("--json", action="store_true", help="write the problems for scripts")


def _run(options: argparse.Namespace) -> int:
    named = path(options, options.responses) if options.responses else None
    checked = check(folder(options), named)
    progress.on("")
    errors = sum(problem.severity == "error" for problem in checked.problems)
    warnings = len(checked.problems) - errors
    if options.json:
        print(json.dumps([as_json(problem) for problem in checked.problems], indent=2))
    else:
        list_problems(checked.problems, sys.stdout)
        for note in checked.notes:
            print(note)
        if checked.populations and not errors:
            print("Counted together on open pages:")
            print("\n".join(f"  {line}" for line in checked.populations))
        print(f"{checked.what}: {plural(errors, 'error')}, {plural(warnings, 'warning')}.")
    return MISTAKE if errors or (options.strict and warnings) else DONE


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, everything that is wrong, and what was found otherwise.

    ``populations`` are those of open pages: who is counted together, in what.
    """

    what: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()


def check(folder: Path, responses: Path | None) -> Checked:
    """Check the definitions and the responses, the programme's own where no folder is named."""
    loaded: list[Problem] = []
    definitions = look(folder, loaded)
    if definitions is None:
        return Checked("Definitions", (*loaded, *page_faults(folder, None)))
    forms = sum(form.kind != "sheet" for form in definitions.instruments)
    what = f"{forms} forms, {len(definitions.instruments) - forms} sheets"
    where = responses or own_responses(folder)
    found = examined(folder, loaded, definitions, where, today())
    answers = None if errors_in(found.of_answers) else found.answers
    if answers is not None and (answers.files or responses is not None):
        what += f", {plural(answers.rows, 'response')} in {plural(answers.files, 'file')}"
    lines = tuple(_populations(definitions, answers)) if answers is not None else ()
    notes = found.answers.notes if found.answers else ()
    return Checked(what, found.problems, notes, lines)


def _populations(definitions: Definitions, responses: Responses) -> Iterator[str]:
    """Yield a line for each population that has people: who, in what, and how many."""
    from generator.disclosure.populations import members, questions

    programme, forms = definitions.programme, definitions.instruments
    books = codebooks(programme, forms)
    for population, asked in questions(variables(programme, forms)).items():
        names = ", ".join(dict.fromkeys(one.measure for one in asked if one.open))
        if names and (many := len(members(population, books, responses))):
            who = f"{population.role}, {' and '.join(population.waves)}"
            people = "1 person" if many == 1 else f"{many:,} people"
            yield f"{who} ({people}): {names}"
