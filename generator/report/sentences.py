"""Sentences made from released tables by fixed rules.

Each says what may be said at its size and no more: words under 30 people,
shares from 30. What a change comes to is said by its verdict, in four words,
and by nothing else. Below six people whose answers differ no exact test can
reach p < 0.05, and the restricted page says so.

Nothing here judges people: higher and lower are about answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.disclosure.released import ABSENT
from generator.disclosure.rounding import BASE
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import HIGHER, LOWER, TESTABLE, UNCLEAR
from generator.report.outline import Table, When
from generator.report.quantities import (
    around,
    capital,
    heads,
    how_many,
    listed,
    p_value,
    percent,
    printed,
)
from generator.report.view import Flow, Shown, Withheld

#: Of a large open table, by its verdict.
OPEN_VERDICTS = {
    HIGHER: "Chance and rounding alone would rarely make a difference like this.",
    LOWER: "Chance and rounding alone would rarely make a difference like this.",
    UNCLEAR: "Chance and rounding alone could make a difference like this.",
}
TO_THE_NEAREST = f"Numbers are to the nearest {BASE}."
#: Where nobody gave a number, or a wrong one: then no page shows a rate.
NOT_KNOWN = "How many {people} were invited is not known"


def missing(names: Sequence[str], found: Iterable[Table]) -> str:
    """Say once for several things that they are withheld, and why.

    >>> missing(["confidence"], [])
    'Missing here: confidence. Not shown: too few answered, or answers came late.'
    """
    return f"Missing here: {listed(list(names))}. {why(found)}"


def why(found: Iterable[Table]) -> str:
    """Return the wording of what is withheld, each once."""
    wordings = dict.fromkeys(t.wording for t in found if isinstance(t, Withheld))
    return " ".join(wordings) or ABSENT


def verdict(table: Shown, what: str) -> str:
    """Say what a change comes to, by its verdict; nothing of small open tables."""
    if table.base <= 0 or not table.verdict:
        return ""
    if table.exact:
        return f"Verdict: {table.verdict}. {_exact_test(table, what)}".strip()
    if table.large and table.verdict in OPEN_VERDICTS:
        return f"Verdict: {table.verdict}. {OPEN_VERDICTS[table.verdict]}"
    return ""


def _exact_test(table: Shown, what: str) -> str:
    higher, _, lower = table.counts
    changed = higher + lower
    if changed == 0:
        return f"Nobody’s {what} changed, so there is nothing to test."
    if changed < TESTABLE:
        whose = f"person’s {what}" if changed == 1 else f"people’s {what}s"
        return (
            f"Only {changed} {whose} changed: with fewer than 6, "
            "no exact test can reach p < 0.05, whatever the answers."
        )
    p = table.statistics.get("p_exact")
    if p is None:
        return ""
    test_name = f"exact Wilcoxon signed-rank test, {p_value(p)}"
    if table.verdict in (HIGHER, LOWER):
        return f"Chance alone would rarely give a shift as consistent as this ({test_name})."
    return f"Chance alone could well give a shift like this ({test_name})."


def flow(found: Flow, people: str, when: When) -> str:
    """Say how many were invited, and how many answered; no rate without a number invited.

    On open pages the numbers are to the nearest 5, and it says so: about 10 may be 11 or 12.
    """
    times = ((found.before, when.before), (found.after, when.after), (found.both, "both times"))
    came = [(count, time) for count, time in times if count is not None]
    start = _invited(found, people)
    rounded = "" if found.exact else f" {TO_THE_NEAREST}"
    if not came:
        return f"{start} How many answered is not shown.{rounded if found.invited else ''}"
    who = f"{people} answered" if found.invited is None else "answered"
    said = [
        f"{_came(count, found.invited, exact=found.exact)} {'' if place else f'{who} '}{time}"
        for place, (count, time) in enumerate(came)
    ]
    code = ", matched by survey code" if found.both is not None else ""
    return f"{start} {capital(listed(said))}{code}.{rounded}"


def _invited(found: Flow, people: str) -> str:
    unknown = NOT_KNOWN.format(people=people)
    if found.exceeded:
        return f"{unknown}: more answered than the list of cohorts says."
    if found.invited is None:
        return f"{unknown}."
    verb = "was" if found.exact and found.invited == 1 else "were"
    return f"{capital(how_many(found.invited, people, exact=found.exact))} {verb} invited."


def _came(count: int, invited: int | None, *, exact: bool) -> str:
    """Return how many answered, with their share of those invited where shares may be given.

    On open pages that is from 30 people on, and the share is that of the numbers as they are
    printed: nobody who works it out again finds another one, or an exact number behind it.
    """
    words = around(count, exact=exact)
    if not invited or not (exact or min(count, invited) >= LARGE_FROM):
        return words
    return f"{words} ({percent(printed(count, exact=exact), printed(invited, exact=exact))}%)"


def base_range(tables: Sequence[Table], people: str) -> str:
    """Say on how many people a chart stands, such as 'about 20 to 25 mentors'.

    >>> base_range([], "mentors")
    'no mentors'
    """
    bases = sorted({t.base for t in tables if isinstance(t, Shown)})
    if not any(bases):
        return f"no {people}"
    exact = all(t.exact for t in tables if isinstance(t, Shown))
    low, high = (heads(base, exact=exact) for base in (bases[0], bases[-1]))
    if low == high:
        return how_many(bases[0], people, exact=exact)
    return f"{'' if exact else 'about '}{low} to {high} {people}"
