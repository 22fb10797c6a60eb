"""Releases one after the other: no class of people is ever too small, whatever happens between."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.analysis.category_tables import category_table
from generator.disclosure.admission import category_counts
from generator.disclosure.ledger import (
    Entry,
    Head,
    digest,
    news,
    past_atoms,
    past_figures,
    read_ledger,
    redefined,
)
from generator.disclosure.past import Past
from generator.disclosure.persons import NEITHER, Population
from generator.disclosure.release import Made
from generator.disclosure.released import Audience, Flow, Released, ReleasedGroup, Withheld
from generator.disclosure.sources import table_name
from generator.survey.programme import ReleaseRule
from generator.survey.variables import Category
from tests.disclosure.crowd import KEY, Books, Person, batch, known, listed, mentor, responses

Set = frozenset[bytes]


def counted(made: Made, source: str) -> tuple[Population, list[int], int]:
    part = made.parts[source]
    return part.population, np.flatnonzero(part.plan.admitted).tolist(), part.column


def new_sets(made: Made, number: int) -> dict[str, list[tuple[frozenset[str], Set]]]:
    """Return the sets of people that a release shows for the first time, by table name."""
    found: dict[str, list[tuple[frozenset[str], Set]]] = {}
    assert made.people is not None
    for part in made.parts.values():
        population, rows, _ = counted(made, part.source.name)
        for group, kept in zip(made.release.groups, made.kept, strict=True):
            cohorts = frozenset(name for name, _ in group.members)
            people = frozenset(
                population.versions[row]
                for row in rows
                if made.people.cohorts[population.cohort[row]] in cohorts
            )
            for name in part.source.tables:
                if name in kept and kept[name].since == number:
                    assert kept[name].people == len(people)
                    found.setdefault(name, []).append((cohorts, people))
    return found


def classes(sets: Sequence[Set]) -> list[int]:
    """Return the sizes of all classes of people in exactly the same sets: the rule by its words."""
    lists: Counter[tuple[bool, ...]] = Counter()
    for version in frozenset().union(*sets):
        lists[tuple(version in one for one in sets)] += 1
    return list(lists.values())


class History:
    """Releases made one after the other, with everything that they ever showed."""

    def __init__(self, rule: ReleaseRule | None = None, organisations: Sequence[str] = ("T",)):
        self.books = Books(rule=rule, organisations=tuple(organisations))
        self.sets: dict[str, list[tuple[Audience, frozenset[str], Set]]] = {}
        self.places: dict[str, dict[bytes, int]] = {}  # by table: which category, by version

    def release(self, people: Sequence[Person], audience: Audience = "open") -> Made:
        self.books, made = self.books.publish(people, audience)
        self._remember(made)
        for name, found in new_sets(made, len(self.books.entries)).items():
            self.sets.setdefault(name, []).extend((audience, *one) for one in found)
        return made

    def _remember(self, made: Made) -> None:
        assert made.people is not None
        cohorts = len(made.people.cohorts)
        for population in made.people.populations:
            for column, source in enumerate(population.sources):
                for variable in source.variables:
                    known = self.places.setdefault(table_name(variable), {})
                    for row in np.flatnonzero(population.members[:, column]).tolist():
                        table = category_counts(
                            population, column, variable, np.array([row]), cohorts
                        )
                        known[population.versions[row]] = int(table.sum(axis=0).argmax())

    def check_differences(self, restricted: int = 5) -> None:
        """No set that exact tables give away is too small, or of people who all said the same."""
        for name, found in self.sets.items():
            exact = [people for audience, _, people in found if audience == "restricted"]
            if name.startswith("flow|") or not exact:
                continue
            lists: dict[tuple[bool, ...], Counter[int]] = {}
            for version in frozenset().union(*exact):
                which = tuple(version in one for one in exact)
                lists.setdefault(which, Counter())[self.places[name][version]] += 1
            for table in lists.values():
                assert table.total() >= restricted
                assert table.total() - max(table.values()) >= 2, (name, table)

    def check(self, opened: int = 10, restricted: int = 5) -> None:
        for name, found in self.sets.items():
            everything = [people for _, _, people in found]
            in_open = [people for audience, _, people in found if audience == "open"]
            if name.startswith("flow|"):
                self._check_moves(found, opened, restricted)
                continue
            assert min(classes(everything)) >= restricted, name
            if in_open:
                assert min(classes(in_open)) >= opened, name

    @staticmethod
    def _check_moves(
        found: list[tuple[Audience, frozenset[str], Set]], opened: int, restricted: int
    ) -> None:
        """Of participation, those who moved must be enough; who stayed shows in each table."""
        for audience, cohorts, people in found:
            for other, same, before in found:
                if same == cohorts and {audience, other} == {"open"}:
                    assert not 0 < len(people - before) < opened
                if same == cohorts:
                    assert not 0 < len(people - before) < restricted


def group(made: Made, cohorts: str) -> ReleasedGroup:
    """Return the group of some cohorts, named by their letters' numbers such as '0 1'."""
    wanted = {f"c{name}" for name in cohorts.split()}
    return next(g for g in made.release.groups if {name for name, _ in g.members} == wanted)


