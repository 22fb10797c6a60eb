"""Walks a finished site for the leak gate, before anybody else can see it.

Every byte counts: archives are opened, other encodings and pictures inside of pages undone, the
words drawn in a PDF read. A PDF that this build made must be readable; of a file that an author
put among the pages, locked by a password say, the bytes alone are searched. Pixels are not read,
only what is written in a picture's bytes, such as a title.

What has passed is known again by its content, within a build (an archive packs what stands
beside it) and in the next one, as long as the secrets and this code are the same.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast
from urllib.parse import unquote_to_bytes

from generator.disclosure.leak_gate import Finding, Secret, Secrets, search
from generator.files import pdf_text, progress
from generator.files.cache import made_by, read_sealed, write_sealed
from generator.files.pdf_text import UnreadablePdfError
from generator.files.pool import two_at_a_time

#: So many bytes are searched at a time; each block begins with so many of the one before.
BLOCK, OVERLAP = 1 << 23, 1 << 17
DIGEST = 16
#: Files that are searched by one process at a time, and from how many on two are worth it.
SHARE, SHARED_FROM = 20, 200
#: Tells from a path within the output, with forward slashes, whether this build wrote its text.
Generated = Callable[[str], bool]

#: What was found in some files, and in each content met there.
_Done = tuple[list[Finding], dict[bytes, frozenset[Secret]]]

_GAP = re.compile(rb"\s")
_OPAQUE = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf")
#: What opening a broken or locked archive may raise.
_BROKEN = (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
#: Parts of a workbook that hold no words: how it looks, and how its parts hang together.
_NOT_WORDS = (
    "xl/theme/",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/",
    "_rels/",
    "[Content_Types].xml",
)
#: In a workbook's sheet: empty cells, numbers that are no code, which of all texts a cell holds,
#: and the cell's place, which looks like a code.
_SHEET = "xl/worksheets/"
_NO_TEXT = re.compile(
    rb'<c/>|<c(?: t="s")?(?: s="\d+")?><v>\d{1,5}</v></c>'
    rb'| (?:r|ref|sqref|activeCell|topLeftCell)="[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?"'
)
_DATA_URI = re.compile(rb"data:[a-z]+/([a-z0-9.+-]+)[^,\"'<>\s]{0,60};base64,([A-Za-z0-9+/=%]+)")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
#: Text in a file of another kind: in UTF-8, and with two bytes a letter.
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xdf][\x80-\xbf]|\xe2\x80[\x80-\xbf]){6,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}")


def scan_site(
    finished: Path, wanted: Secrets, generated: Generated, memory: Path | None = None
) -> tuple[Finding, ...]:
    """Return every secret that stands in a folder's files or in their names, in path order.

    ``wanted`` is made by ``leak_gate.secrets``. In a file that this build has ``generated`` short
    secrets count, and a PDF must be readable. ``memory`` is a file that keeps what has passed from
    build to build, by digests alone; without one, everything is searched.
    """
    passed = _recalled(memory, wanted) if memory else frozenset()
    names = sorted(path.relative_to(finished).as_posix() for path in finished.rglob("*"))
    # Archives last: they pack what stands beside them, and that is known by then.
    packed = [name for name in names if name.lower().endswith(".zip")]
    plain = [name for name in names if not name.lower().endswith(".zip")]
    shares = [plain[at : at + SHARE] for at in range(0, len(plain), SHARE)]

    def searched(some: Sequence[str], known: Mapping[bytes, frozenset[Secret]] = {}) -> _Done:
        scan = Scan(wanted, passed, dict(known))
        return [
            one for name in some for one in _of_file(scan, finished, name, generated)
        ], scan.known

    found: list[Finding] = []
    known: dict[bytes, frozenset[Secret]] = {}
    done = two_at_a_time(searched, shares, least=SHARED_FROM // SHARE, copies=True)
    words = progress.numbered("Searching the site for answers", len(names))[::SHARE]
    for inside, met in progress.coming(done, words):
        found += inside
        known |= met
    inside, known = searched(packed, known)
    found = sorted((*found, *inside), key=lambda one: one.path)
    if memory and not found:
        write_sealed(memory, _stamp(wanted) + b"".join(sorted(known)))
    return tuple(dict.fromkeys(found))


def _of_file(scan: Scan, finished: Path, name: str, generated: Generated) -> list[Finding]:
    """Return what stands in a file's or a folder's path, and in the file."""
    found = [Finding(name, *one, in_name=True) for one in scan.in_name(name)]
    path = finished / name
    if path.is_file():
        with path.open("rb") as file:
            inside = scan.inside(name, file, ours=generated(name))
        found += (Finding(name, *one, in_name=False) for one in inside)
    return found


@dataclass(slots=True)
class Scan:
    """A search for some secrets that reads no content twice.

    ``passed`` are digests of contents in which there is nothing, ``known`` what was found in
    those met so far.
    """

    wanted: Secrets
    passed: frozenset[bytes] = frozenset()
    known: dict[bytes, frozenset[Secret]] = field(default_factory=dict)

    def in_name(self, name: str) -> list[Secret]:
        """Return what stands in a file's path, which counts as generated text."""
        return sorted(search(name.encode("utf-8", "replace"), self.wanted, generated=True))

    def inside(self, name: str, file: IO[bytes], *, ours: bool) -> list[Secret]:
        """Return what stands in a file, or in a file inside of one; a broken archive is a text."""
        head = file.read(4)
        file.seek(0)
        found: set[Secret] = set()
        try:
            if head == b"PK\x03\x04":
                found.update(self._in_archive(file, ours=ours))
                return sorted(found)
            if head.startswith(b"\x1f\x8b\x08"):
                with gzip.GzipFile(fileobj=file) as unpacked:
                    return self.inside(name, cast(IO[bytes], unpacked), ours=ours)
        except _BROKEN:
            file.seek(0)
        whole = head == b"%PDF" or name.lower().endswith(_OPAQUE)
        for block in [file.read()] if whole else blocks(file):
            found.update(self._in_block(name, block, ours=ours))
        return sorted(found)

    def _in_archive(self, file: IO[bytes], *, ours: bool) -> Iterator[Secret]:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            notes = [archive.comment, *(b"%b %b" % (part.comment, part.extra) for part in parts)]
            yield from search(b"\n".join(notes), self.wanted, generated=ours)
            for part in parts:
                yield from self.in_name(part.filename)
                mine = ours and not part.filename.startswith(_NOT_WORDS)
                with archive.open(part) as unpacked:
                    yield from self.inside(part.filename, unpacked, ours=mine)

    def _in_block(self, name: str, block: bytes, *, ours: bool) -> frozenset[Secret]:
        """Return what stands in a block of text, or in a PDF or a picture as a whole."""
        opaque = name.lower().endswith(_OPAQUE)
        sheet = name.startswith(_SHEET)
        kind = b"%d%d%d" % (opaque, ours, sheet)
        digest = hashlib.blake2b(block, digest_size=DIGEST, person=kind).digest()
        if digest not in self.known:
            text = _NO_TEXT.sub(b" ", block) if sheet else block
            new = [] if digest in self.passed else self._read(text, opaque=opaque, ours=ours)
            self.known[digest] = frozenset(new)
        return self.known[digest]

    def _read(self, block: bytes, *, opaque: bool, ours: bool) -> Iterator[Secret]:
        if opaque:
            yield from search(words_inside(block), self.wanted, generated=False)
            return
        for text in _texts(block, ours=ours):
            yield from search(text, self.wanted, generated=ours)
        for name, data in _packed_in(block, ours=ours):
            yield from self.inside(name, io.BytesIO(data), ours=ours)


