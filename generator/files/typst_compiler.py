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

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.signs import UnprintableError, together
from generator.definitions.words import lacking
from generator.files.typesetting import Design, compiler, lacking_in, print_many, typeset
from generator.questionnaire import form
from generator.questionnaire.form import FormDocument, Size, with_pages
from generator.questionnaire.layout import sheet_layout

Json = dict[str, Any]

#: From so many forms on it is worth a second process: to start one takes as long as 40 forms.
BATCH = 100
DESIGN = Design(Path(form.__file__).with_name("form.typ"))


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A finished form: the PDF, and where its boxes lie."""

    pdf: bytes
    layout: Json

    @property
    def pages(self) -> int:
        """Number of pages (sides)."""
        return len(self.layout["pages"])


def render(
    programme: Programme, instrument: Instrument, size: Size, language: str = "en", **own: Any
) -> PrintedForm:
    """Return an instrument's PDF (PDF/UA-1 and PDF/A-2a) and its layout.

    ``own`` is what belongs to one copy, as ``form.document`` takes it.
    Raises ``UnprintableError`` where the typeface lacks a sign.
    """
    made = form.document(programme, instrument, size=size, language=language, **own)
    pdf, marks = compile_form(made)
    pages = max(mark["page"] for mark in marks)
    if pages > len(made.data["qr"]) > 0:
        made = with_pages(made, pages)
        pdf, marks = compile_form(made)
    return PrintedForm(pdf, sheet_layout(made, marks))


def render_all(
    programme: Programme,
    forms: Sequence[tuple[Instrument, Size]],
    language: str,
    words: Sequence[str],
    *,
    draft: bool = False,
) -> list[PrintedForm]:
    """Return many instruments printed, in order; two at a time where they are many.

    ``words`` tell of each while it is made. A ``draft`` says so on each page.
    Raises ``UnprintableError`` with what the typeface lacks in all of them.
    """
    work = partial(_rendered, programme, language, draft)
    return print_many(work, forms, words, least=BATCH)


def _rendered(
    programme: Programme, language: str, draft: bool, one: tuple[Instrument, Size]
) -> PrintedForm:
    return render(programme, *one, language, draft=draft)


def unprintable_forms(
    programme: Programme, instruments: Sequence[Instrument]
) -> UnprintableError | None:
    """Return what would keep forms from being printed, in each language that can be printed.

    It is what printing them raises, found without printing.
    """
    first, *others = programme.languages
    languages = (first, *(language for language in others if not lacking(language, programme)))
    made = (
        form.document(programme, one, size="standard", language=language)
        for language in languages
        for one in instruments
    )
    return together(found for one in made if (found := lacking_in(one.data)) is not None)


def compile_form(document: FormDocument) -> tuple[bytes, list[Json]]:
    """Return a document's PDF and its marks: kind, page, place in millimetres, facts.

    Raises what ``typeset`` does.
    """
    pdf = typeset(DESIGN, document.data)
    marks: list[Json] = json.loads(
        compiler(DESIGN.template).query("<marks>", field="value", one=True)
    )
    return pdf, marks