def crowd(*sizes: int, seed: int = 1, share: float = 1.0) -> list[Person]:
    rng = np.random.default_rng(seed)
    return [
        person
        for cohort, size in enumerate(sizes)
        for person in batch(rng, f"c{cohort}", size, 0, share)
    ]


def more(people: list[Person], cohort: int, count: int, seed: int = 9) -> list[Person]:
    start = sum(1 for p in people if p.cohort == f"c{cohort}") + 500
    return [*people, *batch(np.random.default_rng(seed), f"c{cohort}", count, start, 1.0)]


# --- the law ------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["come", "leave", "correct", "move", "nothing"]),
        st.integers(0, 5),
        st.sampled_from([1, 2, 3, 6, 9, 12, 15]),
    ),
    max_size=4,
)
rounds = st.lists(st.tuples(st.sampled_from(["open", "restricted"]), steps), min_size=2, max_size=4)


def stepped(
    people: list[Person], what: str, cohort: int, count: int, rng: np.random.Generator, serial: int
) -> list[Person]:
    if what == "come":
        return [*people, *batch(rng, f"c{cohort}", count, 1000 * serial, 0.9)]
    mine = [p for p in people if p.cohort == f"c{cohort}"][:count]
    rest = [p for p in people if p not in mine]
    if what == "leave":
        return rest
    if what == "correct":
        return [*rest, *(replace(p, before=(p.before + 1) % 5) for p in mine)]
    if what == "move":
        return [*rest, *(replace(p, cohort=f"c{(cohort + 1) % 6}") for p in mine)]
    return people


@given(
    st.lists(st.integers(0, 24), min_size=1, max_size=6),
    rounds,
    st.integers(0, 10_000),
    st.sampled_from([("T",), ("A", "B"), ("A", "B", "C")]),
)
@example(
    [14, 0, 10],
    [
        ("restricted", [("leave", 0, 9), ("move", 2, 9)]),
        ("restricted", [("leave", 0, 6), ("move", 2, 1)]),
    ],
    0,
    ("T",),
)  # one who moves to a cohort that is shown by itself
@settings(max_examples=150)
def test_no_class_is_ever_below_the_minimum(
    sizes: list[int],
    happening: list[tuple[Audience, list[tuple[str, int, int]]]],
    seed: int,
    organisations: tuple[str, ...],
) -> None:
    rng = np.random.default_rng(seed)
    people = crowd(*sizes, seed=seed, share=0.9)
    history = History(organisations=organisations)
    serial = 0
    for audience, changes in happening:
        for what, cohort, count in changes:
            serial += 1
            people = stepped(people, what, cohort, count, rng, serial)
        history.release(people, audience)
    history.check()


