"""Cells become codes exactly, or they are named: never a guess."""

from __future__ import annotations

import pytest

from generator.definitions.codebook import Column
from generator.exchange.answers import BARE, UNKNOWN, Habits, reader_of, ticked
from generator.exchange.several import joined, together
from generator.exchange.tool import TOOLS, tool_of
from generator.exchange.wording import Asked

SCALE = {"1": ("Not sure", "Ddim yn siŵr"), "2": ("Sure", "Siŵr"), "9": ("Does not apply",)}
ONE = Asked(Column("a", "a", "code", "", tuple(SCALE)), "plain", ("How sure?",), labels=SCALE)
SENT = "2026-05-11 10:09:01"
WORDS = {"yes": ("Yes",), "no": ("No",)}
WORDED = Asked(Column("w", "w", "code", "", ("yes", "no")), "plain", ("?",), labels=WORDS)
NUMBER = Asked(Column("n", "n", "number", "", minimum=0, maximum=600), "plain", ("?",))
TEXT = Asked(Column("t", "t", "text", ""), "plain", ("?",))


@pytest.mark.parametrize(
    ("asked", "tool", "cell", "code"),
    [
        (ONE, "msforms", "Not sure", "1"),
        (ONE, "msforms", "  NOT   sure. ".strip(), "1"),
        (ONE, "msforms", "ddim yn siŵr", "1"),
        (ONE, "msforms", "1 – Not sure", "1"),
        (ONE, "msforms", "2 – Not sure", UNKNOWN),
        (ONE, "msforms", "Not sur", UNKNOWN),
        (ONE, "msforms", "1", BARE),
        (ONE, "msforms", "3", UNKNOWN),
        (ONE, "msforms", "", ""),
        (ONE, "msforms", "-99", UNKNOWN),
        (ONE, "qualtrics", "-99", ""),
        (ONE, "redcap", "-99", "-99"),
        (ONE, "redcap", "Unreadable", "-99"),
        (ONE, "limesurvey", "N/A", ""),
        (ONE, "limesurvey", "-oth-", UNKNOWN),
        (ONE, "sdaps", "NA", ""),
        (NUMBER, "sdaps", "0", UNKNOWN),
        (NUMBER, "sdaps", "1", UNKNOWN),
        (NUMBER, "sdaps", "10", "10"),
        (TEXT, "sdaps", "0", ""),
        (TEXT, "sdaps", "1", UNKNOWN),
        (TEXT, "quexf", "1", "1"),
        (WORDED, "table", "yes", "yes"),
        (WORDED, "table", "1", UNKNOWN),
        (NUMBER, "limesurvey", "12.0000000000", "12"),
        (NUMBER, "table", "12.5", UNKNOWN),
        (NUMBER, "table", "12 minutes", UNKNOWN),
        (NUMBER, "table", "-97", UNKNOWN),
        (NUMBER, "redcap", "Not applicable", "-97"),
        (TEXT, "limesurvey", "N/A", "N/A"),
        (TEXT, "redcap", "Unreadable", "Unreadable"),
        (TEXT, "table", "-97", UNKNOWN),
        (TEXT, "qualtrics", "-99", ""),
    ],
)
def test_one_cell(asked: Asked, tool: str, cell: str, code: str) -> None:
    assert reader_of(asked, Habits(TOOLS[tool]))(cell) == code


def test_a_label_of_2_codes_and_a_label_that_looks_like_another_code_are_unknown() -> None:
    same = {"1": ("Often",), "2": ("Often",), "3": ("1",)}
    asked = Asked(Column("a", "a", "code", "", tuple(same)), "plain", ("?",), labels=same)
    read = reader_of(asked, Habits(TOOLS["table"], numbers=True))
    assert [read("Often"), read("1"), read("2")] == [UNKNOWN, UNKNOWN, "2"]


def boxes(labels: dict[str, str]) -> list[Asked]:
    options = {code: (label,) for code, label in labels.items()}
    return [
        Asked(Column(f"d___{code}", "d", "code", ""), "option", ("?",), (label,), {}, options)
        for code, label in labels.items()
    ]


DRINKS = boxes({"tea": "Tea", "both": "Tea, milk", "milk": "Milk", "7": "7up"})


@pytest.mark.parametrize(
    ("tool", "cell", "ticks"),
    [
        ("msforms", "Tea;Milk;", "1010"),
        ("msforms", "Tea, milk;7up;", "0101"),
        ("msforms", "Tea;Gin;", "????"),
        ("google", "Tea, 7up", "1001"),
        ("google", "Tea, milk", "????"),  # 2 ways to cut it
        ("kobo", "tea milk", "1010"),
        ("qualtrics", "7", "####"),
        ("qualtrics", "", None),
    ],
)
def test_answers_in_one_cell(tool: str, cell: str, ticks: str | None) -> None:
    found = joined(cell, DRINKS, Habits(TOOLS[tool]))
    assert found == (list(ticks) if ticks else [""] * 4)


def test_a_box_beside_the_answer_no_is_not_guessed() -> None:
    (box,) = boxes({"no": "No"})
    assert [ticked(cell, box, Habits(TOOLS["limesurvey"])) for cell in ("No", "Y", "0", "")] == [
        *(UNKNOWN, "1", "0", "")
    ]


def test_yes_and_no_are_known_in_the_language_of_whoever_exported() -> None:
    box, *_ = boxes({"tea": "Tea", "water": "Water"})
    cells = ("Oui", "Non", "Ja", "Nein", "Sí", "NA", "Maybe")
    assert [ticked(cell, box, Habits(TOOLS["limesurvey"])) for cell in cells] == [
        *("1", "0", "1", "0", "1", UNKNOWN, UNKNOWN)
    ]


def test_no_tick_at_all_is_an_answer_only_where_the_tool_can_tell() -> None:
    assert together([["0", "0"], ["", ""], ["1", ""]], ticks_only=False) == [
        *(["0", "0"], ["", ""], ["1", "0"])
    ]


@pytest.mark.parametrize(
    ("rows", "tool"),
    [
        ([["Id", "Start time", "Completion time"], ["1", "10/9/2024 11:02", "x"]], "table"),
        ([["Id", "a", "b"], ["1", "10/9/2024 11:02", "10/9/2024 11:03"]], "msforms"),
        ([["Zeitstempel", "b"], ["11.05.2026 10:00:00", "x"]], "google"),
        ([["Timestamp", "b"], ["yesterday", "x"]], "table"),
        ([["id. Response ID", "submitdate. Date submitted"]], "limesurvey"),
        ([["id. Antwort ID", "submitdate. Datum Abgeschickt"]], "limesurvey"),
        ([["Svars-ID", "b", "c", "d", "e"], ["7", SENT, "2", "sv", "x"]], "limesurvey"),
        ([["a", "b", "c", "d"], ["7", "", "1", "en"], ["8", SENT, "2", "en"]], "limesurvey"),
        ([["a", "b", "c", "d"], ["7", "", "1", "en"]], "table"),
        ([["a", "b", "c", "d"], ["7", SENT, "2", "Ward A"]], "table"),
        ([["a", "b", "c"], ["7", SENT, "2"]], "table"),
        ([["start", "end", "q"]], "kobo"),
        ([["code", "Complete?"]], "redcap"),
        ([[]], "table"),
    ],
)
def test_a_tool_is_told_by_what_stands_in_its_file(rows: list[list[str]], tool: str) -> None:
    assert tool_of(rows) == tool
