"""Tallies add, and are taken apart by cohort.

A nation's tally is the sum of its files' tallies as long as no person stands
in two of them; a group's numbers are sums over its cohorts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from generator.analysis.forms import Array
from generator.analysis.tally import Counts, Tally

K = TypeVar("K", bound=Hashable)


def add(*tallies: Tally) -> Tally:
    """Add tallies; their cohorts are put in id order and aligned.

    Parameters
    ----------
    tallies
        Tallies of responses that share no person (rows of one person's forms
        must be tallied together, or their change is not seen).

    Returns
    -------
    Tally
        ``add()`` is the tally of no responses. Adding is associative, and the
        order of the tallies does not matter.

    """
    cohorts = tuple(sorted({cohort for tally in tallies for cohort in tally.cohorts}))
    place = {cohort: index for index, cohort in enumerate(cohorts)}
    places = [np.array([place[c] for c in tally.cohorts], dtype=np.int64) for tally in tallies]

    def dense(parts: Sequence[Mapping[K, Counts]]) -> dict[K, Counts]:
        return _merge(parts, places, lambda found: _add_dense(found, len(cohorts)))

    def sparse(parts: Sequence[Mapping[K, Counts]]) -> dict[K, Counts]:
        return _merge(parts, places, _add_sparse)

    return Tally(
        cohorts=cohorts,
        people=dense([t.people for t in tallies]),
        returned=dense([t.returned for t in tallies]),
        matched=dense([t.matched for t in tallies]),
        answers=dense([t.answers for t in tallies]),
        totals=dense([t.totals for t in tallies]),
        numbers=sparse([t.numbers for t in tallies]),
        changes=dense([t.changes for t in tallies]),
        total_changes=sparse([t.total_changes for t in tallies]),
        products=dense([t.products for t in tallies]),
        prorated=sparse([t.prorated for t in tallies]),
        prorated_changes=sparse([t.prorated_changes for t in tallies]),
    )


def select(tally: Tally, cohorts: Iterable[str]) -> Tally:
    """Return the tally of some of its cohorts, in the order in which it holds them.

    A cohort that the tally does not know is passed over: nobody in it answered.
    """
    wanted = set(cohorts)
    rows = np.array([i for i, c in enumerate(tally.cohorts) if c in wanted], dtype=np.int64)
    new_place = np.full(len(tally.cohorts), -1, dtype=np.int64)
    new_place[rows] = np.arange(len(rows))

    def dense(part: Mapping[K, Counts]) -> dict[K, Counts]:
        return {key: counts[rows] for key, counts in part.items()}

    def sparse(part: Mapping[K, Counts]) -> dict[K, Counts]:
        kept = {key: _move(counts, new_place) for key, counts in part.items()}
        return {key: counts[counts[:, 0] >= 0] for key, counts in kept.items()}

    return Tally(
        cohorts=tuple(tally.cohorts[row] for row in rows),
        people=dense(tally.people),
        returned=dense(tally.returned),
        matched=dense(tally.matched),
        answers=dense(tally.answers),
        totals=dense(tally.totals),
        numbers=sparse(tally.numbers),
        changes=dense(tally.changes),
        total_changes=sparse(tally.total_changes),
        products=dense(tally.products),
        prorated=sparse(tally.prorated),
        prorated_changes=sparse(tally.prorated_changes),
    )


def _merge(
    parts: Sequence[Mapping[K, Counts]],
    places: Sequence[Array],
    join: Callable[[list[tuple[Counts, Array]]], Counts],
) -> dict[K, Counts]:
    """Join, for each key of any part, what the parts hold with where their cohorts stand."""
    found: dict[K, list[tuple[Counts, Array]]] = {}
    for part, place in zip(parts, places, strict=True):
        for key, counts in part.items():
            found.setdefault(key, []).append((counts, place))
    return {key: join(counts) for key, counts in found.items()}


def _add_dense(parts: list[tuple[Counts, Array]], cohorts: int) -> Counts:
    result = np.zeros((cohorts, *parts[0][0].shape[1:]), dtype=np.int64)
    for counts, place in parts:
        result[place] += counts  # a tally names each cohort once, so no place stands twice
    return result


def _add_sparse(parts: list[tuple[Counts, Array]]) -> Counts:
    rows = np.concatenate([_move(counts, place) for counts, place in parts])
    rows = rows[np.lexsort(rows[:, -2::-1].T)]
    if not len(rows):
        return rows
    starts = np.flatnonzero(np.r_[True, (rows[1:, :-1] != rows[:-1, :-1]).any(axis=1)])
    return np.column_stack([rows[starts, :-1], np.add.reduceat(rows[:, -1], starts)])


def _move(counts: Counts, place: Array) -> Counts:
    """Return sparse rows with their cohorts at their new places."""
    return np.column_stack([place[counts[:, 0]], counts[:, 1:]])
