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

#: So many arrays are gathered before they are put together.
GATHERED = 256


def _nothing() -> dict[int, list[Hashes]]:
    return {window: [] for window in WINDOWS}


@dataclass(slots=True)
class Footprint:
    """The words of some files, and by window the hashes of how any answer in them could begin."""

    words: set[bytes] = field(default_factory=set)
    begins: dict[int, list[Hashes]] = field(default_factory=_nothing)

    def add(self, found: Reading) -> None:
        """Take note of one piece of a file."""
        for _, words in found.words:
            self.words |= words
        for _, hashes in found.said:
            for window, some in hashes.items():
                self.begins[window].append(np.unique(some))
                if len(self.begins[window]) >= GATHERED:
                    self.begins[window] = [self.hashes(window)]

    def hashes(self, window: int) -> Hashes:
        """Return every hash of one window, sorted."""
        some = self.begins[window]
        return np.unique(np.concatenate(some)) if some else np.zeros(0, dtype=np.uint64)

    def possible(self, secrets: Iterable[bytes]) -> set[bytes]:
        """Return those secrets, as ``leak_gate.words_of`` gives them, that the files may hold."""
        wanted = list(secrets)
        answers = [one for one in wanted if one.startswith(b" ")]
        found = {one for one in wanted if one in self.words}
        for window in WINDOWS:
            mine = [one for one in answers if _window(one) == window]
            first = np.array([beginnings(one, window)[0] for one in mine], dtype=np.uint64)
            inside = np.isin(first, self.hashes(window))
            found.update(one for one, is_in in zip(mine, inside.tolist(), strict=True) if is_in)
        return found


def _window(answer: bytes) -> int:
    return next((window for window in WINDOWS if len(answer) > window), 0)
