"""Welsh as supplied: beside the English box by box, a draft that says so, off until asked for."""

from __future__ import annotations

import json
from typing import Any

import pypdfium2
import pytest

from generator.definitions.load import Definitions
from generator.definitions.words import lacking
from generator.files.typst_compiler import PrintedForm, render
from generator.questionnaire.complete import complete_forms, lacks
from generator.questionnaire.form import Size, document
from tests.languages.conftest import definitions_of

FORMS = ("mentor_before_session", "mentor_after_session")
SIZES: tuple[Size, ...] = ("standard", "large")
NOTICE = "Drafft, i'w wirio gan gyfieithydd · Draft, to be checked by a translator"
Box = tuple[int, str, str, str, int, float, float]


@pytest.fixture(scope="module")
def printed(welsh: Definitions) -> dict[tuple[str, str, str], PrintedForm]:
    """Both forms in both languages and sizes."""
    made = {}
    for name in FORMS:
        form = welsh.instrument(name)
        assert form is not None
        for size in SIZES:
            for language in ("en", "cy"):
                made[name, size, language] = render(welsh.programme, form, size, language)
    return made


def boxes(form: PrintedForm) -> list[Box]:
    """Return every box in reading order, with its page and size."""
    return [
        (
            page["number"], box["kind"], box["item"], box.get("code", ""), box.get("index", -1),
            box["width"], box["height"],
        )
        for page in form.layout["pages"]
        for box in page["boxes"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_welsh_form_has_the_boxes_of_the_english_one(
    name: str, printed: dict[tuple[str, str, str], PrintedForm]
) -> None:
    """Same pages, items, codes and sizes, in the same order; longer words move them down only."""
    english, welsh = (printed[name, "standard", language] for language in ("en", "cy"))
    assert boxes(welsh) == boxes(english)
    for ours, theirs in zip(welsh.layout["pages"], english.layout["pages"], strict=True):
        assert ours["fiducials"] == theirs["fiducials"]
        assert {**ours["qr"], "text": ""} == {**theirs["qr"], "text": ""}
        for mine, other in zip(ours["boxes"], theirs["boxes"], strict=True):
            if mine["item"] != "respondent":
                assert mine["x"] == other["x"]
            assert 0 <= mine["y"] - other["y"] < 10


@pytest.mark.parametrize("name", FORMS)
def test_in_large_print_too_nothing_is_lost_or_told_twice(
    name: str, printed: dict[tuple[str, str, str], PrintedForm]
) -> None:
    english, welsh = (printed[name, "large", language] for language in ("en", "cy"))
    answers = [
        [box[1:] for box in boxes(form) if box[2] != "respondent"] for form in (welsh, english)
    ]
    assert answers[0] == answers[1]


def strings(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(strings, value.values()))
    if isinstance(value, list):
        return set().union(*map(strings, value))
    return {value} if isinstance(value, str) and " " in value else set()


@pytest.mark.parametrize("name", FORMS)
def test_no_sentence_stands_on_it_in_english(name: str, welsh: Definitions) -> None:
    form = welsh.instrument(name)
    assert form is not None
    ours, theirs = (
        strings(document(welsh.programme, form, size="standard", language=one).data)
        for one in ("cy", "en")
    )
    assert ours & theirs == {welsh.programme.local.organisation}


@pytest.mark.parametrize("language", ["cy", "en"])
def test_each_welsh_sheet_says_that_it_is_a_draft(
    language: str, printed: dict[tuple[str, str, str], PrintedForm]
) -> None:
    for (_, _, tag), form in printed.items():
        with pypdfium2.PdfDocument(form.pdf) as pdf:
            said = [page.get_textpage().get_text_bounded() for page in pdf]
        if tag == language:
            assert [NOTICE in page for page in said] == [language == "cy"] * len(said)


def test_once_a_translator_has_checked_it_no_sheet_says_so(switched_on: dict[str, str]) -> None:
    path = "instruments/words/cy.yml"
    ready = switched_on[path].replace("status: draft", "status: ready")
    checked = definitions_of({**switched_on, path: ready})
    form = checked.instrument(FORMS[0])
    assert form is not None
    made = document(checked.programme, form, size="standard", language="cy")
    assert made.data["notice"] == ""


def test_the_phrases_are_all_there_and_the_two_forms_are_all_that_is(welsh: Definitions) -> None:
    assert lacking("cy", welsh.programme) == ()
    assert lacking("cy", welsh.programme, "entry") == ()
    whole = complete_forms(welsh.programme, welsh.instruments, "cy")
    assert sorted(form.id for form in whole) == sorted(FORMS)


def test_without_the_line_nothing_is_different(english: Definitions, welsh: Definitions) -> None:
    assert english.programme.languages == ("en",)
    for ours, theirs in zip(english.instruments, welsh.instruments, strict=True):
        assert lacks(welsh.programme, theirs, "en") == []
        data = [
            document(one.programme, form, size="standard").data
            for one, form in ((english, ours), (welsh, theirs))
        ]
        assert json.dumps(data[0]) == json.dumps(data[1])


def test_minutes_have_the_forms_of_welsh(welsh: Definitions) -> None:
    form = welsh.instrument(FORMS[0])
    assert form is not None

    def said(minutes: int) -> str:
        other = form.model_copy(update={"minutes": minutes})
        made = document(welsh.programme, other, size="standard", language="cy")
        return str(made.data["panel"][1][2]["text"])

    assert [said(n) for n in (1, 2, 3, 6, 12)] == [
        "Tua 1 munud.", "Tua 2 funud.", "Tua 3 munud.", "Tua 6 munud.", "Tua 12 munud.",
    ]  # fmt: skip
