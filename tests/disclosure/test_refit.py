"""Answers that print the same figures: what is said to print them does, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure import figures
from generator.disclosure.figures import large_change
from generator.disclosure.known import Known, Pairs
from generator.disclosure.own_answers import cell_of
from generator.disclosure.published import Published, links
from generator.disclosure.refit import refit
from generator.disclosure.rounding import lr5
from generator.disclosure.solver import agrees
from generator.disclosure.system import Counts, System, system
from tests.disclosure.attacker import FIVE as VIEWS
from tests.disclosure.invented import WAVES, change_variable, wave_variable

CHANGE = change_variable("mentor")
VARIABLES = (*(wave_variable("mentor", wave) for wave in WAVES), CHANGE)
LINK = links(list(VARIABLES))[0]


def printed(atoms: str, joint: Counts) -> list[Published]:
    """Return what is printed of some people: three tables, and figures beside the last from 100."""
    found = []
    for variable, view in zip(VARIABLES, ("before", "after", "change"), strict=True):
        truth = [0, 0, 0]
        for before, after in np.ndindex(5, 5):
            truth[VIEWS[view](before, after)] += int(joint[before, after])
        people, shown = int(joint.sum()), lr5(truth)
        verdict, statistics = "", dict[str, float]()
        if people >= 100 and variable is CHANGE:
            verdict, statistics = large_change(CHANGE, joint, shown)
        found.append(
            Published(
                variable.key, frozenset(atoms), people, shown, group=atoms,
                verdict=verdict, statistics=statistics,
            )
        )  # fmt: skip
    return found


def moved(joint: Counts, found: System, cells: Counts, dice: np.random.Generator) -> Counts:
    """Return answers with the same people in each cell, who chose other codes in it."""
    after = np.zeros_like(joint)
    for which in range(len(joint)):
        for cell in range(len(found.cells)):
            pairs = np.argwhere(cells == cell)
            for _ in range(int(joint[which][cells == cell].sum())):
                after[which, *pairs[int(dice.integers(len(pairs)))]] += 1
    return after


def case(seed: int, lean: float) -> tuple[System, Known, Known]:
    """Return two blocks and all of them together, the true answers, and some with other codes."""
    dice = np.random.default_rng(seed)
    joint = np.zeros((2, 5, 5), dtype=np.int64)
    for which in range(2):
        for _ in range(70):
            before = int(dice.integers(5))
            change = int(dice.choice([-1, 0, 1, 2])) if dice.random() < lean else 0
            after = min(4, max(0, before + change))
            joint[which, before, after] += 1
    tables = [
        *printed("a", joint[0]), *printed("b", joint[1]), *printed("ab", joint.sum(axis=0)),
    ]  # fmt: skip
    found = system(LINK, tables)
    cells = cell_of(found, VARIABLES)
    known = Pairs(joint, cells, VARIABLES)
    other = Pairs(moved(joint, found, cells, dice), cells, VARIABLES)
    count = len(found.cells)
    return found, Known(known.cells(count), known), Known(other.cells(count), other)


def not_printed(found: System, known: Known) -> list[frozenset[str]]:
    assert known.pairs is not None
    return [
        placed.table.atoms
        for placed in found.tables
        if placed.tight
        and not known.pairs.prints(placed, known.pairs.joint[list(placed.classes)].sum(axis=0))
    ]


@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 0.6]), st.booleans())
@settings(max_examples=25)
def test_what_is_not_left_over_prints_its_figures(seed: int, lean: float, lying: bool) -> None:
    """On the way classes of p are approximate; even a wild approximation passes nothing."""
    found, true, other = case(seed, lean)
    assert not not_printed(found, true)
    assert agrees(found, other.base)
    wrong = [p for p in found.tables if p.tight and p.table.atoms in not_printed(found, other)]
    with pytest.MonkeyPatch.context() as patch:
        if lying:
            patch.setattr(figures, "asymptotic_p", lambda differences: 0.03)
        after, left = refit(found, other, wrong)
    assert agrees(found, after.base)
    assert after.pairs is not None
    assert (after.pairs.cells(len(found.cells)) == after.base).all()
    assert sorted(map(sorted, (p.table.atoms for p in left))) == sorted(
        map(sorted, not_printed(found, after))
    )


def test_figures_that_were_lost_are_found_again() -> None:
    mended = 0
    for seed in range(12):
        found, _, other = case(seed, 0.6)
        wrong = [p for p in found.tables if p.tight and p.table.atoms in not_printed(found, other)]
        mended += bool(wrong) and not refit(found, other, wrong)[1]
    assert mended >= 3
