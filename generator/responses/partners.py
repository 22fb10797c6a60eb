"""Who was found again at another wave, and survey codes that never meet.

A person's answers are joined by cohort and survey code. Whoever writes
``K7RM-4W08`` on one form and ``K7RM4W08`` on the next has made two people of
one: nothing is wrong with either row, and the change is lost. So codes without
a partner are held against each other, and how many found one is always told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from generator.definitions.problem import Problem, first_of
from generator.definitions.suggest import listed
from generator.responses.rows import Rows
from generator.responses.spelling import LONG_ENOUGH, difference, plain, slips

#: How many pairs of codes are named for each role.
LISTED = 50
#: Two people of a role who may be one: their places in the table of people.
Pair = tuple[int, int]


def partners(
    people: pd.DataFrame, rows: Mapping[str, Rows], waves: Mapping[str, str], found: list[Problem]
) -> tuple[str, ...]:
    """Warn of each pair of codes that may be one person's; return a note for each role.

    ``people`` are those of all forms (see ``people_of``), ``waves`` the phrases of all waves in
    their order. The notes say how many of each wave were found again.
    """
    linked = [name for name, form in rows.items() if form.linked and form.wave in waves]
    people = people[people["form"].isin(linked)]
    codes = people["respondent"].cat
    every = np.array([plain(code.encode()) for code in codes.categories], dtype=object)
    numbers, distinct = pd.factorize(every)
    people = people.assign(
        key=codes.codes.astype(np.int64) * (people["cohort"].max() + 2) + people["cohort"] + 1,
        plain=numbers[codes.codes],
    )
    notes = []
    for role in sorted({rows[name].role for name in linked}):
        mine = people[people["role"] == role]
        persons = mine[mine["person"]].drop_duplicates(["wave", "key"])
        persons = persons.assign(alone=~persons["key"].duplicated(keep=False))
        at = [persons[persons["wave"] == wave] for wave in waves]
        pairs = _once([*_spelt_twice(at), *_apart(at, distinct)], persons)
        problems = (_warning(persons.loc[one], persons.loc[other], rows) for one, other in pairs)
        found.extend(first_of(problems, len(pairs), LISTED))
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


def _once(pairs: Iterable[Pair], persons: pd.DataFrame) -> list[Pair]:
    """Return each pair of codes once, however many waves it is seen at."""
    met: dict[tuple[int, int], Pair] = {}
    for one, other in pairs:
        met.setdefault((persons["key"][one], persons["key"][other]), (one, other))
    return list(met.values())


def _warning(one: pd.Series, other: pd.Series, rows: Mapping[str, Rows]) -> Problem:
    before, after = one["respondent"], other["respondent"]
    (there,), (where,) = (rows[person["form"]].places([person["row"]]) for person in (one, other))
    if before == after:
        fault = f"'{after}' is in another cohort here than in {there}. They count as 2 people."
        remedy = (
            "If one of the cohorts is wrong, correct it. If the person moved, their answers "
            "cannot be joined."
        )
        return Problem(where, "code-in-two-cohorts", fault, remedy, "warning")
    fault = f"'{after}' differs from '{before}' in {there} {difference(before, after)}."
    remedy = "Check the paper. If both belong to 1 person, write the code the same way everywhere."
    fault += " They count as 2 people."
    return Problem(where, "codes-alike", fault, remedy, "warning")


def _met(left: pd.DataFrame, right: pd.DataFrame, same: list[str]) -> list[Pair]:
    """Return who on the right is the same in some columns as somebody on the left, the first."""
    first = left.drop_duplicates(same)[same].reset_index(names="one")
    met = first.merge(right[same].reset_index(names="other"), on=same)
    return list(zip(met["one"].tolist(), met["other"].tolist(), strict=True))


def _spelt_twice(waves: Iterable[pd.DataFrame]) -> Iterator[Pair]:
    """Yield people of one wave and cohort, one without a partner, whose codes are one code."""
    for people in waves:
        twice = people[people.duplicated(["plain", "cohort"], keep=False)]
        for one, other in _met(twice, twice, ["plain", "cohort"]):
            if one != other and twice["alone"][[one, other]].any():
                yield one, other


def _apart(waves: Iterable[pd.DataFrame], codes: Sequence[bytes]) -> Iterator[Pair]:
    """Yield people of two waves, each missing at the other's, whose codes are alike.

    The surest likeness comes first, and whoever is paired by it is looked at no more: the
    same code in another cohort, then another spelling, then a slip of one sign.
    """
    for one, other in combinations(waves, 2):
        left = one[~one["key"].isin(other["key"])]
        right = other[~other["key"].isin(one["key"])]
        if left.empty or right.empty:
            continue
        for same in (["respondent"], ["plain", "cohort"]):
            pairs = _met(left, right, same)
            yield from pairs
            left = left.drop({one for one, _ in pairs})
            right = right.drop({other for _, other in pairs})
        yield from _slipped(left, right, codes)


def _slipped(left: pd.DataFrame, right: pd.DataFrame, codes: Sequence[bytes]) -> Iterator[Pair]:
    """Yield each on the right with the first on the left whose code differs by one sign.

    One of the two has no partner at any wave: of codes that are numbered, such as MENTOR104,
    neighbours differ by one sign without a slip.
    """
    known: dict[tuple[bytes, int], list[int]] = {}
    for person, keys in _keys(left, codes):
        for key in keys:
            known.setdefault(key, []).append(person)
    for person, keys in _keys(right, codes):
        near = {one for key in keys for one in known.get(key, ())}
        for one in sorted(near):
            either = left["alone"][one] or right["alone"][person]
            if either and difference(left["respondent"][one], right["respondent"][person]):
                yield one, person
                break


def _keys(
    people: pd.DataFrame, codes: Sequence[bytes]
) -> Iterator[tuple[int, list[tuple[bytes, int]]]]:
    """Yield each person with a long code, and what codes that differ by a slip have in common."""
    for person, number, cohort in zip(people.index, people["plain"], people["cohort"], strict=True):
        code = codes[number]
        if len(code) >= LONG_ENOUGH:
            yield person, [(slip, cohort) for slip in slips(code)]
