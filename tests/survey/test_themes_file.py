"""themes.csv and its code book: every fault at its place, and what the counts mean."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import numpy as np
import pytest

from generator.survey.answers import Answers
from generator.survey.problem import format_problem
from generator.survey.table import Block, Table
from generator.survey.theme_book import REQUIRED, parse_book
from generator.survey.theme_seed import SUGGESTED
from generator.survey.themes import CODE_BOOK_COLUMNS, Category
from generator.survey.themes_file import COLUMNS, Known, parse_themes
from generator.survey.writers import writers

BOOK = (
    Category("time", "Time"),
    Category("power", "Power"),
    Category("rank", "Rank", merged_into="power"),
)
MENTORS, MENTEES = ("mentor", "before"), ("mentee", "after")
KNOWN = Known(
    ["a", "b"],
    BOOK,
    wrote={MENTORS: np.array([5, 2]), MENTEES: np.array([0, 0])},
    answered={MENTORS: np.array([6, 2]), MENTEES: np.array([4, 4])},
)


def table(*rows: str, path: str = "themes.csv", header: tuple[str, ...] = COLUMNS) -> Table:
    cells = [row.split("|") for row in rows]
    return Table(path, header, [Block(cells, list(range(2, len(rows) + 2)))])


FAULTS = [
    ("c|mentor|before|time|1", "2:1: unknown-cohort: There is no cohort 'c'. Name one that cohorts.csv lists."),
    ("a|mentors|before|time|1", "2:2: unknown-role: No form with open questions is for the role 'mentors'. Use one of: mentee, mentor."),
    ("a|mentor|after|time|1", "2:3: unknown-wave: No form has open questions for the wave 'after' of this role. Use one of: before."),
    ("a|mentor|before|tme|1", "2:4: unknown-category: The code book has no category 'tme'. Did you mean 'time'?"),
    ("a|mentor|before|rank|1", "2:4: merged-category: 'rank' was merged into 'power'. Count the people who mentioned either under that category."),
    ("a|mentor|before|time|-1", "2:5: wrong-type: '-1' is not a number of people. Use a whole number from 0."),
    ("a|mentor|before|time|", "2:5: wrong-type: '' is not a number of people. Use a whole number from 0."),
    ("a|mentor|before|time|2.0", "2:5: wrong-type: '2.0' is not a number of people. Use a whole number from 0."),
    ("a|mentor|before|time|6", "2:5: too-many-people: 6 people, where 5 wrote anything. Count each person once, and only those of this cohort, role and wave."),
    ("a|mentor|before|time|7", "2:5: too-many-people: 7 people, where 6 answered. Count each person once, and only those of this cohort, role and wave."),
    ("a|mentee|after|time|1", "2:5: too-many-people: 1 people, where 0 wrote anything. Type the answers to its open questions in too: none is among the responses."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), FAULTS)
def test_a_fault_has_its_place_and_its_remedy(row: str, message: str) -> None:
    parsed = parse_themes([table(row)], KNOWN)
    assert [format_problem(problem) for problem in parsed.problems] == [f"themes.csv:{message}"]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    parsed = parse_themes([table("x|x|x|x|x")], KNOWN)
    assert [problem.rule for problem in parsed.problems] == [
        "unknown-cohort", "unknown-role", "unknown-category", "wrong-type",
    ]  # fmt: skip


def test_a_repeated_row_names_the_other_over_all_files() -> None:
    row = "a|mentor|before|time|1"
    parsed = parse_themes([table(row), table(row, path="x/themes.csv")], KNOWN)
    assert [format_problem(problem) for problem in parsed.problems] == [
        "x/themes.csv:2:4: duplicate-row: This cohort, role, wave and category stand there twice. The other stands at themes.csv:2:5: keep one."
    ]


def test_the_header_is_checked() -> None:
    header = ("cohort", "role", "wave", "categry", "people")
    parsed = parse_themes([table("a|mentor|before|time|1", header=header)], KNOWN)
    assert [problem.rule for problem in parsed.problems] == ["missing-column", "unknown-column"]


def test_what_has_a_row_was_coded_and_a_category_without_one_was_mentioned_by_nobody() -> None:
    parsed = parse_themes([table("a|mentor|before|power|3")], KNOWN)
    assert parsed.problems == ()
    assert parsed.value is not None
    assert [category.id for category in parsed.value.categories] == ["time", "power"]
    assert parsed.value.people[MENTORS].tolist() == [[0, 3], [0, 0]]
    assert parsed.value.coded[MENTORS].tolist() == [True, False]
    assert MENTEES not in parsed.value.people


def test_a_writer_counts_once_over_forms_and_a_sheet_without_code_by_itself() -> None:
    def form(name: str, codes: list[bytes], wrote: list[bool]) -> Answers:
        cohort = np.zeros(len(codes), dtype=np.int32)
        return Answers(name, np.array(codes, dtype="S32"), cohort, {}, {}, np.array(wrote))

    one = form("f", [b"A1", b"A2", b"UNLINKED-001"], [True, False, True])
    two = form("g", [b"A1", b"A2", b"UNLINKED-001"], [True, True, True])
    assert writers([one], 1).tolist() == [2]
    assert writers([one, two], 1).tolist() == [4]


BOOK_FAULTS = [
    (("Time|Time||||||",), "2:1: bad-category: 'Time' is no category id. Use 1 to 40 small letters, digits and _, beginning with a letter; 'uncodable' has its own meaning."),
    (("uncodable|No||||||",), "2:1: bad-category: 'uncodable' is no category id. Use 1 to 40 small letters, digits and _, beginning with a letter; 'uncodable' has its own meaning."),
    (("time|||||||",), "2:2: bad-title: The label is empty. Write 1 to 60 visible characters on one line."),
    (("time|A\u202eB||||||",), "2:2: bad-title: The label holds a character that cannot be seen. Write 1 to 60 visible characters on one line."),
    (("time|Time||||||", "time|Other||||||"), "3:1: duplicate-category: The category 'time' stands there twice. The other stands at themes_codebook.csv:2:1: keep one."),
    (("time|Time|||||1|tme",), "2:1: unknown-category: 'time' has 'tme' as merged_into, which is no other category. Did you mean 'time'?"),
    (("time|Time||||time||",), "2:1: unknown-category: 'time' has 'time' as parent, which is no other category. Did you mean 'time'?"),
    (("a|A|||||1|b", "b|B|||||1|c", "c|C||||||"), "2:1: merged-twice: 'a' was merged into 'b', which was merged itself. Name the category that is in use now."),
    (("time|Time|||||one two|",), "2:7: bad-version: 'one two' is no version. Use a number such as 1 or 1.1."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "message"), BOOK_FAULTS)
def test_a_fault_of_a_code_book(rows: tuple[str, ...], message: str) -> None:
    parsed = parse_book([table(*rows, path="themes_codebook.csv", header=CODE_BOOK_COLUMNS)])
    assert [format_problem(problem) for problem in parsed.problems] == [
        f"themes_codebook.csv:{message}"
    ]


def test_a_code_book_needs_ids_and_labels_only() -> None:
    parsed = parse_book([table("time|Not enough time", header=REQUIRED)])
    assert (parsed.value, parsed.problems) == ((Category("time", "Not enough time"),), ())


def test_the_suggestions_are_a_sound_code_book() -> None:
    rows = ["|".join(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in SUGGESTED]
    parsed = parse_book([table(*rows, header=CODE_BOOK_COLUMNS)])
    assert (parsed.value, parsed.problems) == (SUGGESTED, ())
    assert len(SUGGESTED) == 12
    assert all(one.definition and one.include and one.exclude for one in SUGGESTED)
