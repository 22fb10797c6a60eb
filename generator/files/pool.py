"""Work in two processes: on what this one holds already, or on many pieces two at a time.

For ``side_by_side`` the second process is a copy of this one, so that nothing needs to be handed
over; it sends back what it found. Whoever calls must be able to do without: where there is no such
process, or it does not answer in time, nothing comes back.

For ``two_at_a_time`` both are new, on every system: typesetting and drawing keep threads, which do
not live on in a copy of this process.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from generator.files import progress

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

#: The other process gets so many times as long as ours took, and so many seconds more.
PATIENCE, GRACE = 2.0, 30.0


def side_by_side(work: Callable[[Iterator[int]], T], count: int) -> Sequence[T]:
    """Return what ``work`` gives here and in a copy of this process, if that came in time.

    Each is handed the next number of ``count`` when it asks for one.
    """
    if sys.platform != "linux" or (os.cpu_count() or 1) < 2:
        return ()
    copies = multiprocessing.get_context("fork")
    try:
        places = _each_once(copies.Value("q", 0), count)
    except OSError:  # nothing can be shared on this machine
        return ()
    ours, theirs = copies.Pipe(duplex=False)
    other = copies.Process(target=_send, args=(work, places, theirs), daemon=True)
    other.start()
    theirs.close()
    started = time.monotonic()
    found = [work(places)]
    left = PATIENCE * (time.monotonic() - started) + GRACE
    try:
        if ours.poll(left):
            found.append(ours.recv())
    except EOFError:
        pass  # it failed: its share is done again, here
    finally:
        other.kill()
        other.join()
        ours.close()
    return found


def _each_once(taken: Any, count: int) -> Iterator[int]:
    """Yield the numbers up to ``count`` that no process was handed yet."""
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= count:
            return
        yield place


def two_at_a_time(
    work: Callable[[A], B], things: Sequence[A], *, least: int, together: int = 1
) -> Iterator[B]:
    """Yield what some work gives for each thing, in order; of fewer than ``least`` here, alone.

    ``work`` and the things must be picklable; ``together`` of them are handed over at a time.
    """
    if len(things) < least or (os.cpu_count() or 1) < 2:
        yield from map(work, things)
        return
    done = 0
    try:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            for found in pool.map(work, things, chunksize=together):
                done += 1
                yield found
    except (OSError, BrokenExecutor):  # a machine that allows no processes, or ends them
        yield from map(work, things[done:])


def _send(work: Callable[[Iterator[int]], T], places: Iterator[int], out: Connection) -> None:
    progress.show_with(None)  # this process's own terminal has one line
    out.send(work(places))
    out.close()
