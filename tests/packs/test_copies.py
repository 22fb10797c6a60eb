"""Copies of forms: what is on them, what differs, and that all hold."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import page as validation
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.inputs import load
from generator.packs.codes import new_codes, new_copies
from generator.packs.copies import Base, base, separate, write_bulk
from generator.questionnaire.form import Size
from generator.questionnaire.symbol import PageId, page_id, page_text
from tests.small_programme import ROOT

PROFILES = (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A)
FORMS = ("mentor_before_interview", "session_record", "consent", "mentee_after_session")
MANY = 8


@pytest.fixture(scope="module")
def programme() -> tuple[Programme, dict[str, Instrument]]:
    definitions = load(ROOT, [])
    return definitions.programme, {form.id: form for form in definitions.instruments}


@pytest.fixture(scope="module")
def mentor(programme: tuple[Programme, dict[str, Instrument]]) -> Base:
    return base(programme[0], programme[1][FORMS[0]], "standard", "en", coded=True)


def copy(of: Base, number: str, code: str) -> bytes:
    return next(separate([of], [(0, number, code)]))


def pages(pdf: bytes) -> list[tuple[str, str]]:
    """Return what the symbol of each page says, and the page's text."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(_said(sheet), sheet.get_textpage().get_text_range()) for sheet in document]


def _said(sheet: pypdfium2.PdfPage) -> str:
    """Read the symbol in the page's lower right corner, where a scanner looks first."""
    width, height = sheet.get_size()
    corner = sheet.render(scale=150 / 72, grayscale=True, crop=(width * 0.8, 0, 0, height * 0.88))
    pixels = np.array(corner.to_pil())
    return "".join(found.text for found in zxingcpp.read_barcodes(pixels) if pixels.min() < 128)


def _grey(sheet: pypdfium2.PdfPage):
    return sheet.render(scale=150 / 72, grayscale=True).to_pil()


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("coded", [False, True])
def test_every_copy_meets_the_standard(programme, form: str, size: Size, coded: bool, tmp_path):
    made = base(programme[0], programme[1][form], size, "en", coded=coded)
    codes = new_codes(2) if made.coded else ("", "")
    path = tmp_path / "copy.pdf"
    for one in separate([made], [(0, *own) for own in zip(new_copies(2), codes, strict=True)]):
        path.write_bytes(one)
        for profile in PROFILES:
            report = validation.validate_pdf(path, profile=profile)
            assert report.is_compliant, report.failures


def test_nothing_is_drawn_that_is_neither_tagged_nor_an_artifact(mentor: Base) -> None:
    """The validator passes over it: so each thing that is drawn is looked at here."""
    painting = {"Tj", "TJ", "f", "F", "f*", "B", "S", "s", "b", "Do", "INLINE IMAGE"}
    with pikepdf.open(io.BytesIO(copy(mentor, "K7MQ9X", next(new_codes(1))))) as document:
        for sheet in document.pages:
            depth, drawn = 0, 0
            for one in pikepdf.parse_content_stream(sheet):
                operator = str(one.operator)
                depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
                drawn += operator in painting
                assert depth > 0 or operator not in painting
            assert depth == 0
            assert drawn > 100


def test_the_validator_would_see_a_font_that_is_not_embedded(mentor: Base, tmp_path: Path) -> None:
    whole = copy(mentor, "K7MQ9X", next(new_codes(1)))
    (tmp_path / "bad.pdf").write_bytes(whole.replace(b"/FontFile2", b"/FontFile9"))
    assert not validation.validate_pdf(tmp_path / "bad.pdf", profile=PROFILES[1]).is_compliant


def test_copies_say_what_is_theirs(mentor: Base) -> None:
    own = list(zip(new_copies(MANY), new_codes(MANY), strict=True))
    made = separate([mentor], [(0, *one) for one in own])
    identifiers = set()
    for (number, code), whole in zip(own, made, strict=True):
        found = pages(whole)
        assert [said for said, _ in found] == [
            page_text(PageId(mentor.form, "1.0.0", "en", "standard", place, number, code))
            for place in range(1, mentor.pages + 1)
        ]
        for _, text in found:
            assert number in text.replace(" ", "")
            assert code.replace("-", "") in "".join(text.split())
        with pikepdf.open(io.BytesIO(whole)) as document:
            said = [str(t.Alt) for t in document.objects
                    if isinstance(t, pikepdf.Dictionary) and "/Alt" in t]  # fmt: skip
            identifiers.add(bytes(document.trailer.ID[0]))
            assert not document.check_pdf_syntax()
        assert [one for one in said if code in one] == [f"{mentor.description}, {code}"]
    assert len(identifiers) == MANY


def test_a_copy_looks_like_one_that_was_typeset_whole(programme, mentor: Base) -> None:
    """Every letter stands where the page design would have put it."""
    from generator.files.typst_compiler import render

    number, code = "K7MQ9X", "K7MQ-3XPF"
    whole = render(programme[0], programme[1][FORMS[0]], "standard", copy=number, code=code)
    for place in range(mentor.pages):
        shown = [
            np.asarray(_grey(pypdfium2.PdfDocument(pdf)[place]), dtype=int)
            for pdf in (whole.pdf, copy(mentor, number, code))
        ]
        differ = np.abs(shown[0] - shown[1]) > 128
        high, wide = differ.shape
        symbol = np.s_[int(high * 0.91) :, int(wide * 0.84) : int(wide * 0.92)]
        differ[symbol] = False  # the edges of its squares are drawn in another way
        assert differ.sum() < 40, f"page {place + 1}"  # letters are kerned in the one, not here


def test_a_bulk_file_has_each_copy_from_the_front_of_a_sheet(programme) -> None:
    forms = programme[1]
    record = base(programme[0], forms["session_record"], "standard", "en", coded=False)
    assert record.pages == 1
    numbers = new_copies(70)
    out = io.BytesIO()
    write_bulk(out, "Record", [record], [(0, one, "") for one in numbers])
    found = pages(out.getvalue())
    assert len(found) == 140
    assert [page_id(said).copy for said, _ in found[::2]] == list(numbers)
    assert {(said, text) for said, text in found[1::2]} == {("", "")}


def test_a_bulk_file_may_mix_copies_with_and_without_codes(programme, mentor: Base) -> None:
    spare = base(programme[0], programme[1][FORMS[0]], "standard", "en", coded=False)
    codes, numbers = list(new_codes(3)), new_copies(5)
    copies = [(0, n, c) for n, c in zip(numbers, codes, strict=False)]
    copies += [(1, n, "") for n in numbers[3:]]
    out = io.BytesIO()
    write_bulk(out, "Siân’s forms", [mentor, spare], copies)
    ids = [page_id(said) for said, _ in pages(out.getvalue())]
    assert [(one.copy, one.code, one.page) for one in ids] == [
        (number, code, place) for _, number, code in copies for place in (1, 2)
    ]
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        assert str(document.docinfo.Title) == "Siân’s forms"
        assert document.Root.ViewerPreferences.PrintScaling == "/None"
        assert document.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert not document.check_pdf_syntax()
