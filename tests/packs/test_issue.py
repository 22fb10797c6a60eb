"""What a pack writes into the return log: once, at the end, and nothing else changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.instrument import Instrument
from generator.definitions.rules import read_definitions as parsed
from generator.files.csv_file import read_csv
from generator.files.programme_folder import read_definitions
from generator.packs.contents import Share, shares
from generator.packs.issue import Issued, to_issue, with_issued
from generator.responses.return_log import LogRow, parse_return_log

ROOT = Path(__file__).parents[2]
ROW = Issued("ward-a", "form_one", 12, date(2027, 1, 11))
KNOWN = (("ward-a",), ("form_one", "form_two"))


def share(people: int, form: str = "form_one") -> Share:
    made = Instrument.model_construct(id=form, kind="linked", role="mentor", wave=None)
    return Share(made, people, 2)


def read(content: bytes) -> list[LogRow]:
    found: list = []
    rows = parse_return_log([read_csv(content, "log.csv", found)], *KNOWN, found)
    assert [one for one in found if one.severity == "error"] == []
    return list(rows)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_log_keeps_what_it_had(end: str, separator: str, finished: bool, mark: bytes) -> None:
    lines = ["instrument,issued,returned,cohort,date", "form_two,4,,ward-a,04/01/2027"]
    text = end.join(lines).replace(",", separator) + (end if finished else "")
    before = mark + text.encode()
    after = with_issued(before, "log.csv", [ROW])
    assert after.startswith(before)
    assert read(after) == [*read(before), LogRow("ward-a", "form_one", 12, day=ROW.day)]


@pytest.mark.parametrize(
    "before",
    [
        b"cohort,instrument,issued,returned\r\n# ward-a,form_one,1,\r\n",
        b"date,cohort,instrument,issued,returned,spoiled\r\n",
        b"cohort,instrument,issued,returned\r\nward-a,form_two,1,\r\n\r\n\r\n",
        "cohort,instrument,issued,returned\r\n# Siân,form_one,1,\r\n".encode("cp1252"),
    ],
)
def test_logs_as_spreadsheets_leave_them(before: bytes) -> None:
    after = with_issued(before, "log.csv", [ROW])
    assert after.startswith(before)
    assert [(row.instrument, row.issued) for row in read(after)][-1] == ("form_one", 12)


def test_a_new_log_opens_in_a_spreadsheet() -> None:
    made = with_issued(None, "log.csv", [ROW])
    assert made.startswith(b"\xef\xbb\xbfdate,cohort,instrument,issued,returned,spoiled\r\n")
    assert read(made) == [LogRow("ward-a", "form_one", 12, day=ROW.day)]


@given(
    st.lists(st.integers(0, 40), max_size=5),
    st.integers(0, 60),
    st.lists(st.sampled_from(["ward-a", "ward-b"]), min_size=5, max_size=5),
)
def test_what_is_issued_comes_up_to_the_people_and_never_over(before, people, cohorts) -> None:
    log = [LogRow(c, "form_one", issued=n) for c, n in zip(cohorts, before, strict=False)]
    rows = to_issue("ward-a", [share(people)], log)
    there = sum(row.issued for row in log if row.cohort == "ward-a")
    assert there + sum(row.number for row in rows) == max(there, people)
    again = [*log, *(LogRow("ward-a", row.form, issued=row.number) for row in rows)]
    assert to_issue("ward-a", [share(people)], again) == ()


def test_what_follows_a_session_has_no_day_before_the_sessions_are_over() -> None:
    """Pairs meet in weeks 6 to 9: only what comes before can be handed out on a known day."""
    known = parsed(read_definitions(ROOT, []), [])
    people = {"mentor": 6, "mentee": 5}
    found = shares(known.programme, known.instruments, people, date(2027, 1, 11))
    days = {one.form.id: one.day for one in found}
    assert days["mentor_before_session"] == date(2027, 2, 15)
    assert days["session_record"] is days["mentor_after_session"] is None
    assert days["mentor_after_interview"] == date(2027, 1, 11)
    assert days["follow_up_mentor"] == date(2027, 5, 17)
