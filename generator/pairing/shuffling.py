"""For groups that are too large to count: shuffle all, accept or start again.

One to one, each person of the smaller side in turn gets one of those left on
the other side, whoever it is. If even one pair is not allowed, everything is
put back and a new round begins. A round that is accepted is therefore a
complete allocation in which every pair is allowed, and each of them is equally
likely, exactly: no allocation is easier to come by than another.

What it costs is rounds: as many, on average, as there are ways to pair
everybody for each way that is allowed. Where most are willing a few hundred
will do. After ``MOST_ROUNDS`` without a complete allocation there is none from
this method, which favours nobody either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from generator.pairing.chance import ALGORITHM
from generator.pairing.counting import Allocation, Task

MOST_ROUNDS = 300_000
_WORDS = 1 << 16


def can_shuffle(task: Task) -> bool:
    """Return True where nobody has more than one partner, and all of the smaller side have one."""
    return task.column_bounds == (1, 1) and task.row_bounds[1] == 1


def shuffled(task: Task, seed_digest: str, input_digest: str) -> tuple[Allocation, int] | None:
    """Return an allocation and how many rounds it took; None where there were too many."""
    start = f"{ALGORITHM} shuffle\n{seed_digest}\n{input_digest}\n"
    wanted = [
        frozenset(row for row, columns in enumerate(task.rows) if column in columns)
        for column in range(task.columns)
    ]
    for round_ in range(MOST_ROUNDS):
        chosen = _round(f"{start}{round_}.", len(task.rows), wanted)
        if chosen is not None:
            found: list[tuple[int, ...]] = [()] * len(task.rows)
            for column, row in enumerate(chosen):
                found[row] = (column,)
            return tuple(found), round_ + 1
    return None


def _round(start: str, rows: int, wanted: list[frozenset[int]]) -> list[int] | None:
    """Return a row for each column, or None as soon as one pair is not allowed."""
    free, words, chosen = list(range(rows)), _words(start), []
    for allowed in wanted:
        fair = _WORDS - _WORDS % len(free)
        word = next(word for word in words if word < fair)
        row = free.pop(word % len(free))
        if row not in allowed:
            return None
        chosen.append(row)
    return chosen


def _words(start: str) -> Iterator[int]:
    """Yield numbers below 65,536: the hash of block 0, two bytes at a time, then of block 1, ..."""
    block = 0
    while True:
        digest = hashlib.sha256(f"{start}{block}\n".encode()).digest()
        for at in range(0, len(digest), 2):
            yield digest[at] << 8 | digest[at + 1]
        block += 1
