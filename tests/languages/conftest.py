"""The supplied programme with Welsh switched on, and the tiny one with Polish."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, errors_in, format_problem
from generator.definitions.rules import read_definitions

ROOT = Path(__file__).parents[2]
ON = "languages: [en, {tag: cy, for: [forms, entry]}]"


def texts_of(folder: Path) -> dict[str, str]:
    """Return a folder's definitions as texts, by their paths."""
    paths = sorted((folder / "instruments").rglob("*.yml"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def definitions_of(texts: dict[str, str]) -> Definitions:
    """Return definitions without a fault."""
    found: list[Problem] = []
    definitions = read_definitions(texts, found)
    assert list(map(format_problem, errors_in(found))) == []
    return definitions


@pytest.fixture(scope="session")
def supplied() -> dict[str, str]:
    """The supplied definitions as they are."""
    return texts_of(ROOT)


@pytest.fixture(scope="session")
def switched_on(supplied: dict[str, str]) -> dict[str, str]:
    """The supplied definitions with Welsh."""
    programme = supplied["instruments/programme.yml"]
    assert "languages: [en]\n" in programme
    return {**supplied, "instruments/programme.yml": programme.replace("languages: [en]", ON)}


@pytest.fixture(scope="session")
def welsh(switched_on: dict[str, str]) -> Definitions:
    return definitions_of(switched_on)


@pytest.fixture(scope="session")
def english(supplied: dict[str, str]) -> Definitions:
    return definitions_of(supplied)


@pytest.fixture
def home(tmp_path: Path) -> Callable[[str], Path]:
    """A function that makes a programme's folder with another line of languages."""

    def made(languages: str) -> Path:
        shutil.copytree(ROOT / "instruments", tmp_path / "p" / "instruments")
        path = tmp_path / "p/instruments/programme.yml"
        text = path.read_text("utf-8").replace("languages: [en]", f"languages: {languages}")
        path.write_text(text, "utf-8")
        return tmp_path / "p"

    return made


@pytest.fixture
def polish(tmp_path: Path) -> Path:
    """The tiny programme with Polish, as far as one form is concerned."""
    return polish_in(tmp_path / "p", "[forms, entry]")


def polish_in(folder: Path, offers: str) -> Path:
    """Make the tiny programme with Polish for some of what there is."""
    shutil.copytree(ROOT / "tests/cases/tiny/instruments", folder / "instruments")
    words = folder / "instruments/words"
    words.mkdir()
    shutil.copy(ROOT / "tests/cases/polish/pl.yml", words)
    path = folder / "instruments/programme.yml"
    line = f"status: ready\nlanguages: [en, {{tag: pl, for: {offers}}}]\n"
    path.write_text(path.read_text("utf-8").replace("status: ready\n", line, 1), "utf-8")
    return folder
