"""Commands for a programme and its answers: set up, check, print, invent, forget."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence

from generator.commands.speech import (
    DONE,
    MISTAKE,
    Commands,
    as_json,
    command,
    count,
    folder,
    has_errors,
    list_problems,
    may_force,
    path,
    some,
    tell,
)
from generator.files import progress


def _init(options: argparse.Namespace) -> int:
    from generator import build

    target = path(options, options.folder)
    outcome = build.init(target)
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    place = f'"{options.folder}"' if " " in options.folder else options.folder
    print(f"A new programme is in {place} ({outcome.value} files).")
    print(
        "Next: write your cohorts into records/cohorts.csv, and the local names and contacts into\n"
        "instruments/programme.yml. Then:"
    )
    for then, why in _THEN.items():
        print(f"  mentoring -C {place} {then:<6} {why}")
    print("Answers go into the folder responses, which only the data holder may open.")
    return DONE


_THEN = {
    "check": "names every fault, and what is still blank",
    "plan": "tells which groups could be shown",
    "print": "makes the questionnaires",
}


def _check(options: argparse.Namespace) -> int:
    from generator import build

    responses = path(options, options.responses) if options.responses else None
    outcome = build.check(folder(options), responses)
    progress.on("")
    problems = outcome.problems
    if options.json:
        print(json.dumps([as_json(problem) for problem in problems], indent=2))
    else:
        list_problems(problems, sys.stdout)
    errors = len(outcome.errors)
    warnings = sum(problem.severity == "warning" for problem in problems)
    if not options.json:
        counts = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
        for note in outcome.notes:
            print(note)
        if outcome.value and outcome.value.populations and not errors:
            print("Counted together on open pages:")
            print("\n".join(f"  {line}" for line in outcome.value.populations))
        print(f"{outcome.value.what if outcome.value else 'Checked'}: {counts}.")
    return MISTAKE if errors or (options.strict and warnings) else DONE


def _print(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from generator.running.paper import print_forms

    outcome = print_forms(
        folder(options),
        options.form,
        size="large" if options.large_print else "standard",
        language=options.language,
        output=path(options, options.output),
        mentees=options.mentees,
        force=options.force,
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    made = outcome.value
    if options.json:
        print(json.dumps([asdict(paper) for paper in made.papers], indent=2))
    else:
        files = [paper.file for paper in made.papers]
        print("\n".join(_printed(files, options.output, each=bool(options.form))))
    if made.removed:
        tell(f"Removed from an earlier run, as no form is called so now: {some(made.removed)}.")
    if made.left:
        tell(
            f"Left from an earlier run, though no form is called so now: {some(made.left)}. "
            "Delete what you do not need; mentoring print removes it when it prints all forms."
        )
    return DONE


def _printed(files: Sequence[str], output: str, *, each: bool) -> Iterator[str]:
    """Yield what was printed where: each file, or the folders of all."""
    begin = f"{count(len(files), 'PDF')} in {output}"
    if each:
        yield f"{begin}:"
        yield from (f"  {file}" for file in files)
    else:
        people = dict.fromkeys(file.partition("/")[0] for file in files)
        yield f"{begin}, sorted by people, then by time: {', '.join(people)}."
    yield f"Print at 100%, on both sides. Only a scanner needs the files in {output}/layouts."


def _simulate(options: argparse.Namespace) -> int:
    from generator import build

    outcome = build.simulate(
        folder(options),
        cohorts=options.cohorts,
        pairs=options.pairs,
        seed=options.seed,
        organisations=options.organisations,
        regions=options.regions,
        output=path(options, options.output),
    )
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(f"{count(outcome.value, 'file')} of invented responses in {options.output}.")
    site = "" if options.output == "responses" else " --site-dir trial-site"
    print(f'To see their results: mentoring build --responses "{options.output}"{site}')
    return DONE


def _forget(options: argparse.Namespace) -> int:
    from generator.running.forget import Wish, confirm, forget

    responses = path(options, options.responses)
    if options.confirm:
        outcome = confirm(folder(options), options.code, responses)
    else:
        ask = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
        wish = Wish(options.code, tuple(options.also), options.only, ask)
        outcome = forget(folder(options), wish, responses)
    progress.on("")
    for line in outcome.value or ():
        print(line)
    list_problems(outcome.problems, sys.stderr)
    if outcome.errors and not options.confirm:
        tell(f"{count(len(outcome.errors), 'error')}. No answers were removed.")
    return MISTAKE if outcome.errors or outcome.value is None else DONE


def _ask(question: str) -> bool:
    progress.on("")
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    new = command(commands, "init", _init, "make a new programme in an empty folder")
    new.add_argument("folder", metavar="FOLDER", help="a new or empty folder")

    check = command(
        commands,
        "check",
        _check,
        "check forms, settings, pages and answers, and list all faults at once",
    )
    check.add_argument(
        "--responses",
        metavar="DIR",
        help="the folder of answers; default: responses, if there is one",
    )
    check.add_argument(
        "--strict", action="store_true", help="end with an error if there are warnings"
    )
    check.add_argument("--json", action="store_true", help="write the problems for scripts")

    paper = command(
        commands,
        "print",
        _print,
        "make the questionnaires and sheets as PDF files",
        tells_warnings=True,
    )
    paper.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms if you name none"
    )
    paper.add_argument("--large-print", action="store_true", help="18 point instead of 12 point")
    paper.add_argument("--language", metavar="L", help="a language of the programme, such as cy")
    paper.add_argument(
        "--mentees",
        type=_mentees,
        default=(),
        metavar="N",
        help="for the interview's notes: how many mentees, or their codes, such as A,B,C",
    )
    paper.add_argument("--output", metavar="DIR", default="printed", help="default: printed")
    may_force(paper)
    paper.add_argument("--json", action="store_true", help="list the files for scripts")

    invent = command(commands, "simulate", _simulate, "make invented answers to try things out")
    invent.add_argument(
        "--cohorts", type=_whole, required=True, metavar="N", help="how many cohorts"
    )
    invent.add_argument(
        "--pairs",
        type=_pairs,
        required=True,
        metavar="M",
        help="pairs in each cohort: a number, or 7-30",
    )
    invent.add_argument(
        "--seed", required=True, metavar="S", help="any text; the same text gives the same files"
    )
    invent.add_argument("--organisations", type=_whole, default=1, metavar="N", help="default: 1")
    invent.add_argument("--regions", type=_whole, default=1, metavar="N", help="default: 1")
    invent.add_argument("--output", required=True, metavar="DIR", help="a new folder")

    forget = command(commands, "forget", _forget, "remove the answers of 1 person")
    forget.add_argument("code", metavar="CODE", help="the survey code of the person")
    forget.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    forget.add_argument(
        "--also",
        metavar="CODE",
        action="append",
        default=[],
        help="another spelling of the same person's code; you may repeat it",
    )
    forget.add_argument(
        "--only",
        action="store_true",
        help="leave rows in other spellings, because they are another person's",
    )
    forget.add_argument("--confirm", action="store_true", help="delete the copies that were kept")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 100,000")
    return int(text)


def _mentees(text: str) -> tuple[str, ...]:
    """Return numbers from 1 on for a number, codes for a list."""
    from generator.survey.programme import MENTEE_PATTERN, MOST_MENTEES

    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_MENTEES:
        return tuple(str(number) for number in range(1, int(text) + 1))
    codes = tuple(part.strip() for part in text.split(","))
    fits = all(re.fullmatch(MENTEE_PATTERN, code) for code in codes) and not text.isdigit()
    if not fits or len(codes) > MOST_MENTEES or len({c.lower() for c in codes}) < len(codes):
        limits = f"a number from 1 to {MOST_MENTEES}, or so many different codes, such as A,B,C"
        raise argparse.ArgumentTypeError(f"'{text}' is not {limits}; never write names")
    return codes


def _pairs(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    pair = (_whole(low), _whole(high or low))
    if pair[0] > pair[1]:
        raise argparse.ArgumentTypeError(f"'{text}' runs downwards; write the smaller number first")
    return pair