@given(
    st.lists(st.integers(0, 14), min_size=1, max_size=5),
    st.lists(steps, min_size=2, max_size=4),
    st.integers(0, 10_000),
)
@example([12, 8, 13, 3, 9], [[], [("move", 1, 12)]], 1242)  # four move, and four stay
@settings(max_examples=150)
def test_no_difference_of_exact_tables_gives_an_answer_away(
    sizes: list[int], happening: list[list[tuple[str, int, int]]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    people = crowd(*sizes, seed=seed, share=0.9)
    history = History()
    serial = 0
    for changes in happening:
        for what, cohort, count in changes:
            serial += 1
            people = stepped(people, what, cohort, count, rng, serial)
            if rng.random() < 0.5:  # many who say the same
                people = [
                    replace(p, question=min(p.question, 0))
                    if rng.random() < 0.7 and serial * 1000 <= int(p.code[-4:])
                    else p
                    for p in people
                ]
        history.release(people, "restricted")
    history.check()
    history.check_differences()


@given(st.lists(st.integers(0, 24), min_size=1, max_size=6), st.integers(0, 10_000))
@settings(max_examples=20)
def test_people_are_counted_as_in_the_tables(sizes: list[int], seed: int) -> None:
    from generator.analysis.tally import tally
    from tests.disclosure.crowd import BOOKS
    from tests.disclosure.invented import programme, variables

    people = crowd(*sizes, seed=seed, share=0.7)
    cohorts = listed(people)
    given_answers = responses(people, cohorts)
    counts = tally(programme(), BOOKS, given_answers)
    checked = set()
    for population in known(people, cohorts).populations:
        for column, source in enumerate(population.sources):
            rows = np.flatnonzero(population.members[:, column])
            for variable in source.variables:
                found = category_counts(population, column, variable, rows, len(cohorts))
                assert (found == category_table(variable, counts)).all()
                checked.add(variable.key)
    assert not people or checked == {variable.key for variable in variables()}


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=5), st.sampled_from(["open", "restricted"])
)
@settings(max_examples=15)
def test_a_first_release_is_what_a_build_without_a_ledger_shows(
    sizes: list[int], audience: Audience
) -> None:
    from generator.analysis.tally import tally
    from generator.disclosure.release import release
    from tests.disclosure.crowd import BOOKS
    from tests.disclosure.invented import programme, variables

    people = crowd(*sizes)
    cohorts = listed(people)
    counts = tally(programme(), BOOKS, responses(people, cohorts))
    plain = release(programme(), variables(), counts, cohorts, audience=audience)
    assert Books().make(people, audience).release == plain


# --- what happens between two releases ------------------------------------------------------


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_nothing_new_is_shown_of_the_same_people(audience: Audience) -> None:
    people = crowd(15, 20, 4, 12, share=0.9)
    history = History()
    first = history.release(people, audience)
    again = history.books.make(people, audience)
    assert again.release.groups == first.release.groups
    assert news(again, history.books.past) == 0
    assert again.release.waiting == ()
    assert again.release.number == 1


def test_a_late_batch_of_three_waits_and_comes_with_enough_others() -> None:
    people = crowd(15, 20)
    history = History()
    first = history.release(people)
    late = more(people, 0, 3)
    second = history.release(late)
    assert group(second, "0").tables == group(first, "0").tables
    assert group(second, "0 1").tables == group(first, "0 1").tables
    assert set(second.release.waiting) == {"c0", "t", "programme"}
    enough = more(late, 0, 8, seed=3)
    third = history.release(enough)
    change = mentor("change").key
    assert group(third, "0").tables[change].base == 25  # 15 and 3 and 8, rounded
    assert third.release.waiting == ()
    assert group(third, "1").tables == group(first, "1").tables
    history.check()


def answering(question: Sequence[int], start: int) -> list[Person]:
    """Return mentors of the first cohort who answered the question, and nothing else."""
    numbers = range(start, start + len(question))
    return [
        Person("mentor", "c0", f"mentor-c0-{number:04}", -1, -1, answer)
        for number, answer in zip(numbers, question, strict=True)
    ]


@pytest.mark.parametrize(
    ("late", "shown"), [([0, 1, 2, 3, 4], 15), ([0, 1, 1, 3, 4], 10), ([0, 0, 1, 1, 4], 10)]
)
def test_that_a_batch_of_restricted_pages_waits_does_not_say_on_what_it_agrees(
    late: list[int], shown: int
) -> None:
    """Five come to five who were low and five high.

    Of the second five 3 are low and 2 high, and of the last 4 and 1. Open pages would round
    both to (10, 0, 5), so that the second hide the last.
    """
    people = answering([0, 0, 1, 1, 1, 3, 3, 4, 4, 4], 0)
    history = History()
    history.release(people, "restricted")
    second = history.release([*people, *answering(late, 100)], "restricted")
    table = second.release.groups[0].tables[mentor("q").key]
    assert isinstance(table, Released)
    assert table.base == shown


def changing(pairs: Sequence[tuple[int, int]], start: int) -> list[Person]:
    """Return mentors of the first cohort with these answers before and after."""
    return [
        Person("mentor", "c0", f"mentor-c0-{number:04}", before, after, -1)
        for number, (before, after) in enumerate(pairs, start)
    ]


@pytest.mark.parametrize(
    "late", [[(0, 1), (2, 0), (2, 2), (2, 2), (2, 3)], [(0, 1), (1, 2), (2, 3), (3, 2), (4, 0)]]
)
def test_a_small_batch_of_a_comparison_waits_whatever_it_answered(
    late: list[tuple[int, int]],
) -> None:
    """Open pages round before, after and change: no other batch may look like the first in all."""
    people = changing([(0, 3), *[(2, 2)] * 2, *[(2, 3)] * 4, *[(3, 2)] * 2, (3, 4)], 0)
    history = History()
    history.release(people, "restricted")
    second = history.release([*people, *changing(late, 100)], "restricted")
    for name in ("before", "after", "change"):
        table = second.release.groups[0].tables[mentor(name).key]
        assert isinstance(table, Released)
        assert table.base == 10


def test_a_waiting_batch_keeps_nobody_else_waiting() -> None:
    people = crowd(15, 20)
    history = History()
    history.release(people)
    second = history.release(more(more(people, 0, 3), 1, 12))
    change = mentor("change").key
    assert group(second, "1").tables[change].base == 30  # 20 and 12, rounded
    assert group(second, "0 1").tables[change].base == 45  # 15 and 32, without the 3
    history.check()


@pytest.mark.parametrize("audience", ["open", "restricted"])
@pytest.mark.parametrize("what", ["leaves", "corrects"])
def test_one_person_who_leaves_or_corrects_an_answer_changes_no_table(
    audience: Audience, what: str
) -> None:
    people = crowd(15, 20)
    history = History()
    first = history.release(people, audience)
    one = people[3]
    rest = [person for person in people if person is not one]
    after = rest if what == "leaves" else [*rest, replace(one, before=(one.before + 1) % 5)]
    second = history.release(after, audience)
    assert [g.tables for g in second.release.groups] == [g.tables for g in first.release.groups]
    assert group(second, "0").id in second.release.waiting
    history.check()


def test_a_correction_in_one_wave_stops_nothing_of_another() -> None:
    people = crowd(15, 20)
    history = History()
    first = history.release(people)
    one = replace(people[3], before=(people[3].before + 1) % 5)
    changed = more([one if p is people[3] else p for p in people], 0, 12)
    second = history.release(changed)
    assert group(second, "0").tables[mentor("q").key].base == 25
    change = mentor("change").key
    assert group(second, "0").tables[change] == group(first, "0").tables[change]
    history.check()


def test_many_corrections_are_published() -> None:
    people = crowd(30, 20)
    history = History()
    history.release(people)
    changed = [
        replace(p, before=(p.before + 1) % 5)
        if p.cohort == "c0" and p.role == "mentor" and int(p.code[-4:]) < 12
        else p
        for p in people
    ]
    second = history.release(changed)
    key = table_name(mentor("before"))
    place = [g.id for g in second.release.groups].index(group(second, "0").id)
    assert second.kept[place][key].since == 2
    history.check()


def test_a_large_group_leaves_out_the_few_who_cannot_be_shown_again() -> None:
    people = crowd(12, 60, 60)
    history = History()
    first = history.release(people)
    without = [person for person in people if person is not people[0]]
    second = history.release(more(without, 1, 20))
    change = mentor("change").key
    assert group(second, "0").tables[change] == group(first, "0").tables[change]
    assert group(second, "0 1 2").tables[change].base == 140  # 60 and 80, without the first 12
    history.check()


def test_pools_stay_together_and_take_in_new_cohorts() -> None:
    people = crowd(6, 6, 30)
    history = History()
    first = history.release(people)
    assert group(first, "0 1")
    grown = more(more(people, 0, 20), 1, 20)
    second = history.release(grown)
    assert group(second, "0 1").tables[mentor("change").key].base == 50
    joined = [*grown, *batch(np.random.default_rng(4), "c3", 3, 0, 1.0)]
    third = history.release(joined)
    pools = [g for g in third.release.groups if g.level == "pool"]
    assert any({name for name, _ in g.members} >= {"c3"} for g in pools)
    assert not any({name for name, _ in g.members} == {"c0"} for g in third.release.groups)
    history.check()


def test_a_pool_is_divided_only_where_the_rule_holds() -> None:
    people = crowd(12, 12, 40)
    wide = History(ReleaseRule(open_minimum=20))
    wide.release(people)
    narrower = replace(wide.books, rule=ReleaseRule(open_minimum=10))
    divided = narrower.make(people, "open")
    assert group(divided, "0")
    assert isinstance(group(divided, "0").tables[mentor("change").key], Released)
    small = crowd(6, 6, 40)
    pooled = History(ReleaseRule(open_minimum=10))
    pooled.release(small)
    grown = more(more(small, 0, 20), 1, 20)
    assert group(pooled.books.make(grown, "open"), "0 1")


