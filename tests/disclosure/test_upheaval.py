"""Cohorts move, merge, split and get other names between releases; people correct and leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generator.disclosure.past import Past, PastPeople, PastRelease
from generator.disclosure.persons import VERSION_BYTES, Population, recalled
from generator.disclosure.release import Made
from generator.disclosure.released import Audience, Released, ReleasedGroup
from generator.disclosure.sources import Source
from generator.disclosure.units import everyone
from generator.survey.programme import ReleaseRule
from tests.disclosure.crowd import Books, Person, batch, known, listed, mentor
from tests.disclosure.upheaval import HAPPENINGS, Life, happen, life


def group(made: Made, *cohorts: str) -> ReleasedGroup:
    wanted = set(cohorts)
    return next(g for g in made.release.groups if {name for name, _ in g.members} == wanted)


def crowd(*sizes: int) -> Life:
    return life(np.random.default_rng(3), sizes, organisations=1)


def late(one: Life, cohort: str, count: int) -> None:
    one.people += batch(np.random.default_rng(7), cohort, count, 900, 1.0)


def renamed(one: Life, cohort: str, name: str) -> None:
    one.people = [replace(p, cohort=name) if p.cohort == cohort else p for p in one.people]
    one.homes[name] = one.homes[cohort]


@pytest.mark.parametrize("audience", ["open", "restricted", "both"])
@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_a_release_goes_through_and_nobody_stands_out(
    audience: str, seed: int
) -> None:
    rng = np.random.default_rng([seed, len(audience)])
    sizes = rng.integers(4, 15, int(rng.integers(3, 9))).tolist()
    one, serial = life(rng, sizes, share=float(rng.choice([1.0, 0.9]))), 0
    both: list[Audience] = ["open", "restricted"]
    for _ in range(4):
        readers: Audience = both[int(rng.integers(0, 2))]
        if audience != "both":
            readers = "open" if audience == "open" else "restricted"
        one.release(readers)
        one.check()
        for _ in range(int(rng.integers(1, 4))):
            serial += 1
            happen(one, str(rng.choice(list(HAPPENINGS))), rng, serial)


@pytest.mark.parametrize("seed", [58])
def test_a_cohort_moves_to_another_organisation(seed: int) -> None:
    """What this tells of it beside its own earlier table is taken back, and the release stands."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 12))
    sizes = rng.integers(4, 24, n)
    share = 1.0 if seed % 2 else 0.9
    people = [p for c, k in enumerate(sizes) for p in batch(rng, f"c{c}", int(k), 0, share)]
    one = Life(people, {f"c{c}": f"o{int(x)}" for c, x in enumerate(rng.integers(0, 4, n))})
    one.release("open")
    moved = f"c{int(rng.integers(0, n))}"
    homes = [f"o{int(rng.integers(0, 4))}" for _ in range(n)]
    one.homes = {**one.homes, moved: homes[0]}
    one.release("open")
    one.check()


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_another_id_does_not_hide_who_came_late(audience: Audience) -> None:
    """Readers know that the people are the same: one late person would stand out alone."""
    one = crowd(12, 14)
    first = one.release(audience)
    renamed(one, "c0", "c7")
    late(one, "c7", 1)
    second = one.release(audience)
    one.check()
    question = mentor("q").key
    assert isinstance(group(first, "c0").tables[question], Released)
    assert group(second, "c7").tables[question] == group(first, "c0").tables[question]
    assert "c7" in second.release.waiting


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_a_cohort_with_another_id_and_the_same_people_repeats_its_tables(
    audience: Audience,
) -> None:
    one = crowd(12, 14)
    first = one.release(audience)
    renamed(one, "c0", "c7")
    second = one.release(audience)
    now = group(second, "c7").tables
    for key, table in group(first, "c0").tables.items():
        assert now[key] == table or not isinstance(table, Released)
    assert second.release.waiting == ()


