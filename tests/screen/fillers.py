"""Programs that fill in a PDF, as their users do it: PDFium by clicks and keys, pypdf by names."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Mapping

import pikepdf
import pypdf
import pypdfium2
from pypdfium2 import raw

from generator.screen.fields import parsed_name

#: Items to what is ticked (a code) or typed.
Answers = Mapping[str, str]


def by_pypdf(pdf: bytes, answers: Answers) -> bytes:
    """Fill a form in and save it with pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    names = {parsed_name(name)[1]: name for name in writer.get_fields() or {}}
    ticked = {one.item for one in boxes(pdf) if one.code}
    values = {names[i]: f"/{v}" if i in ticked else v for i, v in answers.items() if v}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Place:
    """A widget: its item, code (of a tick), page and middle."""

    def __init__(self, page: int, widget: pikepdf.Object) -> None:
        name = widget.get("/T") or widget.Parent.T
        self.item = parsed_name(str(name))[1]
        states = [key for key in widget.AP.N if key != "/Off"] if "/AS" in widget else []
        self.code = states[0][1:] if states else ""
        x0, y0, x1, y1 = map(float, widget.Rect)
        self.page, self.x, self.y = page, (x0 + x1) / 2, (y0 + y1) / 2


def boxes(pdf: bytes) -> list[Place]:
    """Return all widgets of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            Place(number, widget)
            for number, page in enumerate(document.pages)
            for widget in page.obj.get("/Annots", [])
        ]


def by_pdfium(pdf: bytes, answers: Answers) -> bytes:
    """Fill a form in by clicking and typing, and save it with PDFium."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    form = document.formenv
    done = set()
    pages = [document[number] for number in range(len(document))]
    for one in boxes(pdf):
        wanted = answers.get(one.item, "")
        if not wanted or one.item in done or (one.code and one.code != wanted):
            continue
        done.add(one.item)
        page = pages[one.page]
        at = (form, page, 0, one.x, one.y)
        raw.FORM_OnMouseMove(*at)
        raw.FORM_OnLButtonDown(*at)
        raw.FORM_OnLButtonUp(*at)
        if not one.code:
            text = ctypes.create_string_buffer(wanted.encode("utf-16-le") + b"\0\0")
            raw.FORM_SelectAllText(form, page)
            raw.FORM_ReplaceSelection(form, page, ctypes.cast(text, raw.FPDF_WIDESTRING))
        raw.FORM_ForceToKillFocus(form)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
