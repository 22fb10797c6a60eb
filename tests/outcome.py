"""What a function made of its input, beside everything that it found wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import pytest

from generator.definitions.problem import Problem, errors_in, tried

T = TypeVar("T")
#: What a test reads from the terminal, as the fixture ``capsys``.
Screen = pytest.CaptureFixture[str]


class Outcome(NamedTuple, Generic[T]):
    """``value`` is None where the function refused."""

    value: T | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are no warnings."""
        return errors_in(self.problems)


def outcome(read: Callable[..., T], *given: Any, **options: Any) -> Outcome[T]:
    """Call a function that adds to its last argument; what it refuses with is told, too."""
    found: list[Problem] = []
    value = tried(found, partial(read, *given, **options))
    return Outcome(value, tuple(found))
