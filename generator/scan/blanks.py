"""What stands on a page before anybody writes on it: a programme's forms as pictures.

A page's symbol names form, version, language, size and page; the programme's definitions give
that form again, and its picture is what a scan is held against. Where the paper is not what the
definitions would print today, nothing is read: the reason says so, with the remedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pypdfium2 as pdfium

from generator.definitions.instrument import Instrument, SeveralItem
from generator.definitions.load import Definitions
from generator.files.typst_compiler import PrintedForm, render
from generator.questionnaire.form import CODE_GROUPS, MOST_BOXES, Size
from generator.questionnaire.symbol import PageId
from generator.scan.page import SCALE, Blank, Grey, Json

#: So many forms' PDFs and so many pages' pictures (4 MB each) are kept at hand.
FORMS, PICTURES = 48, 16
_POINTS = 72 / 25.4
_WHITE = 255
#: A box's border takes so much (mm) of its inside.
_LINE = 0.4


class Blanks:
    """Gives the print of a page, or says in plain words why there is none.

    It is called with a `PageId`; what was rendered last is kept.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._instruments = {_symbol_name(form.id): form for form in definitions.instruments}
        self._printed = lru_cache(FORMS)(self._rendered)
        self._picture = lru_cache(PICTURES)(self._drawn)

    def __call__(self, wanted: PageId) -> Blank | str:
        """Return a page's print at `SCALE`, or why it is not known."""
        form = self._form(wanted)
        if form is None or form.kind not in CODE_GROUPS:
            return _other_form(wanted, form)
        if form.version != wanted.version:
            return _other_version(wanted, form)
        languages = {one.upper(): one for one in self.definitions.programme.languages}
        language = languages.get(wanted.language.upper())
        if language is None:
            return _other_language(wanted, self.definitions.programme.languages)
        code, copy = _dummy(wanted.code), "X" * len(wanted.copy)
        own = (_symbol_name(form.id), _size(wanted), language, code, copy)
        pages = self._printed(*own).pages
        if wanted.page <= pages:
            return self._picture(wanted.page, *own)
        return (
            f"It says page {wanted.page} of {form.id}, which has {pages}. It was printed from "
            "other definitions: type it in."
        )

    def is_private(self, wanted: PageId) -> bool:
        """Say whether it is a page with a name or notes, such as consent: it is never read."""
        form = self._form(wanted)
        return form is not None and form.kind not in CODE_GROUPS

    def _form(self, wanted: PageId) -> Instrument | None:
        return self._instruments.get(_symbol_name(wanted.form))

    def _rendered(self, form: str, size: Size, language: str, code: str, copy: str) -> PrintedForm:
        shared, own = self.definitions.programme, self._instruments[form]
        return render(shared, own, size, language, code=code, copy=copy)

    def _drawn(
        self, page: int, form: str, size: Size, language: str, code: str, copy: str
    ) -> Blank:
        made = self._printed(form, size, language, code, copy)
        entry, picture = made.layout["pages"][page - 1], picture_of(made.pdf, page)
        several = (i.id for i in self._instruments[form].items if isinstance(i, SeveralItem))
        return Blank(
            entry, _without_letters(picture, entry) if code else picture, frozenset(several)
        )


def picture_of(pdf: bytes, page: int, scale: float = SCALE) -> Grey:
    """Return a page (from 1) of a PDF as a grey picture, ``scale`` pixels to a millimetre."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[page - 1].render(scale=scale / _POINTS, grayscale=True)
        made = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        return made[: round(297 * scale), : round(210 * scale)]
    finally:
        document.close()


def _without_letters(picture: Grey, page: Json) -> Grey:
    """Return a print whose code boxes are empty: other letters stand in each copy's."""
    for box in page["boxes"]:
        if box["kind"] == "letter":
            left, top = box["x"] + _LINE, box["y"] + _LINE
            right, foot = box["x"] + box["width"] - _LINE, box["y"] + box["height"] - _LINE
            rows = slice(round(top * SCALE), round(foot * SCALE))
            picture[rows, round(left * SCALE) : round(right * SCALE)] = _WHITE
    return picture


def _dummy(code: str) -> str:
    """Return a code that is printed as this one is: every code of one shape has one print.

    >>> _dummy("K7MQ-2XP9"), _dummy("0417"), _dummy("A-LONG-CODE-WITHOUT-BOXES")
    ('XXXX-XXXX', 'XXXX', 'A-LONG-CODE-WITHOUT-BOXES')
    """
    if len(code.replace("-", "")) > MOST_BOXES:
        return code
    return "".join("-" if sign == "-" else "X" for sign in code)


def _size(wanted: PageId) -> Size:
    return "large" if wanted.size == "large" else "standard"


def _symbol_name(form: str) -> str:
    return form.lower().replace("-", "_")


def _other_form(wanted: PageId, form: Instrument | None) -> str:
    if form is None:
        return (
            f"It is a page of '{wanted.form}', and this programme has no such form. "
            "Scan it with the programme that printed it."
        )
    return (
        f"It is a page of '{form.id}', which is never scanned: people's names may be on it. No "
        "picture of it is kept here. Set it aside, and take the sheet and its scan out of the pile."
    )


def _other_version(wanted: PageId, form: Instrument) -> str:
    known = f"It is version {wanted.version} of {form.id}; here is version {form.version}. "
    if wanted.version in form.accepts:
        return (
            f"{known}Its answers are accepted, but where its boxes stand is not known any more: "
            "type it in."
        )
    return (
        f"{known}Its answers are not accepted with these definitions: ask whoever keeps them, "
        "or use the definitions that it was printed from."
    )


def _other_language(wanted: PageId, known: Sequence[str]) -> str:
    return (
        f"Its language is {wanted.language.lower()}, and this programme has {', '.join(known)}. "
        "Use the definitions that it was printed from, or type it in."
    )
