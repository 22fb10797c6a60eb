"""Where a programme stands: counts that add, steps that follow from them, one private page."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.monitoring.blockers import Blocker, Matched, blockers
from generator.monitoring.next_steps import Step, next_steps
from generator.monitoring.report import Report, as_json, figures, page, screen, when
from generator.monitoring.status import Line, by_form, standing
from generator.responses.return_log import LogRow, parse_return_log
from generator.responses.table import Block, Table
from tests.outcome import Screen, outcome
from tests.small_programme import small_programme

FORM = "mentor_before_interview"
TODAY = date(2027, 3, 10)
COHORTS = (
    Cohort("cardio", "Cardiology", "Trust", "North", {"mentor": 6, "mentee": 5}),
    Cohort("gastro", "Gastro <&> enterology", "Trust", "North", {"mentor": 4, "mentee": 4}),
)


def lines_of(shipped: Definitions, typed: dict[tuple[str, str], int], *log: LogRow) -> list[Line]:
    return list(standing(shipped.programme, shipped.instruments, COHORTS, typed, log))


def steps_of(shipped: Definitions, lines: list[Line], today: date = TODAY) -> list[tuple[str, str]]:
    found = next_steps(shipped.programme, lines, today)
    return [(step.what, step.by.isoformat() if step.by else "") for step in found]


log_rows = st.builds(
    LogRow,
    st.sampled_from(["cardio", "gastro"]),
    st.sampled_from(["mentor_before_interview", "mentee_after_session"]),
    issued=st.integers(0, 9),
    returned=st.integers(0, 9),
    spoiled=st.integers(0, 3),
)


@given(one=st.lists(log_rows, max_size=8), other=st.lists(log_rows, max_size=8))
def test_two_logs_together_are_their_sum(
    shipped: Definitions, one: list[LogRow], other: list[LogRow]
) -> None:
    first, second, both = (lines_of(shipped, {}, *log) for log in (one, other, [*one, *other]))
    for part, rest, whole in zip(first, second, both, strict=True):
        for name in ("issued", "returned", "spoiled"):
            assert getattr(whole, name) == getattr(part, name) + getattr(rest, name)


def test_a_form_too_many_in_one_cohort_hides_none_that_waits_in_another(
    shipped: Definitions,
) -> None:
    log = LogRow("cardio", FORM, issued=6, returned=6)
    lines = lines_of(shipped, {(FORM, "cardio"): 2, (FORM, "gastro"): 9}, log)
    assert figures(by_form(lines)[FORM], logged=True)[-3:] == ("0", "11", "4")


def test_counts_by_form_and_cohort(shipped: Definitions) -> None:
    log = [
        LogRow("cardio", FORM, issued=6, day=date(2027, 3, 1)),
        LogRow("cardio", FORM, returned=4, spoiled=1, day=date(2027, 3, 8)),
    ]
    (line,) = [
        line
        for line in lines_of(shipped, {(FORM, "cardio"): 2}, *log)
        if (line.form.id, line.cohort.id) == (FORM, "cardio")
    ]
    assert (line.invited, line.issued, line.returned, line.out) == (6, 6, 4, 2)
    assert (line.spoiled, line.typed, line.to_type) == (1, 2, 1)
    assert line.since == date(2027, 3, 1)
    assert not line.contradicts


@pytest.mark.parametrize(
    ("days", "words", "by"),
    [
        (0, "even those who have answered", 7),
        (7, "even those who have answered", 7),
        (8, "the second and last time", 14),
        (14, "the second and last time", 14),
        (15, "Close", None),
    ],
)
def test_reminders_on_day_7_and_14_and_no_more(
    shipped: Definitions, days: int, words: str, by: int | None
) -> None:
    since = TODAY - timedelta(days=days)
    log = LogRow("cardio", FORM, issued=6, returned=1, day=since)
    typed = {(FORM, "cardio"): 1}
    found = [s for s in steps_of(shipped, lines_of(shipped, typed, log)) if words in s[0]]
    expected = (since + timedelta(days=by)).isoformat() if by is not None else ""
    assert [when for _, when in found] == [expected]


def test_everything_back_asks_for_no_reminder(shipped: Definitions) -> None:
    log = LogRow("cardio", FORM, issued=6, returned=6, day=TODAY)
    found = steps_of(shipped, lines_of(shipped, {}, log))
    assert not [what for what, _ in found if "Remind" in what or "Close" in what]
    assert ("Type in the forms “Mentors: before the interview” that came back.", "") in found


def test_the_next_wave_is_handed_out_and_no_later_one(shipped: Definitions) -> None:
    typed = {(FORM, "cardio"): 6, (FORM, "gastro"): 4}
    found = steps_of(shipped, lines_of(shipped, typed))
    (what,) = (what for what, _ in found)
    assert what.startswith("Hand out “Mentors: after the interview” to everybody in the role.")


def handed_out(shipped: Definitions, *started: str) -> set[str]:
    """Return which forms are to be handed out in the first cohort, when some have been."""
    log = [LogRow("cardio", form, issued=5, day=TODAY) for form in started]
    found = next_steps(shipped.programme, lines_of(shipped, {}, *log), TODAY)
    return {
        one.what.split("“")[1].split("”")[0]
        for one in found
        if one.what.startswith("Hand out") and "cardio" in one.cohorts
    }


def test_forms_of_the_session_wait_until_the_interviews_are_over(shipped: Definitions) -> None:
    """Mentees are asked nothing around the interviews: their turn comes with the mentors'."""
    assert handed_out(shipped) == {"Mentors: before the interview"}
    interviews = (FORM, "mentor_after_interview")
    before = {"Mentors: before the session", "Mentees: before the session"}
    assert before <= handed_out(shipped, *interviews)
    # Where a cohort has gone on without the interviews, nobody waits for them.
    assert "Mentees: before the session" in handed_out(shipped, "mentor_before_session")


