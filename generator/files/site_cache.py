"""Keeps what a build generated, so that the next one with the same inputs need not do it again.

Only released values and public pages are ever kept here: the content of a
finished site. It is written part by part as it is made and read again entry by
entry as it is wanted: a nation's site is larger than what one wants to hold in
memory. An entry of which any byte is not as it was written is as good as none.
"""

from __future__ import annotations

import json
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

from generator.files import sealed
from generator.files.writing import kept_file

KEPT_ENTRIES = 4
#: Bytes that are copied at a time.
BLOCK = 1 << 20

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry: small JSON values, texts by kind and name, files by name."""

    values: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an entry to be kept. A long file may be given in pieces."""

    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Mapping[str, bytes | Iterable[bytes]] = field(default_factory=dict)


def keep(folder: Path, key: str, parts: Iterable[Part]) -> None:
    """Write an entry under its key, part by part, and let the oldest entries go.

    No two parts may hold the same name. Where a part cannot be made, nothing is kept.
    """
    with kept_file(folder / f"site-{key}.zip") as beside, beside.open("r+b") as file:
        file.write(bytes(sealed.LENGTH))
        _write(file, parts)
        sealed.seal_file(file)
    entries = sorted(folder.glob("site-*.zip"), key=lambda path: path.stat().st_mtime)
    for old in entries[:-KEPT_ENTRIES]:
        with suppress(OSError):  # Windows keeps a file that a running ``serve`` still reads
            old.unlink(missing_ok=True)


def _write(file: IO[bytes], parts: Iterable[Part]) -> None:
    values: dict[str, Any] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            values |= part.values
            for kind, texts in part.texts.items():
                for name, text in texts.items():
                    archive.writestr(f"texts/{kind}/{name}", text)
            for name, content in part.files.items():
                _write_file(archive, f"files/{name}", content)
        archive.writestr("values", json.dumps(values))


def _write_file(archive: zipfile.ZipFile, name: str, content: bytes | Iterable[bytes]) -> None:
    with archive.open(name, "w", force_zip64=True) as target:
        for piece in (content,) if isinstance(content, bytes) else content:
            target.write(piece)


def recall(folder: Path, key: str) -> Kept | None:
    """Return the entry kept under a key; None where there is none, or it is not as it was.

    Texts and files are read from the disk each time that they are asked for.
    """
    try:
        file = (folder / f"site-{key}.zip").open("rb")  # read from as long as it is used
        if not sealed.is_sealed(file):
            file.close()
            return None
        archive = zipfile.ZipFile(file)
        values = json.loads(archive.read("values"))
    except (OSError, KeyError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):
        return None
    texts: dict[str, dict[str, str]] = {}
    files: dict[str, str] = {}
    for entry in archive.namelist():
        kind, _, name = entry.partition("/")
        if kind == "texts":
            kind, _, name = name.partition("/")
            texts.setdefault(kind, {})[name] = entry
        elif kind == "files":
            files[name] = entry
    return Kept(
        values,
        {kind: _Read(archive, some, bytes.decode) for kind, some in texts.items()},
        _Read(archive, files, bytes),
    )


def copy(contents: Mapping[str, bytes], name: str, target: IO[bytes]) -> None:
    """Write a file of an entry, or any other, without holding it in memory where that can be."""
    if isinstance(contents, _Read):
        with contents.open(name) as source:
            shutil.copyfileobj(source, target, BLOCK)
    else:
        target.write(contents[name])


class _Read(Mapping[str, V]):
    """Names that lead to entries of an archive, each read when it is asked for."""

    def __init__(
        self, archive: zipfile.ZipFile, entries: Mapping[str, str], made: Callable[[bytes], V]
    ) -> None:
        self._archive = archive
        self._entries = entries
        self._made = made

    def open(self, name: str) -> IO[bytes]:
        """Return an entry to be read bit by bit."""
        return self._archive.open(self._entries[name])

    def __getitem__(self, name: str) -> V:
        return self._made(self._archive.read(self._entries[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries
