"""Looking for a code and taking its rows out, as the command does it."""

from __future__ import annotations

from pathlib import Path

from generator.definitions.problem import Problem, RefusedError
from generator.files import forget
from generator.files.forget import Trace


def traced(folder: Path, code: str) -> tuple[Trace | None, list[Problem]]:
    """Where a code stands, None where that stops, and everything that was found."""
    found: list[Problem] = []
    try:
        return forget.find(folder, code, folder.name, found), found
    except RefusedError as stopped:
        return None, list(stopped.problems)


def take_out(folder: Path, code: str, *also: str) -> Path:
    """Take a code's rows out, and return where the copies are."""
    trace, _ = traced(folder, code)
    assert trace is not None
    rows = trace.of({code, *also})
    assert rows
    copies = forget.take_out(folder, code, forget.without(folder, rows))
    assert copies is not None
    return copies
