"""Guarantee 4: once. Whatever happens between releases, nobody is published twice.

A machine invents a programme's history and releases at times. It keeps books of its own: who was
in each published group stands there by survey code. Marks are the program's, and are only read
to see that they say the same. (Rule 5; without marks, or with moves by cohort, these fail.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from generator.disclosure.ledger import GroupLine, Ledger, mark, read, written
from generator.disclosure.released import from_ledger
from tests.disclosure.reference import members
from tests.disclosure.small import KEY, Crowd, answered, cohort

WAVES = ("mentor_before", "mentor_after")
numbers = st.integers(0, 10**6)


class History(RuleBasedStateMachine):
    """A programme of mentors, at first of two or three cohorts."""

    @initialize(seed=numbers, many=st.integers(2, 3))
    def begin(self, seed: int, many: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.crowd = Crowd([], {"mentor_before": {}, "mentor_after": {}, "mentor_later": {}})
        self.crowd.roles = ("mentor",)
        self.ledger, self.key, self.people, self.sheets = Ledger("tiny"), KEY, 0, 0
        #: Who was published: (population, level, code), to the group's number.
        self.counted: dict[tuple[str, str, str], int] = {}
        self.closed: set[str] = set()
        self.lost: set[str] = set()
        for _ in range(many):
            self.new_cohort(int(self.rng.integers(4, 18)))

    @rule(size=st.integers(1, 24))
    def new_cohort(self, size: int) -> None:
        number = len(self.crowd.cohorts)
        if number < 7:
            self.crowd.cohorts.append(cohort(number, number % 3, 2))
            self.answer(number, size)

    @rule(number=numbers, size=st.sampled_from([3, 12, 31]))
    def a_release_after_answers(self, number: int, size: int) -> None:
        self.answer(number, size)
        self.release()

    @rule(number=numbers, size=st.integers(1, 16))
    def answer(self, number: int, size: int) -> None:
        """More people of a cohort answer; some of them one form only."""
        home = self.crowd.cohorts[number % len(self.crowd.cohorts)].id
        for _ in range(size):
            self.people += 1
            for name in WAVES if self.rng.random() < 0.8 else WAVES[:1]:
                row = answered(name, self.rng)
                self.crowd.forms[name][f"m{self.people:04}"] = (home, row)

    @rule(number=numbers)
    def a_form_comes_late(self, number: int) -> None:
        """Somebody's second form, or that of the third wave, is typed in."""
        name = ("mentor_after", "mentor_later")[number % 2]
        for code, (home, _) in list(self.crowd.forms["mentor_before"].items()):
            if "@" not in code and self.rng.random() < 0.3:
                row = answered(name, self.rng)
                self.crowd.forms[name].setdefault(code, (home, row))

    @rule(number=numbers)
    def move(self, number: int) -> None:
        """Somebody moves to another cohort, on all of their forms; from no closed cohort."""
        codes = [code for code in self.crowd.forms["mentor_before"] if "@" not in code]
        to = self.crowd.cohorts[int(self.rng.integers(len(self.crowd.cohorts)))].id
        code = codes[number % len(codes)] if codes else ""
        for rows in self.crowd.forms.values():
            if code in rows and code not in self.lost:
                rows[code] = (to, rows[code][1])

    @rule(number=numbers, many=st.integers(1, 3))
    def withdraw(self, number: int, many: int) -> None:
        codes = sorted(self.crowd.forms["mentor_before"])
        for code in codes[number % max(1, len(codes)) :][:many]:
            for rows in self.crowd.forms.values():
                rows.pop(code, None)

    @rule(number=numbers)
    def moves_and_a_release(self, number: int) -> None:
        for step in range(4):
            self.move(number + 7 * step)
        self.release()

    @rule()
    def correct(self) -> None:
        """Answers are corrected, as after a form's new version with other questions."""
        for name, rows in self.crowd.forms.items():
            for code, (home, _) in rows.items():
                if self.rng.random() < 0.2:
                    rows[code] = (home, answered(name, self.rng, gaps=0.3))

    @rule(number=numbers, many=st.integers(1, 4))
    def sheets_without_a_code(self, number: int, many: int) -> None:
        home = self.crowd.cohorts[number % len(self.crowd.cohorts)].id
        for _ in range(many):
            self.sheets += 1
            row = answered("mentor_after", self.rng)
            self.crowd.forms["mentor_after"][f"UNLINKED-{self.sheets:03}@{home}"] = (home, row)

    @rule(number=numbers, place=st.integers(0, 4))
    def rename(self, number: int, place: int) -> None:
        """A cohort gets another title, and lies elsewhere."""
        at = number % len(self.crowd.cohorts)
        old = self.crowd.cohorts[at]
        home = f"Trust {place}"
        self.crowd.cohorts[at] = replace(old, title="Ward renamed", organisation=home)

    @rule(number=numbers)
    def lose_the_key(self, number: int) -> None:
        """Seldom: a new key closes all cohorts that were released.

        Whoever was published and then moved to an open cohort is known no longer, and would
        count again there: nothing but the key can tell. Here they move back before.
        """
        if number % 4 == 0 and self.ledger.number:
            self.key = bytes([number % 251]) * 32
            self.closed |= {name for group in self.ledger.groups for name in group.cohorts}
            self.lost |= {code for _, _, code in self.counted}
            for rows in self.crowd.forms.values():
                for code in self.lost & rows.keys():
                    home, row = rows[code]
                    rows[code] = (home if home in self.closed else min(self.closed), row)

    @rule()
    def release(self) -> None:
        """Publish what may be published, and look at all that is new."""
        before = self.ledger
        self.ledger = self.crowd.release(before, self.key).ledger
        assert self.ledger.releases[: before.number] == before.releases
        assert self.ledger.groups[: len(before.groups)] == before.groups
        assert self.ledger.own[: len(before.own)] == before.own
        assert self.ledger.questions[: len(before.questions)] == before.questions
        for group in self.ledger.groups[len(before.groups) :]:
            self._enter(group)
        self._round_trip()

    def _enter(self, group: GroupLine) -> None:
        """Find who a new group counts, and see that none of them was counted before."""
        people, level = members(group.population, self.crowd), group.level
        assert group.people >= (30 if level == "coarse" else 11)
        if level == "groups":
            mine = [c for c, (home, _) in people.items() if home in group.cohorts]
            mine = [c for c in mine if (group.population, level, c) not in self.counted]
            begun = self._begun(group)
            mine = [c for c in mine if "@" not in c or people[c][0] not in begun]
        else:
            fine = {self.counted.get((group.population, "groups", c)): c for c in people}
            assert set(group.of) <= set(range(len(self.ledger.groups)))
            mine = [c for c in people if self._fine(group, c) in group.of]
            assert fine
        assert len(mine) == group.people
        linked = [c for c in mine if "@" not in c]
        wanted = sorted(mark(self.key, group.population, level, c) for c in linked)
        assert sorted(group.marks) == wanted
        assert not self.closed & {people[c][0] for c in mine}
        assert not self.lost & set(linked)
        for code in mine:
            assert (group.population, level, code) not in self.counted
            self.counted[group.population, level, code] = group.number

    def _fine(self, group: GroupLine, code: str) -> int | None:
        return self.counted.get((group.population, "groups", code))

    def _begun(self, group: GroupLine) -> set[str]:
        """Return the cohorts that have a group of this population from an earlier release."""
        alike = self.ledger.of(group.population, "groups")
        return {name for one in alike if one.release < group.release for name in one.cohorts}

    def _round_trip(self) -> None:
        """The pages made from the ledger's file are those made at release."""
        content = written(self.ledger)
        again = read(content, "tiny")
        assert again == self.ledger
        assert written(again) == content
        source = self.crowd.source()
        one, two = (
            from_ledger(ledger, source.variables, source.place(), self.crowd.cohorts)
            for ledger in (self.ledger, again)
        )
        assert one.numbers.equals(two.numbers)
        assert one.people.equals(two.people)
        assert one.pages == two.pages

    @invariant()
    def a_coarse_group_is_made_of_whole_groups(self) -> None:
        if hasattr(self, "ledger"):
            of = Counter(n for group in self.ledger.groups for n in group.of)
            assert set(of.values()) <= {1}
            for group in self.ledger.groups:
                inside = {name for n in group.of for name in self.ledger.groups[n].cohorts}
                assert not group.of or inside == set(group.cohorts)


TestHistory = History.TestCase
#: A history that fails is shown as it was found: making it shorter would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TestHistory.settings = settings(max_examples=14, stateful_step_count=14, phases=PHASES)
