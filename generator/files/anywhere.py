"""Survey codes in any file at all: what erasure must not pass over.

Response files are read as tables. Everything else below a folder (hidden files,
copies under another ending, archives, leftovers of a program that was stopped)
is searched here by its bytes: a code counts where it stands as a whole word.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Files that hold texts packed, or as a picture: a code in them cannot be found.
UNSEARCHABLE = (
    ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".sav", ".zsav", ".numbers", ".pdf",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".bmp", ".gif",
)  # fmt: skip
LARGEST = 256 * 1024 * 1024
_WORD = "A-Za-z0-9_-"


@dataclass(frozen=True, slots=True)
class Searched:
    """One file: the codes that stand in it, and whether it could be searched at all."""

    path: Path
    codes: frozenset[str]
    readable: bool = True


def every_file(folder: Path) -> Iterator[Path]:
    """Yield every plain file below a folder, hidden ones too, in order; links are not followed."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(here, name)
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def search(path: Path, codes: Collection[str]) -> Searched:
    """Return which of some survey codes stand in a file, whatever kind of file it is."""
    if path.suffix.lower() in UNSEARCHABLE:
        return Searched(path, frozenset(), readable=False)
    try:
        if path.stat().st_size > LARGEST:
            return Searched(path, frozenset(), readable=False)
        content = path.read_bytes()
        found = _in_bytes(content, codes)
        if content.startswith(b"PK"):
            found |= _in_archive(content, codes)
    except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return Searched(path, frozenset(), readable=False)
    return Searched(path, found)


def _in_bytes(content: bytes, codes: Collection[str]) -> frozenset[str]:
    """Return which codes stand in some bytes as whole words; UTF-16 is read without its zeros."""
    plain = content.replace(b"\0", b"")
    return frozenset(
        code
        for code in codes
        if code.encode() in plain
        and re.search(rf"(?<![{_WORD}]){re.escape(code)}(?![{_WORD}])".encode(), plain)
    )


def _in_archive(content: bytes, codes: Collection[str]) -> frozenset[str]:
    """Search what a zip file holds; a workbook is one. Raises where it is broken or locked."""
    found: frozenset[str] = frozenset()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise zipfile.BadZipFile
        for part in archive.infolist():
            found |= _in_bytes(archive.read(part), codes)
    return found
