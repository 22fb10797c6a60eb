"""Folders and files that nobody but their owner may open.

On Linux and macOS they get the owner's rights alone, from the first moment on.
Windows keeps rights in lists that its folders pass down; they are not touched
here, so the words for people say where to keep such a folder instead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import EEXIST, ENOTEMPTY
from pathlib import Path

from generator.files.writing import OWNER, has_files, new_folder, write_file, write_new


def write_private_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder as a whole; one that exists must be empty.

    Names are relative, with forward slashes. Raises OSError where the disk refuses.
    """
    with new_folder(folder, 0o700) as beside:
        write_new(beside, files, OWNER)
        if has_files(folder):
            raise OSError(ENOTEMPTY, "Something has come into this folder", str(folder))


def write_private_file(path: Path, content: bytes) -> None:
    """Write a new file for its owner alone; raises FileExistsError where there is one."""
    if path.exists():
        raise FileExistsError(EEXIST, "There is such a file already", str(path))
    write_file(path, content, OWNER)


def who_can_open() -> str:
    """Return who can open what was written, in words, as far as this system lets us say."""
    if os.name == "posix":
        return "Only your own account can open this folder."
    return (
        "Windows decides who can open this folder, depending on where it is: "
        "keep it below your own user folder, never on a shared drive."
    )
