"""All copies of a form in one file, to be printed at once, and for nothing else.

Each page of the form stands in the file once, and each copy's page is that with its stamp
above. It has no tags: whoever needs them opens the form itself, or a separate copy. A copy
begins on the front of a sheet, so that it can be stapled; the file asks for both sides and the
true size. Written from the first byte to the last, it takes no more memory for many copies
than for a few.
"""

from __future__ import annotations

import io
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import pikepdf
from pikepdf import Dictionary

from generator.files.typeface import font
from generator.packs.copies import Base, black
from generator.packs.stamps import BLACK, FONT, drawn_all

#: What one copy is: the place of its base among the bases, its number, its code or nothing.
Copy = tuple[int, str, str]
#: So many pages hang on one branch of the tree of pages.
BRANCH = 64
_PAGE = "/B{}P{}"
_SHEET = b"/MediaBox[0 0 595.2756 841.8898]"


def write_bulk(out: IO[bytes], title: str, bases: Sequence[Base], copies: Iterable[Copy]) -> int:
    """Write the file, page after page; return how many pages it has, empty backs included."""
    writer = _Writer(out, *_frame(bases))
    root, tree = writer.reserve(), writer.reserve()
    branches, pages = array("Q"), 0
    waiting: list[int] = []
    for content in _pages(bases, copies):
        waiting.append(writer.content(content))
        if len(waiting) == BRANCH:
            branches.append(writer.branch(tree, waiting))
            pages, waiting = pages + len(waiting), []
    if waiting:
        branches.append(writer.branch(tree, waiting))
        pages += len(waiting)
    kids = b" ".join(b"%d 0 R" % number for number in branches)
    resources = b"/Resources %d 0 R" % writer.resources
    words = b"<</Type/Pages/Count %d%b%b/Kids[%b]>>" % (pages, _SHEET, resources, kids)
    writer.add(words, tree)
    asks = (
        b"/ViewerPreferences<</PrintScaling/None/Duplex/DuplexFlipLongEdge/DisplayDocTitle true>>"
    )
    writer.add(b"<</Type/Catalog/Pages %d 0 R%b>>" % (tree, asks), root)
    writer.end(root, writer.add(b"<</Title %b>>" % _words(title)))
    return pages


def _pages(bases: Sequence[Base], copies: Iterable[Copy]) -> Iterator[bytes]:
    """Yield the drawing of each page in the order of printing."""
    for which, copy, code in copies:
        drawn = drawn_all(bases[which].stamps, copy, code)
        for page, stamp in enumerate(drawn):
            name = _PAGE.format(which, page).encode()
            yield b"q %b Do Q %b" % (name, stamp)
        if bases[which].pages % 2:
            yield b""


def _words(text: str) -> bytes:
    return b"<%b>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()


def _frame(bases: Sequence[Base]) -> tuple[bytes, int]:
    """Return a file with each base's pages as drawings, and the number of what names them."""
    with pikepdf.new() as frame:
        drawings: dict[str, pikepdf.Object] = {}
        colours = Dictionary()
        for which, base in enumerate(bases):
            with pikepdf.open(io.BytesIO(base.printed)) as printed:
                for number, page in enumerate(printed.pages):
                    drawing = frame.copy_foreign(page.as_form_xobject())
                    drawings[_PAGE.format(which, number)] = drawing
                grey = printed.make_indirect(black(printed.pages[0].obj))
                colours = Dictionary({BLACK: frame.copy_foreign(grey)})
        fonts = Dictionary({FONT: font(frame, "Bold")})
        named = Dictionary(XObject=Dictionary(drawings), Font=fonts, ColorSpace=colours)
        frame.Root.MentoringShared = frame.make_indirect(named)
        out = io.BytesIO()
        frame.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    with pikepdf.open(io.BytesIO(out.getvalue())) as saved:
        return out.getvalue(), saved.Root.MentoringShared.objgen[0]


class _Writer:
    """Writes the objects of a file one after the other, and knows where each begins."""

    def __init__(self, out: IO[bytes], frame: bytes, resources: int) -> None:
        table = int(frame[frame.rindex(b"startxref") + 9 :].split()[0])
        self.out, self.at, self.resources = out, 0, resources
        self.starts = array("Q", _starts(frame[table:]))
        self._write(frame[:table])

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self.at += len(content)

    def reserve(self) -> int:
        """Return the number of an object that is still to be written."""
        self.starts.append(0)
        return len(self.starts) - 1

    def add(self, words: bytes, number: int = 0) -> int:
        """Write an object, under a number that was reserved or the next one; return it."""
        number = number or self.reserve()
        self.starts[number] = self.at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, words))
        return number

    def content(self, drawing: bytes) -> int:
        """Write what a page shows."""
        packed = zlib.compress(drawing, 1)
        facts = b"<</Filter/FlateDecode/Length %d>>" % len(packed)
        return self.add(b"%b\nstream\n%b\nendstream" % (facts, packed))

    def branch(self, tree: int, contents: Sequence[int]) -> int:
        """Write some pages by what they show, and the branch that they hang on."""
        branch = self.reserve()
        page = b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>"
        pages = [self.add(page % (branch, content)) for content in contents]
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        words = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
        return self.add(words % (tree, len(pages), kids), branch)

    def end(self, root: int, info: int) -> None:
        """Write where everything begins."""
        table, size = self.at, len(self.starts)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for first in range(1, size, 4096):
            part = self.starts[first : first + 4096]
            self._write(b"".join(b"%010d 00000 n \n" % start for start in part))
        words = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        self._write(words % (size, root, info, table))


def _starts(table: bytes) -> Iterator[int]:
    """Yield where each object of a table begins, the free one at its head included."""
    lines = table.splitlines()
    count = int(lines[1].split()[1])
    yield from (int(line.split()[0]) for line in lines[2 : 2 + count])
