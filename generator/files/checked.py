"""Kept files that are believed only where every byte is as it was written.

A file begins with the digest of what follows. One that is missing, cut short,
changed or from something else is as good as none: what it held is made again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from generator.files.writing import write_file

_LENGTH = hashlib.sha256().digest_size


def write_checked(path: Path, content: bytes) -> None:
    """Write a file with its digest; readers see all of it or nothing."""
    write_file(path, hashlib.sha256(content).digest() + content)


def read_checked(path: Path) -> bytes | None:
    """Return what was written; None where it cannot be read as it was."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, content = whole[:_LENGTH], whole[_LENGTH:]
    return content if hashlib.sha256(content).digest() == digest else None
