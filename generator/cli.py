"""The command line: words, progress and exit codes; one module a command in ``commands``.

Exit codes: 0 done; 1 a mistake in the user's files, every one of them listed;
2 wrong usage; 70 a fault of our own. Only the command that is asked for is
imported, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from errno import EACCES, EEXIST, ENOSPC, ENOTEMPTY, EPERM, EROFS
from importlib import import_module
from keyword import iskeyword

from generator.commands.console import (
    DONE,
    MISTAKE,
    STOPPED,
    Options,
    Parser,
    add_command,
    echo,
    list_found,
    terminal_line,
    written,
)
from generator.definitions.problem import RefusedError
from generator.definitions.signs import UnprintableError
from generator.files import progress
from generator.files.clock import epoch

FAULT = 70
#: Each is a module of ``commands``, with what it does; so ``--help`` lists them.
COMMANDS: Mapping[str, str] = {
    "init": "make a new programme in an empty folder",
    "check": "check forms, settings, pages and answers, and list all faults at once",
    "print": "make the questionnaires and sheets as PDF files",
    "cards": "make cards with random survey codes, of which nobody keeps a list",
    "pack": "make everything on paper that 1 cohort needs, ready to print",
    "translate": "give the texts of a language to translators, and take them back",
    "fillable": "make the questionnaires for filling in on screen",
    "collect": "turn forms that were filled in on screen into response files",
    "simulate": "make invented answers to try things out",
    "forget": "remove the answers of 1 person",
    "plan": "show which groups could be shown to which readers, before you invite",
    "status": "show where you stand: what is out, what came back and what to do next",
    "timeline": "write the timeline as calendar files",
    "draw": "draw pairs by lot, each allocation equally likely",
    "template": "make the workbook for typing answers in, and the codebook",
    "import": "bring answers from Microsoft Forms, REDCap and other tools into the kit",
    "compare": "compare what 2 people typed, and make the final files",
    "scan": "read scanned forms, and let a person decide what is doubtful",
    "feedback": "make 1 page of feedback for each mentee from the facilitator's notes",
    "themes": "sort free text into categories, and count people in them",
    "export": "write the forms for other survey tools, or the answers for other programs",
    "analyse": "write every statistic, unprotected, for the analyst alone",
    "build": "build the site: guidance, forms and results pages",
    "release": "publish the results, for good, in the private ledger",
    "serve": "show the site in a browser, and renew it after each change",
}

NOTHING = "Nothing was changed."
#: What to do where the disk refuses.
_DISK = (
    ((EACCES, EPERM, EROFS), " Name a place that you may write."),
    ((EEXIST, ENOTEMPTY), " Name a new place."),
    ((ENOSPC, getattr(errno, "EDQUOT", ENOSPC)), " Make room there, and run this again."),
)
_EPILOG = """\
Run it in a programme's folder (the one with instruments/ and mkdocs.yml), or name
that folder with -C. Start with:  mentoring init my-programme
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # Windows consoles are not all Unicode
    try:
        words = sys.argv[1:] if arguments is None else arguments
        return _run(_parser(words).parse_args(words, Options()))
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the outermost place
        return _ended_by(error)


def _run(options: Options) -> int:
    from generator.files import cache

    # What a command makes it keeps: looking for circles in it took a tenth of a nation's build.
    gc.set_threshold(200_000, 20, 100)
    command: Callable[[Options], int] = options.command
    epoch()
    progress.show_with(terminal_line())
    _end_politely()
    for settled in cache.begin_writing(options.home):
        echo(settled)
    progress.on("Starting")
    code = command(options)
    progress.on("")
    if cache.nothing_kept():
        echo(cache.nothing_kept())
    return code


def _ended_by(error: BaseException) -> int:
    """Say plainly what ended a command, and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        echo(f"Stopped. {written(NOTHING)}")
        return STOPPED
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, RefusedError):
        list_found(error.problems)
        return MISTAKE
    if isinstance(error, OSError):
        remedy = next((words for numbers, words in _DISK if error.errno in numbers), "")
        said = f"{error.filename or 'A file'}: {error.strerror or error}."
        echo(f"{said} {written(NOTHING)}{remedy}")
        return MISTAKE
    if isinstance(error, UnprintableError):
        echo(f"{error} Nothing was written.")
        return MISTAKE
    if os.environ.get("MENTORING_DEBUG"):
        traceback.print_exception(error)
    echo(
        f"Sorry: mentoring itself has failed ({type(error).__name__}: {error}). "
        f"{written(NOTHING)} "
        "Set MENTORING_DEBUG=1 and run it again for the details to report."
    )
    return FAULT


def _end_politely() -> None:
    """Let whoever ends this process, or closes its window, stop it as Ctrl+C does."""
    with suppress(ValueError):  # where this is not the main thread, nobody can end it
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)


def _parser(words: Sequence[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Return the program's parser; of its commands only those among ``words`` are imported."""
    parser = argparse.ArgumentParser(
        prog="mentoring",
        description="Run and evaluate reverse mentoring in a hospital.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-C",
        dest="folder_",
        metavar="FOLDER",
        default=".",
        help="the programme's folder; default: this one",
    )
    parser.add_argument("--version", action="version", version=f"mentoring {_version()}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=Parser
    )
    for name, what in COMMANDS.items():
        command = add_command(commands, name, what)
        if name in words:
            module = f"{name}_" if iskeyword(name) else name
            import_module(f"generator.commands.{module}").add(command)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mentoring")
    except PackageNotFoundError:  # run from a clone that was never installed
        return "0 (not installed)"
