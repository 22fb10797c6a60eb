"""The command line: one function a command. Words, progress and exit codes, nothing else.

Exit codes: 0 done; 1 a mistake in the user's files, every one of them listed;
2 wrong usage; 70 a fault of our own. Imports of weight wait until a command
needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from generator.survey.problem import Problem

DONE, MISTAKE, FAULT = 0, 1, 70

_EPILOG = """\
Run it in a programme's folder (the one with instruments/ and mkdocs.yml), or name
that folder with -C. Start with:  mentoring init my-programme
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # Windows consoles are not all Unicode
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        _tell("Stopped. Nothing was changed.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        _tell(f"{error.filename or 'A file'}: {error.strerror or error}.")
        return MISTAKE
    except Exception as error:  # noqa: BLE001 - the outermost place: our fault, said plainly
        if os.environ.get("MENTORING_DEBUG"):
            traceback.print_exc()
        _tell(
            f"Sorry: mentoring itself has failed ({type(error).__name__}: {error}). Your files are "
            "as they were. Set MENTORING_DEBUG=1 and run it again for the details to report."
        )
        return FAULT


# --- one function a command ---------------------------------------------------------------


def _init(options: argparse.Namespace) -> int:
    from generator import build

    target = _path(options, options.folder)
    outcome = build.init(target)
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    place = f'"{options.folder}"' if " " in options.folder else options.folder
    print(f"A new programme stands in {place} ({outcome.value} files).")
    print("Next: fill in the local names and contacts in instruments/programme.yml, then")
    print(f"  mentoring -C {place} check")
    print(f"  mentoring -C {place} print")
    return DONE


def _check(options: argparse.Namespace) -> int:
    from generator import build

    responses = _path(options, options.responses) if options.responses else None
    outcome = build.check(_folder(options), responses, progress=_progress(options))
    problems = outcome.problems
    if options.json:
        print(json.dumps([_as_json(problem) for problem in problems], indent=2))
    else:
        _list(problems, sys.stdout)
    errors = len(outcome.errors)
    warnings = len(problems) - errors
    if not options.json:
        counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
        print(f"{outcome.value or 'Checked'}: {counts}.")
    return MISTAKE if errors or (options.strict and warnings) else DONE


def _print(options: argparse.Namespace) -> int:
    from generator import build

    outcome = build.print_forms(
        _folder(options),
        options.form,
        size="large" if options.large_print else "standard",
        language=options.language,
        output=_path(options, options.output),
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    if options.json:
        print(json.dumps(outcome.value, indent=2))
    else:
        print(f"{_count(len(outcome.value), 'PDF')} in {options.output}, each with its layout.")
    return DONE


def _simulate(options: argparse.Namespace) -> int:
    from generator import build

    outcome = build.simulate(
        _folder(options),
        cohorts=options.cohorts,
        pairs=options.pairs,
        seed=options.seed,
        organisations=options.organisations,
        regions=options.regions,
        output=_path(options, options.output),
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(f"{_count(outcome.value, 'file')} of invented responses in {options.output}.")
    return DONE


def _analyse(options: argparse.Namespace) -> int:
    from generator import build

    outcome = build.analyse(
        _folder(options),
        _path(options, options.responses),
        output=_path(options, options.output),
        skip_faulty=options.skip_faulty,
        progress=_progress(options),
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print(
        f"{outcome.value:,} lines in {options.output}. They are not protected: keep them private."
    )
    return DONE


def _build(options: argparse.Namespace) -> int:
    from generator import publish

    outcome = publish.build(
        _folder(options),
        responses=_path(options, options.responses) if options.responses else None,
        site_dir=_path(options, options.site_dir) if options.site_dir else None,
        audience=options.audience,
        skip_faulty=options.skip_faulty,
        progress=_progress(options),
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    report = outcome.value
    if options.json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print(report.in_words())
    return DONE


def _release(options: argparse.Namespace) -> int:
    from generator import publish

    outcome = publish.release(
        _folder(options),
        responses=_path(options, options.responses) if options.responses else None,
        audience=options.audience,
        progress=_progress(options),
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    if options.json:
        print(json.dumps(outcome.value.as_json(), indent=2))
    else:
        print(outcome.value.in_words())
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from generator import publish

    outcome = publish.serve(
        _folder(options),
        responses=_path(options, options.responses) if options.responses else None,
        audience=options.audience,
        address=options.address,
    )
    return MISTAKE if _problems(options, outcome.problems) else DONE


def _forget(options: argparse.Namespace) -> int:
    from generator import build

    outcome = build.forget(
        _folder(options),
        options.code,
        responses=_path(options, options.responses),
        confirm=options.confirm,
    )
    if _problems(options, outcome.problems) or outcome.value is None:
        return MISTAKE
    print("\n".join(outcome.value))
    return DONE


# --- the grammar --------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mentoring",
        description="The kit with which a hospital runs and evaluates reverse mentoring.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-C", dest="folder_", metavar="FOLDER", default=".", help="the programme's folder"
    )
    parser.add_argument("--version", action="version", version=f"mentoring {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    new = _command(commands, "init", _init, "make a new programme in an empty folder")
    new.add_argument("folder", metavar="FOLDER")

    check = _command(
        commands, "check", _check, "check definitions and responses, all faults at once"
    )
    check.add_argument("--responses", metavar="DIR", help="also check the responses in this folder")
    check.add_argument("--strict", action="store_true", help="end with exit 1 on warnings, too")
    check.add_argument("--json", action="store_true", help="the problems as JSON")

    paper = _command(commands, "print", _print, "make the questionnaires as PDF files")
    paper.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms where none is named"
    )
    paper.add_argument("--large-print", action="store_true", help="18 point instead of 12 point")
    paper.add_argument("--language", metavar="L", help="a language of the programme, such as cy")
    paper.add_argument("--output", metavar="DIR", default="printed", help="default: printed")
    paper.add_argument("--json", action="store_true", help="the files written as JSON")

    invent = _command(
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

    analyse = _command(
        commands, "analyse", _analyse, "write every statistic, unprotected, for the analyst"
    )
    analyse.add_argument("responses", metavar="RESPONSES")
    analyse.add_argument("--output", required=True, metavar="FILE.csv")
    analyse.add_argument("--skip-faulty", action="store_true", help="leave faulty rows out")

    site = _command(commands, "build", _build, "build the site: guidance, forms and results pages")
    _results_options(site)
    site.add_argument("--site-dir", metavar="DIR", help="default: site, or site-restricted")
    site.add_argument(
        "--skip-faulty", action="store_true", help="leave faulty rows out and say how many"
    )
    site.add_argument("--json", action="store_true", help="what was built, as JSON")

    public = _command(
        commands, "release", _release, "publish the results into the private ledger of releases"
    )
    _results_options(public)
    public.add_argument("--json", action="store_true", help="what was published, as JSON")

    live = _command(commands, "serve", _serve, "show the site in a browser, anew after each edit")
    _results_options(live)
    live.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT")

    forget = _command(commands, "forget", _forget, "remove a respondent from the response files")
    forget.add_argument("code", metavar="CODE")
    forget.add_argument(
        "--responses", metavar="DIR", default="responses", help="default: responses"
    )
    forget.add_argument("--confirm", action="store_true", help="delete the copies that were kept")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: Callable[[argparse.Namespace], int],
    words: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.set_defaults(command=function)
    return parser


def _results_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--responses", metavar="DIR", help="default: responses, where there is one")
    parser.add_argument("--audience", choices=("open", "restricted"), default="open")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 100,000")
    return int(text)


def _pairs(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    pair = (_whole(low), _whole(high or low))
    if pair[0] > pair[1]:
        raise argparse.ArgumentTypeError(f"'{text}' runs downwards; write the smaller number first")
    return pair


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mentoring")
    except PackageNotFoundError:  # run from a clone that was never installed
        return "0 (not installed)"


_SHOWS_WARNINGS = (_print, _build, _serve)


# --- words and streams --------------------------------------------------------------------


def _folder(options: argparse.Namespace) -> Path:
    return Path(options.folder_)


def _path(options: argparse.Namespace, text: str) -> Path:
    """Return a path of the command line, which is relative to the folder of -C."""
    return Path(options.folder_) / text


def _problems(options: argparse.Namespace, problems: Sequence[Problem]) -> bool:
    """Print problems to standard error; True where one of them is an error.

    Warnings are listed where readers will see what they are about: in print and on the site.
    """
    warned = [problem for problem in problems if problem.severity == "warning"]
    told = problems if options.command in _SHOWS_WARNINGS else set(problems) - set(warned)
    _list([problem for problem in problems if problem in told], sys.stderr)
    if warned and options.command not in _SHOWS_WARNINGS:
        _tell(f"{_count(len(warned), 'warning')}: mentoring check lists them.")
    errors = len(problems) - len(warned)
    if errors:
        _tell(f"{_count(errors, 'error')}. Nothing was written.")
    return errors > 0


def _list(problems: Sequence[Problem], stream: TextIO) -> None:
    from generator.survey.problem import format_problem

    for problem in problems:
        print(format_problem(problem), file=stream)


def _as_json(problem: Problem) -> dict[str, str]:
    return {
        "where": str(problem.where),
        "severity": problem.severity,
        "rule": problem.rule,
        "fault": problem.fault,
        "remedy": problem.remedy,
    }


def _progress(options: argparse.Namespace) -> Callable[[str], None]:
    """Return what tells of long work: a line on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda words: None
    return lambda words: print(
        f"\r\033[K{words}", end="" if words else "\r", file=sys.stderr, flush=True
    )


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


def _count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> _count(1, "error"), _count(2000, "error")
    ('1 error', '2,000 errors')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
