"""What sentences and titles may say, for every size, and that they never say more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.disclosure.released import ABSENT, nearest_five
from generator.disclosure.rule import Audience
from generator.report import sentences, tables
from generator.report.outline import When
from generator.report.verdicts import Compared, brief, finding
from generator.report.view import Flow, Withheld
from tests.report import releases

WHEN = When("before the session", "after the session")
CHANGE = next(v for v in releases.variables() if v.kind == "change")
SPREAD = next(v for v in releases.variables() if v.kind == "wave")
SIZES = (*range(41), 100, 1_000, 100_000)


def shapes(n: int) -> list[tuple[int, int, int]]:
    """All up, all the same, all down, and mixtures."""
    third = n // 3
    return [(n, 0, 0), (0, n, 0), (0, 0, n), (n - third, third, 0), (third, third, n - 2 * third)]


def compared(counts: tuple[int, int, int], audience: Audience = "open") -> Compared:
    """Return a comparison in which as many chose the highest answers after as answered higher."""
    low, none, high = counts
    before = releases.shown(SPREAD, (high, none, low), audience)
    after = releases.shown(SPREAD, (low, none, high), audience)
    return Compared("Time", "mentors", releases.shown(CHANGE, counts, audience), before, after)


def everything_said(row: Compared) -> str:
    said = [*brief([row], WHEN), finding([row]), row.way(scale=False), row.ways()]
    return " ".join([*said, sentences.verdict(row.change, "total")])


@pytest.mark.parametrize("n", SIZES)
def test_open_sentences_say_what_their_size_allows(n: int) -> None:
    for counts in shapes(n) if n else ():
        row = compared(counts)
        said = everything_said(row)
        assert "median" not in said
        assert "p <" not in said
        if n < 30:
            assert "%" not in said
            assert "Verdict" not in said
            said = said.replace("Fewer than 30 people are too few to say", "")
        numbers = {int(x.replace(",", "")) for x in re.findall(r"\d[\d,]*", said)}
        tables = (row.change, row.before, row.after)
        found = {(c, t.base) for t in tables for c in (*t.counts, t.base)}
        shares = {(200 * c + base) // (2 * base) for c, base in found}
        assert numbers <= {nearest_five(c) for c, _ in found} | shares


@pytest.mark.parametrize("n", SIZES)
def test_restricted_sentences_are_exact_and_testable_only_from_six(n: int) -> None:
    for counts in shapes(n) if n else ():
        row = compared(counts, "restricted")
        table = replace(row.change, statistics={"p_exact": 0.0625})
        said = everything_said(replace(row, change=table))
        assert "about" not in said
        assert "few or none" not in said.lower()
        changed = counts[0] + counts[2]
        if 0 < changed < 6:
            assert "no exact test can reach p < 0.05" in said
            assert "Chance" not in said
            assert "Verdict: too few to say." in said
        if changed == 0:
            assert "nothing to test" in said


@pytest.mark.parametrize(
    ("counts", "audience", "start"),
    [
        ((9, 4, 2), "open", "about 10 of about 15 mentors gave higher answers"),
        ((13, 1, 0), "open", "all or nearly all of about 15 mentors gave higher answers"),
        ((0, 14, 0), "open", "few or none of about 15 mentors gave higher or lower answers"),
        ((36, 11, 5), "open", "69% of mentors gave higher answers"),
        ((9_985, 10, 5), "open", "all or nearly all of the mentors gave higher answers"),
        ((14, 0, 0), "restricted", "all 14 mentors gave higher answers"),
        ((0, 13, 1), "restricted", "1 of 14 mentors gave lower answers"),
        ((9, 3, 2), "restricted", "9 of 14 mentors gave higher answers"),
    ],
)
def test_how_many_gave_higher_answers(
    counts: tuple[int, int, int], audience: Audience, start: str
) -> None:
    said = brief([compared(counts, audience)], WHEN)[0]
    assert f"After the session, {start}" in said


@pytest.mark.parametrize(
    ("verdict", "p", "rare", "written"),
    [
        ("higher", 0.0499999, True, "p = 0.0499999"),
        ("lower", 0.0496, True, "p = 0.0496"),
        ("no clear change", 0.05, False, "p = 0.05"),
        ("no clear change", 0.0500001, False, "p = 0.05)"),
        ("higher", 2e-9, True, "p < 0.001"),
    ],
)
def test_a_restricted_verdict_has_its_test(
    verdict: str, p: float, rare: bool, written: str
) -> None:
    table = releases.shown(CHANGE, (9, 0, 2), "restricted", verdict)
    said = sentences.verdict(replace(table, statistics={"p_exact": p}), "total")
    assert said.startswith(f"Verdict: {verdict}. ")
    assert ("rarely" in said) is rare
    assert written in said


@pytest.mark.parametrize("verdict", ["higher", "lower", "no clear change", "too few to say"])
@pytest.mark.parametrize("n", [20, 40])
def test_an_open_verdict_is_said_from_thirty_people_as_it_is(verdict: str, n: int) -> None:
    """Whatever the counts: they are another's business."""
    table = releases.shown(CHANGE, (0, n, 0), "open", verdict)
    said = sentences.verdict(table, "total")
    if n < 30 or verdict == "too few to say":
        assert said == ""
    else:
        assert said.startswith(f"Verdict: {verdict}. Chance and rounding alone ")


