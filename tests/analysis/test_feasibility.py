"""The published study: its figures come out of the invented feasibility files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.analysis.analysis_table import COLUMNS, AnalysisRow
from generator.analysis.groups import groups
from generator.analysis.holm import holm
from generator.analysis.results import change_result, wave_result
from generator.analysis.tally import Tally
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.variables import variables
from generator.responses.answers import Responses

REFERENCE = Path(__file__).parents[1] / "reference"


def lines(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = lines("expected_change.csv")
PUBLISHED = {line["id"]: line for line in lines("published_figures.csv")}

Find = Callable[..., float]


@pytest.fixture
def find(table: list[AnalysisRow]) -> Find:
    """Look a programme-level statistic up; a statistic that is not there is a KeyError."""
    found = {row[2:8]: row.value for row in table if row.level == "programme"}

    def look_up(role: str, measure: str, domain: str, from_: str, to: str, statistic: str) -> float:
        return found[role, measure, domain, from_, to, statistic]

    return look_up


def test_twenty_eight_comparisons_are_expected() -> None:
    assert len(EXPECTED) == 28


@pytest.mark.parametrize(
    "line", EXPECTED, ids=lambda e: "-".join((e["role"], e["measure"], e["domain"], e["from"]))
)
def test_expected_change(find: Find, line: dict[str, str]) -> None:
    key = tuple(line[name] for name in ("role", "measure", "domain", "from", "to"))
    for statistic in ("n", "median_from", "median_to", "p_exact", "higher", "same", "lower"):
        assert find(*key, statistic) == float(line[statistic]), statistic
    assert find(*key, "p_asymptotic") == pytest.approx(float(line["p_asymptotic"]), abs=5e-7)


@pytest.mark.parametrize(
    ("figure", "median", "low", "high"),
    [
        ("understanding-baseline", 2, 2, 3),
        ("importance-baseline", 30.5, 27, 32),
        ("confidence-baseline", 21.5, 20, 25),
        ("ability-baseline", 23, 19, 24),
    ],
)
def test_published_baselines(
    find: Find, figure: str, median: float, low: float, high: float
) -> None:
    line = PUBLISHED[figure]
    assert line["printed"] == f"{median} ({low:.1f}-{high:.1f})"
    key = (line["role"], line["measure"], line["domain"], line["from"], "")
    found = [find(*key, s) for s in ("n", "median", "quartile_low", "quartile_high")]
    assert found == [int(line["n"]), median, low, high]


@pytest.mark.parametrize(
    ("figure", "before", "after", "p"),
    [
        ("confidence-change", 23, 29, "0.043"),
        ("clinical-change", 3, 4, "0.041"),
        ("improvement-change", 3, 5, "0.041"),
        ("understanding-change", 2, 4, "0.07"),
    ],
)
def test_published_changes(find: Find, figure: str, before: int, after: int, p: str) -> None:
    line = PUBLISHED[figure]
    assert line["printed"] == f"{before} and {after}, p={p}"
    key = tuple(line[name] for name in ("role", "measure", "domain", "from", "to"))
    assert find(*key, "median_from") == before
    assert find(*key, "median_to") == after
    assert find(*key, "n") == int(line["n"])
    assert f"{find(*key, 'p_asymptotic'):.{len(p) - 2}f}" == p


def test_published_awareness_change(find: Find) -> None:
    line = PUBLISHED["awareness-change"]
    assert line["printed"] == "p=0.07"
    key = ("mentee", "awareness")
    waves = ("before_session", "after_session")
    assert f"{find(*key, 'total', *waves, 'p_asymptotic'):.2f}" == "0.07"
    for domain in ("technology", "clinical", "juniors", "time", "approachability", "strengths"):
        before, after = (find(*key, domain, *waves, f"median_{end}") for end in ("from", "to"))
        assert after > before


def test_published_session_minutes(find: Find) -> None:
    assert PUBLISHED["session-minutes"]["printed"] == "45 (30-50), longest 180"
    key = ("pair", "minutes", "total", "session", "")
    found = [find(*key, s) for s in ("n", "median", "quartile_low", "quartile_high", "maximum")]
    assert found == [5, 45, 30, 50, 180]


@pytest.mark.parametrize(
    ("figure", "statistic", "count"),
    [
        ("worries-mentor", "count:yes", 4),
        ("worries-mentee", "count:yes", 2),
        ("change-practice", "count:yes", 5),
        ("appraisal", "count:yes", 2),
    ],
)
def test_published_counts(find: Find, figure: str, statistic: str, count: int) -> None:
    line = PUBLISHED[figure]
    assert line["printed"] == f"{count} of {line['n']}"
    key = (line["role"], line["measure"], line["domain"], line["from"], "")
    assert find(*key, statistic) == count
    assert find(*key, "n") == int(line["n"])


def test_published_worries_after(find: Find) -> None:
    assert PUBLISHED["worries-mentee-after"]["printed"] == "none 1 of 5, lesser 4 of 5"
    key = ("mentee", "worries_change", "total", "after_session", "")
    assert [find(*key, f"count:{code}") for code in (0, 1, 2, 3, 9)] == [1, 4, 0, 0, 0]


def test_published_experience_and_duration(find: Find) -> None:
    """Roles are never pooled; the paper's ten are five mentors and five mentees."""
    for figure, measure, codes in (
        ("experience", "experience", (4, 5)),
        ("duration",) * 2 + ((3,),),
    ):
        key = (measure, "total", "after_session", "")
        everybody = sum(find(role, *key, "n") for role in ("mentor", "mentee"))
        good = sum(find(r, *key, f"count:{c}") for r in ("mentor", "mentee") for c in codes)
        assert everybody == good == int(PUBLISHED[figure]["n"])


