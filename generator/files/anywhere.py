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
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from generator.responses.spelling import plain

#: Files that hold texts packed, or as a picture: a code in them cannot be found.
UNSEARCHABLE = (
    ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".sav", ".zsav", ".parquet", ".numbers",
    ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".bmp", ".gif",
)  # fmt: skip
LARGEST = 256 * 1024 * 1024
#: How files begin that hold texts packed, whatever they are called.
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"%PDF", b"\x89PNG",
           b"\xff\xd8", b"$FL2", b"$FL3", b"PAR1")  # fmt: skip
#: Parts of a workbook that hold no words that anybody typed.
_NOT_TYPED = ("xl/media/", "xl/printerSettings/", "docProps/thumbnail")
_WORDS = re.compile(rb"[A-Za-z0-9_-]+")
#: A code in 2 groups of 4, as cards print it; one may begin where another seems to end.
_IN_GROUPS = re.compile(
    rb"(?=(?<![A-Za-z0-9_-])([A-Za-z0-9]{4})(?: |\xc2\xa0)([A-Za-z0-9]{4})(?![A-Za-z0-9_-]))"
)
#: What no text holds, and how short a code is that may stand among such bytes by chance.
_BINARY, _TELLING = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]"), 6
#: A zip file in a zip file in a zip file is opened, and no further.
_DEEPEST = 3
#: What broken archives raise, and files that cannot be searched.
_BLIND = (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


def every_file(folder: Path) -> Iterator[Path]:
    """Yield every plain file below a folder, hidden ones too, in order; links are not followed."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        paths = (Path(here, name) for name in sorted(names))
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def search(
    path: Path, codes: Collection[str], content: bytes | None = None
) -> frozenset[str] | None:
    """Return the words of a file that may be one of some survey codes, whatever file it is.

    ``content`` is what it will hold. None where the file cannot be searched.
    """
    try:
        if content is None:
            if path.suffix.lower() in UNSEARCHABLE or path.stat().st_size > LARGEST:
                return None
            content = path.read_bytes()
        return _words(content, frozenset(plain(code.encode()) for code in codes), 0)
    except _BLIND:
        return None


def words_of(text: bytes) -> set[str]:
    """Return the words of a text that may be survey codes; one in 2 groups without its gap.

    >>> sorted(words_of(b"PRCV T3CT, K7RM-4WDX"))
    ['K7RM-4WDX', 'PRCV', 'PRCVT3CT', 'T3CT']
    """
    joined = (first + second for first, second in _IN_GROUPS.findall(text))
    return {word.decode() for word in (*_WORDS.findall(text), *joined)}


def _words(content: bytes, wanted: Collection[bytes], depth: int) -> frozenset[str]:
    """Return the words of some bytes that are wanted; UTF-16 is read without its zeros.

    Raises ValueError, and what broken archives raise, where something cannot be searched.
    """
    is_zip = content.startswith(b"PK")
    if content.startswith(_PACKED) or (is_zip and depth == _DEEPEST):
        raise ValueError
    if not is_zip:
        text = content.replace(b"\0", b"")
        if _BINARY.search(text) and min(map(len, wanted), default=0) < _TELLING:
            raise ValueError
        longest = 2 * max(map(len, wanted), default=0) + 8
        words = (word for word in words_of(text) if len(word) <= longest)
        return frozenset(word for word in words if plain(word.encode()) in wanted)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST:
            raise ValueError
        typed = (part for part in parts if not part.filename.startswith(_NOT_TYPED))
        return frozenset().union(*(_words(archive.read(one), wanted, depth + 1) for one in typed))
