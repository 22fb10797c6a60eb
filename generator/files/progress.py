"""What long work tells while it lasts; a command shows it on a terminal, and nobody elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
#: Of many things that are soon done, no more than so many are told of.
MOST_LINES = 200


@dataclass(slots=True)
class _Shown:
    """Where this process shows its progress."""

    show: Callable[[str], None] | None = None
    words: str = ""


_shown = _Shown()


def show_with(show: Callable[[str], None] | None) -> None:
    """Show progress from now on by this, or not at all."""
    _shown.show = show


def on(words: str) -> None:
    """Tell what is being done now; without words, nothing any more."""
    if _shown.show and words != _shown.words:
        _shown.words = words
        _shown.show(words)


def each(things: Sequence[T], words: str) -> Iterator[T]:
    """Yield things to work on, and tell which of how many it is."""
    step = len(things) // MOST_LINES + 1
    for number, one in enumerate(things, start=1):
        if number % step == 0:
            on(f"{words}: {number:,} of {len(things):,}")
        yield one


def coming(found: Iterable[T], words: Sequence[str]) -> Iterator[T]:
    """Yield what is made while it is asked for, and tell before each what is waited for."""
    waiting = iter(words)
    on(next(waiting, ""))
    for one in found:
        if said := next(waiting, ""):
            on(said)
        yield one


def numbered(words: str, total: int) -> list[str]:
    """Return the words with the number of each.

    >>> numbered("Drawing charts", 2)
    ['Drawing charts: 1 of 2', 'Drawing charts: 2 of 2']
    """
    return [f"{words}: {number:,} of {total:,}" for number in range(1, total + 1)]