def blocks(file: IO[bytes], size: int | None = None, overlap: int = OVERLAP) -> Iterator[bytes]:
    """Yield a file in blocks that a search can hold in memory, whole where it is small.

    Each ends at white space, where there is any, and begins with the end of the one before, so
    that nothing shorter than the overlap is cut in two.

    >>> list(blocks(io.BytesIO(b"aa bb cc dd ee"), size=7, overlap=5))
    [b'aa bb ', b'bb cc dd ee']
    """
    size = size or BLOCK
    before = rest = b""
    read = file.read(size)
    while read:
        whole, read = rest + read, file.read(size)
        gap = max(whole.rfind(gap) for gap in (b"\n", b" ", b"\t")) + 1 if read else 0
        end = gap or len(whole)
        block, rest = before + whole[:end], whole[end:]
        yield block
        begins = _GAP.search(block, len(block) - overlap) if len(block) > overlap else None
        before = block[begins.end() if begins else -overlap :]


def words_inside(data: bytes) -> bytes:
    r"""Return what can be read in a picture's bytes: titles and remarks stand in it as they are.

    >>> words_inside(b"\x89PNG\x00\x00tEXtTitle\x00By K7MQ-2XP9\xff\xd9")
    b'tEXtTitle\nBy K7MQ-2XP9'
    """
    found = dict.fromkeys(_RUN.findall(data))
    found |= dict.fromkeys(run.replace(b"\x00", b"") for run in _WIDE.findall(data))
    return b"\n".join(found)


def _texts(data: bytes, *, ours: bool) -> Iterator[bytes]:
    """Yield everything that can be read in a file: a text also in UTF-8, and a PDF's words."""
    if not data.startswith(b"%PDF"):
        yield data
        yield from _otherwise(data)
        return
    yield from pdf_text.bytes_of(data)
    try:
        yield pdf_text.text_of(data).encode("utf-8", "replace")
    except UnreadablePdfError:
        if ours:
            raise


def _packed_in(data: bytes, *, ours: bool) -> Iterator[tuple[str, bytes]]:
    """Yield what a text or a PDF holds that may be a file of its own, with a name for its kind."""
    if not data.startswith(b"%PDF"):
        for kind, inside in _DATA_URI.findall(data):
            yield f"inside.{kind.decode()}", _from_base64(inside)
        return
    try:
        yield from (("", each) for each in pdf_text.written_in(data))
    except UnreadablePdfError:
        if ours:
            raise


def _otherwise(data: bytes) -> Iterator[bytes]:
    """Yield a text in UTF-8 where it is written in UTF-16, UTF-32 or as Windows did once."""
    if data.isascii() and b"\x00" not in data:
        return
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    nulls = data[:4096].count(0)
    if not encoding and 3 * nulls > len(data[:4096]):
        encoding = "utf-16-le" if data[1:4096:2].count(0) > data[:4096:2].count(0) else "utf-16-be"
    if not encoding and not nulls:
        try:
            data.decode()
        except UnicodeDecodeError:
            encoding = "cp1252" if pdf_text.is_text(data) else ""
    if encoding:
        yield data.decode(encoding, "replace").encode("utf-8", "replace")


def _from_base64(inside: bytes) -> bytes:
    try:
        return base64.b64decode(unquote_to_bytes(inside), validate=False)
    except ValueError:
        return b""


def _recalled(memory: Path, wanted: Secrets) -> frozenset[bytes]:
    """Return what passed before; nothing from a memory that is broken or of other secrets."""
    content = read_sealed(memory) or b""
    if content[:32] != _stamp(wanted):
        return frozenset()
    digests = content[32:]
    return frozenset(digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST))


def _stamp(wanted: Secrets) -> bytes:
    """Return a digest of what was looked for, and of the code that looked."""
    return hashlib.sha256(wanted.key + made_by().encode()).digest()
