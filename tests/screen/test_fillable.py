"""A PDF with fields: its tags, its fonts, its words, and what other programs save of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest

from generator.definitions.codebook import Codebook
from generator.definitions.instrument import Instrument
from generator.definitions.words import words_in
from generator.files.typst_compiler import render
from generator.screen.batch import batch
from generator.screen.fields import parsed_name
from generator.screen.fillable import fillable
from tests.questionnaire.conftest import EVERY_TYPE, invented_form, invented_programme
from tests.screen.conftest import answers_of, as_typed
from tests.screen.fillers import boxes, by_pdfium, by_pypdf

PROFILES = ("PDF_UA_1", "PDF_A_2A")
Filler = Callable[[bytes, dict[str, str]], bytes]


def faults(pdf: bytes, folder: Path) -> list[str]:
    """Return what two validators find, and what they do not look at: words and fonts of fields."""
    (folder / "form.pdf").write_bytes(pdf)
    found = []
    for name in PROFILES:
        profile = getattr(validation.ValidationProfile, name)
        report = validation.validate_pdf(folder / "form.pdf", profile=profile)
        found += [str(one) for one in report.failures]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for widget in page.obj.get("/Annots", []):
                words = widget.get("/TU") or widget.get("/Parent", {}).get("/TU")
                if not str(words or "").strip():
                    found.append("a field has no words")
        fonts = document.Root.AcroForm.DR.Font
        found += ["a font of fields is not embedded" for f in fonts if not _embedded(fonts[f])]
    return found


def _embedded(font: pikepdf.Object) -> bool:
    return "/FontDescriptor" in font and "/FontFile2" in font.FontDescriptor


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("kind", ["linked", "unlinked"])
def test_a_form_with_every_question_is_accessible_and_archivable(size, kind, tmp_path):
    printed = render(invented_programme(), invented_form(EVERY_TYPE, kind=kind), size)
    made = fillable(printed.pdf, printed.layout, words_in("en"), invented_programme().id)
    assert faults(made, tmp_path) == []
    assert made == fillable(printed.pdf, printed.layout, words_in("en"), invented_programme().id)


def edited(pdf: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def test_the_faults_that_no_validator_finds_would_be_found(pdf, tmp_path):
    def take_words(document: pikepdf.Pdf) -> None:
        del document.pages[0].Annots[3].TU
        widget = document.pages[0].Annots[3]
        if "/Parent" in widget and "/TU" in widget.Parent:
            del widget.Parent.TU

    def take_font(document: pikepdf.Pdf) -> None:
        del document.Root.AcroForm.DR.Font["/Sans"].FontDescriptor

    assert "a field has no words" in faults(edited(pdf, take_words), tmp_path)
    assert "a font of fields is not embedded" in faults(edited(pdf, take_font), tmp_path)


def test_every_box_is_a_field_with_its_question_and_answer(pdf, printed):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        widgets = [one for page in document.pages for one in page.Annots]
        words = [str(one.TU) for one in widgets]
        assert all(page.obj.Tabs == "/S" for page in document.pages)
        assert str(document.Root.Lang).startswith("en")
        assert "/NeedAppearances" not in document.Root.AcroForm
        assert not {"/Names", "/AA", "/OpenAction"} & set(document.Root.keys())
        assert not any({"/A", "/AA"} & set(one.keys()) for one in widgets)
    ticks = sum(box["kind"] == "tick" for page in printed.layout["pages"] for box in page["boxes"])
    assert sum(1 for one in boxes(pdf) if one.code) == ticks
    assert "Tick box: Very sure, the part called beta" in words
    assert "Month, Boxes for a date, day, month and year: When was it?" in words
    assert "Space to write: In which room?" in words


def test_the_print_of_it_is_read_like_paper(pdf, printed):
    """Every printed line outside what is written on stays where it is on paper."""
    import numpy as np
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as made, pypdfium2.PdfDocument(printed.pdf) as paper:
        for one, other in zip(made, paper, strict=True):
            pair = [p.render(scale=1, may_draw_forms=False).to_numpy() for p in (one, other)]
            assert np.array_equal(*pair)


def test_a_sheet_that_is_joined_to_nothing_has_no_field_for_a_code(tmp_path):
    printed = render(invented_programme(), invented_form(EVERY_TYPE, kind="unlinked"), "standard")
    made = fillable(printed.pdf, printed.layout, words_in("en"), invented_programme().id)
    assert "respondent" not in {one.item for one in boxes(made)}


@pytest.mark.parametrize("fill", [by_pdfium, by_pypdf])
@pytest.mark.parametrize("seed", range(3))
def test_what_a_program_fills_in_and_saves_is_read_again(
    fill: Filler,
    seed: int,
    pdf: bytes,
    books: dict[str, Codebook],
    form: Instrument,
    tmp_path: Path,
) -> None:
    wanted = answers_of(books[form.id], seed)
    filled = fill(pdf, {**as_typed(wanted), "respondent": "K7RM-4WDX"})
    found = batch([("a.pdf", filled)], books)
    assert found.unused == []
    (one,) = found.used
    assert {name: value for name, value in one.answers.values.items() if value} == wanted
    assert (one.respondent, one.answers.version, one.answers.language) == (
        "K7RM-4WDX",
        "1.2.0",
        "en",
    )
    assert faults(filled, tmp_path) == []


def test_on_screen_no_pen_and_no_box_for_paper_is_told_of_and_all_boxes_stand_where_paper_has_them(
    programme, form
):
    """So a form that was filled in on screen and printed can be scanned like any other."""
    paper, screen = (
        render(programme, form, "standard", on_screen=on_screen) for on_screen in (False, True)
    )
    assert screen.layout == paper.layout
    said = []
    for one in (paper, screen):
        first = pypdfium2.PdfDocument(one.pdf)[0].get_textpage().get_text_range()
        said.append(" ".join(first.split()))
    for of_paper in ("dark pen", "Put it in the box"):
        assert [of_paper in one for one in said] == [True, False]
    assert "You can leave any question empty." in said[1]


def test_a_tick_takes_another_away_and_a_second_click_takes_itself_away(pdf, books, form):
    def ticked(filled: bytes) -> str:
        return batch([("a.pdf", filled)], books).used[0].answers.values["worries"]

    once = by_pdfium(pdf, {"worries": "yes", "respondent": "K7RM-4WDX"})
    assert ticked(once) == "yes"
    assert ticked(by_pdfium(once, {"worries": "no"})) == "no"
    assert ticked(by_pdfium(once, {"worries": "yes"})) == ""


def test_the_code_of_the_first_page_stands_on_all(programme):
    many = [{"type": "long_text", "id": f"t{n}", "text": "Why?", "lines": 9} for n in range(4)]
    printed = render(programme, invented_form(many), "standard")
    filled = by_pdfium(
        fillable(printed.pdf, printed.layout, words_in("en"), invented_programme().id),
        {"respondent": "K7RM4WDX"},
    )
    with pikepdf.open(io.BytesIO(filled)) as document:
        drawn = [
            one.AP.N.read_bytes()
            for page in document.pages
            for one in page.Annots
            if parsed_name(str(one.get("/T") or one.Parent.T))[1] == "respondent"
        ]
    assert len(drawn) > 1
    assert len(set(drawn)) == 1
