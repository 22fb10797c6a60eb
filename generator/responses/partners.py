"""Who was found again at another wave, and survey codes that never meet.

A person's answers are joined by cohort and survey code. Whoever writes
``K7RM-4W08`` on one form and ``K7RM4W08`` on the next has made two people of
one: nothing is wrong with either row, and the change is lost. So codes without
a partner are held against each other, and how many found one is always told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.problem import Problem
from generator.definitions.suggest import listed
from generator.responses.rows import Rows
from generator.responses.spelling import (
    LONG_ENOUGH,
    difference,
    plain,
    plain_marks,
    slip_marks,
    slips,
)

#: How many pairs of codes are named for each role.
LISTED = 50


class Person(NamedTuple):
    """A survey code in a cohort, and a row where it stands; in the order of forms and rows."""

    form: str
    row: int
    code: bytes
    cohort: int


class Pair(NamedTuple):
    """Two people of a role who may be one, and how many ``more`` are as near to the other."""

    one: Person
    other: Person
    more: int = 0


Keys: TypeAlias = Callable[[Person], list[tuple[bytes, int]]]


def partners(
    people: pd.DataFrame, rows: Mapping[str, Rows], waves: Mapping[str, str], found: list[Problem]
) -> tuple[str, ...]:
    """Warn of each pair of codes that may be one person's; return a note for each role.

    ``people`` are those of all forms (see ``people_of``), ``waves`` the phrases of all waves in
    their order. The notes say how many of each wave were found again.
    """
    linked = [name for name, form in rows.items() if form.linked and form.wave in waves]
    people = people[people["form"].isin(linked)]
    codes = people["respondent"].cat.codes.astype(np.int64)
    people = people.assign(key=codes * (people["cohort"].max() + 2) + people["cohort"] + 1)
    notes = []
    for role in sorted({rows[name].role for name in linked}):
        mine = people[people["role"] == role]
        persons = mine[mine["person"]].drop_duplicates(["wave", "key"])
        persons = persons.assign(alone=~persons["key"].duplicated(keep=False))
        found.extend(_warnings(persons, rows, waves))
        notes.append(_counted(role, mine, persons, waves))
    return tuple(notes)


def _counted(role: str, mine: pd.DataFrame, persons: pd.DataFrame, waves: Mapping[str, str]) -> str:
    """Say how many of each wave were found again at another."""
    parts = []
    for wave, phrase in waves.items():
        if (mine["wave"] == wave).any():
            alone = persons.loc[persons["wave"] == wave, "alone"]
            parts.append(f"{(~alone).sum():,} of {len(alone):,} {phrase}")
    text = f"Found again at another wave by survey code, {role}: {listed(parts)}."
    without = int((mine["named"] & ~mine["person"]).sum())
    return f"{text} {without:,} without a code, never joined." if without else text


def _warnings(
    persons: pd.DataFrame, rows: Mapping[str, Rows], waves: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the warnings of a role, each pair of codes once, however many waves it is seen at."""
    every = [persons[persons["wave"] == wave] for wave in waves]
    at = [people for people in every if len(people)]
    pairs: dict[tuple[bytes, int, bytes, int], Pair] = {}
    for pair in [*_spelt_twice(at), *_apart(at, persons)]:
        one, other = pair.one, pair.other
        pairs.setdefault((one.code, one.cohort, other.code, other.cohort), pair)
    for pair in list(pairs.values())[:LISTED]:
        yield _warning(pair, rows)
    for pair in list(pairs.values())[LISTED : LISTED + 1]:
        fault = f"{len(pairs) - LISTED:,} more pairs of survey codes may belong to 1 person."
        (place,) = rows[pair.other.form].places([pair.other.row])
        yield Problem(place, "codes-alike", fault, "Correct those above first.", "warning")


def _warning(pair: Pair, rows: Mapping[str, Rows]) -> Problem:
    before, after = pair.one.code.decode(), pair.other.code.decode()
    (there,), (where,) = (rows[one.form].places([one.row]) for one in (pair.one, pair.other))
    if before == after:
        fault = f"'{after}' is in another cohort here than in {there}. They count as 2 people."
        remedy = (
            "If one of the cohorts is wrong, correct it. If the person moved, their answers "
            "cannot be joined."
        )
        return Problem(where, "code-in-two-cohorts", fault, remedy, "warning")
    differs = difference(before, after)
    codes = "1 more code" if pair.more == 1 else f"{pair.more} more codes"
    others = f", and from {codes} likewise" if pair.more else ""
    fault = f"'{after}' differs from '{before}' in {there} {differs}{others}."
    remedy = "Check the paper. If both belong to 1 person, write the code the same way everywhere."
    fault += " They count as 2 people."
    return Problem(where, "codes-alike", fault, remedy, "warning")


