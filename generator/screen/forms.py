"""Both files of a form to fill in on screen, made together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.words import words_in
from generator.files import progress
from generator.files.typesetting import print_many
from generator.files.typst_compiler import BATCH, render
from generator.screen.fillable import fillable
from generator.screen.web_form import web_form

#: What the names of the two files end in: the PDF with fields, and the web form.
ENDINGS = ("-fillable.pdf", ".html")


def on_screen(
    programme: Programme,
    forms: Sequence[Instrument],
    language: str,
) -> list[tuple[bytes, bytes]]:
    """Return the PDF with fields and the web form of each form, in order.

    Raises ``UnprintableError`` with what the typeface lacks in all of them.
    """
    words = progress.numbered("Making forms for the screen", len(forms))
    return print_many(partial(_both, programme, language), forms, words, least=BATCH)


def _both(programme: Programme, language: str, form: Instrument) -> tuple[bytes, bytes]:
    sheet = render(programme, form, "standard", language, on_screen=True)
    pdf = fillable(sheet.pdf, sheet.layout, words_in(language, programme), programme.id)
    return pdf, web_form(programme, form, language)
