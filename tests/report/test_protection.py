"""The page on protection: its numbers are the rule's, and its example is true."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from generator.disclosure.released import WITHHELD_WORDING
from generator.report.protection import SLOT, example, example_html, protection, rule_values
from generator.report.site import SLOT as SLOT_LINE
from generator.report.site import VALUE
from generator.survey.programme import ReleaseRule
from tests.report.releases import programme, rounded

PAGE = Path(__file__).parents[2] / "site_src" / "analysts" / "protecting-people.md"


def with_rule(**asked: object) -> dict[str, str]:
    rule = ReleaseRule.model_validate(asked)
    return rule_values(programme().model_copy(update={"release": rule}))


def test_the_numbers_follow_the_programme() -> None:
    supplied = rule_values(programme())
    assert (supplied["release.open_minimum"], supplied["release.restricted_minimum"]) == ("10", "5")
    raised = with_rule(open_minimum=1000)
    assert raised["release.open_minimum"] == "1,000"
    assert raised["release.open_supplied"] == "10"


def test_the_minimum_in_force_is_told_and_not_the_one_asked_for() -> None:
    assert with_rule(open_minimum=8)["release.open_minimum"] == "9"
    assert with_rule(restricted_minimum=3)["release.restricted_minimum"] == "5"
    approved = with_rule(restricted_minimum=3, approved_by="A", reason="B")
    assert approved["release.restricted_minimum"] == "3"


def test_the_thresholds_are_those_of_the_policy() -> None:
    values = rule_values(programme())
    wanted = {"rounding": "5", "percentages_from": "30", "percentages_to": "99",
              "large_from": "100", "detail_from": "10", "open_least": "8",
              "open_least_in_force": "9", "restricted_least": "3",
              "restricted_least_unapproved": "5", "gap": WITHHELD_WORDING}  # fmt: skip
    assert {name: values[f"release.{name}"] for name in wanted} == wanted


def test_the_page_asks_for_values_that_exist_and_for_the_example() -> None:
    text = PAGE.read_text("utf-8")
    values = rule_values(programme())
    asked = set(VALUE.findall(text))
    assert {name for name in asked if name.startswith("release.")} <= set(values)
    assert len(asked & set(values)) >= 10
    assert SLOT_LINE.findall(text) == [SLOT]


def test_no_number_of_the_rule_is_typed_into_the_page() -> None:
    """Were one typed, the page would stay behind when the rule changes."""
    text = re.sub(r'^### \d+\.|"[^"]*"', "", VALUE.sub("", PAGE.read_text("utf-8")), flags=re.M)
    assert not re.findall(r"\b(?:8|10|30|99|100)\b", text.split("---", 2)[2])
    assert "Not shown on its own" not in text


@pytest.mark.parametrize("people", [13, 14, 19, 44, 104])
def test_the_example_is_true(people: int) -> None:
    """Every table that rounds to the one shown, found by trying all; rounding done in fractions."""
    made = example(people)
    assert sum(made.truth) == people
    assert made.shown == rounded(made.truth)
    all_tables = (
        (a, b, people - a - b) for a, b in product(range(people + 1), repeat=2) if a + b <= people
    )
    assert list(made.possible) == [table for table in all_tables if rounded(table) == made.shown]
    assert made.truth in made.possible
    assert all(high - low >= 2 for low, high in made.ranges())


def test_the_example_of_the_rule_as_supplied() -> None:
    html = str(example_html(example(14)))
    assert "<td>7</td><td>4</td><td>3</td><td>14</td>" in html
    assert "<td>5</td><td>5</td><td>5</td><td>15</td>" in html
    assert "About 5 of about 15 mentors improved" in html
    assert "21 different true tables" in html
    assert "between 2 and 7 improved" in html
    assert '<th scope="col"></th>' not in html  # a header without words says nothing to the ear


def test_what_the_page_gets() -> None:
    made = protection(programme())
    assert set(made.slots) == {SLOT}
    assert made.pages == made.files == {}
