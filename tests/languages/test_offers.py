"""What is offered in which language: whole or not at all, unless as a draft that says so."""

# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from generator.cli import main
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, format_problem
from generator.definitions.rules import read_definitions
from generator.questionnaire.form import document
from tests.languages.conftest import definitions_of, texts_of
from tests.outcome import Screen

CY = "instruments/words/cy.yml"
ON = "[en, {tag: cy, for: [forms]}]"


def printed(folder: Path, *words: str) -> int:
    return main(["-C", str(folder), "print", *words])


def test_a_whole_form_is_printed_and_an_unfinished_one_names_what_it_lacks(
    home: Callable[[str], Path], capsys: Screen
) -> None:
    folder = home(ON)
    assert printed(folder, "mentor_before_session", "--language", "cy") == 0
    assert printed(folder, "consent", "--language", "cy") == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("instruments/consent.yml:4:8: untranslated: 'title' on consent has")
    assert said[0].endswith("; or print a draft: --draft.")
    assert not list((folder / "printed").rglob("Consent*"))


@pytest.mark.parametrize("command", ["fillable session_record", "pack --cohort spring"])
def test_a_draft_is_offered_by_the_command_that_makes_drafts_alone(
    home: Callable[[str], Path], command: str, capsys: Screen
) -> None:
    folder = home(ON)
    (folder / "records").mkdir(exist_ok=True)
    cohorts = "cohort,title,organisation,region,invited_mentors,invited_mentees\n"
    (folder / "records/cohorts.csv").write_text(f"{cohorts}spring,Spring,Here,North,6,5\n")
    assert main(["-C", str(folder), *command.split(), "--language", "cy"]) == 1
    said = capsys.readouterr().err
    assert "Translate it: mentoring translate --language cy --output cy.xlsx." in said
    assert "--draft" not in said


def test_all_forms_at_once_tell_which_are_whole(
    home: Callable[[str], Path], capsys: Screen
) -> None:
    folder = home(ON)
    assert printed(folder, "--language", "cy") == 1
    said = capsys.readouterr().err
    assert "consent lacks 15 texts" in said
    assert "Name what is complete: mentor_after_session, mentor_before_session." in said
    assert not (folder / "printed").exists()


def test_a_draft_is_stamped_on_each_page_and_called_so(home: Callable[[str], Path]) -> None:
    folder = home(ON)
    assert printed(folder, "interview_guide", "consent", "--language", "cy", "--draft") == 0
    files = sorted((folder / "printed").rglob("*.pdf"))
    assert [path.stem.endswith("-cy-DRAFT") for path in files] == [True, True]
    for path in files:
        with pypdfium2.PdfDocument(path) as pdf:
            assert "DRAFT" in pdf.get_metadata_value("Title")
            pages = [page.get_textpage().get_text_bounded() for page in pdf]
        assert all("DRAFT, not to be handed out" in page for page in pages)
    layouts = (folder / "printed/layouts").glob("*.json")
    assert all(json.loads(path.read_text("utf-8"))["draft"] for path in layouts)


def test_what_is_not_switched_on_tells_how(home: Callable[[str], Path], capsys: Screen) -> None:
    folder = home("[en]")
    assert printed(folder, "mentor_before_session", "--language", "cy") == 1
    assert "languages: [en, {tag: cy, for: [forms, entry]}]" in capsys.readouterr().err


@pytest.mark.parametrize("languages", ["[en]", "[en, ar]", "[en, {tag: ar, for: [forms]}]"])
def test_from_right_to_left_is_refused_for_that_alone(
    home: Callable[[str], Path], languages: str, capsys: Screen
) -> None:
    assert printed(home(languages), "mentor_before_session", "--language", "ar") == 1
    (told,) = (line for line in capsys.readouterr().err.splitlines() if "blank-local" not in line
               and not line.endswith("Nothing was written."))  # fmt: skip
    assert "'ar' is written from right to left: boxes of survey codes" in told
    assert "mentoring translate" not in told


def test_a_language_for_something_else_is_not_printed(
    home: Callable[[str], Path], capsys: Screen
) -> None:
    folder = home("[en, {tag: cy, for: [entry]}]")
    assert printed(folder, "mentor_before_session", "--language", "cy") == 1
    assert "'cy' is not offered for 'forms'. Write 'forms'" in capsys.readouterr().err


# ---- Files of words -------------------------------------------------------------------------


