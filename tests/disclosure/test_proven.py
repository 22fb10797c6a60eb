"""What was shown once is not shown again, and nothing else counts as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from generator.analysis.tally import tally
from generator.disclosure import audit as audit_room
from generator.disclosure.proven import Proven, Removal, as_bytes, fingerprint, from_bytes
from generator.disclosure.published import Published
from generator.disclosure.release import Made, make
from generator.disclosure.released import Audience, Released, Withheld
from tests.disclosure.attacker import Attack, Sight
from tests.disclosure.crowd import BOOKS, Person, batch, listed, mentor, responses
from tests.disclosure.invented import programme, variables


def crowd(*sizes: int) -> list[Person]:
    rng = np.random.default_rng(7)
    return [p for n, size in enumerate(sizes) for p in batch(rng, f"c{n}", size, 0, 1.0)]


def made(
    people: Sequence[Person], audience: Audience = "open", proven: Proven | None = None
) -> Made:
    cohorts, asked = listed(people), programme()
    counted = tally(asked, BOOKS, responses(people, cohorts))
    return make(asked, variables(), counted, cohorts, audience=audience, proven=proven)


PEOPLE = crowd(14, 12, 20)


def test_what_passed_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    proven = Proven()
    first = made(PEOPLE, proven=proven)
    assert proven.passed

    def look(*_: object) -> None:
        raise AssertionError("looked at again")

    monkeypatch.setattr(audit_room, "given_away", look)
    kept = from_bytes(as_bytes(proven, "code"), "code")
    assert made(PEOPLE, proven=kept).release.groups == first.release.groups
    with pytest.raises(AssertionError, match="again"):
        made(PEOPLE)
    other = [replace(PEOPLE[0], question=(PEOPLE[0].question + 3) % 5), *PEOPLE[1:]]
    other += crowd(0, 0, 0, 11)
    with pytest.raises(AssertionError, match="again"):
        made(other, proven=kept)


def test_what_is_kept_is_good_for_the_same_code_alone() -> None:
    removal = Removal((mentor("change").key,), frozenset({"c0", "c1"}), below=True)
    proven = Proven({"a", "b"}, {"c": (removal,)}, {"d": [(5, 0, 10), None]})
    kept = as_bytes(proven, "code")
    assert from_bytes(kept, "code") == proven
    assert from_bytes(kept, "other code") == Proven()
    for place in (3, len(kept) // 2, len(kept) - 2):
        harmed = kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :]
        assert from_bytes(harmed, "code") == Proven()
    assert from_bytes(b"", "code") == from_bytes(b"\xff\n{}", "code") == Proven()


def test_a_fingerprint_tells_everything_apart_that_is_printed() -> None:
    table = Published(mentor("q").key, frozenset("a"), 14, (5, 5, 5))
    others = [
        replace(table, people=15),
        replace(table, counts=(5, 0, 10)),
        replace(table, atoms=frozenset("ab")),
        replace(table, audience="restricted"),
        replace(table, exact=True),
        replace(table, verdict="<0.05"),
        replace(table, statistics={"superiority": 0.5}),
        replace(table, codes=((5, 0),)),
    ]
    assert len({fingerprint([one]) for one in (table, *others)}) == len(others) + 1


def test_a_kept_proposal_can_only_take_away() -> None:
    """Whatever is proposed, what is left is looked at like anything else."""
    proven = Proven()
    whole = made(PEOPLE, proven=proven)
    key, group = mentor("q").key, whole.release.groups[0]
    everyone = frozenset(name for name, _ in group.members)
    shown = [
        Published(key, frozenset(n for n, _ in g.members), base, t.counts, group=g.title)
        for g in whole.release.groups
        if isinstance(t := g.tables[key], Released)
        for base in [sum(1 for p in PEOPLE if p.role == "mentor" and p.cohort in dict(g.members))]
    ]
    name = fingerprint(shown)
    forged = Proven(set(), {name: (Removal((key,), everyone),)})
    less = made(PEOPLE, proven=forged)
    assert isinstance(less.release.groups[0].tables[key], Withheld)
    assert forged.passed


def test_nobody_alike_is_told_between_the_audiences() -> None:
    """Five people shown exactly would say that seven others of their open block are alike."""
    few = [4, 4, 2, 2, 0]
    people = [Person("mentor", "c0", f"a{n}", -1, -1, answer) for n, answer in enumerate(few)]
    people += [Person("mentor", "c1", f"b{n}", -1, -1, 0) for n in range(7)]
    people += [replace(p, role="mentee", code=f"m{p.code}") for p in people]
    key = mentor("q").key
    opened, narrow = made(people), made(people, "restricted")
    assert not narrow.findings
    sights = [
        Sight(
            frozenset(name for name, _ in group.members),
            "q",
            sum(1 for p in people if p.role == "mentor" and p.cohort in dict(group.members)),
            table.counts,
            table.exact,
        )
        for one in (opened, narrow)
        for group in one.release.groups
        if isinstance(table := group.tables[key], Released)
    ]
    assert sights
    attack = Attack(sights, {"q": lambda b, a: b}, (3, 1))
    for place, size in enumerate(attack.sizes):
        for category in range(3):
            found = attack.range(place, "q", category)
            assert found is not None
            assert found[0] <= size - 2
