"""The published study: its figures come out of the invented feasibility files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.analysis.analysis_table import COLUMNS, AnalysisRow
from generator.analysis.groups import groups
from generator.analysis.holm import holm
from generator.analysis.results import change_results, wave_result
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


SPREAD = "{median:g} ({quartile_low:.1f}-{quartile_high:.1f})"
CHANGE = "{median_from:g} and {median_to:g}, p={p_asymptotic:.3f}"
#: How the study prints each figure; a colon in a statistic's name is written as an underscore.
FORMS = {
    "understanding-baseline": SPREAD,
    "importance-baseline": SPREAD,
    "confidence-baseline": SPREAD,
    "ability-baseline": SPREAD,
    "confidence-change": CHANGE,
    "clinical-change": CHANGE,
    "improvement-change": CHANGE,
    "understanding-change": CHANGE.replace(".3f", ".2f"),
    "awareness-change": "p={p_asymptotic:.2f}",
    "session-minutes": "{median:g} ({quartile_low:g}-{quartile_high:g}), longest {maximum:g}",
    "worries-mentor": "{count_yes:g} of {n:g}",
    "worries-mentee": "{count_yes:g} of {n:g}",
    "worries-mentee-after": "none {count_0:g} of {n:g}, lesser {count_1:g} of {n:g}",
    "change-practice": "{count_yes:g} of {n:g}",
    "appraisal": "{count_yes:g} of {n:g}",
}
#: The study's ten are five mentors and five mentees, whom we never pool; what all of them said.
POOLED = {"experience": ("4", "5"), "duration": ("3",)}


def test_every_published_figure_is_tested_or_out_of_reach() -> None:
    """importance-change contradicts itself in print; preferences are sealed, not analysed."""
    assert set(PUBLISHED) == {*FORMS, *POOLED, "importance-change", "willing-all"}


@pytest.mark.parametrize("figure", FORMS)
def test_published_figures(table: list[AnalysisRow], figure: str) -> None:
    line = PUBLISHED[figure]
    key = tuple(line[name] for name in ("role", "measure", "domain", "from", "to"))
    rows = [row for row in table if row.level == "programme" and row[2:7] == key]
    found = {row.statistic.replace(":", "_"): row.value for row in rows}
    assert FORMS[figure].format(**found) == line["printed"]
    assert found["n"] == int(line["n"])


@pytest.mark.parametrize("figure", POOLED)
def test_published_figures_of_both_roles(find: Find, figure: str) -> None:
    keys = [(role, figure, "total", "after_session", "") for role in ("mentor", "mentee")]
    everybody = sum(find(*key, "n") for key in keys)
    good = sum(find(*key, f"count:{code}") for key in keys for code in POOLED[figure])
    assert everybody == good == int(PUBLISHED[figure]["n"])


def test_awareness_rose_in_the_six_domains_that_the_study_names(find: Find) -> None:
    for domain in ("technology", "clinical", "juniors", "time", "approachability", "strengths"):
        key = ("mentee", "awareness", domain, "before_session", "after_session")
        assert find(*key, "median_to") > find(*key, "median_from")


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
        change_results(counted, (change,), everybody)[0],
    )
    assert sum(found.counts) == changed.n == 5
    assert changed.median_from == 23
    assert changed.categories == (5, 0, 0)
    assert sum(wave_result(counted, ability, everybody).counts) == 6
    assert sum(wave_result(counted, first, everybody).counts) == 6
