"""The page on protection: its numbers are the rule's, and its example is true."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from generator.definitions.programme import Programme, ReleaseRule
from generator.disclosure.released import ABSENT
from generator.disclosure.rounding import rounded
from generator.report.protection import (
    FIRST,
    KEY,
    SECOND,
    SLOT,
    alike,
    example,
    example_html,
    most_off,
    outside,
    protection,
    rule_values,
)
from generator.report.site import SLOT as SLOT_LINE
from generator.report.site import VALUE

SOURCES = Path(__file__).parents[2] / "site_src"
PAGE = SOURCES / "analysts" / "protecting-people.md"


def with_rule(**asked: object) -> dict[str, str]:
    return rule_values(ReleaseRule.model_validate(asked))


def test_the_numbers_follow_the_programme() -> None:
    supplied = with_rule()
    assert (supplied["release.open_minimum"], supplied["release.restricted_minimum"]) == ("11", "5")
    raised = with_rule(open_minimum=1000)
    assert raised["release.open_minimum"] == raised["release.domains_from"] == "1,000"
    assert raised["release.open_least"] == "11"
    assert raised["release.middle"] == "No group here"
    approved = with_rule(restricted_minimum=3, approved_by="A", reason="B")
    assert approved["release.restricted_minimum"] == "3"


def test_the_thresholds_are_those_of_the_rule() -> None:
    wanted = {"rounding": "5", "rounding_wide": "10", "fewest": "6", "large_from": "30",
              "domains_from": "30", "middle": "11 to 29", "own_people": "100", "own_groups": "8",
              "restricted_least": "5", "restricted_approved": "3", "outside": "4",
              "most_off": "8", "most_hidden": "6", "absent": ABSENT}  # fmt: skip
    values = with_rule()
    assert {name: values[f"release.{name}"] for name in wanted} == wanted


def test_every_page_asks_for_values_that_exist() -> None:
    asked = {name for page in SOURCES.rglob("*.md") for name in VALUE.findall(page.read_text())}
    assert {name for name in asked if name.startswith("release.")} <= set(with_rule())


def test_the_page_asks_for_the_numbers_and_for_the_example() -> None:
    text = PAGE.read_text("utf-8")
    assert len(set(VALUE.findall(text)) & set(with_rule())) >= 12
    assert SLOT_LINE.findall(text) == [SLOT]


def test_no_number_of_the_rule_is_typed_into_the_page() -> None:
    """Were one typed, the page would stay behind when the rule changes."""
    before_sources = PAGE.read_text("utf-8").split("## Where the minimum comes from")[0]
    text = VALUE.sub("", before_sources.split("---", 2)[2])
    assert not re.findall(r"\b(?:6|8|9|11|29|30|100)\b(?!,\d)", text)
    assert ABSENT not in text


def test_the_example_is_true() -> None:
    """Every table that some secret number prints so, found by trying all tables and all numbers."""
    made = example()
    people = sum(FIRST)
    tables = ((a, b, people - a - b) for a, b in product(range(people + 1), repeat=2))
    found = [
        table
        for table in tables
        if table[2] >= 0
        and any(rounded(table, secret) == made.tables[0].R for secret in range(5 * people))
    ]
    assert list(made.possible) == found
    assert FIRST in found
    assert outside(made) >= 3


def test_a_member_takes_their_own_answer_away() -> None:
    made = example()
    for own in range(3):
        assert all(sum(others) == made.people - 1 for others in made.others(own))
        assert FIRST[own] - 1 in {others[own] for others in made.others(own)}


@pytest.mark.parametrize("people", [11, 15])
def test_tables_that_look_alike(people: int) -> None:
    top = 5 * (people // 5)
    found = alike(people, (top, 0, 0))
    assert min(table[0] for table in found) == people - (5 if people == 11 else 4)


def test_no_printed_number_is_further_off_than_is_said() -> None:
    """By the drawing itself: every count, every secret, then printed to the nearest 5."""
    worst = 0
    for people in range(11, 31):
        total = 5 * (people // 5)
        for count, secret in product(range(people + 1), range(5 * people)):
            cell = rounded((count, people - count), secret)[0]
            worst = max(worst, abs(5 * int(cell * people / total / 5 + 0.5) - count))
    assert worst == most_off(range(11, 31)) == 8


def test_the_example_in_words() -> None:
    html = str(example_html(example()))
    assert len(KEY) == 32
    assert "<td>7</td><td>4</td><td>2</td><td>13</td>" in html
    assert "<td>5</td><td>5</td><td>0</td><td>10</td>" in html
    assert "63 different true tables" in html
    assert f"<td>{sum(SECOND) + 13}</td>" in html
    assert "“no clear change”" in html
    assert '<th scope="col"></th>' not in html  # a header without words says nothing to the ear


def test_what_the_page_gets() -> None:
    made = protection(Programme.model_construct(release=ReleaseRule()))
    assert set(made.slots) == {SLOT}
    assert made.pages == made.files == {}
