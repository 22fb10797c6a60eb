"""The web form in a browser: what it saves, what it refuses, and what nothing can make it do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.screen.batch import batch
from generator.screen.web_form import web_form
from tests.questionnaire.conftest import invented_form, invented_programme
from tests.screen.conftest import answers_of
from tests.site.axe import axe_faults

GOLDEN = Path(__file__).parents[1] / "golden" / "forms" / "tiny.html"
TINY = """
- {type: scale, id: worries, scale: yes_no, text: "Do you have worries?"}
- type: long_text
  id: why
  text: Why?
  show_if: {item: worries, operator: is, value: "yes"}
"""


@pytest.fixture
def address(programme: Programme, form: Instrument, tmp_path: Path) -> str:
    return saved(tmp_path, web_form(programme, form, "en"))


def saved(folder: Path, page: bytes) -> str:
    (folder / "form.html").write_bytes(page)
    return (folder / "form.html").as_uri()


def fill(page, answers: dict[str, str]) -> None:
    """Answer the questions on a page as a person does."""
    for name, value in answers.items():
        box = page.locator(f'[name="{name}"]').first
        kind = box.evaluate("box => box.tagName === 'TEXTAREA' ? 'text' : box.type")
        if kind == "radio":
            page.check(f'[name="{name}"][value="{value}"]')
        elif kind == "checkbox":
            box.set_checked(value == "1")
        else:
            box.fill(value)


def save(page) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.click("#save")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_golden_form_is_unchanged():
    made = web_form(invented_programme(), invented_form(TINY), "en")
    assert made.decode() == GOLDEN.read_text(encoding="utf-8")
    assert b"\r" not in made


@pytest.mark.browser
@pytest.mark.parametrize("seed", range(3))
def test_what_is_filled_in_and_saved_is_read_again(page, address, books, form, seed):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    wanted = answers_of(books[form.id], seed)
    page.goto(address)
    fill(page, {**wanted, "respondent": "K7RM-4WDX"})
    name, content = save(page)
    found = batch([(name, content)], books)
    assert found.unused == []
    assert dict(found.used[0].answers.values) == wanted
    assert found.used[0].respondent == "K7RM-4WDX"
    assert "K7RM" not in name
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    assert json.loads(page.input_value("#answers-text")) == json.loads(content)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_nobody_is_shut_out(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    assert axe_faults(page) == []
    page.check('[name="worries"][value="yes"]')
    page.fill("#q-minutes", "many")
    page.click("#save")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#q-minutes", "12")
    page.check("#no-code")
    save(page)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_the_keyboard_alone_is_enough(page, programme, tmp_path):
    page.goto(saved(tmp_path, web_form(programme, invented_form(TINY), "en")))
    page.keyboard.press("Tab")
    page.keyboard.type("K7RM4WDX")
    for key in (
        "Tab",
        "Tab",
        "Space",
        "Tab",
        "Tab",
    ):  # no card; worries: yes; its clear button; why
        page.keyboard.press(key)
    page.keyboard.type("Because")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    said = json.loads(Path(download.value.path()).read_text())
    assert (said["respondent"], said["answers"]) == (
        "K7RM4WDX",
        {"worries": "yes", "why": "Because"},
    )
    assert page.evaluate("document.activeElement.id") == "done"


@pytest.mark.browser
def test_a_question_that_is_not_asked_is_hidden_and_its_answer_not_saved(page, address):
    page.goto(address)
    assert page.is_hidden("#q-worries_text")
    page.check('[name="worries"][value="yes"]')
    page.fill("#q-worries_text", "Much")
    page.check('[name="worries"][value="no"]')
    assert page.is_hidden("#q-worries_text")
    page.check("#no-code")
    assert json.loads(save(page)[1])["answers"] == {"worries": "no"}


@pytest.mark.browser
def test_an_answer_can_be_taken_back(page, address):
    page.goto(address)
    button = page.locator('[data-clear="worries"]')
    assert button.is_hidden()
    page.check('[name="worries"][value="yes"]')
    button.click()
    assert button.is_hidden()
    page.check("#no-code")
    assert json.loads(save(page)[1])["answers"] == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"minutes": "601", "respondent": "K7"}, "whole number from 0 to 600"),
        ({"minutes": "4.5", "respondent": "K7"}, "whole number from 0 to 600"),
        ({"respondent": "K7 R!"}, "Use only letters"),
        ({"respondent": "Anna Lee"}, "Use only letters"),
        ({"respondent": "Ｋ７"}, "Use only letters"),
        ({}, "Write your survey code"),
    ],
)
def test_a_slip_is_told_where_it_is_and_nothing_is_saved(page, address, answers, words):
    page.goto(address)
    fill(page, answers)
    page.click("#save")
    assert words in page.inner_text("#problems")
    assert page.evaluate("document.activeElement.id") == "problems"
    page.click("#problem-list a")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert page.is_hidden("#done")


@pytest.mark.browser
def test_check_characters_are_those_of_the_responses(page, form, tmp_path):
    from generator.responses.check_character import check_character

    page.goto(saved(tmp_path, web_form(invented_programme(check_characters=True), form, "en")))
    for code in ("K7RM-4WD", "p3xj9tc", "A_1"):
        right = code + check_character(code)
        wrong = code + ("B" if right[-1] == "A" else "A")
        page.fill("#respondent", wrong)
        page.click("#save")
        assert "has a slip" in page.inner_text("#problems")
        page.fill("#respondent", right)
        assert json.loads(save(page)[1])["respondent"] == right
        page.fill("#respondent", f"{right[:4]} {right[4:]}")
        assert json.loads(save(page)[1])["respondent"] == right


@pytest.mark.browser
@pytest.mark.parametrize("what", ["script", "style"])
def test_nothing_else_runs(page, programme, tmp_path, what):
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    made = web_form(programme, invented_form(TINY), "en").decode()
    old, new = {
        "script": ('"use strict";', '"use strict"; document.title = "taken";'),
        "style": ("body { margin: 0;", "body { margin: 9px;"),
    }[what]
    page.goto(saved(tmp_path, made.replace(old, new, 1).encode()))
    assert any("Content Security Policy" in text for text in blocked)
    assert page.title() == "Tiny form"
    assert page.is_visible("#save-first") is (what == "script")


HOSTILE = (
    "</script><script>document.title='taken'</script><!-- \u2028 <b>x</b> {{ 7 }} ${1} '\"&amp;"
)


@pytest.mark.browser
def test_words_of_the_definitions_are_only_words(page, tmp_path):
    items = [
        {"type": "note", "text": HOSTILE},
        {"type": "number", "id": "n", "text": HOSTILE, "hint": HOSTILE, "unit": HOSTILE,
         "minimum": 0, "maximum": 9},
        {"type": "choice", "id": "c", "text": HOSTILE,
         "options": [{"code": "a", "label": HOSTILE}, {"code": "b", "label": "b"}],
         "show_if": {"item": "n", "operator": "at_least", "value": 3}},
    ]  # fmt: skip
    made = web_form(invented_programme(), invented_form(items, title=HOSTILE), "en")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(saved(tmp_path, made))
    assert page.title().startswith("</script>")
    assert page.locator("b").count() == 0
    page.fill("#q-n", "5")
    assert page.is_visible('[name="c"]')
    assert errors == []


@pytest.mark.browser
def test_a_language_without_fixed_words_says_so_to_a_screen_reader(page, tmp_path):
    programme = invented_programme(languages=["en", "xx"])
    page.goto(saved(tmp_path, web_form(programme, invented_form(TINY), "xx")))
    assert page.get_attribute("html", "lang") == "xx"
    assert page.get_attribute("#save span", "lang") == "en"
    page.check("#no-code")
    assert json.loads(save(page)[1])["language"] == "xx"
