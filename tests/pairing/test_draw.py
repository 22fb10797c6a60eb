"""The draw: fair, repeatable on every machine, and by documented steps."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import permutations, product
from pathlib import Path

import pytest
from scipy.stats import chisquare

from generator.pairing.audit import as_bytes, audit
from generator.pairing.chance import number_below
from generator.pairing.counting import Allocation, allocation, count
from generator.pairing.draw import draw, task
from generator.pairing.rules import DrawRules, allowed, canonical, input_digest, pairs_made
from tests.pairing.people import BIASED, example, preferences

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden/draws"


def test_every_matching_of_the_biased_example_has_a_chance_of_one_in_four() -> None:
    counted, given = count(task(BIASED, DrawRules())), input_digest(BIASED, DrawRules())
    drawn = Counter[Allocation]()
    for n in range(40_000):
        seed = hashlib.sha256(str(n).encode()).hexdigest()
        start = f"mentoring-draw-1 index\n{seed}\n{given}\n"
        chosen = allocation(counted, number_below(counted.total, start)[0])
        drawn[chosen] += 1
        if n % 500 == 0:  # this is what the draw itself does
            made = draw(BIASED, DrawRules(), str(n))
            assert made is not None
            names = zip("ABC", chosen, strict=True)
            assert made.pairs == tuple((name, "123"[column]) for name, (column,) in names)
    assert len(drawn) == 4
    assert chisquare(list(drawn.values())).pvalue > 0.001
    # Drawing mentor by mentor would give a third and a sixth: far outside.
    assert all(9_500 < times < 10_500 for times in drawn.values())


def test_the_study_sized_example_is_uniform_over_its_allocations() -> None:
    people, rules = example(), DrawRules(exclude_supervisors=True)
    pairs = allowed(people, rules)
    complete = {
        tuple(sorted(zip(mentors, people.mentees, strict=True)))
        for mentors in permutations(people.mentors, 5)
        if all(pair in pairs for pair in zip(mentors, people.mentees, strict=True))
    }
    drawn = Counter(made.pairs for n in range(3_000) if (made := draw(people, rules, f"seed {n}")))
    assert set(drawn) <= complete
    made = draw(people, rules, "x")
    assert made is not None
    assert made.allocations == len(complete) == 104
    assert chisquare([drawn[one] for one in complete]).pvalue > 0.001


@pytest.mark.parametrize("limit", [2, 3, 104, 2**200 + 1, 2**300])
def test_a_number_can_be_worked_out_with_any_sha_256_program(limit: int) -> None:
    """Large limits join several hashes."""
    start = "mentoring-draw-1 index\n4 2 6\ninput\n"
    bits, tries, value = (limit - 1).bit_length(), 0, limit
    while value >= limit:
        texts = (f"{start}{tries}.{block}\n".encode() for block in range(2))
        raw = b"".join(hashlib.sha256(text).digest() for text in texts)
        value = int(bin(int.from_bytes(raw, "big"))[2:].zfill(512)[:bits], 2)
        tries += 1
    assert number_below(limit, start) == (value, tries)


def test_the_canonical_input_is_one_ascii_line_without_order_of_its_own() -> None:
    people = preferences({"Zoë": "q", "Anna": "qp"}, {"Anna": "p"})
    text = canonical(people, DrawRules(exclude_supervisors=True))
    assert text.isascii()
    assert "\n" not in text
    assert json.loads(text) == {
        "algorithm": "mentoring-draw-1",
        "mentors": ["Anna", "Zoë"],
        "mentees": ["p", "q"],
        "rules": {"mentors_per_mentee": 1, "mentees_per_mentor": 1, "exclude_supervisors": True},
        "willing": [["Anna", "p"], ["Anna", "q"], ["Zoë", "q"]],
        "supervised": [["Anna", "p"]],
    }


def test_several_partners_are_spread_evenly_and_stay_uniform() -> None:
    people = preferences({"A": "123", "B": "12", "C": "23", "D": "123"})
    rules = DrawRules(mentors_per_mentee=2)
    drawn = Counter(made.pairs for n in range(6_000) if (made := draw(people, rules, f"{n}")))
    for pairs in drawn:
        assert Counter(mentor for mentor, _ in pairs) == dict.fromkeys("ABCD", 1)
        assert sorted(Counter(mentee for _, mentee in pairs).values()) == [1, 1, 2]
    assert chisquare(list(drawn.values())).pvalue > 0.001
    made = draw(people, rules, "x")
    assert made is not None
    assert len(drawn) == made.allocations
    assert len(made.pairs) == pairs_made(4, 3, rules) == 4


def test_more_mentees_than_mentors_leave_mentees_over() -> None:
    people = preferences({"A": "123", "B": "1234"})
    made = draw(people, DrawRules(), "x")
    assert made is not None
    assert made.allocations == 3 * 4 - 3
    assert len(made.pairs) == len(made.spare_mentees) == 2
    assert not made.spare_mentors


def test_the_audit_is_the_same_on_every_platform() -> None:
    """The golden file was written once; a difference means that old draws cannot be repeated."""
    for name, rules in (
        ("plain", DrawRules()),
        ("several", DrawRules(mentors_per_mentee=2, exclude_supervisors=True)),
    ):
        made = draw(example(), rules, "4 2 6 1 1 5")
        assert made is not None
        record = audit(made, salt="ab" * 32, committed=False, drawn_on="2026-05-11")
        assert as_bytes(record) == (GOLDEN / f"{name}.json").read_bytes()


def test_the_published_steps_alone_repeat_a_stored_draw() -> None:
    """Written from the page of decisions, without the program."""
    stored = json.loads((GOLDEN / "plain.json").read_text("utf-8"))
    said, rules = stored["preferences"], stored["rules"]
    whole = {**said, "algorithm": stored["algorithm"], "rules": rules}
    line = json.dumps(whole, sort_keys=True, separators=(",", ":"))

    def hashed(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    columns, willing = said["mentees"], {tuple(pair) for pair in said["willing"]}
    choices = [
        [(), *((at,) for at, name in enumerate(columns) if (row, name) in willing)]
        for row in said["mentors"]
    ]
    complete = sorted(
        one for one in product(*choices) if sorted(at for row in one for at in row) == [*range(5)]
    )
    bits = (len(complete) - 1).bit_length()
    start = f"mentoring-draw-1 index\n{hashed(stored['seed'])}\n{hashed(line)}\n"
    tries = (int(hashed(f"{start}{t}.0\n"), 16) >> (256 - bits) for t in range(100))
    index = next(number for number in tries if number < len(complete))
    assert index == stored["index"]
    assert [
        {"mentor": mentor, "mentee": columns[row[0]]}
        for mentor, row in zip(said["mentors"], complete[index], strict=True)
        if row
    ] == stored["pairs"]
    lines = f"mentoring-draw-1 commitment\n{stored['salt']}\n{hashed(line)}\n"
    assert hashed(lines) == stored["commitment"]
