"""Open pages: rounded tables of groups at the minimum, and nothing else."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.tally import Tally
from generator.disclosure import figures, tables
from generator.disclosure import release as release_module
from generator.disclosure.codes import code_tables, shares
from generator.disclosure.figures import NOT_BELOW, sign_test_verdict
from generator.disclosure.proven import Proven, as_bytes, from_bytes
from generator.disclosure.release import release
from generator.disclosure.released import Flow, Release, Released, Withheld
from generator.disclosure.rounding import lr5, possible_tables
from generator.survey.cohort import Cohort
from generator.survey.programme import ReleaseRule
from tests.disclosure.invented import (
    FIVE,
    change_variable,
    cohorts,
    flat_tree,
    from_counts,
    programme,
    tally,
    two_storey_tree,
    variables,
    wave_variable,
)

SIZES = [12, 4, 7, 15, 25, 3, 3, 3, 9, 30, 14, 6]
PLACES = ["A", "A", "A", "A", "B", "C", "C", "B", "D", "D", "E", "E"]
REGIONS = ["N", "N", "N", "N", "N", "N", "N", "N", "S", "S", "S", "S"]


def make(listed: list[Cohort], counts: Tally, **more: object) -> Release:
    return release(programme(), variables(), counts, listed, audience="open", **more)  # type: ignore[arg-type]


def shown(found: Release) -> Iterator[Released | Flow]:
    for group in found.groups:
        yield from (t for t in group.tables.values() if isinstance(t, Released))
        yield from (t for t in group.flows.values() if isinstance(t, Flow))


worlds = st.lists(st.integers(0, 28), min_size=1, max_size=14)


@given(worlds, st.integers(0, 1000), st.sampled_from([1.0, 0.8, 0.2]))
@settings(max_examples=25)
def test_everything_shown_is_a_multiple_of_five_of_enough_people(
    sizes: list[int], seed: int, share: float
) -> None:
    organisations = [PLACES[place % len(PLACES)] for place in range(len(sizes))]
    regions = [REGIONS[place % len(REGIONS)] for place in range(len(sizes))]
    listed = cohorts(sizes, organisations, regions)
    found = make(listed, tally(listed, seed, share=share))
    for table in shown(found):
        base = table.base if isinstance(table, Released) else table.invited
        assert base >= 10
        assert sum(table.counts) == base
        assert not table.exact
        assert all(count % 5 == 0 for count in (base, *table.counts))
        if isinstance(table, Released) and table.code_counts is not None:
            assert base >= 100
            assert sum(table.code_counts) == base
            assert all(count % 5 == 0 for count in table.code_counts)
        if isinstance(table, Flow):
            assert (table.before, table.after, table.returned) == (None, None, {})


@given(worlds, st.integers(0, 1000), st.sampled_from([1.0, 0.6, 0.2]))
@settings(max_examples=25)
def test_every_atom_of_every_variable_has_the_minimum(
    sizes: list[int], seed: int, share: float
) -> None:
    """Sort people by the list of published sets that hold them; no class is small."""
    organisations = [PLACES[place % len(PLACES)] for place in range(len(sizes))]
    listed = cohorts(sizes, organisations)
    counts = tally(listed, seed, share=share)
    found = make(listed, counts)
    for variable in found.variables:
        if variable.kind == "question":
            base = counts.answers[variable.instrument, variable.measure].sum(axis=1)
        else:
            base = np.array(sizes)
        atoms: dict[tuple[str, ...], int] = {}
        for place, cohort in enumerate(listed):
            sets = tuple(
                group.id
                for group in found.groups
                if isinstance(group.tables[variable.key], Released)
                and cohort.id in dict(group.members)
            )
            atoms[sets] = atoms.get(sets, 0) + int(base[place])
        atoms.pop((), None)  # in no published set at all
        assert all(people == 0 or people >= 10 for people in atoms.values())


@pytest.fixture(scope="module")
def listed() -> list[Cohort]:
    return cohorts(SIZES, PLACES, REGIONS)


@pytest.fixture(scope="module")
def found(listed: list[Cohort]) -> Release:
    return make(listed, tally(listed, 5))


def test_every_cohort_has_its_place(listed: list[Cohort], found: Release) -> None:
    by_id = {group.id: group for group in found.groups}
    assert len({name.casefold() for name in by_id}) == len(found.groups)
    assert set(found.places) == {cohort.id for cohort in listed}
    for cohort, name in found.places.items():
        assert cohort in dict(by_id[name].members)
    own = {cohort for cohort, name in found.places.items() if by_id[name].level == "cohort"}
    assert own == {"c000", "c003"}  # large enough, and not joined by a remainder


def test_parents_come_before_their_children(found: Release) -> None:
    assert found.groups[0].level == "programme"
    seen = {""}
    for group in found.groups:
        assert group.parent in seen
        seen.add(group.id)


def test_the_order_of_cohorts_and_of_the_tally_does_not_matter(listed: list[Cohort]) -> None:
    counts = tally(listed, 3)
    turned = list(range(len(listed)))
    random.Random(1).shuffle(turned)
    other = dataclasses.replace(
        counts,
        cohorts=tuple(counts.cohorts[p] for p in turned),
        people={k: v[turned] for k, v in counts.people.items()},
        returned={k: v[turned] for k, v in counts.returned.items()},
        matched={k: v[turned] for k, v in counts.matched.items()},
        answers={k: v[turned] for k, v in counts.answers.items()},
        changes={k: v[turned] for k, v in counts.changes.items()},
    )
    assert make(listed, counts) == make([listed[p] for p in reversed(turned)], other)


def test_groups_do_not_depend_on_answers(
    listed: list[Cohort], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same headcounts, other answers: the same groups, and gaps in the same blocks.

    Only the audit may withhold more of a block, where its tables together give somebody away.
    """
    monkeypatch.setattr(
        release_module, "_proved", lambda counted, found, tables, *rest: (tables, ())
    )
    one, other = (make(listed, tally(listed, seed)) for seed in (3, 4))
    assert [(g.id, g.members) for g in one.groups] == [(g.id, g.members) for g in other.groups]
    parents = {group.parent for group in one.groups}
    for first, second in zip(one.groups, other.groups, strict=True):
        if first.id not in parents:
            assert {k: type(t) for k, t in first.tables.items() if k[1] == "m"} == {
                k: type(t) for k, t in second.tables.items() if k[1] == "m"
            }


