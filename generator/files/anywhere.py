"""Survey codes in any file at all: what erasure must not pass over.

Response files are read as tables. Everything else below a folder (hidden files,
copies under another ending, archives, leftovers of a program that was stopped)
is searched here by its bytes: a code counts where it stands as a whole word, with
other hyphens or capitals, or with signs that look alike.
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

from generator.responses.spelling import plain

#: Files that hold texts packed, or as a picture: a code in them cannot be found.
UNSEARCHABLE = (
    ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".sav", ".zsav", ".numbers", ".pdf",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".bmp", ".gif",
)  # fmt: skip
LARGEST = 256 * 1024 * 1024
#: How files begin that hold texts packed, whatever they are called.
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"%PDF", b"\x89PNG",
           b"\xff\xd8", b"$FL2", b"$FL3")  # fmt: skip
#: Parts of a workbook that hold no words that anybody typed.
_NOT_TYPED = ("xl/media/", "xl/printerSettings/", "docProps/thumbnail")
_WORDS = re.compile(rb"[A-Za-z0-9_-]+")
#: What no text holds, and how short a code is that may stand among such bytes by chance.
_BINARY, _TELLING = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]"), 6
#: A zip file in a zip file in a zip file is opened, and no further.
_DEEPEST = 3


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
    """Return the words of a file that may be one of some survey codes, whatever file it is."""
    if path.suffix.lower() in UNSEARCHABLE:
        return Searched(path, frozenset(), readable=False)
    try:
        if path.stat().st_size > LARGEST:
            return Searched(path, frozenset(), readable=False)
        return search_bytes(path, path.read_bytes(), codes)
    except OSError:
        return Searched(path, frozenset(), readable=False)


def search_bytes(path: Path, content: bytes, codes: Collection[str]) -> Searched:
    """Return the words of some content, called ``path``, that may be one of some survey codes."""
    wanted = frozenset(plain(code.encode()) for code in codes)
    try:
        return Searched(path, _words(content, wanted, 0))
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return Searched(path, frozenset(), readable=False)


def _words(content: bytes, wanted: Collection[bytes], depth: int) -> frozenset[str]:
    """Return the words of some bytes that are wanted; UTF-16 is read without its zeros.

    Raises ValueError, and what broken archives raise, where something cannot be searched.
    """
    if content.startswith(_PACKED):
        raise ValueError
    if not content.startswith(b"PK"):
        text = content.replace(b"\0", b"")
        if _BINARY.search(text) and min(map(len, wanted), default=0) < _TELLING:
            raise ValueError
        return _plain_words(text, wanted)
    if depth == _DEEPEST:
        raise ValueError
    found: frozenset[str] = frozenset()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise ValueError
        for part in archive.infolist():
            if not part.filename.startswith(_NOT_TYPED):
                found |= _words(archive.read(part), wanted, depth + 1)
    return found


def _plain_words(content: bytes, wanted: Collection[bytes]) -> frozenset[str]:
    longest = 2 * max(map(len, wanted), default=0) + 8
    words = {word for word in _WORDS.findall(content) if len(word) <= longest}
    return frozenset(word.decode() for word in words if plain(word) in wanted)
