"""What a gap says, and when it says too much.

A group's exact table is printed, and it has two parts. If one part's people
nearly all agreed, both parts are gaps, since either gives back the other. The
reader knows why there are gaps, and knows the whole: of 15 people who answered
6, 5 and 4, with parts of 7 and 8, only the 7 can have nearly all agreed, and
only on the first answer. So the gap would give away what it is there to hide.

Therefore a gap is made a little wider where it would say so much. All ways to
divide the whole are looked at, and those that make a gap are kept. If in every
one of them fewer than two people of a part are outside an answer, then
divisions with exactly two outside make a gap as well. A reader must then hold
for possible that two people answered otherwise.

What is a gap follows from the whole, which is printed, and from headcounts. So
a reader who does the same sum learns no more than was thought of here.

A late batch that waits is such a gap as well. Readers know the others' exact
table, and open pages may soon round both together: of the batches that waiting
leaves possible, the same is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from generator.disclosure.exact import FEWEST_OTHERS
from generator.disclosure.rounding import Table, lr5

#: A part's table that makes a gap of itself and the other part.
Gap = frozenset[Table]


def may_stand(part: Table, other: Table, *, worry: bool = False) -> bool:
    """Tell whether both parts of a printed group may show their tables.

    ``worry`` where no count of one may be shown.

    >>> may_stand((3, 2, 2), (3, 3, 2))
    True
    >>> may_stand((6, 1, 0), (0, 4, 4)), may_stand((5, 1, 1), (1, 4, 3))
    (False, False)

    The last part varies enough, but it is the gap that hides the one before it.
    """
    return part not in gap(_sum(part, other), sum(part), worry=worry)


@lru_cache(maxsize=1 << 14)
def gap(whole: Table, people: int, *, worry: bool = False) -> Gap:
    """Return the tables that a part of so many people may have where both parts are gaps."""
    mine = _fitting(_untold(people, len(whole), worry), whole)
    theirs = _fitting(_untold(sum(whole) - people, len(whole), worry), whole)
    found = mine | {_rest(whole, table) for table in theirs}
    for place in range(len(whole)):
        found |= _wider(found, whole, people, place, worry)
        others = {_rest(whole, table) for table in found}
        more = _wider(others, whole, sum(whole) - people, place, worry)
        found |= {_rest(whole, table) for table in more}
    return frozenset(found)


def may_come(
    batch: Table, around: Sequence[Table], *, fewest: int = FEWEST_OTHERS, worry: bool = False
) -> bool:
    """Tell whether a late batch may be told from the others, so that it need not wait.

    Parameters
    ----------
    batch
        Its table.
    around
        The tables of the groups around it, itself included, that open pages round.
    fewest
        So many must have given another answer than the most frequent one.
    worry
        Where no count of one may be shown.

    >>> may_come((3, 1, 1), [(10, 5, 5)]), may_come((4, 1, 0), [(10, 5, 5)])
    (True, False)
    >>> may_come((3, 1, 1), [(10, 1, 1)])
    False

    In the last case whoever sees it wait, and the rounded (10, 0, 0), would otherwise
    know that at least four of the five gave the first answer.

    """
    people = sum(batch)
    possible = {
        table
        for table in _near(people, len(batch), max(fewest, FEWEST_OTHERS + 1), worry)
        if all(lr5(_swapped(whole, batch, table)) == lr5(whole) for whole in around)
    }
    hidden = {t for t in possible if people - max(t) < fewest or (worry and 1 in t)}
    for place in range(len(batch)):
        wider = _wider_counts({table[place] for table in hidden}, people, worry)
        hidden |= {table for table in possible if table[place] in wider}
    return batch not in hidden


def _wider(
    found: Iterable[Table], whole: Table, people: int, place: int, worry: bool
) -> set[Table]:
    """Return what must be a gap too, so that a gap does not tell a part's answer.

    ``found`` are the tables of the part that make a gap so far.
    """
    wider = _wider_counts({table[place] for table in found}, people, worry)
    tables = {table for count in wider for table in _with(count, place, people, len(whole))}
    return _fitting(tables, whole)


def _wider_counts(counts: set[int], people: int, worry: bool) -> set[int]:
    """Return the counts that must stay possible beside those that make a gap so far."""
    wider: set[int] = set()
    if counts and min(counts) > people - FEWEST_OTHERS:
        wider.add(people - FEWEST_OTHERS)
    if worry and counts == {1}:
        wider |= {0, 2}
    return wider


@lru_cache(maxsize=1 << 10)
def _untold(people: int, categories: int, worry: bool) -> frozenset[Table]:
    """Return every table of so many people that may not be shown for what it says."""
    counts = set(range(max(0, people - FEWEST_OTHERS + 1), people + 1)) | ({1} if worry else set())
    return _having(frozenset(counts), people, categories)


def _near(people: int, categories: int, others: int, worry: bool) -> frozenset[Table]:
    """Return every table that may have to wait, and those that could hide it."""
    counts = set(range(max(0, people - others), people + 1)) | ({0, 1, 2} if worry else set())
    return _having(frozenset(counts), people, categories)


@lru_cache(maxsize=1 << 10)
def _having(counts: frozenset[int], people: int, categories: int) -> frozenset[Table]:
    """Return every table of so many people with one of some counts."""
    return frozenset(
        table
        for count in counts
        for place in range(categories)
        for table in _with(count, place, people, categories)
    )


def _with(count: int, place: int, people: int, categories: int) -> Iterator[Table]:
    """Yield the tables with a count in one place.

    >>> list(_with(3, 0, 5, 3))
    [(3, 0, 2), (3, 1, 1), (3, 2, 0)]
    """
    for others in _spread(people - count, categories - 1):
        yield (*others[:place], count, *others[place:])


def _spread(people: int, categories: int) -> Iterator[Table]:
    if categories == 1 and people >= 0:
        yield (people,)
    elif categories > 1:
        for first in range(people + 1):
            for others in _spread(people - first, categories - 1):
                yield (first, *others)


def _fitting(tables: Iterable[Table], whole: Table) -> set[Table]:
    """Return the tables that a part of a whole may have."""
    return {t for t in tables if all(a <= b for a, b in zip(t, whole, strict=True))}


def _sum(one: Table, other: Table) -> Table:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _swapped(whole: Table, part: Table, other: Table) -> Table:
    """Return a whole's table with another table of one part."""
    return _sum(_rest(whole, part), other)


def _rest(whole: Table, part: Table) -> Table:
    return tuple(a - b for a, b in zip(whole, part, strict=True))