def test_a_programme_under_the_minimum_shows_nothing() -> None:
    listed = cohorts([4, 5])
    found = make(listed, tally(listed, 1))
    assert [group.level for group in found.groups] == ["programme"]
    assert not list(shown(found))
    assert set(found.places.values()) == {"programme"}


def test_a_gap_has_one_wording() -> None:
    listed = cohorts([4, 5])
    found = make(listed, tally(listed, 1))
    gaps = [*found.groups[0].tables.values(), *found.groups[0].flows.values()]
    words = {gap.wording for gap in gaps if isinstance(gap, Withheld)}
    told = "fewer than the minimum, or a late batch is waiting."
    assert words == {f"Not shown on its own, to protect confidentiality: {told}"}


def test_nothing_beyond_rounded_tables_under_a_hundred_people(found: Release) -> None:
    for group in found.groups:
        for table in group.tables.values():
            if isinstance(table, Released) and table.base < 100:
                assert table.statistics == {}
                assert table.code_counts is None
                assert table.p_class in {"", "<0.05", NOT_BELOW}
                if table.variable.kind != "change":
                    assert table.p_class == ""
                else:
                    assert table.p_class == sign_test_verdict(table.counts)


def test_what_stands_from_a_hundred_people() -> None:
    listed = cohorts([60, 70, 80])
    found = make(listed, tally(listed, 2))
    change = found.groups[0].tables[change_variable("mentor").key]
    wave = found.groups[0].tables[wave_variable("mentor", "before").key]
    assert isinstance(change, Released)
    assert isinstance(wave, Released)
    allowed = {"rank_biserial", "superiority", "median_from", "median_to"}
    assert set(change.statistics) == allowed
    assert change.p_class in {"<0.001", "<0.01", "<0.05", NOT_BELOW}
    assert all(round(change.statistics[s], 1) == change.statistics[s] for s in allowed)
    assert wave.code_counts is not None
    # The median is that of the printed codes.
    spread = [int(code) for code, n in zip(FIVE, wave.code_counts, strict=True) for _ in range(n)]
    assert wave.statistics["median"] == change.statistics["median_from"] == np.median(spread)


