"""The edge where a document becomes a PDF: Typst, its fonts and the finishing of tags.

Typst reads one template file, ``questionnaire/form.typ``, and gets each form
as JSON. Fonts come from one package with static files, never from the
machine, and the time in the file is fixed: the same definitions give the
same bytes everywhere, so that a reprint can be compared with the first print.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from generator.files.font_coverage import covered_by
from generator.files.pdf_finishing import finished
from generator.questionnaire import form
from generator.questionnaire.form import FormDocument, Size, with_pages
from generator.questionnaire.layout import sheet_layout
from generator.questionnaire.words import lacking
from generator.survey.instrument import Instrument
from generator.survey.programme import Programme

Json = dict[str, Any]

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
#: Every PDF carries this time, so that its bytes depend on nothing but its contents.
TIMESTAMP = datetime(2025, 1, 1, tzinfo=UTC)
#: Only these files: the package holds each face twice, and Typst takes what it meets first.
FACES = ("Regular", "Semibold", "Bold")
#: Stands for a character that the font lacks.
STAND_IN = "?"


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


def compile_form(document: FormDocument) -> tuple[bytes, list[Json]]:
    """Return a document's PDF and its marks: kind, page, place in millimetres, facts.

    Raises ``typst.TypstError`` where the page design itself is at fault;
    no text of an author's can cause it once ``printable`` has seen it.
    """
    compiler = _compiler()
    data = json.dumps(document.data, ensure_ascii=False)
    made = compiler.compile(
        sys_inputs={"form": data},
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=TIMESTAMP,
    )
    if not isinstance(made, bytes):  # Typst gives a list only for pictures of pages
        raise TypeError("Typst gave no PDF.")
    marks: list[Json] = json.loads(compiler.query("<marks>", field="value", one=True))
    return finished(made), marks


def printable(document: FormDocument) -> tuple[FormDocument, tuple[str, ...]]:
    """Return the document with a stand-in for each character that the font lacks, and those."""
    text = json.dumps(document.data, ensure_ascii=False)
    covered = _covered()
    missing = {c for c in text if c not in covered and c not in "\u200b"}
    if not missing:
        return document, ()
    table = str.maketrans(dict.fromkeys(missing, STAND_IN))
    data = json.loads(text.translate(table))
    return form.replace_data(document, data), tuple(sorted(missing))


@lru_cache(maxsize=1)
def _faces() -> tuple[Path, ...]:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return tuple(folder / f"SourceSansPro-{face}.ttf" for face in FACES)


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    return frozenset.intersection(*(covered_by(face.read_bytes()) for face in _faces()))


@lru_cache(maxsize=1)
def _font_folder() -> str:
    """Return a folder with our faces alone; Typst reads them late, so it lives with the process."""
    folder = tempfile.mkdtemp(prefix="mentoring-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for face in _faces():
        shutil.copy(face, folder)
    return folder


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Return the one compiler of this process; it keeps fonts and parsed template."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_font_folder()],
    )
    return typst.Compiler(Path(form.__file__).with_name("form.typ"), font_paths=fonts)
