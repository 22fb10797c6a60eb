"""What the files of a folder could hold at all: a summary that never says no in error.

The words of all files, and hashes of what follows each word. A secret that is not among
them stands in none of the files, which then need not be searched for it again; one that
is among them may or may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from generator.disclosure.readings import WINDOWS, Hashes, Reading, beginnings

#: So many arrays are gathered, at least, before they are put together.
GATHERED = 256
#: A hash has its place in the table of recent ones by its first bits.
RECENT = np.uint64(44)


def _nothing() -> dict[int, list[Hashes]]:
    return {window: [np.zeros(0, dtype=np.uint64)] for window in WINDOWS}


def _no_hashes() -> Hashes:
    """Return a table in which no hash stands: every place holds one that belongs elsewhere."""
    places = np.arange(1 << (64 - int(RECENT)), dtype=np.uint64)
    return np.asarray(np.invert(places << RECENT), dtype=np.uint64)


def _none_recent() -> dict[int, Hashes]:
    return {window: _no_hashes() for window in WINDOWS}


@dataclass(slots=True)
class Footprint:
    """The words of some files, and by window the hashes of how any answer in them could begin.

    Pages of one site repeat each other. What was noted lately (``recent``) is
    therefore passed over, and the rest put in order only when it has grown as
    large as what is in order already, the first of each window's arrays:
    sorting each page's hashes into all others would take longer than the
    search itself.
    """

    words: set[bytes] = field(default_factory=set)
    begins: dict[int, list[Hashes]] = field(default_factory=_nothing)
    recent: dict[int, Hashes] = field(default_factory=_none_recent)

    def add(self, found: Reading) -> None:
        """Take note of one piece of a file."""
        for _, words in found.words:
            self.words |= words
        for _, hashes in found.said:
            for window, some in hashes.items():
                self._note(window, some)

    def join(self, other: Footprint) -> None:
        """Take note of all that another footprint holds."""
        self.words |= other.words
        for window in WINDOWS:
            self.begins[window].extend(other.begins[window])

    def _note(self, window: int, some: Hashes) -> None:
        recent = self.recent[window]
        new = some[recent[some >> RECENT] != some]
        recent[new >> RECENT] = new
        noted = self.begins[window]
        noted.append(new)
        if len(noted) % GATHERED == 0 and sum(map(len, noted[1:])) >= len(noted[0]):
            self.hashes(window)

    def hashes(self, window: int) -> Hashes:
        """Return every hash of one window, sorted; and put them in order."""
        if len(self.begins[window]) > 1:
            self.begins[window] = [np.unique(np.concatenate(self.begins[window]))]
        return self.begins[window][0]

    def possible(self, secrets: Iterable[bytes]) -> set[bytes]:
        """Return those secrets, as ``leak_gate.words_of`` gives them, that the files may hold."""
        wanted = list(secrets)
        answers = [one for one in wanted if one.startswith(b" ")]
        found = {one for one in wanted if one in self.words}
        for window in WINDOWS:
            mine = [one for one in answers if _window(one) == window]
            first = np.array([beginnings(one, window)[0] for one in mine], dtype=np.uint64)
            held = self.hashes(window)
            place = np.searchsorted(held, first)
            inside = held[np.minimum(place, len(held) - 1)] == first if len(held) else place > 0
            found.update(one for one, is_in in zip(mine, inside.tolist(), strict=True) if is_in)
        return found


def _window(answer: bytes) -> int:
    return next((window for window in WINDOWS if len(answer) > window), 0)
