"""Numbers in words: the one place where a number of people is rounded for open pages.

Open tables are sums of randomly rounded cells. Their numbers of people are
printed to the nearest 5, as "about 10 of about 15"; from 30 people on as a share,
to the nearest 1%, of the sums as they are. A printed 0 is not "nobody" and a
printed all is not "everybody": the words say "few or none" and "all or nearly
all". Tables of restricted pages are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from generator.disclosure.released import nearest_five
from generator.disclosure.rule import LARGE_FROM

if TYPE_CHECKING:
    from generator.report.view import Shown


class Of(NamedTuple):
    """So many people, where there is no table of them."""

    base: int
    exact: bool = False


#: Of how many people something counts, and whether its numbers are exact: a table, say.
Counted: TypeAlias = "Shown | Of"


def printed(count: int, *, exact: bool) -> int:
    """Return a number of people as it is printed: on open pages to the nearest 5.

    >>> printed(13, exact=False), printed(13, exact=True)
    (15, 13)
    """
    return count if exact else nearest_five(count)


def heads(count: int, *, exact: bool) -> str:
    """Return a number of people for a table's cell.

    >>> heads(1_234, exact=False), heads(1_234, exact=True)
    ('1,235', '1,234')
    """
    return number(printed(count, exact=exact))


def around(count: int, *, exact: bool) -> str:
    """Return a number of people for a sentence.

    >>> around(13, exact=False), around(1, exact=False), around(13, exact=True)
    ('about 15', 'few or none', '13')
    """
    if exact:
        return number(count)
    return f"about {heads(count, exact=False)}" if printed(count, exact=False) else "few or none"


def how_many(count: int, people: str, *, exact: bool) -> str:
    """Return a number of people with what they are called.

    >>> how_many(13, "mentors", exact=False), how_many(1, "mentors", exact=True)
    ('about 15 mentors', '1 of the mentors')
    """
    many = around(count, exact=exact)
    return f"{many} of the {people}" if many in ("1", "few or none") else f"{many} {people}"


def range_of(bases: Iterable[int], people: str, *, exact: bool) -> str:
    """Return on how many people several things stand.

    >>> range_of([31, 36], "mentors", exact=False), range_of([5, 5], "mentors", exact=True)
    ('about 30 to 35 mentors', '5 mentors')
    """
    ordered = sorted(bases)
    low, high = (heads(base, exact=exact) for base in (ordered[0], ordered[-1]))
    if low == high:
        return how_many(ordered[0], people, exact=exact)
    return f"{'' if exact else 'about '}{low} to {high} {people}"


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


def weight(octets: int) -> str:
    """Return a file's size for a reader.

    >>> weight(300), weight(84_200), weight(2_500_000), weight(36_000_000)
    ('1 KB', '84 KB', '2.5 MB', '36 MB')
    """
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{decimal(octets / 1_000_000, 0 if octets >= 10_000_000 else 1)} MB"


def in_percent(of: Counted) -> bool:
    """Say whether a number of people is given as a percentage alone: on open pages, from 30 on."""
    return not of.exact and of.base >= LARGE_FROM


def part(count: int, of: Counted) -> float:
    """Return the share, 0 to 1, that is printed: lengths say no more than the words.

    >>> part(35, Of(49)), part(7, Of(14)), part(7, Of(14, exact=True))
    (0.71, 0.3333, 0.5)
    """
    if in_percent(of):
        return min(100, percent(count, of.base)) / 100
    whole = printed(of.base, exact=of.exact)
    return round(min(1.0, printed(count, exact=of.exact) / whole), 4) if whole > 0 else 0.0


def mark(count: int, of: Counted) -> str:
    """Return how many at a mark whose people are named beside it.

    >>> mark(35, Of(49)), mark(9, Of(14)), mark(9, Of(14, exact=True))
    ('71%', '10', '9')
    """
    return f"{percent(count, of.base)}%" if in_percent(of) else heads(count, exact=of.exact)


def of_all(count: int, of: Counted) -> str:
    """Return how many of all.

    >>> of_all(35, Of(49)), of_all(9, Of(14)), of_all(9, Of(14, exact=True))
    ('71%', '10 of 15', '9 of 14')
    """
    whole = "" if in_percent(of) else f" of {heads(of.base, exact=of.exact)}"
    return f"{mark(count, of)}{whole}"


def amount(count: int, of: Counted) -> str:
    """Return how many, in a sentence that has named of how many.

    >>> amount(6, Of(14)), amount(10, Of(50)), amount(0, Of(8)), amount(0, Of(8, exact=True))
    ('about 5', '20%', 'few or none', '0')
    """
    if of.exact:
        return number(count)
    whole = 100 if in_percent(of) else printed(of.base, exact=False)
    some = percent(count, of.base) if in_percent(of) else printed(count, exact=False)
    if some >= whole:
        return "all or nearly all"
    return f"{some}%" if some and in_percent(of) else around(count if some else 0, exact=False)


def share_of(count: int, of: Counted, people: str) -> str:
    """Return how many of whom in a sentence.

    >>> share_of(35, Of(49), "mentors"), share_of(9, Of(14, exact=True), "mentors")
    ('71% of mentors', '9 of 14 mentors')
    >>> share_of(9, Of(14), "mentors"), share_of(1, Of(900), "mentors")
    ('about 10 of about 15 mentors', 'few or none of about 900 mentors')
    """
    words = amount(count, of)
    whole = "" if words.endswith("%") else f"{around(of.base, exact=of.exact)} "
    return f"{words} of {whole}{people}"


def cell(count: int, of: Counted) -> str:
    """Return a table's cell: the count, with its share where shares may be given.

    >>> cell(8, Of(14)), cell(36, Of(51)), cell(9, Of(14, exact=True))
    ('10', '35 (71%)', '9 (64%)')
    """
    shown = heads(count, exact=of.exact)
    return f"{shown} ({percent(count, of.base)}%)" if of.exact or of.base >= LARGE_FROM else shown


def probability(p: float | None) -> str:
    """Return a p for a table's cell; nothing where there is none; never rounded up to 0.05.

    >>> probability(0.0004), probability(0.0625), probability(0.0497), probability(None)
    ('<0.001', '0.062', '<0.05', '')
    """
    if p is None:
        return ""
    if p < 0.001:
        return "<0.001"
    text = f"{p:.3f}"
    return "<0.05" if p < 0.05 <= float(text) else text


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