def test_a_raised_minimum_hides_what_is_too_small_now() -> None:
    people = crowd(12, 40)
    history = History()
    assert isinstance(group(history.release(people), "0").tables[mentor("q").key], Released)
    stricter = replace(history.books, rule=ReleaseRule(open_minimum=20))
    second = stricter.make(people, "open")
    assert all(
        isinstance(g.tables[mentor("q").key], Withheld)
        for g in second.release.groups
        if {name for name, _ in g.members} == {"c0"}
    )


def test_both_audiences_together_keep_the_restricted_minimum() -> None:
    people = crowd(15, 20)
    history = History()
    history.release(people, "restricted")
    late = more(people, 0, 3)
    opened = history.release(late, "open")
    change = table_name(mentor("change"))
    place = [g.id for g in opened.release.groups].index(group(opened, "0").id)
    assert opened.kept[place][change].people == 15  # the three would stand between the two
    assert group(opened, "0").id in opened.release.waiting
    history.check()


def test_exact_tables_of_a_batch_that_answered_alike_wait() -> None:
    people = [replace(p, question=0 if i % 2 else 4) for i, p in enumerate(crowd(15, 20))]
    history = History()
    first = history.release(people, "restricted")
    alike = [p if p in people else replace(p, question=4) for p in more(people, 0, 6)]
    second = history.release(alike, "restricted")
    question = mentor("q").key
    assert group(second, "0").tables[question] == group(first, "0").tables[question]
    mixed = [p if p in people else replace(p, question=int(p.code[-1]) % 5) for p in alike]
    third = history.release(mixed, "restricted")
    assert group(third, "0").tables[question].base == 21
    history.check()


def test_the_first_wave_is_released_before_the_second() -> None:
    people = crowd(30, 40)
    once = [replace(p, after=-1, question=-1) for p in people]
    history = History()
    first = history.release(once)
    assert all(isinstance(g.flows["mentor"], Flow) for g in first.release.groups)
    second = history.release(people)
    for each in second.release.groups:
        assert isinstance(each.tables[mentor("change").key], Released)
        flow = each.flows["mentor"]
        assert isinstance(flow, Flow)
        assert flow.counts[0] == flow.invited  # everybody answered twice by now
    assert second.release.waiting == ()
    history.check()


# --- the chain ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chain() -> tuple[bytes, ...]:
    people = crowd(15, 20)
    history = History()
    history.release(people)
    history.release(more(people, 0, 12), "restricted")
    history.release(more(people, 0, 12))
    return history.books.entries


def faults(entries: Sequence[bytes], key: bytes, head: Head | None) -> list[str]:
    texts = [Entry(f"releases/{n}", text) for n, text in enumerate(entries, 1)]
    return [problem.rule for problem in read_ledger(texts, key, head).problems]


def test_a_whole_chain_is_read(chain: tuple[bytes, ...]) -> None:
    assert faults(chain, KEY, Head(3, digest(chain[2]))) == []
    assert faults(chain, KEY, Head(2, digest(chain[1]))) == []  # stopped before remembering it


def test_every_changed_byte_is_noticed(chain: tuple[bytes, ...]) -> None:
    head = Head(3, digest(chain[2]))
    rng = np.random.default_rng(5)
    for at in rng.integers(0, len(chain[1]), 40).tolist():
        changed = bytearray(chain[1])
        changed[at] ^= 1
        assert faults((chain[0], bytes(changed), chain[2]), KEY, head), at


def test_an_entry_written_anew_without_the_key_is_noticed(chain: tuple[bytes, ...]) -> None:
    content = json.loads(chain[2])
    content["minimum"] = 3
    forged = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    entries = (*chain[:2], f"{forged}\n".encode())
    assert faults(entries, KEY, Head(2, digest(chain[1]))) == ["ledger-broken"]
    assert faults(chain, b"another key that is thirty-two b", Head(3, digest(chain[2]))) == [
        "ledger-broken"
    ]


