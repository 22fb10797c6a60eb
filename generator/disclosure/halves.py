"""Much work on many things, done in two halves at once where somebody lends a second process.

This floor starts no process itself: ``Share`` is handed down. Whatever it does
not bring back is done here, so that nothing but time depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")


class Share(Protocol):
    """Does two halves of some work, named 0 and 1, at once; what it cannot do it leaves out."""

    def __call__(self, half: Callable[[int], T], /) -> Sequence[T]:
        """Return what the first half gives, and the second where there was a place for it."""


def in_halves(work: Callable[[A], B], things: Sequence[A], share: Share | None) -> list[B]:
    """Return what some work gives for each thing, in order.

    >>> in_halves(abs, [-1, 2, -3], None)
    [1, 2, 3]
    >>> in_halves(abs, [-1, 2, -3], lambda half: (half(0), half(1)))
    [1, 2, 3]
    """

    def half(which: int) -> list[B]:
        return [work(thing) for thing in things[which::2]]

    done = list(share(half)) if share else []
    done += [half(which) for which in range(len(done), 2)]
    return [done[place % 2][place // 2] for place in range(len(things))]
