"""Commands for a programme and its answers: set up, check, print, invent, forget."""

from __future__ import annotations

import argparse
import json
import re
import sys

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
    progress,
    tell,
)


def _init(options: argparse.Namespace) -> int:
    from generator import build

    target = path(options, options.folder)
    outcome = build.init(target)
    if has_errors(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    place = f'"{options.folder}"' if " " in options.folder else options.folder
    print(f"A new programme stands in {place} ({outcome.value} files).")
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
    outcome = build.check(folder(options), responses, progress=progress(options))
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
    from generator import build

    outcome = build.print_forms(
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
    if options.json:
        print(json.dumps(outcome.value, indent=2))
    else:
        each = "with its layout" if len(outcome.value) == 1 else "each with its layout"
        print(f"{count(len(outcome.value), 'PDF')} in {options.output}, {each}.")
    return DONE


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
    print("\n".join([*outcome.notes, *(outcome.value or ())]))
    list_problems(outcome.problems, sys.stderr)
    if outcome.errors and not options.confirm:
        tell(f"{count(len(outcome.errors), 'error')}. No answers were removed.")
    return MISTAKE if outcome.errors or outcome.value is None else DONE


def _ask(question: str) -> bool:
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def add(commands: Commands) -> None:
    """Add these commands to the program's."""
    new = command(commands, "init", _init, "make a new programme in an empty folder")
    new.add_argument("folder", metavar="FOLDER")

    check = command(
        commands, "check", _check, "check definitions and responses, all faults at once"
    )
    check.add_argument(
        "--responses",
        metavar="DIR",
        help="responses to check too; default: those in responses",
    )
    check.add_argument("--strict", action="store_true", help="end with exit 1 on warnings, too")
    check.add_argument("--json", action="store_true", help="the problems as JSON")

    paper = command(
        commands, "print", _print, "make the questionnaires as PDF files", tells_warnings=True
    )
    paper.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms where none is named"
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
    paper.add_argument("--json", action="store_true", help="the files written as JSON")

    invent = command(
        commands, "simulate", _simulate, "write invented responses, to try everything out"
    )
    invent.add_argument("--cohorts", type=_whole, required=True, metavar="N")
    invent.add_argument(
        "--pairs", type=_pairs, required=True, metavar="M", help="a number, or 4-25"
    )
    invent.add_argument(
        "--seed", required=True, metavar="S", help="any text; the same text, the same files"
    )
    invent.add_argument("--organisations", type=_whole, default=1, metavar="N", help="default: 1")
    invent.add_argument("--regions", type=_whole, default=1, metavar="N", help="default: 1")
    invent.add_argument("--output", required=True, metavar="DIR")

    forget = command(commands, "forget", _forget, "remove a respondent from the response files")
    forget.add_argument("code", metavar="CODE")
    forget.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    forget.add_argument(
        "--also",
        metavar="CODE",
        action="append",
        default=[],
        help="another spelling that is the same person's; may be given several times",
    )
    forget.add_argument(
        "--only", action="store_true", help="leave rows under other spellings: another person's"
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
