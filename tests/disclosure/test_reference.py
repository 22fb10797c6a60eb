"""The program and an independent reference publish the same, on random small programmes.

Fails without rule 1 (one population a question), rule 2 (11 and 30, pools, shared groups),
rule 4 (sums by n / M, roundings in tens, pools without late people) and rule 5 (marks, sheets
without a code, coarse groups of groups that are in none).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from generator.disclosure.ledger import Ledger
from generator.disclosure.released import ABSENT, Released, from_ledger
from tests.disclosure.reference import Reference, all_questions
from tests.disclosure.small import FORMS, KEY, Crowd, answered, cohort, crowd


def invented(rng: np.random.Generator) -> Crowd:
    """A random programme: places, sizes, missing forms and answers, sheets without a code."""
    many = int(rng.integers(1, 10))
    sizes = rng.choice([0, 2, 4, 6, 9, 11, 14, 25], size=many).tolist()
    found = crowd(
        sizes,
        rng,
        places=rng.integers(0, 5, size=many).tolist(),
        regions=int(rng.integers(1, 4)),
        present=rng.choice([0.6, 0.9, 1.0]),
        gaps=rng.choice([0.02, 0.2, 0.5]),
        optional=rng.choice([0.2, 0.45, 0.7]),
    )
    for number in range(int(rng.integers(0, 6))):
        unlinked(found, rng, number)
    if rng.random() < 0.5:
        code_texts(found, rng)
    return found


def unlinked(found: Crowd, rng: np.random.Generator, number: int) -> None:
    """Add sheets without a code; those of one number on two forms are two people."""
    home = str(rng.choice([one.id for one in found.cohorts]))
    for name in rng.choice(list(FORMS), size=3, replace=False).tolist():
        found.forms[name][f"UNLINKED-{number:03}@{home}"] = (home, answered(name, rng))


def code_texts(found: Crowd, rng: np.random.Generator) -> None:
    coded = dict(found.coded or {})
    for code, (home, _) in found.forms["mentor_after"].items():
        if rng.random() < 0.9:
            coded.setdefault(code, (home, (bool(rng.random() < 0.4), bool(rng.random() < 0.1))))
    found.coded = coded


def later(found: Crowd, rng: np.random.Generator) -> Crowd:
    """The same programme some months on."""
    now = found.copy()
    new = cohort(len(now.cohorts), int(rng.integers(0, 5)), 2)
    now.cohorts.append(new)
    homes = [one.id for one in now.cohorts]
    shift = len(now.forms["mentor_after"])
    for name, rows in now.forms.items():
        for number in range(int(rng.choice([5, 20, 70]))):
            home = homes[-1 - (number * number + shift) % min(4, len(homes))]
            rows[f"{name[:6]}-{new.id}-late-{number:02}"] = (home, answered(name, rng))
        for code in list(rows):
            drawn = rng.random()
            if drawn < 0.05:
                del rows[code]
            elif drawn < 0.1:
                rows[code] = (rows[code][0], answered(name, rng))
            elif drawn < 0.13 and "@" not in code:
                move(now, code, str(rng.choice(homes)))
    if now.coded is not None or rng.random() < 0.5:
        code_texts(now, rng)
    return now


def move(now: Crowd, code: str, home: str) -> None:
    """Write another cohort on all of somebody's forms."""
    for rows in now.forms.values():
        if code in rows:
            rows[code] = (home, rows[code][1])


def published(ledger: Ledger) -> list[tuple]:
    return [
        (
            g.release, g.population, g.level, g.cohorts, g.people, g.first, g.of,
            {part: (t.n, t.M, t.R, t.base) for part, t in g.tables.items()},
        )
        for g in ledger.groups
    ]  # fmt: skip


def expected(reference: Reference) -> list[tuple]:
    return [
        (
            g.release, g.population, g.level, g.cohorts, len(g.people), g.first, g.of, g.tables,
        )
        for g in reference.groups
    ]  # fmt: skip


def plain(rows: list[tuple]) -> list[tuple]:
    """Groups in one order, their cohorts too, and parts of coarse ones named by their cohorts."""
    found = [
        (*row[:3], sorted(row[3]), *row[4:6], sorted(sorted(rows[n][3]) for n in row[6]), row[7])
        for row in rows
    ]
    return sorted(found, key=lambda row: repr((row[:4], sorted(row[7]))))


def own_of(ledger: Ledger) -> list[tuple]:
    found = []
    for o in ledger.own:
        groups = sorted(ledger.groups[n].cohorts for n in o.groups)
        found.append((o.population, o.level, o.part, groups, (o.table.n, o.table.M, o.table.R, 10)))
    return sorted(found)


def own_expected(reference: Reference) -> list[tuple]:
    return sorted(
        (population, level, part, sorted(reference.groups[n].cohorts for n in numbers), table)
        for population, level, part, numbers, table in reference.own
    )


def check(ledger: Ledger, reference: Reference, now: Crowd) -> None:
    assert ledger.number == reference.number
    assert plain(published(ledger)) == plain(expected(reference))
    assert own_of(ledger) == own_expected(reference)
    pages = [(group, one.number) for one in ledger.releases for group in one.pages]
    assert sorted(pages) == sorted(reference.pages)
    if ledger.number:
        source = now.source()
        made = from_ledger(ledger, source.variables, source.place(), now.cohorts)
        check_sums(made, reference, now)


