"""``mentoring status``: what is out, what came back, what to do next, what is in the way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, carrying, errors_in, refuse
from generator.disclosure.rule import rule_of
from generator.files import clock, programme_folder
from generator.files.output_guard import site_faults
from generator.inputs import Examined, examined, load, read
from generator.monitoring.blockers import Blocker, Matched, blockers
from generator.monitoring.calendar import start_faults
from generator.monitoring.next_steps import next_steps
from generator.monitoring.report import Report, as_json, page, screen
from generator.monitoring.status import standing
from generator.responses.answers import Responses

PAGE = "status.html"


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "status", "status --start 2027-01-11")
    parser.takes("--responses", "--start", "--force", "--json")
    parser.value("--output", "FILE.html", f"default: {PAGE}", default=PAGE)


def _run(options: Options) -> int:
    today, output = clock.today(), options.path(options.output)
    told: list[Problem] = [*site_faults(options.home, output)]
    told += start_faults(options.start) if options.start else ()
    loaded: list[Problem] = []
    with carrying(told):
        definitions = load(options.home, loaded, warnings=True)
    refuse(told)
    state = _state(options, loaded, definitions, today, told)
    print(json.dumps(as_json(state), indent=2) if options.json else screen(state))
    options.write({output: page(state).encode()}, told, public=False)
    report(told)
    if not options.json:
        print(f"\nThe whole of it, by cohort, is in {options.output}. Keep it private.")
    return DONE


def _state(
    options: Options,
    loaded: Sequence[Problem],
    definitions: Definitions,
    today: date,
    told: list[Problem],
) -> Report:
    """Return where a programme stands; what is to be told beside it is added to ``told``."""
    responses, programme = options.path(options.responses), definitions.programme
    gathered = _gather(options.home, loaded, definitions, responses, today)
    typed = _typed(gathered.answers)
    about = (programme, definitions.instruments, gathered.cohorts)
    lines = standing(*about, typed, gathered.log, today)
    steps = next_steps(programme, lines, today, options.start)
    published, also = _outlook(options.home, definitions, gathered, responses)
    told += (problem for problem in gathered.problems if problem.rule == "not-read")
    told += gathered.of_log
    found = (*_blockers(definitions, gathered), *also)
    return Report(programme, today, lines, steps, found, published, options.also_responses)


def _gather(
    folder: Path, loaded: Sequence[Problem], definitions: Definitions, responses: Path, today: date
) -> Examined:
    """Read everything; where there are faults, once more without the rows that have one.

    Faults of the answers do not stop it: their number is part of the report, and files without
    one are counted. Those of the cohorts and of the return log do, since counts would be wrong.
    """
    there = programme_folder.is_there(responses)
    found = examined(folder, loaded, definitions, responses if there else None, today)
    if not there:
        return found
    answers = found.answers
    if errors_in(found.of_answers):
        answers = read(folder, definitions, responses, [], skip_faulty=True, partly=True)
    refuse([*found.of_cohorts, *found.of_log])
    return replace(found, answers=answers)


def _typed(answers: Responses | None) -> Counter[tuple[str, str]]:
    """Return how many rows there are of each form in each cohort."""
    found: Counter[tuple[str, str]] = Counter()
    if answers is not None:
        for name, rows in answers.answers.items():
            numbers = Counter(rows["cohort"].tolist())
            found.update({(name, answers.cohorts[n].id): rows for n, rows in numbers.items()})
    return found


def _blockers(definitions: Definitions, gathered: Examined) -> Iterator[Blocker]:
    answers = gathered.answers
    return blockers(
        gathered.faults,
        gathered.blank,
        _matched(definitions, answers) if answers else (),
        answers=answers.rows if answers else 0,
        free_text=bool(answers and answers.free_text),
        coded=gathered.coded,
    )


def _matched(definitions: Definitions, answers: Responses) -> tuple[Matched, ...]:
    """Return how many people of each role returned both forms of its main comparison."""
    from generator.disclosure.populations import Population, members

    programme = definitions.programme
    books = codebooks(programme, definitions.instruments)
    least = [rule_of(programme.release, kind).minimum for kind in ("open", "restricted")]
    plurals = {role.id: programme.said(role.plural).lower() for role in programme.roles}
    waves = {one.role: (one.from_, one.to) for one in programme.comparisons if one.primary}
    return tuple(
        Matched(plurals[role], len(members(Population(role, pair), books, answers)), *least)
        for role, pair in waves.items()
    )


def _outlook(
    folder: Path, definitions: Definitions, gathered: Examined, responses: Path
) -> tuple[dict[str, Any], tuple[Blocker, ...]]:
    """Return what is published and what a release would add, or what is in its way."""
    from generator.publication import Answers, outlook, published

    if gathered.answers is None:
        return {}, ()
    answers = Answers(folder, definitions, gathered.answers, responses)
    try:
        if not (gathered.answers.rows or published(answers)):
            return {}, ()
        facts = outlook(answers).facts()
    except RefusedError as refused:
        return {}, tuple(Blocker(one.fault, one.remedy) for one in refused.problems)
    return facts | {"refused": bool(gathered.faults or gathered.blank)}, ()