def test_the_timeline_says_what_is_on_and_what_begins_within_a_week(shipped: Definitions) -> None:
    start = date(2027, 1, 11)
    first = start + timedelta(weeks=4)

    def told(today: date) -> bool:
        found = next_steps(shipped.programme, lines_of(shipped, {}), today, start)
        return any(
            one.what.startswith("The draw, in front of") and not one.cohorts for one in found
        )

    assert "[" not in "".join(one.what for one in next_steps(shipped.programme, [], first, start))
    assert [told(first + timedelta(days=n)) for n in (-8, -7, 0, 6, 7)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_more_typed_in_than_came_back_is_told(shipped: Definitions) -> None:
    log = LogRow("cardio", FORM, issued=6, returned=2)
    found = steps_of(shipped, lines_of(shipped, {(FORM, "cardio"): 3}, log))
    assert any(what.startswith("Correct the return log") for what, _ in found)


def test_rows_that_cannot_be_read_are_not_said_to_be_missing() -> None:
    role = Matched("mentors", 0, 10, 5)
    nothing = list(blockers(0, 0, [role], answers=0, free_text=False, coded=False))
    assert [one.what for one in nothing] == ["There are no answers yet."]
    faulty = list(blockers(3, 0, [role], answers=0, free_text=False, coded=False))
    assert faulty[0].what.startswith("3 faults")
    assert faulty[1].what.startswith("No row of answers could be read")


def test_blockers_tell_from_how_many_people_on() -> None:
    role = Matched("mentors", 7, 10, 5)
    few = list(blockers(0, 0, [role], answers=20, free_text=False, coded=False))
    assert [one.what for one in few] == ["Fewer than 10 mentors answered before and after."]
    fewer = list(
        blockers(1, 2, [Matched("mentors", 4, 10, 5)], answers=9, free_text=True, coded=False)
    )
    assert [one.what for one in fewer] == [
        "1 fault in the definitions or the answers.",
        "Blank local names, contacts and dates in instruments/programme.yml: 2.",
        "Fewer than 5 mentors answered before and after.",
        "What people wrote has not been sorted into categories: there is no themes.csv.",
    ]
    enough = list(
        blockers(0, 0, [Matched("mentors", 10, 10, 5)], answers=9, free_text=True, coded=True)
    )
    assert enough == []


def test_the_page_is_sound_and_names_every_cohort(shipped: Definitions) -> None:
    log = LogRow("gastro", FORM, issued=4, day=date(2027, 2, 1))
    lines = tuple(lines_of(shipped, {}, log))
    steps = next_steps(shipped.programme, lines, TODAY)
    text = page(Report(shipped.programme, TODAY, lines, steps, ()))
    html5lib.HTMLParser(strict=True).parse(text)
    assert "Gastro &lt;&amp;&gt; enterology" in text
    assert text.count("<table>") == 3
    assert "<script" not in text


def test_a_screen_stays_a_screen(shipped: Definitions) -> None:
    many = tuple(
        Cohort(f"c{n}", f"Cohort {n}", "Trust", "North", {"mentor": 9, "mentee": 9})
        for n in range(400)
    )
    log = [LogRow(c.id, FORM, issued=9, day=TODAY) for c in many]
    lines = standing(shipped.programme, shipped.instruments, many, {}, log)
    report = Report(
        shipped.programme, TODAY, lines, next_steps(shipped.programme, lines, TODAY), ()
    )
    assert len(screen(report).splitlines()) < 40
    assert len(as_json(report)["forms"]) == 400 * len({line.form.id for line in lines})


def log_table(*cells: tuple[str, ...]) -> Table:
    header = ("date", "cohort", "instrument", "issued", "returned", "spoiled")
    return Table("log.csv", header, [Block(cells, range(2, 2 + len(cells)))])


def test_every_fault_of_a_return_log_is_named() -> None:
    table = log_table(
        ("2027-03-01", "cardio", "consent", "6", "", ""),
        ("31/02/2027", "cardi", "consnt", "six", "-1", "9999999"),
        ("02/03/2027", "cardio", "consent", "", "5", "0"),
    )
    read = outcome(parse_return_log, [table], ["cardio"], ["consent"])
    assert read.value == (
        LogRow("cardio", "consent", issued=6, day=date(2027, 3, 1)),
        LogRow("cardio", "consent", returned=5, day=date(2027, 3, 2)),
    )
    assert sorted((str(p.where), p.rule) for p in read.problems) == [
        ("log.csv:3:1", "wrong-type"),
        ("log.csv:3:2", "unknown-cohort"),
        ("log.csv:3:3", "unknown-form"),
        ("log.csv:3:4", "wrong-type"),
        ("log.csv:3:5", "wrong-type"),
        ("log.csv:3:6", "wrong-type"),
    ]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small programme whose answers are invented."""
    folder = small_programme(tmp_path / "p")
    assert main(["-C", str(folder), "simulate", "--cohorts", "2", "--pairs", "6", "--seed", "s",
                 "--output", "responses"]) == 0  # fmt: skip
    return folder


def status(home: Path, *more: str) -> int:
    return main(["-C", str(home), "status", *more])


def test_the_command(home: Path, capsys: Screen) -> None:
    capsys.readouterr()
    assert status(home, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["instrument"] for one in told["forms"]} >= {"mentor_before", "sign_up"}
    assert (home / "status.html").stat().st_mode & 0o077 == 0
    codes = {
        line.split(",")[0]
        for path in (home / "responses").rglob("mentor_before*.csv")
        for line in path.read_text("utf-8-sig").splitlines()[1:]
    }
    assert codes
    assert not any(code in (home / "status.html").read_text() for code in codes)


def test_a_fault_of_one_file_says_nothing_of_the_others(home: Path, capsys: Screen) -> None:
    responses = home / "responses"

    def typed() -> dict[str, int]:
        capsys.readouterr()
        assert status(home, "--json") == 0
        forms = json.loads(capsys.readouterr().out)["forms"]
        return {form["instrument"]: form["typed"] for form in forms}

    before = typed()
    assert before["mentee_after"] > 0
    (responses / "themes.csv").write_text("respondent,cohort,role,wave\n")
    assert typed() == before
    (changed,) = responses.rglob("mentee_after.csv")
    changed.write_text("respondent,cohort\n")
    assert typed() == before | {"mentee_after": 0}
    (responses / "q.sav").write_bytes(b"$FL2")
    assert status(home) == 0
    said = capsys.readouterr()
    assert "In the way of publication:\n- 2 faults in the definitions or the answers." in said.out
    assert "responses/q.sav:1:1: not-read: warning: " in said.err
    (responses / "cohorts.csv").write_text("cohort,titel\n")
    assert status(home) == 1
    assert "responses/cohorts.csv:1:1: missing-column: " in capsys.readouterr().err


def test_a_number_invited_that_nobody_gave_is_a_dash_and_never_nought(shipped: Definitions) -> None:
    known, unknown = Cohort("a", "A", "T", "N", {"mentor": 6}), Cohort("b", "B", "T", "N")
    for cohorts, shown in (([known], "6"), ([unknown], "–"), ([known, unknown], "–")):
        lines = standing(shipped.programme, shipped.instruments, cohorts, {(FORM, "b"): 9}, ())
        assert figures(by_form(lines)[FORM], logged=True)[0] == shown
    report = Report(shipped.programme, TODAY, lines, (), ())
    said = "A dash means that the number invited is not known."
    assert said in screen(report)
    assert said in page(report)
    assert [one["invited"] for one in as_json(report)["forms"][:2]] == [None, None]
    # Nobody knows that there are none: their forms are handed out all the same.
    found = next_steps(shipped.programme, lines, TODAY)
    assert any("Mentors: after the interview" in one.what and "b" in one.cohorts for one in found)


def test_more_answers_than_invitations_are_a_next_step(shipped: Definitions) -> None:
    found = steps_of(shipped, lines_of(shipped, {(FORM, "cardio"): 7}))
    assert found[0][0] == (
        "Correct cohorts.csv: more people answered “Mentors: before the interview” than it says "
        "were invited."
    )


def test_no_record_of_a_session_is_too_many(shipped: Definitions) -> None:
    ward = Cohort("a", "A", "T", "N", {"mentor": 6, "mentee": 6})
    typed = {("session_record", "a"): 3, ("mentor_before_session", "a"): 6}
    lines = standing(shipped.programme, shipped.instruments, [ward], typed, ())
    told = [one.what for one in next_steps(shipped.programme, lines, TODAY)]
    assert not [what for what in told if "Correct cohorts.csv" in what]


def steps_with(shipped: Definitions, start: date | None, today: date, *log: LogRow) -> list[Step]:
    return list(next_steps(shipped.programme, lines_of(shipped, {}, *log), today, start))


def test_a_form_is_handed_out_when_the_timeline_says(shipped: Definitions) -> None:
    roles = ("mentor", "mentee")
    log = [LogRow("cardio", f"{role}_after_session", issued=6, day=TODAY) for role in roles]
    start = date(2027, 1, 11)
    dated = [s for s in steps_with(shipped, start, TODAY, *log) if "3 months later" in s.what]
    assert [(s.since, s.by) for s in dated] == [(date(2027, 5, 17), date(2027, 6, 13))] * len(dated)
    assert dated
    assert when(dated[0], TODAY) == " From 17 May 2027 to 13 June 2027."
    (undated, *_) = [
        s for s in steps_with(shipped, None, TODAY, *log) if "3 months later" in s.what
    ]
    assert (undated.by, when(undated, TODAY)) == (None, " In the timeline: weeks 19 to 22.")


def test_the_timelines_steps_come_first_then_reminders_then_what_has_no_date(
    shipped: Definitions,
) -> None:
    log = [
        LogRow("cardio", "mentor_before_session", issued=6, returned=5, day=TODAY),
        LogRow("gastro", "mentor_before_session", issued=4, returned=4, day=TODAY),
    ]
    found = steps_with(shipped, date(2027, 1, 25), TODAY, *log)
    kinds = ["timeline" if s.since else "reminder" if s.by else "undated" for s in found]
    assert kinds == sorted(kinds, key=["timeline", "reminder", "undated"].index)
    assert set(kinds) == {"timeline", "reminder", "undated"}
    days = [s.by for s in found if s.since and s.by]
    assert days == sorted(days)
    (reminder,) = [s for s in found if s.by and not s.since]
    assert reminder.by is not None
    assert max(days) > reminder.by, "the reminder is due before the last of the timeline's steps"


def test_the_log_counts_what_is_set_aside_and_withdrawn(shipped: Definitions) -> None:
    header = ("cohort", "instrument", "issued", "returned", "set_aside", "withdrawn")
    rows = (("cardio", FORM, "6", "6", "", ""), ("cardio", FORM, "", "", "2", "1"))
    table = Table("log.csv", header, [Block(rows, range(2, 4))])
    log = outcome(parse_return_log, [table], ["cardio"], [FORM]).value
    assert log is not None
    lines = tuple(lines_of(shipped, {(FORM, "cardio"): 3}, *log))
    (line,) = [one for one in lines if (one.form.id, one.cohort.id) == (FORM, "cardio")]
    assert (line.to_type, line.contradicts) == (0, False)
    report = Report(shipped.programme, TODAY, lines, (), ())
    said = "Came back and not to be typed in: 2 set aside, 1 withdrawn."
    assert said in screen(report)
    assert said in page(report)
    assert {"set_aside": 2, "withdrawn": 1}.items() <= next(
        one.items() for one in as_json(report)["forms"] if one["issued"]
    )


def test_after_a_release_something_is_in_the_way_of_the_next_one_alone(
    shipped: Definitions,
) -> None:
    blocker = Blocker("1 fault.", "Correct it.")
    facts = {
        "release": 1,
        "invented": False,
        "new_tables": 0,
        "waiting": {},
        "gone": 0,
        "key": True,
        "refused": True,
    }
    for release, words in ((1, "the next release"), (0, "publication")):
        told = Report(shipped.programme, TODAY, (), (), (blocker,), facts | {"release": release})
        assert f"In the way of {words}:" in screen(told)
        assert f"<h2>What is in the way of {words}</h2>" in page(told)


def test_forms_of_a_day_to_come_are_not_out_yet(shipped: Definitions) -> None:
    """A pack logs every wave at once, each for its day."""
    log = [LogRow("cardio", FORM, issued=12, day=date(2027, 1, 11))]
    for today, issued in ((date(2027, 1, 10), 0), (date(2027, 1, 11), 12)):
        made = standing(shipped.programme, shipped.instruments, COHORTS, {}, log, today)
        (line,) = (one for one in made if one.form.id == FORM and one.cohort.id == "cardio")
        assert (line.issued, line.out) == (issued, issued)
    before = standing(shipped.programme, shipped.instruments, COHORTS, {}, log, date(2027, 1, 10))
    steps = next_steps(shipped.programme, before, date(2027, 1, 10))
    assert any("Hand out" in step.what and "cardio" in step.cohorts for step in steps)


def test_forms_without_a_day_ask_for_it(shipped: Definitions) -> None:
    log = [LogRow("cardio", FORM, issued=12)]
    lines = standing(shipped.programme, shipped.instruments, COHORTS, {}, log, date(2027, 1, 10))
    steps = next_steps(shipped.programme, lines, date(2027, 1, 10))
    assert any("on which day" in step.what and step.cohorts == ("cardio",) for step in steps)