def check_sums(made: Released, reference: Reference, now: Crowd) -> None:
    keys = made.numbers[["group", "role", "measure", "domain", "from", "to"]]
    rows = defaultdict(list)
    named = zip(keys.itertuples(index=False, name=None), made.numbers.itertuples(), strict=True)
    for key, row in named:
        rows[key].append(row)
    known = {group.population for group in reference.groups}
    for page in made.pages:
        for one in all_questions(texts=now.coded is not None):
            if one.population not in known:
                continue
            numbers = reference.counted(page.cohorts, page.since, one.population, one.level)
            found = rows.pop((page.id, one.population.split(":")[0], *one.part.split("/")), [])
            sums = reference.sums(numbers, one.part, one.population, one.level)
            if sums is None:
                absent = [] if one.coarse and not numbers else [ABSENT] * one.categories
                assert [row.status for row in found] == absent
                continue
            cells, people, margin, words = sums
            assert [row.people for row in found] == pytest.approx(cells)
            assert {row.base for row in found} == {people}
            assert [row.margin for row in found] == pytest.approx([margin] * one.categories)
            change = one.part.endswith("before/after")
            assert {row.verdict for row in found} == {words if change else ""}
    assert not rows


@pytest.mark.parametrize("seed", range(24))
def test_the_program_does_what_the_reference_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    now = invented(rng)
    ledger, reference = Ledger("tiny"), Reference(KEY)
    for _ in range(1 + seed % 3):
        ledger = now.release(ledger).ledger
        reference.release(now)
        check(ledger, reference, now)
        now = later(now, rng)


def test_large_places_have_their_own() -> None:
    """A region of ten groups and 130 people has its own; nine groups and 99 people have none."""
    rng = np.random.default_rng(1)
    sizes, places = [13] * 10 + [11] * 9, [0] * 10 + [1] * 5 + [3] * 4
    now = crowd(sizes, rng, places=places, regions=2, gaps=0.0, optional=1.0)
    reference = Reference(KEY)
    reference.release(now)
    ledger = now.release().ledger
    check(ledger, reference, now)
    assert {len(line.groups) for line in ledger.own} == {10}
    # One more in the other region, and the programme has one of what is left.
    more = crowd([*sizes, 30], rng, places=[*places, 1], regions=2, gaps=0.0, optional=1.0)
    reference = Reference(KEY)
    reference.release(more)
    check(more.release().ledger, reference, more)
    assert {len(numbers) for _, _, _, numbers, _ in reference.own} == {10}


def test_a_large_place_has_its_own_in_its_first_release_alone() -> None:
    """Late people are added as sums, however many they are."""
    first, then = (crowd([n] * 10, np.random.default_rng(1), optional=0) for n in (13, 26))
    after = then.release(first.release().ledger).ledger
    assert {len(after.of("mentor:before", "groups")), len(after.releases)} == {20, 2}
    assert {line.release for line in after.own} == {1}


def test_a_group_without_a_table_has_no_part_in_the_rounding_of_its_place() -> None:
    now = crowd([13] * 10, np.random.default_rng(1), gaps=0.0, optional=0)
    for code in [f"mentor-w00-{n:02}" for n in range(9)]:
        now.forms["mentor_before"][code][1]["worries"] = -1
    ledger = now.release().ledger
    (own,) = (o for o in ledger.own if (o.population, o.part[:7]) == ("mentor:before", "worries"))
    assert {ledger.groups[n].cohorts for n in own.groups} == {(f"w{n:02}",) for n in range(1, 10)}


def test_a_question_that_is_not_open_is_on_no_open_page() -> None:
    """Not even as one that is not shown."""
    now = crowd([13], np.random.default_rng(1), optional=0)
    source, ledger = now.source(), now.release().ledger
    closed = [replace(one, open=one.measure != "worries") for one in source.variables]
    made = from_ledger(ledger, closed, source.place(), now.cohorts)
    assert set(made.numbers["measure"]) == {"grasp", "sureness"}


@pytest.mark.parametrize(
    ("sizes", "alone", "pools", "joined"),
    [
        ([14, 12, 4], ("w00",), (("w01", "w02"),), ("w01",)),
        ([20, 4, 20, 5, 3], ("w00", "w02"), (("w01", "w03", "w04"),), ()),
        ([5, 5, 5], (), (("w00", "w01", "w02"),), ()),
        ([4, 4], (), (), ()),
    ],
)
def test_a_release_says_where_everybody_is_shown(
    sizes: list[int], alone: tuple[str, ...], pools: tuple[tuple[str, ...], ...], joined: tuple[str]
) -> None:
    """A small cohort without company takes a large one with it, and that is said."""
    made = crowd(sizes, np.random.default_rng(1), optional=0).release()
    placed = made.placed
    assert (placed.alone, placed.pools, placed.joined) == (alone, pools, joined)
    assert set(made.ledger.releases[-1].pages if pools else ()) == {*pools, *((a,) for a in alone)}
    if pools:
        more = [size + 12 * (n == 0) for n, size in enumerate(sizes)]
        after = crowd(more, np.random.default_rng(1), optional=0).release(made.ledger).placed
        assert (after.alone, after.pools, after.later) == ((), (), ("w00",))
