"""A form's codebook: the columns of its items, and where people write in their own words."""

from __future__ import annotations

import pytest

from generator.definitions.codebook import (
    CODEBOOK_COLUMNS,
    Codebook,
    codebook_rows,
    codebooks,
    open_questions,
)
from tests.small_programme import TINY, definitions_in


@pytest.fixture(scope="module")
def books() -> dict[str, Codebook]:
    definitions = definitions_in(TINY)
    return codebooks(definitions.programme, definitions.instruments)


def test_every_type_of_item_has_its_columns(books: dict[str, Codebook]) -> None:
    visit = books["visit"]
    assert (visit.kind, visit.role, visit.wave) == ("unlinked", "pair", "after")
    assert visit.accepts == ("1.1.0", "1.0.0")
    assert [(column.name, column.kind, column.codes) for column in visit.columns] == [
        ("minutes", "number", ()),
        ("place", "code", ("tea_room", "online")),
        ("drinks___tea", "code", ("0", "1")),
        ("drinks___coffee", "code", ("0", "1")),
        ("drinks___water", "code", ("0", "1")),
        ("held_on", "date", ()),
        ("remark", "text", ()),
    ]
    assert (visit.columns[0].minimum, visit.columns[0].maximum) == (0, 600)
    assert visit.columns[2].question == "What did you drink? Tea"


def test_a_measure_is_asked_by_domain_in_the_words_of_the_role(books: dict[str, Codebook]) -> None:
    mentor, mentee = books["mentor_before"], books["mentee_before"]
    assert [column.name for column in mentor.columns[:3]] == [
        "grasp",
        "sureness_tea",
        "sureness_cake",
    ]
    assert (mentor.columns[0].domain, mentor.columns[1].domain) == ("total", "tea")
    assert mentor.columns[1].question == "How sure are you about how they make tea"
    assert mentee.columns[0].question == "How sure do you feel about how you make tea"
    assert mentor.columns[1].labels[0] == "Very unsure"
    text = mentor.column("worries_text")
    assert text is not None
    assert text.show_if is not None
    assert text.show_if.item == "worries"
    assert mentor.column("nothing") is None


def test_open_questions_are_columns_for_words_of_linked_forms(
    books: dict[str, Codebook],
) -> None:
    assert open_questions(books["mentor_before"]) == ("worries_text",)
    assert open_questions(books["visit"]) == ()  # it is not joined over waves


def test_the_codebook_as_a_table_has_a_row_for_each_column(books: dict[str, Codebook]) -> None:
    rows = [dict(zip(CODEBOOK_COLUMNS, row, strict=True)) for row in codebook_rows(books.values())]
    mine = {row["column"]: row for row in rows if row["form"] == "mentor_before"}
    assert mine["respondent"]["missing"] == "required"
    assert mine["mode"]["missing"] == "may be empty"
    assert mine["worries"]["codes"] == "yes | no"
    assert mine["worries_text"]["condition"] == "asked where worries is “Yes”"
    visit = {row["column"]: row for row in rows if row["form"] == "visit"}
    assert (visit["minutes"]["minimum"], visit["minutes"]["maximum"]) == ("0", "600")
    assert visit["drinks___tea"]["labels"] == "not ticked | ticked"
