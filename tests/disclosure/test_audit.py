"""Planted failures are found, and their unplanted twins pass; an independent attacker agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.audit import Finding, Learnt, audit
from generator.disclosure.published import Figure, Key, Link, Published, links
from generator.disclosure.rounding import lr5
from tests.disclosure.attacker import FIVE as FIVE_VIEWS
from tests.disclosure.attacker import Attack, Sight
from tests.disclosure.invented import WAVES, change_variable, wave_variable

KEY: Key = ("mentor", "q", "total", "after", "")
BEFORE, AFTER = (wave_variable("mentor", wave) for wave in WAVES)
CHANGE = change_variable("mentor")
LINK = links([BEFORE, AFTER, CHANGE])
Counts = tuple[int, ...]


def table(atoms: str, truth: Counts, key: Key = KEY, **more: object) -> Published:
    """A printed table of atoms, each named by a letter, rounded from its truth."""
    found = Published(key, frozenset(atoms), sum(truth), lr5(truth), group=atoms)
    return replace(found, **more)  # type: ignore[arg-type]


def add(*tables: Counts) -> Counts:
    return tuple(int(sum(column)) for column in zip(*tables, strict=True))


def check(*tables: Published, minimum: int = 10, **more: object) -> tuple[Finding, ...]:
    return audit(tables, LINK, minimum=minimum, **more)  # type: ignore[arg-type]


def rules(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings}


# --- planted failures, each beside its twin ---------------------------------------------------

A, B = (6, 3, 5), (7, 4, 3)


def test_a_lone_late_batch() -> None:
    first = table("a", A, release="1")
    lone = table("ab", add(A, (1, 0, 0)), release="2")
    many = table("ab", add(A, (4, 4, 3)), release="2")
    found = check(first, lone)
    assert "too-small" in rules(found)
    assert any(f.people == 1 and f.atoms == {"b"} for f in found)
    assert check(first, many) == ()


def test_all_beside_matched() -> None:
    """One question shown for the matched and, beside it, for two people more."""
    matched = table("m", A)
    everyone = table("mo", add(A, (0, 1, 1)))
    found = check(matched, everyone)
    assert any(f.people == 2 for f in found)
    assert check(matched, matched) == ()


def test_a_percentage_that_pins_a_count() -> None:
    plain = table("a", A)
    share = Figure("high", (1.0, 0.0, 0.0), 6 / 14, 0.005)
    (one,) = [f for f in check(replace(plain, figures=(share,))) if f.category == 0]
    assert (one.rule, one.low, one.high, one.group) == ("given-away", 6, 6, "a")
    assert check(plain) == ()


def test_a_percentage_to_the_nearest_five_people_pins_nothing() -> None:
    share = Figure("high", (1.0, 0.0, 0.0), 5 / 14, 4 / 14)
    assert check(replace(table("a", A), figures=(share,))) == ()


def test_an_effect_printed_to_two_digits() -> None:
    """Superiority of twelve people, known to 0.005, leaves one difference of up and down."""
    change = table("a", (10, 1, 1), CHANGE.key)
    value = (10 + 1 / 2) / 12
    fine = replace(change, figures=(Figure("superiority", (1.0, 0.5, 0.0), value, 0.005),))
    coarse = replace(change, figures=(Figure("superiority", (1.0, 0.5, 0.0), value, 0.5),))
    assert "given-away" in rules(check(fine))
    assert check(coarse) == ()
    assert check(change) == ()


def test_effects_are_for_large_groups_and_one_digit() -> None:
    truth = (60, 40, 20)
    large = table("a", truth, CHANGE.key)
    assert check(large) == ()
    assert "figures" in rules(check(replace(large, statistics={"superiority": 0.67})))
    small = table("a", A, CHANGE.key, statistics={"superiority": 0.6})
    assert "figures" in rules(check(small))
    assert "figures" in rules(check(table("a", A, CHANGE.key, verdict="<0.05")))


def test_two_overlapping_groups() -> None:
    """Two groups that share all but three people on each side."""
    a, b, c = (1, 1, 1), (6, 4, 5), (2, 0, 1)
    sizes = {KEY: {"a": 3, "b": 15, "c": 3}}
    found = check(table("ab", add(a, b)), table("bc", add(b, c)), sizes=sizes)
    assert {f.people for f in found if f.rule == "too-small"} == {3}
    a, c = (4, 5, 3), (3, 4, 5)
    sizes = {KEY: {"a": 12, "b": 15, "c": 12}}
    assert check(table("ab", add(a, b)), table("bc", add(b, c)), sizes=sizes) == ()


def test_overlapping_groups_of_unknown_size_fail() -> None:
    found = check(table("ab", (6, 6, 6)), table("bc", (7, 5, 6)))
    assert rules(found) == {"headcounts"}


def test_a_re_rounded_group() -> None:
    """The same people, printed again as another table."""
    once, again = table("a", A, release="1"), table("a", A, release="2")
    assert check(once, again) == ()
    assert "contradiction" in rules(check(once, replace(again, counts=(10, 0, 5))))


def test_two_releases_a_week_apart() -> None:
    """A cohort and a trust; a week later two more people answered in the cohort."""
    cohort, rest, late = A, (5, 6, 4), (1, 1, 0)
    week_one = [
        table("a", cohort, release="1"),
        table("r", rest, release="1"),
        table("ar", add(cohort, rest), release="1"),
    ]
    week_two = [
        table("al", add(cohort, late), release="2"),
        table("r", rest, release="2"),
        table("alr", add(cohort, late, rest), release="2"),
    ]
    found = check(*week_one, *week_two)
    assert any(f.people == 2 and f.atoms == {"l"} for f in found)
    assert check(*week_one, *(replace(t, release="2") for t in week_one)) == ()


def test_before_after_and_change_are_looked_at_together() -> None:
    """Each table alone is safe; together they leave one count of the change."""
    joint = {("low", "high"): 11, ("low", "low"): 1}
    before = table("a", (12, 0, 0), BEFORE.key)
    after = table("a", (1, 0, 11), AFTER.key)
    change = table("a", (10, 1, 1), CHANGE.key)
    assert sum(joint.values()) == 12
    for one in (before, after, change):
        assert check(one) == ()
    sights = [
        Sight(frozenset("a"), view, 12, t.counts)
        for view, t in (("before", before), ("after", after), ("change", change))
    ]
    attack = Attack(sights, FIVE_VIEWS, (5, 5))
    away = set(attack.given_away(("before", "after", "change")))
    found = {(f.key, f.category) for f in check(before, after, change)}
    named = {"before": BEFORE.key, "after": AFTER.key, "change": CHANGE.key}
    assert found == {(named[view], k) for _, view, k in away}


# --- both audiences -------------------------------------------------------------------------------


def test_exact_tables_beside_open_ones() -> None:
    """An open block of twelve; readers of both subtract the five that are shown exactly."""
    five, seven = (2, 1, 2), (3, 2, 2)
    whole = table("ab", add(five, seven))
    exact = table("a", five, counts=five, exact=True, audience="restricted")
    assert check(whole, exact, restricted_minimum=5) == ()
    assert rules(check(whole, exact, restricted_minimum=6)) >= {"too-small"}


def test_a_uniform_rest_between_the_audiences() -> None:
    """Five shown exactly out of an open block whose other seven all said the same."""
    five, seven = (2, 2, 1), (7, 0, 0)
    whole = table("ab", add(five, seven))
    exact = table("a", five, counts=five, exact=True, audience="restricted")
    found = check(whole, exact, restricted_minimum=5)
    sight = [
        Sight(frozenset("ab"), "before", 12, whole.counts),
        Sight(frozenset("a"), "before", 5, five, exact=True),
    ]
    attack = Attack(sight, {"before": lambda b, a: b}, (3, 1))
    place = attack.parts.index(frozenset("b"))
    away = {k for k in range(3) if (attack.range(place, "before", k) or (7, 7))[0] > 5}
    assert {f.category for f in found if f.atoms == {"b"}} == away == {0}


def test_exact_tables_of_a_late_batch_are_looked_at_like_any() -> None:
    old, late = (3, 2, 2), (5, 0, 0)
    first = table("a", old, counts=old, exact=True, audience="restricted")
    now = add(old, late)
    second = table("ab", now, counts=now, exact=True, audience="restricted")
    assert "all-alike" in rules(check(first, second, restricted_minimum=5))
    late = (3, 1, 1)
    now = add(old, late)
    second = table("ab", now, counts=now, exact=True, audience="restricted")
    assert check(first, second, restricted_minimum=5) == ()


# --- the attacker agrees ------------------------------------------------------------------------


def agree(
    tables: list[Published], link: Link | None, views: dict[str, object], codes: tuple[int, int]
) -> None:
    names = dict(zip(link.keys if link else (KEY,), views, strict=True))
    sights = [Sight(t.atoms, names[t.key], t.people, t.counts, t.exact) for t in tables]
    attack = Attack(sights, views, codes)  # type: ignore[arg-type]
    found = audit(tables, (link,) if link else (), minimum=0)
    assert all(f.rule in ("given-away", "contradiction") for f in found), found
    if any(f.rule == "contradiction" for f in found):
        assert attack.solve(np.zeros(len(attack.parts) * len(attack.cells))) is None
        return
    theirs = {(attack.parts[place], view, k) for place, view, k in attack.given_away(tuple(views))}
    assert {(f.atoms, names[f.key], f.category) for f in found} == theirs
    for finding in found:
        place = attack.parts.index(finding.atoms)
        assert attack.range(place, names[finding.key], finding.category) == (
            finding.low,
            finding.high,
        )


counts3 = st.lists(st.integers(0, 9), min_size=3, max_size=3).map(tuple)
block3 = counts3.filter(lambda t: 9 <= sum(t) <= 18)


@given(
    st.lists(block3, min_size=2, max_size=4),
    st.lists(st.integers(0, 3), max_size=2),
    st.booleans(),
    st.integers(0, 2),
)
@settings(max_examples=25)
def test_one_variable(
    blocks: list[Counts], hidden: list[int], shifted: bool, category: int
) -> None:
    """Blocks, some of them hidden in a rest, their parent, and perhaps a table moved by five."""
    names = "abcd"[: len(blocks)]
    tables = [
        table(name, truth)
        for place, (name, truth) in enumerate(zip(names, blocks, strict=True))
        if place not in hidden
    ]
    whole = table(names, add(*blocks))
    if shifted:
        moved = list(whole.counts)
        moved[category] += 5
        moved[(category + 1) % 3] -= 5
        whole = replace(whole, counts=tuple(moved)) if min(moved) >= 0 else whole
    agree([*tables, whole], None, {"q": lambda b, a: b}, (3, 1))


@given(st.lists(block3, min_size=2, max_size=4), st.integers(0, 4), st.sampled_from([-5, 0, 5]))
@settings(max_examples=40)
def test_what_is_in_doubt_stays_so_where_less_is_printed(
    blocks: list[Counts], gone: int, shift: int
) -> None:
    """Looked at again after a table went, with what was in doubt before, and without: the same."""
    names = "abcd"[: len(blocks)]
    tables = [table(name, truth) for name, truth in zip(names, blocks, strict=True)]
    whole = table(names, add(*blocks))
    first, second, *others = whole.counts
    if min(first + shift, second - shift) >= 0:
        tables.append(replace(whole, counts=(first + shift, second - shift, *others)))
    learnt = Learnt()
    before = check(*tables, learnt=learnt)
    told = {(f.atoms, f.key, f.category) for f in before}
    assert not told & {(atoms, key, category) for atoms, key, category, _ in learnt.doubts}
    left = [one for place, one in enumerate(tables) if place != gone % len(tables)]
    assert check(*left, learnt=learnt) == check(*left)


joints = st.lists(st.integers(0, 24), min_size=10, max_size=14)


def of_people(atoms: str, people: list[int]) -> list[Published]:
    joint = np.bincount(people, minlength=25).reshape(5, 5)
    found = []
    for view, key in (("before", BEFORE.key), ("after", AFTER.key), ("change", CHANGE.key)):
        truth = [0, 0, 0]
        for b in range(5):
            for a in range(5):
                truth[FIVE_VIEWS[view](b, a)] += int(joint[b, a])
        found.append(table(atoms, tuple(truth), key))
    return found


@given(st.lists(joints, min_size=1, max_size=2), st.booleans())
@settings(max_examples=8)
def test_before_after_and_change(blocks: list[list[int]], lopsided: bool) -> None:
    if lopsided:  # nearly all low before and high after, where the three tables bind each other
        blocks = [[4 if p % 3 else p for p in people] for people in blocks]
    names = "ab"[: len(blocks)]
    tables = [
        t for name, people in zip(names, blocks, strict=True) for t in of_people(name, people)
    ]
    if len(blocks) > 1:
        tables += of_people(names, [p for people in blocks for p in people])
    agree(tables, LINK[0], dict(FIVE_VIEWS), (5, 5))


@pytest.mark.parametrize("seed", range(3))
def test_a_group_above_gives_away_what_its_blocks_do_not(seed: int) -> None:
    """Nobody is in the middle; the whole says so more surely than its parts."""
    rng = np.random.default_rng(seed)
    blocks = [(int(x), 0, 12 - int(x)) for x in rng.integers(3, 10, 4)]
    tables = [table(name, truth) for name, truth in zip("abcd", blocks, strict=True)]
    agree([*tables, table("abcd", add(*blocks))], None, {"q": lambda b, a: b}, (3, 1))
