"""The printed sides that are filled in: pictures and layouts as ``mentoring print`` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2

from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.programme import Programme
from generator.files.typst_compiler import render
from generator.inputs import load
from generator.questionnaire.form import CODE_GROUPS, Size
from generator.questionnaire.symbol import PageId, page_id

Grey = npt.NDArray[np.uint8]
Json = dict[str, Any]

#: Pixels a millimetre of the paper on which people write: about 305 dpi.
PX = 12
WIDTH, HEIGHT = 210, 297
ROOT = Path(__file__).resolve().parents[2]
#: How a form is printed, by name: plain in 2 sizes, as one copy of a pack.
PRINTS: dict[str, tuple[Size, dict[str, Any]]] = {
    "standard": ("standard", {}),
    "large print": ("large", {}),
    "pack copy": ("standard", {"copy": "K7MQ9X", "code": "K7MQ-2XP9"}),
}
#: How often each is drawn.
SHARES = {"standard": 0.7, "large print": 0.2, "pack copy": 0.1}


@dataclass(frozen=True, slots=True)
class Side:
    """One printed page: who it is, its entry in the layout file, its picture as PNG."""

    print: str
    id: PageId
    page: Json
    png: bytes

    @property
    def paper(self) -> Grey:
        """The page as it left the printer: grey, `PX` a millimetre."""
        picture = cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_GRAYSCALE)
        return np.asarray(picture, np.uint8)


def questions(page: Json) -> dict[str, list[Json]]:
    """Return a page's tick boxes by question (of a grid, by row), in the order of the layout.

    Where several boxes may be ticked, each is an item of its own in the layout: here they
    stand under their question, each by the code of its answer, marked ``several``.
    """
    found: dict[str, list[Json]] = {}
    for box in page["boxes"]:
        if box["kind"] == "tick":
            item, _, code = box["item"].partition("___")
            own = {"item": item, "code": code, "several": True} if code else {}
            found.setdefault(item, []).append({**box, **own})
    return found


#: A form that the programme lacks: several answers to a question, a date, a long number.
INVENTED: Json = {
    "id": "bench_form",
    "version": "1.0.0",
    "title": "A form for measuring (invented)",
    "status": "ready",
    "accepts": ["1.0.0"],
    "kind": "linked",
    "role": "mentor",
    "wave": "before_session",
    "minutes": 1,
    "purpose": "To measure how well scans are read.",
    "when": "Never.",
    "sections": [
        {
            "id": "all",
            "title": "Everything that the other forms lack",
            "items": [
                {
                    "id": f"several_{number}",
                    "type": "several",
                    "text": "Which of these did you meet?",
                    "options": [
                        {"code": f"option_{one}", "label": f"Number {one}"}
                        for one in range(1, count + 1)
                    ],
                }
                for number, count in enumerate((2, 4, 5, 6, 9, 12), start=1)
            ]
            + [
                {"id": "day", "type": "date", "text": "On which day was it?"},
                {
                    "id": "steps",
                    "type": "number",
                    "minimum": 0,
                    "maximum": 99999,
                    "unit": "steps",
                    "text": "How many steps is it to the library?",
                },
            ],
        }
    ],
}


@cache
def definitions() -> Definitions:
    """Return the definitions of the programme in the repository, with the invented form."""
    known = load(ROOT, [])
    return replace(known, instruments=(*known.instruments, Instrument.model_validate(INVENTED)))


def scanned_forms() -> tuple[str, ...]:
    """Return the ids of the programme's forms that are read back."""
    return tuple(one.id for one in definitions().instruments if one.kind in CODE_GROUPS)


@cache
def sides(print_name: str, form: str) -> tuple[Side, ...]:
    """Print a form of the programme in the repository in one way; kept in this process."""
    known = definitions()
    instrument = next(one for one in known.instruments if one.id == form)
    return tuple(_sides(print_name, known.programme, instrument))


def _sides(name: str, programme: Programme, instrument: Instrument) -> Iterator[Side]:
    size, own = PRINTS[name]
    printed = render(programme, instrument, size, **own)
    for page, paper in zip(printed.layout["pages"], pictures_of(printed.pdf), strict=True):
        identity = page_id(page["qr"]["text"])
        if identity is None:
            raise ValueError(f"no id of a page: {page['qr']['text']}")
        png = cv2.imencode(".png", paper, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
        yield Side(name, identity, page, png)


def pictures_of(pdf: bytes) -> Iterator[Grey]:
    """Yield each page of a PDF as it leaves a printer: grey, `PX` a millimetre."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        picture = page.render(scale=PX * 25.4 / 72, grayscale=True).to_numpy()
        grey = np.ascontiguousarray(picture.reshape(picture.shape[:2]))
        flat = cv2.resize(grey, (WIDTH * PX, HEIGHT * PX), interpolation=cv2.INTER_AREA)
        yield np.asarray(flat, np.uint8)
    document.close()
