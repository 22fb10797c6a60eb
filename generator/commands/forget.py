"""``mentoring forget``: one person's answers are taken out, in every spelling of their code."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.commands.console import (
    DONE,
    MISTAKE,
    echo,
    folder,
    list_problems,
    path,
    plural,
    runs,
)
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme
from generator.definitions.suggest import listed
from generator.files import forgotten_copies, progress, writing
from generator.files.forget import Trace, elsewhere, find, retention_dates, without
from generator.files.ledger_file import has_ledger
from generator.files.programme_folder import shown
from generator.files.response_folder import no_folder
from generator.inputs import look


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run)
    parser.add_argument("code", metavar="CODE", help="the survey code of the person")
    parser.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    parser.add_argument(
        "--also",
        metavar="CODE",
        action="append",
        default=[],
        help="another spelling of the same person's code; you may repeat it",
    )
    parser.add_argument(
        "--only",
        action="store_true",
        help="leave rows in other spellings, because they are another person's",
    )
    parser.add_argument("--confirm", action="store_true", help="delete the copies that were kept")


def _run(options: argparse.Namespace) -> int:
    if options.confirm:
        return _confirm(options)
    lines, problems = _forget(options)
    _told(lines, problems)
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        echo(f"{plural(errors, 'error')}. No answers were removed.")
    return MISTAKE if errors else DONE


def _told(lines: Sequence[str], problems: Sequence[Problem]) -> None:
    progress.on("")
    for line in lines:
        print(line)
    list_problems(problems, sys.stderr)


def _forget(options: argparse.Namespace) -> tuple[list[str], tuple[Problem, ...]]:
    """Take a person's rows out of all files, and return what to tell.

    Nothing is written where the code stands in a file that no row can be taken out of,
    or where it is not known whether another spelling is the same person's.
    """
    responses = path(options, options.responses)
    place = shown(responses, folder(options))
    faults: list[Problem] = []
    definitions = look(folder(options), faults)
    found = find(responses, options.code, place)
    if definitions is None or found.value is None:
        errors = [problem for problem in faults if problem.severity == "error"]
        return [], (*errors, *found.problems)
    trace = found.value
    codes, unknown = _chosen(options, trace)
    changed = without(responses, trace.of(codes))
    there = elsewhere(responses, codes, trace.others.keys() - codes, changed, place)
    problems = (*found.problems, *unknown, *there)
    if any(problem.severity == "error" for problem in problems):
        return [], problems
    copies = forgotten_copies.take_out(responses, options.code, changed)
    lines = [*_removed(trace, codes, place)]
    if left := sorted({row.code for row in trace.rows} - codes):
        lines.append(f"Left in place, because they are another person's: {listed(left)}.")
    if copies:
        kept = shown(copies, folder(options))
        lines.append(f"Copies of the files as they were are in {kept}.")
        lines.append(
            f"Look at the files, then delete the copies: mentoring forget {options.code} --confirm"
        )
    lines.extend(_elsewhere_still(responses))
    lines.extend(_kept_until(definitions.programme))
    return lines, problems


def _ask(question: str) -> bool:
    progress.on("")
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def _chosen(options: argparse.Namespace, trace: Trace) -> tuple[set[str], list[Problem]]:
    """Return the spellings that are this person's, and a problem for each not decided on."""
    codes = {options.code, *(code for code in options.also if code in trace.others)}
    problems = [
        _not_like(trace, code) for code in options.also if code not in (*trace.others, options.code)
    ]
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    for other, differs in trace.others.items():
        if other in codes or options.only:
            continue
        rows = trace.of({other})
        where = listed((str(row.where) for row in rows), limit=3)
        if not asks:
            fault = f"'{other}' differs from '{options.code}' {differs}, in {where}."
            remedy = f"If it is the same person, add --also {other}; if it is not, add --only."
            problems.append(Problem(rows[0].where, "other-spelling", fault, remedy))
        elif _ask(f"'{other}' differs from '{options.code}' {differs}: {where}. The same person?"):
            codes.add(other)
    if not problems and not trace.of(codes):
        fault = f"No response file holds the code '{options.code}'."
        problems.append(Problem(trace.rows[0].where, "unknown-respondent", fault, "Check it."))
    return codes, problems


def _not_like(trace: Trace, code: str) -> Problem:
    fault = f"No row holds '{code}', or it is nothing like '{trace.code}'."
    return Problem(
        trace.rows[0].where, "other-spelling", fault, "Remove it with a command of its own."
    )


def _removed(trace: Trace, codes: set[str], place: str) -> Iterator[str]:
    """Yield how many rows were taken out of each file, copies of earlier removals by themselves."""
    rows = trace.of(codes)
    for file, count in sorted(Counter(row.file for row in rows if not row.copy).items()):
        yield f"{place}/{file}: {count} removed" if place else f"{file}: {count} removed"
    copies = len({row.file for row in rows if row.copy})
    if copies:
        files = "1 copy" if copies == 1 else f"{copies} copies"
        yield f"Also taken out of {files} that earlier removals had kept."


def _elsewhere_still(responses: Path) -> Iterator[str]:
    """Yield what has to be known or done besides."""
    yield (
        "The next build of restricted pages and previews leaves these answers out. Do not build "
        "them only for this: somebody could compare 2 versions of a page."
    )
    if has_ledger(responses):
        yield (
            "What is published stays as it was, and still counts them where they were counted: 2 "
            "versions of a table would show their answers. If you cannot accept that the "
            "pages down: see “What happens to published results” on the page about withdrawals."
        )
    if writing.has_named(responses, "themes.csv"):
        yield (
            "Free text was coded: what they wrote may still be in the coding workbooks and "
            "in-context.html. Delete their rows there, in key.csv and in returned.csv. Then: "
            "mentoring themes table AGREED.xlsx --replace"
        )


def _kept_until(programme: Programme) -> Iterator[str]:
    yield "Also kept, elsewhere and on paper:"
    for what, until in retention_dates(programme):
        date = f"{until.day} {until:%B %Y}" if until else "no date is set in programme.yml"
        yield f"  {what}: until {date}" if until else f"  {what}: {date}"


def _confirm(options: argparse.Namespace) -> int:
    """Delete the copies that were kept for a code, and look whether it stands anywhere still."""
    responses, code = path(options, options.responses), options.code
    place = shown(responses, folder(options))
    if not responses.is_dir():
        _told([], [no_folder(responses, place)])
        return MISTAKE
    count = forgotten_copies.confirm(responses, code)
    if not count:
        fault = f"No copies are kept for the code '{code}'."
        remedy = (
            "Run it without --confirm first. If you have confirmed already, there is nothing to do."
        )
        _told([], [Problem(SourceLine(place or "."), "no-copies", fault, remedy)])
        return MISTAKE
    done = ["1 kept copy was deleted." if count == 1 else f"{count} kept copies were deleted."]
    again = find(responses, code, place).value
    others = again.others if again else {}
    rows = again.of({code}) if again else []
    there = [
        Problem(row.where, "code-again", f"The code '{code}' stands here.", "Forget it once more.")
        for row in rows
    ]
    if not rows:
        there += elsewhere(responses, {code}, others.keys(), {}, place)
    if not any(problem.severity == "error" for problem in there):
        can = "that can be searched " if there else ""
        done.append(f"No file {can}below {place or 'this folder'} holds the code any more.")
        left = listed(sorted(others))
        done.extend([f"Left in place, as another person's: {left}."] if others else [])
    _told(done, there)
    return MISTAKE if any(problem.severity == "error" for problem in there) else DONE
