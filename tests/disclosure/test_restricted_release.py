"""Restricted pages: exact tables, and each of the rules that bounds them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.groups import Group
from generator.analysis.results import change_result, wave_result
from generator.disclosure.exact import allowed_table
from generator.disclosure.release import release
from generator.disclosure.released import Flow, Release, Released, Withheld
from generator.disclosure.rounding import lr5
from generator.disclosure.rule import rule_in_force
from generator.survey.cohort import Cohort
from generator.survey.programme import ReleaseRule
from generator.survey.variables import Category
from tests.analysis.second_opinion import exact_p
from tests.disclosure.invented import (
    WAVES,
    change_variable,
    cohorts,
    from_counts,
    programme,
    question_variable,
    tally,
    variables,
    wave_variable,
)

CHANGE = change_variable("mentor")
BEFORE = wave_variable("mentor", "before")
Q = question_variable("mentor", "q")
WORRY = question_variable("mentor", "worries_change")


def joint(*people: tuple[int, int]) -> np.ndarray:
    table = np.zeros((5, 5), dtype=np.int64)
    for before, after in people:
        table[before - 1, after - 1] += 1
    return table


VARIED = [(1, 4), (2, 2), (3, 2), (4, 5), (5, 1)]


def of_changes(*groups: list[tuple[int, int]], rule: ReleaseRule | None = None) -> Release:
    """One trust whose cohorts' mentors are given as before and after."""
    listed = cohorts([len(group) for group in groups])
    counts = from_counts(
        listed, changes={CHANGE.key: np.array([joint(*group) for group in groups])}
    )
    return release(programme(rule), variables(()), counts, listed, audience="restricted")


def of_answers(*groups: list[int], item: str = "q") -> Release:
    """One trust whose cohorts' mentors are given by how many gave each code."""
    listed = cohorts([sum(group) for group in groups])
    table = np.array([[*group, 0, 0, 0, 0, 0] for group in groups])
    counts = from_counts(listed, answers={("mentor_after", item): table})
    asked = (question_variable("mentor", item),)
    return release(programme(), asked, counts, listed, audience="restricted")


def at(found: Release, name: str, key: tuple[str, str, str, str, str]) -> Released | Withheld:
    return next(group.tables[key] for group in found.groups if group.id == name)


def test_exact_tables_and_tests_stand_at_the_minimum() -> None:
    table = at(of_changes(VARIED), "programme", CHANGE.key)
    assert isinstance(table, Released)
    assert (table.base, table.counts, table.exact) == (5, (2, 1, 2), True)
    assert table.statistics["median_from"] == 3
    assert table.statistics["median_to"] == 2
    assert {"p_exact", "p_asymptotic", "rank_biserial", "superiority"} <= set(table.statistics)


OTHERS = [(1, 3), (2, 1), (3, 3), (4, 5), (2, 5), (1, 2)]


def test_a_pooled_test_keeps_ranks_within_the_groups_that_are_shown() -> None:
    found = of_changes(VARIED, OTHERS)
    steps = [tuple(b - a for a, b in group) for group in (VARIED, OTHERS)]
    whole = at(found, "programme", CHANGE.key)
    assert isinstance(whole, Released)
    assert whole.statistics["p_stratified"] == pytest.approx(exact_p(steps), rel=1e-12)
    assert whole.statistics["p_exact"] == pytest.approx(exact_p([sum(steps, ())]), rel=1e-12)
    for group in found.groups:
        if group.level == "cohort":
            part = group.tables[CHANGE.key]
            assert isinstance(part, Released)
            assert "p_stratified" not in part.statistics


def test_a_pooled_test_says_nothing_of_a_group_that_is_withheld() -> None:
    """In the third cohort all rose; the whole is shown, and how its parts differ is not."""
    found = of_changes(VARIED, OTHERS, [(1, 3), (2, 4), (1, 2), (3, 4), (2, 5)])
    whole = at(found, "programme", CHANGE.key)
    assert isinstance(whole, Released)
    assert "p_stratified" not in whole.statistics


ALL_HIGH_BEFORE = [(5, 4), (4, 2), (5, 2), (4, 5), (5, 1), (4, 5)]


def test_a_median_stands_only_where_its_waves_table_does() -> None:
    """Before, all were high, so that the table is withheld; its median would say so too."""
    table = at(of_changes(ALL_HIGH_BEFORE * 2), "programme", CHANGE.key)
    assert isinstance(table, Released)
    assert "median_from" not in table.statistics
    assert "median_to" in table.statistics


