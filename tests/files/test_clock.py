"""What day it is: a clock that cannot be right stops what would be dated by it, and says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.cli import main
from generator.commands.init import new_programme
from generator.definitions.problem import RefusedError
from generator.files import clock

NONSENSE = ["yesterday", "-1", "0", "86400", "1e9", "9" * 11, "9" * 40, "1_700_000_000", "١"]
COMMANDS = [
    ["build"], ["release"], ["status"], ["timeline", "--start", "2027-01-11"],
]  # fmt: skip


def test_the_day_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.EPOCH, " 1700000000 ")
    assert clock.today() == date(2023, 11, 14)
    for unset in ("", " "):
        monkeypatch.setenv(clock.EPOCH, unset)
        assert clock.today() == date.today()


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.EPOCH, text)
    with pytest.raises(RefusedError) as refused:
        clock.today()
    (problem,) = refused.value.problems
    assert (problem.where.path, problem.rule) == (clock.EPOCH, "clock")
    assert problem.remedy.startswith("Unset it, or give it whole seconds since 1970")


def test_a_computer_in_1970_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Flat(clock.datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return cls.fromtimestamp(90_000, tz)

    monkeypatch.delenv(clock.EPOCH, raising=False)
    monkeypatch.setattr(clock, "datetime", Flat)
    with pytest.raises(RefusedError) as refused:
        clock.today()
    assert "This computer says that today is 1970-01-0" in refused.value.problems[0].fault


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_that_dates_something_says_so(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    new_programme(tmp_path / "new")
    (tmp_path / "new" / "responses" / "cohorts.csv").write_text(
        "cohort,title,organisation,region,invented\na,A,Trust,North,yes\n", "utf-8"
    )
    monkeypatch.setenv(clock.EPOCH, "nonsense")
    assert main(["-C", str(tmp_path / "new"), *words]) == 1
    err = capsys.readouterr().err
    assert "SOURCE_DATE_EPOCH:1:1: clock: The time that SOURCE_DATE_EPOCH sets" in err
    assert "mentoring itself has failed" not in err
