"""Did you mean …? One wording for every unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: Longest part of a user's text that a message repeats.
QUOTED = 60
#: Letters that show nothing.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"


def quoted(text: str) -> str:
    r"""Return a user's text for a message: short, on one line, nothing a terminal obeys.

    What nobody could see is named by its number.

    >>> quoted("a\tb"), quoted("4\u200b")
    ("'a b'", "'4<U+200B>'")
    """
    plain = "".join(map(_visible, text[:QUOTED]))
    return f"'{plain}…'" if len(text) > QUOTED else f"'{plain}'"


def _visible(letter: str) -> str:
    if letter in " \t\r\n":
        return " "
    shown = letter.isprintable() and letter not in _BLANK
    return letter if shown else f"<U+{ord(letter):04X}>"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known name, or nothing.

    >>> did_you_mean("mentor_befor_session", ["mentor_before_session", "consent"])
    "Did you mean 'mentor_before_session'?"
    >>> did_you_mean("x", ["consent"])
    ''
    """
    by_case = {other.casefold(): other for other in known}
    folded = name.strip().casefold()[:100]
    if folded in by_case:
        return f"Did you mean '{by_case[folded]}'?"
    near = get_close_matches(folded, by_case, n=1, cutoff=0.75)
    return f"Did you mean '{by_case[near[0]]}'?" if near else ""


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Return names with commas, the rest counted where there are many.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    every = list(names)
    if len(every) <= limit:
        return ", ".join(every)
    return f"{', '.join(every[:limit])} and {len(every) - limit} more"
