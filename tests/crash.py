"""Commands that are stopped in the middle of writing: killed, on a full disk, or refused.

``run(home, [...])`` runs a command in a process of its own and lists every call that changed
anything below ``home``: files opened to be written, each write, and what makes, renames, removes
or re-rights a file or a folder, whichever library made the call. ``run(home, [...], at=3,
how="kill")`` runs it again and stops it at the third of them:

- ``kill``: the process is gone at once, so no clearing up of its own runs;
- ``ENOSPC``: this call and every later one that needs room fails, and a write leaves its half;
- ``EACCES``: this one call is refused;
- ``EROFS``: this call and every later one is refused, as on a share that can only be read.

``stopped(home, [...], "kill")`` does this at a call of each kind, in a fresh copy each. The
law that a test holds each copy against: ``tree(copy, ...)`` of what the command
promises is as it was before, or as the command leaves it; nothing between. See
``tests/test_interrupted.py``.
"""

from __future__ import annotations

import atexit
import builtins
import errno
import io
import multiprocessing
import os
import pkgutil
import re
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

import pytest

import generator
from generator.cli import main

How = Literal["kill", "ENOSPC", "EACCES", "EROFS"]
#: What a command is that was killed.
KILLED = -int(getattr(signal, "SIGKILL", 9))
#: Calls that change something, by their names in Python's audit events, and those that need room.
_CHANGES = {
    "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink",
    "os.truncate",
}  # fmt: skip
_NEEDS_ROOM = {"open", "write", "os.mkdir", "os.link", "os.symlink"}
#: What stands in the name of what is half-made, put aside, or for passing use.
_MARKED = re.compile("-new-|-old-|unfinished|mentoring-")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Imported once, by the process that all the others are copies of: all that any command imports.
_READY = ("pytest", "tests.crash", "docx", "html5lib.treebuilders.etree", "material.templates",
          *(one.name for one in pkgutil.walk_packages(generator.__path__, "generator.")
            if not one.name.endswith("__main__"))
          )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command: its exit code, its calls ("os.rename site"), and what it told."""

    code: int
    calls: tuple[str, ...]
    told: str


def run(
    home: Path,
    arguments: Sequence[str],
    *,
    at: int = 0,
    how: How = "kill",
    environ: Mapping[str, str] | None = None,
) -> Ran:
    """Run a command in ``home``; stop it at its call number ``at``, if that is not 0."""
    log = home.parent / f"{home.name}.log"
    log.mkdir(exist_ok=True)
    clean = multiprocessing.get_context("forkserver")
    clean.set_forkserver_preload(list(_READY))
    given = (str(home), list(arguments), at, how, dict(environ or {}), str(log))
    other = clean.Process(target=_in_other_process, args=given)
    other.start()
    other.join()
    calls, told = ((log / name).read_text("utf-8") for name in ("calls", "told"))
    shutil.rmtree(log)
    assert other.exitcode is not None
    return Ran(other.exitcode, tuple(calls.splitlines()), told)


def run_here(home: Path, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command below ``home`` in this process, which is quicker where nothing stops it."""
    told = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(told),
        redirect_stderr(told),
    ):
        patch.chdir(home)
        patch.setattr(tempfile, "tempdir", None)  # so that it is looked for in the environment
        for name, value in (environ or {}).items():
            patch.setenv(name, value)
        code = main(list(arguments))
    return Ran(code, (), told.getvalue())


@dataclass(frozen=True, slots=True)
class Stopped:
    """A command that was stopped: where, how, what is left of its copy, and what it said."""

    home: Path
    at: str
    how: How
    ran: Ran


def stopped(
    home: Path,
    arguments: Sequence[str],
    how: How,
    most: int | None = None,
    *,
    environ: Callable[[Path], Mapping[str, str]] = lambda home: {},
    calls: Sequence[str] = (),
) -> Iterator[Stopped]:
    """Run a command in copies of ``home``, stopped at ``most`` of its calls, or at each kind once.

    Every copy lies at the same place, and is gone when the next one is asked for. ``environ``
    gives its environment, ``calls`` are those of a whole run, where they are known.
    """
    copy = home.parent / "stopped" / home.name
    if not calls:
        _copied(home, copy)
        calls = run(copy, arguments, environ=environ(copy)).calls
    for at in sampled(calls, most):
        _copied(home, copy)
        ran = run(copy, arguments, at=at, how=how, environ=environ(copy))
        yield Stopped(copy, f"{how} at call {at} of {len(calls)}: {calls[at - 1]}", how, ran)


def _copied(home: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy, symlinks=True)