@pytest.mark.parametrize("people", [98, 99])
def test_a_base_rounded_up_to_a_hundred_is_not_a_hundred(people: int) -> None:
    listed = cohorts([people])
    found = make(listed, tally(listed, 2))
    change = found.groups[0].tables[change_variable("mentor").key]
    assert isinstance(change, Released)
    assert (change.base, change.statistics) == (100, {})


def test_the_class_of_p_agrees_with_the_reference() -> None:
    """All of 120 people rose: p is 2^-119; half and half: p is 1."""
    listed = cohorts([120])
    joint = np.zeros((1, 5, 5), dtype=np.int64)
    joint[0, 1, 3] = 120
    key = ("mentor", "m", "total", "before", "after")
    table = make(listed, from_counts(listed, changes={key: joint})).groups[0].tables[key]
    assert isinstance(table, Released)
    assert (table.p_class, table.statistics["rank_biserial"]) == ("<0.001", 1.0)
    joint[0, 1, 3], joint[0, 3, 1] = 60, 60
    table = make(listed, from_counts(listed, changes={key: joint})).groups[0].tables[key]
    assert isinstance(table, Released)
    assert (table.p_class, table.statistics["superiority"]) == (NOT_BELOW, 0.5)


@pytest.mark.parametrize(
    ("up", "down", "stands"), [(5, 0, False), (0, 0, False), (0, 50, False), (60, 60, True)]
)
def test_no_effect_says_that_exactly_nobody_went_one_way(up: int, down: int, stands: bool) -> None:
    listed = cohorts([200])
    joint = np.zeros((1, 5, 5), dtype=np.int64)
    joint[0, 1, 2], joint[0, 2, 1], joint[0, 2, 2] = up, down, 200 - up - down
    key = ("mentor", "m", "total", "before", "after")
    table = make(listed, from_counts(listed, changes={key: joint})).groups[0].tables[key]
    assert isinstance(table, Released)
    assert table.counts == (up, 200 - up - down, down)
    assert ("rank_biserial" in table.statistics) is stands
    assert "superiority" in table.statistics


def test_what_was_rounded_before_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build works out participation alone; what comes is as from nothing."""
    listed, looks = cohorts([30, 40, 12]), []
    real = tables.publish

    def counted(*asked: object) -> object:
        looks.append(1)
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "publish", counted)

    def made(seed: int, proven: Proven) -> tuple[Release, int]:
        looks.clear()
        found = release_module.make(
            programme(), variables(), tally(listed, seed), listed, audience="open", proven=proven
        )
        return found.release, len(looks)

    proven = Proven()
    first, all_of_them = made(1, proven)
    assert all_of_them == 2 + len(proven.printed)
    kept = from_bytes(as_bytes(proven, "code"), "code")
    assert made(1, kept) == (first, 2)
    other, _ = made(2, kept)
    assert other == made(2, Proven())[0] != first
    assert len(kept.printed) == len(proven.printed)  # what nobody asks for any more is gone


def test_code_tables_stand_where_no_child_has_one() -> None:
    sizes = [120, 20, 130, 15]
    tree = two_storey_tree([2, 2])
    rng = np.random.default_rng(1)
    codes = tree.sums(np.array([rng.multinomial(n, [0.2] * 5) for n in sizes]))
    bands = [lr5((c[0] + c[1], c[2], c[3] + c[4])) for c in codes.tolist()]
    given_ = code_tables(tree, wave_variable("mentor", "before"), bands, codes)
    assert [table is not None for table in given_] == [
        False,
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    sizes = [50, 60, 40, 30]
    codes = tree.sums(np.array([rng.multinomial(n, [0.2] * 5) for n in sizes]))
    bands = [lr5((c[0] + c[1], c[2], c[3] + c[4])) for c in codes.tolist()]
    given_ = code_tables(tree, wave_variable("mentor", "before"), bands, codes)
    assert [table is not None for table in given_] == [False, True, *[False] * 5]


@pytest.mark.parametrize("value", [0, 5, 10, 25])
def test_code_tables_tell_nothing_new_about_their_category(value: int) -> None:
    """Every true count of the category that its rounding allows can look as printed."""
    counts = {table[0] for table in possible_tables((value, 60, 105 - value - 60), 105)}
    printed: dict[tuple[int, ...], set[int]] = {}
    for total in counts:
        for first in range(total + 1):
            printed.setdefault(shares(value, [first, total - first]), set()).add(total)
    assert printed
    for totals in printed.values():
        assert totals >= counts - {0}


def test_a_sign_test_verdict_follows_from_the_rounded_table_alone() -> None:
    """Tried against all headcounts and tables within reach, with scipy's binomial test."""
    from scipy.stats import binomtest

    for shown_table in [
        (15, 0, 0),
        (10, 5, 0),
        (5, 0, 5),
        (20, 5, 0),
        (20, 5, 5),
        (5, 10, 5),
        (0, 30, 5),
    ]:
        base, verdicts = sum(shown_table), set()
        for people in range(base - 2, base + 3):
            for up, same in product(range(people + 1), repeat=2):
                down = people - up - same
                if down >= 0 and lr5((up, same, down)) == shown_table:
                    p = binomtest(up, up + down).pvalue if up + down else 1.0
                    verdicts.add(p < 0.05)
        expected = "" if len(verdicts) > 1 else "<0.05" if verdicts == {True} else NOT_BELOW
        assert sign_test_verdict(shown_table) == expected


