"""The printed sides that are filled in: pictures and layouts as ``mentoring print`` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
from generator.files.typst_compiler import OwnFacts, PrintedForm, render
from generator.inputs import load
from generator.questionnaire.form import CODE_GROUPS, Size
from generator.questionnaire.symbol import EARLIER, PageId, page_id

Grey = npt.NDArray[np.uint8]
Json = dict[str, Any]

#: Pixels a millimetre of the paper on which people write: about 305 dpi.
PX = 12
WIDTH, HEIGHT = 210, 297
ROOT = Path(__file__).resolve().parents[2]
#: How a form is printed, by name: plain in 2 sizes, by the first layout, as one copy of a pack.
PRINTS: dict[str, tuple[Size, OwnFacts]] = {
    "standard": ("standard", {}),
    "large print": ("large", {}),
    "first layout": ("standard", {"marks": EARLIER[0]}),
    "pack copy": ("standard", {"copy": "K7MQ9X", "code": "K7MQ-2XP9"}),
}
#: How often each is drawn.
SHARES = {"standard": 0.6, "large print": 0.2, "first layout": 0.1, "pack copy": 0.1}


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

    A question of which several boxes may be ticked has an item for each box: they stand
    together under its name.
    """
    found: dict[str, list[Json]] = {}
    for box in page["boxes"]:
        if box["kind"] == "tick":
            found.setdefault(box["item"], []).append(box)
    return found


@cache
def definitions() -> Definitions:
    """Return the definitions of the programme in the repository."""
    return load(ROOT, [])


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
    for page, png in zip(printed.layout["pages"], _pictures(printed), strict=True):
        identity = page_id(page["qr"]["text"])
        if identity is None:
            raise ValueError(f"no id of a page: {page['qr']['text']}")
        yield Side(name, identity, page, png)


def _pictures(printed: PrintedForm) -> Iterator[bytes]:
    """Yield each page of a PDF as a grey PNG."""
    document = pypdfium2.PdfDocument(printed.pdf)
    for page in document:
        picture = page.render(scale=PX * 25.4 / 72, grayscale=True).to_numpy()
        grey = np.ascontiguousarray(picture.reshape(picture.shape[:2]))
        flat = cv2.resize(grey, (WIDTH * PX, HEIGHT * PX), interpolation=cv2.INTER_AREA)
        yield cv2.imencode(".png", flat, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    document.close()
