"""Reading preferences: every fault with its place, all at once, and nothing guessed."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import Workbook

from generator.definitions.problem import Problem, RefusedError, format_problem
from generator.files.tables import tables_of
from generator.pairing.draw import draw
from generator.pairing.preferences import MOST_PEOPLE, Preferences, parse_preferences
from generator.pairing.rules import DrawRules
from tests.outcome import outcome


def parsed(content: bytes, ending: str = ".csv") -> tuple[Preferences | None, list[Problem]]:
    tables = outcome(tables_of, content, f"p{ending}", ending)
    assert tables.value is not None
    found: list[Problem] = []
    try:
        return parse_preferences(tables.value, found), found
    except RefusedError as refused:
        return None, list(refused.problems)


def read(text: str) -> Preferences:
    value, found = parsed(text.encode())
    assert value is not None, found
    return value


def rules_of(text: str) -> list[str]:
    return [problem.rule for problem in parsed(text.encode())[1]]


def told(text: str) -> list[str]:
    value, found = parsed(text.encode())
    assert value is None
    return [format_problem(problem) for problem in found]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_good_file() -> None:
    found = read(
        "mentee;mentor;supervisor;willing\n P ; Zoe\u0308  X;;Yes\nQ;Zo\u00eb X;yes;n\n"
        "Q;Ann;no;TRUE\nP;Ann;;0\n"
    )
    assert found == Preferences(
        ("Ann", "Zo\u00eb X"),
        ("P", "Q"),
        frozenset({("Zo\u00eb X", "P"), ("Ann", "Q")}),
        frozenset({("Zo\u00eb X", "Q")}),
    )


def test_a_workbook_is_read_alike_and_its_formulas_are_faults() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["mentor", "mentee", "willing"], ["A", "P", "yes"], ["A", "Q", True]):
        sheet.append(row)
    value, _ = parsed(saved(book), ".xlsx")
    assert value is not None
    assert value.willing == {("A", "P"), ("A", "Q")}
    sheet["C2"] = "=1+1"
    _, found = parsed(saved(book), ".xlsx")
    assert [(str(p.where), p.rule) for p in found] == [("p.xlsx:Sheet!C2", "formula")]


def test_every_fault_is_told_at_once() -> None:
    assert told(
        "mentor,mentee,willing,supervisor\nA,P,maybe,no\n,Q,yes,perhaps\nB,P,,\nB,P\u0007,yes,no,x\n"
    ) == [
        (
            "p.csv:2:3: answer: 'maybe' is no answer. Write yes or no: no where the mentor left "
            "it empty."
        ),
        "p.csv:3:1: no-name: A name is missing. Write it on every row, on merged cells too.",
        (
            "p.csv:3:4: answer: 'perhaps' is no answer. Write yes or no: no where the mentor left "
            "it empty."
        ),
        (
            "p.csv:4:3: answer: The answer is missing. Write yes or no: no where the mentor left "
            "it empty."
        ),
        (
            "p.csv:5:2: odd-character: The name 'P<U+0007>' holds a character that cannot be seen. "
            "Delete it and type the name again."
        ),
        (
            "p.csv:5:5: ragged-row: This row has 5 cells, but the header has 4. Put text with a "
            "comma or a semicolon into quotation marks."
        ),
    ]


def test_faults_that_only_show_between_rows() -> None:
    found = told(
        "mentor,mentee,willing\nAnna,P,yes\nAnna,P,no\nAnnna,Q,yes\nP,anna,no\nANNA,Q,no\n"
    )
    assert any(": repeated-pair: Anna and P have a row already, at p.csv:2:1." in f for f in found)
    assert any(": both-sides: P is a mentor here and a mentee elsewhere." in f for f in found)
    assert any(": two-spellings: 'ANNA' and 'Anna' look like one mentor." in f for f in found)


def test_a_slip_in_a_name_shows_as_missing_rows_with_a_hint() -> None:
    assert told("mentor,mentee,willing\nAnna,P,yes\nAnna,Q,no\nAnnna,R,yes\n")[-1] == (
        "p.csv:4:1: no-row: Annna has no row for P, Q. Write a row for each, with willing no "
        "where the form says nothing. Did you mean 'Anna'?"
    )


@pytest.mark.parametrize(
    ("header", "rules"),
    [
        ("mentor,mentee,wiling", ["missing-column", "no-matrix", "unknown-column"]),
        ("mentor,mentee,willing,reason", ["unknown-column"]),
        ("mentor,mentee,willing,Mentor", ["duplicate-column"]),
    ],
)
def test_headers(header: str, rules: list[str]) -> None:
    assert sorted(rules_of(f"{header}\nA,P,yes,\n")) == rules


def test_an_empty_table_and_too_many_people() -> None:
    assert rules_of("mentor,mentee,willing\n") == ["no-rows"]
    crowd = "".join(f"M{n},P,yes\n" for n in range(MOST_PEOPLE + 1))
    assert rules_of(f"mentor,mentee,willing\n{crowd}") == ["too-many-people"]


# --- a matrix -----------------------------------------------------------------------------

LISTED = (
    "mentor,mentee,willing,supervisor\nAnn,Dr P,yes,\nAnn,Dr Q,no,no\nAnn,Dr R,yes,yes\n"
    'Ben,Dr P,no,yes\nBen,Dr Q,yes,\nBen,Dr R,yes,\n"Lee, C",Dr P,yes,\n"Lee, C",Dr Q,yes,yes\n'
    '"Lee, C",Dr R,no,\n'
)
MATRICES = {
    "as the template asks": (
        "mentor,Dr P,Dr Q,Dr R\nAnn,yes,no,own supervisor\n"
        'Ben,"no, own supervisor",yes,yes\n"Lee, C",yes,own supervisor,no\n'
    ),
    "as people type": (
        ";Dr  P;Dr R;Dr Q;;\n;;;;;\n# Example;yes;yes;yes;;\nLee, C;Y;n;Yes,  own Supervisor;;\n"
        " Ben;no, own supervisor;TRUE;1\nAnn;YES;Own  supervisor;0;;\n"
    ),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_and_a_list_with_the_same_content_give_the_same_draw(name: str) -> None:
    listed, matrix = read(LISTED), read(MATRICES[name])
    assert matrix == listed
    one, other = (draw(found, DrawRules(), "4 2 6") for found in (listed, matrix))
    assert one is not None
    assert one == other
    assert one.pairs


def test_names_with_a_comma_each_do_not_hide_the_semicolons() -> None:
    found = read("mentor;Lee, C;Ray, D\nDay, A;yes;no\n")
    assert found.mentees == ("Lee, C", "Ray, D")


def test_a_matrix_in_a_workbook_is_read_alike() -> None:
    book = Workbook()
    for row in csv.reader(MATRICES["as the template asks"].splitlines()):
        book.worksheets[0].append([True if cell == "yes" else cell for cell in row])
    assert parsed(saved(book), ".xlsx") == (read(LISTED), [])
    book.worksheets[0]["C2"], book.worksheets[0]["A3"] = "=1+1", "#REF!"
    book.worksheets[0]["D4"] = "perhaps"
    _, found = parsed(saved(book), ".xlsx")
    assert [(one.where.cell, one.rule) for one in found] == [
        ("C2", "formula"), ("A3", "error-cell"), ("D4", "answer"),
    ]  # fmt: skip


def test_every_fault_of_a_matrix_is_told_at_its_cell() -> None:
    answer = "Write yes, no or own supervisor: no where the mentor left it empty."
    assert told(
        "mentor,Dr P,Dr P,Dr\u0007,\nAnn,maybe,yes,,x\n,yes,no,no\nAnn,no,no,no\nDan\n"
    ) == [
        "p.csv:1:3: duplicate-column: 'Dr P' has a column already. Delete one of the two.",
        (
            "p.csv:1:4: odd-character: The name 'Dr<U+0007>' holds a character that cannot be "
            "seen. Delete it and type the name again."
        ),
        f"p.csv:2:2: answer: 'maybe' is no answer. {answer}",
        f"p.csv:2:4: answer: The answer is missing. {answer}",
        (
            "p.csv:2:5: unknown-column: There is a value in a column without a name. Give the "
            "column its name, or empty it."
        ),
        "p.csv:3:1: no-name: A name is missing. Write it on every row, on merged cells too.",
        "p.csv:4:1: repeated-row: 'Ann' has a row already, at p.csv:2:1. Delete one of the two.",
        f"p.csv:5:2: answer: The answer is missing. {answer}",
        f"p.csv:5:4: answer: The answer is missing. {answer}",
    ]


def test_names_of_a_matrix_that_may_be_one_persons() -> None:
    found = told("mentor,Dr P,DR P,Ann\nAnn,no,no,no\nAnn Lee,no,no,no\nann lee,no,no,no\n")
    assert [fault.split(": ")[:2] for fault in found] == [
        ["p.csv:1:3", "two-spellings"], ["p.csv:2:1", "both-sides"], ["p.csv:4:1", "two-spellings"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("mentor\nAnn\n", "no-name"), ("mentor,,\nAnn,,\n", "no-name"),
        ("mentor,Dr P\n", "no-rows"), ("mentor,Dr P\n# Ann,yes\n", "no-rows"),
        ("mentee,Ann,Ben\nDr P,yes,no\n", "missing-column"),
        ("mentor," + ",".join(f"D{n}" for n in range(MOST_PEOPLE + 1)) + "\nAnn"
         + ",no" * (MOST_PEOPLE + 1) + "\n", "too-many-people"),
        ("mentor,P\n" + "".join(f"M{n},no\n" for n in range(2 * MOST_PEOPLE)), "too-many-people"),
    ],
)  # fmt: skip
def test_matrices_that_say_nothing_or_too_much(text: str, rule: str) -> None:
    assert rule in rules_of(text)


def test_remarks_are_no_preferences_and_are_told() -> None:
    found = read(f"{LISTED}# Example: Mentor A,Consultant P,yes,no\n#Ann,Dr P,no,no\n# and so on\n")
    assert found == read(LISTED)
    assert (found.remarks, read(LISTED).remarks) == (2, 0)
