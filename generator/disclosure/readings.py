"""A piece of a file in the forms in which the leak gate looks for secrets.

Codes are looked for among its words, answers in its words as they are spoken, by how
they begin. Whatever could be found in a piece is in its readings, so that they also
tell what cannot be in it (``footprint``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.disclosure.readable import (
    has_escapes,
    hides_letters,
    spoken,
    tokens,
    unbroken,
    unescaped,
)

Hashes = npt.NDArray[np.uint64]

#: An answer is found by its first bytes, so many at least.
WINDOWS = (16, 8)
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # spreads every bit over the higher ones

_TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of a file.

    - ``views``: as it is written, and with escapes undone
    - ``words``: views in which codes are looked for, each with its words; the last one without
      what may stand inside of words, where there is any
    - ``said``: the words as spoken, with a hash of what follows each word's start by window
    """

    views: tuple[bytes, ...]
    words: tuple[tuple[bytes, set[bytes]], ...]
    said: tuple[tuple[bytes, Mapping[int, Hashes]], ...]


def reading(data: bytes) -> Reading:
    """Return a piece of a file in all forms."""
    views = (data, unescaped(data)) if has_escapes(data) else (data,)
    coded = views if hides_letters(data) else views[:1]
    # Words inside of tags count, and words that only tags come between.
    said = [spoken(views[-1])]
    whole = unbroken(views[-1])
    if whole != views[-1]:
        coded = (*coded, whole)
        said += [spoken(whole), spoken(unbroken(unescaped(_TAG.sub(b" ", unbroken(data)))))]
    if b"<" in data:
        said.append(spoken(unescaped(_TAG.sub(b" ", data))))
    return Reading(
        views,
        tuple((view, tokens(view)) for view in coded),
        tuple((one, {window: beginnings(one, window) for window in WINDOWS}) for one in said),
    )


def beginnings(said: bytes, window: int) -> Hashes:
    """Return a hash of what follows each word's start, (words,), for words as ``spoken`` gives."""
    raw = np.frombuffer(said + b" " * window, dtype=np.uint8)
    starts = np.flatnonzero(raw[: len(said) - 1] == ord(" ")) + 1
    pieces = np.lib.stride_tricks.sliding_window_view(raw, window)[starts].view(np.uint64)
    found = np.zeros(len(starts), dtype=np.uint64)
    for column in range(window // 8):
        found = (found ^ pieces[:, column]) * MULTIPLIER
    return found ^ (found >> np.uint64(29)) * MULTIPLIER