def sampled(calls: Sequence[str], most: int | None = None) -> list[int]:
    """Return numbers of calls: the last of each kind, or ``most`` evenly spread.

    At the last of a kind most of it is done and some is not; the first of all is there, too.

    >>> calls = ["open .a-new-1a2b3c4d"] + ["write .a-new-1a2b3c4d/x"] * 5 + ["rename a"]
    >>> sampled(calls), sampled(calls, 2), sampled(calls, 100)
    ([1, 6, 7], [1, 7], [1, 2, 3, 4, 5, 6, 7])
    """
    numbers = range(1, len(calls) + 1)
    kinds = [kind_of(call) for call in calls]
    if most is None:
        return sorted({1, *dict(zip(kinds, numbers, strict=True)).values()})
    return sorted({numbers[n * (len(calls) - 1) // max(1, most - 1)] for n in range(most)})


def kind_of(call: str) -> str:
    """Return what a call does, wherever it stands in a folder that is made or goes as a whole.

    >>> kind_of("os.rename own/.site-new-1a2b3c4d/x/y.css own/site/x.css")
    'os.rename own/-new- own/site'
    """
    event, *paths = call.split(" ")
    return " ".join([event, *map(_place_of, paths)])


def _place_of(path: str) -> str:
    marked = _MARKED.search(path)
    if marked:
        return f"{path[: path.rfind('/', 0, marked.start()) + 1]}{marked[0]}"
    return "/".join(path.split("/")[:-1][:2])


def tree(folder: Path, *names: str) -> dict[str, bytes]:
    """Return every file below a folder, or below these names in it, with its bytes."""
    tops = [folder / name for name in names] or [folder]
    paths = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(paths) if path.is_file()}  # fmt: skip


# --- in the other process -----------------------------------------------------------------


class _Watch:
    """Counts the calls that change something below a folder, and stops at one of them."""

    def __init__(self, home: str, at: int, how: How, log: IO[str]) -> None:
        self.home, self.at, self.how, self.log = os.path.realpath(home), at, how, log
        self.count, self.busy = 0, False

    def heard(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at an event of Python's; raise where this call is the one."""
        if self.busy or not (event in _CHANGES or (event == "open" and self._opens(args))):
            return
        self.busy = True
        try:
            self.change(event, args[:2] if event in ("os.rename", "os.link") else args[:1])
        finally:
            self.busy = False

    def _opens(self, args: tuple[Any, ...]) -> bool:
        by_name = not isinstance(args[0], int)  # else it was opened before, and heard of then
        return by_name and isinstance(args[2], int) and bool(args[2] & _WRITES)

    def change(self, event: str, paths: Sequence[Any]) -> None:
        """Count a change, and fail where it is time to."""
        names = [os.fspath(path) for path in paths if isinstance(path, str | bytes | os.PathLike)]
        whole = [os.path.normpath(Path(self.home, os.fsdecode(name))) for name in names]
        inside = [name for name in whole if name.startswith(self.home + os.sep)]
        if whole and not inside:
            return
        self.count += 1
        shown = " ".join(os.path.relpath(name, self.home) for name in whole)
        print(event, shown, file=self.log, flush=True)
        self._fail(event, shown)

    def _fail(self, event: str, shown: str) -> None:
        again = self.how in ("ENOSPC", "EROFS")
        if not self.at or self.count < self.at or (self.count > self.at and not again):
            return
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.how != "ENOSPC" or event in _NEEDS_ROOM:
            number = getattr(errno, self.how)
            raise OSError(number, os.strerror(number), shown)


class _Watched:
    """A file that is being written: each write is a call that may fail, after half of it."""

    def __init__(self, file: Any, watch: _Watch, name: object) -> None:
        self._file, self._watch, self._name = file, watch, name

    def write(self, data: Any) -> int:
        """Write, or half of it and fail."""
        before = self._watch.count
        try:
            self._watch.change("write", [self._name])
        except OSError:
            if self._watch.count > before:
                self._file.write(data[: len(data) // 2])
            raise
        return int(self._file.write(data))

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *gone: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _in_other_process(
    home: str, arguments: list[str], at: int, how: How, environ: dict[str, str], log: str
) -> None:
    os.environ.update({"PYTHONDONTWRITEBYTECODE": "1", **environ})
    sys.dont_write_bytecode = True
    os.chdir(home)
    calls = open(f"{log}/calls", "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    with (
        open(f"{log}/told", "w", encoding="utf-8", buffering=1) as told,
        redirect_stdout(told),
        redirect_stderr(told),
    ):
        _listen(_Watch(home, at, how, calls))
        code = main(arguments)
        atexit._run_exitfuncs()  # which end a command of its own, too
    os._exit(code)


def _name(handle: int) -> str | None:
    """Return the path of an open file, where the system tells; else it counts as inside."""
    try:
        return str(Path(f"/proc/self/fd/{handle}").readlink())
    except OSError:
        return None


def _listen(watch: _Watch) -> None:
    """Hear of every change in this process from now on."""
    shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined] # so that copies are written, too
    plain = io.open

    def watched(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        opened = plain(file, mode, *more, **named)
        ours = isinstance(file, int) and stat.S_ISREG(os.fstat(file).st_mode)
        if set(mode) & set("wax+") and (ours or not isinstance(file, int)):
            return _Watched(opened, watch, _name(file) if isinstance(file, int) else file)
        return opened

    builtins.open = io.open = cast(Any, watched)
    sys.addaudithook(watch.heard)
