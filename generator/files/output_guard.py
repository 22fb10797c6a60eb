"""Folders and files that nobody but their owner may open, and where they may lie.

On Linux and macOS they get the owner's rights alone, from the first moment on.
Windows keeps rights in lists that its folders pass down; they are not touched
here, so the words for people say where to keep such a folder instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from errno import EEXIST, ENOTEMPTY
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine
from generator.files.programme_folder import SITE_FOLDERS
from generator.files.writing import OWNER, has_files, new_folder, write_file, write_new


def site_around(folder: Path, path: Path) -> Path | None:
    """Return the site that a path lies in, or its sources: every file there is published too.

    That is any finished site, or a place for one in the programme of ``folder``.
    """
    places = [(folder / name).resolve() for name in ("site_src", *SITE_FOLDERS.values())]
    for parent in path.resolve().parents:
        if (parent / "manifest.sha256").is_file() or parent in places:
            return parent
    return None


def site_faults(folder: Path, path: Path) -> Iterator[Problem]:
    """Yield a problem where a path lies in a site or among its sources, or is one."""
    site = site_around(folder, path / "inside")
    if site is not None:
        fault = f"This is private and must not be in the site {site.as_posix()}."
        where = SourceLine(path.as_posix())
        yield Problem(where, "under-the-site", fault, "Choose a folder outside every site.")


def folder_faults(folder: Path, output: Path) -> Iterator[Problem]:
    """Yield why a new private folder cannot be made here, in the programme of ``folder``."""
    yield from site_faults(folder, output)
    if output.exists() and (not output.is_dir() or has_files(output)):
        fault = "There is something here already, and nothing is written over it."
        remedy = "Name a new folder: --output DIR."
        yield Problem(SourceLine(output.as_posix()), "folder-in-use", fault, remedy)


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
