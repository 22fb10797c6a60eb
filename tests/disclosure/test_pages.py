"""Who has a page, and the thresholds that decide it."""

from __future__ import annotations

import pytest

from generator.definitions.programme import ReleaseRule
from generator.disclosure.groups import Group, hierarchy
from generator.disclosure.pages import pages
from generator.disclosure.rule import rule_of
from tests.disclosure.small import cohort

#: Two trusts of two wards each.
PLACE = hierarchy([cohort(n, n // 2) for n in range(4)], "Tiny")
BOTH = ("w00", "w01")


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ([("w00",), ("w01",)], ["programme", "trust-0", "w00", "w01"]),
        # A pool that is a whole trust is the trust's page; a trust without a group has none.
        ([BOTH], ["programme", "trust-0"]),
        ([BOTH, ("w02", "w03")], ["programme", "trust-0", "trust-1"]),
        ([("w01", "w02")], ["programme", "pool-programme-1"]),
        ([], ["programme"]),
    ],
)
def test_a_page_for_every_place_that_holds_a_group(groups: list[Group], shown: list[str]) -> None:
    assert [page.id for page in pages(PLACE, dict.fromkeys(groups, 1), groups)] == shown


def test_no_threshold_lies_under_its_floor() -> None:
    """Definitions with less are refused; where one came through all the same it changes nothing."""
    assert rule_of(ReleaseRule.model_construct(open_minimum=5)).minimum == 11
    asked = rule_of(ReleaseRule(open_minimum=40))
    assert (asked.minimum, asked.coarse) == (40, 40)
