"""As a ward clerk walks it: pack, paper, scan, review, check, build. What went in comes out.

The papers are the pack's own bulk files; pens, copier and telephone are invented.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from generator.cli import main
from generator.files.typst_compiler import render
from generator.inputs import load
from generator.questionnaire.symbol import page_id
from generator.scan.blanks import picture_of
from tests.once import printed_programme
from tests.scan.filler import FINE, Sheet, cross, photographed, scanned, scrawl, tick

MENTORS = 4
FORM = "mentor_before_session"
FILE = "pack/Mentors/3 Before the session/Mentors - before the session - *.pdf"
COHORTS = """\
cohort,title,organisation,region,invited_mentors,invited_mentees,invented
ward-7,Ward 7 (invented),Invented Trust,North,4,4,yes
"""
#: What is written by hand on a page, by item: a person types it from the review page.
WRITTEN = {"worries_text": "=being “too” frank", "expected_minutes": "45"}

Truth = dict[str, str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("walk") / "programme"
    printed_programme(home, tmp_path_factory)
    (home / "records/cohorts.csv").write_text(COHORTS, "utf-8")
    pack = ["pack", "--cohort", "ward-7", "--with-codes", "--output", "pack"]
    assert main(["-C", str(home), *pack]) == 0
    return home


def in_hand(home: Path) -> Iterator[tuple[Sheet, str, int]]:
    """Yield each side of the form's pile with its code and page, read from its symbol.

    The spares at the end of the pile stay in the ward.
    """
    definitions = load(home, [])
    form = next(one for one in definitions.instruments if one.id == FORM)
    layout = render(definitions.programme, form, "standard").layout
    sides = len(layout["pages"])
    [pile] = home.glob(FILE)
    pdf = pile.read_bytes()
    for number in range(1, sides * MENTORS + 1):
        picture = picture_of(pdf, number, FINE)
        [symbol] = zxingcpp.read_barcodes(picture)
        known = page_id(symbol.text)
        assert known is not None
        sheet = Sheet.of(pdf, layout | {"pages": layout["pages"] * MENTORS}, number)
        yield sheet, known.code, known.page


def filled_in(sheet: Sheet, r: Random) -> Truth:
    """Tick most questions of a side, write here and there, and say what was meant."""
    said: Truth = {}
    items = dict.fromkeys(box["item"] for box in sheet.boxes())
    for item in items:
        if r.random() < 0.92:
            box = r.choice([one for one in sheet.boxes() if one["item"] == item])
            r.choice((tick, cross))(sheet, box, r)
            said[item] = box["code"]
    if said.get("worries") == "no":  # then the form leads past what comes next
        return said
    for item, words in WRITTEN.items():
        boxes = [box for box in sheet.layout["boxes"] if box["item"] == item]
        for box in boxes:
            scrawl(sheet, box, r)
        if boxes:
            said[item] = words
    return said


def piled(home: Path, r: Random) -> tuple[list[tuple[str, int]], dict[str, Truth]]:
    """Fill the pile in, shuffle it, and scan it: most with a copier, some with a telephone."""
    said: dict[str, Truth] = {}
    pictures = []
    for sheet, code, page in in_hand(home):
        said.setdefault(code, {}).update(filled_in(sheet, r))
        seen = (
            photographed(sheet.grey, r)
            if len(pictures) == 3
            else scanned(sheet.grey, r, turn=r.uniform(-2, 2), scale=r.uniform(0.97, 1.03))
        )
        pictures.append(((code, page), np.rot90(seen, 2 * r.randrange(2))))
    r.shuffle(pictures)
    images = [Image.fromarray(np.ascontiguousarray(picture)) for _, picture in pictures]
    stray = Image.new("L", images[0].size, 250)  # the empty back of something
    first, *others = [*images, stray]
    first.save(home / "ward 7.pdf", save_all=True, append_images=others, resolution=200, quality=80)
    return [key for key, _ in pictures], said


def decided(home: Path, order: list[tuple[str, int]], said: Mapping[str, Truth]) -> int:
    """Decide what the review page asks, as the paper says; return how many questions it asked."""
    text = (home / "scanned/review/review.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    made = []
    tasks = json.loads(found[1])["tasks"]
    for task in tasks:
        where = re.fullmatch(r"ward 7\.pdf, page (\d+)", task["where"])
        assert where, task["where"]
        code, _ = order[int(where[1]) - 1]
        picture, page, item = task["key"]
        made.append(
            {"picture": picture, "page": page, "item": item, "answer": said[code].get(item, "")}
        )
    saved = {"format": 1, "decisions": made}
    (home / "decisions.json").write_text(json.dumps(saved), "utf-8")
    return len(tasks)


def test_what_a_ward_wrote_on_paper_comes_out_as_answers(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order, said = piled(home, Random("a walk"))
    scan = ["-C", str(home), "scan", "ward 7.pdf", "--output", "scanned"]
    assert main(scan) == 1
    assert not list((home / "scanned").glob("*-scan.csv"))
    boxes = sum(len(answers) for answers in said.values())
    assert 0 < decided(home, order, said) < boxes / 2
    assert main([*scan, "--decisions", "decisions.json"]) == 0
    table = (home / f"scanned/{FORM}-scan.csv").read_text("utf-8-sig")
    came = {row["respondent"]: row for row in csv.DictReader(io.StringIO(table))}
    assert set(came) == set(said)
    own = {"respondent", "cohort", "instrument", "version", "mode", "language", "completed_on"}
    for code, row in came.items():
        answers = {item: value for item, value in row.items() if value and item not in own}
        assert answers == said[code]
    (home / "scanned").rename(home / "responses/ward 7")
    capsys.readouterr()
    assert main(["-C", str(home), "check"]) == 0
    assert main(["-C", str(home), "status"]) == 0
    assert re.search(r"Mentors: before the session.*4", capsys.readouterr().out)
    assert main(["-C", str(home), "build"]) == 0
