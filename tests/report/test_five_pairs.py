"""The five pairs of the published study: every figure that it prints stands on the restricted page.

The invented answers in examples/feasibility give these figures (``test_feasibility.py``). The page
is read as a browser gets it: rendered, then taken apart again.
"""

from __future__ import annotations

import re

import pytest

from generator.inputs import load, read
from generator.publication import Answers, restricted_release
from generator.report.page import render
from tests.analysis.conftest import REFERENCE, ROOT, read_rows
from tests.report.page_reading import sentences
from tests.report.test_second_opinion import Line, taken_apart
from tests.report.whole import result_pages

FIGURES = {row["id"]: row for row in read_rows(REFERENCE / "published_figures.csv")}
MEASURES = {
    "understanding": "Understanding of the role",
    "importance": "Importance of feedback",
    "confidence": "Confidence in giving feedback",
    "ability": "Ability to give feedback",
    "awareness": "Awareness of junior doctors' views",
}
LINES = {"clinical": "Clinical practice", "improvement": "Areas for improvement"}
#: Of single questions; ``test_second_opinion.py`` works them out.
COUNTS = [name for name, row in FIGURES.items() if row["statistic"] == "count"]
#: The paper's own medians for importance do not fit its others: only p can be compared.
ONLY_P = ("importance-change",)


@pytest.fixture(scope="module")
def page() -> tuple[list[Line], list[str]]:
    """Return the rows of all tables, and all that is said."""
    definitions = load(ROOT, [])
    where = ROOT / "examples" / "feasibility"
    responses = read(ROOT, definitions, where, [])
    release = restricted_release(Answers(ROOT, definitions, responses, where))
    found = result_pages(definitions.programme, release).pages["results/programme.md"]
    slots = render(found, lambda chart: '<svg viewBox="0 0 1 1"></svg>').slots
    return list(taken_apart("".join(slots.values()), ("gastro-pilot",))), [*sentences(found)]


def rows_of(lines: list[Line], row: dict[str, str]) -> list[Line]:
    """Return the rows of the tables that hold a figure: one for the answers, two for a change."""
    role = "mentor" if row["role"] == "both" else row["role"]
    if row["measure"] == "minutes":
        return [one for one in lines if one.heads[0].startswith("How long did the session last?")]
    what = "(?:change|effects) from before the session" if row["to"] else "answers before the int"
    caption = re.compile(f"{MEASURES[row['measure']]}, {role}s: {what}")
    whole = "Mentors" if row["measure"] == "understanding" else "All 7 together"
    heads = (LINES.get(row["domain"], whole), *(() if row["to"] else ("Before the interview",)))
    return [one for one in lines if caption.match(one.caption) and one.heads == heads]


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in COUNTS])
def test_the_published_figure_stands_on_the_page(
    page: tuple[list[Line], list[str]], name: str
) -> None:
    row = FIGURES[name]
    found = rows_of(page[0], row)
    assert len(found) == (2 if row["to"] else 1), row
    cells = {key: cell for one in found for key, cell in one.cells.items()}
    assert not row["n"] or cells.get("People", cells.get("Answered")) == row["n"]
    shown = [float(one) for cell in cells.values() for one in re.findall(r"\d+\.?\d*", cell)]
    printed, longest, _ = row["printed"].partition(", longest")
    *medians, p = re.findall(r"\d+\.\d+|\d+", printed)
    for number in (p,) if name in ONLY_P else (*medians, p):
        places = len(number.partition(".")[2])
        assert any(f"{one:.{places}f}" == number for one in shown), (number, cells)
    if row["to"]:
        assert cells["Verdict"] == "too few to say"
    if longest:
        everything = [*page[1], *(cell for line in page[0] for cell in line.cells.values())]
        assert not any(re.search(r"(?<![.\d])180\b", words) for words in everything)
