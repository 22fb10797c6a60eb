"""More answered than were invited: told at the number's cell, and shown on no page."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.definitions.cohort import Cohort, invited
from generator.definitions.problem import SourceLine, format_problem
from generator.responses.answers import answers_of
from generator.responses.cohorts import more_than_invited
from tests.outcome import outcome

PLACES = {"mentor": SourceLine("cohorts.csv", 2, 5), "mentee": SourceLine("cohorts.csv", 2, 6)}
COHORTS = (
    Cohort("a", "A", "Trust", "North", {"mentor": 3, "mentee": 9}, places=PLACES),
    Cohort("b", "B", "Trust", "North", {"mentor": 12}),
)
ROLES = {"before": "mentor", "after": "mentor", "hers": "mentee"}


def answers(form: str, *cohorts: int) -> pd.DataFrame:
    codes = np.array([f"C{n}".encode() for n, _ in enumerate(cohorts)], dtype="S32")
    return answers_of(codes, np.array(cohorts, dtype=np.int32))


def test_the_form_that_most_answered_is_held_against_the_number_invited() -> None:
    came = {
        "before": answers("before", 0, 0, 0, 1),
        "after": answers("after", 0, 0, 0, 0, 1, -1),
        "hers": answers("hers", 0, 1, 1),
    }
    found = outcome(more_than_invited, COHORTS, came, ROLES)
    assert [format_problem(one) for one in found.problems] == [
        (
            "cohorts.csv:2:5: more-than-invited: warning: 4 people of 'a' answered 'after', and 3 were invited. "
            "Correct the number here, or the cohort of the answers. Until then no page shows a number "
            "invited or a share of it."
        )
    ]
    first, second = found.value or ()
    assert [first.invited("mentor"), first.invited("mentee")] == [None, 9]
    assert [second.invited("mentor"), second.invited("mentee")] == [12, None]


def test_as_many_as_were_invited_are_no_contradiction() -> None:
    found = outcome(more_than_invited, COHORTS, {"before": answers("before", 0, 0, 0)}, ROLES)
    assert (found.problems, found.value) == ((), COHORTS)


def test_a_sum_is_known_only_where_every_part_is() -> None:
    assert invited(COHORTS, "mentor") == 15
    assert invited(COHORTS, "mentee") is None
    more = outcome(
        more_than_invited, COHORTS, {"before": answers("before", 0, 0, 0, 0)}, ROLES
    ).value
    assert invited(more or (), "mentor") is None
