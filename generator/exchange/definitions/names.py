"""Names of what has no column: notes and groups."""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """Gives each a name that nothing else has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def named(self, wanted: str) -> str:
        """Return a name that is free, with a number behind it if need be.

        REDCap keeps two underscores for its own columns, so the number stands behind one.
        """
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name)
        return name
