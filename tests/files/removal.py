"""Taking a code's rows out, as the command does it, for tests of what is left."""

from __future__ import annotations

from pathlib import Path

from generator.files import forgotten_copies
from generator.files.forget import find, without


def take_out(folder: Path, code: str, *also: str) -> Path:
    """Take a code's rows out, and return where the copies are."""
    trace = find(folder, code).value
    assert trace is not None
    rows = trace.of({code, *also})
    assert rows
    copies = forgotten_copies.take_out(folder, code, without(folder, rows))
    assert copies is not None
    return copies
