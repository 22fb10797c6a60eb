"""From invitation to complete answers: steps, the course over the waves, what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.disclosure.released import (
    WITHHELD_WORDING,
    Flow,
    Released,
    ReleasedGroup,
    Withheld,
)
from generator.report import messages
from generator.report.completeness import LATE, completeness_blocks
from generator.report.course import course_blocks
from generator.report.funnel import funnel_figure
from generator.report.outline import Outline, outline
from generator.report.page import Bullets, DataTable, Figure, More
from generator.report.questions import question_blocks
from generator.survey.variables import CHANGE_CATEGORIES, Category, Variable
from tests.report import releases

SINCE_INTERVIEW = tuple(
    Variable(
        "change", "mentor", "confidence", line, releases.EARLIER, releases.AFTER, line,
        (releases.EARLIER, releases.AFTER), (), (), CHANGE_CATEGORIES,
    )
    for line in (*map(str.lower, releases.DOMAINS), "total")
)  # fmt: skip
KNOWN = (*releases.variables(), *SINCE_INTERVIEW)


def open_flow(invited: int, both: int, one: int) -> Flow:
    return Flow("mentor", invited, (both, one, invited - both - one), exact=False)


def with_flow(group: ReleasedGroup, flow: Flow | Withheld) -> ReleasedGroup:
    return replace(group, flows={"mentor": flow})


def shared(*groups: ReleasedGroup, **changed: object) -> Outline:
    audience = "restricted" if any(
        isinstance(f, Flow) and f.exact for g in groups for f in g.flows.values()
    ) else "open"  # fmt: skip
    release = releases.release(groups, audience, known=KNOWN)
    return outline(releases.programme(), replace(release, **changed))  # type: ignore[arg-type]


GROUP = with_flow(releases.group(40, known=KNOWN), open_flow(60, 40, 10))


def steps(figure: Figure) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.headers[1], row.cells) for row in figure.tables[0].rows]


def test_open_steps_follow_from_released_tables() -> None:
    figure = funnel_figure(shared(GROUP), GROUP, ["mentor"])
    assert figure is not None
    assert figure.message == "67% of invited mentors answered both times"
    assert steps(figure) == [
        ("Answered at all", ("50 (83%)", "10 (17%)", "60")),
        ("Both times", ("40 (67%)", "20 (33%)", "60")),
        (
            "Both times, and all of confidence in giving feedback",
            ("40 (67%)", "20 (33%)", "60"),
        ),
    ]


def test_a_small_groups_steps_are_words_and_people() -> None:
    small = with_flow(releases.group(12, known=KNOWN), open_flow(20, 10, 5))
    figure = funnel_figure(shared(small), small, ["mentor"])
    assert figure is not None
    assert figure.message == "About 10 of about 20 invited mentors answered both times"
    assert "Numbers are people" in figure.method
    assert all("%" not in cell for _, cells in steps(figure) for cell in cells)


@pytest.mark.parametrize(
    ("both", "says"),
    [(0, "Few or none of about 20 invited mentors"), (20, "All or nearly all of about 20")],
)
def test_nobody_and_everybody_read_well(both: int, says: str) -> None:
    group = with_flow(releases.group(12, known=KNOWN), open_flow(20, both, 0))
    figure = funnel_figure(shared(group), group, ["mentor"])
    assert figure is not None
    assert figure.message.startswith(says)


def test_restricted_steps_are_the_forms_in_the_waves_order() -> None:
    flow = Flow("mentor", 6, (5, 0, 1), exact=True, before=5, after=5,
                returned={"first": 6, "unknown": 3})  # fmt: skip
    first = replace(KNOWN[0], from_=releases.EARLIER, instrument="first")
    group = with_flow(releases.group(5, "restricted", known=KNOWN), flow)
    figure = funnel_figure(shared(group, variables=(*KNOWN, first)), group, ["mentor"])
    assert figure is not None
    assert figure.message == "5 of 6 invited mentors answered both times"
    assert [(title, cells[0]) for title, cells in steps(figure)][:4] == [
        ("Before the interview", "6 (100%)"),
        ("Before the session", "5 (83%)"),
        ("After the session", "5 (83%)"),
        ("Both times", "5 (83%)"),
    ]


def test_withheld_participation_has_no_chart() -> None:
    group = with_flow(GROUP, Withheld(KNOWN[0]))
    assert funnel_figure(shared(group), group, ["mentor"]) is None


def test_rounding_never_gives_more_than_were_invited() -> None:
    """A parent's tables may have been moved apart by rounding."""
    group = with_flow(GROUP, open_flow(30, 30, 5))
    figure = funnel_figure(shared(group), group, ["mentor"])
    assert figure is not None
    for _, (reached, did_not, invited) in steps(figure):
        assert int(reached.split()[0]) + int(did_not.split()[0]) == int(invited) == 30


def only(blocks: list[object], kind: type) -> object:
    (found,) = [block for block in blocks if isinstance(block, kind)]
    return found


def test_the_course_has_a_line_for_each_earlier_time() -> None:
    figure = only(list(course_blocks(shared(GROUP), GROUP, "mentor")), Figure)
    assert isinstance(figure, Figure)
    assert [row.headers for row in figure.tables[0].rows] == [
        ("Confidence in giving feedback", "Since before the interview"),
        ("Confidence in giving feedback", "Since before the session"),
    ]
    bars = [bar for g in figure.drawing.panels[0].groups for bar in g.bars]
    for bar, row in zip(bars, figure.tables[0].rows, strict=True):
        assert bar.counts is not None
        assert [cell.split()[0] for cell in row.cells[:3]] == [str(c) for c in bar.counts[::-1]]


