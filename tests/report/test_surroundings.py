"""A group beside the places around it: chance, counts of organisations, and no ranking."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from generator.disclosure.released import Audience, Release, Released, ReleasedGroup, Withheld
from generator.report.chance import TAIL, beyond_chance, chance_range
from generator.report.distribution import part_of
from generator.report.outline import outline
from generator.report.page import Bullets, Figure, Heading
from generator.report.surroundings import surroundings_blocks
from tests.report import releases

KEY = ("mentor", "confidence", "total", releases.BEFORE, releases.AFTER)
OTHER = ("mentor", "understanding", "total", releases.BEFORE, releases.AFTER)


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(1, 99))
def test_chance_is_the_binomials(people: int, percent: int) -> None:
    """Against scipy: at most a tail lies below the range, and the same above it."""
    low, high = chance_range(people, percent, 100)
    assert low == binom.ppf(TAIL * (1 + 1e-9), people, percent / 100)
    assert binom.cdf(low - 1, people, percent / 100) <= TAIL * (1 + 1e-9)
    assert binom.sf(high, people, percent / 100) <= TAIL * (1 + 1e-9)
    assert binom.sf(high - 1, people, percent / 100) > TAIL * (1 - 1e-9)


@given(
    st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 60),
    st.integers(0, 15),
)  # fmt: skip
def test_a_difference_beyond_chance_stays_so_without_rounding(
    count: int, more: int, part: int, rest: int, margin: int
) -> None:
    people, whole = count + more, part + rest
    found = beyond_chance(count, people, part, whole, margin)
    assert found in (0, beyond_chance(count, people, part, whole, 0))


@pytest.mark.parametrize("people", [0, 1, 5])
def test_nobody_and_everybody_have_no_chance(people: int) -> None:
    assert chance_range(people, 0, 50) == (0, 0)
    assert chance_range(people, 50, 50) == (people, people)


def place(name: str, share: int, people: int = 120, level: str = "organisation") -> ReleasedGroup:
    """Return an organisation in which so many per cent answered higher in both comparisons."""
    group = releases.group(people, identity=name, level=level, parent="tiny", title=name)
    higher = 5 * round(people * share / 500)
    tables = {
        key: releases.released(group.tables[key].variable, (higher, people - higher, 0), "open")
        for key in (KEY, OTHER)
    }
    return replace(group, tables={**group.tables, **tables})


def nation(shares: list[int], **changed: object) -> Release:
    whole = place("tiny", 50, 600, "programme")
    whole = replace(whole, parent="")
    places = [place(f"Trust {i}", share) for i, share in enumerate(shares)]
    release = releases.release((whole, *places))
    return replace(release, **changed)  # type: ignore[arg-type]


def section(release: Release, at: int) -> list[object]:
    shared = outline(releases.programme(), release)
    return list(surroundings_blocks(shared, release.groups[at]))


def figures(blocks: list[object]) -> list[Figure]:
    return [block for block in blocks if isinstance(block, Figure)]


NATION = nation([10, 40, 50, 50, 60, 90])


def test_an_ordinary_place_is_much_as_everywhere() -> None:
    beside, spread = figures(section(NATION, 3))
    assert beside.message == "Much as everywhere: no difference is larger than chance can make it"
    assert [row.headers for row in beside.tables[0].rows] == [
        ("Confidence in giving feedback (mentors)", "Here"),
        ("Confidence in giving feedback (mentors)", "Everywhere"),
        ("Understanding of the role (mentors)", "Here"),
        ("Understanding of the role (mentors)", "Everywhere"),
    ]
    assert "organisations" in spread.method


def test_a_place_beyond_chance_is_named_by_what_was_counted() -> None:
    assert figures(section(NATION, 6))[0].message.startswith("More answered higher here in")
    assert figures(section(NATION, 1))[0].message.startswith("Fewer answered higher here in")


def test_organisations_are_counted_by_quarters() -> None:
    (spread,) = figures(section(NATION, 0))
    rows = spread.tables[0].rows
    assert [row.cells for row in rows] == [("1", "1", "3", "1", "6")] * 2
    assert (
        spread.message == "In both comparisons, half or more answered higher in most organisations"
    )
    bullets = next(b for b in section(NATION, 2) if isinstance(b, Bullets))
    assert (
        "Confidence in giving feedback (mentors): about 42% answered higher here. "
        "In 1 of 6 organisations the share is 25 to 49%."
    ) in [words[0] for words in bullets.items]


def test_too_few_organisations_are_no_distribution() -> None:
    few = nation([50, 50, 50, 50])
    assert not section(few, 0)
    assert len(figures(section(few, 1))) == 1


def test_organisations_of_few_people_are_not_read_as_percentages() -> None:
    small = (*NATION.groups, place("Tiny Trust", 50, 20))
    (spread,) = figures(section(replace(NATION, groups=small), 0))
    assert spread.tables[0].rows[0].cells[-1] == "6"


def test_what_is_withheld_is_beside_nothing() -> None:
    group = NATION.groups[3]
    tables = {key: Withheld(t.variable) for key, t in group.tables.items()}
    gone = replace(group, tables=tables)
    release = replace(NATION, groups=(*NATION.groups[:3], gone, *NATION.groups[4:]))
    (spread,) = figures(section(release, 3))
    assert spread.tables[0].rows[0].cells[-1] == "5"


def test_no_page_tells_which_other_organisation_lies_where() -> None:
    """Exchange two others' answers: this page stays the same, word for word."""
    names = [group.title for group in NATION.groups[1:]]
    swapped = list(NATION.groups)
    one, two = swapped[1], swapped[6]
    swapped[1], swapped[6] = replace(one, tables=two.tables), replace(two, tables=one.tables)
    assert section(NATION, 3) == section(replace(NATION, groups=tuple(swapped)), 3)
    text = repr(section(NATION, 3))
    assert not any(name in text for name in names)


def test_the_programme_has_nothing_around_it_but_its_organisations() -> None:
    headings = [b.text for b in section(NATION, 0) if isinstance(b, Heading)]
    assert headings == ["How organisations differ"]


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_a_cohort_lies_between_its_organisation_and_everything(audience: Audience) -> None:
    release = releases.trust((40, 45), audience)
    shared = outline(releases.programme(), release)
    group = next(g for g in release.groups if g.id == "C1")
    (beside,) = figures(list(surroundings_blocks(shared, group)))
    assert [row.headers[1] for row in beside.tables[0].rows][:3] == [
        "Here",
        "North Hospital",
        "Everywhere",
    ]


def test_parts_have_no_gaps() -> None:
    rng = random.Random(3)
    for _ in range(300):
        base = 5 * rng.randint(1, 100)
        count = 5 * rng.randint(0, base // 5)
        part = part_of(count, base)
        assert [0, 25, 50, 75][part] * base <= 100 * count
        assert part == 3 or 100 * count < [25, 50, 75][part] * base


def test_only_released_numbers_are_counted() -> None:
    for group in NATION.groups:
        assert isinstance(group.tables[KEY], Released)
