"""Who was found again at another wave, and survey codes that never meet.

A person's answers are joined by cohort and survey code. Whoever writes
``K7RM-4W08`` on one form and ``K7RM4W08`` on the next has made two people of
one: nothing is wrong with either row, and the change is lost. So codes without
a partner are held against each other, and how many found one is always told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    every = [plain(code.encode()) for code in codes.categories]
    people = people.assign(
        key=codes.codes.astype(np.int64) * (people["cohort"].max() + 2) + people["cohort"] + 1,
        plain=pd.factorize(np.array(every, dtype=object))[0][codes.codes],
        at=people["wave"].astype(object).map({wave: 1 << n for n, wave in enumerate(waves)}),
    )
    notes = []
    for role in sorted({rows[name].role for name in linked}):
        mine = people[people["role"] == role]
        seen = mine[mine["person"]].drop_duplicates(["at", "key"])
        notes.append(_counted(role, mine, seen, waves))
        persons = seen.sort_values("at", kind="stable").drop_duplicates("key")
        persons = persons.assign(at=persons["key"].map(seen.groupby("key")["at"].sum()).astype(int))
        pairs = list(_pairs(persons, every))
        problems = (_warning(persons.loc[one], persons.loc[other], rows) for one, other in pairs)
        found.extend(first_of(problems, len(pairs), LISTED))
    return tuple(notes)


def _counted(role: str, mine: pd.DataFrame, seen: pd.DataFrame, waves: Mapping[str, str]) -> str:
    """Say how many of each wave were found again at another."""
    again, parts = seen["key"].duplicated(keep=False), []
    for wave, phrase in waves.items():
        if (mine["wave"] == wave).any():
            there = again[seen["wave"] == wave]
            parts.append(f"{there.sum():,} of {len(there):,} {phrase}")
    text = f"Found again at another wave by survey code, {role}: {listed(parts)}."
    without = int((mine["named"] & ~mine["person"]).sum())
    return f"{text} {without:,} without a code, never joined." if without else text


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


def _pairs(persons: pd.DataFrame, codes: Sequence[bytes]) -> Iterator[Pair]:
    """Yield people whose codes are alike and who were never seen at one wave.

    Of two of whom each was surely paired nothing is said; a code may be written in three ways.
    Numbered codes are neighbours without a slip, and so each is named with the first alone.
    The surest likeness comes first: the same code in another cohort, then another spelling,
    then a slip of one sign. Two spellings may stand at one wave, where one has no partner.
    """
    waves, met, slipped = persons["at"].to_dict(), set[int](), set[int]()
    for same in (["role", "respondent"], ["plain", "cohort"], ["slip", "cohort"]):
        some = _slips(persons, codes) if same[0] == "slip" else persons
        alike = some[some.duplicated(same, keep=False)]
        for places in alike.groupby(same, observed=True, sort=False).groups.values():
            for one, other in combinations(places[:LISTED], 2):
                apart = not waves[one] & waves[other]
                alone = any(waves[place].bit_count() == 1 for place in (one, other))
                may_be_one = apart or (same[0] == "plain" and alone)
                if may_be_one and other not in slipped and not met >= {one, other}:
                    if same[0] == "slip":
                        slipped.add(other)
                    else:
                        met |= {one, other}
                    yield one, other


def _slips(persons: pd.DataFrame, codes: Sequence[bytes]) -> pd.DataFrame:
    """Return those with a long code who miss a wave, a row for each sign that it may have lost.

    Two codes that differ by a slip have one of these in common; ``difference`` has the last word.
    """
    plains = [codes[number] for number in persons["respondent"].cat.codes]
    some = np.array([len(code) >= LONG_ENOUGH for code in plains], dtype=bool)
    some &= persons["at"] != np.bitwise_or.reduce(persons["at"].to_numpy(), initial=0)
    slip = [list(slips(code)) for code, is_long in zip(plains, some, strict=True) if is_long]
    return persons.loc[some, ["cohort"]].assign(slip=slip).explode("slip")
