"""What sentences may say, for every size, and that they never say more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.disclosure.released import WITHHELD_WORDING, Flow, Released, Withheld
from generator.report import messages, sentences
from generator.report.headlines import missing
from generator.report.outline import Pair
from generator.report.sentences import When
from tests.report import releases

WHEN = When("before the session", "after the session")
CHANGE = next(v for v in releases.variables() if v.kind == "change")
SPREAD = next(v for v in releases.variables() if v.kind == "wave")
SIZES = (*range(41), 100, 1_000, 100_000)


def shapes(n: int) -> list[tuple[int, int, int]]:
    """All up, all the same, all down, and mixtures."""
    third = n // 3
    return [(n, 0, 0), (0, n, 0), (0, 0, n), (n - third, third, 0), (third, third, n - 2 * third)]


def everything_said(table: Released) -> str:
    said = [
        sentences.change(table, "mentors", WHEN, "total"),
        sentences.medians(table, WHEN, "total"),
        sentences.verdict(table, "total"),
        sentences.areas([("Time", table)], 1 if table.exact else 10),
        messages.message([("Time", table)], 1 if table.exact else 10),
    ]
    return " ".join(said)


@pytest.mark.parametrize("n", SIZES)
def test_open_sentences_say_what_their_size_allows(n: int) -> None:
    for counts in shapes(n):
        table = releases.released(CHANGE, counts, "open")
        said = everything_said(table)
        assert "median" not in said
        assert "p <" not in said
        assert "Chance" not in said
        if table.base < 30:
            assert "%" not in said
            assert "in 10" not in said
        numbers = {int(x.replace(",", "")) for x in re.findall(r"\d[\d,]*", said)}
        shares = {(200 * c + table.base) // (2 * table.base) for c in table.counts if table.base}
        tenths = {round(c * 10 / table.base + 1e-9) for c in table.counts if table.base}
        assert numbers <= {*table.counts, table.base, *shares, *tenths, 1, 9, 10}


@pytest.mark.parametrize("n", SIZES)
def test_restricted_sentences_are_exact_and_testable_only_from_six(n: int) -> None:
    for counts in shapes(n):
        table = replace(
            releases.released(CHANGE, counts, "restricted"), statistics={"p_exact": 0.0625}
        )
        said = everything_said(table)
        assert "about" not in said
        assert "few or none" not in said
        changed = counts[0] + counts[2]
        if n and 0 < changed < 6:
            assert "no exact test can reach p < 0.05" in said
            assert "Chance" not in said
        if n and changed == 0:
            assert "nothing to test" in said
        assert "rarely" not in said


def test_words_under_thirty() -> None:
    table = releases.released(CHANGE, (9, 3, 2), "open")
    assert sentences.change(table, "mentors", WHEN, "total") == (
        "After the session, about 10 of about 15 mentors gave a higher total than before the "
        "session; about 5 gave the same total and few or none a lower one."
    )


def test_shares_from_thirty() -> None:
    table = releases.released(CHANGE, (35, 10, 5), "open")
    assert sentences.change(table, "mentees", WHEN, "answer") == (
        "After the session, about 7 in 10 mentees (70% of about 50) gave a higher answer than "
        "before the session; 20% gave the same answer and 10% a lower one."
    )


@pytest.mark.parametrize(
    ("counts", "audience", "start"),
    [
        ((14, 0, 0), "open", "After the session, all or nearly all of about 15 mentors gave"),
        (
            (0, 14, 0),
            "open",
            "After the session, all or nearly all of about 15 mentors gave the same total",
        ),
        (
            (0, 0, 14),
            "open",
            "After the session, all or nearly all of about 15 mentors gave a lower",
        ),
        ((14, 0, 0), "restricted", "After the session, all 14 mentors gave"),
        (
            (0, 14, 0),
            "restricted",
            "After the session, all 14 mentors gave the same total",
        ),
        ((0, 0, 14), "restricted", "After the session, all 14 mentors gave a lower total than"),
        ((0, 13, 1), "restricted", "After the session, none of 14 mentors gave"),
        ((0, 0, 0), "restricted", "Nobody answered both before the session and after the session."),
        ((9_985, 10, 5), "open", "After the session, more than 9 in 10 mentors (100% of about"),
    ],
)
def test_ends_of_the_scale(counts: tuple[int, int, int], audience: str, start: str) -> None:
    table = releases.released(CHANGE, counts, audience)  # type: ignore[arg-type]
    assert sentences.change(table, "mentors", WHEN, "total").startswith(start)


@pytest.mark.parametrize(
    ("p", "rare", "written"),
    [
        (0.0499999, True, "p = 0.0499999"),
        (0.0496, True, "p = 0.0496"),
        (0.05, False, "p = 0.05"),
        (0.0500001, False, "p = 0.05)"),
        (0.0625, False, "p = 0.062"),
        (2e-9, True, "p < 0.001"),
    ],
)
def test_nothing_is_called_rare_that_the_test_does_not(p: float, rare: bool, written: str) -> None:
    table = releases.released(CHANGE, (9, 0, 2), "restricted")
    said = sentences.verdict(replace(table, statistics={"p_exact": p}), "total")
    assert ("rarely" in said) is rare
    assert written in said


@pytest.mark.parametrize(
    ("within", "start"),
    [(0.03, "Chance alone would rarely"), (0.06, "Whether chance alone could well")],
)
def test_two_tests_of_one_change_must_agree(within: float, start: str) -> None:
    table = releases.released(CHANGE, (19, 0, 2), "restricted")
    both = {"p_exact": 0.04, "p_stratified": within}
    said = sentences.verdict(replace(table, statistics=both), "total")
    assert said.startswith(start)
    assert f"within each group below, p = {within}" in said


@pytest.mark.parametrize(("p_class", "rare"), [("<0.001", True), ("not below 0.05", False)])
@pytest.mark.parametrize("n", [40, 400])
def test_classes_of_p_on_open_pages(p_class: str, rare: bool, n: int) -> None:
    effects = {"superiority": 0.5} if n >= 100 else {}
    table = releases.released(CHANGE, (n, n, n), "open")
    said = sentences.verdict(replace(table, p_class=p_class, statistics=effects), "total")
    assert ("rarely" in said) is rare
    assert ("Wilcoxon" in said) is (n >= 100)
    assert ("sign test" in said) is (n < 100)
    assert sentences.verdict(releases.released(CHANGE, (n, n, n), "open"), "total") == ""


def test_a_direction_is_named_only_where_rounding_cannot_make_it() -> None:
    """8 rose and 4 fell of 14 round to 10 and 5: so do 6 and 6 of other groups nearly."""
    unsure = releases.released(CHANGE, (8, 2, 4), "open")
    sure = releases.released(CHANGE, (13, 1, 1), "open")
    assert "sure of its direction" in sentences.areas([("Time", unsure)], 10)
    assert sentences.areas([("Time", sure), ("Skill", unsure)], 10).startswith(
        "More answers rose than fell in 1 of the 2 areas shown: time."
    )


def test_one_area_is_not_called_areas() -> None:
    table = releases.released(CHANGE, (13, 1, 1), "open")
    assert sentences.areas([("Time", table)], 10) == (
        "More answers rose than fell in the one area shown."
    )


def test_certain_differences_hold_for_every_true_table() -> None:
    """No true table of up to 40 people contradicts a direction that its rounding allows."""
    for n in range(10, 41):
        for up in range(n + 1):
            for down in range(n + 1 - up):
                shown = releases.rounded((up, n - up - down, down))
                if shown[0] - shown[2] >= 10:
                    assert up > down, (n, up, down)
                if shown[2] - shown[0] >= 10:
                    assert down > up, (n, up, down)


def test_withheld_has_one_wording() -> None:
    gap = Withheld(CHANGE)
    said = missing(["confidence", "importance"])
    assert said == f"Missing here: confidence and importance. {WITHHELD_WORDING}"
    assert sentences.areas([("Time", gap)], 10) == ""
    assert messages.message([("Time", gap)], 10) == "Not shown on its own"
    pair = Pair("a", "b", True)
    assert sentences.flow(gap, "mentors", pair, WHEN) == WITHHELD_WORDING


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        (
            Flow("mentor", 20, (15, 5, 0), exact=False),
            (
                "About 20 mentors were invited. About 15 of them answered both before the session "
                "and after the session, about 5 at only one of these times and few or none at "
                "neither."
            ),
        ),
        (
            Flow("mentor", 60, (45, 10, 5), exact=False),
            (
                "About 60 mentors were invited. 75% of them answered both before the session "
                "and after the session, 17% at only one of these times and 8% at neither."
            ),
        ),
        (
            Flow("mentor", 12, (9, 2, 1), exact=True, before=11, after=9),
            (
                "12 mentors were invited: 11 (92%) answered before the session, 9 (75%) after the "
                "session, and 9 (75%) both times, matched by survey code."
            ),
        ),
        (Flow("mentor", 0, (0, 0, 0), exact=True), "No mentors were invited."),
    ],
)
def test_flow(flow: Flow, said: str) -> None:
    assert sentences.flow(flow, "mentors", Pair("a", "b", True), WHEN) == said


def test_distribution_message_follows_certain_differences() -> None:
    low = releases.released(SPREAD, (10, 3, 2), "open")
    high = releases.released(SPREAD, (1, 2, 12), "open")
    rows = [("Time", low, high), ("Skill", low, low)]
    assert messages.spread_message(rows, "mentors", WHEN, 10) == (
        "More mentors chose “very or extremely confident” after the session than before the "
        "session in 1 of 2 areas"
    )
    back = [("Time", high, low), ("Skill", high, low)]
    assert messages.spread_message(back, "mentors", WHEN, 10).startswith("Fewer mentors chose")
    assert messages.spread_message(back, "mentors", WHEN, 10).endswith("in both areas")
    hidden = [*back, ("Time", Withheld(SPREAD), high)]
    assert messages.spread_message(hidden, "mentors", WHEN, 10).endswith("in both areas shown")


def test_single_question_names_every_answer() -> None:
    table = releases.released(releases.question(), (9, 3, 2), "restricted")
    assert sentences.single(table, "mentees") == (
        "9 of 14 mentees answered “yes”; 3 “unsure” and 2 “no”."
    )


def test_single_question_tells_the_highest_first_and_answers_apart_last() -> None:
    apart = replace(SPREAD, apart=("4", "5"))
    for variable, first in ((SPREAD, "very or"), (apart, "moderately")):
        table = releases.released(variable, (2, 3, 4), "restricted")
        said = re.findall(r"“(\w+ ?\w*)", sentences.single(table, "mentors"))
        assert said[0].startswith(first)


def test_titles_where_nothing_changed_or_nobody_answered() -> None:
    same = [("Time", releases.released(CHANGE, (0, 14, 0), "restricted"))]
    assert messages.message(same, 1) == "No answer changed"
    rounded = [("Time", releases.released(CHANGE, (0, 14, 0), "open"))]
    assert messages.message(rounded, 10) == "Few or no answers changed"
    nobody = releases.released(CHANGE, (0, 0, 0), "restricted")
    assert messages.message([("Time", nobody)], 1) == "Nobody answered both times"
    none = releases.released(SPREAD, (0, 0, 0), "restricted")
    assert messages.spread_message([("Time", none, none)], "mentors", WHEN, 1) == (
        "Nobody answered both times"
    )
    assert sentences.base_range([nobody], "mentors") == "no mentors"


def test_a_title_where_one_of_two_times_is_withheld_does_not_say_that_nobody_answered() -> None:
    before = releases.released(SPREAD, (2, 3, 4), "restricted")
    one = [("Time", before, Withheld(SPREAD))]
    title = "Only one of the two times is shown"
    assert messages.spread_message(one, "mentors", WHEN, 1) == title
    assert messages.spread_message([*one, *one], "mentors", WHEN, 1) == f"{title} in each area"