def test_in_a_lone_small_group_a_wave_stands_only_beside_the_other() -> None:
    """The change and one wave would tell of the other on what nearly all agreed."""
    found = of_changes(ALL_HIGH_BEFORE)
    table = at(found, "programme", CHANGE.key)
    assert isinstance(table, Released)
    assert not {"median_from", "median_to"} & set(table.statistics)
    for wave in ("before", "after"):
        assert isinstance(at(found, "programme", wave_variable("mentor", wave).key), Withheld)


def test_in_a_lone_small_group_no_wave_stands_without_the_change() -> None:
    found = of_changes([(1, 4), (2, 3), (3, 4), (2, 5), (1, 2)])  # all rose
    keys = (BEFORE.key, wave_variable("mentor", "after").key, CHANGE.key)
    assert all(isinstance(at(found, "programme", key), Withheld) for key in keys)


def test_a_wave_has_medians_for_one_population_only() -> None:
    """The later wave of a second comparison rests on other people than the wave's own table."""
    second = dataclasses.replace(CHANGE, from_="early", population=("early", "after"))
    many = VARIED * 30
    listed = cohorts([len(many) + 1])
    counts = from_counts(
        listed,
        changes={
            CHANGE.key: np.array([joint(*many, (2, 4))]),
            second.key: np.array([joint(*many)]),
        },
    )
    asked = (*variables(()), second)
    found = release(programme(), asked, counts, listed, audience="restricted")
    first, other = (at(found, "programme", key) for key in (CHANGE.key, second.key))
    assert isinstance(first, Released)
    assert isinstance(other, Released)
    assert "median_to" in first.statistics
    assert "median_to" not in other.statistics


def test_under_the_minimum_nothing_stands() -> None:
    assert isinstance(at(of_changes(VARIED[:4]), "programme", CHANGE.key), Withheld)


def test_three_people_only_where_approved() -> None:
    approved = ReleaseRule(restricted_minimum=3, approved_by="A. Guardian", reason="Small unit")
    people = [(1, 4), (4, 2), (3, 3)]
    found = of_changes(people, rule=approved)
    assert isinstance(at(found, "programme", CHANGE.key), Released)
    assert (found.approved_by, found.reason, found.minimum) == ("A. Guardian", "Small unit", 3)
    refused = of_changes(people, rule=ReleaseRule(restricted_minimum=3))
    assert isinstance(at(refused, "programme", CHANGE.key), Withheld)
    assert refused.minimum == 5


@pytest.mark.parametrize(
    ("answers", "stands"),
    [([0, 0, 0, 6, 0], False), ([1, 0, 0, 5, 0], False), ([2, 0, 0, 4, 0], True)],
)
def test_all_or_all_but_one_alike_is_withheld(answers: list[int], stands: bool) -> None:
    table = at(of_answers(answers), "programme", Q.key)
    assert isinstance(table, Released) == stands


def test_a_withheld_cohort_cannot_be_subtracted() -> None:
    """B answered alike; with A and the trust shown exactly, B would be known."""
    found = of_answers([3, 0, 3, 0, 2], [0, 0, 0, 0, 7])
    shown = {g.id for g in found.groups if isinstance(g.tables[Q.key], Released)}
    assert {"programme", "trust"} <= shown
    assert not {"c000", "c001"} & shown


def test_two_withheld_cohorts_may_stand_behind_each_other() -> None:
    found = of_answers([3, 0, 3, 0, 2], [0, 0, 0, 0, 7], [7, 0, 0, 0, 0])
    shown = {g.id for g in found.groups if isinstance(g.tables[Q.key], Released)}
    assert "c000" in shown
    assert not {"c001", "c002"} & shown


@given(st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=1, max_size=4))
@settings(max_examples=60)
def test_no_derivable_table_is_small_or_uniform(groups: list[list[int]]) -> None:
    """Atoms of the shown sets, exact by subtraction, each obey the rule on their own."""
    found = of_answers(*groups)
    atoms: dict[tuple[str, ...], np.ndarray] = {}
    for place, answers in enumerate(groups):
        sets = tuple(
            g.id
            for g in found.groups
            if isinstance(g.tables[Q.key], Released) and f"c{place:03}" in dict(g.members)
        )
        bands = np.array([answers[0] + answers[1], answers[2], answers[3] + answers[4]])
        atoms[sets] = atoms.get(sets, np.zeros(3, dtype=int)) + bands
    atoms.pop((), None)
    for table in atoms.values():
        assert table.sum() == 0 or (table.sum() >= 5 and table.sum() - table.max() >= 2)


