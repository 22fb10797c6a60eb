"""Numbers in words: what may be said of a count depends on how it was released.

Open tables are rounded to 5. Under 30 people they are spoken of as "about 10
of about 15", with no percentages; from 30 a share is given as tenths and a
percentage of the rounded table. Exact tables (restricted pages) are exact.

A rounded 0 is not "nobody" and a rounded all is not "everybody": the words
say "few or none" and "all or nearly all". A rounded number lies less than 5
people from the true one (in the table's own scale), so which of two numbers of
one group is larger is certain only from a difference of 10. The table of a
group that holds other groups may have been moved by up to two steps of 5 more,
so there it is certain only from 30.
"""

from __future__ import annotations

#: From this many people a rounded table may be read as percentages.
PERCENTAGES_FROM = 30
#: From this many people open pages carry medians, p classes and effects.
STATISTICS_FROM = 100
#: The smallest difference between two counts whose direction is certain: in exact tables, in
#: rounded tables of a group of its own, and in rounded tables of a group that holds others.
CERTAIN_EXACT = 1
CERTAIN_ALONE = 10
CERTAIN_PARENT = 30


def number(value: int) -> str:
    """Return a whole number with commas over 999.

    >>> number(12345)
    '12,345'
    """
    return f"{value:,}"


def percent(count: int, base: int) -> int:
    """Return a whole percentage, halves upwards; 0 for an empty base.

    >>> percent(1, 8), percent(0, 0)
    (13, 0)
    """
    return (200 * count + base) // (2 * base) if base else 0


def decimal(value: float, places: int = 1) -> str:
    """Return a number with few decimals and no trailing noughts; never "-0".

    >>> decimal(3.0), decimal(3.46), decimal(-0.01)
    ('3', '3.5', '0')
    """
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def tenths(count: int, base: int) -> str:
    """Return a share as tenths; the ends say which side they lie on.

    >>> tenths(17, 25), tenths(1, 100), tenths(99, 100)
    ('7 in 10', 'fewer than 1 in 10', 'more than 9 in 10')
    """
    ten = (20 * count + base) // (2 * base)
    if ten == 0:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if ten == 10 else f"{ten} in 10"


def of_people(count: int, base: int, people: str, *, exact: bool) -> str:
    """Return how many of whom, at the start of a sentence's subject.

    >>> of_people(10, 15, "mentors", exact=False)
    'about 10 of about 15 mentors'
    >>> of_people(35, 50, "mentors", exact=False)
    'about 7 in 10 mentors (70% of about 50)'
    >>> of_people(9, 14, "mentors", exact=True)
    '9 of 14 mentors'
    >>> of_people(0, 15, "mentors", exact=False)
    'few or none of about 15 mentors'
    """
    if exact:
        return _exactly(count, base, people)
    if count == 0:
        return f"few or none of about {number(base)} {people}"
    if count == base:
        return f"all or nearly all of about {number(base)} {people}"
    if base < PERCENTAGES_FROM:
        return f"about {number(count)} of about {number(base)} {people}"
    share = f"({percent(count, base)}% of about {number(base)})"
    words = tenths(count, base)
    return f"{words if ' than ' in words else 'about ' + words} {people} {share}"


def _exactly(count: int, base: int, people: str) -> str:
    if count == 0:
        return f"none of {number(base)} {people}"
    if count == base:
        return f"all {number(base)} {people}"
    share = f" ({percent(count, base)}%)" if base >= PERCENTAGES_FROM else ""
    return f"{number(count)} of {number(base)} {people}{share}"


def amount(count: int, base: int, *, exact: bool) -> str:
    """Return how many, where the base has just been named.

    >>> amount(5, 15, exact=False), amount(10, 50, exact=False), amount(0, 8, exact=True)
    ('about 5', '20%', 'none')
    """
    if count == 0:
        return "none" if exact else "few or none"
    if count == base:
        return "all" if exact else "all or nearly all"
    if base >= PERCENTAGES_FROM:
        return f"{percent(count, base)}%"
    return number(count) if exact else f"about {number(count)}"


def cell(count: int, base: int, *, exact: bool) -> str:
    """Return a table's cell: the count, with its share where shares may be given.

    >>> cell(10, 15, exact=False), cell(35, 50, exact=False), cell(9, 14, exact=True)
    ('10', '35 (70%)', '9 (64%)')
    """
    if exact or base >= PERCENTAGES_FROM:
        return f"{number(count)} ({percent(count, base)}%)"
    return number(count)


def direction(higher: int, lower: int, certain: int) -> int:
    """Return 1 if ``higher`` is certainly the larger, -1 for the reverse, 0 if neither is certain.

    >>> direction(10, 5, CERTAIN_ALONE), direction(15, 5, CERTAIN_ALONE), direction(5, 6, 1)
    (0, 1, -1)
    """
    if higher - lower >= certain:
        return 1
    return -1 if lower - higher >= certain else 0


def p_value(p: float) -> str:
    """Return an exact p for a sentence; rounding never carries it over 0.05.

    >>> p_value(0.0000002), p_value(0.2134), p_value(0.0496), p_value(0.0625)
    ('p < 0.001', 'p = 0.21', 'p = 0.0496', 'p = 0.062')
    """
    if p < 0.001:
        return "p < 0.001"
    for digits in range(2, 8):
        text = f"{p:.{digits}g}"
        if (float(text) < 0.05) == (p < 0.05):
            return f"p = {text}"
    return "p just under 0.05" if p < 0.05 else "p = 0.05"


def listed(words: list[str]) -> str:
    """Return words as an English list.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def lowered(label: str) -> str:
    """Return a label for the middle of a sentence.

    >>> lowered("Very or extremely confident"), lowered("NHS staff")
    ('very or extremely confident', 'NHS staff')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def capital(sentence: str) -> str:
    """Return a sentence that begins with a capital letter.

    >>> capital("about 10")
    'About 10'
    """
    return sentence[:1].upper() + sentence[1:]
