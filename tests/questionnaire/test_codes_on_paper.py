"""What is printed for an answer is what a clerk types: a number is the answer's own code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.definitions.codebook import codebook, condition
from generator.definitions.instrument import Instrument, ShowIf
from generator.definitions.load import Definitions
from generator.definitions.programme import Programme
from generator.definitions.rules_answers import show_if
from generator.files.typst_compiler import render
from generator.questionnaire.form import document
from generator.responses.schema import form_of_codebook
from generator.responses.skipped import hidden_rows
from tests.questionnaire.conftest import invented_form, invented_programme

POINT = 25.4 / 72
WORDS = "abcdefghijklmnopqrstu"


def with_scale(points: list[dict[str, Any]], *, summed: bool = True) -> Programme:
    codes = [point["code"] for point in points]
    bands = [{"id": "a", "label": "A", "codes": codes[:1]}]
    bands.append({"id": "b", "label": "B", "codes": codes[1:]})
    scale = {"id": "sure", "title": "Sure", "points": points, "bands": bands, "summed": summed}
    plain = invented_programme().scales[1].model_dump()
    return invented_programme(scales=[scale, plain])


def words_with_places(pdf: bytes) -> Iterator[tuple[int, float, float, str]]:
    """Yield each word with its page, the middle of its width and its top, in millimetres."""
    for number, page in enumerate(pypdfium2.PdfDocument(io.BytesIO(pdf)), start=1):
        text = page.get_textpage()
        letters = text.get_text_range()
        for found in re.finditer(r"\S+", letters):
            boxes = [text.get_charbox(place) for place in range(*found.span())]
            left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
            top = page.get_height() - max(b[3] for b in boxes)
            yield number, (left + right) / 2 * POINT, top * POINT, found.group()


#: Codes of long scales have at most 2 digits, so that those of 21 columns stand apart.
scales = st.one_of(
    st.lists(st.integers(0, 9999), min_size=2, max_size=11, unique=True),
    st.lists(st.integers(0, 99), min_size=12, max_size=21, unique=True),
).map(sorted)


@settings(
    max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(codes=scales, size=st.sampled_from(["standard", "large"]))
def test_a_number_over_a_box_is_the_code_of_the_answer_beside_it_in_the_key(codes, size):
    """Labels too long for columns stand in a key; numbers stand over the boxes."""
    labels = {code: f"Incomprehensibilities abound {WORDS[n]}" for n, code in enumerate(codes)}
    programme = with_scale([{"code": code, "label": labels[code]} for code in codes])
    form = invented_form([{"type": "measure", "measure": "surety"}])
    printed = render(programme, form, size)
    text = " ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(printed.pdf))
    lines = re.findall(r"(\d+) = (Incomprehensibilities\s+abound\s+\w)", text)
    key = {code: " ".join(label.split()) for code, label in lines}
    words = list(words_with_places(printed.pdf))
    first = f"surety_{programme.domains[0].id}"
    boxes = [
        (page["number"], box)
        for page in printed.layout["pages"]
        for box in page["boxes"]
        if box["item"] == first
    ]
    assert [box["code"] for _, box in boxes] == [str(code) for code in codes]
    if not key:  # there is room for words in all columns, and no number is printed
        assert len(codes) < 6
        return
    for number, box in boxes:
        middle = box["x"] + box["width"] / 2
        above = [
            (top, word)
            for page, x, top, word in words
            if page == number and abs(x - middle) < 2 and top < box["y"] and word.isdigit()
        ]
        typed = max(above)[1]
        assert typed == box["code"]
        assert key[typed] == labels[int(typed)]


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize(
    "codes", [[0, 1, 2], [1, 2, 4, 9], [*range(11)], [*range(13)], [*range(21)], [9998, 9999]]
)
def test_each_box_of_each_layout_stands_for_the_code_of_its_own_label(codes, size):
    points = [{"code": code, "label": f"Label {WORDS[n]}"} for n, code in enumerate(codes)]
    letters = [{"code": f"c{n}", "label": f"{n} of them"} for n in range(20, 0, -1)]
    items = [
        {"type": "measure", "measure": "surety"},
        {"type": "single", "measure": "overall"},
        {"type": "scale", "id": "a", "scale": "sure", "text": "A?"},
        {"type": "choice", "id": "b", "text": "B?", "options": [*reversed(points), *letters]},
        {"type": "several", "id": "c", "text": "C?", "options": letters},
    ]
    made = document(with_scale(points), invented_form(items), size=size).data
    wanted = {p["label"]: str(p["code"]) for p in (*points, *letters)}
    grid, *questions = made["sections"][0]["items"]
    assert dict(zip(grid["scale"], grid["codes"], strict=True)).items() <= wanted.items()
    drawn = [o for row in grid["rows"] for o in row["options"]]
    drawn += [o for question in questions for o in question["options"]]
    for box in drawn:
        code = box["item"].partition("___")[2] or box["code"]
        assert code == wanted[box["label"]]


# ---- Conditions -------------------------------------------------------------------------

WORRY = [
    {"code": 0, "label": "None now"},
    {"code": 2, "label": "The same"},
    {"code": 3, "label": "More, or new ones"},
    {"code": 9, "label": "Cannot say yet", "apart": True},
    {"code": 11, "label": "Far more"},
]


def routed(operator: str, value: object, between: bool) -> tuple[Programme, Instrument]:
    rule = {"item": "w", "operator": operator, "value": value}
    other = [{"type": "short_text", "id": "x", "text": "X?"}] if between else []
    items = [
        {"type": "scale", "id": "w", "scale": "sure", "text": "How are your worries?"},
        *other,
        {"type": "short_text", "id": "t", "text": "Which?", "show_if": rule},
        {"type": "short_text", "id": "u", "text": "Last?"},
    ]
    return with_scale(WORRY, summed=False), invented_form(items)


def shown_to(programme: Programme, form: Instrument) -> set[str]:
    """Return the labels of the answers after which the checker expects an answer to ``t``."""
    book = codebook(programme, form)
    rule = book.column("t").show_if
    everybody = np.arange(len(WORRY), dtype=np.int8)
    hidden = hidden_rows(rule, {"w": everybody}, form_of_codebook(book))
    return {point["label"] for point, away in zip(WORRY, hidden, strict=True) if not away}


def in_words(label: str) -> str:
    return label[:1].lower() + label[1:]


@pytest.mark.parametrize("operator", ["is", "is_not", "at_least", "at_most"])
@pytest.mark.parametrize("value", [0, 2, 3, 11])
def test_paper_page_and_codebook_open_a_question_to_those_whom_the_checker_expects(operator, value):
    programme, form = routed(operator, value, between=True)
    wanted = shown_to(programme, form)
    assert ("Cannot say yet" in wanted) is (operator == "is_not")
    questions = document(programme, form, size="standard").data["sections"][0]["items"]
    said = questions[2]["condition"]
    assert {p["label"] for p in WORRY if in_words(p["label"]) in said} == wanted
    assert not re.search(r"\b(0|2|3|9|11)\b", said.replace("question 1", ""))
    told = condition(form.items[2].show_if, codebook(programme, form))
    opened = {p["label"] for p in WORRY if f"“{p['label']}”" in told}
    assert opened == (wanted if operator != "is_not" else {p["label"] for p in WORRY} - wanted)


@pytest.mark.parametrize("operator", ["is", "is_not", "at_least", "at_most"])
@pytest.mark.parametrize("value", [0, 2, 3, 11])
def test_a_jump_leads_past_a_question_exactly_those_who_skip_it(operator, value):
    programme, form = routed(operator, value, between=False)
    wanted = shown_to(programme, form)
    first = document(programme, form, size="standard").data["sections"][0]["items"][0]
    named = {p["label"] for p in WORRY if in_words(p["label"]) in " ".join(first["go_to"])}
    away = {p["label"] for p in WORRY} - wanted
    assert named == (wanted if first["go_to"][0].startswith("Unless") else away)


@pytest.mark.parametrize("operator", ["at_least", "at_most"])
def test_nothing_is_ordered_by_an_answer_apart(operator):
    programme, form = routed(operator, 9, between=False)
    found = list(show_if(Definitions(programme, (form,), "p.yml", {}, {})))
    assert [fault for _, fault, _ in found] == ["'w' cannot be 9 here."]


def test_a_box_of_several_is_called_by_its_label():
    form = invented_form("""
- type: several
  id: topics
  text: Which of these?
  options: [{code: teach, label: Teaching}, {code: rota, label: The rota}]
- {type: short_text, id: a, text: "A?", show_if: {item: topics, value: teach}}
- {type: short_text, id: b, text: "B?", show_if: {item: topics, operator: is_not, value: rota}}
""")
    made = document(invented_programme(), form, size="standard").data["sections"][0]["items"]
    assert [item["condition"] for item in made] == [
        "",
        "Answer this only if you ticked teaching in question 1.",
        "Answer this only if you did not tick the rota in question 1.",
    ]
    assert made[0]["go_to"] == []
    book = codebook(invented_programme(), form)
    assert condition(ShowIf(item="topics", value="teach"), book) == (
        "asked where topics___teach is ticked"
    )
