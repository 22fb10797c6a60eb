"""``mentoring check``: every fault of forms, settings, pages and answers, at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.commands.console import DONE, MISTAKE, Options, Parser, as_json, list_problems
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, errors_in
from generator.definitions.suggest import plural
from generator.definitions.variables import variables
from generator.files import progress
from generator.files.clock import today
from generator.inputs import examined, look, page_faults

if TYPE_CHECKING:
    from generator.responses.answers import Responses


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "check", "check --responses responses --strict")
    parser.takes("--responses", default=None)
    parser.takes("--json")
    parser.flag("--strict", "end with an error if there are warnings")


def _run(options: Options) -> int:
    what, problems, notes = _checked(options)
    progress.on("")
    errors, many = len(errors_in(problems)), len(problems)
    if options.json:
        print(json.dumps([as_json(problem) for problem in problems], indent=2))
    else:
        list_problems(problems, sys.stdout)
        print("".join(f"{note}\n" for note in notes), end="")
        print(f"{what}: {plural(errors, 'error')}, {plural(many - errors, 'warning')}.")
    return MISTAKE if errors or (options.strict and many) else DONE


def _checked(options: Options) -> tuple[str, Sequence[Problem], Sequence[str]]:
    """Return what was checked, everything that is wrong, and lines on what was found otherwise."""
    home, loaded = options.home, list[Problem]()
    definitions = look(home, loaded)
    if definitions is None:
        return "Definitions", (*loaded, *page_faults(home, None)), ()
    forms = sum(form.kind != "sheet" for form in definitions.instruments)
    what = f"{forms} forms, {len(definitions.instruments) - forms} sheets"
    found = examined(home, loaded, definitions, options.results, today())
    answers = found.answers
    notes = [*answers.notes] if answers else []
    if answers and not errors_in(found.of_answers):
        if answers.files or options.responses:
            what += f", {plural(answers.rows, 'response')} in {plural(answers.files, 'file')}"
        counted = list(_populations(definitions, answers))
        if counted and not found.faults:
            notes += ["Counted together on open pages:", *(f"  {line}" for line in counted)]
    return what, found.problems, notes


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
