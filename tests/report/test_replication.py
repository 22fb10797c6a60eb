"""The page on the published study: what is printed, what comes out, and nothing else."""

from __future__ import annotations

import csv
import os
import re
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
import pytest
import scipy.stats

from generator.analysis.replication import DOMAINS, recompute, smallest_p
from generator.files.replication import invented_answers, published_figures
from generator.report.page import DataTable, Heading, Notice, render
from generator.report.replication import DOUBTFUL, NAMES, Printed, published_page, recomputed

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference"
GOLDEN = ROOT / "tests" / "golden" / "results" / "published-study.html"
FIGURES = published_figures()
FOUND = recompute(FIGURES, invented_answers())
PRINTED = [Printed(line["id"], line["statistic"], line["printed"]) for line in FIGURES]
PAGE = published_page(PRINTED, FOUND, {n: smallest_p(n) for n in range(1, 9)})


def expected_changes() -> list[dict[str, str]]:
    with (REFERENCE / "expected_change.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text() -> str:
    made = render(PAGE, lambda chart: "")
    return re.sub(r"<!-- slot: (\S+) -->", lambda m: made.slots[m[1]], made.markdown)


def words() -> str:
    plain = re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), re.sub(r"<[^>]+>", " ", text()))
    return " ".join(plain.split())


def test_the_figures_are_those_of_the_reference() -> None:
    shipped = ROOT / "generator" / "published" / "figures.csv"
    assert shipped.read_bytes() == (REFERENCE / "published_figures.csv").read_bytes()
    assert {figure.id for figure in PRINTED} == set(NAMES)


@pytest.mark.parametrize("name", sorted(invented_answers()))
def test_the_shipped_answers_are_those_of_the_example(name: str) -> None:
    shipped = ROOT / "generator" / "published" / f"{name}.csv"
    assert shipped.read_bytes() == (ROOT / "examples" / "feasibility" / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("figure", PRINTED, ids=lambda figure: figure.id)
def test_every_quotable_figure_is_met(figure: Printed) -> None:
    assert recomputed(figure, FOUND[figure.id]) == figure.text
    assert figure.id not in DOUBTFUL or figure.id == "importance-change"


@pytest.mark.parametrize("line", FIGURES, ids=lambda line: line["id"])
def test_every_base_is_met(line: dict[str, str]) -> None:
    assert FOUND[line["id"]]["n"] == int(line["n"] or 5)


def test_changes_agree_with_the_whole_walk() -> None:
    """``expected_change.csv`` is what reading, tallying and analysing the same answers gives."""
    met = 0
    for line in expected_changes():
        key = tuple(line[name] for name in ("role", "measure", "domain", "to"))
        for figure in FIGURES:
            role = "mentor" if figure["role"] == "both" else figure["role"]
            if key == (role, *(figure[name] for name in ("measure", "domain", "to"))):
                found = FOUND[f"{figure['id']}/{line['from']}"]
                for name in ("n", "median_from", "median_to", "higher", "same", "lower", "p_exact"):
                    assert found[name] == float(line[name]), (figure["id"], name)
                assert found["p_asymptotic"] == pytest.approx(float(line["p_asymptotic"]), abs=5e-7)
                met += 1
    assert met == 11


def test_a_false_figure_is_not_called_met() -> None:
    wrong = [Printed(f.id, f.statistic, f.text.replace("0.043", "0.044")) for f in PRINTED]
    page = published_page(wrong, FOUND, {5: 0.0625})
    (changes, *_) = [block for block in page.blocks if isinstance(block, DataTable)]
    verdicts = {row.headers[0]: row.cells[-1] for row in changes.rows}
    assert verdicts[NAMES["confidence-change"]] == "No"
    assert verdicts[NAMES["clinical-change"]] == "Yes"
    assert verdicts[NAMES["importance-change"]] == "In doubt"


def test_the_account_is_fair_and_plain() -> None:
    said = words()
    assert "Of 19 printed figures, 18 come out exactly as printed" in said
    assert "exempt from that rule because its answers are invented" in said
    assert "None is significant at 0.05" in said
    assert "66.6%" in said
    assert "from 30.5 to 23" in said
    (notice,) = [block for block in PAGE.blocks if isinstance(block, Notice)]
    assert notice.about == "invented"


def test_no_row_and_no_code_stands_on_the_page() -> None:
    said = words()
    codes = {
        row[key]
        for rows in invented_answers().values()
        for row in rows
        for key in ("respondent", "mentor", "mentee", "completed_on")
        if key in row
    }
    assert len(codes) > 20
    assert not [code for code in codes if re.search(rf"\b{re.escape(code)}\b", said)]


def test_headings_go_down_one_by_one() -> None:
    levels = [block.level for block in PAGE.blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


# --- what the page claims, shown by going through every case ---------------------------------


def test_the_approximation_gives_the_printed_p_only_where_all_five_move_one_way() -> None:
    for rises in product((0, 1), repeat=5):  # only the order of sizes matters, ties included
        for signs in product((-1, 1), repeat=5):
            d = [int(size) * sign for size, sign in zip(np.cumsum(rises), signs, strict=True)]
            if not any(d):
                continue
            p = scipy.stats.wilcoxon(d, correction=False, method="asymptotic").pvalue
            if round(p, 3) in {0.041, 0.043}:
                assert min(d) > 0 or max(d) < 0, d


def test_linear_interpolation_gives_no_importance_interval() -> None:
    """The quartiles of six depend on the second to the fifth total; so does the median."""
    fits = {"linear": 0, "hinges": 0}
    for a, b, c, d in combinations_with_replacement(range(7, 36), 4):
        if b + c == 61:
            fits["linear"] += (a + (b - a) / 4, c + 3 * (d - c) / 4) == (27, 32)
            fits["hinges"] += (a, d) == (27, 32)
    assert fits["linear"] == 0
    assert fits["hinges"] > 0
    check = np.percentile([7, 26, 30, 31, 32, 35], [25, 75])
    assert list(check) == [27, 31.75]


def test_spss_s_rule_asks_for_a_session_of_minus_eighty_minutes() -> None:
    assert np.percentile([25, 30, 45, -80 + 200, 180], 75, method="weibull") == (120 + 180) / 2
    assert (-80 + 180) / 2 == 50


def test_domains_are_those_of_the_study() -> None:
    assert FOUND["awareness-change"]["domains_risen"] == len(DOMAINS) == 7


def test_golden() -> None:
    """Update with UPDATE_GOLDEN=1, then read the difference as you would read code."""
    made = text()
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")
