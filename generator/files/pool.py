"""The one pool: work on many things in two processes, or here where there can be no others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from generator.files import progress

A = TypeVar("A")
B = TypeVar("B")

#: Seconds until a copy of this process that does not answer is given up: a lock may have been
#: held when it was made.
PATIENCE = 120.0
#: What copies of this process work by.
_inherited: list[Callable[[Any], Any]] = []


def two_at_a_time(
    work: Callable[[A], B], things: Sequence[A], *, least: int, copies: bool = False
) -> Iterator[B]:
    """Yield what some work gives for each thing, in order; of fewer than ``least``, made here.

    Both processes are new, because typesetting and drawing keep threads, which do not live on
    in a copy; ``work`` and the things must be picklable. With ``copies`` they are copies of this
    process, where the system has such: ``work`` may hold whatever is in memory already. What
    the others did not give is made here.
    """
    done = 0
    shared = len(things) >= least and (os.cpu_count() or 1) > 1
    if shared and (sys.platform == "linux" or not copies):
        # A machine that allows no processes, or ends them; a copy that does not answer.
        with suppress(OSError, BrokenExecutor):
            for found in _copied(work, things) if copies else _anew(work, things):
                done += 1
                yield found
    yield from map(work, things[done:])


def beside(work: Callable[[], B]) -> Callable[[], B]:
    """Begin some work in a copy of this process; return what waits for what it gives.

    Where the system has no copies, or this one does not answer, it is done when it is asked for.
    """
    if sys.platform != "linux" or (os.cpu_count() or 1) == 1:
        return work
    try:
        given = _copied(lambda _: work(), [None], 1)
    except (OSError, BrokenExecutor):
        return work

    def waited() -> B:
        with suppress(OSError, BrokenExecutor):
            return next(given)
        return work()

    return waited


def _anew(work: Callable[[A], B], things: Sequence[A]) -> Iterator[B]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), _quiet) as pool:
        yield from pool.map(work, things)


def _copied(work: Callable[[A], B], things: Sequence[A], many: int = 2) -> Iterator[B]:
    """Begin some work in copies of this process, and return what yields what they give."""
    _inherited.append(work)
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(many, multiprocessing.get_context("fork"), _quiet)
    try:
        begun = [pool.submit(_by_inherited, one) for one in things]  # copied by the first
    finally:
        _inherited.remove(work)
    return _given(pool, begun, set(multiprocessing.active_children()) - before)


def _given(
    pool: ProcessPoolExecutor, begun: Sequence[Future[B]], copies: set[BaseProcess]
) -> Iterator[B]:
    try:
        for coming in begun:
            yield coming.result(PATIENCE)
    except TimeoutError:
        for hanging in copies:
            hanging.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _quiet() -> None:
    """Leave the terminal's one line to the first process, and end at Ctrl+C without a word."""
    progress.show_with(None)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _by_inherited(thing: Any) -> Any:
    return _inherited[-1](thing)
