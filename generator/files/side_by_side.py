"""Work in two processes: two halves of one piece, or many pieces two at a time.

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
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

#: The other half gets so many times as long as our own, and so many seconds more.
PATIENCE, GRACE = 2.0, 30.0


def side_by_side(half: Callable[[int], T]) -> Sequence[T]:
    """Return what ``half(0)`` and ``half(1)`` give; the second only where it came in time."""
    if sys.platform != "linux" or (os.cpu_count() or 1) < 2:
        return ()
    copies = multiprocessing.get_context("fork")
    ours, theirs = copies.Pipe(duplex=False)
    other = copies.Process(target=_send, args=(half, theirs), daemon=True)
    other.start()
    theirs.close()
    started = time.monotonic()
    found = [half(0)]
    left = PATIENCE * (time.monotonic() - started) + GRACE
    try:
        if ours.poll(left):
            found.append(ours.recv())
    except EOFError:
        pass  # it failed: its half is done again, here
    finally:
        other.kill()
        other.join()
        ours.close()
    return found


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


def _send(half: Callable[[int], T], out: Connection) -> None:
    out.send(half(1))
    out.close()
