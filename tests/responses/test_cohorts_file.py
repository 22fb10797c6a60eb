"""cohorts.csv: merged over files, held to what pages can show."""

from __future__ import annotations

import pytest

from generator.definitions.cohort import Cohort
from generator.definitions.problem import format_problem
from generator.responses.cohorts import parse_cohorts
from generator.responses.table import Block, Table
from tests.outcome import Outcome, outcome

HEADER = (
    "cohort",
    "title",
    "organisation",
    "region",
    "invited_mentors",
    "invited_mentees",
    "invented",
)


def table(*rows: str, path: str = "cohorts.csv", header: tuple[str, ...] = HEADER) -> Table:
    cells = [row.split("|") for row in rows]
    return Table(path, header, [Block(cells, list(range(2, len(rows) + 2)))])


def parse(tables: list[Table]) -> Outcome[tuple[Cohort, ...]]:
    return outcome(parse_cohorts, tables, ("mentor", "mentee", "observer"))


GOOD = "a-1|First|Trust A|North|6|5|yes"


def test_cohorts_of_several_files_are_merged_in_id_order() -> None:
    parsed = parse(
        [table("b-1|Second|Trust A|North|0|4|"), table(GOOD, GOOD, path="x/cohorts.csv")]
    )
    assert parsed.problems == ()
    assert parsed.value == (
        Cohort("a-1", "First", "Trust A", "North", {"mentor": 6, "mentee": 5}, invented=True),
        Cohort("b-1", "Second", "Trust A", "North", {"mentor": 0, "mentee": 4}),
    )


CLASHES = [
    ("a-1|Another|Trust A|North|6|5|yes", "2:1: cohort-two-meanings: 'a-1'"),
    ("A-1|First|Trust A|North|6|5|yes", "2:1: cohort-two-meanings: 'A-1'"),
    ("a-2|Two|Trust A|South|6|5|", "2:3: organisation-two-meanings: 'Trust A'"),
    ("a-2|Two|TRUST  A|North|6|5|", "2:3: two-spellings: 'TRUST  A'"),
    ("a-2|Two|Trust B|north|6|5|", "2:4: two-spellings: 'north'"),
]


@pytest.mark.parametrize(("row", "line"), CLASHES)
def test_an_id_with_two_meanings(row: str, line: str) -> None:
    (problem,) = parse([table(GOOD), table(row, path="b.csv")]).problems
    assert format_problem(problem) == (
        f"b.csv:{line} has 2 meanings, or is written in 2 ways. The other is at cohorts.csv:2:1: "
        "make them the same, or give each its own."
    )


CELLS = [
    ("a 1|T|O|R|1|1|", 1, "bad-cohort"),
    ("../x|T|O|R|1|1|", 1, "bad-cohort"),
    ("a-1||O|R|1|1|", 2, "bad-title"),
    (f"a-1|{'x' * 121}|O|R|1|1|", 2, "bad-title"),
    ("a-1|T\u202eO|O|R|1|1|", 2, "bad-title"),
    ("a-1|\u200b|O|R|1|1|", 2, "bad-title"),
    ("a-1|T|O\nP|R|1|1|", 3, "bad-title"),
    ("a-1|T|O|R|-1|1|", 5, "wrong-type"),
    ("a-1|T|O|R|1|2.5|", 6, "wrong-type"),
    ("a-1|T|O|R|1|many|", 6, "wrong-type"),
    ("a-1|T|O|R|1|100001|", 6, "wrong-type"),
    ("a-1|T|O|R|\u0661|1|", 5, "wrong-type"),
    ("a-1|T|O|R|1|1|Yes", 7, "unknown-code"),
]


@pytest.mark.parametrize(("row", "column", "rule"), CELLS)
def test_a_bad_cell(row: str, column: int, rule: str) -> None:
    parsed = parse([table(GOOD.replace("a-1", "z-1"), row)])
    assert [(one.where.line, one.where.column, one.rule) for one in parsed.problems] == [
        (3, column, rule)
    ]
    known = {"a-1"} if rule != "bad-cohort" else set()
    assert {cohort.id for cohort in parsed.value or ()} == {"z-1", *known}


def test_faults_of_the_header() -> None:
    header = (*HEADER[:3], "area", "invited_mentrs", *HEADER[5:])
    parsed = parse([table(GOOD, header=header)])
    assert [format_problem(one) for one in parsed.problems] == [
        (
            "cohorts.csv:1:1: missing-column: Missing here: region. cohorts.csv has cohort, title, "
            "organisation, region in its first row."
        ),
        "cohorts.csv:1:4: unknown-column: cohorts.csv has no column 'area'. Delete the column.",
        (
            "cohorts.csv:1:5: unknown-column: cohorts.csv has no column 'invited_mentrs'. "
            "Did you mean 'invited_mentors'?"
        ),
    ]


def test_a_number_that_nobody_gave_is_not_known_and_not_nought() -> None:
    header = ("cohort", "title", "organisation", "region", "invited_observer", "invited_mentees")
    parsed = parse([table("a-1|First|Trust A|North||0", header=header)])
    assert parsed.problems == ()
    (cohort,) = parsed.value or ()
    assert [cohort.invited(role) for role in ("observer", "mentee", "mentor")] == [None, 0, None]


def test_every_role_has_its_column() -> None:
    header = (*HEADER[:4], "invited_observer")
    parsed = parse([table("a-1|First|Trust A|North|7", header=header)])
    assert parsed.problems == ()
    (cohort,) = parsed.value or ()
    assert cohort.given == {"observer": 7}
    assert str(cohort.places["observer"]) == "cohorts.csv:2:5"
