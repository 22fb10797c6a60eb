"""themes.csv and its code book: every fault at its place, and what the rows mean."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.problem import format_problem
from generator.responses.answers import among, answers_of, everybody
from generator.responses.table import Block, Table
from generator.responses.theme_book import REQUIRED, SUGGESTED, parse_book
from generator.responses.themes import CODE_BOOK_COLUMNS, Category, Themes
from generator.responses.themes_file import COLUMNS, LISTED, Known, parse_themes
from tests.outcome import outcome

BOOK = (
    Category("time", "Time"),
    Category("power", "Power"),
    Category("rank", "Rank", merged_into="power"),
)
MENTORS, MENTEES = ("mentor", "before"), ("mentee", "after")


def form(name: str, *people: tuple[int, str]) -> pd.DataFrame:
    """Return the answers to a form, of these people: cohort and code."""
    codes = np.array([code.encode() for _, code in people], dtype="S32")
    return answers_of(codes, np.array([cohort for cohort, _ in people], np.int32))


FORMS = [
    form("one", (0, "A1"), (0, "A2"), (1, "A1"), (0, "UNLINKED-001")),
    form("two", (0, "A2"), (1, "B1"), (1, "UNLINKED-001")),
]
KNOWN = Known(["a", "b"], BOOK, {MENTORS: FORMS, MENTEES: []})


def table(*rows: str, path: str = "themes.csv", header: tuple[str, ...] = COLUMNS) -> Table:
    cells = [row.split("|") for row in rows]
    return Table(path, header, [Block(cells, list(range(2, len(rows) + 2)))])


def messages(*tables: Table, known: Known = KNOWN) -> list[str]:
    return [format_problem(problem) for problem in outcome(parse_themes, tables, known).problems]


def themes(*rows: str) -> Themes:
    parsed = outcome(parse_themes, [table(*rows)], KNOWN)
    assert parsed.problems == ()
    assert parsed.value is not None
    return parsed.value


FAULTS = [
    ("A1|c|mentor|before|time", "2:2: unknown-cohort: There is no cohort 'c'. Name one that is in cohorts.csv."),
    ("A1|A|mentor|before|time", "2:2: unknown-cohort: There is no cohort 'A'. Did you mean 'a'?"),
    ("A1|a|mentors|before|time", "2:3: unknown-role: No form with open questions is for the role 'mentors'. Did you mean 'mentor'?"),
    ("A1|a|pair|before|time", "2:3: unknown-role: No form with open questions is for the role 'pair'. Use one of: mentee, mentor."),
    ("A1|a|mentor|after|time", "2:4: unknown-wave: No form has open questions for the wave 'after' of this role. Use one of: before."),
    ("A1|a|mentor|befor|time", "2:4: unknown-wave: No form has open questions for the wave 'befor' of this role. Did you mean 'before'?"),
    ("A1|a|mentor|before|tme", "2:5: unknown-category: The code book has no category 'tme' in use. Did you mean 'time'?"),
    ("A1|a|mentor|before|time culture", "2:5: unknown-category: The code book has no category 'culture' in use. Add it to themes_codebook.csv."),
    ("A1|a|mentor|before|rank", "2:5: unknown-category: The code book has no category 'rank' in use. It was merged: write 'power'."),
    ("A/1|a|mentor|before|time", "2:1: bad-respondent: 'A/1' is not a survey code. Type the form's code: 1 to 32 of the letters A to Z, a to z, 0 to 9, _ and -. A form without a readable code is UNLINKED-001, UNLINKED-002 and so on."),
    ("A1|a|mentor|before|time|power", "2:6: ragged-row: This row has 6 cells, but the header has 5. Put text with a comma or a semicolon into quotation marks."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), FAULTS)
def test_a_fault_has_its_place_and_its_remedy(row: str, message: str) -> None:
    assert messages(table(row)) == [f"themes.csv:{message}"]


def test_all_faults_are_told_at_once() -> None:
    rules = [p.rule for p in outcome(parse_themes, [table("x y|x|x|x|x z time")], KNOWN).problems]
    assert rules == [
        "bad-respondent", "unknown-cohort", "unknown-role", "unknown-category", "unknown-category",
    ]  # fmt: skip
    both = messages(table("A1|a|mentor|before|x"), table("A2|q|mentor|before|", path="b.csv"))
    assert [line.split(": ")[0] for line in both] == ["themes.csv:2:5", "b.csv:2:2"]


def test_a_repeated_row_names_the_other_over_all_files() -> None:
    row, other = "A1|a|mentor|before|time", "A1|a|mentor|before|"
    assert messages(table(row), table("A1|b|mentor|before|", other, path="x/themes.csv")) == [
        "x/themes.csv:3:1: duplicate-row: This person, role and wave appear twice. The other row: themes.csv:2:1. Keep 1 row, with everything the person mentioned."
    ]


def test_who_is_not_among_the_responses_is_told_and_not_counted() -> None:
    given = table("A9|a|mentor|before|time", "B1|a|mentor|before|", "A2|a|mentor|before|power")
    parsed = outcome(parse_themes, [given], KNOWN)
    assert [format_problem(problem) for problem in parsed.problems] == [
        f"themes.csv:{line}:1: left-over: warning: This person has returned no form of 'mentor' at 'before', and is not counted. If they have withdrawn, delete the row. If not, look at code, cohort, role and wave."
        for line in (2, 3)
    ]
    assert parsed.value is not None
    assert parsed.value.people[MENTORS]["respondent"].tolist() == ["A2"]
    assert parsed.value.people[MENTORS][["time", "power"]].to_numpy().tolist() == [[False, True]]
    faulty_answers = outcome(parse_themes, [given], replace(KNOWN, complete=False))
    assert faulty_answers.problems == ()
    assert faulty_answers.value is not None
    assert faulty_answers.value.people[MENTORS]["respondent"].tolist() == ["A2"]


def test_a_stage_of_left_over_rows_alone_is_not_coded() -> None:
    parsed = outcome(parse_themes, [table("A1|a|mentee|after|time")], KNOWN)
    assert [problem.severity for problem in parsed.problems] == ["warning"]
    assert parsed.value is not None
    assert parsed.value.people == {}


def test_a_file_of_other_responses_does_not_drown_the_screen() -> None:
    rows = [f"Z{number:03}|a|mentor|before|" for number in range(90)]
    found = messages(table(*rows))
    assert len(found) == LISTED + 1
    assert found[-1] == (
        "themes.csv:22:1: left-over: warning: 70 more like this from here on. Correct those above first."
    )
    twice = messages(table(*rows), table(*rows), known=replace(KNOWN, complete=False))
    assert len(twice) == LISTED + 1
    assert "70 more like this" in twice[-1]
    strange = messages(table(*[f"Z{number:03}|a|mentor|before|x" for number in range(90)]))
    assert len(strange) == 21


def test_the_header_is_checked() -> None:
    header = ("respondent", "cohort", "role", "wave", "categry")
    parsed = outcome(parse_themes, [table("A1|a|mentor|before|time", header=header)], KNOWN)
    assert [problem.rule for problem in parsed.problems] == ["missing-column", "unknown-column"]


def test_a_row_says_who_mentioned_what_and_an_empty_one_counts_too() -> None:
    found = themes(
        "A1|a|mentor|before|power time",
        "UNLINKED-001|a|mentor|before|time,power;time",
        "UNLINKED-001|b|mentor|before| ",
        "B1 |b|mentor| before| time ",
    )
    assert [category.id for category in found.categories] == ["time", "power"]
    people = found.people[MENTORS]
    assert people["cohort"].tolist() == [0, 0, 1, 1]
    assert people["respondent"].tolist() == ["A1", "UNLINKED-001", "UNLINKED-001", "B1"]
    assert people[["time", "power"]].to_numpy().tolist() == [
        [True, True],
        [True, True],
        [False, False],
        [True, False],
    ]
    assert MENTEES not in found.people


def test_empty_rows_and_files_without_rows_are_passed_over() -> None:
    assert themes().people == {}
    assert themes("||||", "A1|a|mentor|before|").people[MENTORS]["cohort"].tolist() == [0]


PEOPLE = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["A", "B", "UNLINKED-001", "C" * 32])), max_size=9
)


@given(PEOPLE, PEOPLE, PEOPLE)
def test_people_are_told_apart_as_by_hand(
    first: list[tuple[int, str]], second: list[tuple[int, str]], third: list[tuple[int, str]]
) -> None:
    forms = [form("f", *people) for people in (first, second, third)]
    rows = [*first, *second, *third]
    assert among(forms[0], forms[1:]).tolist() == [one in [*second, *third] for one in first]
    assert among(forms[0], []).tolist() == [False] * len(first)
    ids = ["c0", "c1", "c2"]
    assert everybody(forms, ids) == [(ids[place], code) for place, code in sorted(set(rows))]


BOOK_FAULTS = [
    (("Time|Time||||||",), "2:1: bad-category: 'Time' is not a category id. Use 1 to 40 small letters, digits and _, beginning with a letter; 'uncodable' has its own meaning."),
    (("uncodable|No||||||",), "2:1: bad-category: 'uncodable' is not a category id. Use 1 to 40 small letters, digits and _, beginning with a letter; 'uncodable' has its own meaning."),
    (("time|||||||",), "2:2: bad-title: The label is empty. Write 1 to 60 visible characters on 1 line."),
    (("time|A\u202eB||||||",), "2:2: bad-title: The label holds a character that cannot be seen. Write 1 to 60 visible characters on 1 line."),
    (("time|Time||||||", "time|Other||||||"), "3:1: duplicate-category: The category 'time' appears twice. The other is at themes_codebook.csv:2:1. Keep 1."),
    (("time|Time|||||1|tme",), "2:1: unknown-category: 'time' has 'tme' as merged_into, which is not another category in use. Name the id of another row."),
    (("time|Time||||time||",), "2:1: unknown-category: 'time' has 'time' as parent, which is not another category in use. Did you mean 'time'?"),
    (("a|A|||||1|b", "b|B|||||1|c", "c|C||||||"), "2:1: unknown-category: 'a' has 'b' as merged_into, which is not another category in use. Name the id of another row."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "message"), BOOK_FAULTS)
def test_a_fault_of_a_code_book(rows: tuple[str, ...], message: str) -> None:
    parsed = outcome(
        parse_book, [table(*rows, path="themes_codebook.csv", header=CODE_BOOK_COLUMNS)]
    )
    assert [format_problem(problem) for problem in parsed.problems] == [
        f"themes_codebook.csv:{message}"
    ]


def test_a_code_book_needs_ids_and_labels_only() -> None:
    parsed = outcome(parse_book, [table("time|Not enough time", header=REQUIRED)])
    assert (parsed.value, parsed.problems) == ((Category("time", "Not enough time"),), ())


def test_the_suggestions_are_a_sound_code_book() -> None:
    rows = ["|".join(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in SUGGESTED]
    parsed = outcome(parse_book, [table(*rows, header=CODE_BOOK_COLUMNS)])
    assert (parsed.value, parsed.problems) == (SUGGESTED, ())
    assert len(SUGGESTED) == 12
    assert all(one.definition and one.include and one.exclude for one in SUGGESTED)
