"""Two people who move at once: every table stays as it was printed, and the purpose is served."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.disclosure.exchange import exchange
from generator.disclosure.published import Published, links
from generator.disclosure.rounding import lr5
from generator.disclosure.solver import Search, agrees, answers
from generator.disclosure.system import Counts, System, single, system
from generator.disclosure.witness import moved, nest, survey
from tests.disclosure.invented import WAVES, change_variable, wave_variable

(LINK,) = links([*(wave_variable("mentor", wave) for wave in WAVES), change_variable("mentor")])
CELLS = len(LINK.cells)
PLACES = np.array(LINK.cells)

#: People of each block in each cell; blocks of one organisation stand side by side.
worlds = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=CELLS, max_size=CELLS), min_size=2, max_size=3),
    min_size=2,
    max_size=3,
)


def printed(world: list[list[list[int]]]) -> tuple[System, Counts] | None:
    """Return the system of a world's rounded tables, and the true answers by class."""
    of_block = {
        f"{where}{which}": np.array(cells)
        for where, blocks in enumerate(world)
        for which, cells in enumerate(blocks)
    }
    sets = [frozenset([name]) for name in of_block]
    sets += [frozenset(n for n in of_block if n[0] == str(where)) for where in range(len(world))]
    sets.append(frozenset(of_block))
    tables = []
    for atoms in sets:
        people = sum(of_block[name] for name in atoms)
        for place, key in enumerate(LINK.keys):
            truth = tuple(int(people[PLACES[:, place] == c].sum()) for c in range(3))
            if sum(truth) < 9:
                return None
            tables.append(Published(key, atoms, sum(truth), lr5(truth), group="".join(atoms)))
    found = system(LINK, tables)
    base = np.array([sum(of_block[name] for name in atoms) for atoms in found.classes])
    return found, base


@given(worlds, st.integers(0, 2), st.integers(0, 2), st.booleans(), st.booleans())
def test_what_two_people_do_changes_no_printed_table(
    world: list[list[list[int]]], place: int, category: int, more: bool, chance: bool
) -> None:
    made = printed(world)
    assume(made is not None)
    assert made is not None
    found, base = made
    tree = nest(found)
    assert tree is not None
    seen = survey(found, tree, base)
    inside = PLACES[:, place] == category
    gain = (1 if more else -1) * (inside[seen.goal].astype(int) - inside[seen.source])
    touched: set[int] = set()
    steps: list[tuple[int, int]] = []
    wanted = 0
    for which in range(len(found.sizes)):
        dice = np.random.default_rng(which) if chance else None
        two = exchange(found, tree, seen, which, gain, touched, dice)
        if two is not None:
            assert {two[0][0], two[1][0]} == {int(tree.leaf[which])}
            assert gain[two[0][1]] + gain[two[1][1]] > 0
            steps.extend(two)
            wanted += 1
    after = moved(tree, seen, steps)
    assert agrees(found, after)
    assert (after != base).any() == bool(wanted)


def test_two_may_move_where_one_may_not() -> None:
    """Of 12 people who answered 3, 6 and 3, printed as 5, 5 and 0, none may leave the first alone.

    With one who goes from the last to the second they may: 2, 8 and 2 are printed so, too.
    """
    table = Published(("mentor", "q", "total", "after", ""), frozenset("a"), 12, lr5((3, 6, 3)))
    found = system(single(table), [table])
    tree = nest(found)
    assert tree is not None
    seen = survey(found, tree, np.array([[3, 6, 3]]))
    leaves = (seen.source == 0) & (seen.goal != 0)
    assert not seen.free[int(tree.leaf[0]), leaves].any()
    gain = (seen.source == 0).astype(int) - (seen.goal == 0)
    two = exchange(found, tree, seen, 0, gain, set())
    assert two is not None
    assert moved(tree, seen, two).tolist() == [[2, 8, 2]]


@given(worlds, st.integers(0, 8))
def test_a_kept_set_keeps_every_table_around_it(world: list[list[list[int]]], seed: int) -> None:
    """The solver leaves out tables that a kept set decides; its answers meet them all the same."""
    made = printed(world)
    assume(made is not None)
    assert made is not None
    found, base = made
    everybody = tuple(range(len(found.sizes)))
    near = tuple(sorted(np.random.default_rng(seed).permutation(len(everybody))[:3].tolist()))
    inside = [p.classes for p in found.tables if len(p.classes) == len(world[0])]
    other = answers(found, search=Search(base, near, (everybody, *inside[:1])))
    assert other is not None
    assert agrees(found, other)
    assert (other.sum(axis=0) == base.sum(axis=0)).all()
