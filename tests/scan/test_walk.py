"""From paper to checked answers: printed copies, filled in, scanned in disorder, decided, read.

Printing, pens and copier are the tests' own (``filler``), reading and everything after it the
program's. A person decides what is asked as the paper says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from generator.cli import main
from generator.commands.scan import reader_of
from generator.files.typst_compiler import render
from generator.scan.decisions import CODE
from generator.scan.kept import picture_hash
from generator.scan.page import Grey
from generator.scan.pictures import pictures
from tests.scan.filler import Sheet, fill_in, scanned
from tests.scan.invented import tiny_definitions
from tests.scan.places import programme_in
from tests.scan.test_scan_command import review_data, rows, run, saved

CODES = ["K7RM-4WDX", "P3QJ-8HTV", "W6NC-9KXF"]
Answers = dict[str, str]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme in which the real reader reads."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    reader_of.cache_clear()
    return programme_in(tmp_path / "own")


def copies(dice: Random) -> list[tuple[Grey, Answers]]:
    """Fill in three copies of two pages, whose symbols hold a copy number and a code."""
    known, made = tiny_definitions(), []
    form = next(one for one in known.instruments if one.id == "mentor_before")
    for number, code in enumerate(CODES):
        printed = render(known.programme, form, "standard", copy=f"COPY{number}", code=code)
        for page in (1, 2):
            sheet = Sheet.of(printed.pdf, printed.layout, page)
            answered = fill_in(sheet, dice)
            made.append((scanned(sheet.grey, dice, turn=dice.uniform(-1, 1)), {
                **answered, CODE: code, "worries_text": "more tea"}))  # fmt: skip
    return made


def filed(path: Path, pages: Sequence[Grey]) -> None:
    first, *others = [Image.fromarray(page) for page in pages]
    first.save(path, save_all=True, append_images=others, resolution=200)


def decide(home: Path, truth: dict[str, Answers]) -> None:
    """Save what a person says who reads each paper rightly."""
    said = {}
    for task in review_data(home)["tasks"]:
        picture, page, item = task["key"]
        if task["mode"] == "choice":
            said |= {tuple(one[:3]): one[3] for one in task["choices"][0]["sets"]}
        else:
            said[picture, page, item] = truth[picture].get(item, "")
    (home / "decisions.json").write_text(saved(said), "utf-8")


def test_what_people_ticked_is_what_check_reads(own: Path, dice: Random) -> None:
    made = copies(dice)
    lost = made.pop()  # the last copy's second page
    dice.shuffle(made)
    made[1] = (made[1][0][::-1, ::-1].copy(), made[1][1])  # upside down
    back = made[0][0].copy()
    back[:] = 250
    filed(own / "april.tif", [back, *(page for page, _ in made)])
    read = list(pictures(own / "april.tif"))
    truth = {picture_hash(grey): says for grey, (_, says) in zip(read[1:], made, strict=True)}
    assert run(own, files=["april.tif"]) == 1
    decide(own, truth)
    assert run(own, "--decisions", "decisions.json", files=["april.tif"]) == 0
    found = {row["respondent"]: row for row in rows(own / "scanned/mentor_before-scan.csv")}
    assert set(found) == set(CODES)
    for _, says in made:
        row = found[says.pop(CODE)]
        ticks = {item: answer for item, answer in says.items() if item != "worries_text"}
        assert {item: row[item] for item in ticks} == ticks
    assert found[lost[1][CODE]]["worries"] == ""
    (own / "responses").mkdir()
    (own / "scanned/mentor_before-scan.csv").rename(own / "responses/april.csv")
    assert main(["-C", str(own), "check", "--responses", "responses"]) == 0
