"""An attack on published ledgers finds nothing; on six planted weaknesses it finds what they do.

Each weakness is a rule taken out: 3 (unscaled, a secret that ignores counts), 1 (two
populations, a base of those asked), 4 (totals rounded apart, roundings of large places in fives).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from generator.disclosure.ledger import Ledger, part_of
from generator.disclosure.populations import population_of
from generator.disclosure.rounding import rounded
from tests.disclosure.attacker import Attacker, Print, alone, compared, of_ledger
from tests.disclosure.small import Crowd, crowd, questions

# --- published ledgers -----------------------------------------------------------------------


def asked() -> Iterator[tuple[str, list[str], list[tuple[int, ...]]]]:
    """Yield each question: its population, the parts that are one question, all records."""
    for one in questions():
        population = population_of(one).id
        if one.kind == "change":
            waves = (f"{one.from_}/", f"{one.to}/", f"{one.from_}/{one.to}")
            parts = [f"{one.measure}/{one.domain}/{wave}" for wave in waves]
            # A total's bands hold several totals each; a single item's middle band one code.
            single = (one.measure, one.domain) != ("sureness", "total")
            yield population, parts, compared(single=single)
        elif len(one.population) == 1:
            yield population, [part_of(one)], alone(len(one.categories))


def attack(ledger: Ledger, *, own: bool = False) -> list[object]:
    """Return everything that somebody is certain of. ``own``: a participant of the first group."""
    found: list[object] = []
    for population, parts, records in asked():
        lines = [g for g in ledger.groups if g.population == population]
        prints = of_ledger(lines, [o for o in ledger.own if o.population == population], parts)
        if not prints:
            continue
        attacker = Attacker(records, prints)
        found += attacker.certain()
        if own:
            found += [(record, attacker.certain(own=record)) for record in records[:2]]
            found = [one for one in found if one[-1] != []]
    return found


PROGRAMMES = {
    "one place, alike": lambda rng: crowd([12] * 9, rng, lean=0.97, gaps=0),
    "three places": lambda rng: crowd(
        [14, 6, 7, 20, 3, 11], rng, places=[0, 0, 0, 1, 1, 2], regions=2, lean=0.6
    ),
    "eleven groups, alike": lambda rng: crowd([11] * 10 + [30], rng, lean=0.95, gaps=0.01),
    "at the ends": lambda rng: crowd([15] * 4 + [11] * 6, rng, lean=0.99, gaps=0.05),
}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_nobody_is_certain(name: str) -> None:
    made = PROGRAMMES[name](np.random.default_rng(7)).release()
    assert made.tables > 20
    assert bool(made.ledger.own) == (name != "three places")
    assert attack(made.ledger) == []


def test_nor_is_a_participant() -> None:
    some = crowd([14, 12, 11], np.random.default_rng(3), lean=0.9)
    assert attack(some.release().ledger, own=True) == []


def test_late_people_tell_nothing() -> None:
    rng = np.random.default_rng(5)
    whole = crowd([24, 26], rng, lean=0.9, gaps=0)
    early = whole.copy()
    for rows in early.forms.values():
        for code in [code for code in rows if int(code[-2:]) >= 12]:
            del rows[code]
    first = early.release()
    ledger = whole.release(first.ledger).ledger
    assert ledger.number == 2
    assert attack(ledger) == []


def test_shares_of_near_unanimous_questions() -> None:
    """Groups with a rounding in tens of all: many truths, none leaves fewer than two outside."""
    rng = np.random.default_rng(11)
    for number in range(24):
        many = int(rng.integers(8, 13))
        sizes = rng.integers(11, 16, size=many)
        sizes[0] += max(0, 100 - sizes.sum())
        share = [0.97, 0.02, 0.01] if number % 2 else [0.9, 0.1, 0.0]
        truth = rng.multinomial(sizes, share)
        assert Attacker(alone(3), prints_of(truth, rng, 10)).certain() == []


def prints_of(truth: np.ndarray, rng: np.random.Generator, base: int) -> list[Print]:
    """Round each group's table to fives, and the sum of all to the base."""
    found = [Print((g,), 0, int(row.sum()), drawn(row, rng)) for g, row in enumerate(truth)]
    everyone = truth.sum(axis=0)
    groups = tuple(range(len(truth)))
    return [*found, Print(groups, 0, int(everyone.sum()), drawn(everyone, rng, base), base)]


def drawn(counts: np.ndarray, rng: np.random.Generator, base: int = 5) -> tuple[int, ...]:
    row = [int(count) for count in counts]
    return rounded(row, int(rng.integers(base * sum(row))), base)


# --- planted weaknesses ----------------------------------------------------------------------


def unscaled(counts: tuple[int, ...], secret: int) -> tuple[int, ...]:
    """Weakness: boundaries rounded as they are, so that 11 people may be printed as 15."""
    reached, before, cells = 0, 0, []
    for count in counts:
        reached += count
        step = (reached + secret) // 5
        cells.append(5 * (step - before))
        before = step
    return tuple(cells)


def fewest_outside(people: int, rounding: object, secrets: int) -> int:
    """By brute force: how few may be outside a category, at worst over all printed tables."""
    behind: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for a, b in product(range(people + 1), repeat=2):
        if a + b <= people:
            counts = (a, b, people - a - b)
            for secret in range(secrets):
                behind.setdefault(rounding(counts, secret), []).append(counts)
    return min(
        people - min(column) for true in behind.values() for column in zip(*true, strict=True)
    )


def test_unscaled_counts_are_found() -> None:
    assert fewest_outside(11, unscaled, 5) == 0
    assert fewest_outside(11, rounded, 55) == 5


