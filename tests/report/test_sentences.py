"""What is said of who took part, and below tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report import tables
from generator.report.group_page import flow
from generator.report.outline import When
from generator.report.view import Flow
from tests.report import releases

WHEN = When("before the session", "after the session")
CHANGE = next(v for v in releases.variables() if v.kind == "change")


@pytest.mark.parametrize(
    ("found", "invited", "answered"),
    [
        (
            Flow(6, None, 5, 5, exact=True),
            "Invited: 6 mentors.",
            "Answered: 5 (83%) after the session and 5 (83%) both times.",
        ),
        (
            Flow(None, 52, None, None, exact=False),
            "How many mentors were invited is not known.",
            "Answered: about 50 before the session.",
        ),
        (
            Flow(40, None, None, None, exact=False),
            "Invited: about 40 mentors.",
            "How many answered is not shown.",
        ),
        (
            Flow(36, 29, None, None, exact=False),
            "Invited: about 35 mentors.",
            "Answered: about 30 before the session.",
        ),
        (
            Flow(36, None, 31, None, exact=False),
            "Invited: about 35 mentors.",
            "Answered: about 30 (86%) after the session.",
        ),
    ],
)
def test_flow(found: Flow, invited: str, answered: str) -> None:
    assert flow(found, "mentors", WHEN) == f"{invited} {answered}"


def test_which_cohorts_count_is_said_once_below_a_table() -> None:
    all_of_them = releases.shown(CHANGE, (20, 10, 10))
    some = replace(all_of_them, counted=("A", "B"))
    assert tables.notes_of([("Time", some), ("Tea", some)])[-1] == "Counted here: A and B."
    assert tables.notes_of([("Time", some), ("Tea", all_of_them)])[-1] == (
        "Counted here for Time: A and B."
    )
    many = replace(some, counted=tuple(map(str, range(40))))
    assert tables.notes_of([("Time", many)])[-1] == "Counted here: 40 cohorts."
    assert not any("Counted" in note for note in tables.notes_of([("Time", all_of_them)]))


def test_open_tables_say_that_changes_and_answers_were_rounded_apart() -> None:
    opened = releases.shown(CHANGE, (20, 10, 10))
    exact = releases.shown(CHANGE, (20, 10, 10), "restricted")
    assert tables.APART in tables.change_notes([("Time", opened)])
    assert tables.APART not in tables.change_notes([("Time", exact)])


def test_the_margin_stands_below_from_thirty_people() -> None:
    large = replace(releases.shown(CHANGE, (20, 10, 10)), margin=11.2)
    small = replace(releases.shown(CHANGE, (9, 3, 2)), margin=5.0)
    exact = releases.shown(CHANGE, (20, 10, 10), "restricted")
    assert any("give or take about 12 people" in note for note in tables.notes_of([("a", large)]))
    for table in (small, exact):
        assert not any("give or take" in note for note in tables.notes_of([("a", table)]))


def test_an_effect_stands_with_its_interval_and_level() -> None:
    table = replace(
        releases.shown(CHANGE, (4, 0, 1), "restricted"),
        statistics={**releases.EXACT, **releases.SHIFT},
    )
    made = tables.effects("Effects", [("Time", table)], "Area")
    assert made is not None
    assert dict(zip(made.columns[1:], made.rows[0].cells, strict=True)) == {
        "Rank-biserial correlation": "0.71 (0.2 to 0.9)",
        "Probability of superiority": "0.8 (0.5 to 0.95)",
        "Typical change": "3 (−1 to 5; 93.75%)",
        "Share higher, %": "80 (40 to 90)",
        "p (as in the paper)": "0.027",
    }
    assert tables.effects("Effects", [("Time", releases.shown(CHANGE, (9, 3, 2)))], "Area") is None