def test_two_cohorts_that_merged_are_still_the_same_people() -> None:
    one = crowd(20, 16, 40)
    first = one.release("restricted")
    renamed(one, "c0", "c1")
    late(one, "c1", 2)
    second = one.release("restricted")
    one.check()
    whole = ("c1", "c2")
    key = mentor("q").key
    assert group(second, *whole).tables[key] == group(first, "c0", *whole).tables[key]


def test_a_cohort_that_was_split_shows_no_part_that_is_too_small() -> None:
    one = crowd(24, 30)
    one.release("open")
    part = {p.code for p in one.people if p.cohort == "c0" and int(p.code[-4:]) < 12}
    one.people = [replace(p, cohort="c8") if p.code in part else p for p in one.people]
    one.homes["c8"] = one.homes["c0"]
    late(one, "c8", 2)  # alone in their class: twelve others of c8 were published in c0
    one.release("open")
    one.check()


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_the_only_person_of_a_cohort_withdraws(audience: Audience) -> None:
    one = crowd(1, 12, 14)
    one.people = [p for p in one.people if p.cohort != "c0" or p.role == "mentor"]
    first = one.release(audience)
    one.people = [p for p in one.people if p.cohort != "c0"]
    second = one.release(audience)
    one.check()
    key, found = mentor("q").key, 0
    for before in first.release.groups:
        table, left = before.tables[key], {name for name, _ in before.members} - {"c0"}
        if isinstance(table, Released):
            assert group(second, *left).tables[key] == table
            found += 1
    assert found >= (audience == "open")
    assert second.release.waiting


# --- corrections ----------------------------------------------------------------------------


def corrected(one: Life, count: int) -> None:
    who = {p.code for p in one.people if p.cohort == "c0" and int(p.code[-4:]) < count}
    one.people = [replace(p, before=(p.before + 1) % 5) if p.code in who else p for p in one.people]


def test_a_correction_does_not_take_its_cohort_out_of_the_programme() -> None:
    one = crowd(12, 60, 60)
    first = one.release("open")
    who = next(p for p in one.people if p.cohort == "c0")
    one.people = [replace(p, question=(p.question + 1) % 5) if p is who else p for p in one.people]
    one.people += [
        replace(p, before=-1) for p in batch(np.random.default_rng(7), "c1", 20, 900, 1.0)
    ]
    second = one.release("open")
    one.check()
    question = mentor("q").key
    programme = group(second, "c0", "c1", "c2").tables[question]
    assert isinstance(programme, Released)
    assert programme.base == 150  # 152 people, and nobody left out
    assert group(second, "c0").tables[question] == group(first, "c0").tables[question]
    assert "c0" in second.release.waiting


def test_a_correction_lets_a_restricted_group_go_on() -> None:
    one = crowd(14, 30)
    one.release("restricted")
    corrected(one, 1)
    late(one, "c0", 9)
    second = one.release("restricted")
    one.check()
    table = group(second, "c0").tables[mentor("q").key]
    assert isinstance(table, Released)
    assert table.base == 23
    assert "c0" in second.release.waiting


def test_corrections_count_once_enough_of_them_have_come() -> None:
    one = crowd(30, 40)
    one.release("open")
    corrected(one, 1)
    waiting = one.release("open")
    assert "c0" in waiting.release.waiting
    one.people = [replace(p, before=(p.before + 4) % 5) if int(p.code[-4:]) < 1
                  and p.cohort == "c0" else p for p in one.people]  # fmt: skip
    corrected(one, 12)
    second = one.release("open")
    one.check()
    part = second.parts["mentor:before+after|m|total"]
    assert not part.held.any()
    assert part.everybody


def test_an_answer_is_found_again_by_its_mark() -> None:
    people = batch(np.random.default_rng(1), "c0", 12, 0, 1.0)
    population = known(people, listed(people)).populations[0]
    for row in range(12):
        found = recalled(population, row, 0, int(population.marks[row, 0]))
        assert found == (population.first[row, 0], population.second[row, 0])


# --- who is who -----------------------------------------------------------------------------


