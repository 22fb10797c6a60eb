"""Typesetting: a page design and its data become a tagged PDF, the same bytes everywhere.

A design is one Typst file; its data is JSON under one name. Fonts come from
one package with static files, never from the machine, and the time in the
file is fixed: the same data give the same bytes, so that a reprint can be
compared with the first print.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from generator.files.font_coverage import covered_by
from generator.files.pdf_finishing import finished
from generator.files.writing import scratch_for_good

Json = dict[str, Any]

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
#: Every PDF carries this time, so that its bytes depend on nothing but its contents.
TIMESTAMP = datetime(2025, 1, 1, tzinfo=UTC)
#: Only these files: the package holds each face twice, and Typst takes what it meets first.
FACES = ("Regular", "Semibold", "Bold")
#: Stands for a character that the font lacks.
STAND_IN = "?"


@dataclass(frozen=True, slots=True)
class Design:
    """A page design: its Typst file, and the name under which it asks for its data."""

    template: Path
    asks_for: str


def typeset(design: Design, data: Mapping[str, Any]) -> bytes:
    """Return the PDF (PDF/UA-1 and PDF/A-2a) of a design with its data.

    Raises ``typst.TypstError`` where the design itself is at fault; no text
    can cause it once ``printable`` has seen it.
    """
    made = compiler(design.template).compile(
        sys_inputs={design.asks_for: json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=TIMESTAMP,
    )
    if not isinstance(made, bytes):  # Typst gives a list only for pictures of pages
        raise TypeError("Typst gave no PDF.")
    return finished(made)


def printable(data: Mapping[str, Any]) -> tuple[Json, tuple[str, ...]]:
    """Return data with a stand-in for each character that the font lacks, and those."""
    text = json.dumps(data, ensure_ascii=False)
    known = covered()
    missing = {c for c in text if c not in known and c not in "\u200b"}
    table = str.maketrans(dict.fromkeys(missing, STAND_IN))
    made: Json = json.loads(text.translate(table))
    return made, tuple(sorted(missing))


@lru_cache(maxsize=1)
def _faces() -> tuple[Path, ...]:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return tuple(folder / f"SourceSansPro-{face}.ttf" for face in FACES)


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Return the characters that every face can draw."""
    return frozenset.intersection(*(covered_by(face.read_bytes()) for face in _faces()))


@lru_cache(maxsize=1)
def _font_folder() -> str:
    """Return a folder with our faces alone; Typst reads them late, so it lives with the process."""
    folder = scratch_for_good()
    for face in _faces():
        shutil.copy(face, folder)
    return str(folder)


@lru_cache(maxsize=4)
def compiler(template: Path) -> typst.Compiler:
    """Return this process's one compiler of a design; it keeps fonts and parsed template."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_font_folder()],
    )
    return typst.Compiler(template, font_paths=fonts)
