"""What sentences and titles may say, for every size, and that they never say more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.disclosure.released import ABSENT, nearest_five
from generator.report import quantities, sentences, tables
from generator.report.board import brief, finding
from generator.report.comparisons import Compared
from generator.report.sentences import When
from generator.report.view import Flow, Shown, Withheld
from tests.report import releases

WHEN = When("before the session", "after the session")
CHANGE = next(v for v in releases.variables() if v.kind == "change")
SPREAD = next(v for v in releases.variables() if v.kind == "wave")
SIZES = (*range(41), 100, 1_000, 100_000)


def shapes(n: int) -> list[tuple[int, int, int]]:
    """All up, all the same, all down, and mixtures."""
    third = n // 3
    return [(n, 0, 0), (0, n, 0), (0, 0, n), (n - third, third, 0), (third, third, n - 2 * third)]


def compared(change: Shown, name: str = "Time") -> Compared | None:
    """Return a comparison with this change; nobody stands high before, and half do after."""
    if not change.base:
        return None
    before, after = (
        replace(change, variable=SPREAD, verdict="", counts=(change.base - high, 0, high))
        for high in (0, change.base // 2)
    )
    return Compared(name, "mentors", change, before, after)


def all_compared(*changes: tuple[str, Shown]) -> list[Compared]:
    return [row for name, change in changes if (row := compared(change, name))]


def everything_said(table: Shown) -> str:
    said = [
        sentences.change(table, "mentors", WHEN, "total"),
        sentences.verdict(table, "total"),
        sentences.areas([("Time", table)]),
        *([finding([row]), *brief([row], WHEN)] if (row := compared(table)) else []),
    ]
    return " ".join(said)


@pytest.mark.parametrize("n", SIZES)
def test_open_sentences_say_what_their_size_allows(n: int) -> None:
    for counts in shapes(n):
        table = releases.shown(CHANGE, counts)
        said = everything_said(table)
        assert "median" not in said
        assert "p <" not in said
        if table.base < 30:
            assert "%" not in said
            assert "in 10" not in said
            assert "Verdict" not in said
            assert "Fewer than 30 people are too few to say" in said or not table.base
            said = said.replace("than 30 people", "")
        numbers = {int(x.replace(",", "")) for x in re.findall(r"\d[\d,]*", said)}
        shares = {(200 * c + table.base) // (2 * table.base) for c in table.counts if table.base}
        people = {nearest_five(c) for c in (*table.counts, table.base)}
        assert numbers <= people | shares | set(range(1, 11))


@pytest.mark.parametrize("n", SIZES)
def test_restricted_sentences_are_exact_and_testable_only_from_six(n: int) -> None:
    for counts in shapes(n):
        table = replace(
            releases.shown(CHANGE, counts, "restricted"), statistics={"p_exact": 0.0625}
        )
        said = everything_said(table)
        assert "about" not in said
        assert "few or none" not in said
        changed = counts[0] + counts[2]
        if n and 0 < changed < 6:
            assert "no exact test can reach p < 0.05" in said
            assert "Chance" not in said
            assert ("With " in said) is (table.base < 6)
            assert "Verdict: too few to say." in said
        if n and changed == 0:
            assert "nothing to test" in said


def test_words_under_thirty() -> None:
    table = releases.shown(CHANGE, (9, 4, 2))
    assert sentences.change(table, "mentors", WHEN, "total") == (
        "After the session, about 10 of about 15 mentors gave a higher total than before the "
        "session; about 5 gave the same total and few or none a lower one."
    )


def test_shares_from_thirty_are_of_the_sums_as_they_are() -> None:
    table = releases.shown(CHANGE, (36, 11, 5))
    assert sentences.change(table, "mentees", WHEN, "answer") == (
        "After the session, about 7 in 10 mentees (69% of about 50) gave a higher answer than "
        "before the session; 21% gave the same answer and 10% a lower one."
    )


@pytest.mark.parametrize(
    ("counts", "audience", "start"),
    [
        ((13, 1, 0), "open", "After the session, all or nearly all of about 15 mentors gave"),
        ((0, 14, 0), "open", "After the session, all or nearly all of about 15 mentors gave the"),
        ((0, 0, 14), "open", "After the session, all or nearly all of about 15 mentors gave a low"),
        ((14, 0, 0), "restricted", "After the session, all 14 mentors gave"),
        ((0, 14, 0), "restricted", "After the session, all 14 mentors gave the same total"),
        ((0, 0, 14), "restricted", "After the session, all 14 mentors gave a lower total than"),
        ((0, 13, 1), "restricted", "After the session, none of 14 mentors gave"),
        ((0, 0, 0), "restricted", "Nobody answered both before the session and after the session."),
        ((9_985, 10, 5), "open", "After the session, more than 9 in 10 mentors (100% of about"),
    ],
)
def test_ends_of_the_scale(counts: tuple[int, int, int], audience: str, start: str) -> None:
    table = releases.shown(CHANGE, counts, audience)  # type: ignore[arg-type]
    assert sentences.change(table, "mentors", WHEN, "total").startswith(start)


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


def test_areas_are_named_where_there_is_a_direction() -> None:
    def one(verdict: str) -> Shown:
        return releases.shown(CHANGE, (20, 10, 10), "open", verdict)

    rows = [("Time", one("higher")), ("Skill", one("lower")), ("Tea", one("no clear change"))]
    assert sentences.areas(rows) == (
        "Verdicts on 3 areas: higher in 1 (time); lower in 1 (skill); no clear change in 1."
    )
    assert finding(all_compared(*rows)) == "Higher in time; lower in skill; no clear change in tea"
    same = [("Time", one("higher")), ("Skill", one("higher"))]
    assert sentences.areas(same) == "Verdicts on 2 areas: higher in both."
    assert finding(all_compared(*same)) == "Higher in both"
    unclear = [(name, one("no clear change")) for name in ("Cake", "Skill", "Tea")]
    assert finding(all_compared(*unclear)) == "No clear change in all 3"
    assert finding(all_compared(*rows[:1], *unclear)) == "Higher in time; no clear change in 3 of 4"
    small = releases.shown(CHANGE, (9, 3, 2), "open", "too few to say")
    assert sentences.areas([("Time", small)]) == ""


def test_withheld_has_one_wording_on_open_pages_and_the_reason_on_others() -> None:
    gap, reason = Withheld(CHANGE), Withheld(CHANGE, "Nobody answered this.")
    said = sentences.missing(["confidence", "importance"], [gap, gap])
    assert said == f"Missing here: confidence and importance. {ABSENT}"
    assert sentences.missing(["confidence"], [reason]).endswith(". Nobody answered this.")
    assert sentences.areas([("Time", gap)]) == ""


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


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([(13, 1, 1)], "Most often higher: time (15 of 15)"),
        ([(8, 4, 3), (12, 0, 3)], "Most often higher: time and skill (10 of 15)"),
        ([(3, 4, 8), (4, 4, 7)], "Most often lower: time (10 of 15)"),
        ([(2, 11, 2), (0, 15, 0)], "Few or no answers changed"),
        ([(8, 7, 0)] * 5, "Most often higher: 5 of 5 rows (10 of 15)"),
        ([(13, 12, 0), (10, 9, 0)], "Most often higher: time (15 of 25)"),  # 52% and 53%
    ],
)
def test_a_title_without_a_verdict_counts_what_is_printed(
    changes: list[tuple[int, int, int]], title: str
) -> None:
    """Alike in print is alike in the title, whatever lies behind it."""
    names = ("Time", "Skill", "Tea", "Cake", "Milk")
    shown = [releases.shown(CHANGE, counts) for counts in changes]
    assert finding(all_compared(*zip(names, shown, strict=False))) == title


def test_fewer_than_thirty_are_told_the_way_that_more_went() -> None:
    rows = all_compared(
        ("Time", releases.shown(CHANGE, (2, 3, 10))), ("Tea", releases.shown(CHANGE, (10, 3, 2)))
    )
    start, end = "After the session, about 10 of about 15 mentors gave", "than before the session."
    assert brief(rows, WHEN)[:2] == [
        f"{start} lower answers on time {end}",
        f"{start} higher answers on tea {end}",
    ]


@pytest.mark.parametrize(
    ("counts", "audience", "said"),
    [
        ((0, 500, 400), "open", "few or none of the mentors gave higher answers"),
        ((900, 0, 0), "open", "all or nearly all of the mentors gave higher answers"),
        ((900, 0, 0), "open", "and few or none lower ones"),
        ((1, 899, 0), "restricted", "less than 1% of mentors gave higher answers"),
        ((899, 1, 0), "restricted", "more than 99% of mentors gave higher answers"),
        ((900, 0, 0), "restricted", "100% of mentors gave higher answers"),
        ((0, 900, 0), "restricted", "and 0% lower ones"),
    ],
)
def test_the_ends_of_a_share_are_said_only_where_they_are_so(
    counts: tuple[int, int, int], audience: str, said: str
) -> None:
    table = releases.shown(CHANGE, counts, audience, "no clear change")  # type: ignore[arg-type]
    assert said in brief(all_compared(("Time", table)), WHEN)[0]


def test_one_person_is_no_plural() -> None:
    nobody = releases.shown(CHANGE, (0, 0, 0), "restricted")
    one = releases.shown(CHANGE, (1, 0, 0), "restricted")
    assert sentences.base_range([nobody], "mentors") == "no mentors"
    assert sentences.base_range([one], "mentors") == "1 of the mentors"
    assert quantities.of_people(1, 1, "mentors", exact=True) == "1 of 1 mentors"
    assert brief(all_compared(("Time", one)), WHEN)[-1].startswith("With 1 person no exact test")


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
        "p as the paper computed it": "0.027",
    }
    assert tables.effects("Effects", [("Time", releases.shown(CHANGE, (9, 3, 2)))], "Area") is None
