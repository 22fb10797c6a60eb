"""How much a page of a PDF asks for, before anything draws it.

A few hundred bytes can ask for gigabytes: drawings that draw each other, and instructions that
unpack to as much as there is room for. What draws pages reads all of that first, so it is
measured here: each drawing counts as often as it is drawn.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

#: The most bytes of instructions of a page; one that is drawn, not scanned, has up to a million.
MOST_BYTES = 10_000_000
#: Of what is packed otherwise than by deflating so many bytes are unpacked.
_MOST_PACKED = 100_000
#: How high a page hangs below the list of all pages.
_HIGHEST = 20
_DEFLATED = (Name.FlateDecode, Name.Fl)
#: A drawing's name, and what draws it: itself, as a pattern or as a mask.
_DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]+)(?:\s|%[^\r\n]*)+(Do|scn|SCN|gs)\b")
_LISTS = {b"Do": "/XObject", b"scn": "/Pattern", b"SCN": "/Pattern", b"gs": "/ExtGState"}


class Measured:
    """An open PDF whose pages are measured; raises pikepdf.PdfError where it is damaged."""

    def __init__(self, path: Path) -> None:
        self._document = pikepdf.open(path)
        self._known: dict[tuple[int, int], float] = {}
        self._of_page: pikepdf.Object = Dictionary()

    def close(self) -> None:
        """Close the file."""
        self._document.close()

    def is_bomb(self, page: int) -> bool:
        """Tell whether a page, from 1, asks for more than any scan; so does one not found here."""
        pages = self._document.pages
        return page > len(pages) or self.bytes_of(pages[page - 1].obj) > MOST_BYTES

    def bytes_of(self, page: pikepdf.Object) -> float:
        """Return how many bytes of instructions draw a page; endless where one draws itself."""
        self._known, self._of_page = {}, _resources(page)
        contents = page.get("/Contents")
        parts = list(contents) if isinstance(contents, Array) else [contents]
        said = b"\n".join(_unpacked(one) for one in parts if isinstance(one, Stream))
        return self._drawn(said, self._of_page) + sum(map(self._stream, _notes(page)))

    def _drawn(self, said: bytes, resources: object) -> float:
        whole = float(len(said))
        for found in _DRAWS.finditer(said) if whole <= MOST_BYTES else ():
            one = self._named(found[1], _LISTS[found[2]], resources)
            whole += self._stream(one) if one is not None else 0
        return whole

    def _stream(self, one: Stream) -> float:
        if one.objgen not in self._known:
            self._known[one.objgen] = math.inf  # until it is known: it may draw itself
            own = self._drawn(_unpacked(one), one.get("/Resources"))
            self._known[one.objgen] = own
        return self._known[one.objgen]

    def _named(self, name: bytes, kind: str, resources: object) -> Stream | None:
        """Return a drawing by its name, as its own resources have it or the page's."""
        plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)
        for place in (resources, self._of_page):
            listed = place.get(kind) if isinstance(place, Dictionary) else None
            one = _get(listed, f"/{plain.decode('utf-8', 'replace')}")
            mask = _get(_get(one, "/SMask"), "/G")
            found = one if mask is None else mask
            if isinstance(found, Stream) and found.get("/Subtype") != Name.Image:
                return found
        return None


def _get(one: object, key: str) -> object:
    return one.get(key) if isinstance(one, Dictionary) else None


def _resources(page: pikepdf.Object) -> pikepdf.Object:
    """Return what a page may name, if need be its parent's."""
    for _ in range(_HIGHEST):
        above = page.get("/Parent")
        if "/Resources" in page or not isinstance(above, Dictionary):
            break
        page = above
    return page.get("/Resources", Dictionary())


def _notes(page: pikepdf.Object) -> Iterator[Stream]:
    """Yield what notes and fields draw on a page."""
    notes = page.get("/Annots")
    for note in notes if isinstance(notes, Array) else ():
        normal = _get(_get(note, "/AP"), "/N")
        states = normal.values() if isinstance(normal, Dictionary) else [normal]
        yield from (one for one in states if isinstance(one, Stream))


def _unpacked(one: Stream) -> bytes:
    """Return a stream's bytes, cut where they are too many."""
    raw, packed = one.read_raw_bytes(), one.get("/Filter")
    names = list(packed) if isinstance(packed, Array) else [packed] if packed is not None else []
    if not names:
        return raw[: MOST_BYTES + 1]
    if len(names) == 1 and names[0] in _DEFLATED:
        try:
            return zlib.decompressobj().decompress(raw, MOST_BYTES + 1)
        except zlib.error:
            return raw
    if len(raw) > _MOST_PACKED or sum(name in _DEFLATED for name in names) > 1:
        return bytes(MOST_BYTES + 1)
    return one.read_bytes()
