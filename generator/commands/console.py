"""What all commands share: how they are added, name paths, stop at faults and speak."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from generator.definitions.problem import Problem, errors_in, format_problem, refuse
from generator.definitions.suggest import listed, plural
from generator.files import progress

DONE, MISTAKE, STOPPED = 0, 1, 130
#: The rule of what is still blank in a programme's file: each in words of its own.
BLANK = "blank-local"
#: What is said again at so many places in the same words is one line with a count: in definitions,
#: where it is one mistake, and elsewhere, where it may be many.
OFTEN, OFTEN_ELSEWHERE = 3, 20


class Options(argparse.Namespace):
    """What somebody typed; ``-C`` names the programme's folder, in which all paths begin."""

    @property
    def home(self) -> Path:
        """The programme's folder."""
        return Path(self.folder_)

    def path(self, text: str) -> Path:
        """Return a path of the command line."""
        return self.home / text

    def named(self, text: str | None) -> Path | None:
        """Return a path that may be left out."""
        return self.home / text if text else None

    def shown(self, path: Path) -> str:
        """Return what messages call a path."""
        from generator.files.programme_folder import shown

        return shown(path, self.home)

    @property
    def results(self) -> Path | None:
        """The folder of answers asked for, or the programme's own where it holds anything."""
        from generator.files.programme_folder import own_responses

        return self.named(self.responses) or own_responses(self.home)

    @property
    def also_responses(self) -> str:
        """The option that names these answers, empty where they are the programme's own."""
        own = self.responses in (None, "responses")
        return "" if own else f' --responses "{self.responses}"'

    def write(
        self, files: Mapping[Path, bytes], found: list[Problem], *, public: bool = True
    ) -> None:
        """Write the files of a command that may be forced; if not ``public``, for their owner.

        Raises RefusedError with all that was ``found`` where an error is among it.
        """
        from generator.files.own_outputs import FORCE, write

        over = files if self.force else ()
        write(self.home, files, found, public=public, over=over, remedy=FORCE)


class Parser(argparse.ArgumentParser):
    """What a command takes: its options, its function, and lines that work when typed."""

    def runs(self, function: Callable[[Options], int], *examples: str) -> None:
        """Run a function, which may end with wrong usage: ``options.wrong(words)``.

        ``examples`` are lines without the program's name.
        """
        self.epilog = "\n".join(["Examples:", *(f"  mentoring {line}" for line in examples)])
        self.set_defaults(command=function, wrong=self.error)

    def value(self, name: str, stands_for: str, words: str, **more: Any) -> None:
        """Take a value; of an option's name it is ``stands_for`` that help shows."""
        self.add_argument(name, metavar=stands_for, help=words, **more)

    def flag(self, name: str, words: str) -> None:
        """Take an option without a value."""
        self.add_argument(name, action="store_true", help=words)

    def takes(self, *names: str, **different: Any) -> None:
        """Take options that are alike in several commands, and what is ``different`` here."""
        for name in names:
            if name in _FLAGS:
                self.flag(name, _FLAGS[name])
            else:
                stands_for, words, more = _VALUES[name]
                alike = {"metavar": stands_for, "help": words, **more}
                self.add_argument(name, **{**alike, **different})


#: The only name that argparse has for it.
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(commands: Commands, name: str, words: str) -> Parser:
    """Add a command, or a step of one; return its parser."""
    return commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
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


#: Flags and values that several commands take.
_FLAGS = {
    "--large-print": "18 point instead of 12 point",
    "--preview": "what a release would publish, for your eyes only",
    "--skip-faulty": "leave faulty rows out, and say how many",
    "--force": "replace a file that the program did not write",
    "--json": "say it for scripts",
}
_VALUES: Mapping[str, tuple[str | None, str, Mapping[str, Any]]] = {
    "form": ("FORM", "form ids; all forms if you name none", {"nargs": "*"}),
    "--responses": (
        "DIR",
        "the folder of answers, with cohorts.csv there or in records; default: responses",
        {"default": "responses"},
    ),
    "--cohort": ("C", "whose forms they are: its id in cohorts.csv", {}),
    "--language": ("L", "a language of the programme, such as cy", {}),
    "--start": ("DATE", "first day of week 1, for the timeline's dates", {"type": day}),
    "--audience": (
        None,
        "default: open; restricted is for the readers you name",
        {"choices": ("open", "restricted"), "default": "open"},
    ),
}


def report(found: Sequence[Problem]) -> None:
    """List the warnings of a command that has come to its end; raise where there is an error."""
    refuse(found)
    list_found(found)


def list_found(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, errors first."""
    list_problems(sorted(problems, key=lambda one: one.severity), sys.stderr)
    if errors := errors_in(problems):
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
    return asdict(problem) | {"where": str(problem.where)}


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
