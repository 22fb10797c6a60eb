"""Long work tells how far it is: on a terminal, and nowhere else."""

from __future__ import annotations

import csv
import os
import shutil
import sys
import threading
from pathlib import Path
from select import select

import pytest
from openpyxl import load_workbook

from generator.cli import main
from generator.files import progress
from tests.small_programme import small_programme

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

#: A command of some length, and lines that its terminal shows, in their order.
TOLD = {
    "print": ["Reading the programme", "1 of 6: ", "5 of 6: Sign up", "6 of 6: The visit"],
    "check": ["Reading responses", "Checking responses"],
    "analyse responses --output a.csv": ["Counting answers", "Computing statistics: 0 so far"],
    "template --output entry": ["Laying out sheets: 1 of ", "Writing the workbook"],
    "status": ["Reading responses", "Deciding what may be published"],
    "simulate --cohorts 1 --pairs 5 --seed a --output other": [
        "Writing invented responses: file 2"
    ],
    "draw preferences.csv --seed 4 --output drawn": [
        "Reading preferences",
        "Looking for people",
        "Counting the possible draws",
        "Printing slips",
        "Printing the certificate",
    ],
    "themes units": ["Collecting free text", "Writing texts: 1 of "],
    "build": [
        "Reading responses",
        "Counting answers",
        "Deciding what may be published",
        "Drawing charts, sheet: 1 of ",
        "Printing summaries: 1 of ",
        "Printing forms: 1 of 12",
        "Printing forms: 12 of 12",
        "Reading pages: 1 of ",
        "Writing pages: 1 of ",
        "Preparing the search for answers",
        "Searching the site for answers: 1 of ",
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_programme(tmp_path_factory.mktemp("progress") / "own")
    line = "simulate --cohorts 2 --pairs 8 --seed a --output responses"
    assert main(["-C", str(folder), *line.split()]) == 0
    return folder


def on_terminal(home: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command whose standard error is a terminal; returns its code and all that it showed."""
    shown: list[bytes] = []
    ours, theirs = pty.openpty()
    ended = threading.Event()

    def listen() -> None:  # some process may hold the other end open for longer
        last = False
        while not last:
            last = ended.is_set()  # asked before, so that nothing written until then is missed
            while select([ours], [], [], 0.05)[0]:
                shown.append(os.read(ours, 65536))

    listener = threading.Thread(target=listen)
    listener.start()
    stream = os.fdopen(os.dup(theirs), "w", encoding="utf-8")
    with stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        code = main(["-C", str(home), *line.split()])
    ended.set()
    listener.join()
    os.close(theirs)
    os.close(ours)
    progress.show_with(None)
    return code, b"".join(shown).decode()


@pytest.mark.parametrize("line", TOLD)
def test_a_terminal_is_told_and_nothing_else(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    code, shown = on_terminal(home, line, monkeypatch)
    assert code == 0
    lines = iter(shown.split("\r\x1b[K"))
    for words in TOLD[line]:  # each after the one before it
        assert any(one.startswith(words) for one in lines), words
    assert not any(one.startswith(tuple(TOLD[line])) for one in shown.splitlines()[-1:])
    assert not any(words in capsys.readouterr().out for words in TOLD[line])


def told(shown: str, *words: str) -> bool:
    """Tell whether lines that begin with these words follow each other."""
    lines = iter(shown.split("\r\x1b[K"))
    return all(any(one.startswith(start) for one in lines) for start in words)


def test_coders_agreement_is_counted_on_a_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "simulate --cohorts 2 --pairs 20 --seed b --output many"
    for line in (many, "themes units many --output coding"):
        assert main(["-C", str(home), *line.split()]) == 0
    for number in (1, 2):
        path = home / f"coding/coder-{number}.xlsx"
        book = load_workbook(path)
        sheet = book["Coding"]
        head = [cell.value for cell in sheet[1]]
        for place, row in enumerate(sheet.iter_rows(min_row=2)):
            given = ("uncodable", "yes") if place % (number + 1) else ("code 1", "time")
            row[head.index(given[0])].value = given[1]
        book.save(path)
    line = "themes agree coding/coder-1.xlsx coding/coder-2.xlsx --output coding"
    code, shown = on_terminal(home, line, monkeypatch)
    assert code == 0, shown
    drawn = [f"Drawing texts anew: {n} of 2,000" for n in ("11", "1,991")]
    assert told(shown, "Reading workbooks: 1 of 2", "Reading workbooks: 2 of 2", *drawn)


def test_forgetting_is_counted_on_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(home / "responses", home / "others")
    file = next((home / "others").rglob("*mentor_before.csv"))
    code = next(csv.DictReader(file.read_text("utf-8-sig").splitlines()))["respondent"]
    line = f"forget {code} --only --responses others"
    done, shown = on_terminal(home, line, monkeypatch)
    assert done == 0, shown
    assert told(
        shown,
        "Reading responses, file: 1 of ",
        "Taking out answers, file: 1 of ",
        "Searching for the code, file: 1 of ",
    )


@pytest.mark.parametrize("line", ["print", "check", "status --force"])
def test_no_terminal_is_told_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert main(["-C", str(home), *line.split()]) == 0
    said = "".join(capsys.readouterr())
    assert "\r" not in said
    assert "\x1b" not in said
    assert "Reading" not in said


def test_a_fault_stands_on_a_line_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, shown = on_terminal(home, "print visits", monkeypatch)
    assert code == 1
    assert "Reading the programme\r\x1b[Kvisits:1:1: unknown-form: " in shown


def test_of_many_things_some_are_told() -> None:
    told: list[str] = []
    progress.show_with(told.append)
    try:
        assert list(progress.each(range(1000), "Counting")) == list(range(1000))
    finally:
        progress.show_with(None)
    assert 100 < len(told) <= progress.MOST_LINES
    assert told[-1].endswith(" of 1,000")
