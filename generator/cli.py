"""The command line: words, progress and exit codes; one function a command in ``commands``.

Exit codes: 0 done; 1 a mistake in the user's files, every one of them listed;
2 wrong usage; 70 a fault of our own. Imports of weight wait until a command
needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EACCES, EPERM, EROFS
from pathlib import Path

from generator.commands import draw, entry, feedback, following, programme, results, themes
from generator.commands.speech import DONE, MISTAKE, tell, terminal_line, written
from generator.files import progress
from generator.files.clock import epoch
from generator.survey.problem import RefusedError, format_problem
from generator.survey.signs import UnprintableError

FAULT = 70
#: Each adds its commands; read top to bottom, they are the list that ``--help`` prints.
GROUPS = (programme, following, draw, entry, feedback, themes, results)

NOTHING = "Nothing was changed."
#: What the disk says where somebody may not write.
_REFUSED = (EACCES, EPERM, EROFS)
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
    try:
        return _run(options)
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the outermost place
        return _ended_by(error)


def _run(options: argparse.Namespace) -> int:
    from generator.files import cache_folder

    command: Callable[[argparse.Namespace], int] = options.command
    epoch()
    progress.show_with(terminal_line())
    with _ended_politely():
        for settled in _settled(options):
            tell(settled)
        progress.on("Starting")
        code = command(options)
        progress.on("")
    if cache_folder.nothing_kept():
        tell(cache_folder.nothing_kept())
    return code


def _ended_by(error: BaseException) -> int:
    """Say plainly what ended a command, and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        tell(f"Stopped. {written(NOTHING)}")
        return 130
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, RefusedError):
        tell(format_problem(error.problem))
        return MISTAKE
    if isinstance(error, OSError):
        remedy = " Name a place that you may write." if error.errno in _REFUSED else ""
        said = f"{error.filename or 'A file'}: {error.strerror or error}."
        tell(f"{said} {written(NOTHING)}{remedy}")
        return MISTAKE
    if isinstance(error, UnprintableError):
        tell(f"{error} Nothing was written.")
        return MISTAKE
    if os.environ.get("MENTORING_DEBUG"):
        traceback.print_exception(error)
    tell(
        f"Sorry: mentoring itself has failed ({type(error).__name__}: {error}). "
        f"{written(NOTHING)} "
        "Set MENTORING_DEBUG=1 and run it again for the details to report."
    )
    return FAULT


def _settled(options: argparse.Namespace) -> Iterator[str]:
    """Begin to write, and yield a line for each command before that was interrupted."""
    from generator.assembly import SITE_FOLDERS
    from generator.files import cache_folder, other_files, site_folder

    folder = Path(options.folder_)
    yield from cache_folder.begin_writing(folder)
    named = getattr(options, "site_dir", None)
    for site in [*SITE_FOLDERS.values(), *([named] if named else [])]:
        yield from site_folder.brought_back(folder / site)
    for path in sorted(folder.glob(".*")):
        if left := other_files.left_over(path.name):
            yield f"{path.name}: {' '.join(left)} Leave it while another command runs."


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let whoever ends this process, or closes its window, stop it as Ctrl+C does."""
    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.getsignal(name) for name in names}
    ours = [name for name in names if before[name] == signal.SIG_DFL]
    with suppress(ValueError):  # where this is not the main thread, nobody can end it
        for name in ours:
            signal.signal(name, signal.default_int_handler)
    try:
        yield
    finally:
        with suppress(ValueError):
            for name in ours:
                signal.signal(name, before[name])


def _parser() -> argparse.ArgumentParser:
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
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for group in GROUPS:
        group.add(commands)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mentoring")
    except PackageNotFoundError:  # run from a clone that was never installed
        return "0 (not installed)"