def test_withheld_has_one_wording_on_open_pages_and_the_reason_on_others() -> None:
    gap, reason = Withheld(CHANGE), Withheld(CHANGE, "Nobody answered this.")
    said = sentences.missing(["confidence", "importance"], [gap, gap])
    assert said == f"Missing here: confidence and importance. {ABSENT}"
    assert sentences.missing(["confidence"], [reason]).endswith(". Nobody answered this.")


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        (
            Flow("mentor", 19, 14, 16, 13, exact=False),
            (
                "About 20 mentors were invited. About 15 answered before the session, about 15 "
                "after the session and about 15 both times, matched by survey code. "
                "Numbers are to the nearest 5."
            ),
        ),
        (
            Flow("mentor", 60, 45, 51, 42, exact=False),
            (
                "About 60 mentors were invited. About 45 (75%) answered before the session, about "
                "50 (83%) after the session and about 40 (67%) both times, matched by survey code. "
                "Numbers are to the nearest 5."
            ),
        ),
        (
            Flow("mentor", 12, 11, 9, 9, exact=True),
            (
                "12 mentors were invited. 11 (92%) answered before the session, 9 (75%) after the "
                "session and 9 (75%) both times, matched by survey code."
            ),
        ),
        (
            Flow("mentor", None, 44, 36, 33, exact=False),
            (
                "How many mentors were invited is not known. About 45 mentors answered before "
                "the session, about 35 after the session and about 35 both times, matched by "
                "survey code. Numbers are to the nearest 5."
            ),
        ),
        (
            Flow("mentor", None, 52, None, None, exact=False, exceeded=True),
            (
                "How many mentors were invited is not known: more answered than the list of "
                "cohorts says. About 50 mentors answered before the session. "
                "Numbers are to the nearest 5."
            ),
        ),
        (
            Flow("mentor", 40, None, None, None, exact=False),
            (
                "About 40 mentors were invited. How many answered is not shown. "
                "Numbers are to the nearest 5."
            ),
        ),
        (
            Flow("mentor", 36, 29, 31, 26, exact=False),
            (
                "About 35 mentors were invited. About 30 answered before the session, about 30 "
                "(86%) after the session and about 25 both times, matched by survey code. "
                "Numbers are to the nearest 5."
            ),
        ),
    ],
)
def test_flow(flow: Flow, said: str) -> None:
    assert sentences.flow(flow, "mentors", WHEN) == said


def test_on_how_many_people_a_chart_stands() -> None:
    nobody = releases.shown(CHANGE, (0, 0, 0), "restricted")
    assert sentences.base_range([nobody], "mentors") == "no mentors"
    some = [releases.shown(CHANGE, (n, 1, 0)) for n in (11, 21, 13)]
    assert sentences.base_range(some, "mentors") == "about 10 to 20 mentors"


def test_which_cohorts_count_is_said_once_below_a_table() -> None:
    all_of_them = releases.shown(CHANGE, (20, 10, 10))
    some = replace(all_of_them, counted=("A", "B"))
    assert tables.notes_of([("Time", some), ("Tea", some)])[-1] == "Counted here: A and B."
    assert tables.notes_of([("Time", some), ("Tea", all_of_them)])[-1] == (
        "Counted here for Time: A and B."
    )
    many = replace(some, counted=tuple(map(str, range(40))))
    assert tables.notes_of([("Time", many)])[-1] == "Counted here: 40 cohorts."
    assert not any("Counted" in note for note in tables.notes_of([("Time", all_of_them)]))


def test_open_tables_say_that_changes_and_answers_were_rounded_apart() -> None:
    opened = releases.shown(CHANGE, (20, 10, 10))
    exact = releases.shown(CHANGE, (20, 10, 10), "restricted")
    assert tables.APART in tables.change_notes([("Time", opened)])
    assert tables.APART not in tables.change_notes([("Time", exact)])
    assert tables.ROUNDED_SHARES in tables.notes_of([("Time", opened)])
    assert tables.SHARES in tables.notes_of([("Time", exact)])


def test_the_margin_stands_below_from_thirty_people() -> None:
    large = replace(releases.shown(CHANGE, (20, 10, 10)), margin=11.2)
    small = replace(releases.shown(CHANGE, (9, 3, 2)), margin=5.0)
    exact = releases.shown(CHANGE, (20, 10, 10), "restricted")
    assert any("give or take about 12 people" in note for note in tables.notes_of([("a", large)]))
    for table in (small, exact):
        assert not any("give or take" in note for note in tables.notes_of([("a", table)]))


def test_an_effect_stands_with_its_interval_and_level() -> None:
    table = replace(
        releases.shown(CHANGE, (4, 0, 1), "restricted"),
        statistics={**releases.EXACT, **releases.SHIFT},
    )
    made = tables.effects("Effects", [("Time", table)], "Area")
    assert made is not None
    assert dict(zip(made.columns[1:], made.rows[0].cells, strict=True)) == {
        "Rank-biserial correlation": "0.71 (0.2 to 0.9)",
        "Probability of superiority": "0.8 (0.5 to 0.95)",
        "Typical change": "3 (−1 to 5; 93.75%)",
        "Share higher": "80% (40 to 90%)",
        "p (as in the paper)": "0.027",
    }
    assert tables.effects("Effects", [("Time", releases.shown(CHANGE, (9, 3, 2)))], "Area") is None