def test_every_published_figure_is_tested_or_out_of_reach() -> None:
    """importance-change contradicts itself in print; preferences are sealed, not analysed."""
    assert set(PUBLISHED) == {
        "understanding-baseline", "importance-baseline", "confidence-baseline", "ability-baseline",
        "confidence-change", "clinical-change", "improvement-change", "understanding-change",
        "awareness-change", "session-minutes", "worries-mentor", "worries-mentee",
        "worries-mentee-after", "experience", "duration", "change-practice", "appraisal",
        "importance-change", "willing-all",
    }  # fmt: skip


def test_rows_have_the_promised_columns_and_stand_once(table: list[AnalysisRow]) -> None:
    assert COLUMNS == (
        "level", "unit", "role", "measure", "domain", "from", "to", "statistic", "value", "n",
    )  # fmt: skip
    keys = [row[:8] for row in table]
    assert len(set(keys)) == len(keys)
    assert all(len(row) == len(COLUMNS) for row in table)
    assert {row.level for row in table} == {"programme", "region", "organisation", "cohort"}


def test_holm_covers_the_seven_domains(find: Find, programme: Programme) -> None:
    waves = ("before_session", "after_session")
    domains = [domain.id for domain in programme.domains]
    raw = [find("mentor", "confidence", d, *waves, "p_exact") for d in domains]
    adjusted = [find("mentor", "confidence", d, *waves, "p_holm") for d in domains]
    assert adjusted == list(holm(raw))
    with pytest.raises(KeyError):
        find("mentor", "confidence", "total", *waves, "p_holm")


def test_an_hodges_lehmann_shift_for_totals_only(find: Find) -> None:
    waves = ("before_session", "after_session")
    assert find("mentor", "confidence", "total", *waves, "shift_level") == 0.9375
    for measure, domain in (("confidence", "clinical"), ("understanding", "total")):
        with pytest.raises(KeyError):
            find("mentor", measure, domain, *waves, "shift")


def test_gaps_are_told_apart_from_what_was_not_collected(find: Find) -> None:
    key = ("mentee", "usefulness", "total", "after_session", "")
    assert find(*key, "n") == 0
    assert find(*key, "not_collected") == 5
    with pytest.raises(KeyError):
        find(*key, "not_answered")


def test_flow(find: Find) -> None:
    assert find("mentor", "forms", "total", "", "", "invited") == 6
    assert find("mentor", "forms", "total", "before_interview", "", "returned") == 6
    assert find("mentor", "forms", "total", "after_session", "", "answered") == 5
    assert find("mentor", "forms", "total", "before_interview", "after_session", "matched") == 5


def test_wave_tables_of_a_comparison_are_margins_of_the_change(
    programme: Programme, instruments: tuple[Instrument, ...], counted: Tally,
    feasibility: Responses,
) -> None:  # fmt: skip
    """Mentor 04 answered before the interview only, and is in no table of a comparison.

    Before the interview is a wave of no primary comparison: there everybody counts.
    """
    everybody = groups(feasibility.cohorts)[0]
    all_variables = {v.key: v for v in variables(programme, instruments)}
    wave = all_variables["mentor", "confidence", "total", "before_session", ""]
    change = all_variables["mentor", "confidence", "total", "before_session", "after_session"]
    first = all_variables["mentor", "confidence", "total", "before_interview", ""]
    ability = all_variables["mentor", "ability", "total", "before_interview", ""]
    found, changed = (
        wave_result(counted, wave, everybody),
        change_result(counted, change, everybody),
    )
    assert found.n == changed.n == 5
    assert found.summary is not None
    assert found.summary.median == changed.median_from == 23
    assert found.categories == (1, 3, 1)
    assert changed.categories == (5, 0, 0)
    assert wave_result(counted, ability, everybody).n == 6
    assert wave_result(counted, first, everybody).n == 6