def test_no_minimum_maximum_or_mean_ever() -> None:
    found = of_changes(VARIED * 5)
    names = {
        name
        for group in found.groups
        for table in group.tables.values()
        if isinstance(table, Released)
        for name in table.statistics
    }
    assert names
    assert not names & {"minimum", "maximum", "mean"}


def test_hinges_only_from_ten_people() -> None:
    nine, ten = of_answers([2, 2, 2, 2, 1]), of_answers([2, 2, 2, 2, 2])
    for found, stands in ((nine, False), (ten, True)):
        table = at(found, "programme", Q.key)
        assert isinstance(table, Released)
        assert "median" in table.statistics
        assert ("quartile_low" in table.statistics) == stands


def test_codes_stand_beside_no_test_under_ten() -> None:
    nine, ten = of_changes(VARIED + VARIED[:4]), of_changes(VARIED * 2)
    for found, stands in ((nine, False), (ten, True)):
        table = at(found, "programme", BEFORE.key)
        assert isinstance(table, Released)
        assert (table.code_counts is not None) == stands
    alone = at(of_answers([1, 2, 1, 1, 0]), "programme", Q.key)
    assert isinstance(alone, Released)
    assert alone.code_counts == (1, 2, 1, 1, 0)  # no test is made of it


def test_codes_of_a_small_cohort_cannot_be_subtracted() -> None:
    """A has ten people and B five: the trust's codes less A's would be B's."""
    found = of_changes(VARIED * 2, VARIED)
    assert isinstance(at(found, "c001", BEFORE.key), Released)
    codes = {}
    for name in ("trust", "c000", "c001"):
        table = at(found, name, BEFORE.key)
        assert isinstance(table, Released)
        codes[name] = table.code_counts is not None
    assert codes == {"trust": True, "c000": False, "c001": False}


def totals(people: int) -> Release:
    """Totals of seven, before and after, of so many people."""
    listed = cohorts([people])
    codes = tuple(str(total) for total in range(7, 36))
    bands = (
        Category("low", "", codes[:11]),
        Category("middle", "", codes[11:18]),
        Category("high", "", codes[18:]),
    )
    variables_ = tuple(
        dataclasses.replace(
            variable,
            codes=codes,
            labels=codes,
            categories=bands if variable.kind == "wave" else variable.categories,
        )
        for variable in (BEFORE, CHANGE)
    )
    rows = [(0, 10 + (7 * i) % 20, 10 + (11 * i) % 24, 1) for i in range(people)]
    counts = from_counts(listed)
    counts = dataclasses.replace(counts, total_changes={CHANGE.key: np.array(rows)})
    return release(programme(), variables_, counts, listed, audience="restricted")


@pytest.mark.parametrize(("people", "stands"), [(9, False), (10, True)])
def test_the_shift_and_its_interval_only_from_ten(people: int, stands: bool) -> None:
    table = at(totals(people), "programme", CHANGE.key)
    assert isinstance(table, Released)
    assert table.base == people
    for name in ("shift", "shift_low", "shift_high", "shift_level"):
        assert (name in table.statistics) == stands


def test_a_list_of_totals_never_stands() -> None:
    table = at(totals(30), "programme", BEFORE.key)
    assert isinstance(table, Released)
    assert table.code_counts is None


def test_one_persons_worry_is_never_a_count_of_one() -> None:
    one, two = [4, 0, 3, 0, 1], [4, 0, 3, 0, 2]
    worry = WORRY.key
    assert isinstance(at(of_answers(one, item="worries_change"), "programme", worry), Withheld)
    shown = at(of_answers(two, item="worries_change"), "programme", worry)
    assert isinstance(shown, Released)
    assert shown.code_counts is None
    assert isinstance(at(of_answers(one), "programme", Q.key), Released)