def test_truncated_rewound_and_reordered_ledgers_are_noticed(chain: tuple[bytes, ...]) -> None:
    head = Head(3, digest(chain[2]))
    assert faults(chain[:2], KEY, head) == ["ledger-rewound"]
    assert faults((), KEY, head) == ["ledger-rewound"]
    assert faults((chain[0], chain[1], chain[2][:-40]), KEY, head) == ["ledger-broken"]
    assert faults((chain[0], chain[2]), KEY, head) == ["ledger-broken"]
    assert faults((chain[1], chain[0], chain[2]), KEY, head) == ["ledger-broken"]
    assert faults(chain, KEY, None) == ["ledger-head"]
    other = History()
    other.release(crowd(11, 13))
    assert faults(other.books.entries, KEY, Head(1, digest(chain[0]))) == ["ledger-rewound"]


def test_damaged_content_is_a_fault_and_no_crash() -> None:
    for text in (b"", b"[]", b"{}", b"null", b"[" * 5000, b"\xff", b'{"release":1}'):
        assert faults([text], KEY, Head(1, digest(text))), text


def test_the_same_releases_are_the_same_bytes(chain: tuple[bytes, ...]) -> None:
    people = crowd(15, 20)
    history = History()
    history.release(people[::-1])
    history.release(more(people, 0, 12)[::-1], "restricted")
    history.release(more(people, 0, 12)[::-1])
    assert history.books.entries == chain


def test_the_ledger_holds_no_code_and_no_row(chain: tuple[bytes, ...]) -> None:
    text = b"".join(chain).decode()
    people = more(crowd(15, 20), 0, 12)
    tokens = set(re.findall(r"[\w-]+", text))
    assert not tokens & {person.code for person in people}
    assert "c0" in tokens
    for population in json.loads(chain[2])["people"].values():
        assert set(population) == {"sources", "cohorts", "versions", "masks", "marks"}
        versions = [
            population["versions"][at : at + 32] for at in range(0, len(population["versions"]), 32)
        ]
        assert versions == sorted(versions)
        marks = [population["marks"][at : at + 8] for at in range(0, len(population["marks"]), 8)]
        masks = bytes.fromhex(population["masks"])
        assert len(marks) == sum(byte.bit_count() for byte in masks)  # one for each answer
        assert len(set(marks)) == len(marks)  # and none tells that two people said the same


def test_versions_need_the_key_and_change_with_every_answer() -> None:
    people = crowd(12)
    cohorts = listed(people)
    first = known(people, cohorts)
    other = known(people, cohorts, b"another key that is thirty-two b")
    flat = [set(p.versions) for p in first.populations]
    assert not set.union(*flat) & set.union(*(set(p.versions) for p in other.populations))
    assert sum(map(len, flat)) == len(set.union(*flat))  # nobody is known from one to another
    one = replace(people[0], before=(people[0].before + 1) % 5)
    changed = known([one, *people[1:]], cohorts)
    for before, after in zip(first.populations, changed.populations, strict=True):
        differ = len(set(before.versions) - set(after.versions))
        assert differ == (before.name == "mentor:before+after")
    assert NEITHER == 3


# --- what others read -----------------------------------------------------------------------


def test_past_figures_say_what_was_published_and_of_whom(chain: tuple[bytes, ...]) -> None:
    from tests.disclosure.invented import variables

    texts = [Entry(f"r{n}", text) for n, text in enumerate(chain, 1)]
    past = read_ledger(texts, KEY, Head(3, digest(chain[2]))).value
    assert past is not None
    found = past_figures(past, variables())
    key = mentor("q").key
    mine = [one for one in found if one.key == key and one.group == frozenset({"c0"})]
    assert [(one.release, one.audience, one.people, one.exact) for one in mine] == [
        (1, "open", 15, False),
        (2, "restricted", 27, True),
        (3, "open", 27, False),
    ]
    sizes = past_atoms(past, "mentor:after|q|total")
    for one in mine:
        assert sum(sizes[atom] for atom in one.atoms) == one.people
    assert min(sizes.values()) >= 10


def test_a_question_whose_bands_changed_is_named(chain: tuple[bytes, ...]) -> None:
    texts = [Entry(f"r{n}", text) for n, text in enumerate(chain, 1)]
    past = read_ledger(texts, KEY, Head(3, digest(chain[2]))).value or Past()
    same = mentor("q")
    bands = (Category("low", "Low", ("1",)), Category("high", "High", ("2", "3", "4", "5")))
    assert redefined(past, [same, mentor("change")]) == ()
    assert redefined(past, [replace(same, categories=bands)]) == ("mentor q total after",)
