"""Calendar files, read by a reader of our own: RFC 5545 as far as all-day events need it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.definitions.load import Definitions
from generator.definitions.programme import Programme
from generator.definitions.timeline import dates
from generator.monitoring.calendar import Event, calendar, calendars, escaped, folded
from tests.outcome import Screen

ROOT = Path(__file__).parents[2]
START = date(2027, 1, 11)
STAMP = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def programme(shipped: Definitions) -> Programme:
    return shipped.programme


def run(out: Path, *more: str, start: str = "2027-01-11") -> int:
    return main(["-C", str(ROOT), "timeline", "--start", start, "--output", str(out), *more])


def events_of(text: str) -> list[dict[str, str]]:
    """Unfold, split and unescape; every line must end with CRLF and hold 75 octets at most."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("END",):
            assert name not in events[-1]
            events[-1][name] = re.sub(
                r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value, flags=re.S
            )
    return events


def test_every_step_is_in_the_organisers_calendar_on_its_days(programme: Programme) -> None:
    events = events_of(calendars(programme, START, STAMP)["organiser"])
    kept = [one for one in programme.retention if one.until]
    assert len(events) == len(programme.timeline) + len(kept)
    (draw,) = [event for event in events if "The draw" in event["SUMMARY"]]
    assert draw["DTSTART;VALUE=DATE"] == "20270208"  # the Monday of week 5
    assert draw["DTEND;VALUE=DATE"] == "20270215"
    assert draw["DTSTAMP"] == "20261201T093000Z"
    assert draw["CLASS"] == "PRIVATE"
    (approval,) = [event for event in events if "The sponsor agrees" in event["SUMMARY"]]
    assert approval["DTSTART;VALUE=DATE"] == "20261116"  # 8 weeks before
    (notes,) = [event for event in events if "Notes of the group interview" in event["SUMMARY"]]
    until = next(one.until for one in kept if one.id == "interview_notes")
    assert until is not None
    assert notes["DTSTART;VALUE=DATE"] == f"{until:%Y%m%d}"
    assert len({event["UID"] for event in events}) == len(events)


def test_each_role_has_its_own_steps_and_no_others(programme: Programme) -> None:
    made = calendars(programme, START, STAMP)
    assert set(made) == {"organiser", "mentor", "mentee"}
    mentees = "\n".join(event["SUMMARY"] for event in events_of(made["mentee"]))
    assert "willing to mentor" not in mentees
    assert "Pairs meet once" in mentees
    assert "](" not in "".join(made.values())


def test_another_run_moves_events_and_keeps_their_names(programme: Programme) -> None:
    one = events_of(calendars(programme, START, STAMP)["mentor"])
    other = events_of(calendars(programme, START + timedelta(7), STAMP)["mentor"])
    assert [event["UID"] for event in one] == [event["UID"] for event in other]
    days = [event["DTSTART;VALUE=DATE"] for event in one]
    assert days != [event["DTSTART;VALUE=DATE"] for event in other]


def test_weeks_before_and_after_lie_beside_each_other(programme: Programme) -> None:
    for step in programme.timeline:
        first, after = dates(step, START)
        assert (first - START).days % 7 == 0
        assert (after - first).days % 7 == 0
        assert first < after


@given(text=st.text(max_size=200), details=st.text(max_size=200))
def test_no_text_breaks_out_of_its_line(programme: Programme, text: str, details: str) -> None:
    event = Event("a", START, START + timedelta(1), text, details)
    (found,) = events_of(calendar(programme, "organiser", [event], STAMP))
    assert found["DTSTART;VALUE=DATE"] == "20270111"
    assert set(found) <= {
        "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION",
        "CLASS", "TRANSP",
    }  # fmt: skip


@given(line=st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_folding_loses_nothing_and_cuts_no_letter(line: str) -> None:
    parts = folded(line).split("\r\n ")
    assert "".join(parts) == line
    assert all(len(part.encode()) <= 74 for part in parts[1:])
    assert len(parts[0].encode()) <= 75


def test_a_value_cannot_open_an_event() -> None:
    assert escaped("a\r\nBEGIN:VEVENT\x00") == "a\\nBEGIN:VEVENT"


def test_the_command_writes_calendars(tmp_path: Path, capsys: Screen) -> None:
    out = tmp_path / "dates"
    assert run(out) == 0
    assert {path.name for path in out.iterdir()} == {"mentee.ics", "mentor.ics", "organiser.ics"}
    assert "3 calendars" in capsys.readouterr().out
    assert events_of((out / "mentee.ics").read_bytes().decode())


@pytest.mark.parametrize("start", ["11/01/2027", "2027-02-30", "0001-01-01", "soon"])
def test_a_start_that_is_no_date_is_wrong_usage(start: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["timeline", "--start", start])
    assert stopped.value.code == 2


@pytest.mark.parametrize("start", ["2027-01-09", "2027-01-10", "2027-01-12"])
def test_week_1_begins_on_a_monday(start: str, tmp_path: Path, capsys: Screen) -> None:
    assert run(tmp_path / "dates", start=start) == 1
    err = capsys.readouterr().err
    assert "and week 1 begins on a Monday. Take 2027-01-" in err
    assert "2027-01-11" in err
    assert not (tmp_path / "dates").exists()
    page = str(tmp_path / "status.html")
    assert main(["-C", str(ROOT), "status", "--start", start, "--output", page]) == 1


@pytest.mark.parametrize("start", ["2027-03-29", "2027-05-03", "2027-08-30", "2027-12-27"])
def test_a_bank_holiday_is_warned_of(start: str, tmp_path: Path, capsys: Screen) -> None:
    assert run(tmp_path / "dates", start=start) == 0
    assert f"{start} is a bank holiday in England" in capsys.readouterr().err


def test_what_is_destroyed_before_the_end_is_warned_of(tmp_path: Path, capsys: Screen) -> None:
    assert run(tmp_path / "dates", start="2034-01-09") == 0
    err = capsys.readouterr().err
    assert (
        "kept-too-short: warning: The last day to keep 'consent_forms' is 2034-05-31, and the"
        in err
    )


def test_only_calendars_of_ours_are_replaced(tmp_path: Path, capsys: Screen) -> None:
    out = tmp_path / "dates"
    assert run(out) == 0
    (out / "mentor.ics").write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//mine//\r\n")
    before = (out / "organiser.ics").read_bytes()
    capsys.readouterr()
    assert run(out, start="2027-01-18") == 1
    assert "mentor.ics:1:1: file-in-use: The program did not write" in capsys.readouterr().err
    assert (out / "organiser.ics").read_bytes() == before
    assert run(out, "--force", start="2027-01-18") == 0
    assert run(out) == 0


def test_what_is_not_given_yet_is_in_no_calendar(programme: Programme) -> None:
    blank = tuple(one.model_copy(update={"name": "", "phone": ""}) for one in programme.contacts)
    asks = programme.timeline[0].model_copy(
        update={"what": "Ask {{ contact.sponsor.name }}: {{ contact.sponsor.phone }}"}
    )
    changed = programme.model_copy(
        update={"contacts": blank, "timeline": (asks, *programme.timeline[1:])}
    )
    for text in calendars(changed, START, STAMP).values():
        whole = text.replace("\r\n ", "")
        assert "not given yet" not in whole
        assert "Questions:" not in whole
    assert "Ask Sponsor:" in calendars(changed, START, STAMP)["organiser"].replace("\r\n ", "")
