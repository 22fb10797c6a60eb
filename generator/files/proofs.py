"""What the audit has shown of earlier builds, in one file of the programme's cache.

It holds fingerprints, which groups' tables went, and rounded tables as they were before
that: it is private, as the responses are. A file that is damaged, or
was written by another version of the code, is as good as none: everything is
then shown again.
"""

from __future__ import annotations

from pathlib import Path

from generator.disclosure.proven import Proven, as_bytes, from_bytes
from generator.files.writing import write_file

NAME = "proofs.json"


def recall(folder: Path, code: str) -> Proven:
    """Return what was shown by this code."""
    try:
        return from_bytes((folder / NAME).read_bytes(), code)
    except OSError:
        return Proven()


def keep(folder: Path, proven: Proven, code: str) -> None:
    """Keep what was shown."""
    write_file(folder / NAME, as_bytes(proven, code))