def _codes(people: pd.DataFrame) -> npt.NDArray[np.bytes_]:
    codes: npt.NDArray[np.bytes_] = people["respondent"].astype(object).to_numpy().astype("S32")
    return codes


def _of(people: pd.DataFrame) -> list[Person]:
    """Return people in the order of their rows."""
    columns = (people["form"].tolist(), people["row"].tolist(), _codes(people).tolist())
    return sorted(map(Person, *columns, people["cohort"].tolist()))


def _spelt_twice(waves: Sequence[pd.DataFrame]) -> Iterator[Pair]:
    """Yield people of one wave and cohort, one without a partner, whose codes are one code."""
    for people in waves:
        marks = pd.Series(_in_cohort(plain_marks(_codes(people)), people), index=people.index)
        twice = marks.duplicated(keep=False) & marks.isin(marks[people["alone"]])
        first: dict[tuple[bytes, int], Person] = {}
        for person in _of(people[twice]):
            before = first.setdefault((plain(person.code), person.cohort), person)
            if before is not person:
                yield Pair(before, person)


def _apart(waves: Sequence[pd.DataFrame], persons: pd.DataFrame) -> Iterator[Pair]:
    """Yield people of two waves, each missing at the other's, whose codes are alike.

    The surest likeness comes first, and whoever is paired by it is looked at no more: the
    same code in another cohort, then another spelling, then a slip of one sign. Of codes that
    are numbered, such as MENTOR104, a slip is looked for only among people without a partner
    at any wave: their neighbours differ by one sign without a slip.
    """
    for one, other in combinations(waves, 2):
        left = one[~one["key"].isin(other["key"])]
        right = other[~other["key"].isin(one["key"])]
        if left.empty or right.empty:
            continue
        mine, others = _of(_near(left, right)), _of(_near(right, left))
        for keys in (_same_code, _same_spelling, _slips):
            if keys is _slips and (numbered := _numbered([*mine, *others])):
                alone = {(p.code, p.cohort) for p in _of(persons[persons["alone"]])}
                mine, others = (
                    [p for p in some if _skeleton(p.code) not in numbered or p[2:] in alone]
                    for some in (mine, others)
                )
            pairs = list(_paired(mine, others, keys))
            yield from pairs
            paired = {person for pair in pairs for person in (pair.one, pair.other)}
            mine = [person for person in mine if person not in paired]
            others = [person for person in others if person not in paired]


#: So many people whose codes have the same letters in the same places have numbered codes.
_MANY = 3


def _skeleton(code: bytes) -> bytes:
    """Return a code with each of its digits as one sign.

    >>> _skeleton(b"MENTOR104")
    b'MENTOR###'
    """
    return re.sub(rb"\d", b"#", code)


def _numbered(people: Sequence[Person]) -> frozenset[bytes]:
    """Return what numbered codes look like, among people whose codes are like others'."""
    times = Counter(_skeleton(person.code) for person in people)
    return frozenset(look for look, count in times.items() if count >= _MANY)


def _near(people: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return who has a code like somebody's of another wave: few, so looked up at once."""
    mine, theirs = (_in_cohort(slip_marks(_codes(some)), some) for some in (people, others))
    near = people["respondent"].isin(others["respondent"]) | np.isin(mine, theirs).any(axis=1)
    return people[near]


def _in_cohort(marks: npt.NDArray[np.uint64], people: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """Return marks, (people,) or (people, marks), that only people of one cohort share."""
    cohort: npt.NDArray[np.int32] = people["cohort"].to_numpy()
    home = cohort.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return marks ^ (home if marks.ndim == 1 else home[:, None])


def _paired(mine: Sequence[Person], others: Sequence[Person], keys: Keys) -> Iterator[Pair]:
    """Yield each of the others who shares a key with one of mine, with the first such."""
    known: dict[tuple[bytes, int], list[Person]] = {}
    for person in mine:
        for key in keys(person):
            known.setdefault(key, []).append(person)
    for person in others:
        near = {
            found
            for key in keys(person)
            for found in known.get(key, ())
            if found.code == person.code or difference(found.code.decode(), person.code.decode())
        }
        if near:
            first, *more = sorted(near)
            yield Pair(first, person, len(more))


def _same_code(person: Person) -> list[tuple[bytes, int]]:
    return [(person.code, 0)]


def _same_spelling(person: Person) -> list[tuple[bytes, int]]:
    return [(plain(person.code), person.cohort)]


def _slips(person: Person) -> list[tuple[bytes, int]]:
    bare = plain(person.code)
    return [(slip, person.cohort) for slip in slips(bare)] if len(bare) >= LONG_ENOUGH else []
