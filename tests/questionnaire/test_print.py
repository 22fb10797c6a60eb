"""``mentoring print``: what an earlier run printed does not linger; nobody's file is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from tests.small_programme import small_programme

Tell = Callable[..., list[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_programme(tmp_path / "own")


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Run print with more words, and return the lines of standard error on earlier runs."""

    def run(*words: str) -> list[str]:
        assert main(["-C", str(home), "print", *words]) == 0
        lines = capsys.readouterr().err.splitlines()
        return [line for line in lines if "earlier run" in line]

    return run


def printed(home: Path) -> set[str]:
    whole = home / "printed"
    return {path.relative_to(whole).as_posix() for path in whole.rglob("*")}


def rename(home: Path, name: str, old: str, new: str) -> None:
    path = home / "instruments" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_old_names_go_with_the_next_print_of_all(home: Path, run: Tell) -> None:
    assert run() == []
    assert run("--large-print") == []
    before = printed(home)
    rename(home, "visit.yml", "title: The visit", "title: Our visit")
    rename(home, "programme.yml", "title: After tea", "title: After the tea")
    told = run()
    assert len(told) == 1
    assert told[0].startswith("Removed from an earlier run, as no form is called so now: ")
    after = printed(home)
    assert "Pairs/1 After the tea/Our visit.pdf" in after
    assert "Pairs/1 After tea/The visit.pdf" not in after
    assert "Pairs/1 After tea/The visit-large-print.pdf" in after, "another size"
    assert run("--large-print")
    assert not any("1 After tea" in name for name in printed(home)), "no empty folder either"
    assert {name for name in before - after if "After tea" not in name} == set()
    assert run() == []


def test_a_print_of_one_form_removes_nothing_and_nobody_elses_file_is_removed(
    home: Path, run: Tell
) -> None:
    run("visit", "sign_up")
    rename(home, "visit.yml", "title: The visit", "title: Our visit")
    mine = home / "printed/Pairs/1 After tea/Mine.pdf"
    mine.write_bytes(b"mine")
    assert run("sign_up") == []
    assert "Pairs/1 After tea/The visit.pdf" in printed(home)
    assert run()
    assert "Pairs/1 After tea/The visit.pdf" not in printed(home)
    assert mine.read_bytes() == b"mine"


def test_what_the_disk_keeps_stops_nothing(
    home: Path, run: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lets nobody delete what is open."""
    run("visit")
    rename(home, "visit.yml", "title: The visit", "title: Our visit")

    def refuse(self: Path, **_: object) -> None:
        if self.name == "The visit.pdf":
            raise PermissionError(13, "in use", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert not any("The visit.pdf" in told for told in run())
    assert "Pairs/1 After tea/The visit.pdf" in printed(home)