def test_true_tables_reach_no_figure_under_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    """The functions that read true tables are not even called."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a true table was read")

    monkeypatch.setattr(tables, "large_change", refuse)
    monkeypatch.setattr(figures, "exact_p", refuse)
    listed = cohorts([30, 30, 20])
    assert list(shown(make(listed, tally(listed, 1))))


@given(st.integers(0, 200))
@settings(max_examples=15)
def test_no_exact_headcount_is_a_number_of_the_release(seed: int) -> None:
    """Exact totals that are no multiple of 5 occur nowhere, at any depth of the release."""
    rng = np.random.default_rng(seed)
    listed = cohorts([int(n) for n in rng.integers(4, 30, 9)], PLACES[:9])
    counts = tally(listed, seed)
    found = make(listed, counts)
    numbers = {
        number
        for group in found.groups
        for table in (*group.tables.values(), *group.flows.values())
        for number in numbers_in(table)
    }
    assert all(number % 5 == 0 for number in numbers if isinstance(number, int))
    assert {n for n in numbers if isinstance(n, float)} <= {
        *(k / 10 for k in range(-10, 11)), *(k / 2 for k in range(2, 11))
    }  # fmt: skip


def numbers_in(value: object) -> Iterator[int | float]:
    if isinstance(value, bool | str | None):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, Released):
        yield from numbers_in(
            [value.base, value.counts, value.code_counts, *value.statistics.values()]
        )
    elif isinstance(value, Flow):
        yield from numbers_in([value.invited, value.counts, value.before, value.after])
    elif isinstance(value, list | tuple):
        for part in value:
            yield from numbers_in(part)
    else:
        assert isinstance(value, Withheld)


def test_a_higher_minimum_is_kept() -> None:
    listed = cohorts(SIZES, PLACES)
    found = release(
        programme(ReleaseRule(open_minimum=20)),
        variables(),
        tally(listed, 1),
        listed,
        audience="open",
    )
    assert found.minimum == 20
    assert all((t.base if isinstance(t, Released) else t.invited) >= 20 for t in shown(found))


def test_a_cohort_with_nobody_yet_is_led_to_the_programme() -> None:
    listed = cohorts([12, 12, 0])
    found = make(listed, tally(listed, 1))
    assert found.places["c002"] == "programme"
    assert found.places["c000"] == "c000"


def test_a_tally_of_unknown_cohorts_is_refused() -> None:
    listed = cohorts([12, 12])
    with pytest.raises(ValueError, match="c001"):
        make(listed[:1], tally(listed, 1))


def test_flat_trees_of_one_variable_stay_aligned() -> None:
    tree = flat_tree(3)
    assert tree.sums(np.array([[1], [2], [3]])).ravel().tolist() == [6, 1, 2, 3]
