"""Documents: numbers, words and ways through a form, before any page is made."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.instrument import ShowIf
from generator.questionnaire.form import document
from generator.questionnaire.routing import Question, routes
from generator.questionnaire.symbol import PageId, page_id, page_text


def blocks(document_):
    return [item for section in document_.data["sections"] for item in section["items"]]


def by_id(document_):
    return {item["id"]: item for item in blocks(document_) if "id" in item}


def test_questions_are_numbered_and_notes_are_not(programme, every_type):
    made = document(programme, every_type, size="standard")
    assert [b.get("number") for b in blocks(made)] == [None, *map(str, range(1, 9))]


def test_a_sheet_has_no_numbers_no_code_and_no_instructions(programme, make_form):
    form = make_form('- {type: short_text, id: a, text: "A?"}', kind="sheet", wave=None)
    made = document(programme, form, size="standard")
    assert by_id(made)["a"]["number"] == ""
    assert made.data["code"] is None
    assert [entry["lead"] for column in made.data["panel"] for entry in column] == []


def test_the_code_field_follows_the_kind(programme, make_form):
    items = '- {type: short_text, id: a, text: "A?"}'
    fields = {
        kind: document(programme, make_form(items, kind=kind), size="large").data["code"]
        for kind in ("linked", "unlinked", "named", "sheet")
    }
    assert fields["linked"]["label"] == "Survey code"
    assert fields["linked"]["groups"] == [4, 4]
    assert fields["unlinked"]["label"] == "Sheet number"
    assert "code" not in json.dumps(fields["unlinked"]["hint"]).lower()
    assert fields["named"] is None
    assert fields["sheet"] is None


def test_a_printed_code_fills_the_boxes_and_the_symbol(programme, make_form):
    form = make_form('- {type: short_text, id: a, text: "A?"}')
    made = document(programme, form, size="standard", code="K7MQ-2XP9")
    assert made.data["code"]["printed"] == "K7MQ2XP9"
    assert made.data["code"]["groups"] == [4, 4]
    assert made.data["qr"][0]["text"] == "RM2:TINY-FORM:1.2.0:EN:S:1::K7MQ-2XP9"


def test_a_grid_has_a_row_a_domain_and_a_box_a_point(programme, every_type):
    grid = by_id(document(programme, every_type, size="standard"))["surety"]
    assert [row["item"] for row in grid["rows"]][:2] == ["surety_alpha", "surety_beta"]
    assert len(grid["rows"]) == 7
    assert [o["code"] for o in grid["rows"][0]["options"]] == ["1", "2", "3", "4", "5"]
    assert grid["rows"][0]["text"] == "the part called alpha"


def test_several_answers_are_columns_of_their_own(programme, every_type):
    places = by_id(document(programme, every_type, size="standard"))["places"]
    assert [(o["item"], o["code"]) for o in places["options"]] == [
        ("places___ward", "1"),
        ("places___clinic", "1"),
        ("places___other", "1"),
    ]
    assert places["hint"] == "You can tick more than 1 box."


def test_show_if_becomes_go_to(programme, every_type):
    made = by_id(document(programme, every_type, size="standard"))
    assert made["worries"]["go_to"] == ["If no, go to question 5."]
    assert made["worries_text"]["condition"] == ""


def test_a_condition_at_the_end_says_that_the_form_is_finished(programme, make_form):
    form = make_form("""
- {type: scale, id: w, scale: yes_no, text: "W?"}
- {type: long_text, id: t, text: "T?", show_if: {item: w, operator: is_not, value: "no"}}
""")
    made = by_id(document(programme, form, size="standard"))
    assert made["w"]["go_to"] == ["If no, you have finished."]


def test_many_jumping_answers_are_said_the_short_way(programme, make_form):
    form = make_form("""
- {type: single, measure: overall}
- {type: long_text, id: t, text: "T?", show_if: {item: overall, operator: is, value: 5}}
- {type: short_text, id: u, text: "U?"}
""")
    made = by_id(document(programme, form, size="standard"))
    assert made["overall"]["go_to"] == ["Unless extremely sure, go to question 3."]


def test_a_condition_on_a_number_or_further_back_stands_at_its_question(programme, make_form):
    form = make_form("""
- {type: scale, id: w, scale: yes_no, text: "W?"}
- {type: number, id: n, text: "N?", minimum: 0, maximum: 9}
- {type: short_text, id: far, text: "F?", show_if: {item: w, operator: is, value: "yes"}}
- {type: short_text, id: many, text: "M?", show_if: {item: n, operator: at_least, value: 3}}
""")
    made = by_id(document(programme, form, size="standard"))
    assert made["w"]["go_to"] == []
    assert made["far"]["condition"] == "Answer this only if you ticked yes in question 1."
    assert made["many"]["condition"] == "Answer this only if question 2 is 3 or more."


def test_routes_agree_with_asking_one_by_one():
    """The jump's target is the first question that somebody who hides the rest would see."""
    chain = [
        Question("a", 1, answers=(("x", "x"), ("y", "y"), ("z", "z"))),
        Question("b", 2, ShowIf(item="a", value="x"), answers=(("x", "x"), ("y", "y"))),
        Question("c", 3, ShowIf(item="b", value="x")),
        Question("d", 4, ShowIf(item="a", operator="is_not", value="z")),
        Question("e", 5),
    ]
    way = routes(chain)
    assert [(j.labels, j.number) for j in way["a"].jumps] == [(("y",), 4), (("z",), 5)]
    assert [(j.labels, j.number) for j in way["b"].jumps] == [(("y",), 4)]
    assert not way["c"].states_condition
    # After b = x somebody walks through c to d, although a = x is known to allow it.
    assert not way["d"].states_condition


def test_other_languages_take_their_words_and_fall_back(programme, make_form):
    form = make_form(
        [{"type": "short_text", "id": "a", "text": {"en": "Name?", "cy": "Enw?"}}],
        title={"en": "Form", "cy": "Ffurflen"},
    )
    made = document(programme, form, size="standard", language="cy")
    assert made.data["title"] == "Ffurflen"
    assert by_id(made)["a"]["text"] == "Enw?"
    assert (made.data["language"], made.data["region"]) == ("cy", None)
    assert made.data["words"]["day"] == "Day"
    assert made.data["qr"][0]["text"].split(":")[3] == "CY"


IDS = st.builds(
    PageId,
    form=st.from_regex(r"[a-z][a-z0-9]{0,9}(_[a-z0-9]{1,9}){0,3}", fullmatch=True),
    version=st.from_regex(r"[0-9]\.[0-9]\.[0-9]", fullmatch=True),
    language=st.sampled_from(["EN", "CY", "ZH-HANS"]),
    size=st.sampled_from(["standard", "large"]),
    page=st.integers(1, 99),
    copy=st.from_regex(r"[A-Z0-9]{0,8}", fullmatch=True),
    code=st.from_regex(r"[A-Za-z0-9_-]{0,32}", fullmatch=True),
)


@given(IDS)
def test_a_pages_symbol_is_read_back_as_it_was_written(one):
    assert page_id(page_text(one)) == one


@pytest.mark.parametrize(
    "text",
    ["", "RM3:A:1:EN:S:1", "RM2:A:1.0:EN:S:0", "RM2:../A:1.0:EN:S:1", "RM2:A:1.0:EN:S:1:X",
     "RM1:A:1.0:EN:S:1", "RM2:A:1.0:EN:S:1::<script>", "RM2:A:1.0:EN:S:1\n"],
)  # fmt: skip
def test_other_symbols_are_not_ours(text):
    assert page_id(text) is None
