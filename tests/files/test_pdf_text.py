"""The words drawn in a PDF, against another reader; and the gate that searches them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pikepdf
import pypdf
import pytest

from generator.disclosure.leak_gate import secrets
from generator.files.leak_scan import scan_site
from generator.files.pdf_text import UnreadablePdfError, text_of
from generator.files.typesetting import Design, typeset

DESIGN = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Public title")
#set text(font: "Source Sans Pro", lang: "en", hyphenate: false, fallback: false)
= Public title
#for words in data.words { par(text(words)) }
#block(width: 2cm, text(data.narrow))
#table(columns: 2, ..data.cells.map(text))
"""
CODE = "K7MQ-2XP9"
LONG_CODE = "ABCDEFGHIJK\u200bLMNOPQRSTUV"
ANSWER = "My consultant shouted at the ward round, of course."


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    template = tmp_path_factory.mktemp("design") / "data.typ"
    template.write_text(DESIGN, "utf-8")
    data = {
        "words": [ANSWER, "Office, affluent: fi fl ffi. Tâtonner “quotes” – dash…", LONG_CODE],
        "narrow": f"Somebody's {CODE} stands here",
        "cells": ["Mentors", "66 (37%)", "12", "0 (0%)"],
    }
    return typeset(Design(template), data)


def words_by_another_reader(pdf: bytes) -> Counter[str]:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return Counter(text.replace("\u200b", "").split())


def test_another_reader_finds_the_same_words(pdf: bytes) -> None:
    here = Counter(text_of(pdf).replace("\u200b", "").split())
    there = words_by_another_reader(pdf)
    assert not there - here
    # What is broken by a line's end, or to be read instead of a glyph, is told in both ways.
    assert all(extra in CODE for extra in here - there)


def test_the_words_are_not_in_the_bytes(pdf: bytes) -> None:
    """Otherwise there would be no need to draw them out."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream)]
    assert not any(b"consultant shouted" in stream for stream in (pdf, *streams))


def test_ligatures_and_marks_are_letters(pdf: bytes) -> None:
    assert "Office, affluent: fi fl ffi. Tâtonner “quotes” – dash…" in text_of(pdf)


def test_a_code_is_whole_wherever_its_line_ends(pdf: bytes) -> None:
    words = text_of(pdf).split()
    assert CODE in words
    assert LONG_CODE.replace("\u200b", "") in words


@pytest.mark.parametrize(
    ("codes", "answers"), [([CODE], []), ([LONG_CODE.replace("\u200b", "")], []), ([], [ANSWER])]
)
def test_the_gate_finds_what_is_drawn(
    pdf: bytes, tmp_path: Path, codes: list[str], answers: list[str]
) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "a.pdf").write_bytes(pdf)
    (finding,) = scan_site(tmp_path, secrets(codes, answers), lambda name: True)
    assert (finding.path, finding.in_name) == ("results/a.pdf", False)


def test_the_gate_passes_what_is_not_there(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf)
    wanted = secrets(["ZZZZ-9999"], ["Nobody shouted at the ward round, of course."])
    assert scan_site(tmp_path, wanted, lambda name: True) == ()


def test_a_word_that_a_line_broke_is_whole() -> None:
    """A hyphen at a line's end may belong to the word, or not."""
    with pikepdf.new() as document:
        document.add_blank_page()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                  BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        lines = b"(our consul-) Tj 0 -12 Td (tants and K7MQ-) Tj 0 -12 Td (2XP9) Tj"
        page.Contents = document.make_stream(b"BT /F 9 Tf 20 200 Td " + lines + b" ET")
        out = io.BytesIO()
        document.save(out)
    words = text_of(out.getvalue()).split()
    assert "consultants" in words
    assert CODE in words


def test_a_font_without_a_table_and_a_figure_are_read() -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                  BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
        fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=document.make_indirect(font)))
        figure = document.make_stream(
            b"BT /F 9 Tf (inside) ' ET",
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, Resources=fonts,
        )  # fmt: skip
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(Font=fonts.Font, XObject=pikepdf.Dictionary(X=figure))
        page.Contents = document.make_stream(b"BT /F 9 Tf [(se) -20 (cret)] TJ ET /X Do")
        out = io.BytesIO()
        document.save(out)
    assert text_of(out.getvalue()).split() == ["secret", "inside"]


def locked(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["broken", "locked"])
def test_a_file_out_of_reach_is_refused_only_where_it_is_ours(
    pdf: bytes, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing" if kind == "broken" else locked(pdf))
    assert scan_site(tmp_path, secrets([CODE], []), lambda name: False) == ()
    with pytest.raises(UnreadablePdfError):
        scan_site(tmp_path, secrets([CODE], []), lambda name: True)


def test_a_page_may_take_its_fonts_from_its_parent(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        sheet = document.pages[0].obj
        sheet.Parent.Resources = sheet.Resources
        del sheet.Resources
        out = io.BytesIO()
        document.save(out)
    assert text_of(out.getvalue()) == text_of(pdf)


def with_hidden(where: str, code: str, answer: str) -> bytes:
    """Return an author's PDF with private words where no page shows them."""
    words = f"{code}: {answer}"
    with pikepdf.new() as document:
        document.add_blank_page()
        page = document.pages[0]
        if where == "a title":
            document.docinfo["/Title"] = f"{words} – Ž"
        elif where == "metadata":
            with document.open_metadata() as metadata:
                metadata["dc:description"] = words
        elif where == "a remark":
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
                Contents=pikepdf.String(words),
            )  # fmt: skip
            page.Annots = pikepdf.Array([document.make_indirect(note)])
        elif where == "an attached file":
            document.attachments["note.txt"] = words.encode("utf-16")
        elif where == "an attached archive":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("sheet.xml", words)
            document.attachments["book.xlsx"] = packed.getvalue()
        elif where == "hexadecimal digits":
            drawn = f"/Span << /Alt ({words}) >> BDC EMC".encode("cp1252").hex().encode() + b">"
            page.Contents = pikepdf.Stream(document, drawn)
            page.Contents.Filter = pikepdf.Name.ASCIIHexDecode
        out = io.BytesIO()
        document.save(
            out, compress_streams=where != "hexadecimal digits",
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )  # fmt: skip
    if where == "what was struck out":  # it stands in no list of what the file holds
        packed = zlib.compress(f"/Span << /Alt ({words}) >> BDC EMC".encode())
        return out.getvalue() + b"99 0 obj\n<<>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    return out.getvalue()


@pytest.mark.parametrize(
    "where",
    [
        "a title",
        "metadata",
        "a remark",
        "an attached file",
        "an attached archive",
        "what was struck out",
        "hexadecimal digits",
    ],
)
def test_an_authors_pdf_hides_nothing_beside_its_pages(where: str, tmp_path: Path) -> None:
    answer = "My consultant was in the café, of course, all day."
    (tmp_path / "about.pdf").write_bytes(with_hidden(where, CODE, answer))
    found = scan_site(tmp_path, secrets([CODE], [answer]), lambda name: False)
    assert {finding.kind for finding in found} == {"code", "answer"}
    harmless = secrets(["ZZZZ-9999"], ["Nobody was in the café, of course, all day."])
    assert scan_site(tmp_path, harmless, lambda name: False) == ()
