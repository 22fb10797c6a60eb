"""The system of what was published: headcounts, and sums that are bounded once."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.published import Published
from generator.disclosure.rounding import lr5
from generator.disclosure.solver import Asked, Search, answers
from generator.disclosure.system import HeadcountsUnknownError, System, single, system
from tests.disclosure.invented import wave_variable

KEY = wave_variable("mentor", "before").key


def table(atoms: str, counts: tuple[int, ...]) -> Published:
    return Published(KEY, frozenset(atoms), sum(counts), lr5(counts), group=atoms)


def of(groups: dict[str, tuple[int, ...]]) -> System:
    tables = [table(atoms, counts) for atoms, counts in groups.items()]
    return system(single(tables[0]), tables)


@given(st.lists(st.integers(5, 30), min_size=3, max_size=6), st.data())
def test_headcounts_follow_from_nested_sets(sizes: list[int], data: st.DataObject) -> None:
    names = "abcdef"[: len(sizes)]
    size = dict(zip(names, sizes, strict=True))
    cut = data.draw(st.integers(1, len(names) - 1))
    sets = [names, names[:cut], *(names[at] for at in range(cut))]
    found = of({atoms: (sum(size[a] for a in atoms), 0, 0) for atoms in dict.fromkeys(sets)})
    known = dict(zip(found.classes, found.sizes, strict=True))
    for atoms, people in known.items():
        assert people == sum(size[atom] for atom in atoms)
    assert frozenset().union(*known) == frozenset(names)


def test_headcounts_that_do_not_follow_or_contradict_are_not_made_up() -> None:
    with pytest.raises(HeadcountsUnknownError):
        of({"abc": (30, 0, 0), "ab": (20, 0, 0), "bc": (20, 0, 0), "ac": (20, 0, 0)})
    with pytest.raises(HeadcountsUnknownError):
        of({"ab": (20, 0, 0), "a": (25, 0, 0)})
    with pytest.raises(HeadcountsUnknownError):
        of({"ab": (20, 0, 0), "a": (10, 0, 0), "b": (11, 0, 0)})


counts = st.tuples(*[st.integers(0, 4)] * 3).filter(lambda three: sum(three) >= 3)


@given(counts, counts, st.integers(0, 2), st.integers(0, 12))
@settings(max_examples=60)
def test_the_solver_finds_what_counting_finds(
    first: tuple[int, ...], second: tuple[int, ...], category: int, wanted: int
) -> None:
    """Sums that several tables bound are bounded once: the answers are the same."""
    both = tuple(a + b for a, b in zip(first, second, strict=True))
    found = of({"ab": both, "a": first, "b": second})
    which = found.classes.index(frozenset("a"))
    asked = [Asked(which, 0, category, wanted, wanted)]
    possible = [
        (a, b)
        for a in _tables(sum(first))
        for b in _tables(sum(second))
        if a[category] == wanted
        and (lr5(a), lr5(b)) == (lr5(first), lr5(second))
        and lr5(tuple(x + y for x, y in zip(a, b, strict=True))) == lr5(both)
    ]
    mine = answers(found, asked)
    assert (mine is not None) == bool(possible)
    base = np.array([first, second] if which == 0 else [second, first])
    near = answers(found, asked, search=Search(base, (which,)))
    assert (near is not None) == any(b == second for _, b in possible)
    for one in (mine, near):
        if one is not None:
            assert tuple(map(tuple, one[[which, 1 - which]].tolist())) in possible


def _tables(people: int) -> list[tuple[int, ...]]:
    return [c for c in product(range(people + 1), repeat=3) if sum(c) == people]