def told(texts: dict[str, str]) -> list[str]:
    found: list[Problem] = []
    read_definitions(texts, found)
    return [format_problem(problem) for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('cy: "Rhes {number}"', 'cy: "Rhes {rhif}"',
         "words-phrase: 'Rhes {rhif}' does not hold the values of the English. It needs: {number}."),
        ("    row_head:\n", "    row_hed:\n",
         "words-phrase: There is no phrase 'row_hed'. Did you mean 'row_head'?"),
        ('        two: "Tua {minutes} funud."\n', "",
         "words-phrase: The form for two is missing. In 'cy' numbers have the forms zero, one, two, few, other, many."),
        ('        two: "Tua {minutes} funud."\n', '        two: "Tua {minutes} funud."\n        lots: "Tua {minutes}."\n',
         "words-phrase: 'cy' has no form 'lots'. It has: zero, one, two, few, other, many."),
        ('        two: "Tua {minutes} funud."\n', '        two: "Tua {munudau} funud."\n',
         "words-phrase: 'Tua {munudau} funud.' does not hold the values of the English (form two). It needs: {minutes}."),
        ("language: cy\n", "language: pl\n",
         "words-file: The language is 'pl', and the file is called cy.yml. Give both the same tag, such as cy."),
        ('cy: "Pwysigrwydd"', 'cy: "Pwysigrwydd {{ local.organisation }}"',
         "translation-values: 'Pwysigrwydd {{ local.organisation }}' does not name the values of the text beside it. Compare: {{ local.organisation }}."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_words_is_named(
    switched_on: dict[str, str], old: str, new: str, line: str
) -> None:
    assert old in switched_on[CY]
    lines = told({**switched_on, CY: switched_on[CY].replace(old, new, 1)})
    assert any(one.partition(": ")[2] == line and one.startswith(CY) for one in lines), lines


def test_words_that_nobody_asked_for_are_not_looked_into(supplied: dict[str, str]) -> None:
    broken = supplied[CY].replace('cy: "Rhes {number}"', 'cy: "Rhes {rhif}"')
    assert told({**supplied, CY: broken}) == []


def test_a_translation_of_other_words_is_told_and_not_used(switched_on: dict[str, str]) -> None:
    path = "instruments/mentor_before_session.yml"
    changed = switched_on[path].replace("Do you have any worries about", "Do you worry about")
    texts = {**switched_on, path: changed}
    (line,) = told(texts)
    assert "stale-translation: warning: The words of 1 translation have changed since" in line
    form = definitions_of(texts).instrument("mentor_before_session")
    assert form is not None
    made = document(definitions_of(texts).programme, form, size="standard", language="cy")
    assert "A oes gennych chi" not in json.dumps(made.data, ensure_ascii=False)


def test_a_text_that_has_moved_keeps_its_translation(switched_on: dict[str, str]) -> None:
    path = "instruments/mentor_before_session.yml"
    moved = switched_on[path].replace("  - id: session\n", "  - id: ahead\n")
    assert moved != switched_on[path]
    definitions = definitions_of({**switched_on, path: moved})
    form = definitions.instrument("mentor_before_session")
    assert form is not None
    data = document(definitions.programme, form, size="standard", language="cy").data
    assert "A oes gennych chi unrhyw bryderon am y sesiwn?" in json.dumps(data, ensure_ascii=False)


def test_a_sign_that_no_paper_shows_is_found_in_the_file_of_words(
    home: Callable[[str], Path], capsys: Screen
) -> None:
    folder = home(ON)
    path = folder / CY
    text = path.read_text("utf-8").replace('cy: "Y rôl"', 'cy: "Y rôl 🙂"')
    path.write_text(text, "utf-8")
    line = text[: text.index("🙂")].count("\n") + 1
    assert printed(folder, "mentor_before_session", "--language", "cy") == 1
    assert f"{CY}:{line}:" in capsys.readouterr().err


# ---- Polish, in a programme of its own ------------------------------------------------------


@pytest.fixture
def tiny_polish(polish: Path) -> Definitions:
    return definitions_of(texts_of(polish))


def test_a_polish_form_is_polish_throughout(tiny_polish: Definitions) -> None:
    form = tiny_polish.instrument("visit")
    assert form is not None
    made = document(tiny_polish.programme, form, size="standard", language="pl")
    assert made.data["words"]["page"] == "Strona {page} z {pages}"
    assert made.data["panel"][1][2] == {
        "lead": "Czas.", "text": "Około 1 minuty.", "sample": "", "fixed": True,
    }  # fmt: skip
    longer = form.model_copy(update={"minutes": 22})
    data = document(tiny_polish.programme, longer, size="standard", language="pl").data
    assert data["panel"][1][2]["text"] == "Około 22 minut."


def test_polish_is_printed(polish: Path) -> None:
    assert printed(polish, "visit", "--language", "pl") == 0
    (pdf,) = (polish / "printed").rglob("*-pl.pdf")
    with pypdfium2.PdfDocument(pdf) as document_:
        said = document_[0].get_textpage().get_text_bounded()
    assert "Wersja robocza, do sprawdzenia przez tłumacza" in said
    assert "Gdzie się odbyła?" in said
