"""A file that is too long to be held as it is: a nation's table, piece by piece, each packed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator

#: The quickest way of packing: tables shrink to a twentieth by it.
LEVEL = 1


class LongFile:
    """Bytes that are added piece by piece, and given back in the same way.

    >>> table = LongFile()
    >>> table.add(b"a,b")
    >>> table.add(b"c,d")
    >>> list(table), len(table), bytes(table)
    ([b'a,b', b'c,d'], 6, b'a,bc,d')
    """

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._length = 0

    def add(self, piece: bytes) -> None:
        """Add a piece."""
        self._packed.append(zlib.compress(piece, LEVEL))
        self._length += len(piece)

    def __iter__(self) -> Iterator[bytes]:
        return map(zlib.decompress, self._packed)

    def __len__(self) -> int:
        return self._length

    def __bytes__(self) -> bytes:
        return b"".join(self)


#: What stands in a file.
Content = bytes | LongFile


def pieces(content: Content) -> Iterable[bytes]:
    """Return what stands in a file, in pieces."""
    return (content,) if isinstance(content, bytes) else content


def digest(content: Content) -> str:
    """Return a file's SHA-256 in hexadecimal figures."""
    found = hashlib.sha256()
    for piece in pieces(content):
        found.update(piece)
    return found.hexdigest()
