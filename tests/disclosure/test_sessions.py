"""Session records: what is said of sessions, to whom, and from how many."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.tally import Tally
from generator.disclosure.release import release
from generator.disclosure.released import (
    WITHHELD_WORDING,
    Gap,
    Release,
    Released,
    SessionFigure,
    SessionRecord,
    Withheld,
)
from generator.disclosure.sessions import rounded_minutes
from generator.survey.programme import ReleaseRule
from generator.survey.session_form import SessionForm, SessionNumber
from generator.survey.variables import Category, Variable
from tests.disclosure.invented import cohorts, programme, tally, variables

FINISHED = Variable(
    "question", "pair", "finished", "total", "session", "", "Did you finish?", ("session",),
    ("yes", "no"), ("Yes", "No"), (Category("yes", "Yes", ("yes",)), Category("no", "No", ("no",))),
    ordered=False, instrument="record",
)  # fmt: skip
FORM = SessionForm(
    "record", "Session record", (FINISHED,), (SessionNumber("minutes", "How long?", "minutes"),)
)


def counted(minutes: Sequence[Sequence[int]], finished: Sequence[int], people: int = 12) -> Tally:
    """One list of minutes a cohort, and how many of its sessions were finished."""
    listed = cohorts([people] * len(minutes))
    found = tally(listed, 1)
    rows = [(place, value, 1) for place, given in enumerate(minutes) for value in given]
    sizes = np.array([len(given) for given in minutes])
    yes = np.array(finished)
    answers = np.zeros((len(minutes), 7), dtype=np.int64)
    answers[:, 0], answers[:, 1] = yes, sizes - yes
    return Tally(
        cohorts=found.cohorts,
        people=found.people,
        returned={**found.returned, "record": sizes},
        matched=found.matched,
        answers={**found.answers, ("record", "finished"): answers},
        totals=found.totals,
        numbers={("record", "minutes"): np.array(rows, dtype=np.int64).reshape(-1, 3)},
        changes=found.changes,
        total_changes=found.total_changes,
        products=found.products,
    )


def made(
    minutes: Sequence[Sequence[int]],
    finished: Sequence[int],
    audience: str = "restricted",
    rule: ReleaseRule | None = None,
    people: int = 12,
) -> Release:
    return release(
        programme(rule),
        variables(),
        counted(minutes, finished, people),
        cohorts([people] * len(minutes)),
        audience=audience,  # type: ignore[arg-type]
        sessions=(FORM,),
    )


def record(found: Release, group: str = "programme") -> SessionRecord:
    (one,) = found.sessions[group]
    assert isinstance(one, SessionRecord)
    return one


PILOT = [45, 30, 50, 180, 25]


def test_five_sessions_have_a_rounded_median_and_no_hinges() -> None:
    one = record(made([PILOT], [3]))
    assert one.returned == 5
    assert one.figures == (SessionFigure("How long?", "minutes", 5, 45, None),)
    (table,) = one.tables
    assert isinstance(table, Released)
    assert (table.base, table.counts) == (5, (3, 2))


def test_open_pages_have_nothing_of_sessions() -> None:
    assert made([PILOT * 20], [60], "open").sessions == {}


def test_hinges_stand_from_ten_sessions() -> None:
    (figure,) = record(made([[22, 28, 31, 37, 41, 44, 52, 58, 61, 90]], [6])).figures
    assert isinstance(figure, SessionFigure)
    # By hand: the middle of 41 and 44 is 42.5; the hinges are the third from either end, 31 and 58.
    assert (figure.median, figure.hinges) == (45, (30, 60))
    (nine,) = record(made([[22, 28, 31, 37, 41, 44, 52, 58, 61]], [6])).figures
    assert isinstance(nine, SessionFigure)
    assert nine.hinges is None


def test_fewer_sessions_than_the_minimum_are_one_gap() -> None:
    (gap,) = made([PILOT[:4]], [2]).sessions["programme"]
    assert gap == Gap("Session record", WITHHELD_WORDING)


def test_an_approved_minimum_holds_for_sessions_too() -> None:
    rule = ReleaseRule(restricted_minimum=3, approved_by="A", reason="B")
    assert record(made([[30, 45, 60]], [2], rule=rule)).returned == 3


@pytest.mark.parametrize("finished", [0, 1, 4, 5])
def test_what_all_or_all_but_one_said_is_withheld(finished: int) -> None:
    (table,) = record(made([PILOT], [finished])).tables
    assert isinstance(table, Withheld)
    assert table.wording == WITHHELD_WORDING


@pytest.mark.parametrize("minutes", [[45] * 5, [45, 45, 45, 45, 180]])
def test_minutes_that_nearly_all_share_are_withheld(minutes: list[int]) -> None:
    assert record(made([minutes], [3])).figures == (Gap("How long?"),)


def test_a_withheld_cohort_cannot_be_subtracted() -> None:
    """Two cohorts, one of which finished all sessions: neither has a table, both together have."""
    found = made([[*PILOT, 35], [40, 55, 20, 35, 65, 75]], [3, 6])
    children = [g.id for g in found.groups if g.level == "cohort"]
    cohort_tables = [record(found, child).tables[0] for child in children]
    assert len(cohort_tables) == 2
    assert all(isinstance(table, Withheld) for table in cohort_tables)
    whole = record(found).tables[0]
    assert isinstance(whole, Released)
    assert whole.counts == (9, 3)


def test_a_form_that_nobody_returned_is_not_spoken_of() -> None:
    found = release(
        programme(), variables(), tally(cohorts([12]), 1), cohorts([12]),
        audience="restricted", sessions=(FORM,),
    )  # fmt: skip
    assert found.sessions["programme"] == ()


def test_a_question_that_was_not_collected_is_left_out() -> None:
    base = counted([PILOT], [3])
    zeros = {**base.answers, ("record", "finished"): np.zeros((1, 7), dtype=np.int64)}
    bare = Tally(**{f: getattr(base, f) for f in base.__slots__} | {"answers": zeros})
    found = release(
        programme(), variables(), bare, cohorts([12]), audience="restricted", sessions=(FORM,)
    )
    assert record(found).tables == ()


@given(st.lists(st.integers(0, 600), min_size=1, max_size=40))
def test_every_figure_follows_from_its_own_sessions(minutes: list[int]) -> None:
    (one,) = made([minutes], [len(minutes) // 2], people=40).sessions["programme"]
    if len(minutes) < 5:
        assert isinstance(one, Gap)
        return
    assert isinstance(one, SessionRecord)
    (figure,) = one.figures
    most = max(minutes.count(value) for value in minutes)
    assert isinstance(figure, SessionFigure) == (len(minutes) - most >= 2)
    if isinstance(figure, SessionFigure):
        assert figure.median % 5 == 0
        assert abs(figure.median - median(minutes)) <= 2.5
        assert (figure.hinges is not None) == (len(minutes) >= 10)


def test_rounding_is_to_the_nearest_five() -> None:
    assert [rounded_minutes(value) for value in range(6)] == [0, 0, 0, 5, 5, 5]
