"""Did you mean …? One search and one wording for every unknown name."""

from __future__ import annotations

from collections.abc import Iterable

#: Longest part of a user's text that a message repeats.
QUOTED = 60
#: More names than these are counted, and some of them named.
MOST_LISTED, NEAREST = 24, 5
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


def nearest(name: str, known: Iterable[str], cutoff: float = 0.75, limit: int = 1) -> list[str]:
    """Return the known names most like a name, the likest first.

    Two names are as alike as the share of their letters that stand in both in one order. Of
    equals the last of the alphabet comes first: tea-2 is nearer to tea-3 than tea-1 is.

    >>> nearest("confidnce", ["ability", "confidence"])
    ['confidence']
    """
    from rapidfuzz import fuzz, process  # only faults need it, and it is slow to import

    names, start = sorted(known, reverse=True), name[:100]
    near = process.extract(start, names, scorer=fuzz.ratio, score_cutoff=100 * cutoff, limit=limit)
    return [other for other, _, _ in near]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known name in any case, or nothing.

    >>> did_you_mean("mentor_befor_session", ["mentor_before_session", "consent"])
    "Did you mean 'mentor_before_session'?"
    >>> did_you_mean("x", ["consent"])
    ''
    """
    by_case = {other.casefold(): other for other in known}
    near = nearest(name.strip().casefold(), by_case)
    return f"Did you mean '{by_case[near[0]]}'?" if near else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown name: what was probably meant, or all there are.

    Of many only the nearest are named.

    >>> suggestion("confidnce", ["ability", "confidence"])
    "Did you mean 'confidence'?"
    >>> suggestion("tea", ["ability", "confidence"])
    'Known: ability, confidence.'
    """
    names = list(dict.fromkeys(known))
    if close := nearest(name, names, cutoff=0.6):
        return f"Did you mean '{close[0]}'?"
    if len(names) > MOST_LISTED:
        near = nearest(name, names, cutoff=0, limit=NEAREST)
        return f"There are {len(names):,}; the nearest are: {', '.join(near)}."
    return f"Known: {', '.join(names)}." if names else "There are none."


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Return names with commas, the rest counted where there are many.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    every = list(names)
    if len(every) <= limit:
        return ", ".join(every)
    return f"{', '.join(every[:limit])} and {len(every) - limit:,} more"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "error"), plural(2000, "error")
    ('1 error', '2,000 errors')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
