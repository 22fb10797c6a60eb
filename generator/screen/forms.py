"""Both files of a form to fill in on screen, made together: many forms by two processes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.signs import UnprintableError, together
from generator.files import progress
from generator.files.pool import two_at_a_time
from generator.files.typst_compiler import render
from generator.questionnaire.words import words_in
from generator.screen.fillable import fillable
from generator.screen.web_form import web_form

#: What the names of the two files end in: the PDF with fields, and the web form.
ENDINGS = ("-fillable.pdf", ".html")
#: From so many forms on it is worth a second process.
BATCH = 30


def on_screen(
    programme: Programme,
    forms: Sequence[Instrument],
    language: str,
) -> list[tuple[bytes, bytes]]:
    """Return the PDF with fields and the web form of each form, in order.

    Raises ``UnprintableError`` with what the typeface lacks in all of them.
    """
    words = progress.numbered("Making forms for the screen", len(forms))
    work = partial(_made, programme, language)
    made = list(progress.coming(two_at_a_time(work, forms, least=BATCH), words))
    if lacking := together(one for one in made if isinstance(one, UnprintableError)):
        raise lacking
    return [one for one in made if isinstance(one, tuple)]


def _made(
    programme: Programme, language: str, form: Instrument
) -> tuple[bytes, bytes] | UnprintableError:
    try:
        sheet = render(programme, form, "standard", language, on_screen=True)
    except UnprintableError as lacking:
        return lacking
    pdf = fillable(sheet.pdf, sheet.layout, words_in(language, programme), programme.id)
    return pdf, web_form(programme, form, language)
