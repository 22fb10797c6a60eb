"""The edge where an instrument becomes a PDF with a layout.

Typst reads one template file, ``questionnaire/form.typ``, and gets each form
as JSON. The same definitions give the same bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generator.files import typesetting
from generator.files.side_by_side import two_at_a_time
from generator.files.typesetting import Design, compiler, typeset
from generator.questionnaire import form
from generator.questionnaire.form import FormDocument, Size, with_pages
from generator.questionnaire.layout import sheet_layout
from generator.questionnaire.words import lacking
from generator.survey.instrument import Instrument
from generator.survey.programme import Programme

Json = dict[str, Any]

#: From so many forms on it is worth a second process.
BATCH = 12
DESIGN = Design(Path(form.__file__).with_name("form.typ"), "form")


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A finished form: the PDF, where its boxes lie, and what could not be printed.

    ``missing`` holds the characters that the font lacks; each is printed as a
    question mark, and the caller should tell the author. So it should of
    ``untranslated``: the names of fixed phrases that are printed in English
    because ``questionnaire/words.py`` lacks them in the form's language.
    """

    pdf: bytes
    layout: Json
    missing: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """Number of pages (sides)."""
        return len(self.layout["pages"])


def render(
    programme: Programme,
    instrument: Instrument,
    size: Size,
    language: str = "en",
    copy_code: str = "",
) -> PrintedForm:
    """Return an instrument's PDF (PDF/UA-1 and PDF/A-2a) and its layout."""
    made = form.document(programme, instrument, size=size, language=language, copy_code=copy_code)
    made, missing = printable(made)
    pdf, marks = compile_form(made)
    pages = max(mark["page"] for mark in marks)
    if pages > len(made.data["qr"]):
        made = with_pages(made, pages)
        pdf, marks = compile_form(made)
    return PrintedForm(pdf, sheet_layout(made, marks), missing, lacking(language))


def render_all(
    programme: Programme, forms: Sequence[tuple[Instrument, Size]], language: str
) -> list[PrintedForm]:
    """Return many instruments printed, in order; two at a time where they are many."""
    work = partial(_rendered, programme, language)
    return list(two_at_a_time(work, forms, least=BATCH, together=2))


def _rendered(programme: Programme, language: str, one: tuple[Instrument, Size]) -> PrintedForm:
    return render(programme, *one, language)


def compile_form(document: FormDocument) -> tuple[bytes, list[Json]]:
    """Return a document's PDF and its marks: kind, page, place in millimetres, facts.

    Raises ``typst.TypstError`` where the page design itself is at fault;
    no text of an author's can cause it once ``printable`` has seen it.
    """
    pdf = typeset(DESIGN, document.data)
    marks: list[Json] = json.loads(
        compiler(DESIGN.template).query("<marks>", field="value", one=True)
    )
    return pdf, marks


def printable(document: FormDocument) -> tuple[FormDocument, tuple[str, ...]]:
    """Return the document with a stand-in for each character that the font lacks, and those."""
    data, missing = typesetting.printable(document.data)
    return (form.replace_data(document, data) if missing else document), missing