def test_holm_does_not_depend_on_a_withheld_domain() -> None:
    """Two domains; in the second all rise, so that it is withheld: p = 1 in its place."""
    first, second = (dataclasses.replace(CHANGE, domain=name) for name in ("d0", "d1"))
    listed = cohorts([11])
    rises = [(1, 4), (1, 3), (2, 5), (1, 5), (2, 3), (2, 4), (3, 4), (1, 2), (3, 3), (4, 4), (2, 2)]
    counts = from_counts(
        listed,
        changes={
            first.key: np.array([joint(*rises)]),
            second.key: np.array([joint(*[(1, 3)] * 11)]),
        },
    )
    found = release(programme(), (first, second), counts, listed, audience="restricted")
    assert isinstance(at(found, "programme", second.key), Withheld)
    table = at(found, "programme", first.key)
    assert isinstance(table, Released)
    assert table.statistics["p_exact"] == 2 / 2**8
    assert table.statistics["p_holm"] == 2 * 2 / 2**8


def test_participation_is_exact_at_the_minimum_and_all_may_have_answered() -> None:
    listed = [Cohort("a", "A", "T", "N", 6, 4)]
    counts = from_counts(
        listed,
        changes={CHANGE.key: np.array([joint(*VARIED)])},
        people={"mentor_before": np.array([6]), "mentor_after": np.array([5])},
    )
    found = release(programme(), variables(()), counts, listed, audience="restricted")
    flows = found.groups[0].flows
    assert flows["mentor"] == Flow(
        "mentor", 6, (5, 1, 0), True, 6, 5, {"mentor_before": 6, "mentor_after": 5}
    )
    assert isinstance(flows["mentee"], Withheld)


def test_a_restricted_group_never_crosses_an_open_one() -> None:
    """The atom rule over both audiences, with the restricted minimum."""
    sizes = [3, 6, 3, 3, 8, 5, 9, 2, 4, 4, 13]
    listed = cohorts(sizes, list("AAAAABBBCCD"))
    counts = tally(listed, 1)
    both = [
        release(programme(), variables(), counts, listed, audience=audience)
        for audience in ("open", "restricted")
    ]
    sets = [frozenset(dict(group.members)) for found in both for group in found.groups]
    people = {cohort.id: cohort.invited_mentors for cohort in listed}
    atoms: dict[tuple[bool, ...], int] = {}
    for cohort, size in people.items():
        place = tuple(cohort in members for members in sets)
        atoms[place] = atoms.get(place, 0) + size
    assert min(atoms.values()) >= 5


def test_waves_are_the_population_of_the_change() -> None:
    found = of_changes(VARIED * 2)
    for variable in (BEFORE, wave_variable("mentor", "after")):
        table = at(found, "programme", variable.key)
        assert isinstance(table, Released)
        assert table.base == 10
    assert BEFORE.population == WAVES


def test_exact_tables_agree_with_the_analysis() -> None:
    """Every shown table and statistic is what the analysis gives for the same cohorts."""
    listed = cohorts([14, 9, 22, 6], list("AABB"))
    counts = tally(listed, 11)
    found = release(programme(), variables(), counts, listed, audience="restricted")
    compared = 0
    for group in found.groups:
        same = Group("programme", group.id, group.title, tuple(name for name, _ in group.members))
        for table in group.tables.values():
            if not isinstance(table, Released):
                continue
            if table.variable.kind == "change":
                change = change_result(counts, table.variable, same)
                assert table.counts == change.categories
                assert table.statistics["p_exact"] == change.p_exact
                assert table.statistics["p_asymptotic"] == change.p_asymptotic
                assert table.statistics.get("rank_biserial") == change.rank_biserial
                assert table.statistics.get("median_to", change.median_to) == change.median_to
            else:
                wave = wave_result(counts, table.variable, same)
                assert table.counts == wave.categories
                assert wave.summary is not None
                assert table.statistics["median"] == wave.summary.median
                assert table.code_counts in (None, wave.counts)
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("people", [10, 12, 17, 23, 40])
def test_a_gap_beside_an_open_table_leaves_two_others_possible(people: int) -> None:
    """Readers of both audiences know why an exact table may be missing, and what was rounded."""
    rule = rule_in_force(ReleaseRule(), "restricted")
    allowed = allowed_table(wave_variable("mentor", "after"), rule)
    left: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for first in range(people + 1):
        for second in range(people - first + 1):
            truth = (first, second, people - first - second)
            if not allowed(truth):
                left.setdefault(lr5(truth), []).append(truth)
    assert left
    for printed, truths in left.items():
        for column in zip(*truths, strict=True):
            assert min(column) <= people - 2, printed
            assert len(set(column)) >= 3
