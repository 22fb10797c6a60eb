"""``mentoring forget``: one person's answers are taken out, in every spelling of their code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.assembly import load
from generator.files import forgotten_copies, writing
from generator.files.forget import Trace, elsewhere, find, retention_dates, without
from generator.files.ledger_file import has_ledger
from generator.files.programme_folder import shown
from generator.survey.nearest import listed
from generator.survey.problem import Parsed, Problem
from generator.survey.programme import Programme

#: Asks whether rows under another spelling are the same person's, and returns the answer.
Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for.

    ``also`` are other spellings that are this person's; with ``only`` no other is.
    ``ask`` is what asks about the rest; None where nobody can answer.
    """

    code: str
    also: Sequence[str] = ()
    only: bool = False
    ask: Ask | None = None


def forget(folder: Path, wish: Wish, responses: Path) -> Parsed[list[str]]:
    """Take a person's rows out of all files; the value is what to tell.

    Nothing is written where the code stands in a file that no row can be taken out of,
    or where it is not known whether another spelling is the same person's.
    """
    loaded = load(folder)
    place = shown(responses, folder)
    found = find(responses, wish.code, place)
    if loaded.value is None or found.value is None:
        return Parsed(None, (*loaded.errors, *found.problems))
    trace = found.value
    codes, unknown = _chosen(trace, wish)
    changed = without(responses, trace.of(codes))
    there = elsewhere(responses, codes, trace.others.keys() - codes, changed, place)
    problems = (*found.problems, *unknown, *there)
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    copies = forgotten_copies.take_out(responses, wish.code, changed)
    lines = [*_removed(trace, codes, place)]
    left = sorted({row.code for row in trace.rows} - codes)
    lines.extend(
        [f"Left in place, because they are another person's: {listed(left)}."] if left else []
    )
    if copies:
        lines.append(f"Copies of the files as they were are in {shown(copies, folder)}.")
        lines.append(
            f"Look at the files, then delete the copies: mentoring forget {wish.code} --confirm"
        )
    lines.extend(_elsewhere_still(responses))
    lines.extend(_kept_until(loaded.value.programme))
    return Parsed(lines, problems)


def _chosen(trace: Trace, wish: Wish) -> tuple[set[str], list[Problem]]:
    """Return the spellings that are this person's, and a problem for each not decided on."""
    codes = {wish.code, *(code for code in wish.also if code in trace.others)}
    problems = [
        _not_like(trace, code) for code in wish.also if code not in (*trace.others, wish.code)
    ]
    for other, differs in trace.others.items():
        if other in codes or wish.only:
            continue
        rows = trace.of({other})
        where = listed((str(row.where) for row in rows), limit=3)
        if wish.ask is None:
            fault = f"'{other}' differs from '{wish.code}' {differs}, in {where}."
            remedy = f"If it is the same person, add --also {other}; if it is not, add --only."
            problems.append(Problem(rows[0].where, "other-spelling", fault, remedy))
        elif wish.ask(f"'{other}' differs from '{wish.code}' {differs}: {where}. The same person?"):
            codes.add(other)
    if not problems and not trace.of(codes):
        fault = f"No response file holds the code '{wish.code}'."
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
            "versions of a table would show their answers. If you cannot accept that, take the "
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


def confirm(folder: Path, code: str, responses: Path) -> Parsed[list[str]]:
    """Delete the copies that were kept for a code, and look whether it stands anywhere still."""
    from generator.files.response_folder import no_folder
    from generator.survey.problem import SourceLine

    place = shown(responses, folder)
    if not responses.is_dir():
        return Parsed(None, (no_folder(responses, place),))
    count = forgotten_copies.confirm(responses, code)
    if not count:
        fault = f"No copies are kept for the code '{code}'."
        remedy = (
            "Run it without --confirm first. If you have confirmed already, there is nothing to do."
        )
        return Parsed(None, (Problem(SourceLine(place or "."), "no-copies", fault, remedy),))
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
    return Parsed(done, tuple(there))
