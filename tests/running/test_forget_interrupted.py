"""A removal of answers that is stopped anywhere is undone, or finished by the next command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.crash import Stopped, run, stopped, tree

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does it")

ROOT = Path(__file__).parents[2]
HEADER = "respondent,cohort,instrument,version,understanding\n"
COHORTS = (
    "cohort,title,organisation,region,invited_mentors,invited_mentees\nc1,One,Trust,North,9,9\n"
)
FORGET = ["forget", "K7RM4W08", "--also", "K7RM-4W08"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme in which one person stands on two forms, and in copies kept for another."""
    place = tmp_path_factory.mktemp("forgetting") / "home"
    shutil.copytree(ROOT / "tests" / "cases" / "tiny" / "instruments", place / "instruments")
    answers = place / "responses"
    (answers / "deep").mkdir(parents=True)
    (answers / "cohorts.csv").write_text(COHORTS)
    for name, wave, code in (("a", "before", "K7RM4W08"), ("deep/b", "after", "K7RM-4W08")):
        rows = "".join(
            f"{one},c1,mentor_{wave}_session,1.0.0,4\n" for one in (code, "P3XJ9TCN", "Z2")
        )
        (answers / f"{name}.csv").write_text(HEADER + rows)
    assert run(place, ["forget", "Z2"]).code == 0
    return place


def answers(place: Path) -> dict[str, bytes]:
    """Everything below the responses that is not a copy."""
    found = tree(place, "responses")
    return {name: held for name, held in found.items() if "forgotten-copies" not in name}


def test_forgetting_is_done_as_a_whole_wherever_it_is_stopped(home: Path) -> None:
    old, new, said = answers(home), None, set()
    for one in stopped(home, FORGET, most=10_000):
        if new is None:
            new = _done(one)
        left = answers(one.home)
        again = run(one.home, FORGET)
        after = answers(one.home)
        assert after == new, (one.at, again.told)
        if left == new and one.ran.code == 0:
            continue
        said.add(again.told.split("\n")[0].split(":")[0])
        assert not list((one.home / "responses").rglob(".making-*")), one.at
        assert not list((one.home / "responses").rglob(".doing-*")), one.at
        if "No response file holds" in again.told:  # the first had come to its end, or near it
            assert "finished now" in again.told or left == new, (one.at, again.told)
        if one.how != "kill":
            continue
        confirmed = run(one.home, ["forget", "K7RM4W08", "--confirm"])
        assert confirmed.code == 0, (one.at, confirmed.told)
        assert b"4W08" not in b"".join(tree(one.home, "responses").values()), one.at
    assert old != new
    assert "A removal of answers had been stopped in the middle. It is finished now." in said


def _done(one: Stopped) -> dict[str, bytes]:
    whole = one.home.parent / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    shutil.copytree(one.home.parent.parent / "home", whole)
    assert run(whole, FORGET).code == 0
    return answers(whole)
