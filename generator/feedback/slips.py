"""Slips of typing between two words: how many, and of which kind."""

from __future__ import annotations


def slips(one: str, other: str, most: int = 2) -> int:
    """Return how many slips lie between two words; ``most + 1`` where there are more.

    A slip is a letter missing, a letter too many, another letter, or two
    neighbours exchanged (the distance of Damerau and Levenshtein, each letter
    in one slip at most).

    >>> slips("okafor", "okfaor"), slips("okafor", "okaforr"), slips("miller", "tiler")
    (1, 1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i, *[0] * len(other)]
        for j, b in enumerate(other, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def doubled(one: str, other: str) -> bool:
    """Return True where two words differ only in how often a letter stands in a row.

    >>> doubled("anna", "ana"), doubled("patel", "pattel"), doubled("patel", "panel")
    (True, True, False)
    """
    return one != other and _single(one) == _single(other)


def _single(word: str) -> str:
    return "".join(b for a, b in zip(" " + word, word, strict=False) if a != b)


def swapped(one: str, other: str) -> bool:
    """Return True where one pair of neighbours is exchanged, and nothing else.

    >>> swapped("patel", "ptael"), swapped("patel", "lapet")
    (True, False)
    """
    return len(one) == len(other) and sorted(one) == sorted(other) and slips(one, other, 1) == 1
