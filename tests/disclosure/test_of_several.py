"""A figure made from several tables says nothing of one that the audit took away."""

from __future__ import annotations

import dataclasses

import numpy as np

from generator.analysis.category_tables import category_table
from generator.disclosure.chapters import Chapter
from generator.disclosure.guard import Shelf
from generator.disclosure.of_several import without_missing
from generator.disclosure.proven import Removal
from generator.disclosure.released import Released, Withheld
from generator.disclosure.rule import rule_in_force
from generator.disclosure.tables import exact_tables
from generator.survey.programme import ReleaseRule
from generator.survey.variables import Variable
from tests.disclosure.invented import (
    change_variable,
    cohorts,
    flat_tree,
    from_counts,
    wave_variable,
)

FIRST, SECOND = (
    dataclasses.replace(change_variable("mentor"), domain=name) for name in ("d0", "d1")
)
#: Before and after of two cohorts' mentors in the first area, and of one whom it is not about.
GROUPS = (
    [(1, 4), (2, 2), (3, 2), (4, 5), (5, 1), (1, 2)],
    [(1, 3), (2, 1), (3, 3), (4, 5), (2, 5), (1, 2)],
    [(1, 1), (2, 1), (3, 5), (4, 5), (2, 4), (3, 2)],
)
#: In the second area nearly all rise, so that its p is the smaller one.
RISES = ([(1, 4), (1, 3), (2, 5), (1, 5), (3, 2), (4, 4)],) * 3


def joint(people: list[tuple[int, int]]) -> np.ndarray:
    table = np.zeros((5, 5), dtype=np.int64)
    for before, after in people:
        table[before - 1, after - 1] += 1
    return table


def shelf() -> Shelf:
    listed, tree = cohorts([6, 6, 6]), flat_tree(3)
    counts = from_counts(
        listed,
        changes={
            FIRST.key: np.array([joint(group) for group in GROUPS]),
            SECOND.key: np.array([joint(group) for group in RISES]),
        },
    )
    asked = (FIRST, SECOND)
    truths = {variable.key: category_table(variable, counts) for variable in asked}
    rule = rule_in_force(ReleaseRule(), "restricted")
    columns = exact_tables(tree, asked, truths, counts, rule)
    names = tuple(cohort.id for cohort in listed)
    bases = {key: tree.sums(table) for key, table in truths.items()}
    return Shelf(
        "restricted", tree, tree.named(names), ("P", "A", "B", "C"), columns, {}, (), bases
    )


def figures(found: Shelf, variable: Variable = FIRST, node: int = 0) -> dict[str, float]:
    table = found.columns[variable.key][node]
    assert isinstance(table, Released)
    return dict(table.statistics)


def test_what_is_shown_whole_stays_as_it_is() -> None:
    found = shelf()
    assert "p_stratified" in figures(found)
    assert without_missing(found) == found


def test_a_test_within_groups_goes_with_the_first_of_them() -> None:
    less = shelf().after(Removal((FIRST.key,), frozenset({"c001"}), below=True))
    assert isinstance(less.columns[FIRST.key][2], Withheld)
    assert "p_stratified" in figures(less)
    found = without_missing(less)
    assert "p_stratified" not in figures(found)
    assert "p_exact" in figures(found)
    assert "p_stratified" in figures(found, SECOND)


def test_an_adjusted_p_counts_an_area_that_is_gone_as_one() -> None:
    whole = shelf()
    assert figures(whole, SECOND)["p_exact"] < figures(whole)["p_exact"] < 0.5
    assert figures(whole)["p_holm"] == figures(whole)["p_exact"]  # the second of two
    less = whole.after(Removal((SECOND.key,), frozenset({"c000", "c001", "c002"})))
    found = without_missing(less)
    assert figures(found)["p_holm"] == 2 * figures(found)["p_exact"]


def test_what_was_published_before_stays_as_it_was() -> None:
    past = Chapter((), (None, None, frozenset({"c001"}), None), (18, 6, 6, 6), {}, {})
    found = dataclasses.replace(shelf(), chapters={FIRST.key: past})
    less = found.after(Removal((FIRST.key,), frozenset({"c001"})))
    assert isinstance(less.columns[FIRST.key][2], Withheld)
    assert "p_stratified" in figures(without_missing(less))


def test_a_median_of_totals_goes_with_an_area_that_is_withheld() -> None:
    """If half of the people have 34 of 35, all of these answered high in every area."""
    total = wave_variable("mentor", "before")
    areas = [dataclasses.replace(total, domain=name) for name in ("d0", "d1")]
    shown = {
        variable.key: (Released(variable, 5, (1, 1, 3), exact=True),) * 2 for variable in areas
    }
    ordered = {"median": 34.0, "quartile_low": 30.0, "p_exact": 0.25}
    shown[total.key] = (Released(total, 5, (1, 1, 3), exact=True, statistics=ordered),) * 2
    whole = Shelf(
        "restricted", flat_tree(1), (frozenset({"a"}),) * 2, ("P", "A"), shown, {}, (),
        {key: np.zeros((2, 3), dtype=np.int64) for key in shown},
    )  # fmt: skip
    assert without_missing(whole) == whole
    gap = {**shown, areas[1].key: (shown[areas[1].key][0], Withheld(areas[1]))}
    found = without_missing(dataclasses.replace(whole, columns=gap))
    assert figures(found, total, 0) == ordered
    assert figures(found, total, 1) == {"p_exact": 0.25}
