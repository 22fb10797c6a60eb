"""Whatever the programme file asks for, the rule in force keeps its floors."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.rule import rule_in_force
from generator.survey.programme import ReleaseRule

asked = st.builds(
    ReleaseRule,
    open_minimum=st.integers(8, 40),
    restricted_minimum=st.integers(3, 40),
    approved_by=st.sampled_from(["", " ", "Caldicott guardian"]),
    reason=st.sampled_from(["", "Small department"]),
)


@given(asked)
def test_floors_hold(rule: ReleaseRule) -> None:
    opened, restricted = rule_in_force(rule, "open"), rule_in_force(rule, "restricted")
    assert opened.minimum >= max(9, rule.open_minimum, restricted.minimum)
    assert restricted.minimum >= rule.restricted_minimum
    assert opened.minimum == opened.open_minimum == restricted.open_minimum
    if not (rule.approved_by.strip() and rule.reason):
        assert restricted.minimum >= 5


def test_defaults() -> None:
    assert rule_in_force(ReleaseRule(), "open").minimum == 10
    assert rule_in_force(ReleaseRule(), "restricted").minimum == 5


def test_three_needs_a_name_and_a_reason_and_then_shows_them() -> None:
    half = ReleaseRule(restricted_minimum=3, approved_by="A. Guardian")
    assert rule_in_force(half, "restricted").minimum == 5
    both = ReleaseRule(restricted_minimum=3, approved_by="A. Guardian", reason="Evaluation")
    found = rule_in_force(both, "restricted")
    assert (found.minimum, found.approved_by, found.reason) == (3, "A. Guardian", "Evaluation")
    assert rule_in_force(both, "open").approved_by == ""
