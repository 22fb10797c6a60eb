"""Much work on many things, done in two places at once where somebody lends a second process.

This floor starts no process itself: ``Share`` is handed down. Whatever it does
not bring back is done here, so that nothing but time depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")


class Share(Protocol):
    """Does some work on many things in two processes, each taking the next one when it is free."""

    def __call__(self, work: Callable[[Iterator[int]], T], count: int, /) -> Sequence[T]:
        """Return what ``work`` gave here, and there if there was such a place.

        It is handed the numbers that it is to do, of those up to ``count``; what no work came
        back from is left out.
        """


def in_halves(work: Callable[[A], B], things: Sequence[A], share: Share | None) -> list[B]:
    """Return what some work gives for each thing, in order.

    >>> in_halves(abs, [-1, 2, -3], None)
    [1, 2, 3]
    >>> in_halves(abs, [-1, 2, -3], lambda work, count: (work(iter((0, 2))), work(iter((1,)))))
    [1, 2, 3]
    """

    def some(places: Iterator[int]) -> dict[int, B]:
        return {place: work(things[place]) for place in places}

    done: dict[int, B] = {}
    for found in share(some, len(things)) if share else ():
        done |= found
    done |= some(place for place in range(len(things)) if place not in done)
    return [done[place] for place in range(len(things))]
