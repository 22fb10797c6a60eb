"""Blocking groups, against every allocation counted and every smaller group tried."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from generator.pairing.blocking import Blocking, blocking_group, in_words
from generator.pairing.counting import count
from generator.pairing.draw import task
from generator.pairing.preferences import Preferences
from generator.pairing.rules import DrawRules, allowed, bounds


@st.composite
def people(draw: st.DrawFn) -> Preferences:
    mentors = tuple("ABCDE"[: draw(st.integers(1, 5))])
    mentees = tuple("PQRST"[: draw(st.integers(1, 5))])
    every = [(mentor, mentee) for mentor in mentors for mentee in mentees]
    willing, own = (frozenset(draw(st.sets(st.sampled_from(every)))) for _ in "12")
    return Preferences(mentors, mentees, willing, own)


@st.composite
def draws(draw: st.DrawFn) -> tuple[Preferences, DrawRules]:
    known = draw(people())
    rules = DrawRules(
        draw(st.integers(1, min(3, len(known.mentors)))),
        draw(st.integers(1, min(3, len(known.mentees)))),
        draw(st.booleans()),
    )
    return known, rules


def blocks(known: Preferences, rules: DrawRules, side: str, people: tuple[str, ...]) -> bool:
    """Tell whether some people of one side need more than there is."""
    pairs, limits = allowed(known, rules), bounds(len(known.mentors), len(known.mentees), rules)
    needs, most = limits.mentor[0], limits.mentee[1]
    if side == "mentee":
        pairs, needs, most = frozenset((b, a) for a, b in pairs), limits.mentee[0], limits.mentor[1]
    served = [sum((one, other) in pairs for one in people) for other in {b for _, b in pairs}]
    return sum(min(times, most) for times in served) < needs * len(people)


@given(draws())
def test_a_group_blocks_exactly_where_nothing_can_be_drawn_and_nobody_stands_in_it_without_need(
    found: tuple[Preferences, DrawRules],
) -> None:
    known, rules = found
    group = blocking_group(known, rules)
    assert (group is None) == (count(task(known, rules)).total > 0)
    if group is not None:
        assert group.possible < group.needed
        assert blocks(known, rules, group.side, group.people)
        for size in range(1, len(group.people)):
            for fewer in combinations(group.people, size):
                assert not blocks(known, rules, group.side, fewer)


def test_groups_in_words() -> None:
    nobody = Blocking("mentee", ("P",), 1, ())
    assert in_words(nobody) == "P needs 1 mentor, and no mentor is allowed."
    full = Blocking("mentee", ("P", "Q"), 2, (("A", 2), ("B", 1)))
    assert in_words(full) == (
        "P and Q need 4 mentors between them, and the people allowed can take only 3: "
        "A (2) and B (1)."
    )


def test_a_large_group_is_found_in_time() -> None:
    names = [f"M{n:03}" for n in range(60)]
    willing = {name: [f"P{n:03}" for n in range(60) if n != 59] for name in names[1:]}
    known = Preferences(
        tuple(names),
        tuple(f"P{n:03}" for n in range(60)),
        frozenset((a, b) for a, some in willing.items() for b in some),
        frozenset(),
    )
    group = blocking_group(known, DrawRules())
    assert group is not None
    assert group.people in (("M000",), ("P059",))
