"""A removal of answers that is stopped anywhere is undone, or finished by the next command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.crash import How, Stopped, run, run_here, stopped, tree

WAYS: tuple[How, ...] = ("kill", "ENOSPC", "EACCES")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does it")

ROOT = Path(__file__).parents[2]
HEADER = "respondent,cohort,instrument,version,understanding\n"
COHORTS = (
    "cohort,title,organisation,region,invited_mentors,invited_mentees\nc1,One,Trust,North,9,9\n"
)
EVERY = 10_000
FORGET = ["forget", "K7RM4W08", "--also", "K7RM-4W08"]
ANY = ["forget", "N9QX2B44"]  # a command that writes nothing of its own: nobody has this code


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


@pytest.mark.parametrize("how", WAYS)
def test_forgetting_is_done_as_a_whole_or_not_at_all(home: Path, how: How) -> None:
    old, new, said = answers(home), None, set()
    for number, one in enumerate(stopped(home, FORGET, how, EVERY if how == "kill" else None)):
        new = new or _done(one)
        again = run_here(one.home, ANY)  # brings the old state back, or has the new one
        said.update(line for line in again.told.splitlines() if "interrupted" in line)
        left = tree(one.home, "responses")
        assert answers(one.home) in (old, new), (one.at, again.told)
        assert not [name for name in left if "-new-" in name or "-old-" in name], one.at
        if one.how == "kill" and number % 4 == 0:  # both the old state and the new one
            run_here(one.home, FORGET)
            confirmed = run_here(one.home, ["forget", "K7RM4W08", "--confirm"])
            assert confirmed.code == 0, (one.at, confirmed.told)
            assert b"4W08" not in b"".join(tree(one.home, "responses").values()), one.at
    assert old != new
    assert said or how != "kill"  # otherwise it was settled at once, but for what was refused


@pytest.mark.parametrize("how", WAYS)
def test_copies_are_deleted_as_a_whole_or_not_at_all(home: Path, how: How, tmp_path: Path) -> None:
    place = tmp_path / "home"
    shutil.copytree(home, place)
    assert run(place, FORGET).code == 0
    for one in stopped(place, ["forget", "K7RM4W08", "--confirm"], how):
        run_here(one.home, ANY)
        copies = [name for name in tree(one.home, "responses") if "forgotten-copies" in name]
        assert len(copies) in (2, 4), one.at  # those of the other person stay


def _done(one: Stopped) -> dict[str, bytes]:
    whole = one.home.parent / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    shutil.copytree(one.home.parent.parent / "home", whole)
    assert run(whole, FORGET).code == 0
    return answers(whole)
