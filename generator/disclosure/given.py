"""What is known of a count: that it is given away, and what remains possible of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.disclosure.known import Known
from generator.disclosure.system import Placed, System

#: A class, the place of a key, and a category.
Item = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Given:
    """A count that is given away, or a system that contradicts itself (no ``item``).

    ``low`` and ``high`` are the least and the most people that remain
    possible, where they are known. ``decided`` is False where it could only
    not be shown that the count is safe. ``misprinted`` are tables whose
    figures do not go with the tables around them, and ``near`` answers that
    agree with all else.
    """

    item: Item | None
    low: int | None = None
    high: int | None = None
    decided: bool = True
    misprinted: tuple[Placed, ...] = ()
    near: Known | None = None


def items(found: System) -> Iterator[Item]:
    """Yield every count of a system."""
    for place in range(len(found.keys)):
        for category in range(found.categories(place)):
            yield from ((which, place, category) for which in range(len(found.sizes)))