def seen(before: list[Person], today: list[Person]) -> list[int]:
    """Return for the mentors of a release who they are today; -1 where nobody is the same."""
    books, _ = Books().publish(before, "open")
    cohorts = listed(today)
    population = known(today, cohorts).populations[0]
    names = [cohort.id for cohort in cohorts]
    units = everyone(population.name, books.past, population, names).units(
        population.sources[0].name
    )
    return [unit if unit < len(population.versions) else -1 for unit in units.seen[0].units]


def one_person(cohort: str, code: str, before: int = 1) -> Person:
    return Person("mentor", cohort, code, before, 2, 3)


def test_a_person_is_the_same_in_another_cohort_and_not_with_another_answer() -> None:
    was = [one_person("c0", f"code{n:02}") for n in range(12)]
    now = [replace(p, cohort="c1") for p in was]
    assert sorted(seen(was, now)) == list(range(12))
    now[0] = replace(now[0], before=4)
    assert sorted(seen(was, now)) == [-1, *range(1, 12)]


def test_cohorts_that_number_their_people_alike_are_kept_apart() -> None:
    was = [one_person(f"c{c}", f"M{n:02}") for c in range(2) for n in range(12)]
    assert sorted(seen(was, was)) == list(range(24))
    moved = [replace(p, cohort={"c0": "c5"}.get(p.cohort, p.cohort)) for p in was]
    assert len(set(seen(was, moved))) == 24
    assert sorted(seen(was, was[12:])) == [-1] * 12 + list(range(12))


def test_papers_without_a_code_are_somebody_else_in_another_cohort() -> None:
    was = [one_person("c0", f"UNLINKED-{n:03}") for n in range(12)]
    books, _ = Books().publish(was, "open")
    cohorts = listed([replace(p, cohort="c1") for p in was])
    people = known([replace(p, cohort="c1") for p in was], cohorts)
    population = next(p for p in people.populations if p.name == "mentor:after")
    units = everyone(population.name, books.past, population, ["c1"]).units("mentor:after|q|total")
    assert min(units.seen[0].units) >= 12


# --- what was published already ---------------------------------------------------------------


def test_a_raised_minimum_stops_no_release() -> None:
    """Earlier pages show fewer than the new minimum, which no release can take back."""
    one = crowd(12, 40)
    one.release("open")
    one.books = replace(one.books, rule=ReleaseRule(open_minimum=20))
    late(one, "c1", 25)
    second = one.release("open")
    change = group(second, "c0", "c1").tables[mentor("change").key]
    assert isinstance(change, Released)
    assert change.base == 75  # 12 and 65: what is new goes on
    assert all(
        not isinstance(table, Released)
        for each in second.release.groups
        if {name for name, _ in each.members} == {"c0"}
        for table in each.tables.values()
    )


def test_a_correction_of_one_question_leaves_every_other_as_it_was() -> None:
    sources = tuple(Source(name, "p", (), (f"table|{name}",), name) for name in ("a", "b"))
    versions = tuple(bytes([n] * VERSION_BYTES) for n in range(3))
    marks, everybody = np.arange(6).reshape(3, 2) + 1, np.ones((3, 2), dtype=bool)
    home = np.zeros(3, dtype=np.int64)
    counted = PastPeople(("a", "b"), home, versions, everybody, marks)
    one = PastRelease(1, "open", "", "", 10, ("c0",), (), {"p": counted}, {})
    now = marks.copy()
    now[0, 0] = 99
    answers = np.zeros((3, 2), dtype=np.int64)
    today = Population(
        "p", sources, home, versions, answers, answers, everybody, now, versions
    )  # fmt: skip
    known_ = everyone("p", Past((one,)), today, ["c0"])
    assert known_.units("a").seen[0].units.tolist() == [3, 1, 2]
    assert known_.units("a").last.tolist() == [3, 1, 2]
    assert known_.units("b").seen[0].units.tolist() == [0, 1, 2]
