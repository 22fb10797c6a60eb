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
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.suggest import listed
from generator.responses.rows import Rows, hashes, persons
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

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wave:
    """The people of one role at one wave, each once: code, cohort, and where they stand.

    ``key`` is a hash of code and cohort, ``form`` an index into ``forms``.
    """

    phrase: str
    forms: Sequence[Rows]
    code: npt.NDArray[np.bytes_]
    cohort: npt.NDArray[np.int32]
    key: npt.NDArray[np.uint64]
    form: npt.NDArray[np.intp]
    row: npt.NDArray[np.intp]
    without_code: int

    def missing_at(self, other: Wave) -> Mask:
        """Return who is not found at another wave."""
        return ~np.isin(self.key, other.key)

    def of(self, chosen: Mask) -> list[Person]:
        """Return some of the people, in the order of their rows."""
        found = np.flatnonzero(chosen).tolist()
        codes, cohorts = self.code[chosen].tolist(), self.cohort[chosen].tolist()
        return [
            Person(code, cohort, self.forms[int(self.form[place])], int(self.row[place]))
            for place, code, cohort in zip(found, codes, cohorts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Person:
    """A survey code in a cohort, and a row where it stands."""

    code: bytes
    cohort: int
    form: Rows
    row: int

    def place(self) -> SourceLine:
        """Return the cell of the code."""
        (found,) = self.form.places([self.row])
        return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people of a role who may be one, and how many ``more`` are as near to the other."""

    one: Person
    other: Person
    more: int = 0


Keys: TypeAlias = Callable[[Person], list[tuple[bytes, int]]]


def partners(rows: Mapping[str, Rows], waves: Mapping[str, str]) -> Parsed[None]:
    """Return a warning for each pair of codes that may be one person's, and a note for each role.

    ``rows`` are those of all forms by id, ``waves`` the phrases of all waves in their order.
    The notes say how many of each wave were found again.
    """
    problems: list[Problem] = []
    notes: list[str] = []
    linked = [rows[name] for name in sorted(rows) if rows[name].linked]
    for role in sorted({form.role for form in linked}):
        mine = [form for form in linked if form.role == role]
        names = [name for name in waves if any(form.wave == name for form in mine)]
        found = [_wave(waves[n], [form for form in mine if form.wave == n]) for n in names]
        problems.extend(_warnings(found))
        notes.extend([_counted(role, found)] if found else [])
    return Parsed(None, tuple(problems), tuple(notes))


def _wave(phrase: str, forms: Sequence[Rows]) -> Wave:
    usable = [persons(form) & (np.strings.str_len(form.respondent) > 0) for form in forms]
    rows = [np.flatnonzero(mask) for mask in usable]
    code = np.concatenate([form.respondent[row] for form, row in zip(forms, rows, strict=True)])
    cohort = np.concatenate([form.cohort[row] for form, row in zip(forms, rows, strict=True)])
    index = np.repeat(np.arange(len(forms)), [len(row) for row in rows])
    key, first = np.unique(hashes(code, cohort), return_index=True)
    without = sum(int(np.count_nonzero(~persons(form))) for form in forms)
    row = np.concatenate(rows)
    return Wave(phrase, forms, code[first], cohort[first], key, index[first], row[first], without)


def _counted(role: str, waves: Sequence[Wave]) -> str:
    """Say how many of each wave were found again at another."""
    parts = []
    for wave in waves:
        others = [other for other in waves if other is not wave]
        again = sum((~wave.missing_at(other) for other in others), np.zeros(len(wave.key), bool))
        parts.append(f"{np.count_nonzero(again):,} of {len(wave.key):,} {wave.phrase}")
    without = sum(wave.without_code for wave in waves)
    text = f"Found again at another wave by survey code, {role}: {listed(parts)}."
    if without:
        text += f" {without:,} without a code, never joined."
    return text


def _warnings(waves: Sequence[Wave]) -> Iterator[Problem]:
    """Yield the warnings of a role, each pair of codes once, however many waves it is seen at."""
    pairs: dict[tuple[bytes, int, bytes, int], Pair] = {}
    for pair in [*_spelt_twice(waves), *_apart(waves)]:
        one, other = pair.one, pair.other
        pairs.setdefault((one.code, one.cohort, other.code, other.cohort), pair)
    for pair in list(pairs.values())[:LISTED]:
        yield _warning(pair)
    for pair in list(pairs.values())[LISTED : LISTED + 1]:
        fault = f"{len(pairs) - LISTED:,} more pairs of survey codes may belong to 1 person."
        yield Problem(
            pair.other.place(), "codes-alike", fault, "Correct those above first.", "warning"
        )


def _warning(pair: Pair) -> Problem:
    before, after, there = pair.one.code.decode(), pair.other.code.decode(), pair.one.place()
    where = pair.other.place()
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


def _spelt_twice(waves: Sequence[Wave]) -> Iterator[Pair]:
    """Yield people of one wave and cohort, one without a partner, whose codes are one code."""
    for wave in waves:
        alone = np.ones(len(wave.key), dtype=bool)
        for other in waves:
            alone &= wave.missing_at(other) | (other is wave)
        marks = _in_cohort(plain_marks(wave.code), wave.cohort)
        names, times = np.unique(marks, return_counts=True)
        twice = np.isin(marks, names[times > 1]) & np.isin(marks, marks[alone])
        first: dict[tuple[bytes, int], Person] = {}
        for person in sorted(wave.of(twice), key=_by_row):
            before = first.setdefault((plain(person.code), person.cohort), person)
            if before is not person:
                yield Pair(before, person)


def _by_row(person: Person) -> tuple[str, int, bytes]:
    return person.form.instrument, person.row, person.code


def _apart(waves: Sequence[Wave]) -> Iterator[Pair]:
    """Yield people of two waves, each missing at the other's, whose codes are alike.

    The surest likeness comes first, and whoever is paired by it is looked at no more: the
    same code in another cohort, then another spelling, then a slip of one sign. Of codes that
    are numbered, such as MENTOR104, a slip is looked for only among people without a partner
    at any wave: their neighbours differ by one sign without a slip.
    """
    for one, other in combinations(waves, 2):
        left, right = one.missing_at(other), other.missing_at(one)
        left, right = _near(one, left, other, right), _near(other, right, one, left)
        mine, others = sorted(one.of(left), key=_by_row), sorted(other.of(right), key=_by_row)
        for keys in (_same_code, _same_spelling, _slips):
            if keys is _slips and (numbered := _numbered([*mine, *others])):
                alone = _alone(waves)
                mine, others = (
                    [p for p in people if _skeleton(p.code) not in numbered or _key(p) in alone]
                    for people in (mine, others)
                )
            pairs = list(_paired(mine, others, keys))
            yield from pairs
            found = {id(person) for pair in pairs for person in (pair.one, pair.other)}
            mine = [person for person in mine if id(person) not in found]
            others = [person for person in others if id(person) not in found]


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


def _key(person: Person) -> tuple[bytes, int]:
    return person.code, person.cohort


def _alone(waves: Sequence[Wave]) -> frozenset[tuple[bytes, int]]:
    """Return the people who are found at no other wave."""
    found: set[tuple[bytes, int]] = set()
    for wave in waves:
        missing = np.ones(len(wave.key), dtype=bool)
        for other in waves:
            missing &= wave.missing_at(other) | (other is wave)
        found.update(zip(wave.code[missing].tolist(), wave.cohort[missing].tolist(), strict=True))
    return frozenset(found)


def _near(one: Wave, left: Mask, other: Wave, right: Mask) -> Mask:
    """Return who of one wave has a code like somebody's of another: few, so looked up at once."""
    near = left.copy()
    near[left] = np.isin(one.code[left], other.code[right])
    mine = _in_cohort(slip_marks(one.code[left]), one.cohort[left])
    others = _in_cohort(slip_marks(other.code[right]), other.cohort[right])
    near[left] |= np.isin(mine, others).any(axis=1)
    return near


def _in_cohort(
    marks: npt.NDArray[np.uint64], cohort: npt.NDArray[np.int32]
) -> npt.NDArray[np.uint64]:
    """Return marks, (people,) or (people, marks), that only people of one cohort share."""
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
            id(found): found
            for key in keys(person)
            for found in known.get(key, ())
            if found.code == person.code or difference(found.code.decode(), person.code.decode())
        }
        if near:
            first, *more = sorted(near.values(), key=_by_row)
            yield Pair(first, person, len(more))


def _same_code(person: Person) -> list[tuple[bytes, int]]:
    return [(person.code, 0)]


def _same_spelling(person: Person) -> list[tuple[bytes, int]]:
    return [(plain(person.code), person.cohort)]


def _slips(person: Person) -> list[tuple[bytes, int]]:
    bare = plain(person.code)
    return [(slip, person.cohort) for slip in slips(bare)] if len(bare) >= LONG_ENOUGH else []
