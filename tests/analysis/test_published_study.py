"""The page on the published study: each of its figures is worked out here, and its claims tried.

That the invented answers give the printed figures is shown in ``test_feasibility.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np
import scipy.stats

from generator.analysis.signed_rank import exact_p
from tests.analysis.conftest import ROOT, read_rows
from tests.analysis.test_feasibility import EXPECTED, PUBLISHED

PAGE = (ROOT / "site_src" / "published-study.md").read_text("utf-8")
#: What the page calls each figure.
NAMES = {
    "understanding-baseline": "Understanding of the role (1 to 5)",
    "importance-baseline": "Importance of feedback (7 to 35)",
    "confidence-baseline": "Confidence (7 to 35)",
    "ability-baseline": "Ability (7 to 35)",
    "session-minutes": "Length of the session, minutes",
    "confidence-change": "Mentors' confidence, all 7 areas",
    "clinical-change": "Mentors' confidence, clinical practice",
    "improvement-change": "Mentors' confidence, areas for improvement",
    "understanding-change": "Mentors' understanding of the role",
    "awareness-change": "Mentees' awareness, all 7 areas",
    "importance-change": "Importance, all 7 areas",
    "worries-mentor": "Mentors with worries at the start",
    "worries-mentee": "Mentees with worries before the session",
    "worries-mentee-after": "Mentees' worries, looking back",
    "experience": "The session was good or excellent",
    "duration": "The session was about the right length",
    "change-practice": "Mentees who will change something",
    "appraisal": "Mentees who would have it in appraisal",
    "willing-all": "Mentors, by how many of 5 mentees they would take",
}
CHANGES = [name for name in NAMES if name.endswith("-change")]
SPREADS = [name for name in NAMES if name.endswith("-baseline")] + ["session-minutes"]


def rows(first_column: str, second: str) -> Iterator[list[str]]:
    """Yield the rows of the table whose first columns are called so."""
    _, _, rest = PAGE.partition(f"| {first_column} | {second} |")
    for line in rest.partition("\n\n")[0].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def readable(printed: str) -> str:
    """Return printed figures with ranges and p in words that can be read aloud."""
    shorter = printed.replace(" willing for all 5 mentees", " for all 5")
    return shorter.replace("-", " to ").replace("p=", "p = ")


def expected(figure: str, wave: str) -> dict[str, str]:
    """Return the change of a figure from a wave, as the whole walk gives it."""
    line = PUBLISHED[figure]
    role = "mentor" if line["role"] == "both" else line["role"]
    key = (role, line["measure"], line["domain"], wave, line["to"])
    (found,) = (
        e for e in EXPECTED
        if tuple(e[name] for name in ("role", "measure", "domain", "from", "to")) == key
    )  # fmt: skip
    return found


def test_every_figure_stands_as_it_is_printed_and_as_it_came_out() -> None:
    """``test_feasibility.py`` shows that both are the same."""
    tables = [*rows("What was asked", "In print")]
    spreads = PAGE.split("Recomputed (hinges)")[1].partition("\n\n")[0]
    counts = PAGE.split("| What was asked | In print | Recomputed |")[1].partition("\n\n")[0]
    text = "\n".join([*map("|".join, tables), spreads, counts]).replace(" | ", "|")
    for figure, name in NAMES.items():
        printed = readable(PUBLISHED[figure]["printed"])
        assert f"{name}|{printed}|{printed}|" in text, figure
    assert set(NAMES) == set(PUBLISHED)
    assert "Of 19 printed figures, 18 come out exactly as printed" in PAGE
    assert len(NAMES) == 19
    assert text.count("In doubt") == 1


def test_changes_are_those_of_the_whole_walk() -> None:
    found = {row[0]: row[3:5] for row in rows("What was asked", "In print")}
    for figure in CHANGES:
        line = expected(figure, "before_session")
        ways = "/".join(line[way] for way in ("higher", "same", "lower"))
        assert found[NAMES[figure]] == [f"{float(line['p_exact']):.4g}", ways], figure


def test_changes_from_either_earlier_form() -> None:
    found = list(rows("What was asked", "Counted"))
    assert len(found) == 10
    waves = {"From before the interview": "before_interview",
             "From before the session": "before_session"}  # fmt: skip
    figures = {name: figure for figure, name in NAMES.items()}
    for name, since, medians, asymptotic, exact in found:
        line = expected(figures[name], waves[since])
        assert medians == f"{float(line['median_from']):g} and {float(line['median_to']):g}"
        assert asymptotic == f"{float(line['p_asymptotic']):.3f}"
        assert exact == f"{float(line['p_exact']):.4g}"


def test_the_smallest_exact_p() -> None:
    found = list(rows("People whose answers changed", "Smallest exact p"))
    assert len(found) == 8
    for people, p, below in found:
        least = exact_p(((1, int(people)),))
        assert (p, below) == (f"{least:.4g}", "Yes" if least < 0.05 else "No")


def test_quartiles_by_two_other_rules() -> None:
    first = read_rows(ROOT / "examples/feasibility/mentor_before_interview.csv")
    sessions = read_rows(ROOT / "examples/feasibility/session_record.csv")
    spreads = PAGE.split("Recomputed (hinges)")[1].partition("\n\n")[0]
    for figure in SPREADS:
        measure = PUBLISHED[figure]["measure"]
        columns = [c for c in first[0] if c == measure or c.startswith(f"{measure}_")]
        pile = [sum(int(row[c]) for c in columns) for row in first]
        if figure == "session-minutes":
            pile = [int(row["minutes"]) for row in sessions]
        ends = (np.percentile(pile, [25, 75], method=rule) for rule in ("weibull", "linear"))
        cells = " | ".join(f"{low:.4g} to {high:.4g}" for low, high in ends)
        assert re.search(rf"{re.escape(NAMES[figure])} \|.*\| {re.escape(cells)} \|", spreads)


def test_mentors_by_how_many_mentees_they_would_take() -> None:
    mentors: dict[str, int] = {}
    for row in read_rows(ROOT / "examples/feasibility/preferences.csv"):
        mentors[row["mentor"]] = mentors.get(row["mentor"], 0) + (row["willing"] == "yes")
    assert sorted(mentors.values()) == [3, 3, 4, 5, 5, 5]


def test_no_code_of_anybody_stands_on_the_page() -> None:
    for path in (ROOT / "examples" / "feasibility").glob("*.csv"):
        for row in read_rows(path):
            for key in ("respondent", "mentor", "mentee", "completed_on"):
                assert not row.get(key) or not re.search(rf"\b{re.escape(row[key])}\b", PAGE)


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
    assert list(np.percentile([7, 26, 30, 31, 32, 35], [25, 75])) == [27, 31.75]


def test_spss_s_rule_asks_for_a_session_of_minus_eighty_minutes() -> None:
    assert np.percentile([25, 30, 45, -80 + 200, 180], 75, method="weibull") == (120 + 180) / 2
    middle_of_the_longest = (-80 + 180) / 2
    assert middle_of_the_longest == 50