def test_there_is_no_course_without_a_second_comparison() -> None:
    without = {k: t for k, t in GROUP.tables.items() if k[3:] != (releases.EARLIER, releases.AFTER)}
    group = replace(GROUP, tables=without)
    assert not list(course_blocks(shared(group), group, "mentor"))
    assert not list(course_blocks(shared(GROUP), GROUP, "mentee"))


def test_a_withheld_line_of_the_course_says_so() -> None:
    tables = dict(GROUP.tables)
    key = ("mentor", "confidence", "total", releases.BEFORE, releases.AFTER)
    tables[key] = Withheld(tables[key].variable)
    group = replace(GROUP, tables=tables)
    figure = only(list(course_blocks(shared(group), group, "mentor")), Figure)
    assert isinstance(figure, Figure)
    assert [row.gap for row in figure.tables[0].rows] == [False, True]
    assert figure.tables[0].rows[1].cells == (WITHHELD_WORDING,)


def said(group: ReleasedGroup, **changed: object) -> list[str]:
    blocks = list(completeness_blocks(shared(group, **changed), group))
    bullets = only(list(blocks), Bullets)
    assert isinstance(bullets, Bullets)
    return ["".join(map(str, words)) for words in bullets.items]


def test_what_is_missing_is_counted_against_those_who_answered_both_times() -> None:
    tables = dict(GROUP.tables)
    key = ("mentor", "confidence", "time", releases.BEFORE, releases.AFTER)
    tables[key] = releases.released(tables[key].variable, (20, 5, 5), "open")
    group = replace(GROUP, tables=tables)
    more = only(list(completeness_blocks(shared(group), group)), More)
    assert isinstance(more, More)
    table = more.blocks[0]
    assert isinstance(table, DataTable)
    rows = {row.headers[1]: row.cells for row in table.rows}
    assert rows["Time"] == ("30", "10 (25%)", "40")
    assert rows["Clinical"] == ("40", "0 (0%)", "40")


def test_once_only_late_and_left_out_are_said() -> None:
    lines = said(GROUP, skipped=2, number=3, waiting=(GROUP.id,))
    assert (
        "About 2 in 10 invited mentors (17% of about 60) answered at one time only: "
        "no change can be worked out for them."
    ) in lines
    assert LATE in lines
    assert "2 rows with faults were left out before anything was counted." in lines
    assert "No late forms wait in this group." in said(GROUP, number=3)
    assert not any("late" in line for line in said(GROUP))


def test_a_measure_that_is_withheld_is_no_row_of_missing_answers() -> None:
    tables = {k: Withheld(t.variable) for k, t in GROUP.tables.items()}
    group = replace(GROUP, tables=tables)
    blocks = list(completeness_blocks(shared(group), group))
    assert not any(isinstance(block, More) for block in blocks)
    assert "No rows were left out." in said(group)


WAVE = next(v for v in KNOWN if v.kind == "wave" and v.domain == "technology")


def wave(*counts: int) -> Released:
    return Released(WAVE, sum(counts), counts, exact=False)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ([wave(5, 5, 30), wave(5, 5, 30)], "“very or extremely confident” in both areas"),
        ([wave(5, 5, 30), wave(10, 10, 10)], "“very or extremely confident” in 1 of 2 areas"),
        ([wave(30, 5, 5), wave(10, 10, 10)], "“not at all or slightly confident” in 1 of 2 areas"),
        ([wave(10, 10, 10), wave(10, 10, 10)], "Neither the highest nor the lowest answer"),
        ([Withheld(WAVE), Withheld(WAVE)], "Not shown on its own"),
        ([wave(0, 0, 0)], "Nobody answered"),
    ],
)
def test_a_chart_of_one_time_has_a_message(tables: list[Released | Withheld], says: str) -> None:
    assert says in messages.most_message(tables, "mentors", 10)


def test_a_chart_of_questions_has_a_message() -> None:
    def message(*counts: tuple[int, ...]) -> str:
        return messages.questions_message([(one, sum(one)) for one in counts], "mentors", 10)

    assert message((5, 5, 30), (30, 5, 5)).endswith("to both questions")
    assert message((5, 5, 30), (10, 10, 10)).endswith("1 of 2 questions")
    assert message((10, 10, 15)).startswith("No answer")
    assert message((0, 0, 40)) == "More than half of mentors gave the same answer"
    assert message((15, 0, 0, 10, 15), ()).startswith("No answer")


def test_a_chart_that_shows_every_code_counts_agreement_by_codes() -> None:
    """Low and lower together are more than half of people: not one answer that they gave."""
    codes = ("1", "2", "3", "4", "5")
    bands = tuple(
        Category(name, name, codes[a:b])
        for name, a, b in (("low", 0, 2), ("mid", 2, 3), ("high", 3, 5))
    )
    asked = replace(releases.question(), codes=codes, labels=codes, categories=bands)
    table = Released(asked, 5, (4, 0, 1), exact=True, code_counts=(2, 2, 0, 0, 1))
    group = replace(releases.group(5, "restricted", known=(asked,)), tables={asked.key: table})
    shared = outline(releases.programme(), releases.release((group,), "restricted", known=(asked,)))
    (figure,) = (b for b in question_blocks(shared, group, "mentee") if isinstance(b, Figure))
    assert figure.message == "No answer to a single question has more than half of mentees"
    agreed = replace(table, code_counts=(3, 1, 0, 0, 1))
    group = replace(group, tables={asked.key: agreed})
    (figure,) = (b for b in question_blocks(shared, group, "mentee") if isinstance(b, Figure))
    assert figure.message == "More than half of mentees gave the same answer"