def test_one_question_for_two_populations_is_found() -> None:
    """Thirteen answered after, ten of them both times; the other three are no group."""
    rng, found = np.random.default_rng(2), 0
    for _ in range(200):
        ten = rng.multinomial(10, [0.5, 0.4, 0.1])
        prints = [
            Print((0,), 0, 10, drawn(ten, rng)),
            Print((0, 1), 0, 13, drawn(ten + np.array([0, 3, 0]), rng)),
            Print((1,), 0, 3, ()),
        ]
        attacker = Attacker(alone(3), [one for one in prints if one.cells])
        attacker.people[1] = 3
        least = attacker.least(1, 0, 1)
        assert least is not None
        found += 3 - least < 2
    assert found > 0


def test_totals_rounded_apart_are_found() -> None:
    """Four groups of 15 and their total, each rounded to fives: 56 of 60 is one outside each."""
    weak, sound = search([14] * 4, 15, 5, 20_000), search([14] * 4, 15, 10, 20_000)
    assert weak > 0
    assert sound == 0


def test_an_own_rounding_to_fives_is_found() -> None:
    """Eight groups of 12 or 13 where four people answered otherwise: base 5 shows it, 10 not."""
    sizes = [12, 12, 12, 12, 13, 13, 13, 13]
    alike = [size - (place < 4) for place, size in enumerate(sizes)]
    assert sum(sizes) == 100
    assert search(alike, sizes, 5, 20_000) > 5
    assert search(alike, sizes, 10, 20_000) == 0


def search(alike: list[int], sizes: int | list[int], base: int, draws: int) -> int:
    """Count draws of yes/no tables after which fewer than two of a group may have said no.

    Every draw at once, then the constraint solver on the worst of them.
    """
    rng = np.random.default_rng(13)
    yes, people = np.array(alike), np.broadcast_to(np.array(sizes), len(alike))
    cells = rows_of(yes, people, rng, draws, 5)
    everyone = rows_of(yes.sum()[None], people.sum()[None], rng, draws, base)
    least, most = no_range(cells, people, 5)
    _, total = no_range(everyone, people.sum()[None], base)
    left = total - (least.sum(axis=1, keepdims=True) - least)
    may = np.minimum(most, left).min(axis=1)
    worst = int(may.argmin())
    prints = [print_of((g,), people[g], cells[worst, g], 5) for g in range(len(alike))]
    whole = print_of(tuple(range(len(alike))), people.sum(), everyone[worst, 0], base)
    attacker = Attacker(alone(2), [*prints, whole])
    assert bool(attacker.certain()) == bool(may[worst] < 2)
    return int((may < 2).sum())


def print_of(groups: tuple[int, ...], people: int, yes: int, base: int) -> Print:
    total = int(people) - int(people) % base
    return Print(groups, 0, int(people), (int(yes), total - int(yes)), base)


def rows_of(
    yes: np.ndarray, people: np.ndarray, rng: np.random.Generator, draws: int, base: int
) -> np.ndarray:
    """The printed number of yes, (draws, groups), as ``rounded`` has it."""
    total = base * (people // base)
    secret = (rng.random((draws, len(yes))) * base * people).astype(np.int64)
    found = base * ((yes * total + secret) // (base * people))
    for g in range(len(yes)):
        table = (int(yes[g]), int(people[g] - yes[g]))
        assert rounded(table, int(secret[0, g]), base)[0] == found[0, g]
    return found


def no_range(yes: np.ndarray, people: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that may have said no."""
    total = base * (people // base)
    most = np.minimum(people, -(-(yes + base) * people // total) - 1)
    least = np.maximum(0, (yes - base) * people // total + 1)
    return people - most, people - least


def moves(before: tuple[int, ...], after: tuple[int, ...], *, same: bool) -> set[tuple[int, int]]:
    """Return how one person's answer may have moved between two printed tables of 13 people.

    ``same``: weakness, the secret number does not depend on the counts.
    """
    found = set()
    for a, b in product(range(14), repeat=2):
        if a + b > 13:
            continue
        counts = [a, b, 13 - a - b]
        secrets = [u for u in range(65) if rounded(counts, u) == before]
        for i, j in product(range(3), repeat=2):
            if secrets and i != j and counts[i]:
                moved = [c + (k == j) - (k == i) for k, c in enumerate(counts)]
                if any(rounded(moved, u) == after for u in (secrets if same else range(65))):
                    found.add((i, j))
    return found


def test_a_secret_that_ignores_the_counts_is_found() -> None:
    """One correction between two releases: what is printed tells the corrected answer."""
    before, after = (5, 5, 0), (10, 0, 0)
    assert moves(before, after, same=True) == {(1, 0), (2, 0)}
    assert len(moves(before, after, same=False)) == 6


def test_a_base_of_those_who_were_asked_is_found() -> None:
    """“If you have met”: of 13 people 12 were asked, so that exactly one said no before."""
    rng = np.random.default_rng(4)
    met = Print((0,), 0, 13, drawn(np.array([12, 1]), rng))
    asked_if = Print((0,), 1, 12, drawn(np.array([7, 5]), rng))
    records = [(0, 0), (0, 1), (1, 2)]  # yes and either answer; no, and not asked
    assert Attacker(records, [met]).certain() == []
    assert (0, 0, 0) in Attacker(records, [asked_if, met]).certain()


def test_only_some_is_never_open() -> None:
    """No question of the small programme that has a condition is among the open ones."""
    assert not [one for one in questions() if one.open and one.measure == "worries_text"]


def test_crowds_are_what_they_say() -> None:
    some: Crowd = crowd([3], np.random.default_rng(1), optional=1.0)
    assert [len(rows) for rows in some.forms.values()] == [3] * 5
