"""What all commands share: how they are added, name paths, stop at faults and speak."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO, TypeAlias, TypeVar

from generator.definitions.problem import Problem, SourceLine, format_problem, refuse
from generator.definitions.suggest import listed, plural
from generator.files import progress

T = TypeVar("T")
DONE, MISTAKE, STOPPED = 0, 1, 130
ALWAYS_TOLD = {"not-read"}
#: The rule of what is still blank in a programme's file: each in words of its own.
BLANK = "blank-local"
#: What is said again at so many places in the same words is one line with a count: in definitions,
#: where it is one mistake, and elsewhere, where it may be many.
OFTEN, OFTEN_ELSEWHERE = 3, 20
#: The only name that argparse has for it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(commands: Commands, name: str, words: str) -> argparse.ArgumentParser:
    """Add a command, or a step of one; return its parser."""
    return commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def runs(
    parser: argparse.ArgumentParser,
    function: Callable[[argparse.Namespace], int],
    *examples: str,
    tells_warnings: bool = False,
) -> None:
    """Let a parser run a function; ``tells_warnings`` where warnings are its business.

    ``examples`` are lines that work when typed, without the program's name. The function may
    end with wrong usage: ``options.wrong(words)``.
    """
    parser.epilog = "\n".join(["Examples:", *(f"  mentoring {line}" for line in examples)])
    parser.set_defaults(command=function, tells_warnings=tells_warnings, wrong=parser.error)


def may_force(parser: argparse.ArgumentParser) -> None:
    """Add the option to write over a file that is not the program's own."""
    parser.add_argument(
        "--force", action="store_true", help="replace a file that the program did not write"
    )


def write(
    options: argparse.Namespace,
    files: Mapping[Path, bytes],
    found: list[Problem],
    *,
    private: bool = False,
) -> None:
    """Write the files of a command that may be forced; ``private`` ones for their owner alone.

    Raises RefusedError with all that was ``found`` where an error is among it.
    """
    from generator.files import own_outputs, writing

    mode = writing.OWNER if private else writing.EVERYBODY
    over = files if options.force else ()
    own_outputs.write(folder(options), files, found, mode, over=over, remedy=own_outputs.FORCE)


def may_preview(parser: argparse.ArgumentParser) -> None:
    """Add the option to show what a release would publish."""
    parser.add_argument(
        "--preview", action="store_true", help="what a release would publish, for your eyes only"
    )


def takes_results(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whose results, and for whom."""
    parser.add_argument("--responses", metavar="DIR", help="default: responses, if there is one")
    parser.add_argument(
        "--audience",
        choices=("open", "restricted"),
        default="open",
        help="default: open; restricted is for the readers you name",
    )


def day(text: str) -> date:
    """Return a date that an option names."""
    try:
        named = date.fromisoformat(text)
    except ValueError:
        named = None
    if named is None or not 2000 <= named.year <= 2100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write one like 2027-01-11")
    return named


def whole(text: str, most: int) -> int:
    """Return a whole number from 1 on that an option names."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to {most:,}")
    return int(text)


def folder(options: argparse.Namespace) -> Path:
    """Return the programme's folder."""
    return Path(options.folder_)


def path(options: argparse.Namespace, text: str) -> Path:
    """Return a path of the command line, which is relative to the folder of -C."""
    return Path(options.folder_) / text


def report(options: argparse.Namespace, found: Sequence[Problem]) -> None:
    """List the warnings of a command that has come to its end; raise where there is an error."""
    refuse(found)
    list_found(options, found)


def results_of(options: argparse.Namespace) -> Path | None:
    """Return the folder of answers asked for, or the programme's own where it holds anything."""
    from generator.files.programme_folder import own_responses

    named = options.responses
    return path(options, named) if named else own_responses(folder(options))


def list_found(options: argparse.Namespace, problems: Sequence[Problem]) -> None:
    """Print problems to standard error, errors first.

    Warnings are listed where readers will see what they are about: in print and on the site;
    those of files that may hold answers and were not read, by every command. What is still
    blank is one line, however much it is.
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    warned = [problem for problem in problems if problem.severity == "warning"]
    blank = [problem for problem in warned if problem.rule == BLANK]
    list_problems(errors, sys.stderr)
    told = [one for one in warned if one.rule in ALWAYS_TOLD]
    if options.tells_warnings:
        told = [one for one in warned if one not in blank]
    list_problems(told, sys.stderr)
    if options.tells_warnings and blank:
        echo(
            f"{blank[0].where.path}: blank-local: warning: Blank local names, contacts and "
            f"dates: {len(blank):,}. Fill in what mentoring check lists."
        )
    elif len(told) < len(warned):
        echo(f"{plural(len(warned) - len(told), 'warning')}: mentoring check lists them.")
    if errors:
        echo(f"{plural(len(errors), 'error')}. {written('Nothing was written.')}")


def written(nothing: str) -> str:
    """Return what a command that did not come to its end has put in place until then."""
    from generator.files import writing

    paths = ", ".join(path.as_posix() for path in writing.done())
    return f"This was written before: {paths}." if paths else nothing


def list_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    """Print each problem with its place, fault and remedy; one that stands often, once."""
    progress.on("")
    places: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        same = (problem.severity, problem.rule, problem.fault, problem.remedy)
        places.setdefault(same[:2] if problem.rule == BLANK else same, []).append(problem)
    for first, *others in places.values():
        definition = first.where.path.endswith((".yml", ".yaml"))
        if len(others) < (OFTEN if definition else OFTEN_ELSEWHERE):
            told = "".join(f"\n{format_problem(other)}" for other in others)
        elif first.rule == BLANK:
            lines = ", ".join(map(str, sorted({other.where.line for other in others})))
            told = f" Other local names, contacts and dates are blank too: lines {lines}."
        else:
            found = [f"{other.where.path}:{other.where.line}" for other in others]
            told = f" The same stands in {plural(len(found), 'more place')}: {listed(found, 5)}."
        print(f"{format_problem(first)}{told}", file=stream)


def as_json(problem: Problem) -> dict[str, str]:
    """Return a problem for scripts."""
    return {
        "where": str(problem.where),
        "severity": problem.severity,
        "rule": problem.rule,
        "fault": problem.fault,
        "remedy": problem.remedy,
    }


def no_cohorts() -> Problem:
    """Return what is told where a command needs cohorts, and no list has any."""
    where, fault = SourceLine("records/cohorts.csv"), "No cohorts.csv lists a cohort."
    remedy = "Write 1 row for each cohort into records/cohorts.csv."
    return Problem(where, "no-cohorts", fault, remedy)


def terminal_line() -> Callable[[str], None] | None:
    """Return what shows progress: a line on a terminal, which no words take away; else nothing."""
    if not sys.stderr.isatty():
        return None
    width = shutil.get_terminal_size().columns - 1

    def show(words: str) -> None:
        print(f"\r\033[K{words[:width]}", end="", file=sys.stderr, flush=True)

    return show


def echo(words: str) -> None:
    """Print to standard error."""
    progress.on("")
    print(words, file=sys.stderr)
