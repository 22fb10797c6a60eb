"""The five pairs of the published study: every figure that it prints stands on the restricted page.

The invented answers in examples/feasibility give these figures. The page is
read as a browser gets it: rendered, then taken apart again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.inputs import load, read
from generator.publication import Answers, restricted_release
from generator.report.page import render
from tests.report.page_reading import sentences
from tests.report.test_second_opinion import Line, taken_apart
from tests.report.whole import result_pages

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "tests" / "reference" / "published_figures.csv"
MEASURES = {
    "understanding": "Understanding of the role",
    "importance": "Importance of feedback",
    "confidence": "Confidence in giving feedback",
    "ability": "Ability to give feedback",
    "awareness": "Awareness of junior doctors' views",
}
DOMAINS = {"clinical": "Clinical practice", "improvement": "Areas for improvement"}
CHANGE = "change from before the session to after the session"
EFFECTS = "effects from before the session to after the session"
P = "p (as in the paper)"


@dataclass(frozen=True)
class Shown:
    lines: tuple[Line, ...]
    said: tuple[str, ...]

    def cells(self, caption: str, *heads: str) -> dict[str, str]:
        """Return the cells of the one row whose table and heads begin so."""
        found = [
            line.cells
            for line in self.lines
            if line.caption.startswith(caption)
            and all(own.startswith(wanted) for own, wanted in zip(line.heads, heads, strict=False))
        ]
        assert len(found) == 1, (caption, heads, len(found))
        return found[0]


@pytest.fixture(scope="module")
def page() -> Shown:
    definitions = load(ROOT, [])
    where = ROOT / "examples" / "feasibility"
    responses = read(ROOT, definitions, where, [])
    release = restricted_release(Answers(ROOT, definitions, responses, where))
    found = result_pages(definitions.programme, release).pages["results/programme.md"]
    slots = render(found, lambda chart: '<svg viewBox="0 0 1 1"></svg>').slots
    lines = tuple(taken_apart("".join(slots.values()), ("gastro-pilot",)))
    return Shown(lines, tuple(sentences(found)))


def rows() -> dict[str, dict[str, str]]:
    with FIGURES.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _line(row: dict[str, str]) -> str:
    if row["domain"] in DOMAINS:
        return DOMAINS[row["domain"]]
    return "Mentors" if row["measure"] == "understanding" else "All 7 together"


def baseline(page: Shown, row: dict[str, str]) -> None:
    middle, low, high = re.findall(r"[\d.]+", row["printed"])
    name = f"{MEASURES[row['measure']]}, mentors: answers before the interview"
    cells = page.cells(name, _line(row), "Before the interview")
    assert cells["People"] == row["n"]
    given = (cells["Median"], cells["Lower hinge"], cells["Upper hinge"])
    assert tuple(map(float, given)) == (float(middle), float(low), float(high))


def change(page: Shown, row: dict[str, str]) -> None:
    numbers = re.findall(r"\d+\.\d+|\d+", row["printed"])
    name = f"{MEASURES[row['measure']]}, {row['role']}s: "
    cells = page.cells(name + CHANGE, _line(row))
    effects = page.cells(name + EFFECTS, _line(row))
    assert cells["People"] == row["n"]
    if len(numbers) == 3:
        medians = (float(cells["Median before"]), float(cells["Median after"]))
        assert medians == (float(numbers[0]), float(numbers[1]))
    places = len(numbers[-1].partition(".")[2])
    assert f"{float(effects[P]):.{places}f}" == numbers[-1]
    assert cells["Verdict"] == "too few to say"
    if row["domain"] not in DOMAINS:
        board(page, row, numbers)


def board(page: Shown, row: dict[str, str], numbers: list[str]) -> None:
    """The first table of the page has the same numbers."""
    cells = page.cells("What changed, ", f"{MEASURES[row['measure']]} ({row['role']}s)")
    assert (cells["People"], cells["Verdict"]) == (row["n"], "too few to say")
    if len(numbers) == 3:
        medians = (cells["Before"].split(" of ")[0], cells["After"].split(" of ")[0])
        assert tuple(map(float, medians)) == (float(numbers[0]), float(numbers[1]))
    places = len(numbers[-1].partition(".")[2])
    assert f"{float(cells['p (as in the paper)']):.{places}f}" == numbers[-1]


def importance(page: Shown, row: dict[str, str]) -> None:
    """The paper's own figure for importance does not fit its others: only p can be compared."""
    effects = page.cells(f"Importance of feedback, mentors: {EFFECTS}", "All 7 together")
    assert f"{float(effects[P]):.2f}" == row["printed"].rpartition("=")[2]


def minutes(page: Shown, row: dict[str, str]) -> None:
    """The longest session is printed there, and never here."""
    cells = page.cells(
        "Questions to pairs that are answered by a number", "How long did the session last?"
    )
    given = (cells["Median"], cells["Lower hinge"], cells["Upper hinge"])
    assert given == tuple(re.findall(r"\d+", row["printed"])[:3]) == ("45", "30", "50")
    everything = [*page.said, *(cell for line in page.lines for cell in line.cells.values())]
    assert not any(re.search(r"(?<![.\d])180\b", words) for words in everything)


CHECKS: dict[str, Callable[[Shown, dict[str, str]], None]] = {
    "understanding-baseline": baseline,
    "importance-baseline": baseline,
    "confidence-baseline": baseline,
    "ability-baseline": baseline,
    "confidence-change": change,
    "clinical-change": change,
    "improvement-change": change,
    "understanding-change": change,
    "awareness-change": change,
    "importance-change": importance,
    "session-minutes": minutes,
}


def test_every_figure_that_answers_can_give_is_looked_at() -> None:
    """What is counted of single questions is in ``test_second_opinion.py``."""
    counts = {name for name, row in rows().items() if row["statistic"] == "count"}
    assert set(CHECKS) == set(rows()) - counts


@pytest.mark.parametrize("name", CHECKS)
def test_the_published_figure_stands_on_the_page(page: Shown, name: str) -> None:
    CHECKS[name](page, rows()[name])
