"""A programme with its blanks, and sheets of it to write on; a folder to run ``scan`` in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from generator.commands import scan
from generator.definitions.load import Definitions
from generator.definitions.rules import read_definitions
from generator.files.typst_compiler import render
from generator.scan.blanks import Blanks
from tests.scan import invented
from tests.scan.filler import Sheet
from tests.scan.places import programme_in

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "instruments"


def definitions_of(folder: Path) -> Definitions:
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.yml"))}
    return read_definitions(texts, [], [])


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return definitions_of(TINY)


@pytest.fixture(scope="session")
def blanks(definitions: Definitions) -> Blanks:
    return Blanks(definitions)


@pytest.fixture(scope="session")
def sheet(definitions: Definitions) -> Callable[..., Sheet]:
    """A function that returns a fresh page of a form."""

    @cache
    def printed(form: str, page: int, size: str, own: tuple[tuple[str, str], ...]) -> Sheet:
        instrument = next(one for one in definitions.instruments if one.id == form)
        made = render(definitions.programme, instrument, size, **dict(own))  # type: ignore[arg-type]
        return Sheet.of(made.pdf, made.layout, page)

    def fresh(form: str = "mentor_before", page: int = 1, size: str = "standard", **own: str):
        return printed(form, page, size, tuple(own.items())).copy()

    return fresh


@pytest.fixture
def dice() -> Random:
    return Random(1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small programme with one cohort, and the reader of invented scans in place of the real."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(scan, "reader_of", lambda folder: invented.reader)
    monkeypatch.setattr(scan, "LIBRARIES", ())
    return programme_in(tmp_path / "own")
