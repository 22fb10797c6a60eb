"""Codes that never meet are named, and how many found a partner is always told."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.problem import Problem
from generator.responses.duplicates import people_of
from generator.responses.partners import LISTED, partners
from generator.responses.rows import Rows
from generator.responses.spelling import ONE_SIGN, SPELT, difference
from tests.responses.made import rows_of

PHRASES = {"before": "before the tea", "between": "between", "after": "after the tea"}
#: As codes on cards are drawn: no sign that is taken for another.
SIGNS = "ACDEFGHJKMNPQRTUVWXY23467Z9"
OTHERS = string.ascii_uppercase + string.digits
CODES = st.lists(st.text(SIGNS, min_size=8, max_size=8), unique=True, min_size=1, max_size=6)


def form(
    wave: str, people: list[tuple[str, int]], role: str = "mentor", linked: bool = True
) -> Rows:
    return rows_of(f"{role}_{wave}", people, role=role, wave=wave, linked=linked)


def held(*forms: Rows) -> tuple[list[Problem], tuple[str, ...]]:
    rows, found = {one.instrument: one for one in forms}, []
    notes = partners(people_of(rows), rows, PHRASES, found)
    return found, notes


def told(*forms: Rows) -> list[str]:
    return [f"{one.where} {one.rule} {one.fault}" for one in held(*forms)[0]]


def test_every_wave_says_how_many_found_a_partner_in_the_waves_order() -> None:
    before = form("before", [("K7RM", 0), ("P3XJ", 0), ("UNLINKED-001", 0)])
    after = form("after", [("K7RM", 0)])
    mentee = form("after", [("K7RM", 0)], role="mentee")
    sheet = form("after", [("1", 0), ("2", 0)], role="visitor", linked=False)
    assert held(after, before, mentee, sheet)[1] == (
        "Found again at another wave by survey code, mentee: 0 of 1 after the tea.",
        (
            "Found again at another wave by survey code, mentor: 1 of 2 before the tea, "
            "1 of 1 after the tea. 1 without a code, never joined."
        ),
    )
    assert told(before, after, mentee, sheet) == []


def test_each_kind_of_slip_is_named_with_both_places() -> None:
    before = form(
        "before", [(code, 0) for code in ("K7RM-4W08", "P3XJ9TCN", "ab12cd", "0012", "N0")]
    )
    after = form("after", [(code, 0) for code in ("K7RM4W08", "P3XJ9TCM", "AB12CD", "12", "NO")])
    pairs = (
        (2, "K7RM4W08", "K7RM-4W08", SPELT),
        (4, "AB12CD", "ab12cd", SPELT),
        (5, "12", "0012", SPELT),
        (6, "NO", "N0", SPELT),
        (3, "P3XJ9TCM", "P3XJ9TCN", ONE_SIGN),
    )
    assert told(before, after) == [
        f"mentor_after.csv:{line}:1 codes-alike '{later}' differs from '{earlier}' in "
        f"mentor_before.csv:{line}:1 {how}. They count as 2 people."
        for line, later, earlier, how in pairs
    ]


def test_a_code_that_is_written_in_three_ways_is_named_at_each_wave() -> None:
    codes = (("before", "K7RM4W08", 0), ("between", "k7rm4w08", 0), ("after", "K7RM4W0X", 0))
    assert len(told(*(form(wave, [(code, at)]) for wave, code, at in codes))) == 2
    moved = (*codes[:2], ("after", "K7RM4W08", 1))
    rules = [line.split()[1] for line in told(*(form(w, [(c, at)]) for w, c, at in moved))]
    assert rules == ["code-in-two-cohorts", "codes-alike"]


def test_whoever_has_a_partner_is_not_held_against_others() -> None:
    both = [("K7RM4W08", 0), ("K7RM4W09", 0)]
    assert told(form("before", both), form("after", both)) == []
    # Missing at one wave of three is enough: the change over that wave is lost.
    three = form("before", both[:1]), form("between", both[:1]), form("after", [("K7RM4W0X", 0)])
    assert len(told(*three)) == 1


def test_a_code_in_another_cohort_at_the_next_wave_is_named() -> None:
    before, after = form("before", [("K7RM", 0)]), form("after", [("K7RM", 1)])
    assert told(before, after) == [
        (
            "mentor_after.csv:2:1 code-in-two-cohorts 'K7RM' is in another cohort here than in "
            "mentor_before.csv:2:1. They count as 2 people."
        ),
    ]


def test_one_code_twice_at_one_wave_is_named_where_one_has_no_partner() -> None:
    before = form("before", [("K7RM4W08", 0)])
    after = form("after", [("K7RM4W08", 0), ("K7RM-4W08", 0)])
    assert len(told(before, after)) == 1
    assert told(form("after", [("K7RM", 0), ("k7rm", 0)])) != []
    assert told(form("after", [("K7RM", 0), ("k7rm", 1)])) == []  # other cohorts, other people


def test_numbered_codes_are_named_once_each_and_short_ones_not_at_all() -> None:
    before = form("before", [(f"KX{number}A", 0) for number in range(5)])
    after = form("after", [(f"KX{number}A", 0) for number in range(5, 8)])
    assert [line.split(" ")[2] for line in told(before, after)] == ["'KX5A'", "'KX6A'", "'KX7A'"]
    assert told(form("before", [("B01", 0)]), form("after", [("B02", 0)])) == []


def test_numbered_codes_of_people_with_a_partner_raise_no_alarm() -> None:
    people = [(f"MENTOR{number}", 0) for number in range(100, 130)]
    before, between = form("before", people[:25]), form("between", people)
    after = form("after", people[3:28])
    assert told(before, between, after) == []
    # Who is found nowhere else is still held against others like that.
    assert len(told(before, form("after", [*people[:24], ("MENTOR194", 0)]))) == 1


def test_a_long_list_is_cut_short() -> None:
    codes = [f"{one}{two}7{one}X9{two}" for one in "ACDEFGHJ" for two in "KMNPQRTUVW"]
    before = form("before", [(code, 0) for code in codes])
    after = form("after", [(code.lower(), 0) for code in codes])
    lines = told(before, after)
    assert len(lines) == LISTED + 1
    assert lines[-1].endswith("30 more like this from here on.")


@given(codes=CODES, data=st.data())
def test_any_slip_in_a_code_that_lost_its_partner_is_found(
    codes: list[str], data: st.DataObject
) -> None:
    code = codes[0]
    place = data.draw(st.integers(0, len(code) - 1))
    slip = data.draw(st.sampled_from([
        code.lower(),
        f"{code[:place]}-{code[place:]}",
        code[:place] + data.draw(st.sampled_from(OTHERS)) + code[place + 1 :],
        code[:place] + code[place + 1 :],
        code[: max(place - 1, 0)] + code[max(place - 1, 0) : place + 1][::-1] + code[place + 1 :],
    ]))  # fmt: skip
    before = form("before", [(one, 0) for one in codes])
    after = form("after", [(one, 0) for one in [slip, *codes[1:]]])
    if slip in codes:
        return
    (line,) = told(before, after)
    assert line.startswith(f"mentor_after.csv:2:1 codes-alike '{slip}' differs from '{code}'")
    assert difference(slip, code) in line


@given(CODES, CODES)
def test_counts_add_up(one: list[str], other: list[str]) -> None:
    (note,) = held(form("before", [(c, 0) for c in one]), form("after", [(c, 0) for c in other]))[1]
    both = len(set(one) & set(other))
    assert f"{both} of {len(one)} before the tea, {both} of {len(other)} after the tea." in note
