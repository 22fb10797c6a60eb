"""Texts go to translators and come back: nothing lost, nothing taken that nobody looked at."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.definitions.yaml_edit import with_texts
from tests.languages.conftest import definitions_of, texts_of
from tests.outcome import Screen

CY = "instruments/words/cy.yml"
FORM = "instruments/mentor_before_session.yml"


def run(folder: Path, *words: str) -> int:
    return main(["-C", str(folder), "translate", *words])


@pytest.fixture
def folder(home: Callable[[str], Path]) -> Path:
    return home("[en, {tag: cy, for: [forms, entry]}]")


@pytest.fixture
def book(folder: Path) -> Callable[[], openpyxl.Workbook]:
    """A function that gives the workbook for translators as it is now."""

    def given_out() -> openpyxl.Workbook:
        assert run(folder, "--language", "cy", "--output", "cy.xlsx", "--force") == 0
        return openpyxl.load_workbook(folder / "cy.xlsx")

    return given_out


def row_of(book: openpyxl.Workbook, place: str) -> int:
    return next(row[0].row for row in book.active.iter_rows() if row[0].value == place)


WORRIES = "mentor_before_session/sections/session/items/worries/text"
CONSENT = "consent/title"


def test_every_text_is_there_once_with_its_translation(
    book: Callable[[], openpyxl.Workbook], folder: Path
) -> None:
    sheet = book().active
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == ("place", "English", "Welsh (Cymraeg)", "note", "English changed since")
    places = [row[0] for row in rows]
    assert len(places) == len(set(places)) > 900
    said = {row[0]: row[2] for row in rows}
    assert said[WORRIES] == "A oes gennych chi unrhyw bryderon am y sesiwn?"
    assert said[CONSENT] is None
    assert said["words/forms/minutes/two"] == "Tua {minutes} funud."
    assert not any(row[4] for row in rows)


def test_it_tells_how_far_the_language_is(
    book: Callable[[], openpyxl.Workbook], capsys: Screen
) -> None:
    book()
    said = capsys.readouterr().out
    assert "0 of English that has changed since." in said
    assert "Complete on paper: mentor_after_session, mentor_before_session." in said


def test_what_comes_back_untouched_changes_nothing(
    book: Callable[[], openpyxl.Workbook], folder: Path, capsys: Screen
) -> None:
    book()
    before = texts_of(folder)
    capsys.readouterr()
    assert run(folder, "cy.xlsx") == 0
    assert texts_of(folder) == before
    assert capsys.readouterr().out == "There is no new text in it. Nothing was changed.\n"


def test_new_translations_come_into_the_file_and_all_else_stays(
    book: Callable[[], openpyxl.Workbook], folder: Path
) -> None:
    edited = book()
    edited.active.cell(row_of(edited, CONSENT), 3).value = "Ffurflen gydsynio"
    edited.active.cell(row_of(edited, WORRIES), 3).value = "Oes gennych chi bryderon?"
    edited.save(folder / "cy.xlsx")
    before = texts_of(folder)
    assert run(folder, "cy.xlsx") == 0
    after = texts_of(folder)
    assert {name for name in after if after[name] != before[name]} == {CY}
    old, new = before[CY].splitlines(), after[CY].splitlines()
    assert [line for line in old if line not in new] == [
        '      cy: "A oes gennych chi unrhyw bryderon am y sesiwn?"'
    ]
    assert len(new) == len(old) + 4
    assert before[CY].partition("language:")[0] == after[CY].partition("language:")[0]
    form = definitions_of(after).instrument("consent")
    assert form is not None
    assert form.title == {"en": "Consent form", "cy": "Ffurflen gydsynio"}


def test_what_has_changed_in_english_is_taken_once_somebody_has_looked(
    book: Callable[[], openpyxl.Workbook], folder: Path
) -> None:
    path, asked = folder / FORM, "Do you have any worries about the session?"
    path.write_text(path.read_text("utf-8").replace(asked, "Are you worried?"), "utf-8")
    edited = book()
    row = row_of(edited, WORRIES)
    cells = [cell.value for cell in edited.active[row]]
    assert cells[1] == "Are you worried?"
    assert cells[2] == "A oes gennych chi unrhyw bryderon am y sesiwn?"
    assert cells[4] == asked
    before = texts_of(folder)
    assert run(folder, "cy.xlsx") == 0  # not looked at yet
    assert texts_of(folder) == before
    edited.active.cell(row, 5).value = None
    edited.save(folder / "cy.xlsx")
    assert run(folder, "cy.xlsx") == 0
    again = book()
    assert again.active.cell(row_of(again, WORRIES), 5).value is None
    assert "Are you worried?" in texts_of(folder)[CY]


def test_what_was_translated_from_older_english_is_kept_and_marked(
    book: Callable[[], openpyxl.Workbook], folder: Path, capsys: Screen
) -> None:
    edited = book()
    edited.active.cell(row_of(edited, CONSENT), 3).value = "Ffurflen gydsynio"
    edited.save(folder / "cy.xlsx")
    path = folder / "instruments/consent.yml"
    path.write_text(
        path.read_text("utf-8").replace("title: Consent form", "title: Consent"), "utf-8"
    )
    assert run(folder, "cy.xlsx") == 0
    assert "1 of them are of English that has changed since" in capsys.readouterr().out
    again = book()
    row = [cell.value for cell in again.active[row_of(again, CONSENT)]]
    assert row[1:3] == ["Consent", "Ffurflen gydsynio"]
    assert row[4] == "Consent form"


SESSION = "mentor_before_session/title"


def test_each_fault_has_its_cell_and_nothing_is_written(
    book: Callable[[], openpyxl.Workbook], folder: Path, capsys: Screen
) -> None:
    edited = book()
    sheet, lines = edited.active, []
    for place, text, line in (
        ("words/forms/page", "Tudalen {tudalen}", "'Tudalen {tudalen}' does not hold the values"),
        ("words/forms/minutes/two", "Tua {munudau} funud.", "(form two)"),
        (CONSENT, "Ffurflen 🙂", "The typeface does not have 🙂"),
        (SESSION, "Ffurflen \u202e", "changes the direction of writing"),
    ):
        sheet.cell(row_of(edited, place), 3).value = text
        lines.append((f"C{row_of(edited, place)}", line))
    for place, line in ((None, "This translation has no place."), (WORRIES, "is there twice")):
        sheet.append([place, "Form", "Ffurflen"])
        lines.append((f"A{sheet.max_row}", line))
    edited.save(folder / "cy.xlsx")
    before = texts_of(folder)
    capsys.readouterr()
    assert run(folder, "cy.xlsx") == 1
    said = capsys.readouterr().err
    for cell, line in lines:
        assert re.search(rf"cy\.xlsx:cy!{cell}: .*{re.escape(line)}", said), (cell, line)
    assert texts_of(folder) == before


def test_a_text_that_begins_like_a_formula_is_a_text(
    book: Callable[[], openpyxl.Workbook], folder: Path
) -> None:
    edited = book()
    cell = edited.active.cell(row_of(edited, CONSENT), 3)
    cell.value, cell.data_type = "=1+1", "s"
    edited.save(folder / "cy.xlsx")
    assert run(folder, "cy.xlsx") == 0
    assert 'cy: "=1+1"' in texts_of(folder)[CY]


def test_a_place_that_is_no_more_is_told_and_the_rest_is_taken(
    book: Callable[[], openpyxl.Workbook], folder: Path, capsys: Screen
) -> None:
    edited = book()
    edited.active.cell(row_of(edited, WORRIES), 1).value = "gone/title"
    edited.active.cell(row_of(edited, CONSENT), 3).value = "Ffurflen gydsynio"
    edited.save(folder / "cy.xlsx")
    assert run(folder, "cy.xlsx") == 0
    assert "There is no text 'gone/title' any more." in capsys.readouterr().err
    assert "Ffurflen gydsynio" in texts_of(folder)[CY]


def test_a_new_language_begins_with_an_empty_column(folder: Path) -> None:
    assert run(folder, "--language", "pl", "--output", "pl.xlsx") == 0
    edited = openpyxl.load_workbook(folder / "pl.xlsx")
    assert edited.active["C1"].value == "Polish (polski)"
    edited.active.cell(row_of(edited, CONSENT), 3).value = 'Formularz zgody: "tak" # nie'
    edited.save(folder / "pl.xlsx")
    assert run(folder, "pl.xlsx") == 0
    made = yaml.safe_load((folder / "instruments/words/pl.yml").read_text("utf-8"))
    assert made["texts"]["consent"]["title"]["pl"] == 'Formularz zgody: "tak" # nie'
    assert main(["-C", str(folder), "check"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--language", "en", "--output", "en.xlsx"), "language of the definitions"),
        (("--language", "ur", "--output", "ur.xlsx"), "from right to left"),
        (("--language", "Welsh!", "--output", "x.xlsx"), "is not a language tag"),
    ],
)
def test_what_is_no_language_to_translate_into(
    folder: Path, capsys: Screen, words: tuple[str, ...], said: str
) -> None:
    assert run(folder, *words) == 1
    assert said in capsys.readouterr().err


def test_a_text_in_the_definitions_themselves_is_changed_there(
    book: Callable[[], openpyxl.Workbook], folder: Path
) -> None:
    path = folder / "instruments/consent.yml"
    inline = 'title: {en: Consent form, cy: "Cydsynio"}  # as agreed'
    path.write_text(path.read_text("utf-8").replace("title: Consent form", inline), "utf-8")
    edited = book()
    edited.active.cell(row_of(edited, CONSENT), 3).value = "Ffurflen gydsynio"
    edited.save(folder / "cy.xlsx")
    before = texts_of(folder)
    assert run(folder, "cy.xlsx") == 0
    after = texts_of(folder)
    assert after[CY] == before[CY]
    assert after["instruments/consent.yml"] == before["instruments/consent.yml"].replace(
        '"Cydsynio"', '"Ffurflen gydsynio"'
    )


# ---- Putting texts into YAML ----------------------------------------------------------------

BASE = """\
# before
a: plain  # why
b:
    - x
