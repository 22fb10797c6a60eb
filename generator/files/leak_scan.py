"""Walks an output folder for the leak gate, before anybody else can see it.

A PDF is searched twice: its bytes (metadata, tags) by the gate itself, and the
words drawn in it here, since drawn words are glyph numbers and not letters.
What else an author's PDF holds, such as attached files, is unpacked, too.
A PDF that this build made must be readable; of a file that an author put among
the pages, locked by a password say, the bytes alone are searched. A workbook or
another zip file of theirs is searched part by part. In an archive that this
build packed, parts that stand beside it as well, byte for byte, are not
searched a second time.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.disclosure.footprint import Footprint
from generator.disclosure.leak_gate import OVERLAP, PIECE, Finding, Secrets, search_all
from generator.files.pdf_text import UnreadablePdfError, text_of, written_in

#: A zip file is searched up to so many bytes unpacked.
MOST_UNPACKED = 256 * 1024 * 1024
#: A file of more bytes is not read whole: a nation's table, say.
LARGE = 64 * 1024 * 1024
GAPS = (b"\n", b" ", b"\t")
#: Tells from a path within the output, with forward slashes, whether this build wrote its text.
Generated = Callable[[str], bool]


def scan(
    folder: Path,
    wanted: Secrets,
    generated: Generated,
    *,
    among: Callable[[str], bool] = lambda name: True,
    footprint: Footprint | None = None,
) -> tuple[Finding, ...]:
    """Return every secret that stands in a folder's files or in their names, in path order.

    A finding stops the build before the folder takes the place of the old one.
    Empty folders have names too, and count. ``among`` tells which files are
    searched, ``footprint`` takes note of what they hold.
    """
    found = search_all(_files(folder, generated, among), wanted, footprint)
    return tuple(dict.fromkeys(found))


def _files(
    folder: Path, generated: Generated, among: Callable[[str], bool]
) -> Iterator[tuple[str, bytes, bool]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not among(name):
            continue
        if _is_long_text(path):
            yield from ((name, part, generated(name)) for part in blocks(path))
            continue
        data = path.read_bytes() if path.is_file() else b""
        if data.startswith(b"PK\x03\x04") and generated(name):
            yield from ((name, part, True) for part in _only_packed(path, data))
            continue
        yield name, data, generated(name)
        if data.startswith(b"%PDF"):
            yield name, _drawn(data, ours=generated(name)), generated(name)
            if not generated(name):
                yield from ((name, part, False) for part in _written(data))
        if data.startswith(b"PK\x03\x04") and not generated(name):
            yield from ((name, part, False) for part in _unpacked(data))


def _only_packed(path: Path, packed: bytes) -> Iterator[bytes]:
    """Yield the names and remarks of an archive of ours, and what stands nowhere beside it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = archive.infolist()
        yield b"\n".join([archive.comment, *(b"%b %b" % (p.comment, p.extra) for p in parts)])
        for part in parts:
            yield part.filename.encode("utf-8", "replace")
            beside = path.parent / part.filename
            if not beside.is_file() or not _same(archive, part, beside):
                yield archive.read(part)


def _same(archive: zipfile.ZipFile, part: zipfile.ZipInfo, beside: Path) -> bool:
    """Tell whether a part of an archive is what a file holds, byte for byte."""
    if part.file_size != beside.stat().st_size:
        return False
    with archive.open(part) as one, beside.open("rb") as other:
        while content := one.read(PIECE):
            if content != other.read(PIECE):
                return False
    return True


def _is_long_text(path: Path) -> bool:
    """Tell whether a file can be read in blocks: what is packed or drawn is read as a whole."""
    if not path.is_file() or path.stat().st_size <= LARGE:
        return False
    with path.open("rb") as file:
        return file.read(4) not in (b"PK\x03\x04", b"%PDF")


def blocks(path: Path, size: int = LARGE) -> Iterator[bytes]:
    """Yield a large file in blocks that end at white space; each begins with the last one's end."""
    before = carried = b""
    with path.open("rb") as file:
        while read := file.read(size):
            whole = carried + read
            end = max(whole.rfind(gap) for gap in GAPS) + 1 or len(whole)
            yield before + whole[:end]
            before = whole[:end] if end <= OVERLAP else _from_a_word(whole[end - OVERLAP : end])
            carried = whole[end:]
        if carried:
            yield before + carried


def _from_a_word(tail: bytes) -> bytes:
    """Return the end of a block from where a word begins in it."""
    return tail[min((tail.find(gap) for gap in GAPS if gap in tail), default=-1) + 1 :]


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """Yield the parts of a workbook or another zip file, as far as they can be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                return
            for part in parts:
                yield part.filename.encode("utf-8", "replace")
                yield archive.read(part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError):
        return


def _written(pdf: bytes) -> Iterator[bytes]:
    """Yield what else an author's PDF holds: titles, remarks, attached files."""
    try:
        yield from written_in(pdf)
    except UnreadablePdfError:
        return


def _drawn(pdf: bytes, *, ours: bool) -> bytes:
    """Return the words drawn in a PDF; those of an author's own file may be out of reach."""
    try:
        return text_of(pdf).encode("utf-8", "replace")
    except UnreadablePdfError:
        if ours:
            raise
        return b""
