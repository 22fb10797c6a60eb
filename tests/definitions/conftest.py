"""What is said of definitions, a line a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from generator.definitions.problem import Problem, RefusedError, format_problem
from generator.definitions.rules import read_definitions

Edit = tuple[str, str, str]  # file, text there, text instead
ToldOf = Callable[[Mapping[str, str | bytes]], list[str]]


@pytest.fixture(scope="session")
def told_of() -> ToldOf:
    """A function from files to every problem that reading them finds."""

    def lines(files: Mapping[str, str | bytes]) -> list[str]:
        found: list[Problem] = []
        with suppress(RefusedError):
            read_definitions(files, found)
        return [format_problem(problem) for problem in found]

    return lines


@pytest.fixture
def told(
    told_of: ToldOf, tiny_with: Callable[[list[Edit]], dict[str, str]]
) -> Callable[..., list[str]]:
    """The same of the tiny programme with other texts in its files."""
    return lambda *edits: told_of(tiny_with(list(edits)))
