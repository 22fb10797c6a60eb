"""Folders that nobody but their owner may open.

On Linux and macOS the folder and its files get the owner's rights alone, from
the first moment on. Windows keeps rights in lists that its folders pass down;
they are not touched here, so the words for people say where to keep such a
folder instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600


def write_private_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder as a whole; one that exists must be empty.

    Names are relative, with forward slashes. Raises OSError where the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            write_private_file(beside / name, content)
        beside.chmod(OWNER_FOLDER)
        if folder.is_dir():
            folder.rmdir()  # refuses where anything has come into it
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_private_file(path: Path, content: bytes) -> None:
    """Write a new file for its owner alone; raises FileExistsError where there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may open, or take the others' rights away from it."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        with suppress(PermissionError):  # on a share it may be somebody else's
            folder.chmod(OWNER_FOLDER)


def who_can_open() -> str:
    """Return who can open what was written, in words, as far as this system lets us say."""
    if os.name == "posix":
        return "Only your own account can open this folder."
    return (
        "Windows decides who can open this folder, by where it lies: "
        "keep it below your own user folder, never on a shared drive."
    )
