"""What the paper tests share: an invented little programme, and the shipped forms once printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
import yaml

from generator.definitions.instrument import Instrument
from generator.definitions.load import parse_definitions
from generator.definitions.programme import Programme
from generator.files.typst_compiler import PrintedForm, render

ROOT = Path(__file__).parents[2]
SIZES = ("standard", "large")
Grey = npt.NDArray[np.uint8]


def invented_programme(**changes: object) -> Programme:
    """Seven invented domains, two scales, two measures."""
    definition = yaml.safe_load(PROGRAMME)
    definition["domains"] = [
        {"id": name, "title": name.title(), "phrases": {"mentor": f"the part called {name}"}}
        for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")
    ]
    return Programme.model_validate(definition | changes)


PROGRAMME = """
id: tiny
version: "1.0.0"
title: Tiny programme
local:
  organisation: Invented Trust
  return_to: Put it in the box.
  privacy: Nobody sees your name.
roles: [{id: mentor, title: Mentor, plural: Mentors}]
waves: [{id: before, title: Before, phrase: before}]
scales:
  - id: sure
    title: Sure
    points:
      - {code: 1, label: Not at all sure}
      - {code: 2, label: Slightly sure}
      - {code: 3, label: Moderately sure}
      - {code: 4, label: Very sure}
      - {code: 5, label: Extremely sure}
    bands:
      - {id: low, label: Low, codes: [1, 2, 3]}
      - {id: high, label: High, codes: [4, 5]}
  - id: yes_no
    title: Yes or no
    ordered: false
    points: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
    bands:
      - {id: "yes", label: "Yes", codes: ["yes"]}
      - {id: "no", label: "No", codes: ["no"]}
measures:
  - {id: surety, title: Surety, scale: sure, stems: {mentor: How sure are you about…}}
  - id: overall
    title: Overall
    scale: sure
    items: single
    stems: {mentor: "How sure are you overall?"}
"""


def invented_form(items: str | list[dict[str, object]], **changes: object) -> Instrument:
    """One section with the items given, as an author writes them or as read from there."""
    written = yaml.safe_load(items) if isinstance(items, str) else items
    definition: dict[str, object] = {
        "id": "tiny_form",
        "version": "1.2.0",
        "title": "Tiny form",
        "kind": "linked",
        "role": "mentor",
        "wave": "before",
        "minutes": 3,
        "purpose": "To test paper.",
        "when": "Never.",
        "sections": [{"id": "part", "title": "The part", "items": written}],
    }
    return Instrument.model_validate(definition | changes)


EVERY_TYPE = """
- {type: note, text: "Read this first.\\n\\n- one thing\\n- another thing"}
- {type: single, measure: overall}
- {type: measure, measure: surety}
- {type: scale, id: worries, scale: yes_no, text: "Do you have worries?"}
- type: long_text
  id: worries_text
  text: What, if anything, worries you?
  lines: 2
  show_if: {item: worries, operator: is, value: "yes"}
- type: several
  id: places
  text: Where do you work?
  options:
    - {code: ward, label: On a ward}
    - {code: clinic, label: In a clinic}
    - {code: other, label: Somewhere else}
- {type: number, id: minutes, text: "How long was it?", minimum: 0, maximum: 600, unit: minutes}
- {type: date, id: day, text: "When was it?"}
- {type: short_text, id: room, text: "In which room?"}
"""


@pytest.fixture(scope="session")
def programme() -> Programme:
    return invented_programme()


@pytest.fixture(scope="session")
def make_form() -> Callable[..., Instrument]:
    return invented_form


@pytest.fixture(scope="session")
def every_type() -> Instrument:
    return invented_form(EVERY_TYPE)


@pytest.fixture(scope="session")
def shipped() -> dict[tuple[str, str], PrintedForm]:
    """Every shipped form and sheet in both sizes, printed once for all tests."""
    files = {str(path): path.read_text("utf-8") for path in (ROOT / "instruments").rglob("*.yml")}
    definitions = parse_definitions(files, [])
    return {
        (form.id, size): render(definitions.programme, form, size)  # type: ignore[arg-type]
        for form in definitions.instruments
        for size in SIZES
    }


@pytest.fixture(scope="session")
def greys() -> Callable[[bytes, int], list[Grey]]:
    """Return a function: a PDF's pages as grey pictures at so many dots an inch."""

    def draw(pdf: bytes, dpi: int) -> list[Grey]:
        pages = pypdfium2.PdfDocument(pdf)
        return [
            np.asarray(page.render(scale=dpi / 72, grayscale=True).to_numpy()).squeeze()
            for page in pages
        ]

    return draw