c:   # deep
  d: 'single'
  e: |
    several
    lines
  # between
  f: {g: "h", "no": 1}
empty:
# after
"""
PLACES = [("a",), ("c", "d"), ("c", "e"), ("c", "f", "g"), ("c", "f", "new"), ("c", "new", "x"),
          ("new",), ("empty", "x"), ("c", "f", "no")]  # fmt: skip
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=20
)


@given(st.dictionaries(st.sampled_from(PLACES), TEXT), st.sampled_from(["\n", "\r\n"]))
def test_texts_are_put_in_place_and_all_else_stays(
    values: dict[tuple[str, ...], str], ends: str
) -> None:
    text = BASE.replace("\n", ends)
    made = with_texts(text, values)
    read, expected = yaml.safe_load(made), yaml.safe_load(text)
    for steps, value in values.items():
        inner = expected
        for step in steps[:-1]:
            inner[_key(step)] = inner.get(_key(step)) or {}
            inner = inner[_key(step)]
        inner[_key(steps[-1])] = value
    assert read == expected
    for remark in ("# before", "# why", "# deep", "# between", "# after"):
        assert remark in made
    assert with_texts(made, values) == made


def _key(step: str) -> str:
    return step


def test_a_language_that_every_text_must_have_can_be_filled_in(
    home: Callable[[str], Path], capsys: Screen
) -> None:
    """It is a fault until then, and the workbook is the way out of it."""
    folder = home("[en, cy]")
    assert main(["-C", str(folder), "check"]) == 1
    assert run(folder, "--language", "cy", "--output", "cy.xlsx") == 0
    edited = openpyxl.load_workbook(folder / "cy.xlsx")
    for row in edited.active.iter_rows(min_row=2):
        row[2].value = row[2].value or f"{row[1].value} ŵ"
    edited.save(folder / "cy.xlsx")
    assert run(folder, "cy.xlsx") == 0
    capsys.readouterr()
    assert main(["-C", str(folder), "check"]) == 0
    assert main(["-C", str(folder), "print", "consent", "code_card", "--language", "cy"]) == 0


def test_an_empty_workbook_is_refused(folder: Path, capsys: Screen) -> None:
    made = openpyxl.Workbook()
    made.active.append(["something", "else"])
    buffer = io.BytesIO()
    made.save(buffer)
    (folder / "cy.xlsx").write_bytes(buffer.getvalue())
    assert run(folder, "cy.xlsx") == 1
    assert "There is no column 'place'" in capsys.readouterr().err
