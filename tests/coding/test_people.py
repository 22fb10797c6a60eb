"""From codings to people: agreement counted by hand, and nobody counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.coding.agree import NOT_ESTIMABLE, compare, in_words, rows, settling_sheets
from generator.coding.coreq import checklist
from generator.coding.people import (
    PRIVATE,
    Held,
    Titles,
    context_page,
    key_faults,
    still_there,
    theme_rows,
    writers_of,
)
from generator.coding.units import KeyLine, Unit
from generator.coding.workbook import Coded, Coding
from generator.definitions.problem import SourceLine
from generator.responses.open_answers import OpenAnswer
from generator.responses.themes import Category

BOOK = (Category("time", "Time"), Category("power", "Power"), Category("never", "Never given"))
CODES = ("time", "power", "uncodable")


def coding(given: list[set[str]], name: str = "a.xlsx") -> Coding:
    units = tuple(
        Coded(
            Unit(f"U{n}", "f", "mentor", "before", "What?", f"Text <b>{n}</b>"),
            frozenset(codes),
            SourceLine(name),
        )
        for n, codes in enumerate(given)
    )
    return Coding(name, units, BOOK)


def line(number: int, respondent: str, cohort: str = "a", wave: str = "before") -> KeyLine:
    return KeyLine(f"U{number}", "f", "q", "mentor", wave, cohort, respondent)


def test_agreement_by_hand() -> None:
    first = coding([{"time"}, {"time", "power"}, {"uncodable"}, {"power"}])
    second = coding([{"time"}, {"time"}, {"uncodable"}, {"time"}])
    found = compare(first, second)
    assert (found.units, found.same) == (4, 2)
    by_code = {one.code: one for one in found.codes}
    assert by_code["time"].counts == (2, 0, 1, 1)
    assert by_code["time"].percent == 75
    assert by_code["time"].kappa == pytest.approx(0.5)  # (0.75 - 0.5) / (1 - 0.5)
    assert by_code["never"].kappa is None
    assert by_code["never"].alpha is None
    assert found.total.percent == pytest.approx(100 * 13 / 16)
    table = list(rows(found))
    assert table[3][:8] == ("never", "Never given", "4", "0", "0", "0", "4", "100.0")
    assert table[3][8:] == (NOT_ESTIMABLE,) * 4
    to_settle, *_ = settling_sheets(first, second, found)
    assert [row.cells[0] for row in to_settle.rows] == ["unit", "U1", "U3", "U0", "U2"]
    words = in_words(found)
    assert "Both gave exactly the same codes to 2 of 4 texts." in words
    assert "–: not estimable" in words


SET = st.sets(st.sampled_from(CODES))
#: So few that no interval is drawn, which takes long.
GIVEN = st.lists(SET, min_size=1, max_size=9)


@given(GIVEN, st.data())
def test_agreement_is_symmetric_and_looks_at_no_order(given: list[set[str]], data: Any) -> None:
    other = data.draw(st.lists(SET, min_size=len(given), max_size=len(given)))
    there, back = compare(coding(given), coding(other)), compare(coding(other), coding(given))
    assert there.total.kappa == pytest.approx(back.total.kappa)
    assert there.total.alpha == pytest.approx(back.total.alpha)
    assert (there.same, there.total.percent) == (back.same, back.total.percent)
    second = coding(other)
    shuffled = Coding(second.path, tuple(data.draw(st.permutations(second.units))), BOOK)
    assert compare(coding(given), shuffled) == there


def held(given: list[set[str]], key: list[KeyLine]) -> Held:
    return Held(coding(given), tuple(key), 0, 0)


BEFORE, AFTER = ("mentor", "before"), ("mentor", "after")


@given(GIVEN, st.data())
def test_everybody_who_returned_a_form_has_one_row(given: list[set[str]], data: Any) -> None:
    everybody = [("a", code) for code in ("A1", "A2", "A3", "UNLINKED-001")]
    who = [data.draw(st.sampled_from(everybody))[1] for _ in given]
    key = [line(number, code) for number, code in enumerate(who)]
    assert writers_of(key)[BEFORE] == len(set(who))
    header, *body = theme_rows(held(given, key), {BEFORE: everybody})
    assert header == ("respondent", "cohort", "role", "wave", "categories")
    assert [(row[1], row[0]) for row in body] == everybody
    for code, *_, categories in body:
        codes = {c for one, said in zip(who, given, strict=True) if one == code for c in said}
        assert categories.split() == [one for one in ("time", "power") if one in codes]


def test_a_person_counts_once_and_cohorts_and_waves_apart() -> None:
    given: list[set[str]] = [{"time"}, {"time"}, {"time", "power"}, {"uncodable"}, {"time"}]
    key = [
        line(0, "A1"),
        line(1, "A1"),
        line(2, "A2"),
        line(3, "A1", "b"),
        line(4, "A1", wave="after"),
    ]
    returned = {BEFORE: [("a", "A1"), ("a", "A2"), ("a", "A4"), ("b", "A1")], AFTER: [("a", "A1")]}
    assert theme_rows(held(given, key), returned)[1:] == [
        ("A1", "a", "mentor", "before", "time"),
        ("A2", "a", "mentor", "before", "time power"),
        ("A4", "a", "mentor", "before", ""),
        ("A1", "b", "mentor", "before", ""),
        ("A1", "a", "mentor", "after", "time"),
    ]


def test_who_came_after_the_units_were_made_has_no_row() -> None:
    key = [line(0, "A1"), line(1, "A2")]
    returned = {BEFORE: [("a", "A1"), ("a", "A2"), ("a", "A3"), ("b", "A3")], AFTER: [("a", "A1")]}
    given = held([{"time"}, {"power"}], key)
    there = {("a", "mentor", "before", code) for code in ("A1", "A2", "A3", "GONE")}
    assert theme_rows(given, returned, there)[1:] == [
        ("A1", "a", "mentor", "before", "time"),
        ("A2", "a", "mentor", "before", "power"),
        ("A3", "a", "mentor", "before", ""),
    ]
    assert len(theme_rows(given, returned)) == 6  # where it was not written down


def test_who_has_withdrawn_leaves_and_what_is_new_is_told() -> None:
    key = [line(0, "A1"), line(1, "A2")]
    now = [
        OpenAnswer("f", "q", "Words", "a", code, "mentor", "before", "What?")
        for code in ("A2", "A3")
    ]
    found = still_there(coding([{"time"}, {"power"}]), key, now)
    assert (found.gone, found.new) == (1, 1)
    assert [one.unit.id for one in found.coding.units] == ["U1"]
    assert theme_rows(found, {BEFORE: [("a", "A2")]})[1:] == [
        ("A2", "a", "mentor", "before", "power")
    ]


def test_a_key_of_other_units_is_refused() -> None:
    faults = list(
        key_faults(coding([{"time"}, {"time"}]), [line(1, "A1"), line(2, "A2")], "key.csv")
    )
    assert [problem.rule for problem in faults] == ["unknown-unit", "missing-unit"]


TITLES = Titles({"mentor": "Mentor"}, {"before": "Before", "after": "After"})


def test_the_private_page_escapes_every_word_and_names_no_code() -> None:
    key = [line(0, "SECRET1"), line(1, "SECRET2"), line(2, "SECRET1", wave="after")]
    page = context_page(coding([{"time"}, {"power"}, {"uncodable"}]), key, TITLES)
    assert PRIVATE in page
    assert "<b>" not in page
    assert page.count("Text &lt;b&gt;0&lt;/b&gt;") == 2  # by category, and by writer
    assert "SECRET" not in page
    assert "<script" not in page
    assert "Writer 2" in page
    assert "Writer 3" not in page
    for anchor in ("unit-U0", "category-time", "category-uncodable"):
        assert f'id="{anchor}"' in page
        assert f'href="#{anchor}"' in page


def test_coreq_has_32_items_and_says_what_to_write() -> None:
    key = [line(0, "A1"), line(1, "A2")]
    returned = {BEFORE: [("a", "A1"), ("a", "A2"), ("a", "A3")]}
    text = checklist(held([{"time"}, {"power"}], key), returned, TITLES, "1|")
    assert [part.count("\n| ") - 1 for part in text.split("\n## ")[1:]] == [8, 15, 9]
    lines = [row for row in text.splitlines() if row.startswith("| ") and row[2].isdigit()]
    assert [int(row.split("|")[1]) for row in lines] == list(range(1, 33))
    assert all(row.split("|")[3].strip() for row in lines)
    assert all(row.count("|") == 4 for row in lines)
    assert "2 written answers. Mentor, before: 2 of 3 who answered wrote anything." in text
    assert "10.1093/intqhc/mzm042" in text
