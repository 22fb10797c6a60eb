"""The tiny invented programme, whole and with faults put into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "instruments"


@pytest.fixture(scope="session")
def tiny() -> dict[str, str]:
    """The tiny programme's files: name → text."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(TINY.glob("*.yml"))}


@pytest.fixture
def tiny_with(tiny: dict[str, str]) -> Callable[[list[tuple[str, str, str]]], dict[str, str]]:
    """A function that puts other texts into the tiny programme's files (the first place each)."""

    def edited(edits: list[tuple[str, str, str]]) -> dict[str, str]:
        files = dict(tiny)
        for name, old, new in edits:
            assert old in files[name], f"{name} holds no {old!r}"
            files[name] = files[name].replace(old, new, 1)
        return files

    return edited
