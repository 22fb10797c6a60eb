"""Writing that loses nothing: beside the target first, then swapped in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old or the new content, never a part.

    Folders are made where they are missing. Raises OSError where the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder; names are relative, with forward slashes."""
    for name, content in files.items():
        write_file(folder / name, content)


def has_files(folder: Path) -> bool:
    """Return True where the folder exists and holds anything."""
    return folder.is_dir() and any(folder.iterdir())
