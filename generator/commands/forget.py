"""``mentoring forget``: one person's answers are taken out, in every spelling of their code."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from generator.commands.console import DONE, MISTAKE, Options, Parser, list_problems
from generator.definitions.problem import Problem, RefusedError, errors_in, refuse, tried
from generator.definitions.programme import Programme, in_language
from generator.definitions.suggest import listed, plural
from generator.definitions.timeline import day_in_words
from generator.files.forget import Row, Trace, confirm, elsewhere, find, take_out, without
from generator.files.ledger_file import was_released
from generator.files.response_folder import no_folder
from generator.inputs import look
from generator.responses.spelling import without_gaps


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "forget K7RM4WDX", "forget K7RM4WDX --confirm")
    parser.value("code", "CODE", "the survey code of the person", type=without_gaps)
    parser.takes("--responses")
    parser.value(
        "--also",
        "CODE",
        "another spelling of the same person's code; you may repeat it",
        type=without_gaps,
        action="append",
        default=[],
    )
    parser.flag("--only", "leave rows in other spellings, because they are another person's")
    parser.flag("--confirm", "delete the copies that were kept")


def _run(options: Options) -> int:
    found: list[Problem] = []
    lines = _confirm(options, found) if options.confirm else _forget(options, found)
    list_problems(found, sys.stderr)
    print("\n".join(lines))
    return MISTAKE if errors_in(found) else DONE


def _forget(options: Options, found: list[Problem]) -> list[str]:
    """Take a person's rows out of all files, and return what to tell.

    Nothing is written where the code stands in a file that no row can be taken out of,
    or where it is not known whether another spelling is the same person's.
    """
    responses = options.path(options.responses)
    place = options.shown(responses)
    definitions = look(options.home, found)
    found[:] = errors_in(found)
    trace = find(responses, options.code, place, found)
    codes = _chosen(options, trace, found)
    changed = without(responses, trace.of(codes))
    found += elsewhere(responses, codes, trace.others.keys() - codes, changed, place)
    refuse(found)
    copies = take_out(responses, options.code, changed)
    lines = [*_removed(trace, codes, place)]
    if left := sorted({row.code for row in trace.rows} - codes):
        lines.append(f"Left in place, because they are another person's: {listed(left)}.")
    if copies:
        kept = options.shown(copies)
        lines.append(f"Copies of the files as they were are in {kept}.")
        lines.append(
            "Look at the files, then delete the copies: "
            f"mentoring forget {options.code} --confirm{options.also_responses}"
        )
    retention = _kept_until(definitions.programme) if definitions else ()
    return [*lines, *_elsewhere_still(responses), *retention]


def _chosen(options: Options, trace: Trace, found: list[Problem]) -> set[str]:
    """Return the spellings that are this person's; each that is not decided on is a problem."""
    codes = {options.code, *(code for code in options.also if code in trace.others)}
    before, where = len(found), trace.rows[0].where
    for code in options.also:
        if code not in (*trace.others, options.code):
            fault = f"No row holds '{code}', or it is nothing like '{trace.code}'."
            remedy = "Remove it with a command of its own."
            found.append(Problem(where, "other-spelling", fault, remedy))
    for other, differs in trace.others.items():
        if other not in codes and not options.only:
            rows = trace.of({other})
            places = listed((str(row.where) for row in rows), limit=3)
            fault = f"'{other}' differs from '{options.code}' {differs}, in {places}."
            remedy = f"If it is the same person, add --also {other}; if it is not, add --only."
            found.append(Problem(rows[0].where, "other-spelling", fault, remedy))
    if len(found) == before and not trace.of(codes):
        fault = f"No response file holds the code '{options.code}'."
        found.append(Problem(where, "unknown-respondent", fault, "Check it."))
    return codes


def _removed(trace: Trace, codes: set[str], place: str) -> Iterator[str]:
    """Yield how many rows were taken out of each file, copies of earlier removals by themselves."""
    rows = trace.of(codes)
    for file, count in sorted(Counter(row.file for row in rows if not row.copy).items()):
        yield f"{place}/{file}: {count} removed" if place else f"{file}: {count} removed"
    if copies := len({row.file for row in rows if row.copy}):
        yield f"Also taken out of {plural(copies, 'file')} that earlier removals had kept."


def _elsewhere_still(responses: Path) -> Iterator[str]:
    """Yield what has to be known or done besides."""
    yield (
        "The next build of restricted pages and previews leaves these answers out. Do not build "
        "them only for this: somebody could compare 2 versions of a page."
    )
    if was_released(responses):
        yield (
            "What is published stays as it was, and still counts them where they were counted: 2 "
            "versions of a table would show their answers. If you cannot accept that, take "
            "the pages down: see “What happens to published results” on the page about withdrawals."
        )
    if any(responses.rglob("themes.csv")):
        yield (
            "Free text was coded: what they wrote may still be in the coding workbooks and "
            "in-context.html. Delete their rows there, in key.csv and in returned.csv. Then: "
            "mentoring themes table AGREED.xlsx --replace"
        )


def _kept_until(programme: Programme) -> Iterator[str]:
    yield "Also kept, elsewhere and on paper:"
    for one in programme.retention:
        date = day_in_words(one.until) if one.until else ""
        until = f"until {date}" if date else "no date is set in programme.yml"
        yield f"  {in_language(one.what, programme.languages[0])}: {until}"


def _confirm(options: Options, found: list[Problem]) -> list[str]:
    """Delete the copies that were kept for a code, and look whether it stands anywhere still."""
    responses, code = options.path(options.responses), options.code
    place = options.shown(responses)
    if not responses.is_dir():
        raise RefusedError([no_folder(responses, place)])
    count = confirm(responses, code)
    if not count:
        fault = f"No copies are kept for the code '{code}'."
        remedy = (
            "Run it without --confirm first. If you have confirmed already, there is nothing to do."
        )
        raise RefusedError.at(place or ".", "no-copies", fault, remedy)
    done = [f"{plural(count, 'kept file')} deleted."]
    rows, others = _still(responses, code, place, found)
    fault, remedy = f"The code '{code}' stands here.", "Forget it once more."
    found += (Problem(row.where, "code-again", fault, remedy) for row in rows)
    if not rows:
        found += elsewhere(responses, {code}, others, {}, place)
    if not errors_in(found):
        can = "that can be searched " if found else ""
        done.append(f"No file {can}below {place or 'this folder'} holds the code any more.")
        if others:
            done.append(f"Left in place, as another person's: {listed(sorted(others))}.")
    return done


def _still(
    responses: Path, code: str, place: str, found: list[Problem]
) -> tuple[list[Row], Collection[str]]:
    """Return the rows that hold a code again, and the spellings that stay in place.

    Rows whose code a spreadsheet has changed are told once more: one may be this person's.
    """
    told: list[Problem] = []
    again = tried(told, partial(find, responses, code, place))
    found += (problem for problem in told if problem.rule == "code-lost")
    return (again.of({code}), again.others.keys()) if again else ([], ())
