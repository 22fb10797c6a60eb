"""``mentoring print``: what an earlier run printed does not linger; nobody's file is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from generator.files import own_outputs
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


def test_files_beside_each_other_from_before_go_too(home: Path, run: Tell) -> None:
    flat = home / "printed"
    ours = {flat / "visit.pdf": b"1", flat / "visit.layout.json": b"2", flat / "gone.pdf": b"3"}
    others = {
        flat / "notes.txt": b"4",
        flat / "a/b.pdf": b"5",
        flat / "visit-large-print.pdf": b"6",
    }
    own_outputs.write(home, ours | others, [])
    (flat / "gone.pdf").write_bytes(b"changed by hand")
    (flat / "mine.pdf").write_bytes(b"mine")
    told = run()
    assert told == [
        "Removed from an earlier run, as no form is called so now: visit.layout.json, visit.pdf."
    ]
    left = {path for path in flat.iterdir() if path.is_file()}
    assert left == {flat / "gone.pdf", flat / "mine.pdf", *others} - {flat / "a/b.pdf"}
    assert (flat / "a/b.pdf").exists()


def test_a_print_of_one_form_removes_nothing_and_says_so(home: Path, run: Tell) -> None:
    run("visit", "sign_up")
    rename(home, "visit.yml", "title: The visit", "title: Our visit")
    (told,) = run("sign_up")
    assert told == (
        "Left from an earlier run, though no form is called so now: "
        "Pairs/1 After tea/The visit.pdf. "
        "Delete what you do not need; mentoring print removes it when it prints all forms."
    )
    assert "Pairs/1 After tea/The visit.pdf" in printed(home)


def test_what_the_disk_keeps_is_told(
    home: Path, run: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lets nobody delete what is open."""
    run("visit")
    rename(home, "visit.yml", "title: The visit", "title: Our visit")

    def refuse(self: Path, **_: object) -> None:
        if self.name == "The visit.pdf":
            raise PermissionError(13, "in use", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert run()[0].startswith("Left from an earlier run, though no form is called so now: ")
    assert "Pairs/1 After tea/The visit.pdf" in printed(home)
