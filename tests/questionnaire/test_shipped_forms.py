"""The shipped forms as printed: standards, fonts, sizes, pages, symbols."""

from __future__ import annotations

import io
import re
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
import zxingcpp

COMMON = (
    "mentor_before_interview",
    "mentor_after_interview",
    "mentor_before_session",
    "mentor_after_session",
    "mentee_before_session",
    "mentee_after_session",
    "follow_up_mentor",
    "follow_up_mentee",
)
SMALLEST = {"standard": 12.0, "large": 18.0}
PROFILES = (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A)


@pytest.mark.parametrize("profile", PROFILES, ids=["ua-1", "a-2a"])
def test_every_form_meets_the_standard(shipped, tmp_path: Path, profile):
    faults = {}
    for (form, size), printed in shipped.items():
        path = tmp_path / f"{form}-{size}.pdf"
        path.write_bytes(printed.pdf)
        report = validation.validate_pdf(path, profile=profile)
        if not report.is_compliant:
            faults[form, size] = [str(failure) for failure in report.failures]
    assert faults == {}


def test_the_validator_would_see_a_form_without_tags(shipped, tmp_path: Path):
    """The test above can fail: without its structure tree a form is refused."""
    with pikepdf.open(io.BytesIO(shipped["consent", "standard"].pdf)) as document:
        del document.Root.StructTreeRoot
        document.save(tmp_path / "bare.pdf")
    report = validation.validate_pdf(tmp_path / "bare.pdf", profile=PROFILES[0])
    assert not report.is_compliant


def test_common_forms_take_two_sides_at_most(shipped):
    assert {
        form: shipped[form, "standard"].pages
        for form in COMMON
        if shipped[form, "standard"].pages > 2
    } == {}


def test_only_our_fonts_and_all_embedded(shipped):
    for printed in shipped.values():
        with pikepdf.open(io.BytesIO(printed.pdf)) as document:
            for sheet in document.pages:
                for font in sheet.Resources.get("/Font", {}).values():
                    kind = font.DescendantFonts[0]
                    assert re.fullmatch(
                        r"/[A-Z]{6}\+SourceSansPro-(Regular|Semibold|Bold)", str(font.BaseFont)
                    )
                    assert "/FontFile2" in kind.FontDescriptor  # TrueType, never the CFF twin


def _character_sizes(pdf: bytes) -> set[float]:
    sizes = set()
    for sheet in pypdfium2.PdfDocument(pdf):
        text = sheet.get_textpage()
        raw = text.raw
        for index in range(text.count_chars()):
            if chr(pypdfium2.raw.FPDFText_GetUnicode(raw, index)).strip():
                sizes.add(round(pypdfium2.raw.FPDFText_GetFontSize(raw, index), 2))
    return sizes


def test_no_letter_is_smaller_than_the_size_promises(shipped):
    for (form, size), printed in shipped.items():
        assert min(_character_sizes(printed.pdf)) >= SMALLEST[size], (form, size)


def test_every_page_names_itself_to_a_scanner(shipped, greys):
    for (form, size), printed in shipped.items():
        for number, picture in enumerate(greys(printed.pdf, 150), start=1):
            # The whole page where it is one form's, its foot otherwise: the search is slow.
            seen = picture if form == "session_record" else picture[-picture.shape[0] // 6 :]
            found = zxingcpp.read_barcodes(seen)
            if printed.layout["kind"] not in ("linked", "unlinked"):
                assert not found
                continue
            name = form.upper().replace("_", "-")
            text = f"RM2:{name}:1.0.0:EN:{size[0].upper()}:{number}"
            assert [symbol.text for symbol in found] == [text]
            assert printed.layout["pages"][number - 1]["qr"]["text"] == text


def test_the_footer_says_page_form_and_version(shipped):
    for (form, _), printed in shipped.items():
        sheets = pypdfium2.PdfDocument(printed.pdf)
        for number, sheet in enumerate(sheets, start=1):
            words = sheet.get_textpage().get_text_bounded()
            assert f"Page {number} of {len(sheets)}" in words
            assert f"{form} · version 1.0.0" in words


def test_title_language_and_author_are_set(shipped):
    for (form, _), printed in shipped.items():
        with pikepdf.open(io.BytesIO(printed.pdf)) as document:
            assert str(document.Root.Lang) == "en-GB", form
            assert str(document.docinfo.Title)
            assert str(document.docinfo.Author)
            assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


def test_every_row_of_a_table_has_its_header(shipped):
    """Each data cell names a row header and a column header that exist."""
    for key, printed in shipped.items():
        with pikepdf.open(io.BytesIO(printed.pdf)) as document:
            tree = document.Root.StructTreeRoot
            cells = [e for e in _below(tree.K) if e.S == "/TD"]
            heads = {str(e.ID): str(_facts(e).Scope) for e in _below(tree.K) if e.S == "/TH"}
            for cell in cells:
                scopes = [heads[str(name)] for name in _facts(cell).Headers]
                assert sorted(scopes) == ["/Column", "/Row"], key
            names = list(pikepdf.NameTree(tree.IDTree)) if heads else []
            assert names == sorted(heads)


def _below(node):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _below(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from _below(node.get("/K"))


def _facts(cell):
    return next(one for one in cell.A if one.O == "/Table")


def test_every_tick_says_its_label_and_its_question(shipped):
    with pikepdf.open(io.BytesIO(shipped["mentor_after_session", "large"].pdf)) as document:
        alts = {str(e.Alt) for e in _below(document.Root.StructTreeRoot.K) if "/Alt" in e}
    assert "Tick box: Very confident, how they use technology at work" in alts
    assert "Tick box: Too long, How was the length of the session?" in alts
