"""Coding workbooks broken in every way that a hurried person breaks them."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from generator.coding.units import Unit
from generator.coding.workbook import (
    HOW_TO_CODE,
    Coding,
    book_sheet,
    coding_sheet,
    guide_sheet,
    parse_coding,
    unlike,
)
from generator.definitions.problem import Problem, format_problem, tried
from generator.files.tables import tables_of
from generator.files.workbook_writer import workbook_bytes
from generator.responses.themes import Category
from tests.outcome import outcome

BOOK = (
    Category("time", "Not enough time"),
    Category("power", "Power"),
    Category("rank", "Rank", merged_into="power"),
)
HOSTILE = (
    "=1+1",
    "+44 20",
    "- a dash",
    "@all",
    '=HYPERLINK("x")',
    "Plain\nwith a line",
    "\x07bell",
)
UNITS = tuple(
    Unit(f"U{n:04}", "f", "mentor", "before", "What?", text) for n, text in enumerate(HOSTILE)
)
GIVEN = (["time"], ["power", "time"], ["uncodable"], ["power"], ["time"], ["time"], ["time"])


def made(units: tuple[Unit, ...] = UNITS, given: tuple[list[str], ...] = GIVEN) -> bytes:
    return workbook_bytes((coding_sheet(units, given), book_sheet(BOOK), guide_sheet(HOW_TO_CODE)))


def parsed(content: bytes, name: str = "a.xlsx") -> tuple[Any, list[Problem]]:
    tables = outcome(tables_of, content, name, ".xlsx")
    assert tables.problems == ()
    found: list[Problem] = []
    return tried(found, partial(parse_coding, tables.value or (), name)), found


def changed(change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(made()))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell(name: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["Coding"][name] = value

    return change


def test_a_sound_workbook_comes_back_as_it_went_out() -> None:
    found, problems = parsed(made())
    assert problems == []
    assert [sorted(one.codes) for one in found.units] == [sorted(codes) for codes in GIVEN]
    assert [one.unit.text for one in found.units] == [*HOSTILE[:-1], "bell"]
    assert found.book == BOOK
    assert found.codes == ("time", "power", "uncodable")


def test_no_text_becomes_a_formula_and_the_head_stays_in_sight() -> None:
    sheet = load_workbook(io.BytesIO(made()))["Coding"]
    texts = [sheet.cell(row, 6) for row in range(2, 9)]
    assert {one.data_type for one in texts} == {"s"}
    assert {one.number_format for one in texts} == {"@"}
    assert [one.quotePrefix for one in texts] == [True] * 5 + [False] * 2
    assert sheet.freeze_panes == "B2"
    lists = {str(one.sqref)[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists == dict.fromkeys("GHIJK", "'Code book'!$A$2:$A$81") | {"L": '"yes"'}


FAULTS = [
    (cell("G2", "tmie"), "G2: unknown-code: The code book has no 'tmie'. Did you mean 'time'?"),
    (cell("G2", "rank"), "G2: merged-category: 'rank' was merged into 'power'. Use that one."),
    (cell("L2", "yes"), "L2: coded-and-uncodable: The text has codes and is called uncodable. Keep one or the other."),
    (cell("L4", "perhaps"), "L4: unknown-code: 'perhaps' under 'uncodable'. Write yes, or leave it empty."),
    (cell("G2", None), "G2: not-coded: The text has no code. Give it a code, or write yes under 'uncodable'."),
    (cell("G2", "=A1"), "G2: formula: The cell holds a formula. Type the value itself: copy the cells, then paste them as values."),
    (cell("A3", "U0000"), "A3: duplicate-unit: The unit 'U0000' appears twice. The other is at a.xlsx:Coding!A2. Keep 1."),
    (cell("A3", None), "A3: missing-value: A row without the number of its unit. Take its number from the workbook as it came, or delete the row."),
    (cell("G1", "codes"), "A1: missing-column: Missing here: code 1. The sheet 'Coding' has unit, text, code 1, code 2, code 3, code 4, code 5, uncodable in its first row."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[m.split(":")[1] for _, m in FAULTS])
def test_a_fault_has_its_sheet_and_cell(change: Callable[[Workbook], None], message: str) -> None:
    found, problems = parsed(changed(change))
    assert f"a.xlsx:Coding!{message}" in [format_problem(problem) for problem in problems]
    assert found is None


def test_all_faults_are_told_at_once() -> None:
    def change(book: Workbook) -> None:
        for name, value in (("G2", "x"), ("A3", "U0000"), ("L5", "yes")):
            book["Coding"][name] = value
        book["Code book"]["B2"] = None

    assert sorted(problem.rule for problem in parsed(changed(change))[1]) == [
        "bad-title", "coded-and-uncodable", "duplicate-unit", "unknown-code",
    ]  # fmt: skip


def test_a_renamed_sheet_is_named() -> None:
    def change(book: Workbook) -> None:
        book["Coding"].title = "Sheet1"

    assert [format_problem(p) for p in parsed(changed(change))[1]] == [
        "a.xlsx:1:1: missing-sheet: There is no sheet 'Coding'. Its sheets are 'Sheet1', 'How to code'. Show it if it is hidden, and give it its name back."
    ]


def coding(content: bytes, name: str) -> Coding:
    found, _ = parsed(content, name)
    assert isinstance(found, Coding)
    return found


def test_workbooks_with_other_texts_are_not_compared() -> None:
    whole = coding(made(), "a.xlsx")
    swapped = (UNITS[1], *UNITS[2:])
    other = tuple(
        Unit(u.id, u.form, u.role, u.wave, u.question, "else") if u.id == "U0003" else u
        for u in swapped
    )
    part = coding(made(other, GIVEN[1:]), "b.xlsx")
    assert unlike(whole, whole) == ()
    assert [format_problem(problem) for problem in unlike(whole, part)] == [
        "b.xlsx:Coding!A1: missing-unit: The unit 'U0000' is missing here, and is at a.xlsx:Coding!A2. Copy its row from there, without the codes, and code it.",
        "b.xlsx:Coding!A4: changed-text: The text of 'U0003' is different at a.xlsx:Coding!A5. Were columns sorted apart? Put each text beside its own number again.",
    ]


def test_two_code_books_are_not_compared() -> None:
    def change(book: Workbook) -> None:
        book["Code book"].append(["new", "New"])

    found = unlike(coding(made(), "a.xlsx"), coding(changed(change), "b.xlsx"))
    assert [format_problem(problem) for problem in found] == [
        "a.xlsx:Code book!A1: other-code-book: The code 'new' is in use only in b.xlsx. Settle the code book together. Both code with the same one."
    ]
